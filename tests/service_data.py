"""Services of a spec as plain data: where they run, what their containers have and what leads to
them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from spec_data import listed, long_form

# Beside the containers of a service with telemetry.
COLLECTOR = "otel-collector"
FARGATE = {"fargate": "FARGATE", "fargate_spot": "FARGATE_SPOT"}


def services(spec: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the services of the spec."""
    return {key: service or {} for key, service in spec.get("services", {}).items()}


def default_capacity(spec: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the strategy of tasks that name no capacity: as written, else the only group,
    `default`, or Fargate."""
    strategy = spec.get("cluster", {}).get("default_capacity")
    groups = list(spec.get("instance_groups", {}))
    if strategy is not None:
        return _shares(strategy)
    if not groups:
        return {"fargate": {}}
    if len(groups) == 1:
        return {groups[0]: {}}
    return {key: {} for key in groups if key == "default"}


def capacity(spec: Mapping[str, Any], service: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the shares of a service by capacity."""
    if "capacity" in service:
        return _shares(service["capacity"])
    return default_capacity(spec)


def _shares(value: Any) -> dict[str, dict[str, Any]]:
    if isinstance(value, str):
        return {value: {}}
    return {key: long_form(share, "weight") for key, share in value.items()}


def on_fargate(spec: Mapping[str, Any], service: Mapping[str, Any]) -> bool:
    """Tell whether a service runs on Fargate."""
    return any(name in FARGATE for name in capacity(spec, service))


def network_mode(spec: Mapping[str, Any], service: Mapping[str, Any]) -> str:
    """Return the network of a service's tasks."""
    mode: str = service.get("network_mode", "awsvpc" if on_fargate(spec, service) else "bridge")
    return mode


def containers(key: str, service: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the containers of a service by name; its own fields are those of the main one."""
    main = dict(service)
    by_name = {key: main, **service.get("sidecars", {})}
    measured = telemetry(service)
    if measured is not None:
        main["environment"] = {**_told(key, measured), **service.get("environment", {})}
        by_name[COLLECTOR] = _collector(measured)
    return by_name


def telemetry(service: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a service measures, if anything."""
    written = service.get("telemetry", False)
    if isinstance(written, Mapping):
        return dict(written)
    return {} if written else None


def _told(key: str, measured: Mapping[str, Any]) -> dict[str, str]:
    """https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/."""
    traces = measured.get("traces", "xray") != "none"
    metrics = measured.get("metrics", "none") != "none"
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_LOGS_EXPORTER": "none",
        "OTEL_METRICS_EXPORTER": "otlp" if metrics else "none",
        "OTEL_SERVICE_NAME": key,
        "OTEL_TRACES_EXPORTER": "otlp" if traces else "none",
    }


def _collector(measured: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "image": "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0",
        "cpu": measured.get("cpu", 32),
        "memory": measured.get("memory", 256),
        "essential": False,
        "read_only_root": True,
        "health_check": {"command": ["/healthcheck"], "start_period": "15s"},
    }


def ports(name: str, container: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the ports of a container by name, in their long form: the only one is named like the
    container."""
    by_name = {name: container["port"]} if "port" in container else container.get("ports", {})
    return {key: _port(value) for key, value in by_name.items()}


def _port(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return {"protocol": "tcp", **value}
    mapping, _, protocol = str(value).partition("/")
    host, _, port = mapping.rpartition(":")
    actual = {"container_port": int(port), "protocol": protocol or "tcp"}
    return actual | ({"host_port": int(host)} if host else {})


def port_of(
    key: str, service: Mapping[str, Any], name: str | None, container: str | None = None
) -> int:
    """Return the port of a container, the main one by default, that a name means; without one its
    only port."""
    container = container or key
    known = ports(container, containers(key, service)[container])
    number: int = known[name or next(iter(known))]["container_port"]
    return number


def port_of_route(key: str, service: Mapping[str, Any], route: Mapping[str, Any]) -> int:
    """Return the port of a container that a route leads to."""
    return port_of(key, service, route.get("port"), route.get("container"))


def routes(service: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the routes of a service in their long form, with their keys; `match` is a list of long
    forms."""
    for key, wanted in service.get("routes", {}).items():
        route = long_form(wanted, "match")
        patterns = listed(route.get("match", []))
        route["match"] = [long_form(pattern, "pattern") for pattern in patterns]
        route["health_check"] = long_form(route.get("health_check", {}), "path")
        yield key, {"load_balancer": key, **route}


def rank(pattern: str) -> tuple[int, int]:
    """Return how early a listener asks for a pattern: exact paths, deep paths, hosts, then
    everything."""
    host, _, path = pattern.partition("/")
    if not path or path == "*":
        return (2, 0) if host else (3, 0)
    return (1, -min(pattern.count("/"), 5)) if "*" in path or "?" in path else (0, 0)
