"""Rules of what reaches the user data of instances: lines of ecs.config and boot commands."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.aws_limits import USER_DATA_BYTES
from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import secrets
from tfgen.rules.instance_groups import groups
from tfgen.rules.load_balancers import bucket
from tfgen.rules.rule import Path, Rule, finding
from tfgen.spec.logs import HOST_LOGS

_AGENT = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html"
_READABLE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html"
_REGISTRIES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html"
_ROLES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html"

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
# Bytes of the script that no spec can save: with nothing else, with a configuration in S3, with host logs, with boot
# commands, and for each container that Docker runs.
LEAST_BYTES = 230
LEAST_BYTES_OF_ECS_CONFIG_S3 = 1200
LEAST_BYTES_OF_HOST_LOGS = 2700
LEAST_BYTES_OF_BOOT_COMMANDS = 800
LEAST_BYTES_OF_A_SYSTEM_CONTAINER = 770


def config_not_owned(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse keys of ecs.config that tfgen writes itself: the user's line would be overwritten.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
    """
    for path, _, group in groups(cluster):
        for name in group.ecs_config:
            if name in _OWNED:
                at = (*path, "ecs_config", name)
                yield finding(
                    cluster,
                    "RULE033",
                    at,
                    f"{name} is set by tfgen",
                    _OWNED[name],
                    source=_AGENT,
                    key=True,
                )


def config_bucket_name(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the bucket of ecs_config_s3 to the names that S3 can have.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    for path, _, group in groups(cluster):
        if group.ecs_config_s3:
            name = group.ecs_config_s3.removeprefix("s3://").partition("/")[0]
            yield from bucket(cluster, (*path, "ecs_config_s3"), name)


def no_secrets(cluster: Cluster) -> Iterator[Diagnostic]:
    """Keep secrets out of user data: everyone who may describe the launch template reads it.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
    """
    for path, _, group in groups(cluster):
        for name, value in group.ecs_config.items():
            at = (*path, "ecs_config", name)
            if name in _CREDENTIALS:
                what, help, source = _CREDENTIALS[name]
                message = f"{name} is for {what}, and user data is no place for secrets"
                yield finding(cluster, "RULE034", at, message, help, source=source, secret=True)
            else:
                yield from _secrets(cluster, at, f"{name}={value}", "its value")
        for number, line in enumerate((group.boot_commands or "").splitlines(), start=1):
            yield from _secrets(cluster, (*path, "boot_commands"), line, f"line {number} of boot_commands")


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


def commands_stay_whole(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse boot commands that would not arrive as they are: a line that ends their here-document, a NUL character."""
    for path, _, group in groups(cluster):
        at = (*path, "boot_commands")
        lines = (group.boot_commands or "").split("\n")
        if HERE_DOCUMENT_END in lines:
            line = lines.index(HERE_DOCUMENT_END) + 1
            message = (
                f"line {line} is {HERE_DOCUMENT_END} alone, which ends the script's here-document in the user data"
            )
            yield finding(cluster, "RULE036", at, message, "use another word there")
        if "\0" in (group.boot_commands or ""):
            yield finding(
                cluster,
                "RULE036",
                at,
                "boot_commands holds a NUL character, which bash drops",
                "remove it",
            )


def user_data_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the user data to 16 KiB before base64, as far as its size is certain.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
    """
    for path, key, group in groups(cluster):
        size = least_user_data(cluster, key, group)
        if size not in USER_DATA_BYTES:
            most = USER_DATA_BYTES.high
            message = f"the user data of instance group {key} has at least {size} bytes, and EC2 takes {most}"
            help = "keep the script in S3 or an image of your own, and fetch it from a short one"
            at = (*path, "boot_commands" if group.boot_commands else "ecs_config")
            yield finding(cluster, "RULE037", at, message, help, source=USER_DATA_BYTES.source)


def least_user_data(cluster: Cluster, key: str, group: InstanceGroup) -> int:
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
    for container in (cluster.system_containers[name] for name in group.docker_containers):
        words = [
            *container.mounts,
            *(f"{name}={value}" for name, value in container.environment.items()),
        ]
        words += [*(container.entrypoint or ()), *(container.command or ()), container.image]
        size += LEAST_BYTES_OF_A_SYSTEM_CONTAINER + sum(len(word.encode()) for word in words)
    return size


RULES = (
    Rule(("instance_groups",), config_not_owned),
    Rule(("instance_groups",), config_bucket_name),
    Rule(("instance_groups",), no_secrets),
    Rule(("instance_groups",), commands_stay_whole),
    Rule(("instance_groups", "system_containers", "logs", "environment", "cluster"), user_data_fits),
)
