"""What containers stand on: a cluster of their own, or the platform of others."""

from __future__ import annotations

from tfgen.adopt.containers.keys import key_of
from tfgen.adopt.draft import Draft
from tfgen.adopt.wish import Wish
from tfgen.diagnostics import Location

# Instance groups by what their tasks need, each with memory for a few containers.
_TYPES = {"default": "t3.large", "arm": "t4g.large", "gpu": "g4dn.xlarge"}
ORDER = (
    *("version", "environment", "application", "platform", "region", "account_id", "profile"),
    *("network", "cluster", "instance_groups", "load_balancers", "logs", "defaults"),
    *("repositories", "registry_auth", "secrets", "file_systems", "services", "jobs"),
)


def lay(draft: Draft, wish: Wish, application: str, at: Location, region: str = "") -> None:
    """Put environment and region, or application and platform, as far as they are known.

    A `region` is that which the file itself names.
    """
    if wish.platform:
        draft.put(("platform",), wish.platform)
        _lay_name(draft, wish, application, at)
        return
    if wish.environment:
        draft.put(("environment",), wish.environment)
    else:
        why = "the file is of no stage"
        draft.made_up(("environment",), "production", why, "give --environment", at)
    lay_region(draft, wish, region, at)


def lay_region(draft: Draft, wish: Wish, named: str, at: Location) -> None:
    """Put the region: the one asked for, the one found in the file, or one made up."""
    if wish.region or named:
        draft.put(("region",), wish.region or named)
    else:
        why = "the file is of no region"
        draft.made_up(("region",), "eu-west-1", why, "give --region", at)


def _lay_name(draft: Draft, wish: Wish, application: str, at: Location) -> None:
    if wish.application:
        draft.put(("application",), wish.application)
        return
    # No hyphens: https://docs.docker.com/compose/how-tos/project-name/ allows more.
    name = key_of(application).replace("-", "")[:16]
    why = "it is named like the file"
    draft.made_up(("application",), name, why, "give --application", at)


def group_for(is_arm: bool, has_gpus: bool) -> str:
    """Return the key of the instance group for a task."""
    if has_gpus:
        return "gpu"
    return "arm" if is_arm else "default"


def stand_on_instances(
    draft: Draft,
    wish: Wish,
    group: str,
    why: str,
    at: Location,
    is_arm: bool = False,
    has_gpus: bool = False,
) -> None:
    """Put the instance group that some task needs, once."""
    kind = group if group in _TYPES and not (is_arm or has_gpus) else group_for(is_arm, has_gpus)
    path = ("instance_groups", group, "instance_type")
    if wish.platform:
        help = "write the name of an instance group of the platform"
        draft.say(("platform",), f"capacity: {group} is made up: {why}", help, at)
    elif not draft.get(path):
        help = "choose a type with room for its tasks"
        draft.made_up(path, _TYPES[kind], why, help, at)


def in_order(draft: Draft) -> None:
    """Bring the sections into the order in which people read them."""
    known = [key for key in ORDER if key in draft.spec]
    draft.spec = {key: draft.spec[key] for key in dict.fromkeys((*known, *draft.spec))}
