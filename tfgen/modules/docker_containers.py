"""System containers that systemd runs with Docker: how, and where their logs go."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Text, Value
from tfgen.language.alarms import LogErrors
from tfgen.language.scalars import Expression, TextOrExpression
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import (
    REGION,
    below_log_prefix,
    log_kms_key_arn,
    retention_days,
)
from tfgen.resolve import Cluster, SystemContainer
from tfgen.tree import ModulePlan, Promise

FILE = "system_containers"


def docker_containers(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan what each container needs on its groups; their user data has its unit."""
    for container in cluster.docker_containers.values():
        yield _container(cluster, container)
        if watch := cluster.alerts.alarms.log_errors:
            yield _errors(cluster, container, watch)


def _container(cluster: Cluster, container: SystemContainer) -> ModulePlan:
    log_groups: Value = {
        group: below_log_prefix(cluster, name)
        for group, name in sorted(container.log_groups.items())
    }
    inputs: dict[str, Value] = {
        "image": container.pulled_image,
        "options": list(options(container)),
        "command": command(container) or None,
        **changed(container, "stop_timeout"),
        "region": REGION,
        "log_group_names": log_groups,
        "log_retention_days": retention_days(cluster, container.logs.retention_days),
        "log_class": container.logs.class_,
        "log_kms_key_arn": log_kms_key_arn(cluster),
    }
    return ModulePlan(container.module, "docker_container", FILE, inputs)


def _errors(cluster: Cluster, container: SystemContainer, watch: LogErrors) -> ModulePlan:
    """Plan the metric that an alarm of the whole cluster watches."""
    names = [name for _, name in sorted(container.log_groups.items())]
    inputs: dict[str, Value] = {
        "name": container.name,
        "namespace": cluster.log_errors_namespace,
        **changed(watch, "pattern"),
        "log_group_names": Ref(f"module.{container.module}.log_group_names"),
    }
    text = f"errors in the logs of {container.key} are counted: {', '.join(names)}"
    promise = Promise("log_group_names", names, "alerts.alarms.log_errors", text)
    return ModulePlan(
        f"{container.module}_errors",
        "log_errors",
        FILE,
        inputs,
        promises=(promise,),
    )


def options(container: SystemContainer) -> Iterator[Value]:
    """Yield the options of `docker run` but for name and log group.

    https://docs.docker.com/reference/cli/docker/container/run/
    """
    # Without a unit Docker reads bytes.
    if container.memory:
        yield f"--memory={container.memory}m"
    if container.soft_limit:
        yield f"--memory-reservation={container.soft_limit}m"
    if container.cpu:
        yield f"--cpu-shares={container.cpu}"
    yield f"--network={container.network_mode}"
    yield from _host(container)
    yield from _ports(container)
    yield from (f"--volume={mount}" for mount in container.mounts)
    for name, value in sorted(container.environment.items()):
        yield _variable(name, value)
    yield from _rights(container)
    yield from _kernel(container)
    yield from (f"--label={name}={value}" for name, value in sorted(container.labels.items()))
    if container.working_directory:
        yield f"--workdir={container.working_directory}"
    # Given empty, the option takes the image's own entrypoint away.
    if container.entrypoint is not None:
        yield f"--entrypoint={''.join(container.entrypoint[:1])}"
    yield f"--log-opt=mode={container.logs.mode}"
    if container.logs.mode == "non-blocking":
        yield f"--log-opt=max-buffer-size={container.logs.max_buffer_size}"


def _variable(name: str, value: TextOrExpression) -> Value:
    if isinstance(value, Expression):
        return Text((f"--env={name}=", value))
    return f"--env={name}={value}"


def _host(container: SystemContainer) -> Iterator[str]:
    """Yield what the container sees of the host and of others, and its own name."""
    if container.pid_mode:
        yield f"--pid={container.pid_mode}"
    if container.ipc_mode:
        yield f"--ipc={container.ipc_mode}"
    if container.hostname:
        yield f"--hostname={container.hostname}"
    for name, address in sorted(container.extra_hosts.items()):
        yield f"--add-host={name}:{address}"


def _ports(container: SystemContainer) -> Iterator[str]:
    """Yield what is published; in host mode the ports are the host's anyway."""
    if container.network_mode == "bridge":
        for port in container.ports.values():
            published = f"{port.container_port}/{port.protocol}"
            # Without a port of the host Docker chooses one.
            if port.host_port:
                published = f"{port.host_port}:{published}"
            yield f"--publish={published}"


def _rights(container: SystemContainer) -> Iterator[str]:
    if container.user:
        yield f"--user={container.user}"
    if container.read_only_root:
        yield "--read-only"
    if container.privileged:
        yield "--privileged"
    yield from (f"--cap-add={name}" for name in container.capabilities.add)
    yield from (f"--cap-drop={name}" for name in container.capabilities.drop)
    yield from (f"--device={device}" for device in container.devices)


def _kernel(container: SystemContainer) -> Iterator[str]:
    if container.init:
        yield "--init"
    for name, limit in sorted(container.ulimits.items()):
        yield f"--ulimit={name}={limit.soft}:{limit.hard}"
    yield from (f"--sysctl={name}={value}" for name, value in sorted(container.sysctls.items()))
    if container.shm_size:
        yield f"--shm-size={container.shm_size}m"
    for path, tmpfs in sorted(container.tmpfs.items()):
        yield f"--tmpfs={path}:{','.join([f'size={tmpfs.size}m', *tmpfs.mount_options])}"


def command(container: SystemContainer) -> list[str]:
    """Return what stands behind the image: an option takes but the first word of an entrypoint."""
    return [*(container.entrypoint or ())[1:], *(container.command or ())]
