"""A life: what a cluster goes through, and the judge of each step."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from lives.running import Change, Running, Told

Edit = Mapping[str, Any]
Act = Callable[[Running], None]

# Terraform replaces these without a moment in which something is missing.
REPLACED_IN_PASSING = ("*.aws_ecs_task_definition.this", "*.terraform_data.*")
LEFT_OUT = object()
# That tasks start anew is told of most changes of a service: it stands in the table, and in no expectation.
IN_PASSING = {"CHANGE035"}


@dataclass(frozen=True)
class Step:
    """An edit of the spec, what others do before it, and what it may do.

    `touches` are patterns of the addresses that it may change, `destroys` of those that it may
    delete or replace. `told` are the codes that rendering says beside those of the first step;
    where it is `refused`, the tree stays as it is. `act` comes before the edit, `sees` after the
    apply. `fails` is in Terraform's errors where the apply has to stop half-way.
    """

    edit: Edit = field(default_factory=dict)
    touches: tuple[str, ...] = ()
    destroys: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    refused: bool = False
    fails: str = ""
    act: Act | None = None
    sees: Act | None = None


@dataclass
class Lived:
    """What became of a step: for the table."""

    name: str
    told: str = ""
    changed: int = 0
    destroyed: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)


def edited(spec: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """Return a spec with values at dotted paths; LEFT_OUT removes what is there."""
    whole = copy.deepcopy(dict(spec))
    for path, value in edit.items():
        *above, last = path.split(".")
        node = whole
        for part in above:
            node = node.setdefault(part, {})
        if value is LEFT_OUT:
            node.pop(last, None)
        else:
            node[last] = value
    return whole


def live(cluster: Running, spec: Mapping[str, Any], name: str, step: Step) -> Lived:
    """Take a step with a cluster, and judge it."""
    lived = Lived(name)
    if step.act:
        step.act(cluster)
    told = cluster.render(edited(spec, step.edit))
    lived.told = ", ".join(sorted(code for code in told.codes if code.startswith("CHANGE")))
    judge_words(step, told, lived)
    if told.refused:
        return lived
    try:
        changes = cluster.plan()
    except AssertionError as fault:
        lived.faults.append(f"the plan fails: {_end(fault)}")
        return lived
    _judge_plan(step, changes, lived)
    _apply(cluster, step, changes, lived)
    return lived


def judge_words(step: Step, told: Told, lived: Lived) -> None:
    """Hold what rendering says to what the step expects."""
    codes = {code for code in told.codes if code.startswith("CHANGE")} - IN_PASSING
    if codes != step.told:
        lived.faults.append(f"told {sorted(codes)}, and not {sorted(step.told)}")
    if told.refused != step.refused:
        errors = [one.message for one in told.findings if one.severity.value == "error"]
        lived.faults.append(f"refused: {told.refused} ({'; '.join(errors)})")


def _judge_plan(step: Step, changes: Iterable[Change], lived: Lived) -> None:
    for change in changes:
        lived.changed += 1
        if not _fits(change.address, (*step.touches, *step.destroys)):
            lived.faults.append(f"touches {change.kind} {change.address}")
        if change.kind not in ("delete", "replace"):
            continue
        if _fits(change.address, REPLACED_IN_PASSING) and change.kind == "replace":
            continue
        lived.destroyed = (*lived.destroyed, change.address)
        if not _fits(change.address, step.destroys):
            because = ", ".join(change.because)
            lived.faults.append(f"destroys {change.kind} {change.address} {because}")


def _apply(cluster: Running, step: Step, changes: list[Change], lived: Lived) -> None:
    if changes:
        errors = cluster.apply()
        if step.fails and step.fails in errors:
            return
        if errors or step.fails:
            lived.faults.append(f"the apply fails: {errors[-900:]}")
            return
        again = cluster.plan()
        for change in again:
            lived.faults.append(f"does not converge: {change.kind} {change.address}")
    if step.sees:
        try:
            step.sees(cluster)
        except AssertionError as fault:
            lived.faults.append(f"sees: {_end(fault)}")


def _fits(address: str, patterns: Iterable[str]) -> bool:
    # In a pattern of fnmatch a bracket has a meaning of its own, and in an address another one.
    plain = address.replace("[", "(").replace("]", ")")
    return any(fnmatchcase(plain, pattern) for pattern in patterns)


def _end(fault: AssertionError) -> str:
    return str(fault)[-900:]


def copied_home(cluster: Running, name: str) -> Path:
    """Return a folder for a copy of a cluster."""
    return cluster.home.parent / name
