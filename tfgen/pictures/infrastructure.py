"""The infrastructure as nested boxes: the region, the VPC with its zones, what runs in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tfgen.pictures.model import GRID, Arrow, Box, Picture, counted, drawn, few, joined
from tfgen.pictures.model import place as at
from tfgen.pictures.network import ENDPOINTS, vpc
from tfgen.pictures.traffic import INTERNET, Flow, flows
from tfgen.resolve import Cluster

_MOST_BLOCKS = 3


def infrastructure(clusters: Sequence[Cluster], *, detailed: bool = True) -> Picture:
    """Return the picture of a cluster; of several specs the first is of the platform.

    Without details it stays legible whatever the number of services: these stand in a line.
    """
    cluster, *_ = clusters
    # Each application has the connections of its platform too: they are joined by their ends.
    every = [flow for each in clusters for flow in flows(each, detailed=detailed)]
    renamed = dict(_clients(every))
    boxes = [
        *_rows("clients", _client_boxes(cluster, renamed)),
        _region(list(clusters), every, detailed),
    ]
    arrows = joined(_renamed(flow.arrow, renamed) for flow in every)
    title = f"{cluster.name} in {cluster.region}"
    picture = Picture(title, _about(clusters), tuple(boxes), arrows)
    return drawn(picture)


def _about(clusters: Sequence[Cluster]) -> str:
    cluster = clusters[0]
    services = sum(len(each.services) for each in clusters)
    jobs = sum(len(each.jobs) for each in clusters)
    parts = (
        counted(len(cluster.network.zone_names), "availability zone"),
        counted(len(cluster.load_balancers), "load balancer"),
        counted(services, "service"),
        counted(jobs, "job"),
    )
    return f"ECS cluster {cluster.ecs_name} in {cluster.region}: {', '.join(parts)}"


def _clients(every: Iterable[Flow]) -> Iterator[tuple[str, str]]:
    """Yield each client with the name of its box: those who reach the same share one."""
    reached: dict[str, dict[str, None]] = {}
    for flow in every:
        if flow.arrow.why == ("clients",):
            reached.setdefault(flow.arrow.source, {})[flow.arrow.target] = None
    together: dict[tuple[str, ...], list[str]] = {}
    for block, balancers in reached.items():
        # The internet has a box of its own, whatever it reaches.
        key = (INTERNET,) if block == INTERNET else tuple(balancers)
        together.setdefault(key, []).append(block)
    for blocks in together.values():
        for block in blocks:
            yield block, f"clients.{blocks[0]}"


def _client_boxes(cluster: Cluster, renamed: Mapping[str, str]) -> Iterator[Box]:
    for name in dict.fromkeys(renamed.values()):
        blocks = [block for block, other in renamed.items() if other == name]
        title = blocks[0]
        lines: tuple[str, ...] = ()
        if blocks[0] != INTERNET:
            title, lines = "Clients", (few(blocks, _MOST_BLOCKS),)
            if set(blocks) <= {cluster.network.__dict__.get("cidr")}:
                title = "Hosts in the VPC"
        yield Box(name, "client", title, lines, about=f"clients: {few(blocks, _MOST_BLOCKS)}")


def _renamed(arrow: Arrow, names: Mapping[str, str]) -> Arrow:
    if arrow.why != ("clients",):
        return arrow
    return replace(arrow, source=names[arrow.source])


def _rows(name: str, boxes: Iterable[Box]) -> Iterator[Box]:
    """Yield a row of boxes, if there are any."""
    inside = tuple(boxes)
    if inside:
        yield Box(name, "row", inside=inside, flow=GRID)


def _region(clusters: list[Cluster], every: Iterable[Flow], detailed: bool) -> Box:
    cluster = clusters[0]
    inside = [vpc(clusters, detailed=detailed)]
    inside += _rows("outside", _outside(every))
    inside += _rows("beside", (box for each in clusters for box in _beside(each)))
    lines: tuple[str, ...] = ()
    if cluster.account_id and detailed:
        lines = (f"account {cluster.account_id}",)
    place = at(cluster, "region")
    return Box("region", "region", f"Region {cluster.region}", lines, tuple(inside), place=place)


def _outside(every: Iterable[Flow]) -> Iterator[Box]:
    """Yield what is reached beyond the VPC, by the way that leads there."""
    reached: dict[str, dict[str, None]] = {}
    for flow in every:
        if flow.outside and flow.arrow.target != ENDPOINTS:
            reached.setdefault(flow.arrow.target, {})[flow.outside] = None
    for way, names in sorted(reached.items()):
        hosts = sorted(name for name in names if ":" in name)
        services = sorted(name for name in names if ":" not in name)
        lines = []
        if services:
            lines.append(f"AWS: {few(services, 10)}")
        if hosts:
            lines.append(few(hosts, 4))
        yield Box(way, "outside", way, tuple(lines))


def _beside(cluster: Cluster) -> Iterator[Box]:
    """Yield what a tree makes in the account, outside of the network."""
    named = {
        "queues": ("SQS queues", list(cluster.queues)),
        "repositories": ("ECR repositories", list(cluster.repositories)),
        "secrets": ("Secrets to fill", list(cluster.secrets)),
        "alerts": ("Alerts by SNS", _told(cluster)),
    }
    for section, (title, names) in named.items():
        if names and cluster.owns(section):
            lines: tuple[str, ...] = (few(names, 4),)
            if cluster.application:
                lines = (*lines, f"of {cluster.application}")
            name = f"{cluster.application or ''}:{section}"
            yield Box(name, "beside", title, lines, place=at(cluster, section))


def _told(cluster: Cluster) -> list[str]:
    """Return who is told of alerts."""
    alerts = cluster.alerts
    counts = {"mail address": len(alerts.emails), "endpoint": len(alerts.https)}
    told = [counted(number, noun) for noun, number in counts.items() if number]
    told += [word for word in ("slack", "teams") if getattr(alerts, word) is not None]
    return told or ["a topic"]
