"""What is said of things that a tree does not take over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tfgen.adopt.live.kinds import BESIDE, KEPT, NAMED_ONLY, canonical, kind
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.match import Matched, Unfit, changes
from tfgen.diagnostics import Diagnostic, Location, Severity
from tfgen.evaluation import Resource

# So many addresses are named of a type; the file of blocks has all.
_MOST_NAMED = 12


# The log group that ECS makes: its name, behind the name of the cluster.
_INSIGHTS = "/aws/ecs/containerinsights/{name}/performance"
_ON = {"enabled", "enhanced"}


def insights_group(entry: Matched, resources: Iterable[Resource]) -> tuple[str, str] | None:
    """Return address and name of a log group that ECS may have made for a cluster that goes on."""
    for live in entry.pairs.values():
        # Only a cluster that runs already has made its group.
        settings = live.values.get("setting") or () if live.type == "aws_ecs_cluster" else ()
        if not any(item.get("value") in _ON for item in settings):
            continue
        name = _INSIGHTS.format(name=live.values["name"])
        for resource in resources:
            if resource.values.get("name") == name and resource.address not in entry.pairs:
                return resource.address, name
    return None


def differing(
    entry: Matched, resources: Mapping[str, Resource], file: str, keeps: Callable[[str, str], bool]
) -> Iterator[Diagnostic]:
    """Yield what an apply changes in place of things that it takes over."""
    for address, live in entry.pairs.items():
        differs = [
            f"{name} {present!r} {'goes' if wanted is None else f'becomes {wanted!r}'}"
            for name, present, wanted in changes(resources[address], live, keeps)
        ]
        if differs:
            message = f"{address} ({live.id}): {', '.join(differs)}"
            help = "write what runs into the spec, where it has a word for it"
            at = Location(file, length=0)
            yield Diagnostic("ADOPT002", message, at, help, Severity.NOTE)


def told(entry: Matched, file: str, elsewhere: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield what is made beside, what would be replaced, and what is left where it is."""
    at = Location(file, length=0)
    for unfit in entry.unfit:
        yield _unfit(unfit, at, entry)
    # Each thing is told of once.
    of_unfit = {id(unfit.live) for unfit in entry.unfit}
    left = [live for live in entry.left if id(live) not in of_unfit]
    by_type: dict[str, list[str]] = {}
    for live in left:
        type_ = canonical(live.type)
        if type_ in NAMED_ONLY:
            continue
        if live.address in elsewhere:
            yield _elsewhere(live, elsewhere[live.address], at)
        elif type_ in BESIDE or type_ in KEPT:
            by_type.setdefault(type_, []).append(_name(live))
        else:
            yield _left(live, at)
    for type_, names in by_type.items():
        why = BESIDE.get(type_) or KEPT[type_]
        message = f"{type_} made beside, since {why}: {_named(names)}"
        help = "delete the old once nothing uses it"
        yield Diagnostic("ADOPT073", message, at, help, Severity.NOTE)
    yield from _tables(entry, at)


def _name(live: Live) -> str:
    return live.address or f"{live.type} {live.id}"


def _named(names: Iterable[str]) -> str:
    names = list(names)
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _unfit(unfit: Unfit, at: Location, entry: Matched) -> Diagnostic:
    live, name = unfit.live, unfit.attribute
    present = live.values.get(name)
    message = (
        f"{_name(live)} would be replaced: its {name} is {present!r}, and {unfit.address} "
        f"has {unfit.wanted!r}"
    )
    # Whatever is not vital may stand twice for a while.
    if not kind(live.type).vital:
        help = "the tree makes its own beside it; delete the old once nothing uses it"
        return Diagnostic("ADOPT073", message, at, help, Severity.NOTE)
    help = "write what runs into the spec, or move its traffic before you delete the old"
    if (live.type, name) == ("aws_ecs_service", "launch_type"):
        provider = _strategy(str(present), entry)
        help = (
            "give the service a strategy first, which AWS does in place: aws ecs update-service "
            f"--cluster {str(live.values.get('cluster')).rpartition('/')[2]} "
            f"--service {live.values.get('name')} --force-new-deployment "
            f"--capacity-provider-strategy capacityProvider={provider},weight=1"
        )
    return Diagnostic("ADOPT074", message, at, help, Severity.WARNING)


def _strategy(launch_type: str, entry: Matched) -> str:
    """Return the capacity provider that a launch type becomes."""
    if launch_type != "EC2":
        return launch_type
    things = (*entry.pairs.values(), *entry.left)
    names = [live.values.get("name") for live in things if live.type == "aws_ecs_capacity_provider"]
    # Where the group has none yet, one is made first.
    return str(names[0]) if len(names) == 1 else "<that of its instances>"


def _left(live: Live, at: Location) -> Diagnostic:
    if kind(live.type).vital:
        message = f"{_name(live)} is nothing that the spec has; it stays in AWS as it is"
        help = "write what it is into the spec, or move its traffic before you delete it"
        return Diagnostic("ADOPT074", message, at, help, Severity.WARNING)
    message = f"{_name(live)} has no place in the spec; it stays in AWS"
    help = "keep it in a .tf file of your own with an import block, or leave it"
    if live.address:
        message += ", and leaves the state"
        help = "keep it in a .tf file of your own with a moved block, or leave it"
    return Diagnostic("ADOPT072", message, at, help, Severity.WARNING)


def _elsewhere(live: Live, provider: str, at: Location) -> Diagnostic:
    message = f"{live.address} is of provider {provider}; it stays in AWS, and leaves the state"
    help = f"keep the block of provider {provider} in a .tf file of your own for that apply"
    return Diagnostic("ADOPT072", message, at, help, Severity.WARNING)


def _tables(entry: Matched, at: Location) -> Iterator[Diagnostic]:
    """Yield the subnets that get another route table."""
    # Without any the state has none at all: subnets then have that of their VPC.
    kept = {live.id for live in entry.pairs.values() if live.type == "aws_route_table"}
    ours = {
        address: live
        for address, live in entry.pairs.items()
        if live.type == "aws_route_table_association"
    }
    tables = {
        address: table
        for address, table in ((a.replace("_association.", "."), a) for a in ours)
        if address not in entry.pairs
    }
    subnets = sorted(str(ours[name].values.get("subnet_id")) for name in tables.values())
    if kept and subnets:
        message = f"{', '.join(subnets)}: a route table of its own in place of a shared one"
        help = "apply at a quiet time: the way out may be interrupted for seconds"
        yield Diagnostic("ADOPT077", message, at, help, Severity.WARNING)
