"""The modules of access: `session_manager`, `key_pair`, `bastion` and `instance_connect`."""

from __future__ import annotations

from tfgen import aws, names
from tfgen.hcl import Ref
from tfgen.modules.logs import kept, log_inputs, log_shape
from tfgen.modules.network import private_subnet_ids, public_subnet_ids
from tfgen.resolve import Bastion, Cluster
from tfgen.tree import Input, ModulePlan, Promise


def session_manager(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the session document of the cluster, with its key and its log."""
    ssm = cluster.access.sessions
    if ssm is None:
        return ()
    inputs = [
        Input("name", "string", "Name of the cluster", cluster.name),
        Input(
            "idle_timeout",
            "number",
            "Minutes after which an idle session ends",
            ssm.idle_timeout // 60,
        ),
    ]
    promises = []
    if ssm.session_logs:
        days = cluster.logs.retention_days
        inputs.append(Input("region", "string", "Region of the cluster", cluster.region))
        inputs += [one for one in log_inputs(cluster) if one.name != "log_kms_key_arn"]
        promises.append(
            Promise(
                "log_retention_days", days, "logs.retention_days", f"sessions are kept {kept(days)}"
            )
        )
    shape = {"session_logs": ssm.session_logs, "log_short": log_shape(cluster)["log_short"]}
    return (
        ModulePlan(
            "session_manager", "session_manager", tuple(inputs), shape, promises=tuple(promises)
        ),
    )


def session_policy(cluster: Cluster) -> list[Input]:
    """Return the input of a module whose instances take sessions."""
    if cluster.access.ssm is None:
        return []
    arn = Ref("module.session_manager.policy_arn")
    return [
        Input("session_policy_arn", "string", "ARN of the policy that logged sessions need", arn)
    ]


def key_pair(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the key pair of a public key."""
    ssh = cluster.access.ssh
    if ssh is None or ssh.public_key is None:
        return ()
    key = ssh.key or ""
    inputs = (
        Input("name", "string", "Name of the key pair", ssh.key_pair),
        Input("public_key", "string", "Public half of the key pair", key),
    )
    promise = Promise(
        "public_key", key, "access.ssh.public_key", "instances take the key of the spec"
    )
    return (ModulePlan("key_pair", "key_pair", inputs, promises=(promise,)),)


def key_name(cluster: Cluster) -> list[Input]:
    """Return the input of a module whose instances take a key pair."""
    ssh = cluster.access.ssh
    if ssh is None:
        return []
    name = Ref("module.key_pair.key_name") if ssh.public_key else ssh.key_name
    return [Input("key_name", "string", "Name of the key pair for SSH", name)]


def bastion(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the bastion."""
    given = cluster.access.bastion
    if given is None:
        return ()
    inputs = (*_bastion_host(cluster, given), *key_name(cluster), *session_policy(cluster))
    shape = {"ssh": cluster.access.ssh is not None, "ssm": cluster.access.ssm is not None}
    promises = (
        Promise(
            "allowed_cidrs",
            sorted(given.allowed_cidrs),
            "access.bastion.allowed_cidrs",
            f"the bastion takes SSH from {', '.join(sorted(given.allowed_cidrs))} only",
        ),
        Promise(
            "instance_type",
            given.instance_type,
            "access.bastion.instance_type",
            f"the bastion is a {given.instance_type}",
        ),
    )
    return (ModulePlan("bastion", "bastion", inputs, shape, promises=promises),)


def _bastion_host(cluster: Cluster, given: Bastion) -> list[Input]:
    parameter = aws.linux_ami_parameter(aws.architecture(given.instance_type))
    return [
        Input("name", "string", "Name of the cluster", cluster.name),
        Input("environment", "string", "Stage; tag Environment of the volume", cluster.environment),
        Input("vpc_id", "string", "Id of the VPC", Ref("module.vpc.vpc_id")),
        Input(
            "vpc_cidr",
            "string",
            "IPv4 block of the VPC, where its connections go",
            cluster.network.cidr,
        ),
        Input(
            "subnet_id",
            "string",
            "Id of the bastion's subnet",
            Ref(f'{public_subnet_ids(cluster).traversal}["{given.zone}"]'),
        ),
        Input("instance_type", "string", "EC2 instance type", given.instance_type),
        Input("ami_parameter", "string", "Public SSM parameter that names the AMI", parameter),
        Input("allowed_cidrs", "list(string)", "IPv4 blocks that may connect", given.allowed_cidrs),
    ]


def instance_connect(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the EC2 Instance Connect Endpoint."""
    if not cluster.access.instance_connect:
        return ()
    zone = cluster.network.zone_names[0]
    groups = {
        key: Ref(f"module.instance_group_{names.label(key)}.security_group_id")
        for key in sorted(cluster.instance_groups)
    }
    inputs = (
        Input("name", "string", "Name of the cluster", cluster.name),
        Input("vpc_id", "string", "Id of the VPC", Ref("module.vpc.vpc_id")),
        Input(
            "subnet_id",
            "string",
            "Id of the endpoint's subnet",
            Ref(f'{private_subnet_ids(cluster).traversal}["{zone}"]'),
        ),
        Input(
            "instance_security_group_ids",
            "map(string)",
            "Security groups of the instances, by group",
            groups,
        ),
    )
    return (ModulePlan("instance_connect", "instance_connect", inputs),)
