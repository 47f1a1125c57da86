"""What this version changes in trees that an older one wrote: `tfgen upgrade --preview`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from tfgen import changes
from tfgen.changes.addresses import Kind, Touched
from tfgen.changes.deadly import DEADLY
from tfgen.changes.effects import Effects, effects
from tfgen.changes.root import Call, read_root
from tfgen.commands.check import checked
from tfgen.commands.folders import require_names, targets
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.facts.releases import Entry, since
from tfgen.pipeline import Checked, build
from tfgen.tree import Overlay
from tfgen.write import ChangeKind, Comparison, compare, tfgen_version, writers

_KEY = re.compile(r"""\[(?:\d+|"[^"]*")\]""")
# What an apply does, the worst first.
_WORST = (Kind.REMOVED, Kind.REPLACED, Kind.FORGOTTEN, Kind.CHANGED, Kind.MOVED, Kind.ADDED)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one entry of the changelog does to a tree; without an entry, what none tells of."""

    entry: Entry | None
    touched: tuple[Touched, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What it does to render a tree with this version, the deadly reasons first.

    `former` is the version that wrote the tree; "" where it does not say so.
    """

    spec: str
    folder: str
    former: str
    present: str
    reasons: tuple[Reason, ...]
    effects: Effects
    findings: tuple[Diagnostic, ...]

    @property
    def differs(self) -> bool:
        """Whether a render would change anything."""
        return bool(self.reasons)


def previewed(specs: Sequence[Path], out: Path, overlay: Overlay | None = None) -> list[Preview]:
    """Return what it does to render the trees of specs with this version. Raises TfgenError."""
    require_names(specs, out)
    sound = checked(specs)
    places = [target.folder for target in targets(sound, out)]
    _require_trees(sound, places)
    return [_of_tree(spec, folder, overlay) for spec, folder in zip(sound, places, strict=True)]


def _require_trees(specs: Sequence[Checked], folders: Sequence[Path]) -> None:
    faults = []
    for spec, folder in zip(specs, folders, strict=True):
        if not any(folder.glob("*.tf")):
            message = f"{folder} holds no tree of {spec.path.name} yet: there is nothing to upgrade"
            help = f"tfgen render {spec.path} writes the first one; -o names the folder of trees"
            faults.append(Diagnostic("USAGE030", message, Location(str(folder), length=0), help))
    if faults:
        raise TfgenError(faults)


def _of_tree(spec: Checked, folder: Path, overlay: Overlay | None) -> Preview:
    tree = build(spec, folder, overlay=overlay)
    former = changes.standing(folder, {file.path for file in tree.files})
    comparison = compare(tree, folder)
    told = effects(former, tree.files)
    lost = changes.judged(spec.cluster, former, tree.files, str(folder))
    calls = {**read_root(former).calls, **read_root(tree.files).calls}
    written_by = writers(folder)
    entries = [entry for version in written_by[:1] or [""] for entry in since(version)]
    reasons = _reasons(told, list(_differing(comparison)), entries, calls)
    return Preview(
        str(spec.path),
        str(folder),
        " and ".join(written_by),
        tfgen_version(),
        tuple(sorted(reasons, key=_rank)),
        told,
        (*lost, *comparison.conflicts, *(overlay.findings if overlay else ())),
    )


def _differing(comparison: Comparison) -> Iterator[str]:
    for change in comparison.changes:
        if change.kind is not ChangeKind.SAME and not change.path.startswith(".tfgen/"):
            yield change.path


def _reasons(
    told: Effects, files: Sequence[str], entries: Sequence[Entry], calls: Mapping[str, Call]
) -> Iterator[Reason]:
    """Yield what each entry claims, and last what none of them does."""
    left = {one.address: set(_keys(one, calls)) for one in told.touched}
    claimed: set[str] = set()
    for entry in entries:
        touched = tuple(_claimed(told, entry, calls))
        for one in touched:
            left[one.address] -= set(_keys(one, calls))
        its_files = tuple(path for path in files if _fits(path, entry.files))
        claimed.update(its_files)
        # A file of the root calls modules with other values: what they do has been told.
        claimed.update(_file(one, calls) for one in touched)
        if touched or its_files:
            yield Reason(entry, touched, its_files)
    those = [one for one in told.touched if left[one.address]]
    untold = tuple(_only(one, left[one.address], calls) for one in those)
    rest = tuple(path for path in files if path not in claimed)
    if untold or rest:
        yield Reason(None, untold, rest)


def _claimed(told: Effects, entry: Entry, calls: Mapping[str, Call]) -> Iterator[Touched]:
    for one in told.touched:
        keys = {key for key in _keys(one, calls) if _fits(key, entry.plan)}
        if keys:
            yield _only(one, keys, calls)


def _only(one: Touched, keys: set[str], calls: Mapping[str, Call]) -> Touched:
    """Return what is touched, for those of its reasons alone that are among the keys."""
    place = _place(one, calls)
    because = tuple(name for name in one.because if f"{place} {name}" in keys)
    return replace(one, because=because)


def _keys(one: Touched, calls: Mapping[str, Call]) -> Iterator[str]:
    """Yield what is to be claimed of an address: each argument, or what becomes of it."""
    place = _place(one, calls)
    for name in one.because or (one.kind.value,):
        yield f"{place} {name}"


def _place(one: Touched, calls: Mapping[str, Call]) -> str:
    steps = _KEY.sub("", one.address).split(".")
    call = _call(one, calls)
    if call is None:
        return f"root/{one.address}"
    return f"{call.folder}/{'.'.join(steps[2:])}"


def _file(one: Touched, calls: Mapping[str, Call]) -> str:
    call = _call(one, calls)
    return call.location.file if call else ""


def _call(one: Touched, calls: Mapping[str, Call]) -> Call | None:
    steps = _KEY.sub("", one.address).split(".")
    return calls.get(steps[1]) if steps[0] == "module" else None


def _fits(text: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)


def _rank(reason: Reason) -> tuple[int, int, bool, str]:
    """Put the worst first, and of two alike that which nothing tells of."""
    kinds = {one.kind for one in reason.touched}
    gone = {one.type for one in reason.touched if one.kind in _WORST[:2]}
    worst = min((_WORST.index(kind) for kind in kinds), default=len(_WORST))
    id = reason.entry.id if reason.entry else ""
    return int(not gone & DEADLY.keys()), worst, reason.entry is not None, id
