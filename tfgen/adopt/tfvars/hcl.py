"""A variable file of Terraform, with what of it was read."""

from __future__ import annotations

from pathlib import Path

from tfgen.adopt.given import Given, Plain, parse, read_file
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.verify.parse import parse as parse_hcl
from tfgen.verify.syntax import Body, Expression, Kind, SyntaxFault

_HELP = "give a file of variables, name = value on each line"


def read(path: Path) -> Given:
    """Read a variable file, of HCL or .json. Raises TfgenError where it is none."""
    data = read_file(path)
    if path.suffix == ".json":
        return parse(data, str(path))
    return parse_variables(data, str(path))


def parse_variables(data: bytes, file: str) -> Given:
    """Read the bytes of a variable file; `file` is the name that findings carry."""
    body = _body(data, file)
    if body.blocks:
        at = Location(file, body.blocks[0].line, body.blocks[0].column)
        message = f"{file} has blocks: it is no variable file"
        raise TfgenError([Diagnostic("ADOPT011", message, at, _HELP)])
    entries: dict[str, Given] = {}
    for attribute in body.attributes:
        value = _given(attribute.value, (attribute.name,), file)
        value.key_at = Location(file, attribute.line, attribute.column, len(attribute.name))
        entries[attribute.name] = value
    return Given((), Location(file), entries)


def _body(data: bytes, file: str) -> Body:
    try:
        return parse_hcl(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except SyntaxFault as fault:
        at = Location(file, fault.place.line, fault.place.column)
        finding = Diagnostic("ADOPT010", f"{file} is no HCL: {fault}", at, fault.help or _HELP)
        raise TfgenError([finding]) from fault
    except UnicodeDecodeError as error:
        at = Location(file, length=0)
        finding = Diagnostic("ADOPT010", f"{file} is no text: {error.reason}", at, _HELP)
        raise TfgenError([finding]) from error


def _given(value: Expression, path: tuple[str | int, ...], file: str) -> Given:
    at = Location(file, value.line, value.column)
    if value.kind is Kind.LIST:
        items = [_given(item, (*path, at_), file) for at_, item in enumerate(value.children)]
        return Given(path, at, items)
    if value.kind is Kind.OBJECT:
        entries = {
            str(key.value): _given(item, (*path, str(key.value)), file) for key, item in value.items
        }
        for key, _ in value.items:
            entries[str(key.value)].key_at = Location(file, key.line, key.column)
        return Given(path, at, entries)
    plain = _plain(value)
    if plain is None and not (value.kind is Kind.LITERAL and value.value is None):
        message = "a value of a variable file is not written out"
        raise TfgenError([Diagnostic("ADOPT060", message, at, "write the value out")])
    # As a person writes it: true, not True.
    shown = str(plain).lower() if isinstance(plain, bool) else str(plain)
    return Given(path, at, (plain, shown))


def _plain(value: Expression) -> Plain:
    if value.kind is Kind.LITERAL:
        return value.value
    # A sign is an operator to the reader.
    if value.kind is Kind.OTHER and value.name == "-" and len(value.children) == 1:
        number = value.children[0].value
        return -number if isinstance(number, int | float) else None
    return value.text()
