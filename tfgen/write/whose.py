"""Whose a tree is: `.tfgen/tree`, which stands beside it and goes with it through git.

It has a line for each word, and after a merge perhaps those of both sides.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.frozen import frozen
from tfgen.tree import Identity, VerifiedTree
from tfgen.write.fault import finding
from tfgen.write.manifest import text_lines
from tfgen.write.place import WHOSE, read_at

OF_VERSIONS = frozenset({"WRITE033", "WRITE034"})

_HEADER = "# Whose tree this is, and which tfgen wrote it last."
_LINE = re.compile(r"([a-z]+): (.+)")
_INSTALLED = re.compile(r"tfgen-([^-]+)\.dist-info")


@frozen
class Record:
    """What is said of a tree's owner, by word: cluster, region, account, application, spec, tfgen.

    A merge may leave several values of a word; any of them holds.
    """

    words: Mapping[str, frozenset[str]]

    def said(self, word: str) -> frozenset[str]:
        """Return the values of a word; none where it is not known."""
        return self.words.get(word, frozenset())

    @property
    def spec(self) -> str:
        """The path of the spec as it is seen from the tree; "" where it is not known for sure."""
        values = self.said("spec")
        if len(values) != 1:
            return ""
        (path,) = values
        return path


def whose_text(tree: VerifiedTree, folder: Path) -> str:
    """Lay out whose a tree is when it stands in a folder; "" where it is nobody's."""
    if tree.identity is None:
        return ""
    words = {
        "cluster": tree.identity.cluster,
        "application": tree.identity.application,
        "account": tree.identity.account,
        "region": tree.identity.region,
        "spec": way_to_spec(tree.spec, folder),
        "tfgen": tfgen_version(),
    }
    if tree.templates:
        words["templates"] = way_to_spec(tree.templates, folder)
    lines = (f"{word}: {value}" for word, value in words.items() if value)
    return "\n".join((_HEADER, *lines, ""))


def read_whose(data: bytes) -> Record | None:
    """Return what a record says; None where it does not say of which cluster the tree is."""
    words: dict[str, frozenset[str]] = {}
    for line in text_lines(data):
        # A newer tfgen may say more.
        if entry := _LINE.fullmatch(line):
            word, value = entry.groups()
            words[word] = words.get(word, frozenset()) | {value}
    if "cluster" not in words:
        return None
    return Record(words)


def standing(folder: Path) -> Record | None:
    """Return whose tree stands in a folder, where that is known. Raises OSError."""
    data = read_at(folder, WHOSE)
    if isinstance(data, bytes):
        return read_whose(data)
    return None


def is_of(folder: Path, identity: Identity, spec: str) -> bool:
    """Say whether the tree in a folder is of this identity and spec, or of one that moved here."""
    try:
        record = standing(folder)
    except OSError:  # `write` says so
        return False
    if record is None or not fits(record, identity):
        return False
    if record.spec == way_to_spec(spec, folder):
        return True
    return Path(record.spec).name == Path(spec).name and not _is_there(record, spec, folder)


def was_of(folder: Path, spec: str) -> bool:
    """Say whether the tree in a folder came from this spec, as far as is known. Raises OSError."""
    record = standing(folder)
    return record is None or is_spec(record, spec, folder)


def writers(folder: Path) -> list[str]:
    """Return the versions of tfgen that wrote a tree, the oldest first; after a merge several."""
    try:
        record = standing(folder)
    except OSError:  # `compare` says so
        return []
    return sorted(record.said("tfgen"), key=_release) if record else []


def way_to_spec(spec: str, folder: Path) -> str:
    """Return the path of a spec as it is seen from its tree: the same wherever both lie together.

    Its name alone, where they have no folder in common; "" for standard input, and for a path that
    cannot be told.
    """
    if spec in ("", "-"):
        return ""
    # In a locale without UTF-8 Python takes the bytes of a name for other letters.
    way = os.fsencode(_way(spec, folder)).decode(errors="surrogateescape")
    return way if way.isprintable() else ""


def _way(spec: str, folder: Path) -> str:
    here, there = (Path(os.path.normpath(Path.cwd() / path)) for path in (folder, spec))
    try:
        above = Path(os.path.commonpath((here, there)))
    except ValueError:  # on two drives of Windows
        return there.name
    # Between two ends of a disk the way is this machine's.
    if above == above.parent:
        return there.name
    return Path(os.path.relpath(there, here)).as_posix()


def is_spec(record: Record, spec: str, folder: Path) -> bool:
    """Say whether the tree in a folder was rendered from this spec, as far as is known."""
    return record.spec in ("", way_to_spec(spec, folder)) or not is_path(record.spec)


def former_spec(record: Record, folder: Path) -> str:
    """Return the path of the spec that the tree in a folder was rendered from, seen from here."""
    if not is_path(record.spec):
        return record.spec
    return os.path.normpath(folder / record.spec)


