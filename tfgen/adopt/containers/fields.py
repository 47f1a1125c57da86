"""The order in which people write what a service has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ORDER = (
    *(
        "image",
        "service_name",
        "capacity",
        "network_mode",
        "architecture",
        "subnets",
        "security_groups",
    ),
    *("cpu", "memory", "memory_reservation", "task_cpu", "task_memory", "gpus"),
    *("ephemeral_storage", "desired_count", "scaling", "essential", "port", "ports", "routes"),
    *("health_check_grace_period", "service_connect", "cloud_map", "entrypoint", "command"),
    *("working_directory", "user", "init", "environment", "env_files", "secrets"),
    *("health_check", "depends_on", "start_timeout", "stop_timeout", "restart_policy"),
    *("volumes", "mounts", "read_only_root", "privileged"),
)
# Of the service as a whole, and other containers behind them.
_LAST = ("placement", "deployment", "exec", "task_role", "logs", "tags", "sidecars")


def in_order_of_fields(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield fields in the order in which people write them."""
    rest = [key for key in fields if key not in _LAST]
    for key in dict.fromkeys((*_ORDER, *rest, *_LAST)):
        if key in fields:
            yield key, fields[key]
