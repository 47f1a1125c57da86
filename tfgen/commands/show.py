"""The resolved cluster, written out: every value, and where it comes from."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from tfgen.commands.discretion import telling
from tfgen.commands.part import WHOLE, Part, Path, part_of
from tfgen.diagnostics import Diagnostic
from tfgen.language.scalars import Expression, Reads, plain_number, read_duration
from tfgen.language.section import Section, unwrap
from tfgen.language.texts import EXPRESSION
from tfgen.resolve import Cluster, Container

# Comments stand behind the values of a block, and no further right than this.
MOST = 60
_LEAST_COMMENT = 8  # columns: less of one says nothing
# With each default and name in it, nothing of it would follow a new tfgen or another region.
_NO_SPEC = "# What the spec means, with all that follows from it: to read, and no spec to write."
HIDDEN = "(not shown: it looks like a secret)"


def as_yaml(
    cluster: Cluster,
    findings: Iterable[Diagnostic] = (),
    part: Part = WHOLE,
    columns: int | None = None,
) -> str:
    """Return the cluster as YAML; behind each value a comment says where it comes from.

    What `findings` take for secrets is not shown. A comment ends where the `columns` do.
    Raises LookupError where there is nothing at the part's path.
    """
    text = [f"{_NO_SPEC}\n"] if part == WHOLE else []
    path, data = part_of(cluster, visible(cluster, findings), part)
    for commented, block in itertools.groupby(_lines(cluster, data, path), _is_commented):
        lines = list(block)
        if not commented:
            text += [f"{line}\n" for line, _ in lines]
            continue
        width = max((len(line) for line, _ in lines if len(line) <= MOST), default=0)
        text += [_commented(f"{line:<{width}}", origin, columns) for line, origin in lines]
    return "".join(text)


def _commented(line: str, origin: str, columns: int | None) -> str:
    comment = f"  # {origin}"
    room = (columns or len(line) + len(comment)) - len(line)
    if len(comment) > room:
        comment = f"{comment[: max(room - 1, 0)]}…"
    return f"{line}{comment if len(comment) > _LEAST_COMMENT else ''}".rstrip() + "\n"


def _is_commented(line: tuple[str, str]) -> bool:
    return bool(line[1])


def as_json(cluster: Cluster, findings: Iterable[Diagnostic] = (), part: Part = WHOLE) -> str:
    """Return the cluster as JSON: each value by its dotted path, with its origin.

    What `findings` take for secrets is not shown. Raises LookupError where there is nothing at the
    part's path.
    """
    above, data = part_of(cluster, visible(cluster, findings), part)
    shown = {
        ".".join(map(str, path)): {"value": value, "from": cluster.origin(*path)}
        for path, value in leaves(data, above)
    }
    return json.dumps({"format_version": 1, "values": shown}, indent=2, ensure_ascii=False) + "\n"


def visible(cluster: Cluster, findings: Iterable[Diagnostic]) -> Any:
    """Return the cluster as plain data, without what `findings` take for secrets."""
    data = values(cluster)
    for path in (*secrets(findings), *telling(data)):
        _hide(data, path)
    return data


def secrets(findings: Iterable[Diagnostic]) -> Iterator[Path]:
    """Yield where findings see a secret."""
    for diagnostic in findings:
        if diagnostic.secret:
            yield diagnostic.path


def _hide(data: Any, path: Path) -> None:
    """Replace what stands at a path in plain data, or the last thing on the way there."""
    *above, last = path
    for step in above:
        inner = _at(data, step)
        if not isinstance(inner, dict | list):
            last = step
            break
        data = inner
    if _at(data, last) is not None:
        data[last] = HIDDEN


def _at(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    return data[step] if isinstance(step, int) and step < len(data) else None


def values(node: Any) -> Any:
    """Return a resolved value as plain data, in the words and the order of the language."""
    match node:
        case Section():
            fields = _fields(type(node))
            return {key: _field(node, name) for name, key in fields if _is_shown(node, name)}
        case Mapping():
            return {key: values(value) for key, value in node.items()}
        case tuple() | list():
            return [values(item) for item in node]
        case Decimal():
            return plain_number(node)
        case datetime.date():
            return node.isoformat()
        case str():
            return str(node)
        case Expression():
            return {EXPRESSION: node.text}
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        return values(dataclasses.asdict(node))
    return node


def _is_shown(section: Section, name: str) -> bool:
    return name in section.__dict__


@cache
def _fields(kind: type[Section]) -> tuple[tuple[str, str], ...]:
    """Return the fields that are shown, with their keys: those of the language first."""
    every = {name: field for name, field in kind.model_fields.items() if not field.exclude}
    # What is resolved may have another type, and has the key of the language all the same.
    keys = {name: field.key for name, field in _language(kind).model_fields.items()}
    written = [name for name in keys if name in every]
    further = [name for name in every if name not in written]
    return tuple((name, keys.get(name, every[name].key)) for name in (*written, *further))


def _language(kind: type[Section]) -> type[Section]:
    """Return the kind of section in the language that a resolved one is made of."""
    return next(base for base in kind.__mro__ if base.__module__.startswith("tfgen.language"))


def _field(section: Section, name: str) -> Any:
    value = getattr(section, name)
    # As it is written: a duration has a unit, or it would not be read again.
    if isinstance(value, int) and _is_duration(type(section), name):
        return f"{value}s"
    # An image of a repository of the spec, too: its whole name follows from the parts.
    if name == "image" and isinstance(section, Container) and section.repository:
        return values(section.written_image)
    return values(value)


@cache
def _is_duration(kind: type[Section], name: str) -> bool:
    """Whether a field is a duration in the language, where it is written with its unit."""
    for base in kind.__mro__:
        if not issubclass(base, Section) or name not in base.model_fields:
            continue
        field = base.model_fields[name]
        markers = unwrap(field.annotation)[1]
        if any(isinstance(marker, Reads) and marker.reader is read_duration for marker in markers):
            return True
    return False


def _lines(
    cluster: Cluster, node: Mapping[str, Any], path: Path, depth: int = 0
) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        where, name = (*path, key), f"{'  ' * depth}{_key(key)}:"
        if isinstance(value, dict) and value:
            yield name, ""
            yield from _lines(cluster, value, where, depth + 1)
        elif _is_list_of_maps(value):
            yield name, ""
            for number, item in enumerate(value):
                yield from _item(cluster, item, (*where, number), depth + 1)
        else:
            # JSON is YAML: whatever the value, it reads back as that value.
            yield f"{name} {json.dumps(value, ensure_ascii=False)}", cluster.origin(*where)


def _item(
    cluster: Cluster, item: Mapping[str, Any], path: Path, depth: int
) -> Iterator[tuple[str, str]]:
    """Yield the lines of a map in a list: the first has the dash."""
    indent = "  " * depth
    lines = _lines(cluster, item, path, depth + 1)
    for line, origin in itertools.islice(lines, 1):
        yield f"{indent}- {line.lstrip()}", origin
    yield from lines


def _is_list_of_maps(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) and item for item in value)


def _key(key: str) -> str:
    if key.replace("-", "").replace("_", "").isalnum() and not key[0].isdigit():
        return key
    return json.dumps(key, ensure_ascii=False)


def leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield each value of plain data with its path; a list of values is one."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif _is_list_of_maps(node):
        for number, item in enumerate(node):
            yield from leaves(item, (*path, number))
    else:
        yield path, node


def leaves_at(
    cluster: Cluster, path: Path, findings: Iterable[Diagnostic] = ()
) -> Iterator[tuple[Path, Any, str]]:
    """Yield each value at or below a path, with its path and where it comes from.

    What `findings` take for secrets is not shown.
    """
    data = visible(cluster, findings)
    for step in path:
        data = _at(data, step)
    if data is not None:
        for where, value in leaves(data, path):
            yield where, value, cluster.origin(*where)
