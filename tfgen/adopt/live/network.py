"""The network of a cluster that runs: its VPC, zones, and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network

from tfgen.adopt.live.live import Live
from tfgen.adopt.live.sketch import Sketch
from tfgen.diagnostics import Severity
from tfgen.facts.aws import REGIONS

_DEFAULT_VPC = "10.0.0.0/16"
# Where the third number of the private blocks begins: LANGUAGE of `network.availability_zones`.
_PRIVATE_FROM = 50
# Gateways, and the groups that stand for several services.
_ENDPOINTS: Mapping[str, str] = {
    "ecr.api": "ecr",
    "ecr.dkr": "ecr",
    "ecs-agent": "ecs",
    "ecs-telemetry": "ecs",
    "elasticfilesystem": "efs",
    "kinesis-firehose": "firehose",
    "ssmmessages": "ssm",
}


def network(sketch: Sketch) -> None:
    """Put the network into the draft: one of the state's own, or one that exists beside it."""
    vpc = _vpc(sketch)
    if vpc is None:
        _existing(sketch)
        return
    chosen = _chosen(sketch, vpc)
    sketch.put(("network", "cidr"), vpc.values["cidr_block"], _DEFAULT_VPC)
    _zones(sketch, str(vpc.values["cidr_block"]), chosen)
    _way_out(sketch, vpc, chosen)
    _endpoints(sketch, vpc)
    if not sketch.world.first("aws_default_security_group", vpc_id=vpc.id):
        message = f"the default security group of {vpc.id} is taken over, and loses its rules"
        help = "give whatever has it a group of its own first: aws ec2 describe-network-interfaces"
        sketch.say("ADOPT079", message, help, Severity.WARNING)


def _vpc(sketch: Sketch) -> Live | None:
    """Return the VPC that most subnets of the state are in."""
    vpcs = list(sketch.world.of("aws_vpc"))
    # A state may have others, such as those that it peers with.
    return max(
        vpcs,
        key=lambda vpc: sum(1 for _ in sketch.world.of("aws_subnet", vpc_id=vpc.id)),
        default=None,
    )


def _chosen(sketch: Sketch, vpc: Live) -> dict[str, dict[str, Live]]:
    """Return by zone the public and the private subnet that the spec has.

    Of several the one in use is taken; the others are left.
    """
    zones: dict[str, dict[str, Live]] = {}
    used = set(_in_use(sketch))
    subnets = sorted(
        sketch.world.of("aws_subnet", vpc_id=vpc.id),
        key=lambda live: (live.id not in used, str(live.values["cidr_block"])),
    )
    # Those in use come first: one of a kind fits into a zone of the spec.
    for subnet in subnets:
        word = "public" if _is_public(sketch, subnet) else "private"
        sketch.subnets[subnet.id] = word
        zones.setdefault(str(subnet.values["availability_zone"]), {}).setdefault(word, subnet)
    return dict(sorted(zones.items()))


def _in_use(sketch: Sketch) -> Iterator[str]:
    """Yield the subnets of balancers, instances and tasks."""
    for live in sketch.world.of("aws_lb"):
        yield from live.values.get("subnets") or ()
    for live in sketch.world.of("aws_autoscaling_group"):
        yield from live.values.get("vpc_zone_identifier") or ()
    for live in sketch.world.of("aws_ecs_service"):
        for block in live.values.get("network_configuration") or ():
            yield from block.get("subnets") or ()


def _is_public(sketch: Sketch, subnet: Live) -> bool:
    """Return whether a subnet leads to an internet gateway."""
    association = sketch.world.first("aws_route_table_association", subnet_id=subnet.id)
    if association is None:
        return bool(subnet.values.get("map_public_ip_on_launch"))
    table = association.values.get("route_table_id")
    # As resources of their own, and as blocks of the table.
    routes = [live.values for live in sketch.world.of("aws_route", route_table_id=table)]
    for live in sketch.world.of("aws_route_table", id=table):
        routes += live.values.get("route") or ()
    return any(str(route.get("gateway_id") or "").startswith("igw-") for route in routes)


def _zones(sketch: Sketch, cidr: str, chosen: Mapping[str, Mapping[str, Live]]) -> None:
    spelled = {
        zone: {
            word: str(subnets[word].values["cidr_block"])
            for word in ("public", "private")
            if word in subnets
        }
        for zone, subnets in chosen.items()
    }
    usual = {zone: _usual(cidr, zone, blocks) for zone, blocks in spelled.items()}
    region = REGIONS.get(sketch.draft.get(("region",)))
    if not all(usual.values()):
        sketch.draft.put(("network", "availability_zones"), spelled)
    elif region is None or tuple(spelled) != region.zones[:2]:
        sketch.draft.put(("network", "availability_zones"), list(spelled))


def _usual(cidr: str, zone: str, blocks: Mapping[str, str]) -> bool:
    """Return whether blocks are those that a zone has by its letter."""
    vpc = IPv4Network(cidr)
    if vpc.prefixlen != 16 or not blocks:
        return False
    first, second = str(vpc.network_address).split(".")[:2]
    # By its letter, never by its place in a list: the zone of c is the third.
    number = ord(zone[-1]) - ord("a")
    own = {
        "public": f"{first}.{second}.{number}.0/24",
        "private": f"{first}.{second}.{_PRIVATE_FROM + number}.0/24",
    }
    return all(own[word] == block for word, block in blocks.items())


