"""The words of the language: fields, values of enumerations, forms, and pairs of a feature with
what runs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from field_trials import is_section

from tfgen.language.container_parts import spelled_port, spelled_secret
from tfgen.language.container_values import PORT_SPEC
from tfgen.language.section import (
    Expressed,
    Names,
    One,
    OneName,
    Section,
    Shorthand,
    Spelled,
    Switch,
    fields_of,
    unwrap,
)
from tfgen.language.top import Defaults, Spec
from words import texts

# A path of the language: * stands for any key and any place in a list.
Place = tuple[str, ...]


class Word(NamedTuple):
    """A word: its kind, the path of its field, and which value, form or runner of it."""

    kind: str
    place: Place
    name: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (".".join(self.place), self.name)))


class Field(NamedTuple):
    """A field of the language at one path, or the members of one: its type and markers."""

    place: Place
    kind: Any
    markers: tuple[Any, ...]


KINDS = ("fields", "values", "forms", "texts", "pairs")
# How a workload is run: by what, on what, in which network.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
_PLACED = ("instances bridge", "instances awsvpc", "instances host", "fargate awsvpc")
RUNNERS: dict[str, tuple[str, ...]] = {
    "services": _PLACED,
    "jobs": _PLACED,
    "system_containers": (
        "daemon bridge",
        "daemon host",
        "daemon awsvpc",
        "docker bridge",
        "docker host",
    ),
}
# What says how it is run is no feature.
_SAYS_SO = {"image", "memory", "capacity", "network_mode", "run"}
# A feature is a field of a workload, one of a section in it, or a value not much deeper.
_DEEP_FIELD, _DEEP_VALUE = 5, 6
# Sections that a spec has once, or whose members are containers of the task: their fields are
# counted, and not paired.
_UNPAIRED = {"sidecars"}


@cache
def fields() -> tuple[Field, ...]:
    """Return the fields of the language at each path, and what their maps and lists hold."""
    return tuple(_of_section(Spec, ()))


@cache
def by_place() -> dict[Place, Field]:
    """Return the fields by their paths."""
    return {field.place: field for field in fields()}


def _of_section(model: type[Section], place: Place) -> Iterator[Field]:
    for key, (kind, markers) in fields_of(model).items():
        yield from _of_value(Field((*place, key), kind, markers))


def _of_value(field: Field) -> Iterator[Field]:
    yield field
    if is_section(field.kind):
        yield from _of_section(field.kind, field.place)
    elif get_origin(field.kind) in (dict, tuple):
        yield from _of_value(Field((*field.place, "*"), *typed_member(field.kind)))


def typed_member(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return the type of what a map or a list holds, and its markers."""
    return unwrap([part for part in get_args(kind) if part is not ...][-1])


@cache
def words() -> frozenset[Word]:
    """Return every word of the language."""
    return frozenset((*_fields(), *_values(), *_forms(), *_texts(), *_pairs()))


def _fields() -> Iterator[Word]:
    for field in fields():
        if field.place[-1] != "*":
            yield Word("fields", field.place)


def _values() -> Iterator[Word]:
    for field in fields():
        for name in values_of(field):
            yield Word("values", field.place, name)


def values_of(field: Field) -> tuple[str, ...]:
    """Return the values of an enumeration: a fixed set of words, keys of a map among them, or a
    boolean."""
    if field.kind is bool:
        return ("true", "false")
    kind = field.kind
    if get_origin(kind) is dict:
        kind = unwrap(get_args(kind)[0])[0]
    if get_origin(kind) is Literal:
        return tuple(map(str, get_args(kind)))
    return ()


def _forms() -> Iterator[Word]:
    for field in fields():
        for name in forms_of(field):
            yield Word("forms", field.place, name)
    yield Word("forms", ("extends",))
    for section in Defaults.model_fields:
        yield Word("forms", ("defaults", section))


def forms_of(field: Field) -> tuple[str, ...]:
    """Return the forms that a field may be written in; none where there is only one."""
    names = []
    for marker in field.markers:
        if isinstance(marker, Shorthand):
            names += FORMS[type(marker)](marker)
    if names:
        names.append("long")
    if field.place[-1] == "*" and _needs_nothing(field.kind):
        names.append("name alone")
    return tuple(names)


def _needs_nothing(kind: Any) -> bool:
    return is_section(kind) and not any(about.is_required() for about in kind.model_fields.values())


# What a text that is taken apart may hold.
SPELLINGS: dict[Any, tuple[str, ...]] = {
    spelled_port: ("port", "port and host", "port and protocol", "port, host and protocol"),
    spelled_secret: ("arn", "parameter"),
}


def _spelled(marker: Any) -> tuple[str, ...]:
    return tuple(f"text: {name}" for name in SPELLINGS.get(marker.read, ("value",)))


FORMS: dict[type[Shorthand], Callable[[Any], tuple[str, ...]]] = {
    One: lambda marker: (f"only {marker.key or 'item'}",),
    OneName: lambda marker: ("only name",),
    Expressed: lambda marker: ("expression",),
    Names: lambda marker: ("names",),
    Switch: lambda marker: ("true", "false"),
    Spelled: _spelled,
}


def spelling(read: Any, text: str) -> str:
    """Return which spelling of a field a text is."""
    if read is spelled_secret:
        return "text: arn" if text.startswith("arn:") else "text: parameter"
    port = read is spelled_port and re.fullmatch(PORT_SPEC, text)
    if not port:
        return "text: value"
    more = [part for part in ("host", "protocol") if port[part]]
    return {
        0: "text: port",
        1: f"text: port and {more and more[0]}",
        2: "text: port, host and protocol",
    }[len(more)]


def _texts() -> Iterator[Word]:
    for field in fields():
        for name in texts_of(field):
            yield Word("texts", field.place, name)


def texts_of(field: Field) -> tuple[str, ...]:
    """Return the ways in which a text, or a key of a map, means one thing or another."""
    is_text = field.kind is str or get_origin(field.kind) is dict
    return tuple(way.name for way in texts.ways_of(field.place)) if is_text else ()


def _pairs() -> Iterator[Word]:
    for section, runners in RUNNERS.items():
        for feature in features(section):
            for runner in runners:
                yield Word("pairs", feature, runner)


@cache
def features(section: str) -> tuple[Place, ...]:
    """Return the features of a kind of workload: paths, with a value behind = where it is one."""
    paths = []
    for field in fields():
        if field.place[:2] != (section, "*") or len(field.place) < 3:
            continue
        if field.place[2] in _SAYS_SO or (field.place[2] in _UNPAIRED and len(field.place) > 3):
            continue
        if field.place[-1] != "*" and len(field.place) <= _DEEP_FIELD:
            paths.append(field.place)
        if get_origin(field.kind) is Literal and len(field.place) <= _DEEP_VALUE:
            paths += [(*field.place, f"={value}") for value in get_args(field.kind)]
    return tuple(paths)
