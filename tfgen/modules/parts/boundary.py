"""The permissions boundary of every role, which no module's own plan has to know of."""

from __future__ import annotations

from dataclasses import replace

from tfgen.modules.parts.references import PERMISSIONS_BOUNDARY
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan

# Modules that make a role or a user: those that always do, and those of which one variant does.
WITH_ROLES = (
    "alerts_firehose",
    "ami_updates",
    "bastion",
    "deployer",
    "deployer_user",
    "ecs_instances",
    "ecs_managed_instances",
    "ecs_task",
    "flow_logs",
    "job_event_rules",
    "job_schedule",
    "job_workflow",
    "service_disks",
    "service_hooks",
    "teams_channel",
)


def bounded(cluster: Cluster, call: ModulePlan) -> ModulePlan:
    """Return a call that bounds the roles which it makes, where the spec has a boundary."""
    if cluster.iam.permissions_boundary is None or not makes_roles(call):
        return call
    inputs = {**call.inputs, "permissions_boundary": PERMISSIONS_BOUNDARY}
    return replace(call, inputs=inputs)


def makes_roles(call: ModulePlan) -> bool:
    """Whether a call makes a role, or the user of the deployer."""
    if call.module == "slack_alerts":
        return "shared" not in call.variant
    if call.module == "service_routes":
        return "shifting" in call.variant
    return call.module in WITH_ROLES
