"""The features of `features.yaml`: what each is added, changed and removed, and what it may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lives.life import LEFT_OUT, Edit, Step

HERE = Path(__file__).parent
BASE: dict[str, Any] = yaml.safe_load((HERE / "base.yaml").read_text())
PHASES = ("added", "changed", "removed")
KINDS = {
    "services": "service",
    "jobs": "job",
    "instance_groups": "instance_group",
    "load_balancers": "load_balancer",
    "file_systems": "file_system",
    "system_containers": "system_container",
    "queues": "queue",
    "repositories": "repository",
}
OF_SECTIONS = {
    "network": ("module.flow_logs.*",),
    "alerts": ("module.alerts*", "module.*alarm*"),
    "cluster": ("module.ecs_cluster.*",),
    "logs": (),
    "deployer": (),
}


@dataclass(frozen=True)
class Feature:
    """What is written for a feature in each phase, and what it may touch, destroy and be told."""

    name: str
    added: Edit
    changed: Edit
    removed: Edit
    touches: tuple[str, ...]
    destroys: tuple[str, ...]
    told: Mapping[str, list[str]]

    def edit(self, phase: str) -> Edit:
        """Return what is written in a phase."""
        return {"added": self.added, "changed": self.changed, "removed": self.removed}[phase]


def chains() -> dict[str, list[Feature]]:
    """Return the features by chain."""
    written = yaml.safe_load((HERE / "features.yaml").read_text())
    return {
        chain: [_feature(name, **given) for name, given in features.items()]
        for chain, features in written.items()
    }


def _feature(
    name: str,
    added: Edit,
    changed: Edit,
    removed: Edit | None = None,
    touches: Iterable[str] = (),
    destroys: Iterable[str] = (),
    told: Mapping[str, list[str]] | None = None,
) -> Feature:
    own = {pattern for path in (*added, *changed) for pattern in _own(path)}
    return Feature(
        name, added, changed or added, removed or {}, (*touches, *own), tuple(destroys), told or {}
    )


def _own(path: str) -> Iterable[str]:
    """Return the addresses of what a path is written at."""
    section, *rest = path.split(".")
    if section in KINDS:
        yield f"module.{KINDS[section]}_{rest[0].replace('-', '_')}*"
    else:
        yield from OF_SECTIONS[section]


def step(features: Iterable[Feature], phase: str) -> Step:
    """Return the step that takes all of some features into a phase."""
    features = list(features)
    edit: dict[str, Any] = {}
    for feature in features:
        for path, value in feature.edit(phase).items():
            # One of the two would not be lived.
            assert not any(
                f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}.")
                for other in edit
            ), path
            edit[path] = value
    return Step(
        edit,
        touches=tuple(pattern for feature in features for pattern in feature.touches),
        destroys=tuple(pattern for feature in features for pattern in feature.destroys),
        told=frozenset(code for feature in features for code in feature.told.get(phase, ())),
    )


__all__ = ["BASE", "LEFT_OUT", "PHASES", "Feature", "chains", "step"]
