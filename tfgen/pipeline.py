"""The stages in their order: a spec's path becomes a verified tree.

Who only checks a spec pays for no stage behind that: each is imported where it is called.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfgen import language, resolve, rules, source
from tfgen.diagnostics import Diagnostic, Severity, TfgenError, sorted_by_place, without_secrets
from tfgen.frozen import frozen
from tfgen.language.extends import with_extenders
from tfgen.resolve import Cluster
from tfgen.resolve.expressions import expressions
from tfgen.source import Document
from tfgen.source.file import STANDARD_INPUT

if TYPE_CHECKING:
    from tfgen.tree import Identity, Overlay, RenderedFile, VerifiedTree


@frozen
class Checked:
    """A cluster whose spec has no errors, and what is still to be said about it."""

    cluster: Cluster
    findings: tuple[Diagnostic, ...]

    @property
    def path(self) -> Path:
        """The spec's file."""
        return Path(self.cluster.file)

    @property
    def identity(self) -> Identity:
        """Whose its tree is."""
        from tfgen.plan import identity

        return identity(self.cluster)


def check(path: Path, today: datetime.date) -> Checked:
    """Read and check a spec.

    `today` decides whether a waiver has expired: no stage looks at the clock. Raises TfgenError
    with every finding, warnings too, where one is an error.
    """
    return check_document(source.read(path), today)


def check_document(document: Document, today: datetime.date) -> Checked:
    """Check a spec that is read already, as `check` does."""
    reading = language.read(document)
    cluster = resolve.resolve(reading)
    found = (*reading.diagnostics, *rules.check(cluster, today), *standing(cluster))
    # Findings of all stages together: one may stand on a line where another saw a secret.
    diagnostics = without_secrets(found)
    findings = sorted_by_place(with_extenders(diagnostics, reading.bases))
    _require_no_error(findings)
    return Checked(cluster, findings)


def standing(cluster: Cluster) -> tuple[Diagnostic, ...]:
    """Return what an application lacks on the platform whose spec it names."""
    document = cluster.reading.platform
    if document is None or cluster.reading.unread:
        return ()
    platform = language.read(document)
    # What is at fault in there is told already, as far as it comes under the application.
    if platform.unread:
        return ()
    return rules.check_standing(resolve.resolve(platform), cluster)


def check_together(checked: Sequence[Checked]) -> tuple[Checked, ...]:
    """Add to specs what they do to each other.

    Raises TfgenError with all of that where one of it is an error.
    """
    between = rules.check_together([spec.cluster for spec in checked])
    _require_no_error(between)
    by_file: dict[str, list[Diagnostic]] = {}
    for diagnostic in between:
        by_file.setdefault(_file(diagnostic), []).append(diagnostic)
    return tuple(_with_findings(spec, by_file) for spec in checked)


def build(
    checked: Checked,
    folder: Path | None = None,
    *,
    kept: Collection[str] = (),
    overlay: Overlay | None = None,
) -> VerifiedTree:
    """Render a checked spec and prove the result. Raises TfgenError where it cannot be proved.

    `folder` is where the tree is to stand. What a user wrote there of Terraform is read with it:
    the spec may name it, and else what is wrong with it is a warning. Files of ours that are `kept`
    as they were edited are read as a user's own, and are not in the tree. Templates of an `overlay`
    stand in place of tfgen's.
    """
    from tfgen.plan import plan
    from tfgen.render import render
    from tfgen.tree import Overlay
    from tfgen.verify import verify

    cluster = checked.cluster
    planned = plan(cluster, _readable(Path(cluster.file).name))
    # Compared as parsed back: a fault in a template or in quoting cannot pass.
    expected = {call.call: call.given for call in planned.modules}
    rendered = render(planned, overlay or Overlay())
    files = tuple(file for file in rendered if file.path not in kept)
    if kept:
        expected = dict(_called(expected, files))
    names_own = bool(expressions(cluster)) or bool(kept)
    own, others = _beside(folder, {file.path for file in files}, kept, needed=names_own)
    try:
        tree = verify(files, expected=expected, others=others, own=own, lenient=not names_own)
    except TfgenError as error:
        raise TfgenError(_told(cluster, files, error.diagnostics, folder, overlay)) from error
    return replace(
        tree,
        warnings=_told(cluster, files, tree.warnings, folder, overlay),
        identity=checked.identity,
        spec=cluster.file,
        templates=_templates(rendered, overlay),
    )


def _templates(rendered: Iterable[RenderedFile], overlay: Overlay | None) -> str | None:
    """Return the folder that a tree's templates came from, "" where none is wished."""
    # A folder that has nothing for this tree may be one that was not checked out.
    if overlay and (not overlay.folder or any(file.template for file in rendered)):
        return overlay.folder
    return None


def _told(
    cluster: Cluster,
    files: Sequence[RenderedFile],
    diagnostics: Iterable[Diagnostic],
    folder: Path | None,
    overlay: Overlay | None,
) -> tuple[Diagnostic, ...]:
    """Return findings at the places that a user knows: in the spec, or in own templates."""
    from tfgen.own import told_in_spec

    told = told_in_spec(cluster, files, diagnostics, folder)
    if overlay is None or not any(file.template for file in files):
        return tuple(told)
    from tfgen.overlay import told_in_templates

    return (*told_in_templates(overlay, files, told, folder), *overlay.findings)


def _called(
    expected: Mapping[str, Any], files: Iterable[RenderedFile]
) -> Iterator[tuple[str, Any]]:
    """Yield what calls must hold, of those that stand in these files."""
    text = "\n".join(file.text for file in files if "/" not in file.path)
    for call, inputs in expected.items():
        if f'\nmodule "{call}" {{' in text:
            yield call, inputs


def _readable(name: str) -> str:
    """Return the name of a file as text, whatever bytes it has."""
    if name == STANDARD_INPUT:
        return "standard input"
    return os.fsencode(name).decode(errors="replace")


def _beside(
    folder: Path | None, ours: Collection[str], kept: Collection[str], *, needed: bool
) -> tuple[tuple[RenderedFile, ...], Collection[str]]:
    """Return the Terraform of a user's own in a folder, and the paths of all that stands there."""
    if folder is None or not folder.is_dir():
        return (), ()
    from tfgen.verify import other_paths, own_files, read_tree

    try:
        standing = read_tree(folder)
        own = own_files(standing, ours)
        # Of ours by their first line, but no longer by what they say.
        edited = tuple(file for file in standing if file.path in kept and file not in own)
        return (*own, *edited), other_paths(folder)
    except TfgenError:
        if needed:
            raise
        # What nobody names need not be read: Terraform may do so where tfgen does not.
        return (), ()


def _require_no_error(diagnostics: Iterable[Diagnostic]) -> None:
    diagnostics = list(diagnostics)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        raise TfgenError(diagnostics)


def _with_findings(spec: Checked, between: Mapping[str, Iterable[Diagnostic]]) -> Checked:
    """Return a spec with those findings between specs that stand in its file, or in a base."""
    bases = spec.cluster.reading.bases
    files = dict.fromkeys((spec.cluster.file, *bases))
    own = [diagnostic for file in files for diagnostic in between.get(file, ())]
    return replace(spec, findings=sorted_by_place((*spec.findings, *with_extenders(own, bases))))


def _file(diagnostic: Diagnostic) -> str:
    if diagnostic.location is None:
        return ""
    return diagnostic.location.file
