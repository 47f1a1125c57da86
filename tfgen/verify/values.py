"""The values round trip: what the root's calls hold, parsed back, is what the plan asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from tfgen import expression
from tfgen.diagnostics import Diagnostic, Location, closest
from tfgen.hcl import Call, Ref, Text, Value, nfc
from tfgen.verify.modules import META_ARGUMENTS, Module, Tree
from tfgen.verify.parse import parse
from tfgen.verify.syntax import Expression, Index, Kind, Reference, Scalar, canonical

# A name, a key in quotes, or a number: what `hcl.Ref` is made of.
_STEP = re.compile(r"""([^\W\d][\w-]*)|\["([^"]*)"\]|\[(\d+)\]""")


def check(tree: Tree, expected: Mapping[str, Mapping[str, Value]]) -> Iterator[Diagnostic]:
    """Yield the calls and inputs of the root that are not those expected.

    No value is shown: it may be a secret.
    """
    root = _ours(tree)
    for call in expected:
        if call not in root.calls:
            why = f'the root has no module "{call}", which the plan asks for'
            place = Location("main.tf", length=0)
            yield Diagnostic("HCL028", why, place, closest(call, list(root.calls)))
    for call, declaration in root.calls.items():
        if call in expected:
            yield from _inputs(root, call, expected[call])
        else:
            why = f'the plan does not ask for module "{call}"'
            yield Diagnostic("HCL028", why, declaration.location, f"remove module {call}")


def _ours(tree: Tree) -> Module:
    """Return the root without what a user wrote into it, whose overrides change what calls give."""
    root = tree.modules.get("") or Module("", ())
    kept = [file for file in root.files if file.path not in tree.own]
    overrides = [file for file in root.overrides if file.path not in tree.own]
    return replace(root, files=tuple(kept), overrides=tuple(overrides))


def _inputs(root: Module, call: str, asked: Mapping[str, Value]) -> Iterator[Diagnostic]:
    arguments = dict(root.arguments[call])
    for name in META_ARGUMENTS & arguments.keys():
        del arguments[name]
    for name in sorted(asked.keys() - arguments.keys()):
        why = f'module "{call}" does not give {name}'
        yield Diagnostic("HCL029", why, root.calls[call].location, f"add {name}")
    for name, (file, argument) in arguments.items():
        if name not in asked:
            why = f'the plan has no input {name} for module "{call}"'
            yield Diagnostic("HCL029", why, file.at(argument, len(name)), f"remove {name}")
            continue
        path = next(differences(argument.value, asked[name], name), None)
        if path:
            why = f'{path} of module "{call}" is read back as another value than the plan asked for'
            help_ = "correct the template or the quoting"
            yield Diagnostic("HCL030", why, file.at(argument.value), help_)


def differences(read: Expression, asked: Value, path: str) -> Iterator[str]:
    """Yield the paths at which an expression is not the value that was asked for."""
    if not _is_like(read, asked):
        yield path
        return
    match asked:
        case Call():
            yield from _in_list(read.children, asked.arguments, path)
        case Text():
            yield from _in_list(read.children, asked.parts, path)
        case Mapping():
            yield from _in_mapping(read, asked, path)
        case str() | bool() | int() | Decimal() | None | Ref() | expression.Expression():
            return
        case _:
            yield from _in_list(read.children, asked, path)


def _is_like(read: Expression, asked: Value) -> bool:
    """Return whether an expression has the kind and length of a value, or is that scalar."""
    match asked:
        case str():
            return _is_scalar(read, str(nfc(asked)))
        case bool() | int() | None:
            return _is_scalar(read, asked)
        case Decimal():
            # 60.0 is written as 60, which is read as a whole number.
            whole = asked == asked.to_integral_value()
            return _is_scalar(read, int(asked) if whole else float(asked))
        case Ref():
            return canonical(read) == _reference(asked.traversal)
        case expression.Expression():
            return canonical(read) == canonical(_parsed(asked.text))
        case Call():
            same = read.kind is Kind.CALL and read.name == asked.function
            return same and len(read.children) == len(asked.arguments)
        case Text():
            return read.kind is Kind.TEMPLATE and len(read.children) == len(asked.parts)
        case Mapping():
            return _keys(read) == sorted(nfc(key) for key in asked)
        case _:
            return read.kind is Kind.LIST and len(read.children) == len(asked)


def _is_scalar(read: Expression, value: Scalar) -> bool:
    # In Python True == 1, and in HCL true is no 1.
    same_type = type(read.value) is type(value)
    return read.kind is Kind.LITERAL and same_type and read.value == value


def _in_list(read: Sequence[Expression], asked: Sequence[Value], path: str) -> Iterator[str]:
    for number, (child, value) in enumerate(zip(read, asked, strict=True)):
        yield from differences(child, value, f"{path}[{number}]")


def _in_mapping(read: Expression, asked: Mapping[str, Value], path: str) -> Iterator[str]:
    by_key = {key.value: value for key, value in read.items}
    for key, value in asked.items():
        yield from differences(by_key[nfc(key)], value, f'{path}["{key}"]')


def _keys(read: Expression) -> list[str] | None:
    if read.kind is not Kind.OBJECT:
        return None
    # The plan knows no computed keys.
    if any(key.kind is not Kind.LITERAL for key, _ in read.items):
        return None
    # Sorted, not a set: a key that stands twice makes two.
    return sorted(str(key.value) for key, _ in read.items)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Expression:
    return parse(f"value = {text}\n").attributes[0].value


@lru_cache(maxsize=1024)
def _reference(traversal: str) -> tuple[object, ...]:
    """Return the canonical form of `module.a["k"].b[0]`, without the help of the parser."""
    root, *steps = _STEP.findall(traversal)
    own = Reference(root[0], tuple(_step(*step) for step in steps), 1, 1)
    return canonical(Expression(Kind.REFERENCE, 1, 1, references=(own,)))


def _step(name: str, key: str, number: str) -> str | Index:
    if name:
        return name
    if number:
        return Index(int(number))
    return Index(key)
