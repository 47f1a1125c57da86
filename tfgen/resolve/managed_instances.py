"""Managed instances, resolved: their names, and what programs they may run."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts import aws
from tfgen.language import managed_instances as language
from tfgen.language.field import Field
from tfgen.resolve.convention import Path, begin
from tfgen.resolve.names import Name, Names

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InstanceRequirementsRequest.html
_ARCHITECTURES = {"intel": "x86_64", "amd": "x86_64", "amazon-web-services": "arm64"}
ARCHITECTURES = ("x86_64", "arm64")


class ManagedInstances(language.ManagedInstances):
    """Instances that ECS manages.

    `name` is what AWS knows them by: their oldest key, since another would replace what is there.
    """

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: str
    role_name_prefix: Name
    names: Names = Field(exclude=True)

    @property
    def types(self) -> tuple[str, ...]:
        """The only instance types, or patterns of them; empty where all types are."""
        if self.instance_requirements is None:
            return ()
        return self.instance_requirements.allowed_instance_types

    @property
    def architectures(self) -> tuple[str, ...]:
        """What programs its instances may run, as far as the requirements tell."""
        found = set(self._by_manufacturer())
        of_types = set(_by_type(self.types))
        return tuple(name for name in ARCHITECTURES if name in found and name in of_types)

    def _by_manufacturer(self) -> Iterator[str]:
        makers: tuple[str, ...] = ()
        if self.instance_requirements:
            makers = self.instance_requirements.cpu_manufacturers
        for maker in makers or _ARCHITECTURES:
            yield _ARCHITECTURES[maker]


def _by_type(types: tuple[str, ...]) -> Iterator[str]:
    """Yield the architectures of instance types; all of them where a pattern does not tell."""
    for pattern in types or ("*",):
        family = pattern.partition(".")[0]
        if "*" in family:
            yield from ARCHITECTURES
        else:
            yield aws.architecture(f"{family}.large")


def begin_managed_instances(key: str, written: language.ManagedInstances) -> ManagedInstances:
    """Return managed instances as far as the spec says them."""
    return begin(ManagedInstances, written, key=key, path=("managed_instances", key))
