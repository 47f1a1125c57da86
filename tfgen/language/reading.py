"""Document → Spec: validate every section, and say in our own words what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tfgen.diagnostics import Diagnostic, Location, closest
from tfgen.language.extends import chain, merged
from tfgen.language.partial import KEY, partial, without
from tfgen.language.scalars import Reads, read_duration
from tfgen.language.section import Section, Switch, fields_of, unwrap
from tfgen.language.shorthand import Off, is_null, repeated_names, with_defaults
from tfgen.language.top import Defaults, Spec
from tfgen.source import Document, Fields, Items, Scalar

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path of the spec stands: its key and its value."""

    key: Location
    value: Location


@dataclass(frozen=True, slots=True)
class Reading:
    """A spec as far as it could be read.

    `spec` lacks the fields at the paths in `unread`; `diagnostics` says why. `places` holds what the
    user wrote, defaults and shorthands merged, by path.
    """

    file: str
    spec: Spec
    unread: frozenset[Path]
    places: Mapping[Path, Place]
    diagnostics: tuple[Diagnostic, ...]

    def at(self, *path: str | int) -> Location:
        """Return the place of the value at a path, or of the nearest mapping above it."""
        for end in range(len(path), 0, -1):
            if place := self.places.get(path[:end]):
                return place.value if end == len(path) else place.key
        return Location(self.file, length=0)  # the file as a whole

    def wrote(self, *path: str | int) -> bool:
        """Tell whether the user wrote a value at this path."""
        return path in self.places

    def missed(self, *path: str | int) -> bool:
        """Tell whether the value at this path, or one around it, or its key could not be read."""
        ends = (path[:end] for end in range(1, len(path) + 1))
        return any(end in self.unread or (*end, KEY) in self.unread for end in ends)


def read(document: Document) -> Reading:
    """Read a document into a Spec, with a diagnostic for each thing that has not its shape."""
    documents = chain(document)
    places: dict[Path, Place] = {}
    root = merged(documents)
    data = _plain(with_defaults(root), Spec, (), places)
    found = [one for each in documents for one in (*each.warnings, *repeated_names(each.root))]
    faults = list(_faulty_defaults(root, document.file))
    errors: list[ErrorDetails] = []
    try:
        spec = Spec.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    faults += [_diagnostic(one, places, document.file) for one in errors]
    unread = frozenset(_unread(errors, faults, data))
    if faults:
        unknown = [tuple(error["loc"]) for error in errors if error["type"] == "extra_forbidden"]
        spec = partial(Spec, without(data, unknown), unread)
    found += _once(_without_echoes(faults))
    return Reading(document.file, spec, unread, places, tuple(found))


def _unread(errors: list[ErrorDetails], faults: list[Diagnostic], data: Any) -> Iterator[Path]:
    """Yield the paths of what could not be read: also of the key that a misspelt one probably means."""
    yield from (tuple(error["loc"]) for error in errors if error["type"] != "extra_forbidden")
    yield from _meant(faults)
    yield from _not_understood(faults, data)
    for path in {*_meant(faults), *(fault.path for fault in faults)}:
        if path[:1] == ("defaults",):
            yield from _left_open(path[1:], data)


def _not_understood(faults: list[Diagnostic], data: Any) -> Iterator[Path]:
    """Yield the paths of mappings without any key that is known, or like one that is."""
    unknown: dict[Path, set[str | int]] = {}
    for fault in faults:
        if fault.code == "SPEC002" and "did you mean" not in fault.help:
            unknown.setdefault(fault.path[:-1], set()).add(fault.path[-1])
    for path, keys in unknown.items():
        if path and keys == set(_value_at(data, path) or ()):
            yield path


