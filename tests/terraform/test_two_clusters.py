"""Two clusters in one account, or in one VPC, share no name: whatever a plan names, the other one
names otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from looked_at import every
from spec_data import cluster_name
from terraform_trees import EMULATED, SPECS, Workspace, render, resources

# What identifies a thing to AWS, whatever the type: a new type is judged without a word here.
IDENTITY = re.compile(r"(?:.*_)?(?:name|name_prefix|bucket|bucket_prefix|family|alias|identifier)")
# What is equal on purpose: a name that is unique inside of something else only, or one that is
# AWS's own.
SCOPED = {
    "aws_iam_role_policy.name": "inside its role",
    "aws_iam_role_policy.name_prefix": "inside its role",
    "aws_iam_user_policy.name": "inside its user",
    "aws_vpc_endpoint.service_name": "AWS's name of the service",
    "aws_ecs_service.name": "inside its cluster",
    "aws_appautoscaling_policy.name": "inside its target",
    "aws_appautoscaling_scheduled_action.name": "inside its target",
    "aws_scheduler_schedule.name": "inside its group",
    "aws_autoscaling_lifecycle_hook.name": "inside its group",
    "aws_cloudwatch_log_metric_filter.name": "inside its log group",
    "aws_cloudwatch_event_rule.event_bus_name": "AWS's name of the bus of its own events",
    "aws_cloudwatch_event_target.event_bus_name": "AWS's name of the bus of its own events",
    "aws_cloudwatch_metric_alarm.metric_name": "AWS's name of the metric",
    "aws_lambda_permission.function_name": "given in the spec",
    "aws_ecs_account_setting_default.name": "AWS's name of the setting",
    "aws_service_discovery_private_dns_namespace.name": "inside its VPC",
    "aws_service_discovery_service.name": "inside its namespace",
    "aws_acm_certificate.domain_name": "given in the spec",
    "aws_route53_record.name": "given in the spec",
}


def test_two_clusters_share_no_name(planned, tmp_path: Path) -> None:
    ours, others = set(names(planned.plan)), set(names(twin(planned, tmp_path)))

    assert ours
    assert {our for our, _ in ours} == {other for other, _ in others}
    assert [] == sorted(both for both in ours & others if both[0] not in SCOPED)


def test_what_is_equal_on_purpose_is_still_there_in_one_account() -> None:
    assert [] == [kind for kind in every(SCOPED) if not re.fullmatch(r"aws_\w+\.\w+", kind)]


def twin(planned, tmp_path: Path) -> dict[str, Any]:
    """Plan the same spec for a cluster whose name begins with the first one's: the hardest to tell
    apart."""
    spec = yaml.safe_load(SPECS[planned.name].read_text())
    spec["cluster"] = {**spec.get("cluster", {}), "name": f"{cluster_name(planned.spec)}-b"}
    path = tmp_path / SPECS[planned.name].name
    path.write_text(yaml.safe_dump(spec))
    tree = render(path, tmp_path / "tree")
    if "AWS_ENDPOINT_URL" in planned.workspace.environment:
        (tree / "emulator_override.tf").write_text(EMULATED)
    space = Workspace(tree, planned.workspace.environment)
    space.init()
    return space.plan()


def names(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what each planned thing is called: its type with the argument, and the name, where it
    is known."""
    for resource in resources(plan):
        # A plan leaves the values out where it knows none.
        for key, value in resource.get("values", {}).items():
            if isinstance(value, str) and value and IDENTITY.fullmatch(key):
                yield f"{resource['type']}.{key}", value
