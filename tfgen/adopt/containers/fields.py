"""The order in which people write what a service has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ORDER = (
    *("image", "capacity", "network_mode", "architecture", "subnets", "security_groups"),
    *("cpu", "memory", "memory_reservation", "task_cpu", "task_memory", "gpus"),
    *("ephemeral_storage", "desired_count", "scaling", "essential", "port", "ports", "routes"),
    *("health_check_grace_period", "service_connect", "cloud_map", "entrypoint", "command"),
    *("working_directory", "user", "init", "environment", "env_files", "secrets"),
    *("health_check", "depends_on", "start_timeout", "stop_timeout", "restart_policy"),
    *("volumes", "mounts", "read_only_root", "privileged"),
)


def in_order_of_fields(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield fields in the order in which people write them."""
    for key in dict.fromkeys((*_ORDER, *fields)):
        if key in fields:
            yield key, fields[key]