def _way_out(sketch: Sketch, vpc: Live, chosen: Mapping[str, Mapping[str, Live]]) -> None:
    zones = {subnets["public"].id: zone for zone, subnets in chosen.items() if "public" in subnets}
    with_gateway = [
        zones[live.values["subnet_id"]]
        for live in sketch.world.of("aws_nat_gateway")
        if live.values.get("subnet_id") in zones
    ]
    if not sketch.world.first("aws_internet_gateway", vpc_id=vpc.id):
        _no_gateway(sketch, vpc, bool(zones))
    # As many as zones is what the language has by default.
    if len(with_gateway) == 1 < len(chosen):
        sketch.draft.put(("network", "nat"), "single")
        sketch.put(("network", "nat_zone"), with_gateway[0], min(chosen))
    elif not with_gateway:
        sketch.draft.put(("network", "nat"), "none")


def _no_gateway(sketch: Sketch, vpc: Live, is_public: bool) -> None:
    if not is_public:
        sketch.draft.put(("network", "internet_gateway"), False)
        return
    message = f"the internet gateway of {vpc.id} is not in the state, and AWS attaches no second"
    help = "import it to module.internet_gateway.aws_internet_gateway.this, and its routes"
    sketch.say("ADOPT074", message, help, Severity.WARNING)


def _endpoints(sketch: Sketch, vpc: Live) -> None:
    """Name the endpoints that there are: without a line the tree makes one for S3."""
    services = [
        str(live.values["service_name"]).split(".", 3)[-1]
        for live in sketch.world.of("aws_vpc_endpoint", vpc_id=vpc.id)
    ]
    # The groups of the language make all of their services.
    names = sorted({_ENDPOINTS.get(name, name) for name in services})
    if names != ["s3"]:
        why = "" if names else "Left out, it is s3, which is free. A new one ends open connections."
        sketch.put(("network", "endpoints"), names, comment=why)


def _existing(sketch: Sketch) -> None:
    """Put a VPC that another state has, and the subnets that things of this one are in."""
    vpc = next((str(v) for v in _vpc_ids(sketch)), "")
    if not vpc:
        return
    sketch.draft.put(("network", "vpc_id"), vpc)
    public, private = _subnet_ids(sketch)
    if known := sketch.world.first("aws_default_vpc", id=vpc):
        sketch.put(("network", "cidr"), known.values["cidr_block"], _DEFAULT_VPC)
        _known_zones(sketch, public, private)
        return
    zones = _zone_names(sketch, max(len(public), len(private)))
    for number, zone in enumerate(zones):
        path = ("network", "availability_zones", zone)
        entry = {
            word: ids[number]
            for word, ids in (("public", public), ("private", private))
            if number < len(ids)
        }
        why = "the state does not say in which zone a subnet is"
        help = "aws ec2 describe-subnets says it: put each id under its zone"
        sketch.draft.made_up(path, entry, why, help, sketch.at)


def _known_zones(sketch: Sketch, public: list[str], private: list[str]) -> None:
    """Put subnets that exist under their zones, the first of each word."""
    zones: dict[str, dict[str, str]] = {}
    for word, ids in (("public", public), ("private", private)):
        for id_ in ids:
            for live in sketch.world.of("aws_default_subnet", id=id_):
                zone = str(live.values["availability_zone"])
                zones.setdefault(zone, {}).setdefault(word, id_)
    sketch.draft.put(("network", "availability_zones"), dict(sorted(zones.items())))
    for zone, entry in sorted(zones.items()):
        if "private" not in entry:
            message = f"zone {zone} has one subnet, and a spec asks for a private one beside it"
            help = (
                f"make one, which may stay empty: aws ec2 create-subnet --availability-zone {zone}"
            )
            sketch.say("ADOPT088", message, f"{help} --vpc-id … --cidr-block …", Severity.WARNING)


def _vpc_ids(sketch: Sketch) -> Iterator[str]:
    for type_ in ("aws_lb_target_group", "aws_lb", "aws_security_group"):
        for live in sketch.world.of(type_):
            if live.values.get("vpc_id"):
                yield str(live.values["vpc_id"])


def _subnet_ids(sketch: Sketch) -> tuple[list[str], list[str]]:
    """Return the subnets of balancers that face the internet, and those of all else."""
    public: set[str] = set()
    for live in sketch.world.of("aws_lb"):
        if not live.values.get("internal"):
            public |= set(live.values.get("subnets") or ())
    private = set(_in_use(sketch)) - public
    for word, ids in (("public", public), ("private", private)):
        sketch.subnets.update(dict.fromkeys(ids, word))
    return sorted(public), sorted(private)


def _zone_names(sketch: Sketch, count: int) -> list[str]:
    reading = {
        str(zone)
        for live in sketch.world.of("aws_autoscaling_group")
        for zone in live.values.get("availability_zones") or ()
    }
    region = REGIONS.get(sketch.draft.get(("region",)))
    known = [*sorted(reading), *(region.zones if region else ())]
    return list(dict.fromkeys(known))[:count]
