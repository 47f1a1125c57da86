"""Texts that mean one thing or another by how they are written: each way with a pattern and a
sample.

In a sample # stands for a number that no other member has.
"""

from __future__ import annotations

from typing import NamedTuple

from field_values import PUBLIC_KEY, REGIONAL


class Way(NamedTuple):
    """A way to write a text: its name, the pattern that tells it, and a sample."""

    name: str
    pattern: str
    sample: object


_PEERS = (
    Way("block", r"[0-9.]+/[0-9]+", "198.51.100.0/24"),
    Way("ipv6 block", r"[0-9a-f:]+/[0-9]+", "2001:db8::/32"),
    Way("security group", r"sg-.+", "sg-0a1b2c3d4e5f60718"),
    Way("prefix list", r"pl-.+", "pl-0a1b2c3d4e5f60718"),
    Way("load balancer", r"load_balancers\..+", "load_balancers.edge"),
    Way("instance group", r"instance_groups\..+", "instance_groups.default"),
    Way("service", r"services\..+", "services.peer"),
    Way("job", r"jobs\..+", "jobs.run"),
    Way("bastion", r"bastion", "bastion"),
)
_SCHEDULES = (
    Way("rate", r"rate.+", "rate(2 days)"),
    Way("cron", r"cron.+", "cron(0 3 * * ? *)"),
    Way("at", r"at.+", "at(2035-01-01T03:00:00)"),
)
_CAPACITIES = (
    Way("group", r"(?!fargate).+", {"default": {"weight": 2}}),
    Way("fargate", r"fargate", {"fargate": {"weight": 2}}),
    Way("fargate_spot", r"fargate_spot", {"fargate_spot": {"weight": 2}}),
)
_CODES = (
    Way("code", r"[0-9]+", "204"),
    Way("range", r"[0-9]+-[0-9]+", "200-299"),
    Way("list", r"[0-9-]+(?:,[0-9-]+)+", "200,302"),
)
_SUBNETS = (
    Way("block", r"[0-9.]+/[0-9]+", "10.0.100.0/24"),
    Way("id", r"subnet-.+", "subnet-0a1b2c3d4e5f60721"),
)
_BLOCKS = (_PEERS[0], _PEERS[1])
_CONFIGURED = "arn:aws:servicediscovery:eu-west-1:012345678901:namespace/ns-0123456789abcdef"
_DIGEST = "0123456789abcdef" * 4

