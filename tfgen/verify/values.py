"""The values round trip: what the root's module calls hold, parsed back, is what the plan asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from tfgen.diagnostics import Diagnostic, Location, closest
from tfgen.hcl import Call, Ref, Value, nfc
from tfgen.verify.modules import META_ARGUMENTS, Tree
from tfgen.verify.syntax import Expression, Index, Kind, Reference, canonical

# A name, a key in quotes, or a number: what `hcl.Ref` is made of.
_STEP = re.compile(r"""([^\W\d][\w-]*)|\["([^"]*)"\]|\[(\d+)\]""")


def check(tree: Tree, expected: Mapping[str, Mapping[str, Value]]) -> Iterator[Diagnostic]:
    """Yield the calls and inputs of the root that are missing, too many, or have another value. No value is shown."""
    root = tree.modules.get("")
    calls = root.calls if root else {}
    for call in expected:
        if call not in calls:
            why = f'the root has no module "{call}", which the plan asks for'
            yield Diagnostic(
                "HCL028", why, Location("main.tf", length=0), closest(call, list(calls))
            )
    for call, declaration in calls.items():
        if call not in expected:
            yield Diagnostic(
                "HCL028",
                f'the plan does not ask for module "{call}"',
                declaration.location,
                "remove it",
            )
        elif root:
            arguments = {
                name: given
                for name, given in root.arguments[call].items()
                if name not in META_ARGUMENTS
            }
            for name in sorted(expected[call].keys() - arguments.keys()):
                yield Diagnostic(
                    "HCL029",
                    f'module "{call}" does not give {name}',
                    declaration.location,
                    f"add {name}",
                )
            for name, (file, argument) in arguments.items():
                if name not in expected[call]:
                    why = f'the plan has no input {name} for module "{call}"'
                    yield Diagnostic("HCL029", why, file.at(argument, len(name)), "remove it")
                elif where := next(differences(argument.value, expected[call][name], name), None):
                    why = f'{where} of module "{call}" is read back as another value than the plan asked for'
                    yield Diagnostic(
                        "HCL030",
                        why,
                        file.at(argument.value),
                        "correct the template or the quoting",
                    )


def differences(read: Expression, asked: Value, path: str) -> Iterator[str]:
    """Yield the paths at which an expression is not the value that was asked for."""
    match asked:
        case str() | bool() | int() | None:
            value = str(nfc(asked)) if isinstance(asked, str) else asked
            same = (
                read.kind is Kind.LITERAL
                and type(read.value) is type(value)
                and read.value == value
            )
        case Ref():
            same = canonical(read) == _reference(asked.traversal)
        case Call():
            same = (
                read.kind is Kind.CALL
                and read.name == asked.function
                and len(read.children) == len(asked.arguments)
            )
            yield from _in_list(read.children, asked.arguments, path) if same else ()
        case Mapping():
            same = _keys(read) == sorted(nfc(key) for key in asked)
            yield from _in_mapping(read, asked, path) if same else ()
        case _:
            same = read.kind is Kind.LIST and len(read.children) == len(asked)
            yield from _in_list(read.children, asked, path) if same else ()
    if not same:
        yield path


def _in_list(read: Sequence[Expression], asked: Sequence[Value], path: str) -> Iterator[str]:
    for number, (child, value) in enumerate(zip(read, asked, strict=True)):
        yield from differences(child, value, f"{path}[{number}]")


def _in_mapping(read: Expression, asked: Mapping[str, Value], path: str) -> Iterator[str]:
    by_key = {key.value: value for key, value in read.items}
    for key, value in asked.items():
        yield from differences(by_key[nfc(key)], value, f'{path}["{key}"]')


def _keys(read: Expression) -> list[str] | None:
    if read.kind is not Kind.OBJECT or any(key.kind is not Kind.LITERAL for key, _ in read.items):
        return None
    return sorted(str(key.value) for key, _ in read.items)


@lru_cache(maxsize=1024)
def _reference(traversal: str) -> tuple[object, ...]:
    """Return the canonical form of a reference, such as `module.a["k"].b[0]`, without the help of the parser."""
    root, *steps = _STEP.findall(traversal)
    read = tuple(name or Index(int(number) if number else key) for name, key, number in steps)
    own = Reference(root[0], read, 1, 1)
    return canonical(Expression(Kind.REFERENCE, 1, 1, references=(own,)))
