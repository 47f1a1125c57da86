"""Ways from load balancers to a service: rules of application balancers and listeners of others.

https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/#http
"""

from __future__ import annotations

from typing import Any

from tfgen.adopt.copilot.checks import health_check, is_off
from tfgen.adopt.copilot.ports import Ports, listener_port
from tfgen.adopt.copilot.scene import Member
from tfgen.adopt.copilot.values import flag, items, span
from tfgen.adopt.given import Given


class Routes:
    """The routes of one service, as they are put there."""

    def __init__(self, member: Member, ports: Ports) -> None:
        self.member = member
        self.ports = ports
        self.fields: dict[str, dict[str, Any]] = {}
        self.of_http = 0
        # Whose health checks those of HTTP are.
        self.kind = "alb"

    def put_http(self, http: Given | None, balancer: str) -> None:
        """Add what `http` says: its rule, and further ones."""
        if http is None or is_off(http):
            return
        scene = self.member.scene
        scene.balancers.setdefault(balancer, {"scheme": balancer} if balancer == "internal" else {})
        if alb := http.get("alb"):
            why = "the balancer exists, and a spec makes its own"
            alb.leave(why, "name it under platform.load_balancers of an application")
        if (redirect := http.get("redirect_to_https")) and not flag(redirect):
            if self._protocol(http) == "grpc":
                redirect.lose("gRPC is taken on HTTPS only, so port 80 redirects")
            else:
                scene.balancers[balancer]["http"] = "forward"
        self._rule(http, balancer, balancer)
        further = http.get("additional_rules")
        for at, rule in enumerate(items(further), start=2):
            self._rule(rule, balancer, f"{balancer}-{at}")

    def _rule(self, rule: Given, balancer: str, key: str) -> None:
        route: dict[str, Any] = {} if key == balancer else {"load_balancer": balancer}
        self.of_http += 1
        protocol = self._protocol(rule)
        route["match"] = self._match(rule, balancer, key)
        self._put_target(route, rule)
        if protocol != "http":
            route["protocol"] = protocol
        check, grace = health_check(rule.get("healthcheck"), self.ports.asked(rule), self.kind)
        if check:
            route["health_check"] = check
        self._put_grace(grace)
        # A minute is Copilot's; AWS has five, and a spec half a minute.
        delay = span(rule.get("deregistration_delay")) or "1m"
        if delay != "30s":
            route["deregistration_delay"] = delay
        # The cookie of a target group lives for a day unless it is told otherwise.
        if flag(rule.get("stickiness")):
            route["stickiness"] = "1d"
        self.fields[key] = route

    def _protocol(self, rule: Given) -> str:
        version = rule.get("version")
        if version and version.text.lower() == "grpc":
            return "grpc"
        if version and version.text.lower() == "http2":
            version.lose("tasks get HTTP/1.1 from the balancer", "make sure that they speak it")
        # Copilot speaks TLS to whatever listens where HTTPS does.
        return "https" if self.ports.targeted(rule) == 443 else "http"

    def _put_target(self, route: dict[str, Any], rule: Given, listener: int | None = None) -> None:
        container, port = self.ports.target(rule, listener)
        if container:
            route["container"] = container
        if port:
            route["port"] = port

    def _put_grace(self, grace: str | None) -> None:
        if grace not in (None, "60s", "1m"):
            self.member.put("health_check_grace_period", grace)

    def _match(self, rule: Given, balancer: str, key: str) -> Any:
        hosts = self._hosts(rule, balancer)
        path = rule.get("path")
        under = self.member.scene.text(path).strip("/") if path else ""
        patterns = [pattern for host in hosts or [""] for pattern in _patterns(host, under)]
        patterns = self._not_taken(patterns, balancer, key, rule)
        sources = rule.get("allowed_source_ips")
        blocks = [item.text for item in items(sources)]
        if blocks:
            return [{"pattern": pattern, "source_cidrs": blocks} for pattern in patterns]
        return patterns[0] if len(patterns) == 1 else patterns

    def _hosts(self, rule: Given, balancer: str) -> list[str]:
        alias, zone = rule.get("alias"), rule.get("hosted_zone")
        hosts = []
        for item in (alias.items or (alias,)) if alias else ():
            name = item.get("name") if item.is_map else item
            own = item.get("hosted_zone") or zone
            if name is None or name.text == "":
                continue
            host = self.member.scene.text(name).lower()
            hosts.append(host)
            where = self.member.scene.text(own) if own else ""
            self.member.scene.aliases.append((balancer, host, where, name))
        return hosts

    def _not_taken(self, patterns: list[str], balancer: str, key: str, rule: Given) -> list[str]:
        """Return patterns that no other service has: AWS takes a rule twice, and asks the first."""
        taken = self.member.scene.patterns
        if not any((balancer, pattern) in taken for pattern in patterns):
            taken.update({(balancer, pattern): self.member.name for pattern in patterns})
            return patterns
        other = next(taken[balancer, p] for p in patterns if (balancer, p) in taken)
        host = f"{self.member.key}.example.com"
        why = f"a host of its own: {other} has the same path"
        help = "write the host of this service; Copilot takes <service>.<environment>.<domain>"
        path = (*self.member.path, "routes", key, "match")
        self.member.scene.draft.made_up(path, host, why, help, (rule.get("path") or rule).key_at)
        return [host]

    def put_network(self, nlb: Given | None) -> None:
        """Add what `nlb` says: a network balancer with its listeners."""
        if nlb is None or not nlb.is_map:
            return
        balancer = f"{self.member.key}-nlb"
        self.member.scene.balancers[balancer] = {"type": "network"}
        if policy := nlb.get("ssl_policy"):
            self.member.scene.balancers[balancer]["ssl_policy"] = policy.text
        self._hosts(nlb, balancer)
        self._listener(nlb, balancer, balancer)
        further = nlb.get("additional_listeners")
        for at, listener in enumerate(items(further), start=2):
            self._listener(listener, balancer, f"{balancer}-{at}")

    def _listener(self, given: Given, balancer: str, key: str) -> None:
        route: dict[str, Any] = {} if key == balancer else {"load_balancer": balancer}
        if given.get("port") is None:
            given.remark("ADOPT003", "it says no port to listen on, and 80 is made up")
        port, protocol = listener_port(given)
        route["listen"] = f"{port}/{protocol}"
        self._put_target(route, given, port)
        check, grace = health_check(given.get("healthcheck"), self.ports.asked(given, port), "nlb")
        if check:
            route["health_check"] = check
        self._put_grace(grace)
        delay = span(given.get("deregistration_delay")) or "1m"
        if delay != "30s":
            route["deregistration_delay"] = delay
        if policy := given.get("ssl_policy") if key != balancer else None:
            policy.leave("the balancer has one policy for all of its listeners")
        if sticky := given.get("stickiness"):
            sticky.leave("a network balancer of a spec keeps no client at its task")
        self.fields[key] = route


def put_routes(member: Member, routes: Routes) -> None:
    """Put the routes of a service; a pattern alone stands without braces."""
    shown: dict[str, Any] = {}
    for key, route in routes.fields.items():
        shown[key] = route["match"] if set(route) == {"match"} else route
    member.put("routes", shown or None)


def _patterns(host: str, under: str) -> list[str]:
    """Return what a path matches: itself and all below it, as Copilot's rules have both."""
    # Copilot's rule of the root is the last one; a pattern without a path is narrower than none.
    if not under:
        return [host or "/*"]
    return [f"{host}/{under}", f"{host}/{under}/*"]
