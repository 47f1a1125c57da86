"""Specs checked, each alone and all together; bases among them are checked with what extends them.

A base that is not whole is no spec of its own: `validate specs/*.yaml` in CI may name it all the
same, where a spec that extends it is named too.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tfgen import source
from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.frozen import frozen
from tfgen.language.extends import chain
from tfgen.language.nearby import real
from tfgen.language.wholeness import NOT_WHOLE
from tfgen.pipeline import Checked, check, check_together


@frozen
class Judged:
    """Specs that are sound, and all that is said of those at fault.

    `named` are the paths of both: bases of others among them are left out.
    """

    sound: list[Checked]
    errors: tuple[Diagnostic, ...]
    named: tuple[Path, ...]


def checked(paths: Sequence[Path]) -> list[Checked]:
    """Check every spec and what they do to each other; leave out bases of others among them.

    Raises TfgenError with the findings of all of them where one is an error.
    """
    found = judged(paths)
    if found.errors:
        raise TfgenError(each_once((*found.errors, *findings(found.sound))))
    return found.sound


def judged(paths: Sequence[Path], tell: Callable[[int], None] = lambda _: None) -> Judged:
    """Check specs as `checked` does, and tell those at fault from the others.

    `tell` is told how many are checked.
    """
    specs = []
    faults: dict[Path, tuple[Diagnostic, ...]] = {}
    for number, path in enumerate(paths):
        tell(number)
        try:
            specs.append(check(path, datetime.datetime.now(tz=datetime.UTC).date()))
        except TfgenError as error:
            faults[path] = error.diagnostics
    bases = _mere_bases(paths, faults)
    named = tuple(path for path in paths if path not in bases)
    errors = [found for path, told in faults.items() if path not in bases for found in told]
    try:
        specs = list(check_together(specs))
    except TfgenError as error:
        apart = _at_fault(specs, error.diagnostics)
        errors += (*error.diagnostics, *findings(apart))
        specs = [spec for spec in specs if spec not in apart]
    return Judged(specs, tuple(errors), named)


def _at_fault(specs: Iterable[Checked], between: Iterable[Diagnostic]) -> list[Checked]:
    """Return the specs that an error between specs names, in their own text or in a base."""
    errors = [found for found in between if found.severity is Severity.ERROR]
    places = [place for found in errors for place in (found.location, *dict(found.also))]
    files = {place.file for place in places if place}
    return [spec for spec in specs if files & {spec.cluster.file, *spec.cluster.reading.bases}]


def findings(specs: Iterable[Checked]) -> tuple[Diagnostic, ...]:
    """Return what is still to be said about sound specs."""
    return each_once(diagnostic for spec in specs for diagnostic in spec.findings)


def left_out(paths: Iterable[Path], specs: Sequence[Checked]) -> Iterator[str]:
    """Yield a line for each base among the paths that is no spec of its own."""
    files = {spec.cluster.file for spec in specs}
    for path in paths:
        if str(path) not in files:
            users = [spec.cluster.file for spec in specs if _is_base(path, spec)]
            if users:
                yield f"{path}: a base, checked with {', '.join(users)}"


def _is_base(path: Path, spec: Checked) -> bool:
    return real(path) in _resolved(spec.cluster.reading.bases)


def _mere_bases(paths: Sequence[Path], faults: Mapping[Path, tuple[Diagnostic, ...]]) -> list[Path]:
    """Return the paths whose fault is not to be whole, and which a spec at another path extends."""
    parts = [path for path in paths if any(_is_part(told) for told in faults.get(path, ()))]
    if not parts:
        return []
    extended = set().union(*map(_bases_of, paths))
    return [path for path in parts if real(path) in extended]


def _is_part(diagnostic: Diagnostic) -> bool:
    return diagnostic.code == NOT_WHOLE


def _bases_of(path: Path) -> set[Path]:
    """Return the files that a spec extends; what cannot be read extends none."""
    try:
        return _resolved(chain(source.read(path)).named_at)
    except TfgenError:
        return set()


def _resolved(files: Iterable[str]) -> set[Path]:
    return {real(Path(file)) for file in files}


def each_once(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings without repeats: one in a base is found by each spec that extends it."""
    first: dict[Diagnostic, Diagnostic] = {}
    for diagnostic in diagnostics:
        alone = replace(diagnostic, also=())
        before = first.setdefault(alone, diagnostic)
        also = dict.fromkeys((*before.also, *diagnostic.also))
        first[alone] = replace(before, also=tuple(also))
    return tuple(first.values())
