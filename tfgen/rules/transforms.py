"""Rules of `transform` of routes: regular expressions that ELB takes, one rewriting a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.scalars import shown
from tfgen.language.transforms import Rewrite
from tfgen.resolve import Cluster, ListenerRule, Route, Service
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_TRANSFORMS = f"{_ELB}/application/rule-transforms.html"
_ALONE = ("services",)
# What Python's own regular expressions know, and those of ELB do not.
_UNKNOWN = {
    "lookarounds": r"\(\?<?[=!]",
    "backreferences": r"\\[1-9]|\(\?P=",
    "atomic groups": r"\(\?>",
    "possessive quantifiers": r"[*+?}]\+",
    "conditions": r"\(\?\(",
    "recursion": r"\(\?(?:R|&|P>|[0-9])",
    "Unicode classes": r"\\[pP]",
}

_REFUSED = Code(
    "RULE465",
    "transform-that-elb-refuses",
    what="A transform has a form that Elastic Load Balancing does not take.",
    why=(
        "A transform rewrites the URL or the host by a regular expression, which knows no "
        "lookarounds, backreferences, atomic groups, possessive quantifiers, recursion and Unicode "
        "classes. Where it matches and the result is no path, clients get HTTP 500."
    ),
    help="Correct the regular expression, or what takes its place, as the message says.",
    source=_TRANSFORMS,
)


def _rewrites(cluster: Cluster) -> Iterator[tuple[Rewrite, Path]]:
    """Give each rewriting with its place."""
    for _, route in over.routes(cluster):
        transform = route.__dict__.get("transform")
        if transform is None:
            continue
        for field in type(transform).model_fields:
            if rewrite := transform.__dict__.get(field):
                yield rewrite, (*route.path, "transform", field)


@rule(_REFUSED, sections=_ALONE, over=over.routes)
def something_is_rewritten(
    cluster: Cluster, service: Service, route: Route
) -> Iterator[Diagnostic]:
    """Refuse a transform that rewrites nothing."""
    transform = route.transform
    if transform and not transform.url_rewrite and not transform.host_header_rewrite:
        message = f"the transform of route {route.key} of {service.key} rewrites nothing"
        help = "write url_rewrite or host_header_rewrite: {regex: …, replace: …}"
        yield finding(cluster, "RULE465", (*route.path, "transform"), message, help, key=True)


@rule(_REFUSED, sections=_ALONE, over=_rewrites)
def expressions_are_known(cluster: Cluster, rewrite: Rewrite, path: Path) -> Iterator[Diagnostic]:
    """Hold a regular expression to what ELB knows, and its groups to those that there are."""
    regex, help = rewrite.regex, "write it without"
    for noun, form in _UNKNOWN.items():
        if re.search(form, _bare(regex)):
            message = f"{shown(regex)} has {noun}, which ELB does not know"
            yield finding(cluster, "RULE465", (*path, "regex"), message, help)
            return
    try:
        groups = re.compile(regex).groups
    except re.error as error:
        message = f"{shown(regex)} is no regular expression: {error}"
        yield finding(cluster, "RULE465", (*path, "regex"), message, "write it as in ^/shop/(.*)$")
        return
    named = max((int(number) for number in re.findall(r"\$(\d+)", rewrite.replace)), default=0)
    if named > groups:
        message = f"{shown(regex)} has no group ${named}"
        help = "put what is to stay between brackets: ^/shop/(.*)$"
        yield finding(cluster, "RULE465", (*path, "replace"), message, help)
    elif path[-1] == "url_rewrite" and regex.startswith("^/") and rewrite.replace[0] not in "/$":
        message = f"replace {shown(rewrite.replace)} would give a path that does not begin with /"
        help = f"write replace: /{rewrite.replace}"
        yield finding(cluster, "RULE465", (*path, "replace"), message, help)


def _bare(regex: str) -> str:
    """Return a regular expression with one letter for each escaped character and class of them."""
    escaped = re.sub(r"\\[^1-9pP]", "e", regex)
    return re.sub(r"\[\^?\]?[^\]]*\]", "c", escaped)


@rule(
    Code(
        "RULE466",
        "transforms-of-one-rule",
        what="Services share a listener rule, and have different transforms.",
        why=(
            "Services with one pattern share one rule, which rewrites the requests of all of them. "
            "The transform of the first by name stands in it, and the others would have no effect."
        ),
        help="Write the same transform at each of the services.",
        source=_TRANSFORMS,
    ),
    sections=_ALONE,
    over=lambda cluster: ((rules,) for rules in cluster.listener_rules),
)
def shared_rules_rewrite_alike(
    cluster: Cluster, rules: tuple[ListenerRule, ...]
) -> Iterator[Diagnostic]:
    """Demand one transform of services that share a rule."""
    first, *others = (
        cluster.services[listener_rule.service].routes[listener_rule.route]
        for listener_rule in rules
    )
    for other in others:
        if other.transform != first.transform:
            path, message = other.path, f"service {first.path[1]} has the rule of this route, and"
            message += " another transform"
            also = ((first.path, "the first"),)
            help = "write the same transform at both"
            yield finding(cluster, "RULE466", path, message, help, key=True, also=also)


RULES = (something_is_rewritten, expressions_are_known, shared_rules_rewrite_alike)
