"""Rules of what reaches the user data of instances: lines of ecs.config and boot commands."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.facts.limits import USER_DATA_BYTES
from tfgen.language.logs import HOST_LOGS
from tfgen.resolve import Cluster, InstanceGroup, SystemContainer
from tfgen.rules import over, secrets
from tfgen.rules.load_balancers import bucket
from tfgen.rules.rule import Path, Rule, finding

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_AGENT = f"{_ECS}/ecs-agent-config.html"
_READABLE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html"
_REGISTRIES = f"{_ECS}/private-auth.html"
_ROLES = f"{_ECS}/instance_IAM_role.html"

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
# Keys that hold credentials -> what for, what to do instead, and the page about it.
_CREDENTIALS = {
    **dict.fromkeys(
        ("ECS_ENGINE_AUTH_DATA", "ECS_ENGINE_AUTH_TYPE"),
        (
            "registry credentials",
            "keep them in an object of S3 and name it under ecs_config_s3",
            _REGISTRIES,
        ),
    ),
    **dict.fromkeys(
        ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        (
            "AWS credentials",
            "attach a policy to the role of the instances, which they use without keys",
            _ROLES,
        ),
    ),
}

HERE_DOCUMENT_END = "BOOT_COMMANDS"
# Bytes of the script that no spec can save: with nothing else, with a configuration in S3, with
# host logs, with boot commands, and for each container that Docker runs.
LEAST_BYTES = 230
LEAST_BYTES_OF_ECS_CONFIG_S3 = 1200
LEAST_BYTES_OF_HOST_LOGS = 2700
LEAST_BYTES_OF_BOOT_COMMANDS = 800
LEAST_BYTES_OF_A_SYSTEM_CONTAINER = 770


def config_not_owned(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse keys of ecs.config that tfgen writes itself: the user's line would be overwritten.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
    """
    for name in group.ecs_config:
        if name in _OWNED:
            at, message = (*group.path, "ecs_config", name), f"{name} is set by tfgen"
            yield finding(cluster, "RULE033", at, message, _OWNED[name], source=_AGENT, key=True)


def config_bucket_name(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the bucket of ecs_config_s3 to the names that S3 can have.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    if group.ecs_config_s3:
        name = group.ecs_config_s3.removeprefix("s3://").partition("/")[0]
        yield from bucket(cluster, (*group.path, "ecs_config_s3"), name)


def no_secrets_in_config(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Keep secrets out of ecs.config: everyone who may describe the launch template reads it.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
    """
    for name, value in group.ecs_config.items():
        path = (*group.path, "ecs_config", name)
        if name in _CREDENTIALS:
            what, help, source = _CREDENTIALS[name]
            message = f"{name} is for {what}, and user data is no place for secrets"
            yield finding(cluster, "RULE034", path, message, help, source=source, secret=True)
        else:
            yield from _secrets(cluster, path, f"{name}={value}", "its value")


def no_secrets_in_commands(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Keep secrets out of boot commands: everyone who may describe the launch template reads them.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
    """
    path = (*group.path, "boot_commands")
    for number, line in enumerate((group.boot_commands or "").splitlines(), start=1):
        yield from _secrets(cluster, path, line, f"line {number} of boot_commands")


def _secrets(cluster: Cluster, path: Path, line: str, where: str) -> Iterator[Diagnostic]:
    help = "keep it in Secrets Manager or the Parameter Store, and let the instance read it at boot"
    if kind := secrets.kind(line):
        message = f"{where} holds {kind}, and user data is no place for secrets"
        yield finding(cluster, "RULE034", path, message, help, source=_READABLE, secret=True)
    elif secrets.is_likely(line):
        message = f"{where} looks like it holds a secret, and user data is no place for one"
        yield finding(
            cluster,
            "RULE035",
            path,
            message,
            help,
            source=_READABLE,
            severity=Severity.WARNING,
            secret=True,
        )


def commands_stay_whole(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse boot commands that would not arrive as they are.

    A line can end their here-document, and bash drops a NUL character.
    """
    commands, path = group.boot_commands or "", (*group.path, "boot_commands")
    lines = commands.split("\n")
    if HERE_DOCUMENT_END in lines:
        line = lines.index(HERE_DOCUMENT_END) + 1
        why = "which ends the script's here-document in the user data"
        message = f"line {line} is {HERE_DOCUMENT_END} alone, {why}"
        yield finding(cluster, "RULE036", path, message, "use another word there")
    if "\0" in commands:
        message = "boot_commands holds a NUL character, which bash drops"
        yield finding(cluster, "RULE036", path, message, "remove it")


def user_data_fits(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the user data to 16 KiB before base64, as far as its size is certain.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
    """
    size, limit = least_user_data(cluster, group), USER_DATA_BYTES
    if size not in limit:
        what = f"the user data of instance group {group.key}"
        message = f"{what} has at least {size} bytes, and EC2 takes {limit.high}"
        help = "keep the script in S3 or an image of your own, and fetch it from a short one"
        at = (*group.path, "boot_commands" if group.boot_commands else "ecs_config")
        yield finding(cluster, "RULE037", at, message, help, source=limit.source)


def least_user_data(cluster: Cluster, group: InstanceGroup) -> int:
    """Return the least number of bytes that the user data of a group can have."""
    lines = "".join(f"{name}={value}\n" for name, value in group.ecs_config.items())
    lines += "".join(f"{name}{value}" for name, value in group.attributes.items())
    size = LEAST_BYTES + len(lines.encode()) + len(cluster.name)
    if group.ecs_config_s3:
        size += LEAST_BYTES_OF_ECS_CONFIG_S3 + 2 * len(group.ecs_config_s3)
    if cluster.logs.host:
        size += LEAST_BYTES_OF_HOST_LOGS + len(HOST_LOGS) * len(cluster.logs.prefix)
    if group.boot_commands is not None:
        size += LEAST_BYTES_OF_BOOT_COMMANDS + len(group.boot_commands.rstrip("\n").encode())
    for key in group.docker_containers:
        size += _least_of_container(cluster.system_containers[key])
    return size


def _least_of_container(container: SystemContainer) -> int:
    words = [f"{name}={value}" for name, value in container.environment.items()]
    words += [*container.mounts, *(container.entrypoint or ()), *(container.command or ())]
    words.append(container.image)
    return LEAST_BYTES_OF_A_SYSTEM_CONTAINER + sum(len(word.encode()) for word in words)


_READ = ("instance_groups", "system_containers", "logs", "environment", "cluster")
RULES = (
    Rule(("instance_groups",), config_not_owned, over.instance_groups),
    Rule(("instance_groups",), config_bucket_name, over.instance_groups),
    Rule(("instance_groups",), no_secrets_in_config, over.instance_groups),
    Rule(("instance_groups",), no_secrets_in_commands, over.instance_groups),
    Rule(("instance_groups",), commands_stay_whole, over.instance_groups),
    Rule(_READ, user_data_fits, over.instance_groups),
)
