"""Document → Spec: validate every section, and say in our own words what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from tfgen.diagnostics import Diagnostic, Location, closest
from tfgen.source import Document, Entry, Fields, Items, Scalar
from tfgen.spec.extends import root_of
from tfgen.spec.section import Section
from tfgen.spec.shorthand import Off, fields_of, repeated_names, unwrap
from tfgen.spec.top import Spec

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path of the spec stands: its key and its value."""

    key: Location
    value: Location


@dataclass(frozen=True, slots=True)
class Reading:
    """A spec as far as it could be read.

    `spec` lacks the sections in `broken`; `diagnostics` says why. `places` holds what the user wrote, defaults and
    shorthands merged, by path.
    """

    file: str
    spec: Spec
    broken: frozenset[str]
    places: Mapping[Path, Place]
    diagnostics: tuple[Diagnostic, ...]

    def at(self, *path: str | int) -> Location:
        """Return the place of the value at a path, or of the nearest mapping above it."""
        for end in range(len(path), 0, -1):
            if place := self.places.get(path[:end]):
                return place.value if end == len(path) else place.key
        return Location(self.file)

    def wrote(self, *path: str | int) -> bool:
        """Tell whether the user wrote a value at this path."""
        return path in self.places


def read(document: Document) -> Reading:
    """Read a document into a Spec, with a diagnostic for each thing that has not its shape."""
    root = root_of(document)
    places: dict[Path, Place] = {}
    data = _plain(root, Spec, (), places)
    found = list(repeated_names(document.root))
    try:
        spec = Spec.model_validate(data)
        broken: set[str] = set()
    except ValidationError as error:
        found += _without_echoes([_diagnostic(e, places, document.file) for e in error.errors(include_url=False)])
        broken = {str(e["loc"][0]) for e in error.errors(include_url=False)}
        spec = _without(broken, data)
    broken |= {str(d.path[0]) for d in found if d.path and d.path[0] in Spec.model_fields}
    return Reading(document.file, spec, frozenset(broken), places, tuple(found))


def _plain(node: Any, kind: Any, path: Path, places: dict[Path, Place]) -> Any:
    """Turn a node into what pydantic reads, noting places; a null in a model means its default."""
    match node:
        case Fields():
            is_model = isinstance(kind, type) and issubclass(kind, Section)
            known = fields_of(kind) if is_model else {}
            member = unwrap(get_args(kind)[1])[0] if get_origin(kind) is dict else None
            kept = {k: e for k, e in node.entries.items() if not (is_model and k in known and _is_null(e))}
            for key, entry in kept.items():
                places[(*path, key)] = Place(entry.key_at, entry.value.at)
            return {
                k: _plain(e.value, known[k][0] if k in known else member, (*path, k), places) for k, e in kept.items()
            }
        case Items():
            member = unwrap(get_args(kind)[0])[0] if get_origin(kind) is tuple else None
            for index, item in enumerate(node.items):
                places[(*path, index)] = Place(item.at, item.at)
            return tuple(_plain(item, member, (*path, i), places) for i, item in enumerate(node.items))
        case Off():
            return None
    return node


def _is_null(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and entry.value.is_null


def _without(broken: set[str], data: dict[str, Any]) -> Spec:
    """Build a Spec of the sections that validate on their own; broken ones are missing as attributes."""
    sound = {}
    for name, field in Spec.model_fields.items():
        if name in broken:
            continue
        kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        sound[name] = TypeAdapter(kind).validate_python(data[name]) if name in data else field.get_default()
    spec = Spec.model_construct(_fields_set=set(sound), **sound)
    for name in broken & set(Spec.model_fields):
        spec.__dict__.pop(name, None)
    return spec


def _diagnostic(error: ErrorDetails, places: Mapping[Path, Place], file: str) -> Diagnostic:
    loc = tuple(part for part in error["loc"] if part != "[key]")
    place = places.get(loc)
    above = next(
        (p for end in range(len(loc), -1, -1) if (p := places.get(loc[:end]))), Place(Location(file), Location(file))
    )
    code, message, help = _words(error, loc)
    is_key = error["loc"][-1:] == ("[key]",) or code == "SPEC002"
    at = above.key if place is None or is_key else place.value
    return Diagnostic(code, f"{'.'.join(map(str, loc))}: {message}", at, help, path=loc)


def _without_echoes(found: list[Diagnostic]) -> list[Diagnostic]:
    """Drop "is required" where a key beside it is a misspelling of the required one."""
    meant = {(*d.path[:-1], d.help.split("'")[1]) for d in found if d.code == "SPEC002" and "did you mean" in d.help}
    return [d for d in found if not (d.code == "SPEC001" and d.path in meant)]


def _words(error: ErrorDetails, loc: Path) -> tuple[str, str, str]:
    """Return code, message and help for an error of pydantic's or of our readers."""
    kind, context = error["type"], error.get("ctx", {})
    if kind.startswith("SPEC"):
        return kind, context["message"], context["help"]
    if kind == "missing":
        return "SPEC001", "is required", f"add {loc[-1]}: with a value"
    if kind == "extra_forbidden":
        known = list(_keys_at(loc[:-1]))
        return "SPEC002", "is not a key here", closest(str(loc[-1]), known) or f"known here: {', '.join(sorted(known))}"
    if kind in ("tuple_type", "list_type"):
        return "SPEC004", f"is {_what(error['input'])} where a list belongs", "write it as a list: [a, b]"
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return "SPEC004", f"is {_what(error['input'])} where a mapping belongs", "write key: value below it"
    limit = next((context[k] for k in ("ge", "le", "gt", "lt", "min_length", "max_length") if k in context), None)
    words = {
        "greater_than_equal": f"is less than {limit}",
        "less_than_equal": f"is more than {limit}",
        "too_short": f"has fewer than {limit} entries",
        "too_long": f"has more than {limit} entries",
        "string_too_long": f"is longer than {limit} characters",
    }
    return "SPEC012", words.get(kind, error["msg"]), "write a value within the limit"


def _what(value: object) -> str:
    match value:
        case Scalar() if value.is_null:
            return "empty"
        case Scalar() | str() | int():
            return "a single value"
        case dict():
            return "a mapping"
    return "a list" if isinstance(value, tuple | list) else "off"


def _keys_at(path: Path) -> Iterator[str]:
    """Yield the keys that the language knows at a path."""
    kind: Any = Spec
    for part in path:
        known = fields_of(kind) if isinstance(kind, type) and issubclass(kind, Section) else {}
        kind = known[str(part)][0] if str(part) in known else unwrap(get_args(kind)[-1])[0] if get_args(kind) else None
    if isinstance(kind, type) and issubclass(kind, Section):
        yield from fields_of(kind)
    if not path:
        yield from ("defaults", "extends")
