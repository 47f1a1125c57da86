"""Jobs and file systems as they are planned: what follows a new key, and what is there only when asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from spec_strategies import TODAY

from tfgen import pipeline
from tfgen.plan import plan
from tfgen.tree import ModulePlan, Plan

EFS = {"file_system": "library", "path": "/reports", "uid": 1000, "gid": 1000}


def planned(folder: Path, **sections: Any) -> Plan:
    """Plan a spec with these sections."""
    given = {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "load_balancers": {},
        **sections,
    }
    given.setdefault("instance_groups", {"default": {"instance_type": "t3.large"}})
    path = folder / "acc.yaml"
    path.write_text(json.dumps(given))
    return plan(pipeline.check(path, TODAY).cluster, path.name)


def job(**fields: Any) -> dict[str, Any]:
    return {"image": "public.ecr.aws/docker/library/busybox:1.37", "memory": 64, **fields}


def mounting(efs: Any) -> dict[str, Any]:
    return {"volumes": {"data": {"efs": efs}}, "mounts": ["data:/data"]}


def call(tree: Plan, name: str) -> ModulePlan:
    return next(one for one in tree.modules if one.call == name)


def inputs(tree: Plan, name: str) -> dict[str, Any]:
    return {one.name: one.value for one in call(tree, name).inputs}


def test_a_renamed_job_keeps_its_names_and_moves_its_module(tmp_path: Path) -> None:
    fields = job(schedule="rate(1 hour)", network_mode="awsvpc", **mounting("library"))
    before = planned(tmp_path, file_systems={"library": {}}, jobs={"report": fields})
    after = planned(
        tmp_path, file_systems={"library": {}}, jobs={"nightly": {**fields, "moved_from": "report"}}
    )

    assert inputs(before, "job_report") == inputs(after, "job_nightly")
    steps = [(step.former.traversal, step.present.traversal) for step in after.root.moved]
    assert [("module.job_report", "module.job_nightly")] == steps
    peers = [
        set(inputs(tree, "file_system_library")["client_security_group_ids"])
        for tree in (before, after)
    ]
    assert peers[0] == peers[1] == {"job report"}


def test_a_job_without_schedule_has_no_queue_and_no_alarm(tmp_path: Path) -> None:
    tree = planned(tmp_path, jobs={"migrate": job(), "report": job(schedule="rate(1 hour)")})

    assert not call(tree, "job_migrate").shape["scheduled"]
    assert call(tree, "job_report").shape["scheduled"]
    assert {"schedule", "alarm_topic_arns", "kms_key_arn"} <= inputs(
        tree, "job_report"
    ).keys() - inputs(tree, "job_migrate").keys()


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

    def text(name: str, file: str) -> str:
        return files[f"modules/{call(tree, name).folder}/{file}.tf"]

    assert "ignore_changes = all" in text("job_theirs", "main")
    assert "ignore_changes" not in text("job_ours", "main")
    assert "task_definition_arn     = aws_ecs_task_definition.this.arn_without_revision" in text(
        "job_theirs", "schedule"
    )
    assert "task_definition_arn     = aws_ecs_task_definition.this.arn\n" in text(
        "job_ours", "schedule"
    )


def test_every_job_has_the_output_that_runs_it(tmp_path: Path) -> None:
    tree = planned(tmp_path, jobs={"migrate-all": job(), "report": job(schedule="rate(1 hour)")})

    assert {"migrate_all_run_task", "report_run_task"} <= {
        output.name for output in tree.root.outputs
    }


def test_instances_reach_a_file_system_once_for_all_their_tasks(tmp_path: Path) -> None:
    jobs = {"a": job(**mounting("library")), "b": job(**mounting("library")), "c": job()}
    tree = planned(tmp_path, file_systems={"library": {}}, jobs=jobs)

    assert {"instance group default"} == set(
        inputs(tree, "file_system_library")["client_security_group_ids"]
    )


def test_a_task_may_do_in_a_file_system_what_its_volume_says(tmp_path: Path) -> None:
    forms = {
        "whole": "library",
        "own": EFS,
        "root": {**EFS, "uid": 0},
        "look": {**EFS, "read_only": True},
    }
    jobs = {key: job(**mounting(efs)) for key, efs in forms.items()}
    tree = planned(tmp_path, file_systems={"library": {}}, jobs=jobs)

    def actions(key: str) -> set[str]:
        given = inputs(tree, f"job_{key}")
        volume = {**given.get("efs_volumes", {}), **given.get("efs_directories", {})}["data"]
        return {action.removeprefix("elasticfilesystem:Client") for action in volume["actions"]}

    assert {"Mount", "Write", "RootAccess"} == actions("whole") == actions("root")
    assert {"Mount", "Write"} == actions("own")
    assert {"Mount"} == actions("look")
    (mount,) = inputs(tree, "job_look")["containers"]["look"]["mounts"]
    assert mount["read_only"]


def test_a_file_system_that_exists_is_named_by_its_id(tmp_path: Path) -> None:
    tree = planned(
        tmp_path, account_id="012345678901", jobs={"a": job(**mounting("fs-0123456789abcdef0"))}
    )
    volume = inputs(tree, "job_a")["efs_volumes"]["data"]

    assert "fs-0123456789abcdef0" == volume["file_system_id"]
    arn = "arn:aws:elasticfilesystem:eu-west-1:012345678901:file-system/fs-0123456789abcdef0"
    assert arn == volume["file_system_arn"]
    assert [] == [one.call for one in tree.modules if one.template == "efs"]


def test_tasks_without_a_way_out_ask_efs_through_an_endpoint(tmp_path: Path) -> None:
    def services(**sections: Any) -> dict[str, str]:
        found: dict[str, str] = inputs(
            planned(tmp_path, network={"nat": "none"}, **sections), "vpc_endpoints"
        )["service_names"]
        return found

    image = {"image": "012345678901.dkr.ecr.eu-west-1.amazonaws.com/report:1.4.2"}
    mounts = job(**mounting("library")) | image
    with_efs = services(file_systems={"library": {}}, jobs={"a": mounts})
    assert {"elasticfilesystem"} == with_efs.keys() - services(jobs={"a": job() | image}).keys()
