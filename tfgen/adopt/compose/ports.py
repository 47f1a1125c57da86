"""Ports of the services of a Compose file: published, exposed, known, or called by others.

https://docs.docker.com/reference/compose-file/services/#ports
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tfgen.adopt.compose import images, traefik
from tfgen.adopt.compose.project import Project, Unit
from tfgen.adopt.compose.values import pairs, several
from tfgen.adopt.containers.keys import key_of
from tfgen.adopt.given import Given
from tfgen.frozen import frozen

_SHORT = re.compile(
    r"(?:(?:(?P<ip>\[[^\]]+\]|[^:\[\]]+):)?(?P<host>[0-9-]*):)?"
    r"(?P<container>[0-9]+(?:-[0-9]+)?)(?:/(?P<protocol>[a-z]+))?"
)
# A range of more ports is of a program that no balancer leads to.
_MOST = 20
_NAMES = {
    **{21: "ftp", 22: "ssh", 25: "smtp", 53: "dns", 80: "http", 443: "https", 1883: "mqtt"},
    **{3306: "mysql", 5432: "postgres", 6379: "redis", 9090: "metrics", 27017: "mongo"},
}


@frozen
class Port:
    """A port of a container; `published` is its port on Docker's host, "" where it has none."""

    number: int
    protocol: str = "tcp"
    published: str = ""
    is_published: bool = False
    node: Given | None = None
    name: str = ""
    app_protocol: str = ""

    @property
    def key(self) -> str:
        """Its name in a spec."""
        name = self.name or _NAMES.get(self.number, f"port-{self.number}")
        return key_of(name) if self.protocol == "tcp" else key_of(f"{name}-udp")

    @property
    def spec(self) -> object:
        """It as a spec has it: a number, or the long form."""
        if self.app_protocol in ("http", "http2", "grpc"):
            form: dict[str, object] = {"container_port": self.number}
            return {**form, "app_protocol": self.app_protocol}
        return self.number if self.protocol == "tcp" else f"{self.number}/{self.protocol}"


def ports(project: Project) -> dict[str, list[Port]]:
    """Return the ports of each service, each port once."""
    texts = list(_texts(project.node))
    return {unit.name: _once([*_said(unit), *_guessed(unit, texts)]) for unit in project.units}


def _once(listed: list[Port]) -> list[Port]:
    by_number: dict[tuple[int, str], Port] = {}
    for port in listed:
        first = by_number.setdefault((port.number, port.protocol), port)
        if first is not port and port.node:
            port.node.changed("the port stands there already")
    return list(by_number.values())


def _said(unit: Unit) -> Iterator[Port]:
    field = unit.field("ports")
    for item in field.items if field else ():
        yield from _long(unit, item) if item.is_map else _short(unit, item)
    for item in several(unit.field("expose")):
        yield from (replace(port, is_published=False) for port in _short(unit, item))
    for pair in pairs(unit.field("labels"), unit.variables):
        number = traefik.port(pair)
        if number:
            yield Port(number)


def _short(unit: Unit, item: Given) -> Iterator[Port]:
    text = unit.variables.text(item)
    match = _SHORT.fullmatch(text)
    numbers = _range(match["container"]) if match else []
    if not match or not numbers or match["protocol"] not in (None, "tcp", "udp"):
        item.lose("it is no port that ECS can open", "write ports: {web: 8080} in the service")
        return
    published = match["host"] or ""
    hosts = _range(published) if published else []
    for at, number in enumerate(numbers):
        host = str(hosts[at]) if len(hosts) == len(numbers) else published
        yield Port(number, match["protocol"] or "tcp", host, True, item)


def _long(unit: Unit, item: Given) -> Iterator[Port]:
    values = {
        key: unit.variables.text(item.entries[key])
        for key in ("target", "published", "protocol", "name", "app_protocol")
        if key in item.entries
    }
    protocol = values.get("protocol", "tcp")
    if protocol == "tcp" and "protocol" in item.entries:
        item.entries["protocol"].changed("it is what a port has by default")
    numbers = _range(values.get("target", ""))
    if len(numbers) != 1 or protocol not in ("tcp", "udp"):
        item.lose("it is no port that ECS can open", "write ports: {web: 8080} in the service")
        return
    name, app = values.get("name", ""), values.get("app_protocol", "")
    yield Port(numbers[0], protocol, values.get("published", ""), True, item, name, app)


def _range(text: str) -> list[int]:
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        return []
    numbers = range(int(first), int(last or first) + 1)
    # 65535 is the last port.
    return list(numbers) if len(numbers) <= _MOST and numbers.stop <= 65536 else []


def _guessed(unit: Unit, texts: list[str]) -> Iterator[Port]:
    """Yield ports that nothing says: where others call it, and where its image listens."""
    # What the file says of ports is all that it has.
    if any(_said_already(unit)):
        return
    # As in http://api:8080, db:5432 or user@db:5432.
    called = re.compile(rf"(?:^|[/@,=\s'\"]){re.escape(unit.name)}:([0-9]{{2,5}})(?![0-9])")
    numbers = {
        int(number): "others call it there" for text in texts for number in called.findall(text)
    }
    known = images.known_port(unit.text("image"))
    if known:
        numbers.setdefault(known, "such images listen there")
    for number, why in numbers.items():
        if 0 < number < 65536:
            unit.node.changed(f"port {number} is open, which the file does not say: {why}")
            yield Port(number)


def _said_already(unit: Unit) -> Iterator[bool]:
    for key in ("ports", "expose"):
        field = unit.field(key)
        yield bool(field and several(field))


def _texts(node: Given) -> Iterator[str]:
    """Yield all texts of a file, without reading them."""
    if node.is_plain and isinstance(node.peek, str):
        yield node.peek
    for below in (*node.entries.values(), *node.items):
        yield from _texts(below)
