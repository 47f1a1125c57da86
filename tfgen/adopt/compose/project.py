"""The services of a Compose file: what each extends is put into it, and who shares a network."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from tfgen.adopt.compose.interpolation import Variables
from tfgen.adopt.compose.values import several
from tfgen.adopt.given import Given
from tfgen.frozen import frozen

# The text of a file beside the Compose file, by its path from there; None where there is none.
Files = Callable[[str], str | None]
_WHOLE = "docker compose config prints the project as one file: import that"
# What one service has instead of what it extends, though both are lists.
# https://docs.docker.com/reference/compose-file/merge/
_REPLACED = {"command", "entrypoint", "healthcheck"}


@frozen
class Unit:
    """A service of the file: its name, its place, and what stands in it and what it extends."""

    name: str
    node: Given
    fields: Mapping[str, Given]
    variables: Variables
    files: Files

    def field(self, *keys: str) -> Given | None:
        """Return what stands below some keys."""
        field = self.fields.get(keys[0])
        return field.get(*keys[1:]) if field and keys[1:] else field

    def text(self, *keys: str) -> str:
        """Return a text with its variables put in; "" where there is none."""
        field = self.field(*keys)
        return self.variables.text(field) if field and field.is_plain else ""

    @property
    def networks(self) -> set[str]:
        """The networks that it is in, by name."""
        # A network of the host, of another service, or none has no peers.
        if self.field("network_mode"):
            return set()
        networks = self.field("networks")
        if networks is None:
            # Compose makes one network for all services that name none.
            return {"default"}
        return {*networks.entries, *(str(item.peek) for item in networks.items)}


class Project:
    """What of a Compose file is wanted: services, and those among them that run to an end."""

    def __init__(
        self, node: Given, variables: Variables, profiles: Collection[str], files: Files
    ) -> None:
        self.node = node
        self._files = files
        self.variables = variables
        self._profiles = set(profiles)
        services = node.get("services")
        self._all = services.entries if services else {}
        self.units = tuple(self._wanted())

    def _wanted(self) -> Iterator[Unit]:
        for name, service in self._all.items():
            fields = self._fields(service, {name})
            unit = Unit(name, service, fields, self.variables, self._files)
            names = [self.variables.text(item) for item in several(unit.field("profiles"))]
            # One of its profiles is enough.
            if names and not self._profiles & {*names}:
                why = f"only the profiles {', '.join(names)} start it"
                service.lose(why, f"give --profile {names[0]} to have it in the spec")
            else:
                yield unit

    def _fields(self, service: Given, seen: set[str]) -> dict[str, Given]:
        """Return the fields of a service, and those of the ones that it extends."""
        own = {key: field for key, field in service.entries.items() if key != "extends"}
        extends = service.get("extends")
        if extends is None:
            return own
        named = extends if extends.is_plain else extends.get("service")
        base = str(named.peek) if named else ""
        if (extends.is_map and extends.get("file")) or base not in self._all or base in seen:
            extends.leave("what it extends stands in another file, or nowhere", _WHOLE)
            return own
        self.variables.text(named) if named else None
        extends.changed("what it extends stands in the service itself")
        below = self._fields(self._all[base], seen | {base})
        # What the service says itself wins.
        return {**below, **{key: _merged(below.get(key), field) for key, field in own.items()}}

    def ends(self, unit: Unit) -> bool:
        """Tell whether others wait for the end of a service."""
        conditions = (other.field("depends_on", unit.name, "condition") for other in self.units)
        return any(
            condition is not None and condition.peek == "service_completed_successfully"
            for condition in conditions
        )

    def peers(self, unit: Unit) -> list[Unit]:
        """Return the services that share a network with one."""
        return [
            other for other in self.units if other is not unit and unit.networks & other.networks
        ]


def _merged(base: Given | None, own: Given) -> Given:
    """Return a field that one service has and the one that it extends."""
    if base is None or own.key in _REPLACED:
        return own
    if base.is_map and own.is_map:
        entries = dict(base.entries)
        for key, value in own.entries.items():
            entries[key] = _merged(entries.get(key), value)
        return Given(own.path, own.at, entries)
    if base.is_list and own.is_list:
        return Given(own.path, own.at, [*base.items, *own.items])
    return own
