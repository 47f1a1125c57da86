"""What the spec promises stands in each tree as `terraform test`; a broken promise fails it."""

from __future__ import annotations

import datetime
import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest
import terraform_cli
from looked_at import every
from own_terraform import built

from tfgen import pipeline, plan
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan, Promise
from tfgen.verify.parse import parse
from tfgen.verify.syntax import Body, Expression

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
TODAY = datetime.date(2026, 1, 1)
TEST = "tests/spec.tftest.hcl"


def cluster(path: Path) -> Cluster:
    return pipeline.check(path, TODAY).cluster


def files(path: Path) -> dict[str, str]:
    return {file.path: file.text for file in built(path, TODAY).files}


def promises(path: Path) -> list[tuple[ModulePlan, Promise]]:
    return [
        (call, promise)
        for call in plan.plan(cluster(path), path.name).modules
        for promise in call.promises
    ]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_promise_is_an_assertion_that_names_its_key(path: Path) -> None:
    runs = parse(files(path)[TEST]).of_type("run")
    said = {
        block.body.value("error_message").value
        for run in runs
        for block in run.body.of_type("assert")
    }

    assert {f"{promise.key}: {promise.text}" for _, promise in promises(path)} == said


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_promise_is_about_a_resource_and_not_about_a_variable(path: Path) -> None:
    tree = files(path)
    for call, promise in every(promises(path)):
        module = module_in(tree, call.folder)
        output = promise.output.partition(".")[0]
        outputs = [block for body in module for block in body.of_type("output")]
        value = next(block.body.value("value") for block in outputs if block.name == output)
        roots = set(roots_of(value, module))

        assert any(root.startswith("aws_") for root in roots), (
            f"{call.folder}: output {promise.output}"
        )
        assert "var" not in roots, f"{call.folder}: output {promise.output}"


def module_in(tree: dict[str, str], folder: str) -> list[Body]:
    return [
        parse(text) for path, text in tree.items() if PurePath(path).match(f"modules/{folder}/*.tf")
    ]


def roots_of(value: Expression, module: list[Body]) -> Iterator[str]:
    """Yield what a value reads in the end: a local value stands for what it is made of."""
    for reference in value.references:
        if reference.root == "local":
            name = reference.names[1]
            bodies = [block.body for body in module for block in body.of_type("locals")]
            (local,) = (actual for body in bodies if (actual := body.value(name)))
            yield from roots_of(local, module)
        else:
            yield reference.root


@pytest.mark.slow
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_promise_names_a_key_that_the_language_has(path: Path) -> None:
    keys = {promise.key for _, promise in promises(path)}
    assert keys
    assert set() == {key for key in keys if not leads_to_a_value(cluster(path), key)}


def leads_to_a_value(value: object, key: str) -> bool:
    for part in key.split("."):
        if value is None:  # a section with its defaults
            return True
        known = part in value if isinstance(value, dict) else hasattr(value, part)
        if not known:
            return False
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    return True


# Real Terraform

needs_provider = pytest.mark.skipif(
    not (terraform_cli.terraform() and terraform_cli.provider_mirror()),
    reason=terraform_cli.NO_PROVIDER,
)

# Files, what stands in them, what breaks the promise, and what the test then says.
BREAKAGES = [
    ("network.tf", 'vpc_cidr = "10.20.0.0/16"', 'vpc_cidr = "10.20.0.0/17"', "network.cidr"),
    ("network.tf", '"10.20.2.0/24"', '"10.20.9.0/24"', "network.availability_zones"),
    ("network.tf", 'eu-west-1c = "eu-west-1c"', 'eu-west-1c = "eu-west-1a"', "network.nat"),
    (
        "capacity.tf",
        "max_size              = 12",
        "max_size = 11",
        "instance_groups.default.max_size",
    ),
    (
        "modules/ecs_instances/main.tf",
        "= var.min_size\n",
        "= 1\n",
        "instance_groups.default.min_size",
    ),
    (
        "modules/ecs_instances/main.tf",
        "= var.instance_type\n",
        '= "t3.nano"\n',
        "instance_groups.default.instance_type",
    ),
    ("modules/alb/main.tf", "= 443\n", "= 8443\n", "load_balancers.public"),
    ("modules/host_logs/main.tf", "= var.log_retention_days", "= 7", "logs.retention_days"),
    ("modules/alerts/main.tf", "= each.key", '= "root@example.com"', "alerts.emails"),
]


@pytest.mark.slow
@needs_provider
def test_terraform_finds_every_broken_promise(tmp_path: Path) -> None:
    tree = files(ROOT / "specs/production.yaml")
    for pattern, text, broken, _ in BREAKAGES:
        paths = [path for path in fnmatch.filter(tree, pattern) if text in tree[path]]
        assert [] != paths, f"{pattern}: {text}"
        tree |= {path: tree[path].replace(text, broken, 1) for path in paths}
    done = terraform_cli.run(tmp_path, "test", "-no-color", env=initialised(tree, tmp_path))

    assert 1 == done.returncode, done.stderr
    said = re.findall(r"^([a-z_]+(?:\.[a-z_0-9-]+)*): ", done.stdout + done.stderr, re.M)
    assert {key for *_, key in BREAKAGES} <= set(said)


def initialised(tree: dict[str, str], folder: Path) -> dict[str, str]:
    terraform_cli.write(folder, tree)
    return terraform_cli.initialise(folder)
