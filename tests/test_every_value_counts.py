"""Every value that is written is used or refused: no field is taken and forgotten.

Each field of each model is set, in each context where it can stand, to values that are neither its
default nor what the context has. Then what Terraform reads changes, or a finding stands at that
very place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from field_contexts import CONTEXTS, Path
from field_trials import Data, Trial, get, leaves, put, trials
from outcomes import Outcome, outcome

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.language.meaning import NO_USE

# A context that goes with every change; all of them take some minutes.
FAST = ("let-go",)
EACH = [pytest.param(name, marks=[] if name in FAST else pytest.mark.slow) for name in CONTEXTS]

# Two values exclude each other, and the finding stands at the other one.
AT_THE_OTHER = {
    # At the route of a service.
    "platform.load_balancers.public.type",
    "instance_groups.default.ami_family",  # the warm pool, which Bottlerocket has no place for
    "load_balancers.edge.dns.certificate",  # a listener with tls needs it
    "load_balancers.edge.type",  # the fields of the former type
    "load_balancers.edge.mutual_authentication.mode",  # its trust store
    "load_balancers.edge.waf.web_acl_arn",  # the settings of one of its own
    "registry_auth.ghcr.io.pull_through_cache",  # the secret needs another name then
    "services.web.scaling.schedules.other.max",  # the greatest number of tasks, at the capacity
    "services.web.routes.edge.transform",  # the service that shares its rule
    "services.web.ports.health.protocol",  # the health check asks at it
    "services.web.ports.web.protocol",  # service_connect reaches that port
    "services.web.service_connect.client_only",  # its port
    "services.web.task_role.arn",  # its statements
    "services.web.telemetry.metrics",  # the workspace, or what is fetched for none
    "system_containers.agent.run",  # its network_mode
}
# On the host's network Docker publishes nothing: the port is declared, so that no other container
# takes it (RULE124).
DECLARED = {
    ("docker-host", "system_containers.agent.port"),
    ("docker-host-ports", "system_containers.agent.ports.http.container_port"),
    ("docker-host-ports", "system_containers.agent.ports.http.protocol"),
    # Without instances its own tasks use it anyway; named, it is there for applications too.
    ("without-instances", "cluster.fargate"),
    # Tasks are checked by it.
    ("of-a-platform", "platform.capacity.instances.instance_type"),
}
# Fields that no context shows in use: the only version; how findings are graded, which
# the README repeats; what asks for another field to be changed with it.
NEVER_ALONE = {
    # Of one word alone; with the routes that only the other type takes; with another file; for
    # rules; maps whose keys are zones.
    *("SecretGrant.access", "TopicGrant.access", "ExistingBalancer.type", "Platform.spec"),
    *("ExistingCapacity.instance_type", "Platform.private_subnets", "Platform.public_subnets"),
    *("Spec.version", "Security.profile", "Waiver.reason", "Waiver.until"),
    *("Destination.type", "Strategy.random", "Spec.new_region"),
}


def verdict(trial: Trial) -> str:
    """Return what becomes of a value: used, told, the default, dropped, or told at another
    place."""
    before, after = outcome(trial.base), outcome(trial.spec)
    new = [finding for key, finding in after.findings.items() if key not in before.findings]
    unreadable = [finding.message for finding in new if finding.code.startswith("SPEC")]
    assert [] == unreadable, f"{trial.field}: {trial.value} is no value to try"
    if after.sound and before.sound and after.files != before.files:
        return "used"
    if any(stands_at(finding, trial.path, after.places) for finding in new) or is_in_vain(
        trial.path, after
    ):
        return "told"
    if is_within(trial.value, get(before.values, trial.path)):
        return "default"
    if not after.sound:
        return "elsewhere"
    return "default" if trial.value is False and is_off(trial) else "dropped"


def stands_at(finding: Diagnostic, path: Path, places: Mapping[Path, Any]) -> bool:
    """Whether a finding is told at a path, below it or at the section that it is in, or points
    there too."""
    if finding.path[: len(path)] == path or finding.path == path[:-1]:
        return True
    place = places.get(path)
    return place is not None and any(at in (place.key, place.value) for at, _ in finding.also)


def is_in_vain(path: Path, after: Outcome) -> bool:
    """Whether what a path is in has no use, which is told once for all of it."""
    return any(
        finding.code == NO_USE and finding.path == path[: len(finding.path)]
        for finding in after.findings.values()
    )


def is_within(value: Data, resolved: Data) -> bool:
    """Whether a value says what was decided without it."""
    if isinstance(value, dict) and isinstance(resolved, dict):
        return all(is_within(member, resolved.get(key)) for key, member in value.items())
    return bool(value == resolved)


def is_off(trial: Trial) -> bool:
    """Whether false says of a feature only what its place says already: there it cannot be switched
    on either."""
    on = outcome(put(trial.base, trial.path, {}))
    return any(finding.path == trial.path for finding in on.findings.values())


def dotted(path: Path) -> str:
    return ".".join(map(str, path))


def judged(context: str) -> Iterator[tuple[Trial, str]]:
    """Judge what is tried in a context; what is inside of a section that may not stand there is
    left out."""
    for trial in trials(CONTEXTS[context]):
        if outcome(trial.base).sound:
            yield trial, verdict(trial)


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
def test_the_context_is_sound(context: str) -> None:
    findings = outcome(CONTEXTS[context].spec).findings
    assert Severity.ERROR not in {finding.severity for finding in findings.values()}


@pytest.mark.parametrize("context", EACH)
def test_no_value_is_dropped(context: str, record_property: Callable[[str, object], None]) -> None:
    results = [(dotted(trial.path), trial.value, result) for trial, result in judged(context)]
    told_at = {path for path, _, result in results if result != "elsewhere"} | AT_THE_OTHER

    dropped = [(path, value) for path, value, result in results if result == "dropped"]
    assert [] == [trial for trial in dropped if (context, trial[0]) not in DECLARED]
    assert set() == {path for path, _, _ in results} - told_at
    count = Counter(result for _, _, result in results)
    record_property("figure", f"every value counts, {context}: {dict(sorted(count.items()))}")


@pytest.mark.slow
def test_every_field_is_used_somewhere() -> None:
    unused = set(leaves()) - NEVER_ALONE
    for context in CONTEXTS:
        for trial in trials(CONTEXTS[context]):
            if trial.field in unused and outcome(trial.base).sound and verdict(trial) == "used":
                unused.remove(trial.field)
    assert set() == unused


def test_a_value_that_changes_nothing_is_seen() -> None:
    base = CONTEXTS["service"].spec
    labels = ("services", "web", "labels")
    spec = put(base, labels, {"team": "shop"})
    assert "used" == verdict(Trial("Container.labels", labels, {"team": "shop"}, base, spec))
    assert "dropped" == verdict(Trial("Container.labels", labels, {"team": "shop"}, base, base))
