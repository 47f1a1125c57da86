"""A renamed system container keeps its names, and its modules move."""

from __future__ import annotations

from typing import Any

from rule_specs import group, read

from tfgen.plan import plan
from tfgen.render import render
from tfgen.resolve import resolve
from tfgen.tree import Plan


def test_a_renamed_system_container_keeps_its_names_and_moves_its_modules() -> None:
    def planned(**agents: Any) -> Plan:
        return plan(resolve(read(instance_groups=group(), system_containers=agents)), "acc.yaml")

    def container(**fields: Any) -> dict[str, Any]:
        return {"image": "quay.io/acme/agent:1.2", "memory": 64, **fields}

    before = planned(agent=container(), exporter=container(run="docker"))
    after = planned(
        watcher=container(moved_from="agent"),
        metrics=container(run="docker", moved_from="exporter"),
    )

    def topics(tree: Plan) -> dict[str, str]:
        files = {file.path: file.text for file in render(tree)}
        return {
            path: text
            for path, text in files.items()
            if path in ("capacity.tf", "system_containers.tf")
        }

    assert topics(before) == {
        path: text.replace("system_container_watcher", "system_container_agent").replace(
            "system_container_metrics", "system_container_exporter"
        )
        for path, text in topics(after).items()
    }
    steps = {(step.former.traversal, step.present.traversal) for step in after.root.moved}
    assert steps == {
        ("module.system_container_agent", "module.system_container_watcher"),
        ("module.system_container_agent_task", "module.system_container_watcher_task"),
        ("module.system_container_exporter", "module.system_container_metrics"),
    }
