"""Document → Spec: validate every section, and keep what is sound where some of it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from tfgen.diagnostics import Diagnostic, Location
from tfgen.frozen import frozen
from tfgen.language.beneath import Beneath, beneath
from tfgen.language.extends import Chain, chain, merged
from tfgen.language.partial import partial, without
from tfgen.language.paths import Path
from tfgen.language.places import Place, plain
from tfgen.language.refused import KEY, Fault, Refused
from tfgen.language.shorthand import is_null, repeated_names, taken_in_vain, with_defaults
from tfgen.language.top import Defaults, Spec
from tfgen.language.wholeness import NOT_WHOLE, as_base
from tfgen.source import Document, Fields


@frozen
class Reading:
    """A spec as far as it could be read.

    `spec` lacks the fields at the paths in `unread`; `diagnostics` says why. `places` holds
    what the user wrote, defaults and shorthands merged, by path; `bases` where each base is named,
    by its file. `spec` lacks those in `unknown` too, which are of a platform that exists.
    `platform` is the spec that makes the platform, and `taken` are the sections that are the
    platform's.
    """

    file: str
    spec: Spec
    unread: frozenset[Path]
    places: Mapping[Path, Place]
    diagnostics: tuple[Diagnostic, ...]
    bases: Mapping[str, Location] = field(default_factory=dict)
    unknown: frozenset[Path] = frozenset()
    platform: Document | None = None
    taken: frozenset[str] = frozenset()
    platform_log_prefix: str = ""

    @property
    def is_base(self) -> bool:
        """Whether the spec lacks what each has, as a base that others extend may."""
        return any(diagnostic.code == NOT_WHOLE for diagnostic in self.diagnostics)

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
    specs = chain(document)
    diagnostics: list[Diagnostic] = []
    for base in specs.documents:
        diagnostics += base.warnings
        diagnostics += repeated_names(base.root)
    standing = beneath(merged(specs.documents), document.file)
    root = standing.root
    whole = with_defaults(root)
    diagnostics += (*standing.diagnostics, *_taken_in_vain(root, whole))
    places: dict[Path, Place] = {}
    data = plain(whole, Spec, (), places)
    in_defaults = _faults_of_defaults(root, document.file)
    try:
        spec = Spec.model_validate(data)
        refused: tuple[Fault, ...] = ()
    except Refused as error:
        refused = error.faults
    if not refused and not in_defaults:
        if standing.unknown:
            spec = partial(Spec, data, standing.unknown)
        read_so_far = Reading(document.file, spec, frozenset(), places, tuple(diagnostics))
        return _standing(read_so_far, specs, standing)

    from tfgen.language.faults import diagnostic, distinct
    from tfgen.language.unread import unread_paths

    faults = in_defaults + [diagnostic(fault, places, document.file) for fault in refused]
    unread = frozenset(unread_paths(refused, faults, data))
    unknown = [fault.path for fault in refused if fault.kind == "unknown"]
    spec = partial(Spec, without(data, unknown), unread | standing.unknown)
    diagnostics += as_base(distinct(faults), document.file)
    read_so_far = Reading(document.file, spec, unread, places, tuple(diagnostics))
    return _standing(read_so_far, specs, standing)


def _standing(reading: Reading, specs: Chain, beneath: Beneath) -> Reading:
    return replace(
        reading,
        bases=specs.named_at,
        unknown=beneath.unknown,
        platform=beneath.platform,
        taken=beneath.taken,
        platform_log_prefix=beneath.log_prefix,
    )


def _taken_in_vain(root: Fields, whole: Fields) -> list[Diagnostic]:
    """Return what is said of nulls that take nothing out: each once, where it stands."""
    told: dict[Location | None, Diagnostic] = {}
    defaults = root.entries.get("defaults")
    if defaults:
        for diagnostic in taken_in_vain(defaults.value, ("defaults",)):
            told[diagnostic.location] = diagnostic
    # What stands in `defaults` stands in each member too.
    for diagnostic in taken_in_vain(whole, ()):
        told.setdefault(diagnostic.location, diagnostic)
    return list(told.values())


def _faults_of_defaults(root: Fields, file: str) -> list[Diagnostic]:
    """Return what is wrong in `defaults` itself; what members require may be left out there."""
    entry = root.entries.get("defaults")
    if entry is None or is_null(entry.value):
        return []
    path: Path = ("defaults",)
    places = {path: Place(entry.key_at, entry.value.at)}
    data: Any = plain(entry.value, Defaults, path, places)
    refused: list[Fault] = []
    try:
        Defaults.model_validate(data)
    except Refused as error:
        refused = [fault for fault in error.faults if fault.kind != "missing"]
    if not refused:
        return []

    from tfgen.language.faults import diagnostic

    return [diagnostic(fault.below(*path), places, file) for fault in refused]
