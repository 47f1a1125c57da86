"""Rules of what a listener rule asks: how many values, and which forms they have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import (
    CONDITION_PATTERN_LENGTH,
    CONDITION_VALUES,
    HEADER_NAME,
    HOST_NAME_CONDITION,
    LISTENER_RULE_VALUES,
    LISTENER_RULE_WILDCARDS,
)
from tfgen.language.scalars import shown
from tfgen.resolve import AnswerRule, Cluster, Route
from tfgen.resolve.convention import each
from tfgen.resolve.listener_rules import Match
from tfgen.resolve.specificity import is_wild
from tfgen.rules import over
from tfgen.rules.rule import Path, again, finding, rule

_ALONE = ("services", "load_balancers")
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"

_SEVERAL = "write several patterns, each with some of the values"
_TOO_MANY = Code(
    "RULE310",
    "too-many-condition-values",
    what="A listener rule asks for more values than it takes.",
    why=(
        "All conditions of a rule together have five values, each condition has three, and all "
        "values together have six wildcards. Host and path of a pattern are a value each."
    ),
    help="Write several patterns, each with some of the values: each is a rule of its own.",
    source=LISTENER_RULE_VALUES.source,
)
_NO_SUCH_FORM = Code(
    "RULE311",
    "condition-that-elb-refuses",
    what="A condition of a listener rule has a form that Elastic Load Balancing does not take.",
    why=(
        "A host has a dot, and only letters behind the last one. Host, path and values of headers "
        "have 128 characters at most, a name of a header 40 of those that RFC 7230 has for it. "
        "A rule applies to visible ASCII alone, and the case of a header's name does not count."
    ),
    help="Correct the value as the message says.",
    source=f"{_ELB}/application/rule-condition-types.html",
)


def _matches(cluster: Cluster) -> Iterator[tuple[Match, Path]]:
    """Give each pattern of each route, and of each rule of a balancer, with its place."""
    for _, route in over.routes(cluster):
        yield from _of(route)
    for rules in each(cluster.load_balancers.values(), lambda balancer: [balancer.rules]):
        for answer in rules.values():
            yield from _of(answer)


def _of(asker: Route | AnswerRule) -> list[tuple[Match, Path]]:
    return [
        (match, (*asker.path, "match", number))
        for number, match in enumerate(asker.__dict__.get("match", ()))
    ]


def conditions_of(match: Match) -> dict[str, tuple[str, ...]]:
    """Return the values that a rule asks for, by what people call the condition."""
    conditions = {
        "host": (match.host,),
        "path": (match.path_pattern,),
        "methods": match.methods,
        "source_cidrs": match.source_cidrs,
        **{f"headers.{name}": values for name, values in match.headers.items()},
    }
    return {name: values for name, values in conditions.items() if any(values)}


@rule(_TOO_MANY, sections=_ALONE, over=_matches)
def few_values(cluster: Cluster, match: Match, path: Path) -> Iterator[Diagnostic]:
    """Hold a rule to five values in all of its conditions, and six wildcards."""
    values = [value for values in conditions_of(match).values() for value in values]
    wild = sum(value.count("*") + value.count("?") for value in values)
    counts = (
        (len(values), LISTENER_RULE_VALUES, "values"),
        (wild, LISTENER_RULE_WILDCARDS, "wildcards"),
    )
    for count, takes, noun in counts:
        asks = f"a rule for {match.pattern} asks for {count} {noun}"
        if count > takes.high:
            message = f"{asks}, and takes {takes.high}"
            yield finding(cluster, "RULE310", path, message, _SEVERAL)
    if wild == LISTENER_RULE_WILDCARDS.high:
        message = f"a rule for {match.pattern} has {wild} wildcards, and a page of AWS says 5"
        source, severity = _NO_SUCH_FORM.source, Severity.WARNING
        yield finding(cluster, "RULE310", path, message, _SEVERAL, source=source, severity=severity)


@rule(_TOO_MANY, sections=_ALONE, over=_matches)
def few_values_each(cluster: Cluster, match: Match, path: Path) -> Iterator[Diagnostic]:
    """Hold a condition to three values."""
    for name, values in conditions_of(match).items():
        if len(values) > CONDITION_VALUES.high:
            message = (
                f"{name} has {len(values)} values, and a condition takes {CONDITION_VALUES.high}"
            )
            at = (*path, *name.split(".", 1))
            yield finding(cluster, "RULE310", at, message, _SEVERAL, key=True)


@rule(_NO_SUCH_FORM, sections=_ALONE, over=_matches)
def patterns_fit(cluster: Cluster, match: Match, path: Path) -> Iterator[Diagnostic]:
    """Hold hosts to names with a dot, and hosts and paths to their length."""
    if match.host and not re.fullmatch(HOST_NAME_CONDITION, match.host):
        message = f"host {shown(match.host)} is none that a rule takes"
        yield finding(cluster, "RULE311", path, message, _of_host(match))
    for noun, value in (("host", match.host), ("path", match.path_pattern)):
        longest = CONDITION_PATTERN_LENGTH.high
        if len(value) > longest:
            message = f"the {noun} has {len(value)} characters, and a rule takes {longest}"
            yield finding(cluster, "RULE311", path, message, "write it shorter, with a * in it")


def _of_host(match: Match) -> str:
    help = "write it with a dot, only letters behind the last one, and without underscores"
    if "." in match.host:
        return help
    # What stands before the first slash is a host.
    path = f"/{match.pattern}"
    if not is_wild(match.pattern):
        path += "/*"
    return f"write {path} if it is a path; if it is a host, {help}"


@rule(_NO_SUCH_FORM, sections=_ALONE, over=_matches)
def headers_fit(cluster: Cluster, match: Match, path: Path) -> Iterator[Diagnostic]:
    """Hold headers to the names and values that a condition takes."""
    for name, values in match.headers.items():
        at = (*path, "headers", name)
        if name.lower() == "host":
            message = "a condition on headers does not take the host, which has its own"
            yield finding(cluster, "RULE311", at, message, "write it in pattern", key=True)
        elif not HEADER_NAME.accepts(name):
            message = f"{shown(name)} is no name of a header that a condition takes"
            help = f"use up to {HEADER_NAME.longest} of {HEADER_NAME.allowed}"
            yield finding(cluster, "RULE311", at, message, help, key=True)
        for value in values:
            if len(value) not in CONDITION_PATTERN_LENGTH:
                takes = f"a condition takes 1 to {CONDITION_PATTERN_LENGTH.high} characters"
                message = f"a value of header {name} has {len(value)}: {takes}"
                yield finding(cluster, "RULE311", at, message, "write it shorter", key=True)
            elif not re.fullmatch(r"[ -~]+", value):
                message = f"a value of header {name} has characters beside visible ASCII"
                help = "write ? or * in their place: a rule applies to visible ASCII alone"
                yield finding(cluster, "RULE311", at, message, help, key=True)


@rule(_NO_SUCH_FORM, sections=_ALONE, over=_matches)
def headers_once(cluster: Cluster, match: Match, path: Path) -> Iterator[Diagnostic]:
    """Refuse a header twice: the case of its name does not count."""
    for name, other in again((name.lower(), name) for name in match.headers):
        message = f"header {shown(name)} is {shown(other)} too: the case of a name does not count"
        help = "write it once, with all values that it may have"
        yield finding(cluster, "RULE311", (*path, "headers", name), message, help, key=True)


RULES = (few_values, few_values_each, patterns_fit, headers_fit, headers_once)
