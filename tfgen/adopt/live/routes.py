"""The ways from load balancers to a service that runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.given import Given
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.sketch import Sketch
from tfgen.adopt.live.target_groups import common, target_group_of
from tfgen.adopt.live.world import block
from tfgen.diagnostics import Severity


def routes(
    sketch: Sketch, path: Path, service: Live, main: Given, ports: Mapping[int, str]
) -> None:
    """Put a route for each target group that a service has."""
    for entry in service.values.get("load_balancer") or ():
        group = sketch.world.first("aws_lb_target_group", arn=entry.get("target_group_arn"))
        if group is None:
            continue
        reading = _listened(sketch, group) or _matched(sketch, group)
        if not reading:
            message = f"target group {group.values['name']}: no rule of the state leads to it"
            help = "write a route for it, or keep its rule where it is"
            sketch.say("ADOPT074", message, help, Severity.WARNING)
            continue
        balancer, how = reading
        number = int(entry["container_port"])
        _route(sketch, (*path, "routes", balancer), how, group.values, number, ports)


def _route(
    sketch: Sketch,
    path: Path,
    how: Mapping[str, Any],
    values: Mapping[str, Any],
    port: int,
    ports: Mapping[int, str],
) -> None:
    for field, value in how.items():
        sketch.draft.put((*path, field), value)
    # The only one needs no line.
    if len(ports) > 1:
        sketch.put((*path, "port"), ports.get(port))
    comment = "In AWS; without it the group would be replaced by one of the tree's name."
    sketch.draft.put((*path, "target_group_name"), str(values["name"]), comment)
    if "listen" not in how:
        group_port = int(values["port"]) if values.get("port") else None
        sketch.put((*path, "target_group_port"), group_port, port)
        protocol = "grpc" if values.get("protocol_version") == "GRPC" else values.get("protocol")
        sketch.put((*path, "protocol"), str(protocol).lower(), "http")
    common(sketch, path, values)


def _listened(sketch: Sketch, group: Live) -> tuple[str, dict[str, Any]] | None:
    """Return the balancer whose listener leads to a target group, and how it does."""
    for listener in sketch.world.of("aws_lb_listener"):
        action = block(listener.values, "default_action")
        protocol = str(listener.values.get("protocol") or "").lower()
        key = sketch.balancers.get(str(listener.values.get("load_balancer_arn")))
        if target_group_of(action) != group.values["arn"] or key is None:
            continue
        # On an application balancer a service has rules; its listener is the balancer's.
        if protocol in ("http", "https"):
            return _by_default(sketch, key, group)
        return key, {"listen": f"{listener.values['port']}/{protocol}"}
    return None


def _by_default(sketch: Sketch, key: str, group: Live) -> tuple[str, dict[str, Any]]:
    """Return the route of a service that gets what no rule takes: a rule of its own for it."""
    matches = [match for _, how in _rules(sketch, group) for match in how]
    if any(_takes_all(match) for match in matches):
        return key, {"match": matches}
    message = (
        f"{group.values['name']} gets what no rule takes; the tree has the rule /* for that, and "
        "between the two requests are answered with 503"
    )
    help = "apply at a quiet time: it lasts about a second"
    sketch.say("ADOPT077", message, help, Severity.WARNING)
    return key, {"match": [*matches, "/*"] if matches else "/*"}


def _takes_all(match: Any) -> bool:
    """Return whether a match is of all requests, as the tree's rule for them is."""
    of = match if isinstance(match, dict) else {"pattern": match}
    return of.get("pattern") == "/*" and of.keys() <= {"pattern", "priority"}


def _matched(sketch: Sketch, group: Live) -> tuple[str, dict[str, Any]] | None:
    """Return the balancer whose rules lead to a target group, and what they match."""
    reading = list(_rules(sketch, group))
    if not reading:
        return None
    key = reading[0][0]
    matches = [match for balancer, several in reading if balancer == key for match in several]
    return key, {"match": matches}


def _rules(sketch: Sketch, group: Live) -> Iterator[tuple[str, list[Any]]]:
    """Yield the matches of each rule that forwards to a target group alone."""
    arns = {live.values.get("arn"): live for live in sketch.world.of("aws_lb_listener")}
    for rule in sketch.world.of("aws_lb_listener_rule"):
        actions = rule.values.get("action") or ()
        forwards = [target_group_of(action) for action in actions]
        listener = arns.get(rule.values.get("listener_arn"))
        # Of several actions, such as a login before it, a route says more than is known here.
        if forwards != [group.values["arn"]] or listener is None:
            continue
        key = sketch.balancers.get(str(listener.values.get("load_balancer_arn")))
        if key and (matches := _matches(sketch, rule)):
            yield key, matches


def _matches(sketch: Sketch, rule: Live) -> list[Any]:
    """Return what a rule matches; the first has its priority, and so its identity."""
    hosts: list[str] = []
    paths: list[str] = []
    more: dict[str, Any] = {}
    for condition in rule.values.get("condition") or ():
        hosts += block(condition, "host_header").get("values") or ()
        paths += block(condition, "path_pattern").get("values") or ()
        if methods := block(condition, "http_request_method").get("values"):
            more["methods"] = sorted(methods)
        if sources := block(condition, "source_ip").get("values"):
            more["source_cidrs"] = sorted(sources)
        if header := block(condition, "http_header"):
            more.setdefault("headers", {})[header["http_header_name"]] = list(header["values"])
        if condition.get("query_string"):
            _say_left(sketch, rule)
            return []
    # The spec has a rule for each pattern, where AWS may have several in one.
    patterns = [host + path for host, path in product(hosts or [""], paths or [""])]
    patterns = [pattern or "/*" for pattern in patterns]
    first: dict[str, Any] = {"pattern": patterns[0], "priority": int(rule.values["priority"])}
    others = [{"pattern": pattern, **more} if more else pattern for pattern in patterns[1:]]
    return [first | more, *others]


def _say_left(sketch: Sketch, rule: Live) -> None:
    message = f"{rule.address or rule.id} looks at the query, which no route does"
    help = "keep it in a .tf file of your own, with a moved block"
    sketch.say("ADOPT074", message, help, Severity.WARNING)
