"""Document → Spec: validate every section, and keep what is sound where some of it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tfgen.diagnostics import Diagnostic, Location
from tfgen.language.beneath import Beneath, beneath
from tfgen.language.extends import chain, merged
from tfgen.language.partial import KEY, partial, without
from tfgen.language.paths import Path
from tfgen.language.places import Place, plain
from tfgen.language.shorthand import is_null, repeated_names, with_defaults
from tfgen.language.top import Defaults, Spec
from tfgen.source import Document, Fields


@dataclass(frozen=True, slots=True)
class Reading:
    """A spec as far as it could be read.

    `spec` lacks the fields at the paths in `unread`; `diagnostics` says why. `places` holds
    what the user wrote, defaults and shorthands merged, by path. It lacks those in `unknown` too,
    which are of a platform that exists. `platform` is the spec that makes the platform, and
    `taken` are the sections that are the platform's.
    """

    file: str
    spec: Spec
    unread: frozenset[Path]
    places: Mapping[Path, Place]
    diagnostics: tuple[Diagnostic, ...]
    unknown: frozenset[Path] = frozenset()
    platform: Document | None = None
    taken: frozenset[str] = frozenset()

    def at(self, *path: str | int) -> Location:
        """Return the place of the value at a path, or of the nearest mapping above it."""
        if place := self.places.get(path):
            return place.value
        for end in range(len(path) - 1, 0, -1):
            if place := self.places.get(path[:end]):
                return place.key
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
    diagnostics: list[Diagnostic] = []
    for base in documents:
        diagnostics += base.warnings
        diagnostics += repeated_names(base.root)
    standing = beneath(merged(documents), document.file)
    root = standing.root
    diagnostics += standing.diagnostics
    places: dict[Path, Place] = {}
    data = plain(with_defaults(root), Spec, (), places)
    in_defaults = _faults_of_defaults(root, document.file)
    try:
        spec = Spec.model_validate(data)
        errors: list[ErrorDetails] = []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    if not errors and not in_defaults:
        if standing.unknown:
            spec = partial(Spec, data, standing.unknown)
        return _reading(document, spec, frozenset(), places, diagnostics, standing)

    from tfgen.language.faults import diagnostic, distinct
    from tfgen.language.unread import unread_paths

    faults = in_defaults + [diagnostic(error, places, document.file) for error in errors]
    unread = frozenset(unread_paths(errors, faults, data))
    unknown = [tuple(error["loc"]) for error in errors if error["type"] == "extra_forbidden"]
    spec = partial(Spec, without(data, unknown), unread | standing.unknown)
    diagnostics += distinct(faults)
    return _reading(document, spec, unread, places, diagnostics, standing)


def _reading(
    document: Document,
    spec: Spec,
    unread: frozenset[Path],
    places: Mapping[Path, Place],
    diagnostics: Iterable[Diagnostic],
    standing: Beneath,
) -> Reading:
    return Reading(
        document.file,
        spec,
        unread,
        places,
        tuple(diagnostics),
        standing.unknown,
        standing.platform,
        standing.taken,
    )


def _faults_of_defaults(root: Fields, file: str) -> list[Diagnostic]:
    """Return what is wrong in `defaults` itself; what members require may be left out there."""
    entry = root.entries.get("defaults")
    if entry is None or is_null(entry.value):
        return []
    path: Path = ("defaults",)
    places = {path: Place(entry.key_at, entry.value.at)}
    data: Any = plain(entry.value, Defaults, path, places)
    errors: list[ErrorDetails] = []
    try:
        Defaults.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    errors = [error for error in errors if error["type"] != "missing"]
    if not errors:
        return []

    from tfgen.language.faults import diagnostic

    return [diagnostic({**error, "loc": (*path, *error["loc"])}, places, file) for error in errors]
