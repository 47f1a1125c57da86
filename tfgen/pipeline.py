"""The stages in their order: a spec's path becomes a verified tree."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tfgen import language, resolve, rules, source
from tfgen.diagnostics import Diagnostic, Severity, TfgenError, sorted_by_place, without_secrets
from tfgen.language.extends import with_extenders
from tfgen.plan import plan
from tfgen.render import render
from tfgen.resolve import Cluster
from tfgen.source import Document
from tfgen.tree import VerifiedTree
from tfgen.verify import other_paths, read_tree, verify


@dataclass(frozen=True, slots=True)
class Checked:
    """A cluster whose spec has no errors, and what is still to be said about it."""

    cluster: Cluster
    findings: tuple[Diagnostic, ...]

    @property
    def path(self) -> Path:
        """The spec's file."""
        return Path(self.cluster.file)


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
    return tuple(_with_findings(spec, between) for spec in checked)


def build(checked: Checked) -> VerifiedTree:
    """Render a checked spec and prove the result. Raises TfgenError where it cannot be proved."""
    planned = plan(checked.cluster, Path(checked.cluster.file).name)
    # Compared as parsed back: a fault in a template or in quoting cannot pass.
    expected = {call.call: call.given for call in planned.modules}
    return verify(render(planned), expected=expected, others=())


def verify_folder(folder: Path, *, conventions: bool = False) -> VerifiedTree:
    """Verify the Terraform in a folder and below, whoever wrote it.

    `conventions` are those of tfgen's own trees. Raises TfgenError with all findings where one is
    an error; warnings alone come with the tree.
    """
    return verify(read_tree(folder), conventions=conventions, others=other_paths(folder))


def _require_no_error(diagnostics: Iterable[Diagnostic]) -> None:
    diagnostics = list(diagnostics)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        raise TfgenError(diagnostics)


def _with_findings(spec: Checked, between: Iterable[Diagnostic]) -> Checked:
    """Return a spec with those findings between specs that stand in its file, or in a base."""
    bases = spec.cluster.reading.bases
    files = {spec.cluster.file, *bases}
    own = [diagnostic for diagnostic in between if _file(diagnostic) in files]
    return replace(spec, findings=sorted_by_place((*spec.findings, *with_extenders(own, bases))))


def _file(diagnostic: Diagnostic) -> str:
    if diagnostic.location is None:
        return ""
    return diagnostic.location.file
