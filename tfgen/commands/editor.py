"""What an editor asks of a spec whose text stands nowhere yet; text and places, no protocol."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from tfgen import source
from tfgen.commands.explanations.arguments import becomes
from tfgen.commands.show import leaves_at
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.language.extends import chain
from tfgen.language.nearby import real
from tfgen.language.wholeness import NOT_WHOLE
from tfgen.pipeline import Checked, check, check_document
from tfgen.source import Document, Entry, Fields, Items, Node, Scalar

Steps = tuple[str | int, ...]
# The files of a tree that stand for one member of a section.
FILES = {"services": "service", "jobs": "job"}
_MOST_SHOWN = 15
# Who extends a base is looked for among so many files, and so many of them are checked.
_MOST_READ = 200
_MOST_USERS = 3
# Editors send all YAML that they have: workflows of CI, manifests, lists of packages.
_A_SPEC = re.compile(r"^(?:environment|region|extends|application)[ \t]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Judged:
    """A text as it is: its document, if it is YAML; its cluster, if it is sound; all findings."""

    document: Document | None
    checked: Checked | None
    findings: tuple[Diagnostic, ...]


def judged(path: Path, text: str, today: datetime.date) -> Judged:
    """Check a text as the spec at a path; what it extends or runs on is read from the disk.

    Of a text that has no key of a spec alone nothing is said.
    """
    document = None
    if not _A_SPEC.search(text):
        return Judged(None, None, ())
    try:
        document = source.parse(text.encode(errors="surrogatepass"), str(path))
        checked = check_document(document, today)
    except TfgenError as error:
        found = error.diagnostics
        if document is not None and any(fault.code == NOT_WHOLE for fault in found):
            found = tuple(_of_base(path, document, found, today))
        return Judged(document, None, found)
    return Judged(document, checked, checked.findings)


def _of_base(
    path: Path, document: Document, found: Iterable[Diagnostic], today: datetime.date
) -> Iterator[Diagnostic]:
    """Yield what is told of a base: as it is used where it is, once the disk has it as it is here.

    That it is no spec of its own is no fault of one that another spec extends.
    """
    using = list(islice(_using(path), _MOST_USERS))
    told = [fault for fault in found if not using or fault.code != NOT_WHOLE]
    if using and source.read(path).text == document.text:
        told += [fault for spec in using for fault in _findings(spec, today) if _is_in(fault, path)]
    yield from dict.fromkeys(replace(fault, also=()) for fault in told)


def _using(base: Path) -> Iterator[Path]:
    """Yield the specs that extend a base, of those in its folder and right below."""
    near = (*sorted(base.parent.glob("*.y*ml")), *sorted(base.parent.glob("*/*.y*ml")))
    for path in near[:_MOST_READ]:
        # Most files are left unparsed: they do not name the base.
        with suppress(OSError, TfgenError):
            if path != base and base.name in path.read_text(errors="replace"):
                extended = chain(source.read(path)).named_at
                if real(base) in {real(Path(file)) for file in extended}:
                    yield path


def _findings(spec: Path, today: datetime.date) -> tuple[Diagnostic, ...]:
    try:
        return check(spec, today).findings
    except TfgenError as error:
        return error.diagnostics


def _is_in(fault: Diagnostic, path: Path) -> bool:
    return fault.location is not None and real(Path(fault.location.file)) == real(path)


def steps_at(document: Document, line: int, column: int) -> tuple[Steps, bool]:
    """Return the path in the spec of what stands at a place, and whether it is a key."""
    for steps, at, is_key in _places(document.root, ()):
        if at.line == line and at.column <= column <= at.column + at.length:
            return steps, is_key
    return (), False


def _places(node: Node, steps: Steps) -> Iterator[tuple[Steps, Location, bool]]:
    match node:
        case Fields():
            for key, entry in node.entries.items():
                yield from _entry((*steps, key), entry)
        case Items():
            for number, item in enumerate(node.items):
                yield from _places(item, (*steps, number))
        case Scalar():
            yield steps, node.at, False


def _entry(steps: Steps, entry: Entry) -> Iterator[tuple[Steps, Location, bool]]:
    yield steps, entry.key_at, True
    yield from _places(entry.value, steps)


def meaning(checked: Checked, steps: Steps) -> str:
    """Return in Markdown what a part of a spec means: its values, and where each comes from.

    Of many values those are shown that no default gives. Behind them stands what becomes of them.
    """
    found = list(leaves_at(checked.cluster, steps, checked.findings))
    if not found:
        return ""
    telling = found
    if len(found) > _MOST_SHOWN:
        telling = [leaf for leaf in found if leaf[2] != "default"][:_MOST_SHOWN]
    lines = [_line(path[len(steps) - 1 :], value, origin) for path, value, origin in telling]
    if len(lines) < len(found):
        lines.append(f"# and {len(found) - len(lines)} further values")
    made = [f"becomes {words}" for words in becomes(tuple(map(str, steps)))]
    return "\n".join(("```yaml", *lines, "```", *("  \n".join(made).splitlines())))


def _line(path: Steps, value: object, origin: str) -> str:
    name = ".".join(map(str, path))
    # Of files the name is enough: the folders are those of whoever reads it.
    origin = origin.rpartition("/")[2] if origin.startswith("/") else origin
    return f"{name}: {json.dumps(value, ensure_ascii=False)}  # {origin}"


def file_of(spec: Path, steps: Steps, root: Path) -> Path | None:
    """Return the file of the tree that stands for a service or job; None where there is none."""
    if len(steps) != 2 or steps[0] not in FILES:
        return None
    name = f"{FILES[str(steps[0])]}_{str(steps[1]).replace('-', '_')}.tf"
    for folder in (spec.parent, *spec.parent.parents):
        # As `render` names trees: by the spec, and where that is not enough by its folder too.
        for tree in (
            spec.stem,
            f"{spec.parent.name}/{spec.stem}",
            f"{spec.parent.name}-{spec.stem}",
        ):
            if (folder / "out" / tree / name).is_file():
                return folder / "out" / tree / name
        # Not beyond what the editor has open: another project may stand above.
        if folder == root:
            break
    return None


def _trees(spec: Path) -> tuple[str, ...]:
    """Return what a tree is named: by the spec, and where that is not enough by its folder too."""
    folder = spec.parent.name
    return spec.stem, f"{folder}/{spec.stem}", f"{folder}-{spec.stem}"
