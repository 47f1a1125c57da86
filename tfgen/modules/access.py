"""The modules of access: `session_manager`, `key_pair`, `bastion` and `instance_connect`."""

from __future__ import annotations

from tfgen import aws, derived, names
from tfgen.hcl import Ref
from tfgen.modules.logs import kept, log_inputs, log_shape
from tfgen.modules.network import private_subnet_ids, public_subnet_ids
from tfgen.spec import Spec
from tfgen.spec.access import Bastion
from tfgen.tree import Input, ModulePlan, Promise


def session_manager(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the session document of the cluster, with its key and its log."""
    ssm = derived.sessions(spec)
    if ssm is None:
        return ()
    inputs = [
        Input("name", "string", "Name of the cluster", derived.cluster_name(spec)),
        Input("idle_timeout", "number", "Minutes after which an idle session ends", ssm.idle_timeout // 60),
    ]
    promises = []
    if ssm.session_logs:
        days = spec.logs.retention_days
        inputs.append(Input("region", "string", "Region of the cluster", spec.region))
        inputs += [one for one in log_inputs(spec) if one.name != "log_kms_key_arn"]
        promises.append(Promise("log_retention_days", days, "logs.retention_days", f"sessions are kept {kept(days)}"))
    shape = {"session_logs": ssm.session_logs, "log_short": log_shape(spec)["log_short"]}
    return (ModulePlan("session_manager", "session_manager", tuple(inputs), shape, promises=tuple(promises)),)


def session_policy(spec: Spec) -> list[Input]:
    """Return the input of a module whose instances take sessions."""
    if spec.access.ssm is None:
        return []
    arn = Ref("module.session_manager.policy_arn")
    return [Input("session_policy_arn", "string", "ARN of the policy that logged sessions need", arn)]


def key_pair(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the key pair of a public key."""
    ssh = spec.access.ssh
    if ssh is None or ssh.public_key is None:
        return ()
    key = derived.public_key(ssh.public_key)
    inputs = (
        Input("name", "string", "Name of the key pair", key_pair_name(spec, key)),
        Input("public_key", "string", "Public half of the key pair", key),
    )
    promise = Promise("public_key", key, "access.ssh.public_key", "instances take the key of the spec")
    return (ModulePlan("key_pair", "key_pair", inputs, promises=(promise,)),)


def key_pair_name(spec: Spec, public_key: str) -> str:
    """Return a name with a hash of the key: another key is another name, and so rolls the instances."""
    return names.hashed(names.joined(derived.cluster_name(spec), "ssh"), 255, public_key)


def key_name(spec: Spec) -> list[Input]:
    """Return the input of a module whose instances take a key pair."""
    ssh = spec.access.ssh
    if ssh is None:
        return []
    name = Ref("module.key_pair.key_name") if ssh.public_key else ssh.key_name
    return [Input("key_name", "string", "Name of the key pair for SSH", name)]


def bastion(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the bastion."""
    given = spec.access.bastion
    if given is None:
        return ()
    inputs = (*_bastion_host(spec, given), *key_name(spec), *session_policy(spec))
    shape = {"ssh": spec.access.ssh is not None, "ssm": spec.access.ssm is not None}
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


def _bastion_host(spec: Spec, given: Bastion) -> list[Input]:
    cluster, zone = derived.cluster_name(spec), derived.bastion_zone(spec)
    parameter = aws.linux_ami_parameter(aws.architecture(given.instance_type))
    return [
        Input("name", "string", "Name of the cluster", cluster),
        Input("environment", "string", "Stage; tag Environment of the volume", spec.environment),
        Input("vpc_id", "string", "Id of the VPC", Ref("module.vpc.vpc_id")),
        Input("vpc_cidr", "string", "IPv4 block of the VPC, where its connections go", spec.network.cidr),
        Input(
            "subnet_id", "string", "Id of the bastion's subnet", Ref(f'{public_subnet_ids(spec).traversal}["{zone}"]')
        ),
        Input("instance_type", "string", "EC2 instance type", given.instance_type),
        Input("ami_parameter", "string", "Public SSM parameter that names the AMI", parameter),
        Input("allowed_cidrs", "list(string)", "IPv4 blocks that may connect", given.allowed_cidrs),
    ]


def instance_connect(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the EC2 Instance Connect Endpoint."""
    if not spec.access.instance_connect:
        return ()
    zone = derived.zone_names(spec)[0]
    groups = {
        key: Ref(f"module.instance_group_{names.label(key)}.security_group_id") for key in sorted(spec.instance_groups)
    }
    inputs = (
        Input("name", "string", "Name of the cluster", derived.cluster_name(spec)),
        Input("vpc_id", "string", "Id of the VPC", Ref("module.vpc.vpc_id")),
        Input(
            "subnet_id", "string", "Id of the endpoint's subnet", Ref(f'{private_subnet_ids(spec).traversal}["{zone}"]')
        ),
        Input("instance_security_group_ids", "map(string)", "Security groups of the instances, by group", groups),
    )
    return (ModulePlan("instance_connect", "instance_connect", inputs),)
