"""What is tried of the language: each field of each model, in each context where it can stand."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

import yaml
from field_contexts import Context, Path
from field_values import first, minimal, owner, values

from tfgen import source
from tfgen.language.scalars import Reads, read_duration
from tfgen.language.section import Section, Switch, fields_of, unwrap
from tfgen.language.shorthand import long_form
from tfgen.language.top import Spec

Data = Any
SPEC = "spec.yaml"


class Trial(NamedTuple):
    """A value written at a path of a spec; `field` is its name in the language, as in
    Service.exec."""

    field: str
    path: Path
    value: Data
    base: Data
    spec: Data


class Place(NamedTuple):
    """What the language knows of a path."""

    kind: Any
    markers: tuple[Any, ...]
    field: str
    default: Any


def trials(context: Context) -> Iterator[Trial]:
    """Yield what is tried in a context."""
    data = _without_shorthands(context.spec)
    for path in context.paths:
        yield from _of_field(data, path)


def leaves() -> Iterator[str]:
    """Yield the fields of the language that hold no further sections."""
    for model in models(Spec):
        for name, field in model.model_fields.items():
            if not any(True for _ in _sections_in(unwrap(field.annotation)[0])):
                yield f"{owner(model, name)}.{name}"


@cache
def models(kind: type[Section]) -> frozenset[type[Section]]:
    """Return a model and those inside of it."""
    inner = [section for field, _ in fields_of(kind).values() for section in _sections_in(field)]
    return frozenset({kind}).union(*map(models, inner))


def _sections_in(kind: Any) -> Iterator[type[Section]]:
    if is_section(kind):
        yield kind
    for argument in get_args(kind) if get_origin(kind) in (dict, tuple) else ():
        yield from _sections_in(unwrap(argument)[0])


def is_section(kind: Any) -> bool:
    """Whether a type is a model of the language."""
    return isinstance(kind, type) and issubclass(kind, Section)


def _without_shorthands(data: Data) -> Data:
    return _plain(long_form(source.parse(json.dumps(data).encode(), SPEC).root))


def _plain(node: Any) -> Data:
    match node:
        case source.Fields():
            return {key: _plain(entry.value) for key, entry in node.entries.items()}
        case source.Items():
            return [_plain(item) for item in node.items]
        case source.Scalar():
            return yaml.safe_load(node.text) if node.plain else node.text
    return False  # a feature that is switched off


@cache
def place(path: Path) -> Place:
    """Return what the language knows of a path."""
    reached = Place(Spec, (), "", None)
    for part in path:
        reached = (
            _field(reached.kind, str(part)) if is_section(reached.kind) else _item(reached.kind)
        )
    return reached


def _field(model: type[Section], key: str) -> Place:
    name = next(name for name, field in model.model_fields.items() if key in (name, field.alias))
    kind, markers = fields_of(model)[key]
    default = model.model_fields[name].get_default()
    if _lasts(markers) and default is not None:
        default = f"{default}s"
    return Place(kind, markers, f"{owner(model, name)}.{name}", _listed(default))


def _item(kind: Any) -> Place:
    member = get_args(kind)[1 if get_origin(kind) is dict else 0]
    return Place(*unwrap(member), "", None)


def _lasts(markers: tuple[Any, ...]) -> bool:
    return any(isinstance(marker, Reads) and marker.reader is read_duration for marker in markers)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _of_field(data: Data, path: Path) -> Iterator[Trial]:
    """Yield the trials of what stands at a path, and of what is inside of it."""
    now, at = get(data, path), place(path)
    for value in _other_values(now, at):
        yield Trial(at.field, path, value, data, put(data, path, value))
    for base, inner in _inside(data, path, now, at):
        for key in fields_of(place(inner).kind):
            yield from _of_field(base, (*inner, key))


def _other_values(now: Data, at: Place) -> Iterator[Data]:
    """Yield values that are neither what stands there nor the default."""
    if (
        any(isinstance(marker, Switch) for marker in at.markers)
        and at.default is not None
        and now is not False
    ):
        yield False
    if isinstance(now, dict) or (isinstance(at.default, Section) and now is not False):
        return  # what is inside of it is tried
    for value in values(at.field, at.kind, at.markers):
        if value not in (now, at.default):
            yield value


def _inside(data: Data, path: Path, now: Data, at: Place) -> Iterator[tuple[Data, Path]]:
    """Yield each section at a path, or one that may stand there, with a spec that has it."""
    if is_section(at.kind):
        absent = {} if isinstance(at.default, Section) and now is not False else minimal(at.kind)
        yield (data if isinstance(now, dict) else put(data, path, absent)), path
    elif get_origin(at.kind) is dict and is_section(_item(at.kind).kind):
        wanted = now or {first("", get_args(at.kind)[0]): minimal(_item(at.kind).kind)}
        yield from ((data if now else put(data, path, wanted), (*path, key)) for key in wanted)
    elif get_origin(at.kind) is tuple and is_section(_item(at.kind).kind):
        items = now or [minimal(_item(at.kind).kind)]
        yield from (
            (data if now else put(data, path, items), (*path, index)) for index in range(len(items))
        )


def get(data: Data, path: Path) -> Data:
    """Return what stands at a path, None where nothing does."""
    for part in path:
        if not data:
            return None
        data = data[part] if isinstance(data, list) else data.get(part)
    return data


def put(data: Data, path: Path, value: Data) -> Data:
    """Return a spec with a value at a path."""
    whole = copy.deepcopy(data)
    node = whole
    for part in path[:-1]:
        node = node[part] if isinstance(node, list) else node.setdefault(part, {})
    node[path[-1]] = value
    return whole