# By the end of a path.
WAYS: dict[tuple[str, ...], tuple[Way, ...]] = {
    ("from", "*"): _PEERS,
    ("to", "*"): _PEERS,
    ("ingress", "*", "port"): (
        Way("port", r"[0-9]+", "91##"),
        Way("range", r"[0-9]+-[0-9]+", "9000-9100"),
    ),
    ("egress", "*", "port"): (
        Way("port", r"[0-9]+", "91##"),
        Way("range", r"[0-9]+-[0-9]+", "9000-9100"),
    ),
    ("routes", "*", "listen"): tuple(
        Way(protocol, rf"[0-9]+/{protocol}", f"1##0/{protocol}")
        for protocol in ("tcp", "udp", "tcp_udp", "tls")
    ),
    ("ami_updates", "schedule"): _SCHEDULES[:2],
    ("schedule",): _SCHEDULES,
    ("spread",): (
        Way("zone", "zone", "zone"),
        Way("instance", "instance", "instance"),
        Way("attribute", "attribute:.+", "attribute:tier"),
    ),
    ("match", "*", "pattern"): (
        Way("host", r"[^/*?]+", "host-#.example.com"),
        Way("path", r"/[^*?]*", "/path-#"),
        Way("host and path", r"[^/*?]+/[^*?]*", "both-#.example.com/path"),
        Way("any host", r"[^/]*[*?][^/]*", "*-#.example.com"),
        Way("any path", r"/.*[*?].*", "/any-#/*"),
    ),
    ("mounts", "*"): (
        Way("volume", r"[^/:]+:[^:]+", "data:/srv/data"),
        Way("volume, ro", r"[^/:]+:[^:]+:ro", "data:/srv/data:ro"),
        Way("volume, rw", r"[^/:]+:[^:]+:rw", "data:/srv/data:rw"),
        Way("path", r"/[^:]+:[^:]+", "/srv/host:/srv/target"),
        Way("path, ro", r"/[^:]+:[^:]+:ro", "/srv/host:/srv/target:ro"),
        Way("path, rw", r"/[^:]+:[^:]+:rw", "/srv/host:/srv/target:rw"),
    ),
    ("devices", "*"): (
        Way("device", r"[^:]+", "/dev/fuse"),
        Way("device, path", r"[^:]+:/[^:]+", "/dev/fuse:/dev/other"),
        Way("device, permissions", r"[^:]+:[rwm]+", "/dev/fuse:rw"),
        Way("device, path and permissions", r"[^:]+:/[^:]+:[rwm]+", "/dev/fuse:/dev/other:rwm"),
    ),
    ("secrets", "*", "arn"): (
        Way("parameter", r".+:parameter/.+", REGIONAL.format("ssm", "parameter/other")),
        Way(
            "secret",
            r"(?:[^:]+:){6}[^:]+",
            REGIONAL.format("secretsmanager", "secret:other-Ab12Cd"),
        ),
        Way(
            "secret and key",
            r"(?:[^:]+:){6}[^:]+:[^:]+::",
            REGIONAL.format("secretsmanager", "secret:other-Ab12Cd:password::"),
        ),
        Way(
            "secret, key and stage",
            r"(?:[^:]+:){6}[^:]+:[^:]+:[^:]+:",
            REGIONAL.format("secretsmanager", "secret:other-Ab12Cd:password:AWSPREVIOUS:"),
        ),
        Way(
            "secret and version",
            r"(?:[^:]+:){6}[^:]+::?:[^:]*:[^:]+",
            REGIONAL.format(
                "secretsmanager", "secret:other-Ab12Cd:::01234567-89ab-cdef-0123-456789abcdef"
            ),
        ),
    ),
    ("secrets", "*", "ssm"): (
        Way("path", r"/.+", "/other/secret"),
        Way("name", r"[^/]+", "other-secret"),
    ),
    ("availability_zones", "*", "public"): _SUBNETS,
    ("availability_zones", "*", "private"): _SUBNETS,
    ("efs", "file_system"): (
        Way("key", r"(?!fs-).+", "shared"),
        Way("id", r"fs-.+", "fs-0123456789abcdef0"),
    ),
    ("service_connect", "namespace"): (
        Way("name", r"(?!arn:).+", "other"),
        Way("arn", r"arn:.+", _CONFIGURED),
    ),
    ("cloud_map", "namespace"): (
        Way("name", r"(?!ns-).+", "shop.internal"),
        Way("id", r"ns-.+", "ns-0123456789abcdef"),
    ),
    ("capacity",): _CAPACITIES,
    ("default_capacity",): _CAPACITIES,
    ("success_codes",): _CODES,
    ("load_balancers", "*", "health_check", "target"): (
        Way("tcp", r"TCP:.+", "TCP:8080"),
        Way("ssl", r"SSL:.+", "SSL:8443"),
        Way("http", r"HTTP:.+", "HTTP:8080/well"),
        Way("https", r"HTTPS:.+", "HTTPS:8443/well"),
    ),
    ("load_balancers", "*", "allowed_cidrs", "*"): _BLOCKS,
    ("dns", "names", "*"): (
        Way("name", r"[^*].*", "name-#.example.com"),
        Way("any name", r"\*\..+", "*.any-#.example.com"),
    ),
    ("user",): (
        Way("name", r"[a-z]+", "nobody"),
        Way("id", r"[0-9]+", "1001"),
        Way("name and group", r"[^:]+:[^:]+", "nobody:nogroup"),
    ),
    ("image",): (
        Way("tag", r"[^/]+(?:/[^/]+)+:[^/:@]+", "public.ecr.aws/acme/web:1.0"),
        Way("digest", r"[^:@]+@.+", f"public.ecr.aws/acme/web@sha256:{_DIGEST}"),
        Way("tag and digest", r".+:[^/]+@.+", f"public.ecr.aws/acme/web:1.0@sha256:{_DIGEST}"),
        Way("Docker Hub", r"[a-z]+(?:/[a-z]+)?:.+", "nginx:1.29"),
        Way(
            "ECR", r"[0-9]{12}\.dkr\..+", "012345678901.dkr.ecr.eu-west-1.amazonaws.com/acme/web:1"
        ),
    ),
    ("actions", "*"): (
        Way("action", r".+:.*[^*]", "sqs:SendMessage"),
        Way("several", r".+:.*\*", "sqs:*"),
        Way("all", r"\*", "*"),
    ),
    ("resources", "*"): (
        Way("arn", r"arn:.+", "arn:aws:sqs:eu-west-1:012345678901:other"),
        Way("all", r"\*", "*"),
    ),
    ("managed_policy_arns", "*"): (
        Way("of AWS", r".+::aws:policy/.+", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        Way("of the account", r".+::[0-9]+:policy/.+", "arn:aws:iam::012345678901:policy/other"),
    ),
    ("ssh", "public_key"): (
        Way("ed25519", r"ssh-ed25519 .+", PUBLIC_KEY),
        Way("comment", r"[^ ]+ [^ ]+ .+", f"{PUBLIC_KEY} ops@example.com"),
    ),
    ("constraints", "*"): (
        Way("distinct_instance", "distinct_instance", "distinct_instance"),
        Way("expression", ".+ .+", "attribute:ecs.instance-type =~ m7i.*"),
    ),
    ("destination", "address"): (
        Way("host", r"(?!tcp:).+", "localhost:24225"),
        Way("tcp", r"tcp://.+", "tcp://localhost:24225"),
    ),
    ("kms_key_arn",): (
        Way(
            "key",
            r".+:key/(?!mrk-).+",
            REGIONAL.format("kms", "key/0a1b2c3d-0000-4000-8000-0123456789ab"),
        ),
        Way(
            "of several regions",
            r".+:key/mrk-.+",
            REGIONAL.format("kms", "key/mrk-0123456789abcdef0123456789abcdef"),
        ),
    ),
    ("network", "endpoints", "*"): tuple(
        Way(name, name, name)
        for name in (
            *("s3", "ecr", "ecs", "ssm", "efs", "events", "firehose", "kms", "logs"),
            *("secretsmanager", "sns", "sqs", "ecs-agent", "monitoring", "dynamodb"),
        )
    ),
}


def ways_of(place: tuple[str, ...]) -> tuple[Way, ...]:
    """Return the ways of the text at a path: those of the longest end that has some."""
    for start in range(len(place)):
        if place[start:] in WAYS:
            return WAYS[place[start:]]
    return ()
