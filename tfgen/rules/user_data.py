"""Rules of what reaches the user data of instances: lines of ecs.config and boot commands."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import secret_forms
from tfgen.facts.limits import USER_DATA_BYTES
from tfgen.language.logs import HOST_LOGS
from tfgen.resolve import Cluster, InstanceGroup, SystemContainer
from tfgen.rules import over
from tfgen.rules.load_balancers import BUCKET_NAME_REFUSED, bucket
from tfgen.rules.rule import Path, finding, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_READABLE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html"
_REGISTRIES = f"{_ECS}/private-auth.html"
_ROLES = f"{_ECS}/instance_IAM_role.html"
_GROUPS = ("instance_groups",)

# Keys of /etc/ecs/ecs.config that tfgen writes -> what to do instead.
_OWNED = {
    "ECS_CLUSTER": "write cluster.name",
    "ECS_AVAILABLE_LOGGING_DRIVERS": "write log_drivers",
    "ECS_INSTANCE_ATTRIBUTES": "write attributes",
    "ECS_RESERVED_MEMORY": "write reserved_memory",
    "ECS_ENABLE_SPOT_INSTANCE_DRAINING": "remove it: tfgen sets it where spot is written",
    "ECS_AWSVPC_BLOCK_IMDS": "remove it: tfgen keeps tasks from the instance's credentials",
    "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM": "remove it: tfgen sets it to ec2_instance",
}
_IN_S3 = f"keep them in an object of S3 and name it under ecs_config_s3 ({_REGISTRIES})"
_BY_ROLE = f"attach a policy to the role of the instances, which they use without keys ({_ROLES})"
# Keys that hold credentials -> what for, and what to do instead.
_CREDENTIALS = {
    **dict.fromkeys(
        ("ECS_ENGINE_AUTH_DATA", "ECS_ENGINE_AUTH_TYPE"),
        ("registry credentials", _IN_S3),
    ),
    **dict.fromkeys(
        ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        ("AWS credentials", _BY_ROLE),
    ),
}

HERE_DOCUMENT_END = "BOOT_COMMANDS"
# Bytes of the script that no spec can save: with nothing else, with a configuration in S3, with
# host logs, with boot commands, with a pool of stopped instances, and for each container that
# Docker runs.
LEAST_BYTES = 230
LEAST_BYTES_OF_ECS_CONFIG_S3 = 1200
LEAST_BYTES_OF_HOST_LOGS = 3700
LEAST_BYTES_OF_BOOT_COMMANDS = 800
LEAST_BYTES_OF_WARM_POOL = 1500
LEAST_BYTES_OF_A_SYSTEM_CONTAINER = 770

_SECRET = Code(
    "RULE034",
    "secret-in-user-data",
    what="A secret stands in user data.",
    why=(
        "User data is not encrypted. Everyone who may describe the launch template reads it, so "
        "does every process on the instance, and it stays in the spec, in git and in the state."
    ),
    help="Keep it in Secrets Manager or the Parameter Store, and let the instance read it at boot.",
    source=_READABLE,
)
_LIKELY_SECRET = Code(
    "RULE035",
    "likely-secret-in-user-data",
    what="What looks like a secret stands in user data.",
    why=(
        "A literal behind a name such as password or token is mostly a secret. User data is read "
        "by everyone who may describe the launch template, and by every process on the instance."
    ),
    help="Keep it in Secrets Manager or the Parameter Store, and let the instance read it at boot.",
    source=_READABLE,
    severity=Severity.WARNING,
)


@rule(
    Code(
        "RULE033",
        "agent-setting-of-tfgen",
        what="tfgen writes this key of ecs.config itself.",
        why=(
            "tfgen derives this setting from other fields and writes its line itself, which the "
            "rest of the cluster relies on. The line of the spec would be overwritten."
        ),
        help="Use the field that the message names, or remove the key.",
        source=f"{_ECS}/ecs-agent-config.html",
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def config_not_owned(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse keys of ecs.config that tfgen writes itself: the user's line would be overwritten."""
    owned = dict(_OWNED)
    if group.warm_pool:
        owned["ECS_WARM_POOLS_CHECK"] = "remove it: tfgen sets it where warm_pool is written"
    for name in group.ecs_config:
        if name in owned:
            path, message = (*group.path, "ecs_config", name), f"{name} is set by tfgen"
            yield finding(cluster, "RULE033", path, message, owned[name], key=True)


