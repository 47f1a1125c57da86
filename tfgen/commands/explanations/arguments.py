"""Which arguments of which resources take a value of the spec, read from the templates.

The word of the spec is that of the variable: `services.<name>.scaling.min` is `var.scaling.min` of
a module of services.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache

from tfgen.render.folder import templates_folder

# Folders of templates/modules by the section that they are called for.
MODULES = {
    "network": (
        *("vpc", "subnet", "nat*", "flow_logs", "vpc_endpoints", "network_routes"),
        *("internet_gateway", "egress_only_gateway", "secondary_cidr_blocks"),
    ),
    "cluster": ("ecs_cluster", "ecs_capacity_providers", "service_connect_namespace"),
    "instance_groups": ("ecs_instances", "security_group"),
    "managed_instances": ("ecs_managed_instances",),
    "load_balancers": (
        *("alb", "nlb", "elb", "load_balancer_*", "certificate", "web_acl", "listener_rules"),
        "target_group",
    ),
    "services": ("ecs_service", "ecs_task", "service_*", "cloud_map", "security_group"),
    "jobs": ("job_*", "ecs_task"),
    "system_containers": ("ecs_daemon", "ecs_task", "docker_container"),
    "file_systems": ("efs",),
    "queues": ("sqs_queue", "sqs_alarms", "queue_alarm"),
    "repositories": ("ecr_repository",),
    "secrets": ("secretsmanager_secret",),
    "registry_auth": ("ecr_pull_through_cache",),
    "logs": ("log_group", "host_logs"),
    "access": ("bastion", "key_pair", "session_*", "instance_connect*"),
    "alerts": (
        *("alerts*", "ecs_events", "cluster_alarms", "slack_alerts", "teams_*", "log_errors"),
        "monthly_budget",
    ),
    "ami_updates": ("ami_updates",),
    "deployer": ("deployer*", "*oidc_provider"),
}
_BLOCK = re.compile(r'(resource|data|module|locals|output)\b(?: "([^"]+)")?(?: "([^"]+)")?')
_ARGUMENT = re.compile(r"\s+([a-z0-9_]+)\s*=\s")
# An argument that is a document or a map: what stands in it is no argument of its own.
_OPENED = re.compile(r"  ([a-z0-9_]+)\s*= .*[{(\[]$")
_MOST = 4


def becomes(path: tuple[str, ...]) -> Iterator[str]:
    """Yield the arguments that take the value of a path, with the module of each."""
    inner = path[2:] if path[0] in _BY_NAME else path[1:]
    if not inner or path[0] not in MODULES:
        return
    told: dict[str, None] = {}
    for words in _wanted(inner):
        for module in MODULES[path[0]]:
            told |= dict.fromkeys(_uses(module, words))
        if told:
            break
    yield from list(told)[:_MOST]


_BY_NAME = frozenset(
    {"instance_groups", "managed_instances", "load_balancers", "services", "jobs", "queues"}
    | {"system_containers", "file_systems", "repositories", "secrets", "registry_auth"}
)


def _wanted(inner: tuple[str, ...]) -> Iterator[str]:
    """Yield patterns of how a module names a value, the surest first."""
    yield rf"\bvar\.{re.escape('.'.join(inner))}\b"
    if len(inner) > 1:
        yield rf"\b(?:each\.value|[a-z_]+)\.{re.escape('.'.join(inner[-2:]))}\b"
    if len(inner) < 3:
        yield rf"\b(?:each\.value|container|service|route|job|var)\.{re.escape(inner[-1])}\b"


def _uses(folders: str, pattern: str) -> Iterator[str]:
    for module, lines in _sources().items():
        if not fnmatch(module, folders):
            continue
        # Only what is inside of a resource or a data source is an argument.
        block = around = ""
        for line in lines:
            if head := _BLOCK.match(line):
                block = head[2] if head[1] in ("resource", "data") else ""
            if outer := _OPENED.match(line):
                around = outer[1]
            argument = _ARGUMENT.match(line)
            if block and argument and argument[1] != "for_each" and re.search(pattern, line):
                yield f"{around or argument[1]} of {block} (module {module})"
            if line.startswith(("  }", "  ]", "}")):
                around = ""


def modules_with(resource: str) -> list[str]:
    """Return the modules that have a type of resource."""
    head = f'resource "{resource}" '
    return [
        module
        for module, lines in _sources().items()
        if any(line.startswith(head) for line in lines)
    ]


@cache
def _sources() -> dict[str, list[str]]:
    """Return the lines of each module's templates, but for its variables and outputs."""
    sources: dict[str, list[str]] = {}
    for file in sorted(templates_folder().glob("modules/*/*.tf*")):
        if not file.name.startswith(("variables.", "outputs.", "versions.")):
            lines = file.read_text(encoding="utf-8").splitlines()
            sources.setdefault(file.parent.name, []).extend(lines)
    return sources
