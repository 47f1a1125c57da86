"""Every value that is written is used: fields that say where they mean something are held to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.language import Spec
from tfgen.language.meaning import REMOVE, Meaning, fact
from tfgen.language.section import Section, Unread, meanings_of
from tfgen.language.top import Defaults
from tfgen.resolve import Cluster, Container, SystemContainer, Workload
from tfgen.rules.over import containers
from tfgen.rules.rule import Path, Rule, dotted, finding

_MAPPINGS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"
Around = tuple[object, ...]


def written_values(cluster: Cluster) -> Iterator[tuple[Path, Meaning, Around]]:
    """Give each written value that means something in some places only, with what is around it."""
    return _below((), cluster.reading.spec, (cluster,))


def _below(path: Path, given: Section, around: Around) -> Iterator[tuple[Path, Meaning, Around]]:
    meanings = meanings_of(type(given))
    for name, field in type(given).model_fields.items():
        value = given.__dict__.get(name)
        if value is None or not given.gives(name) or _undoes(value, field.default):
            continue
        key = field.alias or name
        own = [((*path, key), one, around) for one in meanings.get(key, ())]
        yield from own
        if all(map(_may_stand, own)):
            yield from _inside((*path, key), value, (_member(around[0], name), *around))


def _undoes(value: object, default: object) -> bool:
    """Whether a value takes back what `defaults` or a base would give: that is no use of a field."""
    return value == default and value in (False, (), {})


def _may_stand(written: tuple[Path, Meaning, Around]) -> bool:
    """Whether what is inside a value is looked at too: not where the whole is refused."""
    _, meaning, around = written
    try:
        return meaning.severity is not Severity.ERROR or meaning.fits(around)
    except Unread:
        return True


def _inside(path: Path, value: Any, around: Around) -> Iterator[tuple[Path, Meaning, Around]]:
    """Yield what stands in a value: itself a section, or a map or list of sections."""
    if isinstance(value, Section):
        yield from _below(path, value, (around[0] or value, *around[1:]))
        return
    members: Any = ()
    if isinstance(value, Mapping):
        members = value.items()
    elif isinstance(value, tuple):
        members = enumerate(value)
    for key, member in members:
        if isinstance(member, Section):
            resolved = _item(around[0], key)
            yield from _below((*path, key), member, (resolved or member, *around[1:]))


def _member(resolved: object, name: str) -> object:
    """Return what a resolved section has in a field, if it was read."""
    try:
        return getattr(resolved, name, None)
    except Unread:
        return None


def _item(resolved: object, key: str | int) -> object:
    if isinstance(resolved, Mapping):
        return resolved.get(key)
    if isinstance(resolved, tuple) and isinstance(key, int) and key < len(resolved):
        return resolved[key]
    return None


def value_is_used(
    cluster: Cluster, path: Path, meaning: Meaning, around: Around
) -> Iterator[Diagnostic]:
    """Refuse a value where its field means nothing, and warn of one that has no use yet."""
    if meaning.fits(around):
        return
    reason = f": {meaning.why}" if meaning.why else _facts(meaning, around)
    yield finding(
        cluster,
        meaning.code,
        path,
        f"{dotted(path[-2:])} {meaning.told} {meaning.where}{reason}",
        _help(path, meaning),
        source=meaning.source,
        severity=meaning.severity,
        key=True,
    )


def _facts(meaning: Meaning, around: Around) -> str:
    """Return what is so instead, where that is a word."""
    known = {name: fact(around, name) for name in meaning.facts if not meaning.negated}
    told = [
        f"{name.replace('_', ' ')} is {value}"
        for name, value in known.items()
        if isinstance(value, str)
    ]
    return f", and {' and '.join(told)}" if told else ""


def _help(path: Path, meaning: Meaning) -> str:
    """Return what to do; a field of a member may come from `defaults`."""
    section, *_, field = path
    if meaning.help == REMOVE and section in Defaults.model_fields and len(path) == 3:
        return f"{meaning.help}, or write {field}: null here where defaults.{section} sets it"
    return meaning.help


def host_ports_are_mapped(
    cluster: Cluster, task: Workload | SystemContainer, container: Container
) -> Iterator[Diagnostic]:
    """Refuse a host port other than the container's where there is no mapping: modes host and awsvpc.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    mode = task.network_mode
    if mode == "bridge":
        return
    for name, port in container.ports.items():
        if port.host_port in (None, port.container_port):
            continue
        yield finding(
            cluster,
            "RULE125",
            (*container.path, "ports", name, "host_port"),
            f"network mode {mode} maps no ports: {port.host_port} cannot be {port.container_port}",
            f"remove it, or write {port.container_port}",
            source=_MAPPINGS,
        )


RULES = (
    Rule(tuple(Spec.model_fields), value_is_used, written_values),
    Rule(("system_containers", "services", "jobs"), host_ports_are_mapped, containers),
)
