"""Edits of the base, each planned alone, that `tfgen diff` has to foretell; some of them `tfgen render` refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lives.features import BASE
from lives.life import LEFT_OUT, Edit

WEB, API = BASE["services"]["web"], BASE["services"]["api"]
IMAGE = "012345678901.dkr.ecr.eu-west-1.amazonaws.com"
BATCH = BASE["instance_groups"]["batch"]


def without(section: str, key: str, **others: Any) -> Mapping[str, Any]:
    """Return a section without a member, with others beside."""
    return {name: value for name, value in BASE[section].items() if name != key} | others


EDITS: Mapping[str, Edit] = {
    "nothing": {},
    "image": {"services.web.image": f"{IMAGE}/web:2"},
    "image-on-fargate": {"services.api.image": f"{IMAGE}/api:2"},
    "image-left-to-ci": {"services.shop.image": f"{IMAGE}/shop:2"},
    "service-added": {"services.basket": {"image": f"{IMAGE}/basket:1", "memory": 256, "port": 8080, "routes": {"public": "basket.example.com"}}},
    "service-removed": {"services.reader": LEFT_OUT, "let_go": {"services.reader": "destroy"}},
    "service-renamed": {"services": without("services", "web", front=WEB)},
    "service-renamed-moved": {"services": without("services", "web", front=WEB | {"moved_from": "web"})},
    "service-to-fargate": {"services.web.capacity": "fargate", "services.web.cpu": 256, "services.web.memory": 512},
    "service-port": {"services.web.port": 9090},
    "service-without-route": {"services.web.port": LEFT_OUT, "services.web.routes": LEFT_OUT},
    "service-left-to-ci": {"services.web.deployment.owner": "external"},
    "service-log-class": {"services.web.logs": {"class": "infrequent_access"}},
    "job-added": {"jobs.weekly": {"image": f"{IMAGE}/weekly:1", "memory": 256, "read_only_root": True, "schedule": "rate(7 days)"}},
    "job-removed": {"jobs.nightly": LEFT_OUT, "let_go": {"jobs.nightly": "destroy"}},
    "job-renamed-moved": {"jobs": without("jobs", "nightly", daily=BASE["jobs"]["nightly"] | {"moved_from": "nightly"})},
    "group-added": {"instance_groups.night": BATCH},
    "group-removed": {"instance_groups.batch": LEFT_OUT},
    "group-renamed": {"instance_groups": without("instance_groups", "batch", night=BATCH)},
    "group-renamed-moved": {"instance_groups": without("instance_groups", "batch", night=BATCH | {"moved_from": "batch"})},
    "group-image": {"instance_groups.batch.ami_id": "ami-0fedcba9876543210"},
    "group-types": {"instance_groups.batch.instance_type": LEFT_OUT, "instance_groups.batch.instance_types": ["t3.large", "t3a.large"]},
    "vpc-block": {"network.cidr": "10.1.0.0/16"},
    "subnet-block": {"network.availability_zones": {"eu-west-1b": {"public": "10.0.10.0/24"}, "eu-west-1c": {}}},
    "cluster-name": {"cluster.name": "shop"},
    "environment": {"environment": "prod"},
    "tags": {"tags": {"team": "shop"}},
    "zone-added": {"network.availability_zones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"], "network.nat_zone": "eu-west-1b"},
    "nat-per-zone": {"network.nat": "per_az"},
    "nat-other-zone": {"network.nat_zone": "eu-west-1c"},
    "ipv6": {"network.ipv6": True},
    "flow-logs-off": {"network.flow_logs": False},
    "balancer-internal": {"load_balancers.public.scheme": "internal"},
    "balancer-renamed": {"load_balancers": {"front": BASE["load_balancers"]["public"]}, "services.web.routes": {"front": "www.example.com"}, "services.api.routes": {"front": "api.example.com"}},
    "balancer-renamed-moved": {"load_balancers": {"front": BASE["load_balancers"]["public"] | {"moved_from": "public"}}, "services.web.routes": {"front": "www.example.com"}, "services.api.routes": {"front": "api.example.com"}},
    "balancer-unprotected": {"load_balancers.public.deletion_protection": False},
    "file-system-renamed-moved": {"file_systems": {"books": {"moved_from": "library"}}, "services.reader.volumes": {"library": {"efs": "books"}}},
    "file-system-removed": {"file_systems": LEFT_OUT, "services.reader.volumes": LEFT_OUT, "services.reader.mounts": LEFT_OUT, "let_go": {"file_systems.library": "destroy"}},
    "alerts-email": {"alerts.emails": ["team@example.com"]},
}  # fmt: skip
