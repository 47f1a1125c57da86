"""What a change does to a cluster, before any plan: `tfgen diff`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tfgen import changes
from tfgen.changes.addresses import Kind
from tfgen.changes.effects import Effects, PartChange, effects
from tfgen.changes.root import read_root
from tfgen.commands.at_ref import PREFIX, spec_at
from tfgen.commands.check import checked
from tfgen.commands.difference import Difference, Side, differences, unequal
from tfgen.commands.folders import require_names, targets
from tfgen.commands.show import HIDDEN
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.frozen import frozen
from tfgen.pipeline import Checked, build, check
from tfgen.tree import Overlay, RenderedFile
from tfgen.verify import own_files, read_tree
from tfgen.write import compare


@frozen
class Differing:
    """What a spec's change does: `words` are the values that differ, by the part they belong to.

    `findings` are of what the change would destroy or cost, and of a tree that is not tfgen's.
    """

    former: str
    present: str
    effects: Effects
    words: Mapping[str, tuple[Difference, ...]]
    findings: tuple[Diagnostic, ...]

    @property
    def differs(self) -> bool:
        """Whether the next apply would do anything."""
        return bool(self.effects.touched)


@frozen
class _Former:
    """What stands before a change: the files, the cluster where its spec is known, and a name."""

    name: str
    files: Sequence[RenderedFile]
    spec: Checked | None = None


def differing(
    former: str | None, spec: Path, out: Path, overlay: Overlay | None = None
) -> Differing:
    """Return what it does to take a spec where another one, a tree or the one of a ref stands.

    Without a former one it is the tree that stands where the spec's goes. Both are rendered with
    the templates of an `overlay`. Raises TfgenError.
    """
    require_names([spec], out)
    (present,) = checked((spec,))
    (target,) = targets([present], out)
    tree = build(present, target.folder, overlay=overlay)
    beside = compare(tree, target.folder).conflicts if former is None else ()
    with _former(former, spec, target.folder, tree.files, overlay) as before:
        told = effects(before.files, tree.files)
        lost = changes.judged(present.cluster, before.files, tree.files, before.name)
        if before.spec:
            # Nobody sees the tree of a former spec: what is said of it is said of the new one.
            lost = tuple(replace(one, location=Location(str(spec), length=0)) for one in lost)
        words = _words(told, before, present, tree.files)
    return Differing(before.name, str(spec), told, words, (*lost, *beside))


@contextmanager
def _former(
    named: str | None,
    spec: Path,
    folder: Path,
    ours: Iterable[RenderedFile],
    overlay: Overlay | None,
) -> Iterator[_Former]:
    if named is None:
        files = changes.standing(folder, {file.path for file in ours})
        yield _Former(str(folder), files)
    elif named.startswith(PREFIX):
        with spec_at(named.removeprefix(PREFIX), spec) as path:
            yield _rendered(named, path, folder, overlay)
    elif Path(named).is_dir():
        yield _Former(named, _tree(Path(named)))
    else:
        yield _rendered(named, Path(named), folder, overlay)


def _rendered(name: str, path: Path, folder: Path, overlay: Overlay | None) -> _Former:
    spec = check(path, datetime.datetime.now(tz=datetime.UTC).date())
    return _Former(name, build(spec, folder, overlay=overlay).files, spec)


def _tree(folder: Path) -> list[RenderedFile]:
    files = read_tree(folder)
    if not any(file.path.endswith(".tf") for file in files):
        message = f"{folder} holds no Terraform to compare with"
        place = Location(str(folder), length=0)
        raise TfgenError([Diagnostic("USAGE011", message, place, "give the folder of a tree")])
    own = own_files(files, ())
    ours = [file for file in files if file not in own]
    # A tree that tfgen did not write has no other files.
    return ours or list(files)


def _words(
    told: Effects, before: _Former, present: Checked, files: Sequence[RenderedFile]
) -> dict[str, tuple[Difference, ...]]:
    """Return the values that differ by part: those of the specs, or else of the calls."""
    if before.spec is None:
        return {str(one.part): tuple(_inputs(one, before.files, files)) for one in told.parts}
    every = differences(before.spec, present)
    return {str(one.part): tuple(_of_part(one, every)) for one in told.parts}


def _of_part(change: PartChange, every: Iterable[Difference]) -> Iterator[Difference]:
    """Yield what differs of a part by paths inside of it, what the spec writes before all."""
    part = change.part
    own = f"{part.section}.{part.key}." if part.key else f"{part.kind}."
    written = []
    for difference in every:
        if difference.path.startswith(own):
            inside = difference.path.removeprefix(own)
            written.append(Difference(inside, difference.before, difference.after))
    by_hand = [one for one in written if _is_written(one.after) or _is_written(one.before)]
    yield from by_hand or written


def _is_written(side: Side | None) -> bool:
    return side is not None and ":" in side.origin and not side.origin.startswith("convention")


# What a tree says of a value is not marked as secret: these are not shown.
_CLOSED = ("environment", "secret", "password", "token", "key", "user_data", "boot_commands")


def _inputs(
    change: PartChange, former: Sequence[RenderedFile], files: Sequence[RenderedFile]
) -> Iterator[Difference]:
    before, after = read_root(former), read_root(files)
    names = dict.fromkeys(one.address.split(".")[1] for one in change.touched if "." in one.address)
    for name in names:
        was, now = before.calls.get(name), after.calls.get(name)
        if was is None or now is None:
            continue
        for path, old, new in unequal(was.inputs, now.inputs):
            shown = ".".join(map(str, path))
            if any(word in shown for word in _CLOSED) or not _is_plain(old, new):
                old = new = HIDDEN
            yield Difference(shown, _side(old), _side(new))


def _is_plain(*values: Any) -> bool:
    """Whether values say something to a reader: neither lists nor what Terraform works out."""
    return all(
        isinstance(value, str | int | float | None) and "${" not in str(value) for value in values
    )


def _side(value: Any) -> Side | None:
    return None if value is None else Side(value, "")


def is_whole(change: PartChange) -> bool:
    """Return whether a part comes, goes or moves as a whole: its addresses say nothing more."""
    kinds = {one.kind for one in change.touched}
    return change.kind in (Kind.ADDED, Kind.REMOVED, Kind.MOVED) and len(kinds) == 1
