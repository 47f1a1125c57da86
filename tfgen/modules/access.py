"""How people reach what runs: ECS Exec with its audit, sessions, and what SSH needs."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts import aws
from tfgen.hcl import Ref, Text, Value
from tfgen.language.access import InstanceConnect
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.log_groups import log_group
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    LOG_PREFIX,
    PRIVATE_SUBNET_IDS,
    PUBLIC_SUBNET_IDS,
    REGION,
    exec_kms_key_arn,
    in_cluster,
    key_name,
    partition,
    service_principal,
    session_policy_arns,
)
from tfgen.modules.parts.security_groups import (
    from_group,
    group_id,
    inside_vpc,
    ready_id,
    security_group,
)
from tfgen.resolve import Bastion, Cluster
from tfgen.tree import ModulePlan, Promise

FILE = "access"
SSH_PORT = 22


def access(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan every way in that the spec has."""
    yield from _exec_audit(cluster)
    yield from _sessions(cluster)
    yield from _key_pair(cluster)
    if cluster.access.bastion:
        yield _bastion_group(cluster, cluster.access.bastion)
        yield _bastion(cluster, cluster.access.bastion)
    if cluster.access.instance_connect:
        yield from _instance_connect(cluster, cluster.access.instance_connect)


def _exec_audit(cluster: Cluster) -> Iterator[ModulePlan]:
    """Yield the key of ECS Exec, unless there is one, and the log of what people type and see."""
    audit = cluster.access.exec
    if audit is None:
        return
    if audit.kms_key_arn is None:
        about = Text(("Sessions and logs of ECS Exec in cluster ", CLUSTER_NAME))
        yield _session_key(cluster, "exec", about, audit.logs)
    if audit.logs:
        name, key = Text((LOG_PREFIX, "/exec")), exec_kms_key_arn(cluster)
        yield log_group(cluster, "exec_logs", FILE, name, key, "sessions of ECS Exec")


def _sessions(cluster: Cluster) -> Iterator[ModulePlan]:
    """Yield the session document, with the key of sessions and their log."""
    ssm = cluster.access.sessions
    if ssm is None:
        return
    about = Text(("Sessions on instances of cluster ", CLUSTER_NAME, ", and their log"))
    yield _session_key(cluster, "sessions", about, ssm.session_logs)
    key = Ref("module.sessions_key.kms_key_arn")
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        "kms_key_arn": key,
        **changed(ssm, "idle_timeout"),
    }
    if ssm.session_logs:
        name = Text((LOG_PREFIX, "/sessions"))
        yield log_group(cluster, "sessions_logs", FILE, name, key, "sessions")
        logs = {part: Ref(f"module.sessions_logs.{part}") for part in ("arn", "name")}
        inputs["log_group"] = logs
    yield ModulePlan("session_manager", "session_manager", FILE, inputs)


def _session_key(cluster: Cluster, use: str, description: Value, logged: bool) -> ModulePlan:
    inputs: dict[str, Value] = {
        "name": Text((CLUSTER_NAME, f"-{use}")),
        "description": description,
        "log_group_name": None,
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
        "region": REGION,
        "logs_principal": service_principal(cluster, "logs"),
    }
    # Only for a log group may CloudWatch Logs use the key, and for no other than this one.
    if logged:
        inputs["log_group_name"] = Text((LOG_PREFIX, f"/{use}"))
    return ModulePlan(f"{use}_key", "session_key", FILE, inputs)


def _key_pair(cluster: Cluster) -> Iterator[ModulePlan]:
    ssh = cluster.access.ssh
    # A key pair that exists stands in the spec by name, and is not this tree's.
    if ssh is None or ssh.key is None or ssh.key_pair is None:
        return
    inputs: dict[str, Value] = {
        "name": in_cluster(cluster, ssh.key_pair),
        "public_key": ssh.key,
    }
    text = "instances take the key of the spec"
    promise = Promise("public_key", ssh.key, "access.ssh.public_key", text)
    yield ModulePlan("key_pair", "key_pair", FILE, inputs, promises=(promise,))


def _bastion_group(cluster: Cluster, bastion: Bastion) -> ModulePlan:
    """Plan who reaches the bastion; what it may reach, the security groups there decide."""
    return security_group(
        cluster,
        "bastion",
        FILE,
        f"{cluster.name}-bastion",
        Text(("Bastion of cluster ", CLUSTER_NAME)),
        ingress={
            f"SSH from {block}": {"from_port": SSH_PORT, "to_port": SSH_PORT, "cidr_ipv4": block}
            for block in sorted(bastion.allowed_cidrs)
        },
        egress={
            **inside_vpc(cluster, "Hosts inside the VPC", {"from_port": 0, "to_port": 65535}),
            "HTTPS anywhere: AWS and updates": {
                "from_port": 443,
                "to_port": 443,
                "cidr_ipv4": "0.0.0.0/0",
            },
        },
    )


def _bastion(cluster: Cluster, bastion: Bastion) -> ModulePlan:
    kind = bastion.instance_type
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        "environment": cluster.environment,
        **changed(bastion, "instance_type"),
        "ami_parameter": aws.linux_ami_parameter(aws.architecture(kind)),
        "subnet_id": Ref(f'{PUBLIC_SUBNET_IDS.traversal}["{bastion.zone}"]'),
        "security_group_ids": [ready_id("bastion")],
        "key_name": key_name(cluster),
        "session_policy_arns": session_policy_arns(cluster),
    }
    path, text = "access.bastion.instance_type", f"the bastion is a {kind}"
    promise = Promise("instance_type", kind, path, text)
    return ModulePlan("bastion", "bastion", FILE, inputs, promises=(promise,))


def _instance_connect(cluster: Cluster, endpoint: InstanceConnect) -> Iterator[ModulePlan]:
    groups: dict[str, Value] = {
        group.name: group_id(f"instance_groups.{key}")
        for key, group in cluster.instance_groups.items()
    }
    if endpoint.security_group:
        if not groups:  # of which a warning tells
            return
        # The endpoint of another tree may reach the instances here: its group gets rules of ours.
        inputs: dict[str, Value] = {
            "security_group_id": endpoint.security_group,
            "instance_security_group_ids": groups,
        }
        call = "instance_connect_egress"
        text = f"the endpoint of {endpoint.security_group} may reach the instances"
        path = "access.instance_connect"
        promise = Promise("security_group_id", endpoint.security_group, path, text)
        yield ModulePlan(call, call, FILE, inputs, promises=(promise,))
        return
    egress = {
        f"SSH to instance group {name}": from_group(SSH_PORT, group)
        for name, group in groups.items()
    }
    yield security_group(
        cluster,
        "instance_connect",
        FILE,
        f"{cluster.name}-instance-connect",
        Text(("EC2 Instance Connect Endpoint of cluster ", CLUSTER_NAME)),
        egress=egress,
    )
    inputs = {
        "name": Text((CLUSTER_NAME, "-instance-connect")),
        # AWS takes one endpoint in a VPC; from its zone it reaches the others.
        "subnet_id": Ref(f'{PRIVATE_SUBNET_IDS.traversal}["{cluster.network.zone_names[0]}"]'),
        "security_group_ids": [ready_id("instance_connect")],
    }
    yield ModulePlan("instance_connect", "instance_connect", FILE, inputs)
