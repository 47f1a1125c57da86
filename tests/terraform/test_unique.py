"""Two trees in one account, region or VPC share no name that AWS takes once, or `tfgen validate`
tells it: in the plans of the examples, of twins of theirs, and of clusters that share a VPC."""

from __future__ import annotations

import shutil
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import terraform_cli
from looked_at import every
from spec_data import load
from terraform_trees import SPECS, TODAY, Workspace, render, resources
from uniqueness import clusters
from uniqueness.judge import Tree, shared, untold
from uniqueness.mutants import named_after, without_name

from tfgen import rules
from tfgen.pipeline import check
from tfgen.resolve import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.sweep, pytest.mark.xdist_group("unique")]

# What was called valid together before this judge, and had to be found: two specs, the type.
FOUND_BEFORE = (
    ("everything", "acc-neighbour", "aws_ecr_pull_through_cache_rule"),
    ("acc-neighbour", "acc-neighbour-b", "aws_chatbot_slack_channel_configuration"),
    ("deployer", "acc-neighbour", "aws_iam_openid_connect_provider"),
    ("acc-neighbour", "acc-neighbour-b", "aws_ec2_instance_connect_endpoint"),
    ("deployer", "deployer-elsewhere", "aws_cloudwatch_dashboard"),
    ("acc-neighbour", "acc-neighbour-elsewhere", "aws_iam_user"),
    ("acc-guest", "acc-guest-b", "aws_service_discovery_service"),
)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Tree, Cluster]]:
    """Plan every drawn spec: its tree as Terraform sees it, beside the cluster that rules see."""
    if reason := terraform_cli.missing(terraform_cli.V6):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("unique")
    for path in SPECS.values():
        shutil.copy(path, tmp)
    for label, text in clusters.drawn():
        (tmp / f"{label}.yaml").write_text(text, encoding="utf-8")
    return {
        path.stem: (Tree(path.stem, load(path), _planned(path)), check(path, TODAY).cluster)
        for path in sorted(tmp.glob("*.yaml"))
    }


def _planned(path: Path) -> list[dict[str, Any]]:
    space = Workspace(render(path, path.with_suffix("")), terraform_cli.stub_environment())
    space.init()
    return resources(space.plan())


def test_what_two_trees_share_is_told(drawn) -> None:
    collisions, quiet = 0, []
    for (first, one), (second, other) in every(combinations(drawn.values(), 2)):
        both = shared(first, second)
        collisions += len(both)
        quiet += [
            f"{first.label} and {second.label}: {thing.scope} {thing.values}"
            for thing in untold(both, rules.check_together([one, other]))
        ]
    print(f"{len(drawn)} clusters, {collisions} names that two trees share")

    assert [] == quiet
    assert collisions


def test_the_judge_finds_what_was_called_valid(drawn) -> None:
    for first, second, kind in every(FOUND_BEFORE):
        both = shared(drawn[first][0], drawn[second][0])
        assert {kind} <= {thing.scope.type for thing in both}, (first, second)


def test_a_name_without_the_clusters_is_noticed(drawn) -> None:
    noticed, missed = 0, []
    for label in every(name for name in drawn if f"{name}-b" in drawn):
        (first, one), (second, other) = drawn[label], drawn[f"{label}-b"]
        findings = rules.check_together([one, other])
        known = {thing.identity for thing in untold(shared(first, second), findings)}
        for name in named_after(first):
            collisions = shared(*(without_name(tree, name) for tree in (first, second)))
            if {thing.identity for thing in untold(collisions, findings)} - known:
                noticed += 1
            else:
                missed.append(f"{label}: {name}")
    score = noticed / (noticed + len(missed))
    print(f"{noticed + len(missed)} names without the cluster's, noticed {score:.1%}")

    assert score >= 0.95, missed
