"""What the generator writes for a word: values that go together in one spec.

In a text # stands for a number that no other member of the spec has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

import field_values
from field_trials import is_section

from tfgen.language.section import fields_of, unwrap
from words import texts
from words.vocabulary import Field, Place, Word, by_place, typed_member, values_of

_ARN = "arn:aws:iam::012345678901:role/other"
_DASH = {"soft": 1024, "hard": 2048}
# By the end of a path, where what tests/field_values.py has does not stand beside other members.
SAMPLES: dict[Place, tuple[Any, ...]] = {
    ("moved_from",): (["former-#"],),
    ("security_groups",): (["sg-0a1b2c3d4e5f60719"],),
    ("topic_arns",): (["arn:aws:sns:eu-west-1:012345678901:other-alerts-slack"],),
    ("former_alarms",): (["cpu"],),
    ("port",): (10_000,),
    ("ports", "*", "host_port"): (20_000,),
    ("ports", "*", "container_port"): (30_000,),
    ("ports",): ({"more-#": {"container_port": 30_000}},),
    ("routes", "*", "port"): ("other",),
    ("routes", "*", "health_check", "port"): ("other",),
    ("service_connect", "port"): ("other",),
    ("cloud_map", "port"): ("other",),
    ("service_connect", "alias"): ("alias-#",),
    ("ingress", "*", "port"): ("9100",),
    ("egress", "*", "port"): ("9100",),
    ("load_balancer",): ("edge", "default"),
    ("sidecars",): (
        {"helper": {"image": "public.ecr.aws/acme/helper:1.0", "cpu": 64, "memory": 64}},
    ),
    ("weight",): (2, 10),
    ("instance_groups",): (["default"], "default", ["other"]),
    ("volumes",): ({"data": {}},),
    ("mounts",): (["data:/srv/data"],),
    ("routes",): ({"edge": "own-#.example.com"}, {"net": {"listen": "1##0/tcp"}}),
    ("match",): ([{"pattern": "match-#.example.com"}],),
    ("match", "*", "priority"): (1000,),
    ("alarms", "http_5xx"): ({"threshold": 5},),
    ("desired_count",): (3, 2),
    ("dns", "names"): (["name-#.example.com"],),
    ("metrics",): ({"more-#": {"namespace": "Shop", "metric_name": "Waiting", "target": 50}},),
    ("scaling", "cpu"): (60,),
    ("scaling", "memory"): (60,),
    ("alarms", "cpu"): ({"threshold": 90}, 90),
    ("cpu", "threshold"): (90,),
    ("running_tasks", "threshold"): (1,),
    ("depends_on",): ({"helper": "start"},),
    ("cpu",): (256, 128),
    ("memory_reservation",): (32, 128),
    ("task_cpu",): (1024,),
    ("task_memory",): (1024,),
    ("service_name",): ("Name_of_#",),
    ("target_group_name",): ("Group-of-#",),
    ("default_target_group", "name"): ("Default-of-#",),
    ("load_balancers", "*", "name"): ("Balancer-#",),
    ("autoscaling_group_name",): ("Instances-of-#",),
    ("capacity_provider", "name"): ("Capacity_#",),
}
# What a section must have beside its required fields, by the end of its path.
ALSO: dict[Place, dict[str, Any]] = {
    ("volumes", "*", "efs"): {"file_system": "shared", "path": "/data", "uid": 1000, "gid": 1000},
    ("scaling",): {"min": 1, "max": 3, "cpu": 60},
    ("egress", "*"): {"port": 9100, "to": ["198.51.100.0/24"]},
    ("ingress", "*"): {"port": 9100, "from": ["198.51.100.0/24"]},
    ("sidecars", "*"): {
        "image": "public.ecr.aws/acme/helper:1.0",
        "cpu": 64,
        "memory": 64,
        "read_only_root": True,
    },
    ("access", "bastion"): {"allowed_cidrs": ["203.0.113.0/24"]},
    ("match", "*"): {"pattern": "match-#.example.com"},
    ("routes", "*"): {"match": [{"pattern": "route-#.example.com"}]},
    ("registry_auth", "*"): {
        "secret_arn": texts.REGIONAL.format("secretsmanager", "secret:ghcr-Ab12Cd")
    },
    ("root_volume",): {"type": "io2", "iops": 1000},
}
# Maps whose members are each of one kind, so that another kind is another member.
APART = ("volumes", "secrets", "strategy", "metrics", "steps", "schedules")
# Paths that a seed alone decides: all else hangs on them.
DECIDED = frozenset(
    {
        ("network", "nat"),
        ("network", "vpc_id"),
        ("network", "internet_gateway"),
        ("network", "cidr"),
        ("security", "profile"),
        *((section, "*", "network_mode") for section in ("services", "jobs", "system_containers")),
        ("services", "*", "deployment", "strategy"),
        ("system_containers", "*", "run"),
        ("state", "region"),
    }
)
# Keys of new members, where any name would not do.
KEYS: dict[Place, str] = {
    ("waivers",): "SEC012",
    ("sysctls",): "fs.mqueue.msg_max",
    ("routes",): "edge",
    ("efs",): "shared",
    ("let_go",): "services.former-#",
}
# Names alone, of what is no map of zones.
NAMES: dict[Place, list[str]] = {("let_go",): ["services.former", "file_systems.former"]}
# Texts that spell a mapping.
_SPELLED: dict[str, Any] = {
    "text: port": 30_000,
    "text: port and host": "20000:30000",
    "text: port and protocol": "30000/udp",
    "text: port, host and protocol": "20000:30000/udp",
    # Of variables of the same name one would be too many.
    "text: arn": texts.REGIONAL.format("ssm", "parameter/other"),
    "text: parameter": "/other/secret",
}


def values_for(word: Word) -> Iterator[Any]:
    """Yield values that make a word used, the likeliest first."""
    place = tuple(part for part in word.place if not part.startswith("="))
    field = by_place()[place]
    if word.kind == "forms":
        yield from _in_form(field, word.name)
    elif word.kind == "texts":
        yield next(way.sample for way in texts.ways_of(place) if way.name == word.name)
    elif word.kind == "values" or place != word.place:
        name = word.name if word.kind == "values" else word.place[-1][1:]
        yield from _of_name(field, name)
    else:
        yield from of_field(field)


def _of_name(field: Field, name: str) -> Iterator[Any]:
    if field.kind is bool:
        yield name == "true"
    elif get_origin(field.kind) is dict:
        yield {name: first(Field((*field.place, "*"), *typed_member(field.kind)))}
    else:
        yield name


def of_field(field: Field) -> Iterator[Any]:
    """Yield values of a field, in its long form."""
    for start in range(len(field.place)):
        if field.place[start:] in SAMPLES:
            yield from SAMPLES[field.place[start:]]
            return
    yield from (way.sample for way in texts.ways_of(field.place))
    if is_section(field.kind):
        yield minimal(field)
    elif get_origin(field.kind) is dict and is_section(typed_member(field.kind)[0]):
        yield {new_key(field): minimal(Field((*field.place, "*"), *typed_member(field.kind)))}
    elif get_origin(field.kind) is tuple and not _has_sample(field):
        yield [first(Field((*field.place, "*"), *typed_member(field.kind)))]
    elif field.place[-1] != "*" or not values_of(field):
        yield from field_values.values(_name(field), field.kind, field.markers)
    else:
        yield values_of(field)[0]


def _has_sample(field: Field) -> bool:
    return _name(field) in field_values.SAMPLES


def _name(field: Field) -> str:
    """Return the name of a field by the model that declares it."""
    if field.place[-1] == "*":
        return ""
    holder = by_place().get(field.place[:-1])
    model: Any = holder.kind if holder else field_values_top()
    name = next(
        name for name, about in model.model_fields.items() if field.place[-1] in (name, about.alias)
    )
    return f"{field_values.owner(model, name)}.{name}"


def field_values_top() -> Any:
    """Return the model of a whole spec."""
    from tfgen.language.top import Spec

    return Spec


def first(field: Field) -> Any:
    """Return the likeliest value of a field."""
    return next(of_field(field))


def minimal(field: Field) -> dict[str, Any]:
    """Return the least that a section must have."""
    for start in range(len(field.place)):
        if field.place[start:] in ALSO:
            return ALSO[field.place[start:]]
    least = field_values.minimal(field.kind)
    for key in least:
        inner = (*field.place, key)
        for start in range(len(inner)):
            if inner[start:] in SAMPLES:
                least[key] = SAMPLES[inner[start:]][0]
                break
    return least


def new_key(field: Field) -> str:
    """Return a key for a new member of a map."""
    if field.place[-1:] in KEYS:
        return KEYS[field.place[-1:]]
    if values_of(field):
        return values_of(field)[0]
    inner, markers = unwrap(get_args(field.kind)[0])
    key = str(next(field_values.values("", inner, markers)))
    if key == "other":
        return "more-#"
    return key


def _first_of(value: Any) -> Any:
    """Return the first item of a list; any other value as it is."""
    return value[0] if isinstance(value, list) else value


def _in_form(field: Field, name: str) -> Iterator[Any]:
    """Yield values in one of the forms of a field."""
    if name in ("true", "false"):
        yield name == "true"
    elif name == "name alone":
        yield None
    elif name == "only item":
        for several in of_field(field):
            yield _first_of(several)
    elif name == "only name":
        yield from ("default", "fargate")
    elif name == "names":
        yield NAMES.get(field.place, ["eu-west-1a", "eu-west-1b"])
    elif name.startswith("only "):
        key = name.removeprefix("only ")
        for value in of_field(Field((*field.place, key), *fields_of(field.kind)[key])):
            yield _first_of(value)
    elif name.startswith("text: "):
        yield _SPELLED.get(name, "exit 0" if field.place[-1] == "command" else 1024)
    else:
        yield from (value for value in of_field(field) if isinstance(value, dict | list))
