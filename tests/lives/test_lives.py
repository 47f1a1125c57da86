"""Clusters that run and change, on the emulator with the real provider; `python tests/lives` writes the table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from lives import actor
from lives.__main__ import steps, table
from lives.features import BASE, PHASES, chains, step
from lives.life import Step, edited, live
from lives.lives import LIVES
from lives.running import Running

# Each of them takes real Terraform for minutes. All features are of `make terraform`, and so of CI,
# with the stories of who owns what besides Terraform, and of how things end; the others take as
# long again, and are of `make sweeps`.
long = [pytest.mark.slow, pytest.mark.terraform]
longer = [pytest.mark.slow, pytest.mark.sweep]
OFTEN = {
    *("ci-changes-what-runs", "ci-defines-a-job", "ci-deploys", "scaling-counts"),
    *("schedules-set-bounds", "tagged-by-hand", "certificate", "file-system-removed", "log-class"),
    *("group-renamed", "group-type", "nat", "service-removed", "service-renamed"),
    *("stopped-half-way", "balancer-renamed", "balancer-scheme", "blocks", "cluster-name"),
    *("file-system-other-key", "file-system-renamed"),
}


def faults(cluster: Running, steps: Iterable[tuple[str, Step]]) -> list[str]:
    """Return what is at fault in the first step that is."""
    for name, taken in steps:
        lived = live(cluster, BASE, name, taken)
        if lived.faults:
            return [name, *lived.faults]
    return []


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=long if name in OFTEN else longer) for name in LIVES]
)
def test_a_life(name: str, standing: Running, tmp_path: Path) -> None:
    steps = [(f"step {number}", taken) for number, taken in enumerate(LIVES[name], 1)]

    with standing.copy(tmp_path / name) as cluster:
        assert [] == faults(cluster, steps)


@pytest.mark.parametrize("chain", [pytest.param(chain, marks=long) for chain in chains()])
def test_features_come_change_and_go(chain: str, standing: Running, tmp_path: Path) -> None:
    steps = [(phase, step(chains()[chain], phase)) for phase in PHASES]

    with standing.copy(tmp_path / chain) as cluster:
        assert [] == faults(cluster, steps)


@pytest.mark.slow
@pytest.mark.terraform
def test_what_was_destroyed_can_be_applied_again(standing: Running, tmp_path: Path) -> None:
    """With what the tree's README names: protections, and the log group that comes back."""
    with standing.copy(tmp_path / "destroyed") as cluster:
        destroy_and_apply(cluster)


def destroy_and_apply(cluster: Running) -> None:
    spec = edited(BASE, {"load_balancers.public.deletion_protection": False})
    assert not cluster.render(spec).refused
    assert cluster.plan()
    assert "" == cluster.apply()
    cluster.space.must("state", "rm", "module.file_system_library.aws_efs_file_system.this")
    cluster.space.must("destroy", "-input=false", "-no-color", "-auto-approve")
    logs = "/aws/ecs/containerinsights/acc/performance"
    actor.makes_log_group_again(cluster, logs)
    actor.deletes_log_group(cluster, logs)

    assert cluster.plan()
    assert "" == cluster.apply()
    assert [] == cluster.plan()


def test_what_is_lived_often_is_a_life() -> None:
    assert set() == OFTEN - {*LIVES}


def test_the_page_has_every_life() -> None:
    """With what each step changes, so that a life that is written anew is lived anew."""
    shown = {name: [line.split(" | ")[1] for line in lines] for name, lines in table().items()}

    assert shown == {name: [edit for edit, _ in life] for name, life in steps().items()}
