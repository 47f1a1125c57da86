"""`extends`: a spec that adds to others.

Bases are merged in their order, each once, and the spec itself over all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.frozen import frozen
from tfgen.language.nearby import fault, path_of, read_named, real, require_near
from tfgen.language.shorthand import long_form, merge
from tfgen.source import Document, Fields, Items, Node, Scalar

DEEPEST = 8
_SHORTEN = "shorten the chain of specs"


@frozen
class Chain:
    """A spec behind all that it extends, and by its base's file where each base is named."""

    documents: tuple[Document, ...]
    named_at: Mapping[str, Location]


def merged(documents: tuple[Document, ...]) -> Fields:
    """Return the root of a chain of specs in its long form, each merged over those before it."""
    return reduce(merge, (_long_form(document) for document in documents))


def _long_form(document: Document) -> Fields:
    return long_form(document.root, extends="extends" in document.root.entries)


def chain(document: Document) -> Chain:
    """Return the specs that a document extends, the first base first, and the document itself last.

    Raises TfgenError, with the faults of all bases, for one that is not there, cannot be read, lies
    outside the repository, extends back or comes twice.
    """
    if "extends" not in document.root.entries:
        return Chain((document,), {})
    reading = _Reading()
    reading.take(document, ())
    if reading.faults:
        raise TfgenError(with_extenders(reading.faults, reading.named_at))
    return Chain(tuple(reading.documents.values()), reading.named_at)


def with_extenders(
    findings: Iterable[Diagnostic], named_at: Mapping[str, Location]
) -> Iterator[Diagnostic]:
    """Add to each finding in a base where it is extended, and where what extends it is."""
    for diagnostic in findings:
        also = tuple((at, "extended here") for at in _named(diagnostic.location, named_at))
        yield replace(diagnostic, also=(*diagnostic.also, *also))


def _named(place: Location | None, named_at: Mapping[str, Location]) -> Iterator[Location]:
    # No circle: a base is named where it was first read, and that file was read before.
    while place and place.file in named_at:
        place = named_at[place.file]
        yield place


def _bases_in(document: Document) -> Iterator[Scalar]:
    """Yield the paths that a document's `extends` gives. Raises TfgenError for what is no path."""
    entry = document.root.entries.get("extends")
    if entry is None:
        return
    items: tuple[Node, ...] = (entry.value,)
    if isinstance(entry.value, Items):
        items = entry.value.items
    if not items:
        raise _fault("is empty", entry.key_at, "write the path of a spec, or remove it")
    for item in items:
        if not isinstance(item, Scalar) or item.is_null:
            at = item.at if isinstance(entry.value, Items) else entry.key_at
            raise _fault("is not a path", at, "write the path of a spec, or a list of them")
        yield item


@dataclass(slots=True)
class _Reading:
    """Reads bases, each once: what several of them extend is merged before all of these."""

    # By the file as it is on disk, however it was named.
    documents: dict[Path, Document] = field(default_factory=dict)
    named_at: dict[str, Location] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)

    def take(self, document: Document, below: tuple[Path, ...]) -> None:
        """Take the bases of a document, then the document; `below` is what it is a base of."""
        file = real(Path(document.file))
        before = set(self.documents)
        first: dict[Path, Location] = {}
        try:
            for written in _bases_in(document):
                named = _named_by(document, written)
                self._take_base(named, written, (*below, file), before, first)
                first.setdefault(real(named), written.at)
        except TfgenError as error:
            self.faults += error.diagnostics
        self.documents[file] = document

    def _take_base(
        self,
        named: Path,
        written: Scalar,
        below: tuple[Path, ...],
        before: set[Path],
        first: Mapping[Path, Location],
    ) -> None:
        base = real(named)
        try:
            _require_usable(base, written, below)
            _require_once(base, written, first)
            if base not in self.documents:
                self.named_at[str(named)] = written.at
                self.take(read_named(named, written, "extends", "SPEC015"), below)
            elif base not in before:
                message = f"'{written.text}' is a base of one before it, and cannot be merged later"
                raise _fault(message, written.at, "write it first, or leave it out")
        except TfgenError as error:
            self.faults += error.diagnostics


def _named_by(document: Document, written: Scalar) -> Path:
    """Return the path of a base as findings show it, and not where links lead."""
    return path_of(written, document.file)


def _require_once(base: Path, written: Scalar, first: Mapping[Path, Location]) -> None:
    if base not in first:
        return
    message = f"extends: '{written.text}' is given twice"
    also = ((first[base], "first given here"),)
    help, path = "remove one of the two", ("extends",)
    raise TfgenError([Diagnostic("SPEC014", message, written.at, help, path=path, also=also)])


def _require_usable(base: Path, written: Scalar, below: tuple[Path, ...]) -> None:
    """Refuse a base by its place: out of the repository, in a circle, or too deep."""
    require_near(base, written, below[-1], "extends", "SPEC015")
    if base in below:
        raise _fault(f"'{written.text}' comes back to itself", written.at, _SHORTEN)
    if len(below) > DEEPEST:
        message = f"'{written.text}' is more than {DEEPEST} specs deep"
        raise _fault(message, written.at, _SHORTEN)


def _fault(why: str, at: Location, help: str) -> TfgenError:
    return fault("SPEC015", "extends", why, at, help)