def _left_open(path: Path, data: Any) -> Iterator[Path]:
    """Yield what members leave to a value of `defaults` that could not be read."""
    if not path:
        for section in Defaults.model_fields:
            yield from _left_open((section,), data)
        return
    section, rest = str(path[0]), path[1:]
    if section in Defaults.model_fields and section not in data:
        yield (section,)
    members = data.get(section) if section in Defaults.model_fields else None
    for key in members if isinstance(members, dict) else ():
        at: Path = (section, key, *rest)
        value = _value_at(data, at)
        if value is None:
            yield at
        elif isinstance(value, dict):
            known = _fields(_type_at(at)[0])
            yield from ((*at, field) for field in known if field not in value)
            yield from () if known else (at,)


def _value_at(data: Any, path: Path) -> Any:
    """Return the value at a path of data, or None."""
    for part in path:
        if isinstance(data, dict):
            data = data.get(part)
        else:
            data = data[part] if isinstance(data, tuple) and isinstance(part, int) else None
    return data


def _faulty_defaults(root: Fields, file: str) -> Iterator[Diagnostic]:
    """Yield what is wrong in `defaults` itself; what members require may be left out there."""
    entry = root.entries.get("defaults")
    if entry is None or is_null(entry.value):
        return
    path: Path = ("defaults",)
    places = {path: Place(entry.key_at, entry.value.at)}
    try:
        Defaults.model_validate(_plain(entry.value, Defaults, path, places))
    except ValidationError as error:
        for one in error.errors(include_url=False):
            if one["type"] != "missing":
                yield _diagnostic({**one, "loc": (*path, *one["loc"])}, places, file)


def _plain(node: Any, kind: Any, path: Path, places: dict[Path, Place]) -> Any:
    """Turn a node into what pydantic reads, noting places; a null in a model means its default."""
    match node:
        case Fields():
            known = _fields(kind)
            member = unwrap(get_args(kind)[1])[0] if get_origin(kind) is dict else None
            optional = known.keys() - _required(kind)
            kept = {
                k: e for k, e in node.entries.items() if not (k in optional and is_null(e.value))
            }
            for key, entry in kept.items():
                places[(*path, key)] = Place(entry.key_at, entry.value.at)
            return {
                k: _plain(e.value, known[k][0] if k in known else member, (*path, k), places)
                for k, e in kept.items()
            }
        case Items():
            member = unwrap(get_args(kind)[0])[0] if get_origin(kind) is tuple else None
            for index, item in enumerate(node.items):
                places[(*path, index)] = Place(item.at, item.at)
            return tuple(
                _plain(item, member, (*path, i), places) for i, item in enumerate(node.items)
            )
        case Off():
            return None
    return node


def _required(kind: Any) -> set[str]:
    return (
        {f.alias or name for name, f in kind.model_fields.items() if f.is_required()}
        if _fields(kind)
        else set()
    )


def _diagnostic(error: ErrorDetails, places: Mapping[Path, Place], file: str) -> Diagnostic:
    loc = tuple(part for part in error["loc"] if part != KEY)
    place = places.get(loc)
    above = next(
        (p for end in range(len(loc), -1, -1) if (p := places.get(loc[:end]))),
        Place(Location(file), Location(file)),
    )
    code, message, help = _words(error, loc)
    is_key = error["loc"][-1:] == (KEY,) or code == "SPEC002"
    at = above.key if place is None or is_key else place.value
    secret = error.get("ctx", {}).get("secret", False)
    return Diagnostic(
        code, f"{'.'.join(map(str, loc))}: {message}", at, help, path=loc, secret=secret
    )


def _without_echoes(found: list[Diagnostic]) -> list[Diagnostic]:
    """Drop "is required" where a key beside it is a misspelling of the required one."""
    meant = set(_meant(found))
    return [d for d in found if not (d.code == "SPEC001" and d.path in meant)]


def _meant(found: list[Diagnostic]) -> Iterator[Path]:
    """Yield the paths of the keys that misspelt ones probably mean."""
    for one in found:
        if one.code == "SPEC002" and "did you mean" in one.help:
            yield (*one.path[:-1], one.help.split("'")[1])