@rule(BUCKET_NAME_REFUSED, sections=_GROUPS, over=over.instance_groups)
def config_bucket_name(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the bucket of ecs_config_s3 to the names that S3 can have."""
    if group.ecs_config_s3:
        name = group.ecs_config_s3.removeprefix("s3://").partition("/")[0]
        yield from bucket(cluster, (*group.path, "ecs_config_s3"), name)


@rule(_SECRET, _LIKELY_SECRET, sections=_GROUPS, over=over.instance_groups)
def no_secrets_in_config(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Keep secrets out of ecs.config: everyone who may describe the launch template reads it."""
    for name, value in group.ecs_config.items():
        path = (*group.path, "ecs_config", name)
        if name in _CREDENTIALS:
            purpose, help = _CREDENTIALS[name]
            message = f"{name} is for {purpose}, and user data is no place for secrets"
            yield finding(cluster, "RULE034", path, message, help, secret=True)
        else:
            # With the name: many a value is a secret only by what it is called.
            yield from _secrets(cluster, path, f"{name}={value}", "its value")


@rule(_SECRET, _LIKELY_SECRET, sections=_GROUPS, over=over.instance_groups)
def no_secrets_in_commands(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Keep secrets out of boot commands: whoever may describe the launch template reads them."""
    path = (*group.path, "boot_commands")
    for number, line in enumerate((group.boot_commands or "").splitlines(), start=1):
        yield from _secrets(cluster, path, line, f"line {number} of boot_commands")


def _secrets(cluster: Cluster, path: Path, line: str, where: str) -> Iterator[Diagnostic]:
    help = "keep it in Secrets Manager or the Parameter Store, and let the instance read it at boot"
    if kind := secret_forms.kind(line):
        message = f"{where} holds {kind}, and user data is no place for secrets"
        yield finding(cluster, "RULE034", path, message, help, secret=True)
    elif secret_forms.is_likely(line):
        message = f"{where} looks like it holds a secret, and user data is no place for one"
        yield finding(cluster, "RULE035", path, message, help, secret=True)


@rule(
    Code(
        "RULE036",
        "boot-commands-not-whole",
        what="Boot commands would not arrive whole.",
        why=(
            "They stand in a here-document of the user data. A line with nothing but its last word "
            "ends it too early."
        ),
        help="Use another word in that line.",
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def commands_stay_whole(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse boot commands that would not arrive as they are."""
    commands, path = group.boot_commands or "", (*group.path, "boot_commands")
    lines = commands.split("\n")
    if HERE_DOCUMENT_END in lines:
        line = lines.index(HERE_DOCUMENT_END) + 1
        why = "which ends the script's here-document in the user data"
        message = f"line {line} is {HERE_DOCUMENT_END} alone, {why}"
        yield finding(cluster, "RULE036", path, message, "use another word there")


@rule(
    Code(
        "RULE037",
        "user-data-too-large",
        what="User data is too large.",
        why=(
            "EC2 takes 16 KiB of user data, counted before it is encoded in base64, and refuses "
            "the launch template with more."
        ),
        help="Keep the script in S3 or in an image of your own, and fetch it from a short one.",
        source=USER_DATA_BYTES.source,
    ),
    sections=(*_GROUPS, "system_containers", "logs", "environment", "cluster"),
    over=over.instance_groups,
)
def user_data_fits(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the user data to 16 KiB before base64, as far as its size is certain."""
    size, limit = least_user_data(cluster, group), USER_DATA_BYTES
    if size not in limit:
        title = f"the user data of instance group {group.key}"
        message = f"{title} has at least {size} bytes, and EC2 takes {limit.high}"
        help = "keep the script in S3 or an image of your own, and fetch it from a short one"
        field = "ecs_config"
        if group.boot_commands:
            field = "boot_commands"
        yield finding(cluster, "RULE037", (*group.path, field), message, help)


def least_user_data(cluster: Cluster, group: InstanceGroup) -> int:
    """Return the least number of bytes that the user data of a group can have."""
    lines = "".join(f"{name}={value}\n" for name, value in group.ecs_config.items())
    lines += "".join(f"{name}{value}" for name, value in group.attributes.items())
    # Bytes, as EC2 counts them: a letter with an accent is two.
    size = LEAST_BYTES + len(lines.encode()) + len(cluster.name)
    if group.ecs_config_s3:
        size += LEAST_BYTES_OF_ECS_CONFIG_S3 + 2 * len(group.ecs_config_s3)
    if cluster.logs.host:
        size += LEAST_BYTES_OF_HOST_LOGS + len(HOST_LOGS) * len(cluster.logs.prefix)
    if group.boot_commands is not None:
        size += LEAST_BYTES_OF_BOOT_COMMANDS + len(group.boot_commands.rstrip("\n").encode())
    if group.warm_pool and group.warm_pool.pool_state == "stopped":
        size += LEAST_BYTES_OF_WARM_POOL
    for key in group.docker_containers:
        size += _least_of_container(cluster.system_containers[key])
    return size


def _least_of_container(container: SystemContainer) -> int:
    words = [f"{name}={value}" for name, value in container.environment.items()]
    words += [*container.mounts, *(container.entrypoint or ()), *(container.command or ())]
    words.append(container.image)
    return LEAST_BYTES_OF_A_SYSTEM_CONTAINER + sum(len(word.encode()) for word in words)


RULES = (
    config_not_owned,
    config_bucket_name,
    no_secrets_in_config,
    no_secrets_in_commands,
    commands_stay_whole,
    user_data_fits,
)
