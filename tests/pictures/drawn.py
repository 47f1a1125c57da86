"""Pictures that are looked at: of every example, and of clusters of one size and another."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tfgen import source
from tfgen.commands.graph import Wish, drawings
from tfgen.pictures.infrastructure import infrastructure
from tfgen.pictures.model import RANKS, Box, Picture
from tfgen.pictures.service import service_picture
from tfgen.pipeline import check_document
from tfgen.resolve import Cluster

ROOT = Path(__file__).parent.parent.parent
TODAY = datetime.date(2026, 11, 30)
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
TEAMS = [ROOT / "specs/teams" / f"{name}.yaml" for name in ("platform", "orders", "shop")]
LONG = "a-name-as-long-as-names-may"


def cluster_of(spec: dict[str, Any]) -> Cluster:
    """Return the cluster of a spec that is given as data."""
    text = yaml.safe_dump(spec, sort_keys=False)
    return check_document(source.parse(text.encode(), "drawn.yaml"), TODAY).cluster


def sized(zones: int, services: int, name: str = "service") -> Cluster:
    """Return a cluster with some zones and services, a third of them behind a balancer each."""
    return cluster_of(spec_of(zones, services, name))


def spec_of(zones: int, services: int, name: str = "service") -> dict[str, Any]:
    """Return such a spec as data."""
    balancers = {"public": {}, "internal": {"scheme": "internal"}}
    return {
        "version": 1,
        "environment": "acc",
        "region": "us-east-1",
        "network": {"availability_zones": [f"us-east-1{letter}" for letter in "abcdef"[:zones]]},
        "load_balancers": balancers if zones > 1 else {},
        "file_systems": {"files": {}},
        "services": dict(_services(zones, services, name)),
    }


def _services(zones: int, services: int, name: str) -> Iterator[tuple[str, Any]]:
    for number in range(services):
        key = f"{name}-{number}"
        service: dict[str, Any] = {
            "image": f"012345678901.dkr.ecr.us-east-1.amazonaws.com/{name}:{number}",
            "capacity": ("fargate", "fargate_spot")[number % 2],
            "cpu": 256,
            "memory": 512,
        }
        if zones > 1 and number % 3:
            balancer = ("public", "internal")[number % 2]
            service |= {"port": 8080, "routes": {balancer: f"{key}.example.com"}}
        if number % 5 == 0:
            service |= {"volumes": {"files": {"efs": "files"}}, "mounts": ["files:/srv"]}
        yield key, service


def _asked(path: Path, **wish: Any) -> Picture:
    (drawing,) = drawings([path], Wish(**wish))
    return drawing.picture


def _modules_of(spec: dict[str, Any]) -> Picture:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.yaml"
        path.write_text(yaml.safe_dump(spec, sort_keys=False), encoding="utf-8")
        return _asked(path, view="modules")


def _platform() -> Picture:
    (drawing,) = drawings(TEAMS, Wish(view="platform"))
    return drawing.picture


def _changes() -> Picture:
    shop = ROOT / "specs/shop"
    wish = Wish(view="changes", since=str(shop / "staging.yaml"))
    (drawing,) = drawings([shop / "production.yaml"], wish)
    return drawing.picture


_EVERYTHING = ROOT / "specs/everything.yaml"
_PICTURES = {
    **{f"specs/{path.name}": lambda path=path: _asked(path) for path in SPECS},
    "an application": lambda: _asked(ROOT / "specs/teams/reports.yaml"),
    "a platform": _platform,
    "a change": _changes,
    "one zone, no service": lambda: infrastructure([sized(1, 0)]),
    "one zone, one service": lambda: infrastructure([sized(1, 1)]),
    "six zones, no service": lambda: infrastructure([sized(6, 0)]),
    "six zones, 50 services": lambda: infrastructure([sized(6, 50)]),
    "two zones, 50 services": lambda: infrastructure([sized(2, 50)]),
    "long names": lambda: infrastructure([sized(3, 7, LONG)]),
    "odd text": lambda: _odd(),
    "modules": lambda: _asked(_EVERYTHING, view="modules"),
    "modules of 50 services": lambda: _modules_of(spec_of(3, 50)),
    **{
        f"service {key}": lambda key=key: _asked(_EVERYTHING, view="service", service=key)
        for key in ("web", "api", "broker", "worker", "shell")
    },
    "a service with a long name": lambda: _first_service(sized(2, 3, LONG)),
}
ODD = (
    "</script></title>&*",
    "`a` _b_ #35; %% ~c~",
    "- d",
    "@FACTS@ {e} [f] |g| (h) \\n $i",
    "é 日本語 😀",
)


def _odd() -> Picture:
    """Return a picture with all that one format or another may take for more than text."""
    box = Box("odd", "card", "1. <b> \"x\" 'y' end", ODD)
    column = Box("column", "row", inside=(box,))
    return Picture(
        '"odd" <b>', "nothing & more", (Box("ranks", "row", inside=(column,), flow=RANKS),)
    )


NAMES = list(_PICTURES)


def _first_service(cluster: Cluster) -> Picture:
    return service_picture(cluster, next(iter(cluster.services.values())))


@cache
def picture(name: str) -> Picture:
    """Return a picture by its name."""
    return _PICTURES[name]()
