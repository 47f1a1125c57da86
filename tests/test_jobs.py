"""Jobs and file systems as they are planned: what follows a new key, and what is there only when
asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from spec_strategies import TODAY

from tfgen import pipeline
from tfgen.hcl import Ref
from tfgen.plan import plan
from tfgen.tree import ModulePlan, Plan

EFS = {"file_system": "library", "path": "/reports", "uid": 1000, "gid": 1000}


def planned(folder: Path, **sections: Any) -> Plan:
    """Plan a spec with these sections."""
    wanted = {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "load_balancers": {},
        **sections,
    }
    wanted.setdefault("instance_groups", {"default": {"instance_type": "t3.large"}})
    path = folder / "acc.yaml"
    path.write_text(json.dumps(wanted))
    return plan(pipeline.check(path, TODAY).cluster, path.name)


def job(**fields: Any) -> dict[str, Any]:
    return {"image": "public.ecr.aws/docker/library/busybox:1.37", "memory": 64, **fields}


def mounting(efs: Any) -> dict[str, Any]:
    return {"volumes": {"data": {"efs": efs}}, "mounts": ["data:/data"]}


def call(tree: Plan, name: str) -> ModulePlan:
    return next(module for module in tree.modules if module.call == name)


def inputs(tree: Plan, name: str) -> dict[str, Any]:
    return call(tree, name).given


def volume(tree: Plan, name: str) -> Any:
    return inputs(tree, f"job_{name}_task")["volumes"]["data"]["efs"]


def calls(tree: Plan, first: str) -> list[str]:
    return [
        module.call.removeprefix(first) for module in tree.modules if module.call.startswith(first)
    ]


def clients(tree: Plan) -> set[str]:
    return set(inputs(tree, "file_system_library_security_group")["ingress"])


def test_a_renamed_job_keeps_its_names_and_moves_its_modules(tmp_path: Path) -> None:
    fields = job(schedule="rate(1 hour)", network_mode="awsvpc", **mounting("library"))
    before = planned(tmp_path, file_systems={"library": {}}, jobs={"report": fields})
    after = planned(
        tmp_path, file_systems={"library": {}}, jobs={"nightly": {**fields, "moved_from": "report"}}
    )

    parts = ["_task", "_security_group", "_schedule", "_alarm"]
    assert parts == calls(before, "job_report") == calls(after, "job_nightly")
    for part in parts:
        told = json.dumps(inputs(after, f"job_nightly{part}"), default=str)
        assert json.dumps(inputs(before, f"job_report{part}"), default=str) == told.replace(
            "job_nightly", "job_report"
        )
    steps = [(step.former.traversal, step.present.traversal) for step in after.root.moved]
    assert [(f"module.job_report{part}", f"module.job_nightly{part}") for part in parts] == steps
    assert {"NFS from job report"} == clients(before) == clients(after)


def test_a_job_without_schedule_has_no_queue_and_no_alarm(tmp_path: Path) -> None:
    quiet = job(schedule="rate(1 hour)", alarms={"failed": False})
    jobs = {"migrate": job(), "report": job(schedule="rate(1 hour)"), "quiet": quiet}
    tree = planned(tmp_path, jobs=jobs)

    assert ["_task"] == calls(tree, "job_migrate")
    assert ["_task", "_schedule"] == calls(tree, "job_quiet")
    assert ["_task", "_schedule", "_alarm"] == calls(tree, "job_report")


def test_a_schedule_says_what_is_not_the_default(tmp_path: Path) -> None:
    hourly = {
        "schedule": "rate(1 hour)",
        "timezone": "UTC",
        "task_count": 1,
        "flexible_window": "1h",
    }
    tree = planned(tmp_path, jobs={"report": job(**hourly, enabled=False)})
    wanted = inputs(tree, "job_report_schedule")

    assert (3600, False, "rate(1 hour)") == (
        wanted["flexible_window"],
        wanted["enabled"],
        wanted["schedule"],
    )
    assert (
        not {"timezone", "task_count", "maximum_event_age", "overrides", "network"} & wanted.keys()
    )


def test_terraform_leaves_the_task_definition_of_ci_alone_and_schedules_its_newest(
    tmp_path: Path,
) -> None:
    ours, external = (
        job(schedule="rate(1 hour)"),
        job(schedule="rate(1 hour)", deployment={"owner": "external"}),
    )
    path = tmp_path / "acc.yaml"
    tree = planned(tmp_path, jobs={"ours": ours, "theirs": external})
    files = {file.path: file.text for file in pipeline.build(pipeline.check(path, TODAY)).files}

    def text(name: str) -> str:
        return files[f"modules/{call(tree, name).folder}/main.tf"]

    assert "ignore_changes = all" in text("job_theirs_task")
    assert "ignore_changes" not in text("job_ours_task")
    ours, theirs = (inputs(tree, f"job_{name}_schedule") for name in ("ours", "theirs"))
    assert Ref("module.job_ours_task.task_definition_arn") == ours["task_definition_arn"]
    assert "task_definition_arn" not in theirs
    assert Ref("module.job_theirs_task.family") == theirs["family"]


def test_every_job_has_the_output_that_runs_it(tmp_path: Path) -> None:
    tree = planned(tmp_path, jobs={"migrate-all": job(), "report": job(schedule="rate(1 hour)")})

    assert {"migrate_all_run_task", "report_run_task"} <= {
        output.name for output in tree.root.outputs
    }


def test_instances_reach_a_file_system_once_for_all_their_tasks(tmp_path: Path) -> None:
    jobs = {"a": job(**mounting("library")), "b": job(**mounting("library")), "c": job()}
    tree = planned(tmp_path, file_systems={"library": {}}, jobs=jobs)

    assert {"NFS from instance group default"} == clients(tree)


def test_a_task_sees_of_a_file_system_what_its_volume_says(tmp_path: Path) -> None:
    forms = {"whole": "library", "own": EFS, "look": {**EFS, "read_only": True}}
    jobs = {key: job(**mounting(efs)) for key, efs in forms.items()}
    tree = planned(tmp_path, file_systems={"library": {}}, jobs=jobs)
    library = {"file_system_id": Ref("module.file_system_library.id")}
    directory = {"path": "/reports", "uid": 1000, "gid": 1000}

    assert library == volume(tree, "whole")
    assert {**library, **directory} == volume(tree, "own")
    assert {**library, **directory, "read_only": True} == volume(tree, "look")


def test_a_file_system_that_exists_is_named_by_its_id(tmp_path: Path) -> None:
    tree = planned(
        tmp_path, account_id="012345678901", jobs={"a": job(**mounting("fs-0123456789abcdef0"))}
    )

    assert {"file_system_id": "fs-0123456789abcdef0"} == volume(tree, "a")
    assert [] == [module.call for module in tree.modules if module.module == "efs"]


def test_tasks_without_a_way_out_ask_efs_through_an_endpoint(tmp_path: Path) -> None:
    def services(**sections: Any) -> dict[str, str]:
        interface_service_names: dict[str, str] = inputs(
            planned(tmp_path, network={"nat": "none"}, **sections), "vpc_endpoints"
        )["interface_service_names"]
        return interface_service_names

    image = {"image": "012345678901.dkr.ecr.eu-west-1.amazonaws.com/report:1.4.2"}
    mounts = job(**mounting("library")) | image
    with_efs = services(file_systems={"library": {}}, jobs={"a": mounts})
    assert {"elasticfilesystem"} == with_efs.keys() - services(jobs={"a": job() | image}).keys()
