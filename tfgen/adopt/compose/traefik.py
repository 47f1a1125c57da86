"""Labels that Traefik reads: hosts and paths of routes, and the port behind them.

https://doc.traefik.io/traefik/routing/providers/docker/
"""

from __future__ import annotations

import re

from tfgen.adopt.compose.middlewares import reason
from tfgen.adopt.compose.values import Pair

_RULE = re.compile(r"traefik\.http\.routers\.[^.]+\.rule")
_OLD_RULE = re.compile(r"traefik\.(?:[^.]+\.)?frontend\.rule")
_PORT = re.compile(r"traefik\.(?:http\.services\.[^.]+\.loadbalancer\.server\.)?port")
_TOKEN = re.compile(r"\s*(\|\||&&|\(|\)|(?:Host|PathPrefix|Path)\([^()]*\))")
_QUOTED = re.compile(r"[`\"']([^`\"']+)[`\"']")
# A host and a path, each "" where the rule does not say it.
Match = tuple[str, str]
_CHECK = re.compile(
    r"traefik\.http\.services\.[^.]+\.loadbalancer\.healthcheck\.path", re.IGNORECASE
)
# As a route takes it.
_CHECKED = re.compile(r"/[^\s]{0,1023}")


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
    tokens = _TOKEN.findall(rule)
    if "".join(tokens).replace(" ", "") != rule.replace(" ", ""):
        return []
    matches = _Rule(tokens).either() or ()
    return [] if tokens else [f"{host}{path}" for host, path in matches]


class _Rule:
    """A rule of hosts and paths, joined by && and ||; what a balancer cannot match is None.

    Tokens are taken as they are read: those of a whole rule are all gone at its end.
    """

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens

    def either(self) -> list[Match] | None:
        matches = self._both()
        while matches is not None and self._next() == "||":
            self._tokens.pop(0)
            other = self._both()
            matches = None if other is None else matches + other
        return matches

    def _both(self) -> list[Match] | None:
        matches = self._one()
        while matches is not None and self._next() == "&&":
            self._tokens.pop(0)
            other = self._one()
            pairs = [(left, right) for left in matches for right in other or ()]
            # Two hosts, or two paths, of one request are no pattern.
            if other is None or any((a[0] and b[0]) or (a[1] and b[1]) for a, b in pairs):
                return None
            matches = [(a[0] or b[0], a[1] or b[1]) for a, b in pairs]
        return matches

    def _one(self) -> list[Match] | None:
        token = self._tokens.pop(0) if self._tokens else ""
        if token == "(":
            matches = self.either()
            return matches if self._tokens and self._tokens.pop(0) == ")" else None
        values = _QUOTED.findall(token)
        if token.startswith("Host("):
            return [(host, "") for host in values]
        if token.startswith("Path("):
            return [("", path) for path in values]
        if token.startswith("PathPrefix("):
            # A prefix takes the path itself, and what is below it.
            return [("", path) for value in values for path in _below(value)]
        return None

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""


def _below(prefix: str) -> list[str]:
    prefix = prefix.rstrip("/")
    return [prefix, f"{prefix}/*"] if prefix else ["/*"]


def port(pair: Pair) -> int | None:
    """Return the port behind a route."""
    value = pair.value or ""
    return int(value) if _PORT.fullmatch(pair.name) and value.isdigit() else None


def leave(pair: Pair) -> None:
    """Say that a label is not carried over, and what is lost with it."""
    pair.node.lose(*reason(pair))


def checked(pair: Pair) -> str:
    """Return the path that Traefik asks for to see whether a service is well, "" for none."""
    value = pair.value or ""
    return value if _CHECK.fullmatch(pair.name) and _CHECKED.fullmatch(value) else ""
