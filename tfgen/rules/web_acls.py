"""Rules of `waf`: a web ACL that looks at something, what it costs, and what it lets through."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.managed_rules import (
    BASELINE,
    CAPACITY,
    GROUPS,
    KNOWN_BAD_INPUTS,
    RATE_LIMIT_UNITS,
    UNITS_WITHOUT_SURCHARGE,
)
from tfgen.facts.prices import WEB_ACL_UNITS
from tfgen.language.waf import Waf
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.rules.rule import finding, rule

_WAF = "https://docs.aws.amazon.com/waf/latest"
_ALONE = ("load_balancers",)
_SECURITY = ("security", "load_balancers")


def _own(cluster: Cluster) -> Iterator[tuple[LoadBalancer, Waf]]:
    """Give each balancer that has a web ACL of its own."""
    return each(cluster.load_balancers.values(), _of_balancer)


def _of_balancer(balancer: LoadBalancer) -> list[tuple[LoadBalancer, Waf]]:
    if balancer.waf is None or not balancer.makes_web_acl:
        return []
    return [(balancer, balancer.waf)]


@rule(
    Code(
        "RULE526",
        "rate-limit-too-low",
        what="A rate limit of a web ACL is lower than WAF takes.",
        why="WAF counts the requests of an address by samples, and takes limits from 10 on.",
        help="Write 10 or more, or 0 for no limit.",
        source=f"{_WAF}/APIReference/API_RateBasedStatement.html",
    ),
    sections=_ALONE,
    over=_own,
)
def limit_is_high_enough(
    cluster: Cluster, balancer: LoadBalancer, waf: Waf
) -> Iterator[Diagnostic]:
    """Hold a rate limit to the least that WAF takes."""
    if 0 < waf.rate_limit < 10:
        path = (*balancer.path, "waf", "rate_limit")
        message = f"WAF takes no rate limit of {waf.rate_limit} requests"
        yield finding(cluster, "RULE526", path, message, "write 10 or more; 0 sets no limit")


@rule(
    Code(
        "RULE527",
        "web-acl-billed-by-capacity",
        what="A web ACL has more rules than its price covers.",
        why=(
            "Each rule takes capacity units (WCUs). Up to 1500 of a web ACL are in its price; for "
            "each 500 beyond AWS bills 0.20 USD per million requests. It has 5000 at most."
        ),
        help="Leave out groups for what the tasks do not run, such as PHP or Windows.",
        source=CAPACITY,
        severity=Severity.NOTE,
    ),
    sections=_ALONE,
    over=_own,
)
def capacity_is_in_the_price(
    cluster: Cluster, balancer: LoadBalancer, waf: Waf
) -> Iterator[Diagnostic]:
    """Note a web ACL whose capacity costs something more."""
    # A name that is none of them is told where it is read.
    units = sum(GROUPS.get(name, 0) for name in waf.managed_rule_groups)
    if waf.rate_limit:
        units += RATE_LIMIT_UNITS
    if units <= UNITS_WITHOUT_SURCHARGE:
        return
    needs = f"the web ACL of load balancer {balancer.key} needs {units} capacity units"
    steps = -(-(units - UNITS_WITHOUT_SURCHARGE) // 500)
    price = f"{steps * WEB_ACL_UNITS.amount:.2f} USD per million requests"
    path = (*balancer.path, "waf", "managed_rule_groups")
    help = "leave out groups for what the tasks do not run"
    yield finding(cluster, "RULE527", path, f"{needs}: about {price} more", help, key=True)


@rule(
    Code(
        "RULE528",
        "web-acl-without-rules",
        what="A web ACL has no rules.",
        why="It is paid for by the month, and lets each request through without a look.",
        help="Name managed_rule_groups, write a rate_limit, or remove waf.",
        source=f"{_WAF}/developerguide/web-acl.html",
        severity=Severity.WARNING,
    ),
    sections=_ALONE,
    over=_own,
)
def something_is_looked_at(
    cluster: Cluster, balancer: LoadBalancer, waf: Waf
) -> Iterator[Diagnostic]:
    """Warn of a web ACL without rules."""
    if not waf.managed_rule_groups and not waf.rate_limit:
        message = f"the web ACL of load balancer {balancer.key} has no rules"
        help = "name managed_rule_groups, write a rate_limit, or remove waf"
        yield finding(cluster, "RULE528", (*balancer.path, "waf"), message, help, key=True)


@rule(
    Code(
        "SEC044",
        "web-acl-that-only-counts",
        what="A web ACL counts what it matches, and blocks nothing.",
        why=(
            "With mode: count attacks reach the tasks as before. It is meant for the first days, "
            "in which the logs show which requests of users would be blocked."
        ),
        help="Remove mode: count, and name the rules that go wrong under counted_rules.",
        source=f"{_WAF}/developerguide/web-acl-testing.html",
    ),
    sections=_SECURITY,
    over=_own,
)
def attacks_are_blocked(cluster: Cluster, balancer: LoadBalancer, waf: Waf) -> Iterator[Diagnostic]:
    """Find web ACLs that block nothing."""
    if waf.mode == "count":
        path = (*balancer.path, "waf", "mode")
        message = f"the web ACL of load balancer {balancer.key} only counts"
        help = "remove mode: count once the logs are clean"
        yield finding(cluster, "SEC044", path, message, help)


@rule(
    Code(
        "SEC045",
        "web-acl-without-known-bad-inputs",
        what="A web ACL leaves out the rules against known bad inputs.",
        why=(
            "They block requests that exploit what many have in their tasks without knowing it, "
            "such as Log4j, and match hardly anything else."
        ),
        help=f"Add {KNOWN_BAD_INPUTS} to managed_rule_groups.",
        source=BASELINE,
    ),
    sections=_SECURITY,
    over=_own,
)
def bad_inputs_are_known(
    cluster: Cluster, balancer: LoadBalancer, waf: Waf
) -> Iterator[Diagnostic]:
    """Find web ACLs without the rules against known bad inputs."""
    if KNOWN_BAD_INPUTS not in waf.managed_rule_groups:
        path = (*balancer.path, "waf", "managed_rule_groups")
        message = f"the web ACL of load balancer {balancer.key} lets known bad inputs through"
        yield finding(cluster, "SEC045", path, message, f"add {KNOWN_BAD_INPUTS} to it", key=True)


RULES = (
    limit_is_high_enough,
    capacity_is_in_the_price,
    something_is_looked_at,
    attacks_are_blocked,
    bad_inputs_are_known,
)
