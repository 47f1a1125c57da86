"""Rules of application balancers' listeners: what each asks of a request, and when it is asked."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.frozen import frozen
from tfgen.language import matches as language
from tfgen.language.deployment import TestTraffic
from tfgen.language.section import Section
from tfgen.resolve.convention import Path, begin
from tfgen.resolve.priorities import Wish
from tfgen.resolve.specificity import Pattern, Specificity, specificity


class Match(language.Match):
    """Requests that a rule takes: host and path are empty where the pattern leaves them open."""

    priority: int
    host: str
    path_pattern: str


@frozen
class AnyRule:
    """A rule of a listener: `number` is the place of its pattern in the list that has it."""

    number: int
    balancer: str
    match: Match

    @property
    def owner(self) -> str:
        """What it belongs to, in words."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """What it is, in words."""
        raise NotImplementedError

    @property
    def path(self) -> Path:
        """Where its pattern stands in the spec."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """What tells it from other rules of its balancer."""
        raise NotImplementedError

    @property
    def wish(self) -> Wish:
        """What it is to have a priority for."""
        raise NotImplementedError

    @property
    def priority(self) -> int:
        """When the listener asks it."""
        return self.match.priority

    @property
    def asked(self) -> str:
        """All that it asks of a request, as one text."""
        match = self.match
        # Sorted, since a listener asks for any of several values, whatever their order. It
        # compares hosts and headers without their case.
        methods, cidrs = sorted(match.methods), sorted(match.source_cidrs)
        headers = sorted(
            (name.lower(), sorted(value.lower() for value in values))
            for name, values in match.headers.items()
        )
        return str((match.host.lower(), match.path_pattern, methods, cidrs, headers))

    @property
    def specificity(self) -> Specificity:
        """How narrow it is."""
        match = self.match
        pattern = Pattern(match.host, match.path_pattern)
        return specificity(pattern, match.methods, match.headers, match.source_cidrs)


@frozen
class ListenerRule(AnyRule):
    """A rule that leads to a service; `service_name` stays where the service has another key."""

    service: str
    service_name: str
    route: str

    @property
    def owner(self) -> str:
        """What it belongs to, in words."""
        return self.service

    @property
    def title(self) -> str:
        """What it is, in words."""
        return f"a route of {self.service}"

    @property
    def path(self) -> Path:
        """Where its pattern stands in the spec."""
        return ("services", self.service, "routes", self.route, "match", self.number)

    @property
    def name(self) -> str:
        """What tells it from others: services that ask for the same share one rule."""
        return self.asked

    @property
    def wish(self) -> Wish:
        """What it is to have a priority for."""
        # With its service: a pattern that goes to another one is made there before it is removed
        # here, and must not come to a place that is in use.
        return Wish("\n".join((self.service_name, self.route, self.asked)), self.specificity)


@frozen
class TrialRule(ListenerRule):
    """A rule by which requests reach a new version of a service before all others do."""

    @property
    def title(self) -> str:
        """What it is, in words."""
        return f"the test traffic of {self.service}"

    @property
    def path(self) -> Path:
        """Where its header stands in the spec."""
        return ("services", self.service, "deployment", "test_traffic")


@frozen
class BalancerRule(AnyRule):
    """A rule by which a balancer answers itself; `key` is its name in the spec."""

    key: str

    @property
    def owner(self) -> str:
        """What it belongs to, in words."""
        return f"rule {self.key}"

    @property
    def title(self) -> str:
        """What it is, in words."""
        return self.owner

    @property
    def path(self) -> Path:
        """Where its pattern stands in the spec."""
        return ("load_balancers", self.balancer, "rules", self.key, "match", self.number)

    @property
    def name(self) -> str:
        """What tells it from others: beside it a service may ask for the same."""
        return f"{self.key}\n{self.asked}"

    @property
    def wish(self) -> Wish:
        """What it is to have a priority for."""
        # No service has an empty name.
        return Wish(f"\n{self.name}", self.specificity)


def tried(match: Match, asked: TestTraffic) -> Match:
    """Return what a rule takes that asks for a header beside what another rule takes."""
    known: dict[str, object] = {"headers": {**match.headers, asked.header: (asked.value,)}}
    # Of a rule with a written place it stands right before: the narrower is asked first.
    if match.gives("priority"):
        known["priority"] = match.priority - 1
    return begin(Match, match, **known)


def told_apart(match: Match, others: Iterable[Match]) -> str:
    """Return what tells a pattern from others beside it: itself, or also what else it asks.

    Of several with one pattern the first keeps its place when others come.
    """
    same = [other for other in others if other.pattern == match.pattern]
    if same[0] is match:
        return match.pattern
    headers = [f"{name}={','.join(values)}" for name, values in sorted(match.headers.items())]
    return " ".join((match.pattern, *match.methods, *headers, *match.source_cidrs))


def begin_matches(written: Section) -> dict[str, tuple[Match, ...]]:
    """Return the one field with what a route or rule takes, if it was read."""
    if "match" not in written.__dict__:
        return {}
    return {"match": tuple(begin(Match, match) for match in written.__dict__["match"])}
