"""Rules of groups on Bottlerocket: no shell, no ecs.config, and a list of settings of its own."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

_SECTIONS = ("instance_groups",)
_REFUSED = Code(
    "RULE084",
    "not-for-bottlerocket",
    what="Bottlerocket does not take this.",
    why=(
        "Bottlerocket has neither a shell nor a package manager, and its root is read-only. "
        "Its user data is a list of settings, and the agent gets what these know, no more."
    ),
    help="Leave the field out, or write ami_family: al2023.",
    source="https://bottlerocket.dev/en/os/latest/api/settings/ecs/",
)

# Fields of a group that Bottlerocket has no place for -> why.
_WITHOUT_PLACE = {
    "boot_commands": "it has no shell",
    "ecs_config": "it has no /etc/ecs/ecs.config",
    "ecs_config_s3": "it has no /etc/ecs/ecs.config",
    # https://github.com/bottlerocket-os/bottlerocket/issues/4888
    "warm_pool": "its agent cannot be told to wait in the pool",
}


@rule(_REFUSED, sections=_SECTIONS, over=over.instance_groups)
def no_shell(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse what only a shell or a file on the host could do."""
    if group.ami_family != "bottlerocket":
        return
    for name, why in _WITHOUT_PLACE.items():
        # An empty mapping is the default, and writes nothing.
        if getattr(group, name) not in (None, {}):
            path = (*group.path, name)
            message = f"instance group {group.key} runs Bottlerocket, which takes no {name}: {why}"
            help = f"write {name}: null, or ami_family: al2023"
            yield finding(cluster, "RULE084", path, message, help, key=True)


@rule(_REFUSED, sections=_SECTIONS, over=over.instance_groups)
def attributes_accepted(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse values of attributes that Bottlerocket does not read, though ECS would.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attribute.html
    """
    if group.ami_family != "bottlerocket":
        return
    for name, value in group.attributes.items():
        if "+" in value:
            path = (*group.path, "attributes", name)
            message = f"the value of attribute '{name}' has a +, which Bottlerocket does not take"
            help = "write it without, or ami_family: al2023"
            yield finding(cluster, "RULE084", path, message, help)


RULES = (
    no_shell,
    attributes_accepted,
)
