"""System containers that systemd runs with Docker: the arguments of `docker run`, and the units' inputs."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Value
from tfgen.modules.logs import log_shape
from tfgen.resolve import Cluster, SystemContainer
from tfgen.tree import Input

UNITS = """map(object({
  image = string
  options = list(string)
  command = list(string)
  stop_timeout = number
  log_group_name = string
  log_retention_days = number
}))"""
LOG_ERRORS = """object({
  namespace = string
  pattern = string
})"""


def docker_inputs(cluster: Cluster, group: str, name: str) -> list[Input]:
    """Return the inputs of an instance group with containers that Docker runs; `name` is its name in AWS."""
    containers = [
        cluster.system_containers[key] for key in cluster.instance_groups[group].docker_containers
    ]
    units: dict[str, Value] = {
        key: {
            "image": container.image,
            "options": list(options(cluster, container)),
            "command": command(container),
            "stop_timeout": container.stop_timeout,
            "log_group_name": container.log_groups[name],
            "log_retention_days": container.logs.retention_days,
        }
        for key, container in ((one.name, one) for one in containers)
    }
    if not units:
        return []
    about = "Containers that systemd runs with Docker, by name: options and command of docker run, seconds, days"
    return [
        Input("docker_containers", UNITS, about, units),
        Input("region", "string", "Region of the cluster", cluster.region),
        *_log_errors(cluster),
    ]


def _log_errors(cluster: Cluster) -> Iterator[Input]:
    if given := cluster.alerts.alarms.log_errors:
        what: Value = {"namespace": cluster.log_errors_namespace, "pattern": given.pattern}
        about = "Which lines of the containers' logs are errors, and the namespace of the metrics that count them"
        yield Input("log_errors", LOG_ERRORS, about, what)


def has_short_logs(cluster: Cluster, container: SystemContainer) -> bool:
    """Whether the logs of a container are kept for less than a year."""
    return log_shape(cluster, container.logs.retention_days)["log_short"]


def options(cluster: Cluster, container: SystemContainer) -> Iterator[str]:
    """Yield the options of `docker run` but for name and log group.

    https://docs.docker.com/reference/cli/docker/container/run/
    """
    yield f"--memory={container.memory}m"
    if container.soft_limit:
        yield f"--memory-reservation={container.soft_limit}m"
    if container.cpu:
        yield f"--cpu-shares={container.cpu}"
    yield f"--network={container.network_mode}"
    yield from _ports(container)
    yield from (f"--volume={mount}" for mount in container.mounts)
    yield from (f"--env={name}={value}" for name, value in sorted(container.environment.items()))
    yield from _rights(container)
    yield from _kernel(container)
    yield from (f"--label={name}={value}" for name, value in sorted(container.labels.items()))
    if container.entrypoint is not None:
        yield f"--entrypoint={container.entrypoint[0] if container.entrypoint else ''}"
    yield f"--log-opt=mode={container.logs.mode}"
    if container.logs.mode == "non-blocking":
        yield f"--log-opt=max-buffer-size={container.logs.max_buffer_size}"


def _ports(container: SystemContainer) -> Iterator[str]:
    """Yield what is published; in host mode the ports are the host's anyway."""
    if container.network_mode == "bridge":
        for port in container.ports.values():
            host = f"{port.host_port}:" if port.host_port else ""
            yield f"--publish={host}{port.container_port}/{port.protocol}"


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
    yield from (
        f"--ulimit={name}={limit.soft}:{limit.hard}"
        for name, limit in sorted(container.ulimits.items())
    )
    yield from (f"--sysctl={name}={value}" for name, value in sorted(container.sysctls.items()))
    if container.shm_size:
        yield f"--shm-size={container.shm_size}m"
    for path, tmpfs in sorted(container.tmpfs.items()):
        yield f"--tmpfs={path}:{','.join([f'size={tmpfs.size}m', *tmpfs.mount_options])}"


def command(container: SystemContainer) -> list[str]:
    """Return what stands behind the image: `docker run` takes but the first word of an entrypoint as an option."""
    return [*(container.entrypoint or ())[1:], *(container.command or ())]
