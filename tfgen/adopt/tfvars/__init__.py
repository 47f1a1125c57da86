"""The variable file of the hand-written repository that tfgen replaces → a draft of a spec."""

from __future__ import annotations

import json
import re
from typing import Any

from tfgen.adopt.containers.ground import in_order
from tfgen.adopt.containers.keys import key_of
from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.adopt.tfvars.network import network
from tfgen.adopt.wish import Wish
from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.language.network import ZONE_FORM

_DEFAULT = "it is what a spec has by default"
_S3 = re.compile(r"aws s3 cp (s3://[a-z0-9.-]+/\S+) /etc/ecs/ecs\.config")
# The default of the layout, and the language's own.
_LOGGING = ["json-file", "awslogs"]
# Both spellings are in the repositories that people made of it.
ZONES = ("availability_zones", "availibility_zones")
_AMIS = ("aws_ecs_ami", "ecs_aws_ami", "aws_ami")
_KNOWN = ("environment", "instance_type", "vpc_cidr", *ZONES)
# The defaults of the language.
_SIZES = {"min_size": 2, "max_size": 4}
_LEFT = {
    "load_balancers": (
        "tfgen makes the load balancers, and leads them to services by routes",
        "load_balancers: {old: {type: classic, …}} for a classic one",
    ),
    "key_name": (
        "Session Manager leads to the instances without a key",
        "access: {ssh: {key_name: …, from: [bastion]}} for SSH all the same",
    ),
    "vpc_id": ("the spec makes its VPC", "network: {vpc_id: …} takes one that exists"),
}


def convert(node: Given, wish: Wish) -> Draft:
    """Return the draft of a whole cluster. Raises TfgenError where the file is of another kind."""
    if not any(node.get(name) for name in _KNOWN):
        message = f"{node.at.file} has none of the layout's variables"
        help = f"give the file with {', '.join(_KNOWN[:3])} and their like"
        raise TfgenError([Diagnostic("ADOPT011", message, node.at, help)])
    draft = Draft()
    _lay(draft, node, wish)
    network(draft, node, next((node.get(name) for name in ZONES if node.get(name)), None))
    _instances(draft, node)
    _logs(draft, node)
    for name, (why, help) in _LEFT.items():
        if entry := node.get(name):
            entry.leave(why, help)
    for name, entry in node.entries.items():
        if name not in _LEFT:
            entry.leave("it is no variable of the layout", "a .tf file of your own may have it")
    in_order(draft)
    return draft


def _lay(draft: Draft, node: Given, wish: Wish) -> None:
    _environment(draft, node, wish)
    _region(draft, node, wish)
    profile = node.get("aws_profile")
    if profile and profile.text not in ("", "default"):
        draft.put(("profile",), profile.text)
    elif profile:
        profile.changed("it is the profile that Terraform takes by default")
    cluster = node.get("cluster")
    if cluster and cluster.text:
        key = key_of(cluster.text)[:24].rstrip("-")
        if key != cluster.text:
            cluster.changed(f"it is {key}, as a spec names clusters")
        draft.put(("cluster", "name"), key)


def _environment(draft: Draft, node: Given, wish: Wish) -> None:
    variable = node.get("environment")
    text = variable.text if variable else ""
    if wish.environment or not text:
        why = "the file has none"
        _wished(draft, "environment", wish.environment, "production", why, node, variable)
        return
    draft.put(("environment",), key_of(text))
    if key_of(text) != text and variable:
        variable.changed(f"it is {key_of(text)}, as a spec writes it")
    if variable:
        variable.remark(
            "ADOPT061",
            "the layout makes a key pair of a private key that lies in its repository",
            "delete the key there; access: {ssh: {…}} takes a public key of your own",
            Severity.NOTE,
        )


def _wished(
    draft: Draft,
    name: str,
    wished: str,
    otherwise: str,
    why: str,
    node: Given,
    variable: Given | None,
) -> None:
    if wished:
        draft.put((name,), wished)
        if variable:
            variable.changed(f"it is {wished}, as --{name} says")
    else:
        draft.made_up((name,), otherwise, why, f"give --{name}", node.at)


