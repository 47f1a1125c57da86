"""Ports of a task: which of its containers takes what load balancers send."""

from __future__ import annotations

from tfgen.adopt.copilot.scene import Member
from tfgen.adopt.copilot.values import as_key, below, items, number, text_of
from tfgen.adopt.given import Given


class Ports:
    """The ports of the main container and of sidecars, by what manifests say of targets."""

    def __init__(self, member: Member, manifest: Given) -> None:
        self.member = member
        self.main = _whole(number(manifest.get("image", "port")))
        self._further: list[int] = []
        self._sidecars = manifest.get("sidecars")

    def put(self, manifest: Given) -> None:
        """Put the ports of the main container: the only one, or all of them by name."""
        for rule, listener in _rules(manifest):
            self._need(rule, listener)
        if self.main is not None and not self._further:
            self.member.put("port", self.main)
            return
        ports = {self.member.key: str(self.main)} if self.main is not None else {}
        ports |= {_named(port): str(port) for port in self._further}
        self.member.put("ports", ports or None)

    def _need(self, rule: Given, listener: int | None) -> None:
        if self._sidecar(rule) is not None:
            return
        # What is asked for its health has to be a port of the container too.
        asked = _whole(number(below(rule.get("healthcheck"), "port")))
        for port in (self.targeted(rule, listener), asked):
            if port is not None and port != self.main and port not in self._further:
                self._further.append(port)

    def _sidecar(self, rule: Given) -> str | None:
        """Return the sidecar that a rule leads to, None for the main container."""
        # It was spelt in camel case before Copilot 1.0.
        container = rule.get("target_container") or rule.get("targetContainer")
        if container is None or container.text in ("", self.member.name):
            return None
        return container.text

    def targeted(self, rule: Given, listener: int | None = None) -> int | None:
        """Return the number of the port that a rule leads to."""
        wanted = _whole(number(rule.get("target_port")))
        if wanted is not None:
            return wanted
        if (name := self._sidecar(rule)) is not None:
            return self._port_of_sidecar(name) or listener
        # A network balancer passes on to the port on which it listens.
        return listener or self.main

    def _port_of_sidecar(self, name: str) -> int | None:
        given = below(self._sidecars, name, "port")
        text = given.text.partition("/")[0] if given else ""
        return int(text) if text.isdecimal() else None

    def target(self, rule: Given, listener: int | None = None) -> tuple[str | None, str | None]:
        """Return the sidecar and the name of the port of a rule, None where there is one choice."""
        sidecar, port = self._sidecar(rule), self.targeted(rule, listener)
        if sidecar is not None:
            return self._of_sidecar(sidecar, port)
        if not self._further:
            return None, None
        return None, self.member.key if port in (self.main, None) else _named(port or 0)

    def _of_sidecar(self, sidecar: str, port: int | None) -> tuple[str, str | None]:
        key = as_key(sidecar)
        path = (*self.member.path, "sidecars", key)
        has = self._port_of_sidecar(sidecar)
        draft = self.member.scene.draft
        if has == port or port is None:
            return key, None
        if has is None:
            draft.put((*path, "port"), port)
            return key, None
        draft.get(path).pop("port", None)
        draft.put((*path, "ports"), {key: str(has), _named(port): str(port)})
        return key, _named(port)

    def asked(self, rule: Given, listener: int | None = None) -> str | None:
        """Return the port that a health check asks, None where it is the one of the route."""
        check = rule.get("healthcheck")
        port = below(check, "port")
        if port is None or port.text == str(self.targeted(rule, listener)):
            return None
        return port.text


def listener_port(rule: Given) -> tuple[int, str]:
    """Return the port and protocol that a network balancer listens on."""
    port = rule.get("port")
    text, _, protocol = text_of(port).partition("/")
    return int(text) if text.isdecimal() else 80, protocol or "tcp"


def _rules(manifest: Given) -> list[tuple[Given, int | None]]:
    http, nlb = manifest.get("http"), manifest.get("nlb")
    rules: list[tuple[Given, int | None]] = []
    for rule in _with_further(http, "additional_rules"):
        rules.append((rule, None))
    for rule in _with_further(nlb, "additional_listeners"):
        rules.append((rule, listener_port(rule)[0]))
    return rules


def _with_further(given: Given | None, further: str) -> list[Given]:
    if given is None or not given.is_map:
        return []
    return [given, *items(given.get(further))]


def _whole(port: int | float | None) -> int | None:
    return None if port is None else int(port)


def _named(port: int) -> str:
    return f"port-{port}"
