"""The stages in their order: a spec's path becomes a verified tree."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tfgen import language, resolve, rules, source
from tfgen.diagnostics import Diagnostic, Severity, TfgenError, sorted_by_place, without_secrets
from tfgen.plan import identity, plan
from tfgen.render import render
from tfgen.resolve import Cluster
from tfgen.tree import Identity, VerifiedTree
from tfgen.verify import other_paths, read_tree, verify


@dataclass(frozen=True, slots=True)
class Checked:
    """A cluster whose spec has no errors, and what is still to be said about it."""

    cluster: Cluster
    findings: tuple[Diagnostic, ...]

    @property
    def identity(self) -> Identity:
        """Whose its tree is."""
        return identity(self.cluster)


def check(path: Path, today: datetime.date) -> Checked:
    """Read and check a spec.

    `today` decides whether a waiver has expired: no stage looks at the clock. Raises TfgenError
    with every finding, warnings too, where one is an error.
    """
    reading = language.read(source.read(path))
    cluster = resolve.resolve(reading)
    # Findings of all stages together: one may stand on a line where another saw a secret.
    diagnostics = without_secrets((*reading.diagnostics, *rules.check(cluster, today)))
    findings = sorted_by_place(diagnostics)
    _require_no_error(findings)
    return Checked(cluster, findings)


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
    tree = verify(render(planned), expected=expected, others=())
    return replace(tree, identity=checked.identity, spec=checked.cluster.file)


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
    """Return a spec with those findings between specs that stand in its file."""
    file = spec.cluster.file
    own = [diagnostic for diagnostic in between if _file(diagnostic) == file]
    return replace(spec, findings=sorted_by_place((*spec.findings, *own)))


def _file(diagnostic: Diagnostic) -> str:
    if diagnostic.location is None:
        return ""
    return diagnostic.location.file