def is_path(spec: str) -> bool:
    """Say whether a record's way leads somewhere: a name alone, of another disk, does not."""
    return "/" in spec


def fits(record: Record, identity: Identity) -> bool:
    """Say whether a tree is of this identity; an account that is not known fits each."""
    account = record.said("account")
    return (
        identity.cluster in record.said("cluster")
        and identity.region in record.said("region")
        and identity.application in (record.said("application") or {""})
        and (not account or identity.account in ("", *account))
    )


def not_ours(record: Record | None, tree: VerifiedTree, folder: Path) -> Diagnostic | None:
    """Say whose the tree in a folder is, if it is not that of the cluster that is rendered.

    A spec that moved is still the cluster's; where the former one still stands there are two
    specs, of two accounts perhaps, that claim one tree.
    """
    if record is None or tree.identity is None:
        return None
    owner = f"{folder} is the tree of {_named(record)}"
    former = former_spec(record, folder)
    is_there = _is_there(record, tree.spec, folder)
    if former:
        owner = f"{owner}, rendered from {former}"
    if not fits(record, tree.identity):
        message = f"{owner}, and {_spec(tree)} is of {_identified(tree.identity)}"
    elif is_there:
        message = f"{owner}, which still stands there beside {_spec(tree)}"
    else:
        return None
    remedy = "render it elsewhere with -o, or give the spec another name"
    if is_there:
        remedy = f"render both at once, {former} and {_spec(tree)}: each gets a folder"
    elif former and is_spec(record, tree.spec, folder):
        remedy = "keep what it had, or write a spec of its own for the other cluster"
    return finding("WRITE032", folder, message, f"{remedy}; --adopt takes the tree over")


def moved(record: Record | None, tree: VerifiedTree, folder: Path) -> Diagnostic | None:
    """Say that the spec of a tree was elsewhere before."""
    if record is None or tree.spec == "-" or is_spec(record, tree.spec, folder):
        return None
    former = former_spec(record, folder)
    message = f"{folder} was rendered from {former} before, and is now from {_spec(tree)}"
    remedy = "nothing, if the spec has moved"
    return finding("WRITE035", folder, message, remedy, Severity.NOTE)


def of_another_version(record: Record | None, folder: Path) -> Diagnostic | None:
    """Refuse what a newer tfgen wrote, and tell of what an older one did."""
    if record is None or not (own := _release(tfgen_version())):
        return None
    writers = {_release(text): text for text in record.said("tfgen")}
    newest = max(writers, default=())
    if newest > own:
        message = f"{folder} was written by tfgen {writers[newest]}, and this is {tfgen_version()}"
        remedy = "install that version; --force goes back to what this one writes"
        return finding("WRITE033", folder, message, remedy)
    if () < newest < own:
        message = f"{folder} was written by tfgen {writers[newest]}: with {tfgen_version()} some of"
        remedy = "tfgen upgrade --preview says what comes of that, and why"
        return finding("WRITE034", folder, f"{message} its text may differ", remedy, Severity.NOTE)
    return None


def says_the_same(before: str, after: str) -> bool:
    """Say whether two records differ in tfgen's version alone."""
    former, present = read_whose(before.encode()), read_whose(after.encode())
    if former is None or present is None:
        return False
    words = (former.words.keys() | present.words.keys()) - {"tfgen"}
    return all(former.said(word) == present.said(word) for word in words)


@cache
def tfgen_version() -> str:
    """Return the version of the tfgen that is installed; "" where it never was.

    importlib.metadata would say so too, and takes longer to import than all files to compare.
    https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    for folder in sys.path:
        with suppress(OSError):
            for name in os.listdir(folder or "."):  # noqa: PTH208
                if installed := _INSTALLED.fullmatch(name):
                    return installed[1]
    return ""


def _release(version: str) -> tuple[int, ...]:
    """Return the numbers of a release; those before it (0.2.0rc1) count as the release."""
    numbers = re.match(r"(?:\d+\.)*\d+", version)
    if numbers is None:
        return ()
    return tuple(int(number) for number in re.sub(r"(\.0+)+$", "", numbers[0]).split("."))


def _is_there(record: Record, spec: str, folder: Path) -> bool:
    """Say whether another spec stands where the tree in a folder came from."""
    if is_spec(record, spec, folder):
        return False
    former = Path(former_spec(record, folder))
    try:
        return former.is_file() and not former.samefile(spec)
    except OSError:
        return False


def _spec(tree: VerifiedTree) -> str:
    return tree.spec or "what is rendered"


def _identified(identity: Identity) -> str:
    return _words(identity.cluster, identity.application, identity.account, identity.region)


def _named(record: Record) -> str:
    words = ("cluster", "application", "account", "region")
    return _words(*(" and ".join(sorted(record.said(word))) for word in words))


def _words(cluster: str, application: str, account: str, region: str) -> str:
    words = [f"cluster {cluster}"]
    if application:
        words.append(f"application {application}")
    if account:
        words.append(f"account {account}")
    return ", ".join((*words, region))
