"""Specs that may meet: the examples as they stand, twins of some under a longer name or in another
region, and pairs that use what exists already."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from terraform_trees import SPECS

HERE, ELSEWHERE = "eu-west-1", "eu-central-1"
# Those with most of what is one of a kind; production extends another and is drawn as it is.
TWINS = ("everything", "system-containers", "deployer", "discovery", "ops", "jobs", "queues")

# Two clusters in a VPC that exists.
NEIGHBOUR = """\
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
cluster: {name: NAME}
network:
  vpc_id: vpc-0a1b2c3d4e5f60718
  availability_zones:
    eu-west-1a: {public: subnet-0a1b2c3d4e5f60701, private: subnet-0a1b2c3d4e5f60711}
    eu-west-1b: {public: subnet-0a1b2c3d4e5f60702, private: subnet-0a1b2c3d4e5f60712}
  endpoints: [ecr]
access: {instance_connect: true}
instance_groups:
  default: {instance_type: t3.large}
load_balancers:
  web: {dns: {zone_id: Z0123456789ABCDEFGHIJ, names: [www.example.com]}}
services:
  api:
    image: 012345678901.dkr.ecr.eu-west-1.amazonaws.com/api:1.0.0
    memory: 256
    network_mode: awsvpc
    port: 8080
    cloud_map: mesh.internal
    dashboard: true
deployer:
  iam_user: true
  github: {repository: example/orders, create_oidc_provider: true}
alerts:
  emails: [ops@example.com]
  slack: {workspace_id: T07EXAMPLE, channel_id: C07EXAMPLE}
registry_auth:
  public.ecr.aws: {pull_through_cache: ecr-public}
"""

# Two clusters that share a topic and a namespace which stand in neither's tree.
GUEST = """\
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
cluster: {name: NAME}
logs: {prefix: /ecs/guests}
load_balancers: {}
services:
  api:
    image: 012345678901.dkr.ecr.eu-west-1.amazonaws.com/api:1.0.0
    memory: 512
    cpu: 256
    capacity: fargate
    port: 8080
    cloud_map: ns-0123456789abcdef
alerts:
  emails: [ops@example.com]
  topic_arn: arn:aws:sns:eu-west-1:012345678901:alerts
"""


def drawn() -> Iterator[tuple[str, str]]:
    """Yield each spec: what to call it, and its text."""
    for name in TWINS:
        text = SPECS[name].read_text(encoding="utf-8")
        yield f"{name}-b", renamed(text)
        yield f"{name}-elsewhere", elsewhere(text)
    for kind, text in (("neighbour", NEIGHBOUR), ("guest", GUEST)):
        for name in (f"acc-{kind}", f"acc-{kind}-b"):
            yield name, text.replace("NAME", name)
    # A network of its own again: what is of the account alone.
    neighbour = yaml.safe_load(NEIGHBOUR.replace("NAME", "acc-neighbour"))
    del neighbour["network"]
    yield "acc-neighbour-elsewhere", elsewhere(yaml.safe_dump(neighbour))


def renamed(text: str) -> str:
    """Return a spec under a name that begins with the first one's: the hardest to tell apart."""
    name = yaml.safe_load(text)["cluster"]["name"]
    before = text.index(name, text.index("cluster:"))
    return f"{text[:before]}{name}-b{text[before + len(name) :]}"


def elsewhere(text: str) -> str:
    """Return a spec moved to another region."""
    return text.replace(HERE, ELSEWHERE)
