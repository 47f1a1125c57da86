"""The load balancers of a cluster that runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.sketch import Sketch, seconds
from tfgen.adopt.live.target_groups import default_target_group, target_group_of
from tfgen.adopt.live.world import block
from tfgen.diagnostics import Severity

_SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_ANYWHERE = "0.0.0.0/0"


def balancers(sketch: Sketch) -> None:
    """Put each load balancer into the draft."""
    entry = list(sketch.world.of("aws_lb"))
    # Without the line the tree would make one.
    if not entry:
        sketch.draft.put(("load_balancers",), {})
    for balancer in entry:
        _balancer(sketch, balancer)


def _balancer(sketch: Sketch, balancer: Live) -> None:
    values = balancer.values
    key = sketch.keys.key("load_balancers", str(values["name"]), "default")
    path = ("load_balancers", key)
    sketch.draft.put(path, {})
    sketch.put((*path, "type"), values.get("load_balancer_type"), "application")
    if values.get("internal"):
        sketch.draft.put((*path, "scheme"), "internal")
    comment = "In AWS; without it the balancer would be replaced by one of the tree's name."
    sketch.put((*path, "name"), values["name"], f"{sketch.name}-{key}", comment)
    sketch.balancers[str(values["arn"])] = key
    if values.get("load_balancer_type", "application") == "application":
        _application(sketch, path, balancer)
    sketch.keep_groups(path, values.get("security_groups") or (), "its requests")


def _application(sketch: Sketch, path: Path, balancer: Live) -> None:
    listeners = {
        int(live.values["port"]): live
        for live in sketch.world.of("aws_lb_listener", load_balancer_arn=balancer.values["arn"])
    }
    for port in sorted(listeners.keys() - {80, 443}):
        message = f"the listener on port {port} of {balancer.values['name']} has no place in a spec"
        help = "keep it in a .tf file of your own, with a moved block to its address there"
        sketch.say("ADOPT072", message, help, Severity.WARNING)
    # Before port 80, whose default hangs on it.
    certificates = _https(sketch, path, listeners.get(443))
    _http(sketch, path, listeners.get(80), bool(certificates))
    # Port 80 leads to 443 where both are there.
    main = listeners.get(443) or listeners.get(80)
    if main:
        _answer(sketch, path, block(main.values, "default_action"))
    sketch.put((*path, "idle_timeout"), seconds(balancer.values.get("idle_timeout")), "60s")
    _allowed(sketch, path, balancer, sorted(listeners))
    logs = block(balancer.values, "access_logs")
    if logs.get("enabled") and logs.get("bucket"):
        sketch.draft.put((*path, "access_logs"), str(logs["bucket"]))


def _https(sketch: Sketch, path: Path, listener: Live | None) -> list[str]:
    if listener is None:
        return []
    first = str(listener.values.get("certificate_arn"))
    further = sketch.world.of("aws_lb_listener_certificate", listener_arn=listener.values["arn"])
    arns = [first, *(str(live.values["certificate_arn"]) for live in further)]
    sketch.draft.put((*path, "certificate_arns"), arns[0] if len(arns) == 1 else arns)
    sketch.put((*path, "ssl_policy"), listener.values.get("ssl_policy"), _SSL_POLICY)
    return arns


def _http(sketch: Sketch, path: Path, listener: Live | None, has_tls: bool) -> None:
    word = "none"
    if listener:
        action = block(listener.values, "default_action")
        word = "redirect" if action.get("type") == "redirect" else "forward"
    sketch.put((*path, "http"), word, "redirect" if has_tls else "forward")


def _answer(sketch: Sketch, path: Path, action: Mapping[str, Any]) -> None:
    """Put what a listener does with requests that no rule takes."""
    if action.get("type") == "fixed-response":
        said = block(action, "fixed_response")
        answer = {"status_code": int(said.get("status_code") or 404)}
        if said.get("content_type") not in (None, "", "text/plain"):
            answer["content_type"] = said["content_type"]
        if said.get("message_body"):
            answer["message_body"] = said["message_body"]
        short = answer["status_code"] if len(answer) == 1 else answer
        sketch.draft.put((*path, "fixed_response"), short)
    elif arn := target_group_of(action):
        default_target_group(sketch, path, arn)


def _allowed(sketch: Sketch, path: Path, balancer: Live, ports: list[int]) -> None:
    """Put who may connect: the tree's own group would let in everybody."""
    groups = balancer.values.get("security_groups") or ()
    blocks = sorted({block for group in groups for block in _let_in(sketch, group, ports)})
    if blocks:
        # Of an internal one the default is the VPC, which its rules seldom are.
        usual = None if balancer.values.get("internal") else _ANYWHERE
        sketch.put((*path, "allowed_cidrs"), blocks if len(blocks) > 1 else blocks[0], usual)
        return
    message = f"{'.'.join(path)}: the state has no rule that says who may connect"
    help = f"write {'.'.join(path)}.allowed_cidrs, unless it is everybody"
    sketch.say("ADOPT003", message, help, Severity.WARNING)


def _let_in(sketch: Sketch, group: str, ports: list[int]) -> Iterator[str]:
    """Yield the blocks that a security group lets in on any of some ports."""
    for rule in _rules(sketch, group):
        low, high = rule.get("from_port"), rule.get("to_port")
        # All protocols is all ports, whatever stands beside it.
        if str(rule.get("protocol") or rule.get("ip_protocol")) == "-1":
            low, high = 0, 65535
        if any(int(low or 0) <= port <= int(high or 0) for port in ports):
            yield from rule.get("cidr_blocks") or ()
            if rule.get("cidr_ipv4"):
                yield str(rule["cidr_ipv4"])


def _rules(sketch: Sketch, group: str) -> Iterator[Mapping[str, Any]]:
    """Yield rules into a group, in each of the ways in which Terraform has them."""
    world = sketch.world
    for live in world.of("aws_security_group", id=group):
        yield from live.values.get("ingress") or ()
    for live in world.of("aws_security_group_rule", security_group_id=group, type="ingress"):
        yield live.values
    for live in world.of("aws_vpc_security_group_ingress_rule", security_group_id=group):
        yield live.values