def _once(found: list[Diagnostic]) -> list[Diagnostic]:
    """Drop what `defaults` or an alias repeats under a further member: the same words at the same place."""
    first: dict[tuple[object, ...], Diagnostic] = {}
    for one in found:
        first.setdefault(
            (one.code, one.location, one.path[-1:], one.message.partition(": ")[2]), one
        )
    return list(first.values())


def _words(error: ErrorDetails, loc: Path) -> tuple[str, str, str]:
    """Return code, message and help for an error of pydantic's or of our readers."""
    kind, context = error["type"], error.get("ctx", {})
    if kind.startswith("SPEC"):
        return kind, context["message"], context["help"]
    if kind == "missing":
        return "SPEC001", "is required", f"add {loc[-1]}: with a value"
    if kind == "extra_forbidden":
        known = list(_keys_at(loc[:-1]))
        return (
            "SPEC002",
            "is not a key here",
            closest(str(loc[-1]), known) or f"known here: {', '.join(sorted(known))}",
        )
    if kind in ("tuple_type", "list_type"):
        return (
            "SPEC004",
            f"is {_what(error['input'])} where a list belongs",
            "write it as a list: [a, b]",
        )
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        choice = (
            "true, false or "
            if any(isinstance(marker, Switch) for marker in _type_at(loc)[1])
            else ""
        )
        message = f"is {_what(error['input'])} where {choice}a mapping belongs"
        return "SPEC004", message, f"write {choice}key: value below it"
    limit = next(
        (f"{context[k]}" for k in ("ge", "le", "min_length", "max_length") if k in context), ""
    )
    if any(
        isinstance(marker, Reads) and marker.reader is read_duration for marker in _type_at(loc)[1]
    ):
        limit += "s"
    words = {
        "greater_than_equal": (f"is less than {limit}", f"write {limit} or more"),
        "less_than_equal": (
            f"is more than {limit}",
            f"write {limit}{' or less' if _may_be_less(loc) else ''}",
        ),
        "too_short": (f"has fewer than {limit} entries", "add an entry"),
        "too_long": (f"has more than {limit} entries", "remove entries"),
        "string_too_long": (f"is longer than {limit} characters", "shorten it"),
    }
    return "SPEC012", *words.get(kind, (error["msg"], "write a value within the limit"))


def _may_be_less(loc: Path) -> bool:
    """Whether more than one number is taken at a path: a version of the language is the only one there is."""
    limits = dict.fromkeys(("ge", "le"))
    for marker in _type_at(loc)[1]:
        limits |= {name: getattr(marker, name) for name in limits if hasattr(marker, name)}
    return limits["ge"] is None or limits["ge"] != limits["le"]


def _what(value: object) -> str:
    match value:
        case Scalar() if value.is_null:
            return "empty"
        case Scalar() | str() | int():
            return "a single value"
        case dict():
            return "a mapping"
    return "a list" if isinstance(value, tuple | list) else "off"


def _type_at(path: Path) -> tuple[Any, tuple[Any, ...]]:
    """Return the type and the markers of a path; the type is None where the language knows nothing."""
    kind: Any = Spec
    markers: tuple[Any, ...] = ()
    for part in path:
        known = _fields(kind)
        if str(part) in known:
            kind, markers = known[str(part)]
        elif part == "defaults" and kind is Spec:
            kind, markers = Defaults, ()
        else:
            member = {dict: 1, tuple: 0}.get(get_origin(kind))
            kind, markers = unwrap(get_args(kind)[member]) if member is not None else (None, ())
    return kind, markers


def _keys_at(path: Path) -> Iterator[str]:
    """Yield the keys that the language knows at a path."""
    yield from _fields(_type_at(path)[0])
    if not path:
        yield from ("defaults", "extends")


def _fields(kind: Any) -> dict[str, tuple[Any, tuple[Any, ...]]]:
    return fields_of(kind) if isinstance(kind, type) and issubclass(kind, Section) else {}
