"""Labels that Traefik reads: hosts and paths of routes, and the port behind them.

https://doc.traefik.io/traefik/routing/providers/docker/
"""

from __future__ import annotations

import re

from tfgen.adopt.compose.values import Pair

_RULE = re.compile(r"traefik\.http\.routers\.[^.]+\.rule")
_OLD_RULE = re.compile(r"traefik\.(?:[^.]+\.)?frontend\.rule")
_PORT = re.compile(r"traefik\.(?:http\.services\.[^.]+\.loadbalancer\.server\.)?port")
_CALL = re.compile(r"(Host|PathPrefix|Path)\(([^()]*)\)")
_QUOTED = re.compile(r"[`\"']([^`\"']+)[`\"']")
_WHY = "the load balancer does that"


def is_of_traefik(pair: Pair) -> bool:
    """Tell whether a label is for Traefik."""
    return pair.name.startswith("traefik.")


def patterns(pair: Pair) -> list[str]:
    """Return the patterns of a rule, none where a balancer has no such rule."""
    rule = pair.value or ""
    if _OLD_RULE.fullmatch(pair.name):
        hosts = re.fullmatch(r"Host:\s*([^;]+)", rule)
        return [host.strip() for host in hosts[1].split(",")] if hosts else []
    if not _RULE.fullmatch(pair.name):
        return []
    return [pattern for side in rule.split("||") for pattern in _patterns_of(side)]


def _patterns_of(rule: str) -> list[str]:
    """Return the patterns of what is joined with && alone."""
    rest = _CALL.sub("", rule)
    if rest.replace("&&", "").strip(" ()"):
        return []
    hosts: list[str] = []
    paths: list[str] = []
    for name, arguments in _CALL.findall(rule):
        values = _QUOTED.findall(arguments)
        if name == "Host":
            hosts += values
        elif name == "Path":
            paths += values
        else:
            # A prefix takes the path itself, and what begins with it.
            paths += [path for value in values for path in _below(value)]
    return [f"{host}{path}" for host in hosts or [""] for path in paths or [""]]


def _below(prefix: str) -> list[str]:
    prefix = prefix.rstrip("/")
    return [prefix, f"{prefix}/*"] if prefix else ["/*"]


def port(pair: Pair) -> int | None:
    """Return the port behind a route."""
    value = pair.value or ""
    return int(value) if _PORT.fullmatch(pair.name) and value.isdigit() else None


def leave(pair: Pair) -> None:
    """Say that a label is not carried over."""
    pair.given.lose(_WHY, "routes: {default: host/path} leads requests to the service")