def _region(draft: Draft, node: Given, wish: Wish) -> None:
    variable = node.get("aws_region")
    if variable and variable.text and not wish.region:
        draft.put(("region",), variable.text)
        return
    zones = next((node.get(name) for name in ZONES if node.get(name)), None)
    first = str(zones.items[0].peek) if zones and zones.items else ""
    if not wish.region and re.fullmatch(ZONE_FORM, first):
        draft.put(("region",), first[:-1], "That of the availability zones.")
        return
    why = "the file has none"
    _wished(draft, "region", wish.region, "eu-west-1", why, node, variable)


def _instances(draft: Draft, node: Given) -> None:
    named = node.get("instance_group")
    group = key_of(named.text) if named else "default"
    if named and group in ("default", named.text):
        named.changed("it is the key of the instance group")
    path = ("instance_groups", group)
    kind = node.get("instance_type")
    if kind and kind.text:
        draft.put((*path, "instance_type"), kind.text)
    else:
        draft.made_up(
            (*path, "instance_type"), "t3.small", "the file has none", "write one", node.at
        )
    if kind:
        # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
        kind.remark(
            "ADOPT061",
            "the layout opens ports 32768 to 61000 of instances to the balancer; tfgen opens those "
            "up to 65535, of which ECS takes some where it cannot read the kernel's range",
            "",
            Severity.NOTE,
        )
    if kind and kind.text.startswith("t2."):
        # https://aws.amazon.com/ec2/instance-types/t3/
        newer = kind.text.replace("t2.", "t3.")
        kind.remark("ADOPT061", f"it is kept; {newer} has more for less", "", Severity.NOTE)
    _sizes(draft, node, path)
    _image(node)
    _boot(draft, node, path)


def _sizes(draft: Draft, node: Given, path: tuple[str, ...]) -> None:
    sizes = {name: _number(node.get(name)) for name in (*_SIZES, "desired_capacity")}
    least = sizes["min_size"] if sizes["min_size"] is not None else _SIZES["min_size"]
    for name, size in sizes.items():
        if size is None:
            continue
        if size == _SIZES.get(name, least):
            node.entries[name].changed(_DEFAULT)
        else:
            draft.put((*path, name), size)


def _number(node: Given | None) -> int | None:
    if node is None:
        return None
    if re.fullmatch(r"[0-9]{1,4}", node.text):
        return int(node.text)
    node.lose("it is no whole number", "write min_size: 1 in the instance group")
    return None


def _image(node: Given) -> None:
    for name in _AMIS:
        ami = node.get(name)
        if ami and not ami.text:
            ami.changed("the newest image that AWS recommends is what a spec has by default")
        elif ami:
            ami.lose(
                "the layout's images are of Amazon Linux 1 or 2, tfgen's are of 2023",
                "ami_id: … pins an ECS-optimized image of Amazon Linux 2023",
            )


def _boot(draft: Draft, node: Given, path: tuple[str, ...]) -> None:
    commands = node.get("custom_userdata")
    if commands and commands.text.strip():
        draft.put((*path, "boot_commands"), commands.text)
        commands.changed("it runs as root, when Docker has started and before the ECS agent")
    elif commands:
        commands.changed(_DEFAULT)
    config = node.get("ecs_config")
    match = _S3.fullmatch(config.text.strip()) if config else None
    if match:
        draft.put((*path, "ecs_config_s3"), match[1])
    elif config and config.text.strip() in ("", "echo '' > /etc/ecs/ecs.config"):
        config.changed(_DEFAULT)
    elif config:
        config.lose("tfgen writes /etc/ecs/ecs.config", "ecs_config: {ECS_…: …} adds lines to it")
    _drivers(draft, node.get("ecs_logging"), path)


def _drivers(draft: Draft, node: Given | None, path: tuple[str, ...]) -> None:
    if node is None:
        return
    try:
        drivers: Any = [item.text for item in node.items] or json.loads(node.text)
    except ValueError:
        drivers = None
    if drivers == _LOGGING:
        node.changed(_DEFAULT)
    elif isinstance(drivers, list) and all(isinstance(element, str) for element in drivers):
        draft.put((*path, "log_drivers"), drivers)
    else:
        node.lose("it is no list of log drivers", "log_drivers: [json-file, awslogs, fluentd]")


def _logs(draft: Draft, node: Given) -> None:
    prefix = node.get("cloudwatch_prefix")
    if prefix and prefix.text:
        draft.put(("logs", "prefix"), prefix.text)
        prefix.changed("logs of instances are <prefix>/host/…, and are kept for 365 days, not 30")
    elif prefix:
        prefix.changed(_DEFAULT)
