"""The arguments and blocks between the braces of a resource, data source or provider, against the provider's schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.verify.inference import KnownOf
from tfgen.verify.literals import mismatches
from tfgen.verify.modules import Declaration, SourceFile
from tfgen.verify.provider import Attribute, Body, NestedBlock
from tfgen.verify.syntax import Attribute as Argument
from tfgen.verify.syntax import Block, Kind
from tfgen.verify.types import ANY

# A body in which everything may stand, such as that of provisioners.
OPEN = Body({}, {}, open=True)

_SETTABLE = Attribute(False, True, False, False, ANY)
_REQUIRED = Attribute(True, False, False, False, ANY)


class Context(NamedTuple):
    """What the checks of one block share.

    A block that an override file completes need not be `whole`. What only a plan finds is an error in a `strict` tree.
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
    name, here = argument.name, context.file.at(argument, len(argument.name))
    known = body.attributes.get(name)
    if known is None and name in body.blocks:
        why = f"{name} of {title} is a block, not an argument"
        yield Diagnostic("HCL060", why, here, f"write {name} {{ ... }} without =")
    elif known is None:
        if not body.open:
            yield Diagnostic(
                "HCL060", f"{title} has no argument {name}", here, _near(context, name, body)
            )
    elif not known.can_be_set:
        if argument.value.kind is not Kind.LITERAL or argument.value.value is not None:
            why = f"{name} of {title} is set by the provider alone"
            yield Diagnostic("HCL063", why, here, "remove it")
    else:
        for wrong in mismatches(argument.value, known.type, context.known_of):
            why = f"{name} of {title} takes {wrong.wanted}, and this is {wrong.is_}"
            severity = Severity.WARNING if wrong.later and not context.strict else Severity.ERROR
            help_ = f"give a value of type {known.type}"
            yield Diagnostic("HCL064", why, context.file.at(wrong.value), help_, severity)
        if known.deprecated:
            yield _deprecated(context, argument, f"{name} of {title}")


def _deprecated(context: Context, thing: Argument | Block, title: str) -> Diagnostic:
    length = len(thing.name if isinstance(thing, Argument) else thing.type)
    here = context.file.at(thing, length)
    return Diagnostic(
        "HCL066", f"{title} is deprecated", here, f"see {context.documentation}", Severity.WARNING
    )


def _missing(context: Context, block: Block, body: Body, title: str) -> Iterator[Diagnostic]:
    null = {
        a.name
        for a in block.body.attributes
        if a.value.kind is Kind.LITERAL and a.value.value is None
    }
    given = {argument.name for argument in block.body.attributes}
    for name, attribute in body.attributes.items():
        if attribute.required and (name not in given or (name in null and attribute.type != ANY)):
            why = f"{title} requires {name}" + (", and null is none" if name in null else "")
            yield Diagnostic(
                "HCL061", why, Declaration(context.file, block).location, f"add {name}"
            )


def _counts(context: Context, block: Block, body: Body, title: str) -> Iterator[Diagnostic]:
    """Check how many blocks stand; how many a dynamic block makes shows only later."""
    here = Declaration(context.file, block).location
    written = Counter(inner.type for inner in block.body.blocks)
    dynamic = {inner.name for inner in block.body.of_type("dynamic")}
    for name, nested in body.blocks.items():
        if written[name] < nested.least and name not in dynamic:
            why = (
                f"{title} requires {_blocks(nested.least, name)}, and has {written[name] or 'none'}"
            )
            yield Diagnostic("HCL062", why, here, f"add {name} {{ ... }}")
        elif nested.most and written[name] > nested.most:
            surplus = [inner for inner in block.body.blocks if inner.type == name][nested.most]
            why = f"{title} takes at most {_blocks(nested.most, name)}, and has {written[name]}"
            yield Diagnostic(
                "HCL062", why, context.file.at(surplus, len(name)), "remove it, or join the two"
            )


def _blocks(count: int, name: str) -> str:
    return f"{count} {name} block{'s' * (count > 1)}"


def _block(context: Context, inner: Block, body: Body, title: str) -> Iterator[Diagnostic]:
    name = inner.name if inner.type == "dynamic" else inner.type
    here = context.file.at(inner, len(inner.type))
    attribute, nested = body.attributes.get(name), _nested(name, body)
    if nested:
        if inner.type == "dynamic":
            nested, name = _dynamic(nested), f'dynamic "{name}"'
        elif inner.labels and not nested.body.open:
            yield Diagnostic(
                "HCL060", f"{name} of {title} takes no label", here, f"write {name} {{"
            )
        yield from check(context, inner, nested.body, f"{name} of {title}")
    elif attribute and attribute.can_be_set:
        why = f"{name} of {title} is an argument, not a block"
        yield Diagnostic("HCL060", why, here, f"write {name} = ...")
    elif attribute:
        yield Diagnostic(
            "HCL063", f"{name} of {title} is set by the provider alone", here, "remove it"
        )
    elif not body.open:
        yield Diagnostic("HCL060", f"{title} has no block {name}", here, _near(context, name, body))


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
    return NestedBlock(
        "list", 0, 0, Body(own, {"content": NestedBlock("list", 1, 1, nested.body)}, False)
    )


def _near(context: Context, name: str, body: Body) -> str:
    known = [n for n, attribute in body.attributes.items() if attribute.can_be_set]
    return closest(name, [*known, *body.blocks]) or f"see {context.documentation}"
