"""Port mappings of a container → its ports in a spec.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
"""

from __future__ import annotations

from typing import Any

from tfgen.adopt.containers.keys import key_of
from tfgen.adopt.given import Given
from tfgen.adopt.task_definition.reading import number, value


def port_key(mapping: Given) -> str:
    """Return what a port is called in a spec."""
    named, at = mapping.get("name"), mapping.get("containerPort")
    if named and named.peek:
        return key_of(str(named.peek))
    protocol = mapping.get("protocol")
    ending = "-udp" if protocol and protocol.peek == "udp" else ""
    return f"port-{at.peek if at else 0}{ending}"


def ports(mappings: Given | None, network_mode: str, is_connected: bool) -> dict[str, Any]:
    """Return `port` of a container with one that has nothing else to it, else `ports`."""
    listed: dict[str, Any] = {}
    for mapping in mappings.items if mappings else ():
        _range(mapping)
        at = number(mapping, "containerPort")
        if at is None:
            mapping.leave("it names no port of the container", "write ports: {web: 8080}")
            continue
        listed[port_key(mapping)] = _port(mapping, at, network_mode, is_connected)
    first = next(iter(listed.values()), None)
    if mappings and len(listed) == 1 and isinstance(first, int):
        name = next(item.get("name") for item in mappings.items)
        if name and name.text:
            name.changed("the only port of a container is named like it")
        return {"port": first}
    for mapping in mappings.items if mappings else ():
        value(mapping, "name")
    return {"ports": listed}


def _range(mapping: Given) -> None:
    node = mapping.get("containerPortRange")
    if node:
        node.leave("a spec has no ranges of ports", "write each under ports:")


def _port(mapping: Given, at: int, network_mode: str, is_connected: bool) -> Any:
    protocol = value(mapping, "protocol", default="tcp")
    app = mapping.get("appProtocol")
    if app and not is_connected:
        app.lose("only Service Connect has a use for it", "service_connect: true")
    # Its names are those of the language.
    known_as = value(app) if app and is_connected else None
    host = _host_port(mapping, at, network_mode)
    if known_as:
        form = {"container_port": at, "host_port": host, "protocol": protocol}
        return {key: entry for key, entry in {**form, "app_protocol": known_as}.items() if entry}
    text = f"{host}:{at}" if host else str(at)
    if protocol:
        return f"{text}/{protocol}"
    return text if host else at


def _host_port(mapping: Given, at: int, network_mode: str) -> int | None:
    """Return the port of the instance; where a task has its own address there is none."""
    node = mapping.get("hostPort")
    if node is None:
        return None
    # 0 lets Docker choose, as leaving it out does.
    if network_mode == "bridge":
        return number(mapping, "hostPort", default=0)
    host = number(mapping, "hostPort")
    if host not in (0, at, None):
        node.lose("a task with the network of its own listens where its container does")
    elif host is not None:
        node.changed("a task with this network listens where its container does")
    return None
