"""Every value that is written is used: fields that say where they mean something are held to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language import Spec
from tfgen.language.meaning import REMOVE, Meaning, fact
from tfgen.language.section import Section, Unread, meanings_of
from tfgen.language.top import Defaults
from tfgen.resolve import Cluster, Container, SystemContainer, Workload
from tfgen.rules.over import containers
from tfgen.rules.rule import Path, dotted, finding, rule

Around = tuple[object, ...]


def written_values(cluster: Cluster) -> Iterator[tuple[Path, Meaning, Around]]:
    """Give each written value that means something in some places only, with what is around it."""
    return _below((), cluster.reading.spec, (cluster,))


def _below(path: Path, section: Section, around: Around) -> Iterator[tuple[Path, Meaning, Around]]:
    for name, field in type(section).model_fields.items():
        # Not by getattr, which raises for what could not be read.
        value = section.__dict__.get(name)
        if value is None or not section.gives(name) or _undoes(value, field.default):
            continue
        # The language has words that Python keeps for itself, such as `in` and `from`.
        key = field.key
        meanings = meanings_of(type(section), key)
        own = [((*path, key), meaning, around) for meaning in meanings]
        yield from own
        if all(map(_may_stand, own)):
            yield from _inside((*path, key), value, (_member(around[0], name), *around))


def _undoes(value: object, default: object) -> bool:
    """Whether a value takes back what `defaults` or a base would give: no use of a field."""
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


# Which codes it finds, and on which page a value is said to be of use, stands at each field.
@rule(sections=tuple(Spec.model_fields), over=written_values)
def value_is_used(
    cluster: Cluster,
    path: Path,
    meaning: Meaning,
    around: Around,
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
        severity=meaning.severity,
        key=True,
    )


def _facts(meaning: Meaning, around: Around) -> str:
    """Return what is so instead, where that is a word."""
    # A fact that must not be so is so here: `where` has said it.
    if meaning.negated:
        return ""
    told = []
    for name in meaning.facts:
        value = fact(around, name)
        if isinstance(value, str):
            told.append(f"{name.replace('_', ' ')} is {value}")
    if not told:
        return ""
    return f", and {' and '.join(told)}"


def _help(path: Path, meaning: Meaning) -> str:
    """Return what to do, and the page that says so."""
    help = meaning.help
    section, *_, field = path
    # To remove a field of a member is not enough where `defaults` gives it to all of them.
    if help == REMOVE and section in Defaults.model_fields and len(path) == 3:
        help = f"{help}, or write {field}: null here where defaults.{section} sets it"
    if meaning.source:
        help = f"{help} ({meaning.source})"
    return help


@rule(
    Code(
        "RULE125",
        "host-port-not-mapped",
        what="A host port differs from the container's where no ports are mapped.",
        why=(
            "In the network modes host and awsvpc a container listens on the interface itself, "
            "and ECS takes a host port only if it is the container's."
        ),
        help="Remove the host port, or write the container's own; network_mode: bridge maps ports.",
        source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
    ),
    sections=("system_containers", "services", "jobs"),
    over=containers,
)
def host_ports_are_mapped(
    cluster: Cluster,
    task: Workload | SystemContainer,
    container: Container,
) -> Iterator[Diagnostic]:
    """Refuse a host port other than the container's where there is no mapping."""
    mode = task.network_mode
    if mode == "bridge":
        return
    for name, port in container.ports.items():
        if port.host_port in (None, port.container_port):
            continue
        path = (*container.path, "ports", name, "host_port")
        number = port.container_port
        message = f"network mode {mode} maps no ports: {port.host_port} cannot be {number}"
        yield finding(cluster, "RULE125", path, message, f"write {number} alone")


RULES = (value_is_used, host_ports_are_mapped)
