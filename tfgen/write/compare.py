"""The rendered tree against the folder on disk: what would change, and what stands against it.

Reads only.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.tree import VerifiedTree
from tfgen.write import former, whose
from tfgen.write.attributes import ATTRIBUTES_TEXT, is_users, missing_attributes
from tfgen.write.change import Change, ChangeKind, Comparison
from tfgen.write.conflict import conflict, is_foreign, left_alone
from tfgen.write.fault import cannot_read
from tfgen.write.known import Known, read_known
from tfgen.write.manifest import Hashes, manifest_text, read_record
from tfgen.write.overlaid import without_templates
from tfgen.write.place import ATTRIBUTES, MANIFEST, WHOSE, not_a_folder, read_at, refusal
from tfgen.write.sameness import says_the_same


def compare(
    tree: VerifiedTree, folder: Path, *, strictly: bool = False, kept: Collection[str] = ()
) -> Comparison:
    """Compare a tree with a folder, which need not exist.

    Files that are `kept` stay as they are, and as edited as before. Where all files are as
    rendered, the records count `strictly` alone: that another version of tfgen wrote them, or that
    a merge left the manifest in another order. Raises TfgenError for what cannot be read.
    """
    known = known_in(folder)
    comparison = compare_known(tree, folder, known, kept)
    files = [change for change in comparison.changes if change.path not in (WHOSE, MANIFEST)]
    if strictly or _differ(files):
        return comparison
    return _leniently(comparison, known)


def _leniently(comparison: Comparison, known: Known) -> Comparison:
    """Return a comparison in which records that say enough are as they should be."""
    told = [*comparison.conflicts, *comparison.notes]
    changes = []
    for change in comparison.changes:
        if not _says_enough(change, known):
            changes.append(change)
            continue
        changes.append(replace(change, kind=ChangeKind.SAME, after=change.before))
        if change.path == WHOSE:
            told = [finding for finding in told if finding.code not in whose.OF_VERSIONS]
    return _comparison(changes, told)


def _says_enough(change: Change, known: Known) -> bool:
    """Say whether a record is good as it stands, though a write would lay it out otherwise."""
    if change.before is None or change.after is None:
        return False
    if change.path == WHOSE:
        return whose.says_the_same(change.before, change.after)
    return change.path == MANIFEST and _covers(known, change.after)


def known_in(folder: Path) -> Known:
    """Return what tfgen left in a folder; raise TfgenError when it is none or cannot be read."""
    try:
        wrong = not_a_folder(folder)
        if wrong:
            raise TfgenError([wrong])
        return read_known(folder)
    except OSError as error:
        raise TfgenError([cannot_read(error, folder)]) from error


def compare_known(
    tree: VerifiedTree, folder: Path, known: Known, kept: Collection[str] = ()
) -> Comparison:
    """Compare a tree with a folder of which it is known what tfgen left there."""
    texts = _texts(tree)
    changes: list[Change] = []
    told: list[Diagnostic | None] = list(known.faults)
    unreadable: list[Diagnostic] = []
    for path in sorted({*texts, *known.hashes} - {*kept}):
        try:
            data = read_at(folder, path)
        except OSError as error:
            unreadable.append(cannot_read(error, folder / path))
            continue
        if isinstance(data, Diagnostic):
            told.append(data)
        elif data and path == ATTRIBUTES and is_users(data, known):
            del texts[path]
            told.append(missing_attributes(data, folder))
        elif data and path not in texts and is_foreign(path, data, known):
            told.append(left_alone(folder, path))
        elif change := _change(path, data, texts.get(path)):
            changes.append(change)
            told.append(conflict(change, data, known, folder))
    if unreadable:
        raise TfgenError(dict.fromkeys(unreadable))
    told += _of_the_owner(tree, folder, known.whose)
    changes += _records(tree, folder, known, manifest_text(texts, _of_kept(known, kept)))
    return _comparison(changes, told)


def _comparison(changes: Iterable[Change], told: Iterable[Diagnostic | None]) -> Comparison:
    # A link in the place of a folder is in the way of every file below it, and told once.
    findings = [finding for finding in dict.fromkeys(told) if finding]
    return Comparison(
        tuple(changes),
        tuple(finding for finding in findings if finding.severity is Severity.ERROR),
        tuple(finding for finding in findings if finding.severity is not Severity.ERROR),
    )


def _of_the_owner(
    tree: VerifiedTree, folder: Path, record: whose.Record | None
) -> Iterator[Diagnostic | None]:
    taken = whose.not_ours(record, tree, folder)
    yield taken
    if not taken:
        yield without_templates(record, tree, folder)
        yield whose.moved(record, tree, folder)
        yield whose.of_another_version(record, folder)


def _records(tree: VerifiedTree, folder: Path, known: Known, manifest: str) -> Iterator[Change]:
    """Yield what becomes of the records, the manifest last."""
    text = whose.whose_text(tree, folder)
    if text and (change := _change(WHOSE, known.records.get(WHOSE), text)):
        yield change
    if change := _change(former.MANIFEST, known.records.get(former.MANIFEST), None):
        yield change
    if change := _change(MANIFEST, known.records.get(MANIFEST), manifest):
        yield change


def _of_kept(known: Known, kept: Collection[str]) -> Hashes:
    """Return what is known of files that stay: by their hashes they pass for edited again."""
    return {path: several for path, several in known.hashes.items() if path in kept}


def _differ(changes: Iterable[Change]) -> bool:
    return any(change.kind is not ChangeKind.SAME for change in changes)


def _covers(known: Known, after: str) -> bool:
    """Say whether a manifest knows each file of the tree, in whatever order and beside others."""
    entries, _ = read_record(after.encode())
    return all(
        path in known.merged or several <= known.hashes.get(path, frozenset())
        for path, several in entries.items()
    )


def unified_diff(comparison: Comparison, folder: str = "") -> str:
    """Return the changes as a patch for `git apply` and `patch -p1`; "" when there are none.

    The files are named from where the patch is to be applied: the tree, or what it lies in where
    its `folder` is given.
    """
    before = f"{folder}/" if folder else ""
    return "".join(line for change in comparison.changes for line in _diff(change, before))


def _texts(tree: VerifiedTree) -> dict[str, str]:
    """Return the text of each file that is to stand in the folder, the records aside."""
    refused = []
    for file in tree.files:
        why = refusal(file.path)
        if why:
            refused.append(Diagnostic("WRITE008", f"tfgen does not write {file.path!r}: {why}"))
    if refused:
        raise TfgenError(refused)
    return {ATTRIBUTES: ATTRIBUTES_TEXT, **{file.path: file.text for file in tree.files}}


def _change(path: str, data: bytes | None, after: str | None) -> Change | None:
    """Return what becomes of a file; None where it neither is nor will be."""
    if data is None:
        if after is None:
            return None
        return Change(path, ChangeKind.CREATE, None, after)
    before = data.decode(errors="backslashreplace")
    if after is None:
        return Change(path, ChangeKind.DELETE, before, None)
    if says_the_same(path, data, after):
        return Change(path, ChangeKind.SAME, before, after)
    return Change(path, ChangeKind.UPDATE, before, after)


def _diff(change: Change, folder: str) -> Iterator[str]:
    if change.kind is ChangeKind.SAME:
        return
    # A checkout with CRLF has it in every line, which would hide those that differ.
    before, after = _lines((change.before or "").replace("\r\n", "\n")), _lines(change.after or "")
    old, new = f"a/{folder}{change.path}", f"b/{folder}{change.path}"
    # As git has it: https://git-scm.com/docs/diff-format
    if change.before is None:
        old = "/dev/null"
    if change.after is None:
        new = "/dev/null"
    for line in difflib.unified_diff(before, after, old, new):
        yield line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Split at LF only; `splitlines` would also split at form feeds and Unicode's separators."""
    *lines, last = text.split("\n")
    ended = [f"{line}\n" for line in lines]
    if last:
        ended.append(last)
    return ended
