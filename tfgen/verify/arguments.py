"""The arguments and blocks between the braces of a block, against the schema of its type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tfgen.diagnostics import Diagnostic, Location, Severity, closest
from tfgen.verify.inference import KnownOf, inferred
from tfgen.verify.literals import a, mismatches
from tfgen.verify.modules import Declaration, SourceFile
from tfgen.verify.provider import Attribute, Body, NestedBlock
from tfgen.verify.syntax import Attribute as Argument
from tfgen.verify.syntax import Block, is_null
from tfgen.verify.types import ANY

# A body in which everything may stand, such as that of provisioners.
OPEN = Body({}, {}, open=True)

# A member of an object that is written as a block: none of them must stand.
_SETTABLE = Attribute(False, True, False, False, ANY)
_REQUIRED = Attribute(True, False, False, False, ANY)


class Context(NamedTuple):
    """What the checks of one block share.

    A block that an override file completes need not be `whole`. What only a plan finds is an error
    in a `strict` tree.
    """

    file: SourceFile
    known_of: KnownOf
    documentation: str
    whole: bool
    strict: bool


def check(context: Context, block: Block, body: Body, title: str) -> Iterator[Diagnostic]:
    """Yield what is wrong between the braces of a block; `title` names the block in messages."""
    for argument in block.body.attributes:
        yield from _argument(context, argument, body, title)
    if body.deprecated:
        yield _deprecated(context, block, title)
    if context.whole:
        yield from _missing(context, block, body, title)
        yield from _counts(context, block, body, title)
    for inner in block.body.blocks:
        yield from _block(context, inner, body, title)


def _argument(context: Context, argument: Argument, body: Body, title: str) -> Iterator[Diagnostic]:
    name = argument.name
    known = body.attributes.get(name)
    if known and known.can_be_set:
        yield from _value(context, argument, known, title)
        return
    here = context.file.at(argument, len(name))
    if known is None:
        yield from _unknown(context, name, here, body, title)
    elif not is_null(argument.value):
        why = f"{name} of {title} is set by the provider alone"
        # A name may stand for null, which Terraform lets pass until it plans.
        severity = Severity.ERROR
        if argument.value.references and not context.strict:
            severity = Severity.WARNING
        yield Diagnostic("HCL063", why, here, f"remove {name}", severity)


def _unknown(
    context: Context, name: str, here: Location, body: Body, title: str
) -> Iterator[Diagnostic]:
    if name in body.blocks:
        why = f"{name} of {title} is a block, not an argument"
        yield Diagnostic("HCL060", why, here, f"write {name} {{ ... }} without =")
    elif not body.open:
        help_ = _near(context, name, body)
        yield Diagnostic("HCL060", f"{title} has no argument {name}", here, help_)


def _value(
    context: Context, argument: Argument, known: Attribute, title: str
) -> Iterator[Diagnostic]:
    name = argument.name
    for wrong in mismatches(argument.value, known.type, context.known_of):
        why = f"{name} of {title} takes {wrong.wanted}, and this is {wrong.is_}"
        help_ = f"give a value of type {known.type}"
        place, severity = context.file.at(wrong.value), Severity.ERROR
        if (wrong.later or known.later) and not context.strict:
            severity = Severity.WARNING
        yield Diagnostic("HCL064", why, place, help_, severity)
    if known.deprecated:
        yield _deprecated(context, argument, f"{name} of {title}")


def _deprecated(context: Context, thing: Argument | Block, title: str) -> Diagnostic:
    name = thing.name if isinstance(thing, Argument) else thing.type
    here, help_ = context.file.at(thing, len(name)), f"see {context.documentation}"
    return Diagnostic("HCL066", f"{title} is deprecated", here, help_, Severity.WARNING)


def _missing(context: Context, block: Block, body: Body, title: str) -> Iterator[Diagnostic]:
    here = Declaration(context.file, block).location
    values = {argument.name: argument.value for argument in block.body.attributes}
    for name, attribute in body.attributes.items():
        if not attribute.required:
            continue
        if name not in values:
            yield Diagnostic("HCL061", f"{title} requires {name}", here, f"add {name}")
        elif is_null(values[name]) and _refuses_null(attribute, context.strict):
            why = f"{title} requires {name}, and null is none"
            yield Diagnostic("HCL061", why, here, f"add {name}")


def _refuses_null(attribute: Attribute, strict: bool) -> bool:
    # What takes any type takes null too: `value` of an output, `input` of terraform_data.
    return attribute.type != ANY and (strict or not attribute.later)


def _counts(context: Context, block: Block, body: Body, title: str) -> Iterator[Diagnostic]:
    """Check how many blocks stand; how many a dynamic block makes shows only later."""
    here = Declaration(context.file, block).location
    written = Counter(inner.type for inner in block.body.blocks)
    dynamic = {inner.name for inner in block.body.of_type("dynamic")}
    for name, nested in body.blocks.items():
        count = written[name]
        if count < nested.least and name not in dynamic:
            why = f"{title} requires {_blocks(nested.least, name)}, and has {count or 'none'}"
            yield Diagnostic("HCL062", why, here, f"add {name} {{ ... }}")
        elif nested.most and count > nested.most:
            surplus = list(block.body.of_type(name))[nested.most]
            place = context.file.at(surplus, len(name))
            why = f"{title} takes at most {_blocks(nested.most, name)}, and has {count}"
            yield Diagnostic("HCL062", why, place, "remove it, or join the two")


def _blocks(count: int, name: str) -> str:
    return f"{count} {name} block{'s' * (count > 1)}"


def _block(context: Context, inner: Block, body: Body, title: str) -> Iterator[Diagnostic]:
    name = inner.name if inner.type == "dynamic" else inner.type
    attribute, nested = body.attributes.get(name), _nested(name, body)
    if nested:
        yield from _inside(context, inner, nested, title)
        return
    here = context.file.at(inner, len(inner.type))
    if attribute and attribute.can_be_set:
        why = f"{name} of {title} is an argument, not a block"
        yield Diagnostic("HCL060", why, here, f"write {name} = ...")
    elif attribute:
        why = f"{name} of {title} is set by the provider alone"
        yield Diagnostic("HCL063", why, here, f"remove {name}")
    elif not body.open:
        yield Diagnostic("HCL060", f"{title} has no block {name}", here, _near(context, name, body))


def _inside(
    context: Context, inner: Block, nested: NestedBlock, title: str
) -> Iterator[Diagnostic]:
    name = inner.type
    if name == "dynamic":
        nested, name = _dynamic(nested), f'dynamic "{inner.name}"'
        yield from _goes_over(context, inner)
    elif inner.labels and not nested.body.open:
        here = context.file.at(inner, len(name))
        yield Diagnostic("HCL060", f"{name} of {title} takes no label", here, f"write {name} {{")
    # `provisioner "local-exec"` has a label, and a body that only its plugin knows.
    yield from check(context, inner, nested.body, f"{name} of {title}")


def _nested(name: str, body: Body) -> NestedBlock | None:
    """Return what a block holds: lists and sets of objects may be written as blocks too.

    https://developer.hashicorp.com/terraform/language/attr-as-blocks
    """
    attribute = body.attributes.get(name)
    if attribute is None or not attribute.can_be_set:
        return body.blocks.get(name)
    element = attribute.type.element
    if attribute.type.name not in ("list", "set") or element is None or element.name != "object":
        return None
    members = {member: _SETTABLE._replace(type=type_) for member, type_ in element.members.items()}
    return NestedBlock("list", 0, 0, Body(members, {}, attribute.deprecated))


def _dynamic(nested: NestedBlock) -> NestedBlock:
    """Return the block that makes blocks: https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks."""
    own = {"for_each": _REQUIRED, "iterator": _SETTABLE, "labels": _SETTABLE}
    content = NestedBlock("list", 1, 1, nested.body)
    return NestedBlock("list", 0, 0, Body(own, {"content": content}))


def _goes_over(context: Context, dynamic: Block) -> Iterator[Diagnostic]:
    over = dynamic.body.value("for_each")
    known = inferred(over, context.known_of) if over else None
    if over and known and not known.later and known.type.is_primitive:
        why = f"a dynamic block goes over a list, set or map, and this is {a(known.type)}"
        yield Diagnostic("HCL064", why, context.file.at(over), "give a collection")


def _near(context: Context, name: str, body: Body) -> str:
    known = [known for known, attribute in body.attributes.items() if attribute.can_be_set]
    return closest(name, [*known, *body.blocks]) or f"see {context.documentation}"
