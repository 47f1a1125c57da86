"""Fields of a container in each place where one can run: what AWS or Docker does not take there is told.

Each line names the page that says where a field is taken, and not what tfgen makes of it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tfgen import language, resolve, rules, source
from tfgen.diagnostics import Severity

TODAY = datetime.date(2026, 11, 24)
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_PARAMETERS = f"{_GUIDE}/task_definition_parameters.html"
_DEFINITION = f"{_API}/API_ContainerDefinition.html"
_LINUX = f"{_API}/API_LinuxParameters.html"
_TASK = f"{_API}/API_RegisterTaskDefinition.html"
_SYSCTLS = f"{_API}/API_SystemControl.html"
_RUN = "https://docs.docker.com/reference/cli/docker/container/run/"

# A section, how the container runs there, and the mode of its network.
PLACES = (
    *[(kind, "fargate", "awsvpc") for kind in ("services", "jobs", "sidecars")],
    *[
        (kind, "ec2", mode)
        for kind in ("services", "jobs", "sidecars")
        for mode in ("bridge", "host", "awsvpc")
    ],
    *[("system_containers", "daemon", mode) for mode in ("bridge", "host", "awsvpc")],
    *[("system_containers", "docker", mode) for mode in ("bridge", "host")],
)
EVERYWHERE = frozenset({"fargate", "ec2", "daemon", "docker"})
BY_ECS = frozenset({"fargate", "ec2", "daemon"})
ON_INSTANCES = frozenset({"ec2", "daemon", "docker"})
FARGATE = frozenset({"fargate"})


class Field(NamedTuple):
    """A value of a field, and where it is taken: who runs the container, in which modes."""

    name: str
    value: Any
    by: frozenset[str]
    page: str
    modes: tuple[str, ...] = ("bridge", "host", "awsvpc")


FIELDS = (
    Field("cpu", 512, EVERYWHERE, _DEFINITION),
    # On Fargate a task has its size to itself: there is no other task that could take what is free.
    Field("memory_reservation", 256, ON_INSTANCES, f"{_PARAMETERS}#container_definition_memory"),
    Field("command", ["serve"], EVERYWHERE, _DEFINITION),
    Field("entrypoint", ["/bin/serve"], EVERYWHERE, _DEFINITION),
    Field("environment", {"LEVEL": "debug"}, EVERYWHERE, _DEFINITION),
    Field("env_files", ["s3://acme/web.env"], BY_ECS, f"{_API}/API_EnvironmentFile.html"),
    Field("secrets", {"TOKEN": "/web/token"}, BY_ECS, f"{_API}/API_Secret.html"),
    Field("health_check", "true", BY_ECS, f"{_API}/API_HealthCheck.html"),
    Field("essential", True, BY_ECS, _DEFINITION),
    Field("user", "1000", EVERYWHERE, _DEFINITION),
    Field("read_only_root", True, EVERYWHERE, _DEFINITION),
    Field("privileged", True, ON_INSTANCES, _DEFINITION),
    Field("init", False, EVERYWHERE, _LINUX),
    Field("ulimits", {"nofile": 4096}, EVERYWHERE, f"{_API}/API_Ulimit.html"),
    Field(
        "capabilities", {"add": ["SYS_PTRACE"]}, EVERYWHERE, f"{_API}/API_KernelCapabilities.html"
    ),
    Field("capabilities", {"drop": ["NET_RAW"]}, EVERYWHERE, f"{_API}/API_KernelCapabilities.html"),
    Field(
        "capabilities", {"add": ["NET_ADMIN"]}, ON_INSTANCES, f"{_API}/API_KernelCapabilities.html"
    ),
    Field("devices", ["/dev/fuse"], ON_INSTANCES, _LINUX),
    Field("shm_size", 128, ON_INSTANCES, _LINUX),
    Field("tmpfs", {"/run": 64}, ON_INSTANCES, _LINUX),
    Field("mounts", ["/srv/data:/data"], ON_INSTANCES, f"{_API}/API_HostVolumeProperties.html"),
    Field("sysctls", {"net.core.somaxconn": "1024"}, EVERYWHERE, _SYSCTLS, ("bridge", "awsvpc")),
    Field("sysctls", {"kernel.shm_rmid_forced": "1"}, EVERYWHERE, _SYSCTLS),
    Field("sysctls", {"fs.mqueue.msg_max": "100"}, EVERYWHERE, _SYSCTLS),
    Field("sysctls", {"vm.max_map_count": "262144"}, frozenset(), _SYSCTLS),
    Field("stop_timeout", "90s", EVERYWHERE, _DEFINITION),
    Field("stop_timeout", "5m", ON_INSTANCES, _DEFINITION),
    Field("working_directory", "/srv", EVERYWHERE, _DEFINITION),
    Field("hostname", "web", ON_INSTANCES, _DEFINITION, ("bridge", "host")),
    Field("extra_hosts", {"db": "10.0.0.5"}, ON_INSTANCES, _DEFINITION, ("bridge", "host")),
    Field(
        "restart_policy",
        {"ignored_exit_codes": 0},
        BY_ECS,
        f"{_API}/API_ContainerRestartPolicy.html",
    ),
    # Other instances than these have some.
    Field("gpus", 1, frozenset(), f"{_API}/API_ResourceRequirement.html"),
    # Taken where another container waits, which none does here.
    Field("start_timeout", "1m", frozenset(), _DEFINITION),
    Field("labels", {"team": "shop"}, EVERYWHERE, _DEFINITION),
    Field("ports", {"web": "9090:8080"}, ON_INSTANCES, f"{_API}/API_PortMapping.html", ("bridge",)),
    Field("ports", {"web": 8080}, EVERYWHERE, f"{_API}/API_PortMapping.html"),
    Field("ports", {"web": "8080:8080"}, EVERYWHERE, f"{_API}/API_PortMapping.html"),
)
# Fields of a service, a job or a system container, not of a sidecar.
OF_TASKS = (
    Field("volumes", {"data": {}}, BY_ECS, f"{_API}/API_Volume.html"),
    Field(
        "volumes",
        {"data": {"host_path": "/srv"}},
        ON_INSTANCES - {"docker"},
        f"{_API}/API_Volume.html",
    ),
    Field("pid_mode", "task", BY_ECS, _TASK),
    Field("pid_mode", "host", ON_INSTANCES, _TASK),
    Field("ipc_mode", "task", ON_INSTANCES - {"docker"}, _TASK),
    Field("ipc_mode", "host", ON_INSTANCES, _TASK),
    Field("ipc_mode", "none", ON_INSTANCES, _TASK),
    Field(
        "task_role",
        {"managed_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]},
        BY_ECS,
        f"{_GUIDE}/task-iam-roles.html",
    ),
)
OF_WORKLOADS = (
    Field("task_cpu", 2048, ON_INSTANCES, _TASK),
    Field("task_memory", 4096, ON_INSTANCES, _TASK),
    Field("task_memory", 1024, frozenset(), _TASK),
    Field("tags", {"team": "shop"}, EVERYWHERE, f"{_API}/API_Tag.html"),
    Field("ephemeral_storage", 40, FARGATE, f"{_API}/API_EphemeralStorage.html"),
    Field("subnets", "private", EVERYWHERE, f"{_API}/API_AwsVpcConfiguration.html", ("awsvpc",)),
    Field("subnets", "public", FARGATE, f"{_GUIDE}/task-networking-awsvpc.html"),
    Field(
        "ingress",
        {"web": {"port": 8080, "from": "10.0.0.0/8"}},
        EVERYWHERE,
        f"{_API}/API_AwsVpcConfiguration.html",
        ("awsvpc",),
    ),
    Field(
        "egress",
        {"db": {"port": 5432, "to": "10.0.0.0/8"}},
        EVERYWHERE,
        f"{_API}/API_AwsVpcConfiguration.html",
        ("awsvpc",),
    ),
    Field(
        "security_groups",
        ["sg-0a1b2c3d4e5f60731"],
        EVERYWHERE,
        f"{_API}/API_AwsVpcConfiguration.html",
        ("awsvpc",),
    ),
)
OF_SERVICES = (
    Field(
        "placement",
        {"constraints": ["distinct_instance"]},
        ON_INSTANCES,
        f"{_GUIDE}/fargate-tasks-services.html",
    ),
    Field("service_name", "My_Service", EVERYWHERE, f"{_API}/API_CreateService.html"),
    Field("exec", True, EVERYWHERE, f"{_GUIDE}/ecs-exec.html"),
)


def fields(section: str) -> Iterator[Field]:
    """Yield what can be written in a section."""
    yield from FIELDS
    if section != "sidecars":
        yield from OF_TASKS
    if section in ("services", "jobs"):
        yield from OF_WORKLOADS
    if section == "services":
        yield from OF_SERVICES


def is_taken(field: Field, run: str, mode: str) -> bool:
    return run in field.by and mode in field.modes


def told(section: str, run: str, mode: str, field: Field) -> bool:
    """Whether a finding stands at a field, or in it, where it is written in a place."""
    container = {"image": "public.ecr.aws/acme/web:1.0", "cpu": 1024, "memory": 2048}
    task = {"network_mode": mode}
    if section == "system_containers":
        task["run"] = run
    elif run == "fargate":
        task["capacity"] = "fargate"
    path: tuple[Any, ...] = (section, "web")
    if section == "sidecars":
        helper = {**container, "cpu": 256, "memory": 512, field.name: field.value}
        data = {"services": {"web": {**container, **task, "sidecars": {"helper": helper}}}}
        path = ("services", "web", "sidecars", "helper")
    else:
        used = {"mounts": ["data:/data"]} if field.name == "volumes" else {}
        data = {section: {"web": {**container, **task, **used, field.name: field.value}}}
    group = {"instance_type": "m7i.large", "ami_id": "ami-0123456789abcdef0"}
    base = {"version": 1, "environment": "acc", "region": "eu-west-1", "load_balancers": {}}
    text = json.dumps({**base, "instance_groups": {"default": group}, **data})
    reading = language.read(source.parse(text.encode(), "spec.yaml"))
    findings = [*reading.diagnostics, *rules.check(resolve.resolve(reading), TODAY)]
    place = (*path, field.name)
    return any(
        finding.path[: len(place)] == place
        and finding.severity is not Severity.NOTE
        and not finding.code.startswith("SEC")
        for finding in findings
    )


@pytest.mark.slow
def test_what_is_not_taken_somewhere_is_told_there_and_only_there(record_property) -> None:
    wrong = []
    count = refused = 0
    for section, run, mode in PLACES:
        for field in fields(section):
            taken = is_taken(field, run, mode)
            count, refused = count + 1, refused + int(not taken)
            if told(section, run, mode, field) is taken:
                verb = "is refused" if taken else "is not told"
                wrong.append(
                    f"{section} {run} {mode}: {field.name} {field.value} {verb} ({field.page})"
                )
    record_property(
        "figure", f"fields of containers: {count} in {len(PLACES)} places, {refused} not taken"
    )
    assert not wrong, "\n".join(wrong)
