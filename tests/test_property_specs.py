"""Every sound spec gives a sound tree, the same one each time, whatever the order of its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pattern_texts
import pytest
import spec_strategies as specs
import terraform_cli
from hypothesis import HealthCheck, Phase, assume, example, given, note, settings
from hypothesis import strategies as st
from looked_at import every
from terraform_trees import give_variables, needs_version_6

from tfgen.layout import layout
from tfgen.pipeline import build

# The profile says how many examples; what needs a build takes a fraction of them. Drawing a spec
# takes a while, and shrinking one would take minutes: the first that fails is printed.
MOST = settings().max_examples
slow_to_draw = settings(
    suppress_health_check=list(HealthCheck), phases=set(Phase) - {Phase.shrink, Phase.explain}
)

HCL = (".tf", ".hcl")
needs_provider = pytest.mark.skipif(
    not (terraform_cli.terraform() and terraform_cli.provider_mirror()),
    reason=terraform_cli.NO_PROVIDER,
)


def tree(text: str) -> dict[str, str]:
    """Render and verify; verify also compares the values as read back with those that the plan
    asked for."""
    note(text)
    return {file.path: file.text for file in build(specs.check(text)).files}


# What was found broken once.
LOG_KEY_WITHOUT_INSIGHTS = """\
{version: 1, environment: acc, region: eu-west-1, cluster: {container_insights: disabled},
 logs: {kms_key_arn: 'arn:aws:kms:eu-west-1:123456789012:key/0123abcd-01ab-23cd-45ef-0123456789ab'}}
"""
ROLES_THAT_EXIST_AND_NO_LOG_GROUP = """\
{version: 1, environment: acc, region: eu-west-1, instance_groups: {default: {instance_type: t3.large}},
 logs: {destination: {type: fluentd, address: 'localhost:24224', tag: x}},
 defaults: {services: {image: 'a.b/c:1', memory: 64, task_role: 'arn:aws:iam::123456789012:role/x'},
            jobs: {image: 'a.b/c:1', memory: 64, task_role: 'arn:aws:iam::123456789012:role/x'}},
 services: {one: {}, two: {dashboard: true}, three: {volumes: {disk: {ebs: 10}}, mounts: ['disk:/d']}},
 jobs: {once: {}, hourly: {schedule: rate(1 hour)}, owned: {deployment: {owner: external}},
        other: {schedule: rate(1 hour), overrides: {command: [x]}}}}
"""


@st.composite
def reordered(draw: st.DrawFn, data: Any) -> Any:
    """Draw the same data with the keys of its mappings in another order."""
    if isinstance(data, dict):
        return {key: draw(reordered(data[key])) for key in draw(st.permutations(list(data)))}
    return [draw(reordered(item)) for item in data] if isinstance(data, list) else data


def two_texts(data: specs.Data) -> st.SearchStrategy[tuple[str, str]]:
    """Draw two texts of the same spec: one in any style of YAML, one with its keys in another
    order."""
    return st.tuples(specs.texts_of(data), reordered(data).map(specs.written))


@pytest.mark.slow
def test_a_sound_spec_gives_one_tree_that_is_verified_and_formatted(
    tmp_path: Path, examples: Iterator[int]
) -> None:
    @settings(slow_to_draw, max_examples=MOST // 10)
    @given(specs.sound().flatmap(two_texts))
    @example((LOG_KEY_WITHOUT_INSIGHTS, LOG_KEY_WITHOUT_INSIGHTS))
    @example((ROLES_THAT_EXIST_AND_NO_LOG_GROUP, ROLES_THAT_EXIST_AND_NO_LOG_GROUP))
    def judge(texts: tuple[str, str]) -> None:
        text, other = texts
        files = tree(text)
        # Read anew and built in the same process: what differs from run to run differs here too.
        assert files == tree(other)
        assert {} == {
            path: text
            for path, text in files.items()
            if path.endswith(HCL) and text != layout(text)
        }
        terraform_cli.write(tmp_path / str(next(examples)), files)

    judge()
    if terraform_cli.terraform() is None:
        pytest.skip(f"not judged by terraform fmt: {terraform_cli.NO_TERRAFORM}")
    done = terraform_cli.run(tmp_path, "fmt", "-check", "-diff", "-recursive")
    assert (0, "") == (done.returncode, done.stdout)


@pytest.mark.slow
@needs_provider
@settings(slow_to_draw, max_examples=MOST // 50)
@given(specs.sound())
def test_terraform_accepts_the_tree_and_finds_its_promises_kept(
    tmp_path_factory: pytest.TempPathFactory, examples: Iterator[int], data: specs.Data
) -> None:
    next(examples)
    folder = tmp_path_factory.mktemp("validate")
    terraform_cli.write(folder, tree(specs.written(data)))
    assume(not needs_version_6(folder))
    give_variables(folder)
    env = terraform_cli.initialise(folder)

    assert (
        "Success! The configuration is valid."
        in terraform_cli.run(folder, "validate", "-no-color", env=env).stdout
    )
    done = terraform_cli.run(folder, "test", "-no-color", env=env)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert re.search(r"^Success! [0-9]+ passed, 0 failed\.$", done.stdout, re.M)


def test_the_texts_that_are_drawn_from_are_of_their_patterns() -> None:
    for pattern, texts in every(pattern_texts.known_texts().items()):
        assert [] == [text for text in every(texts) if not re.search(pattern, text)]
