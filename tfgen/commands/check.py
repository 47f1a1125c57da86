"""Specs checked, each alone and all together; bases among them are checked with what extends them.

A base that is not whole is no spec of its own: `validate specs/*.yaml` in CI may name it all the
same, where a spec that extends it is named too.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tfgen import source
from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.language.extends import chain
from tfgen.language.nearby import real
from tfgen.language.wholeness import NOT_WHOLE
from tfgen.pipeline import Checked, check, check_together


def checked(paths: Sequence[Path]) -> list[Checked]:
    """Check every spec and what they do to each other; leave out bases of others among them.

    Raises TfgenError with the findings of all of them where one is an error.
    """
    specs = []
    faults: dict[Path, tuple[Diagnostic, ...]] = {}
    for path in paths:
        try:
            specs.append(check(path, datetime.datetime.now(tz=datetime.UTC).date()))
        except TfgenError as error:
            faults[path] = error.diagnostics
    for path in _mere_bases(paths, faults):
        del faults[path]
    errors = [diagnostic for diagnostics in faults.values() for diagnostic in diagnostics]
    try:
        specs = list(check_together(specs))
    except TfgenError as error:
        errors += error.diagnostics
    if errors:
        raise TfgenError(_each_once((*errors, *findings(specs))))
    return specs


def findings(specs: Iterable[Checked]) -> tuple[Diagnostic, ...]:
    """Return what is still to be said about sound specs."""
    return _each_once(diagnostic for spec in specs for diagnostic in spec.findings)


def left_out(paths: Iterable[Path], specs: Sequence[Checked]) -> Iterator[str]:
    """Yield a line for each base among the paths that is no spec of its own."""
    files = {spec.cluster.file for spec in specs}
    for path in paths:
        if str(path) not in files:
            users = [spec.cluster.file for spec in specs if _is_base(path, spec)]
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


def _each_once(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings without repeats: one in a base is found by each spec that extends it."""
    first: dict[Diagnostic, Diagnostic] = {}
    for diagnostic in diagnostics:
        alone = replace(diagnostic, also=())
        before = first.setdefault(alone, diagnostic)
        also = dict.fromkeys((*before.also, *diagnostic.also))
        first[alone] = replace(before, also=tuple(also))
    return tuple(first.values())
