"""Networks, deployments, logs and telemetry of a task.

https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/#network
"""

from __future__ import annotations

from typing import Any

from tfgen.adopt.copilot.scene import Member
from tfgen.adopt.copilot.values import below, flag, items, number, text_of
from tfgen.adopt.given import Given

RETENTION = 30
_OF_OTHER_VPC = (
    "the spec makes a VPC, and the group is of another one",
    "write its rules under ingress and egress; or network: {vpc_id: …} for the VPC that exists, "
    "and security_groups of the service",
)
_OWN = "write it as Terraform of your own"
# What Copilot watches for a way back, and which alarm of a service that is.
_ROLLBACK = {"cpu_utilization": "cpu", "memory_utilization": "memory"}


def put_placement(member: Member, vpc: Given | None) -> None:
    """Put the subnets and the further security groups of a task."""
    placement = below(vpc, "placement")
    if placement and placement.is_map:
        placement.leave("tasks are in all private subnets, or in all public ones")
        placement = None
    where = text_of(placement)
    scene = member.scene
    scene.is_private |= where == "private"
    if placement and where not in ("", "public", "private"):
        placement.lose("tasks are in private subnets, or in public ones")
    # Of a VPC that exists nobody knows here whether private subnets have a way out.
    kept = where == "" and "public" in scene.subnets
    if where == "public" or kept:
        member.put("subnets", "public")
    groups = below(vpc, "security_groups")
    if groups and groups.is_map:
        deny = groups.get("deny_default")
        if deny and flag(deny):
            deny.changed("a task of a spec is in no group of the environment")
        groups = groups.get("groups")
    ids = []
    for group in items(groups):
        if group.is_map:
            group.leave("an export of CloudFormation cannot be read", "write its sg-… id")
        elif not scene.joins_vpc:
            group.lose(*_OF_OTHER_VPC)
        else:
            ids.append(scene.text(group))
    member.put("security_groups", ids or None)


def put_discovery(member: Member, connect: Given | None, peers: list[str]) -> None:
    """Put the names by which others find a service, so that they stay what they are."""
    port = member.get("port")
    serves = port is not None or member.get("ports") is not None
    scene = member.scene
    if connect and (connect.is_map or flag(connect)):
        alias = connect.get("alias")
        said: dict[str, Any] = {"alias": alias.text} if alias and alias.text else {}
        if not serves:
            said["client_only"] = True
        elif port is None:
            said["port"] = member.key
        member.put("service_connect", said or True)
    if not serves or not scene.application:
        return
    member.put("cloud_map", f"{scene.environment}.{scene.application}.local")
    sources = scene.vpc_cidr or [peer for peer in peers if peer != f"services.{member.key}"]
    # Copilot lets everything of an environment talk to everything else.
    if sources:
        number_of = port or int(next(iter(member.get("ports").values())))
        member.put("ingress", {"environment": {"port": number_of, "from": sources}})


def put_deployment(member: Member, deployment: Given | None) -> None:
    """Put how a new version comes, and what brings the former one back."""
    if deployment is None:
        return
    fields: dict[str, Any] = {}
    rolling = deployment.get("rolling")
    # All old tasks stop before new ones start.
    if rolling and rolling.text.lower() == "recreate":
        fields = {"minimum_healthy_percent": 0, "maximum_percent": 100}
    elif rolling and rolling.text.lower() != "default":
        rolling.lose("Copilot knows default and recreate")
    alarms = deployment.get("rollback_alarms")
    if alarms and alarms.is_list:
        alarms.leave("a spec names alarms of the service itself", "write alarms of the service")
    watched = {}
    for word, name in _ROLLBACK.items():
        if (threshold := number(below(alarms, word))) is not None:
            watched[name] = threshold
    if watched:
        member.put("alarms", watched)
        fields["rollback_alarms"] = list(watched)
    if fields:
        member.put("deployment", fields)


def put_exec(member: Member, given: Given | None) -> None:
    """Put whether ECS Exec works, which cannot enter what has a read-only root."""
    if not flag(given):
        return
    if member.get("read_only_root"):
        if given:
            given.changed(
                "ECS Exec cannot enter a container whose root is read-only, so it is off",
                "write exec: true and read_only_root: false to have it",
            )
        return
    member.put("exec", True)


def put_logging(member: Member, logging: Given | None) -> None:
    """Put how long logs are kept; where FireLens sends them is left."""
    days = number(below(logging, "retention"))
    if days not in (None, RETENTION):
        member.put("logs", {"retention_days": days})
    if logging:
        why = "a spec configures FireLens by what it sends to"
        logging.leave(why, "write logs.destination, such as opensearch, datadog or splunk")


def put_tracing(member: Member, observability: Given | None) -> None:
    """Put the collector of traces."""
    tracing = below(observability, "tracing")
    if tracing and tracing.text == "awsxray":
        member.put("telemetry", True)


def leave_overrides(manifest: Given) -> None:
    """Leave patches of the task definition, each by itself."""
    patches = manifest.get("taskdef_overrides")
    for patch in items(patches):
        patch.leave("it patches Copilot's task definition", f"write the field for it, or {_OWN}")
