"""What the provider's own code refuses beyond its schema: `verify` and the real provider say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import terraform_cli

from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.tree import RenderedFile
from tfgen.verify import read_tree, verify, verify_folder
from tfgen.verify.provider import Body, body
from tfgen.verify.provider_checks import Checks, Steps, checks
from tfgen.verify.types import Type

TREES = sorted(path.parent for path in (Path(__file__).parent.parent / "out").rglob(".tfgen"))
OLD = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = "%s" }\n  }\n}\n'
SERVICE = 'resource "aws_ecs_service" "s" {\n  name = "s"\n%s}\n'
GROUP = 'resource "aws_lb_target_group" "g" {\n%s}\n'
ALARM = (
    'resource "aws_cloudwatch_metric_alarm" "a" {\n  alarm_name = "a"\n  evaluation_periods = %s\n'
    '  comparison_operator = "GreaterThanThreshold"\n%s}\n'
)
LISTENER = 'resource "aws_lb_listener" "l" {\n  load_balancer_arn = "%s"\n  default_action {\n    type = "%s"\n%s  }\n}\n'
FORMED = {
    "arn": "arn:aws:sns:eu-west-1:123456789012:x",
    "json": "{}",
    "int": "1",
    "cidr": "10.0.0.0/16",
}
# What has a form that tfgen does not know, and stands beside what is tried.
COMPANIONS = {"target": "TCP:80", "stat": "Average", "mode": "GOVERNANCE"}
ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/b"

# The text, the code of the one finding, and where it is marked. Each is what the provider's pages say:
# https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ecs_service and the like.
BAD = [
    (SERVICE % '  launch_type = "FARGAT"\n', "HCL076", '"FARGAT"'),
    ('locals {\n  t = "FARGAT"\n}\n' + SERVICE % "  launch_type = local.t\n", "HCL076", "local.t"),
    (SERVICE % '  ordered_placement_strategy {\n    type = "even"\n  }\n', "HCL076", '"even"'),
    (LISTENER % (ARN, "forwrd", ""), "HCL076", '"forwrd"'),
    (GROUP % "  health_check {\n    interval = 301\n  }\n", "HCL077", "301"),
    (GROUP % '  port = "0"\n', "HCL077", '"0"'),
    (ALARM % ("0", ""), "HCL077", "0"),
    ('resource "aws_iam_role" "r" {\n  assume_role_policy = "text"\n}\n', "HCL078", '"text"'),
    (LISTENER % ("balancer", "forward", ""), "HCL078", '"balancer"'),
    (GROUP % '  name = "a"\n  name_prefix = "b"\n', "HCL079", "name_prefix"),
    ('resource "aws_lb" "b" {}\n', "HCL080", '"b"'),
    ('data "aws_lb_listener" "l" {\n  port = 80\n}\n', "HCL080", "port"),
    (GROUP % '  id = "x"\n', "HCL063", "id"),
]


def test_each_code_has_an_example() -> None:
    assert {"HCL063", *(f"HCL0{number}" for number in range(76, 81))} == {
        code for _, code, _ in BAD
    }


def place(text: str, marked: str) -> tuple[int, int]:
    """Return line and column of the last occurrence of a text."""
    at = text.rindex(marked)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def findings(
    text: str, constraint: str = "5.100.0", *, conventions: bool = False
) -> list[Diagnostic]:
    files = [RenderedFile("main.tf", text), RenderedFile("versions.tf", OLD % constraint)]
    try:
        return list(verify(files, conventions=conventions).warnings)
    except TfgenError as error:
        return [
            finding for finding in error.diagnostics if finding.code not in ("HCL022", "HCL024")
        ]


@pytest.mark.parametrize(("text", "code", "marked"), BAD)
def test_what_the_provider_refuses_is_an_error_at_its_place(
    text: str, code: str, marked: str
) -> None:
    (finding,) = findings(text)

    assert finding.location
    assert (code, Severity.ERROR) == (finding.code, finding.severity)
    assert place(text, marked) == (finding.location.line, finding.location.column)


GOOD = [
    SERVICE % '  launch_type = "FARGATE"\n',
    'variable "t" {\n  type = string\n}\n' + SERVICE % "  launch_type = var.t\n",
    SERVICE % "  launch_type = null\n",
    # The case of these is the provider's own business.
    GROUP % '  health_check {\n    protocol = "http"\n  }\n',
    # A name of null is none, and what a variable holds is not known yet.
    GROUP % '  name = null\n  name_prefix = "b"\n',
    'variable "n" {\n  default = null\n}\n' + GROUP % '  name = var.n\n  name_prefix = "b"\n',
    'variable "n" {\n  type = list(string)\n}\nresource "aws_lb" "b" {\n  subnets = var.n\n}\n',
    'variable "n" {\n  type = list(string)\n}\nresource "aws_lb" "b" {\n  dynamic "subnet_mapping" {\n'
    "    for_each = var.n\n    content {\n      subnet_id = subnet_mapping.value\n    }\n  }\n}\n",
    ALARM % ("1", '  metric_name = "m"\n  namespace = "n"\n  period = 60\n  statistic = "Sum"\n'),
    LISTENER % (ARN, "forward", ""),
    'resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({})\n}\n',
]


@pytest.mark.parametrize("text", GOOD)
def test_what_the_provider_takes_is_no_finding(text: str) -> None:
    assert [] == findings(text)


def test_a_finding_says_what_to_write() -> None:
    (finding,) = findings(SERVICE % '  launch_type = "fargat"\n')

    assert "launch_type of aws_ecs_service takes EC2, FARGATE, EXTERNAL, and this is 'fargat'" == (
        finding.message
    )
    assert "did you mean 'FARGATE'?" == finding.help


TYPO = SERVICE % '  launch_type = "FARGAT"\n'


@pytest.mark.parametrize(
    ("constraint", "strict", "severities"),
    [
        ("~> 5.100", False, [Severity.ERROR]),
        (">= 5.100, < 7.0", True, [Severity.ERROR]),
        # A newer version may know the value.
        (">= 5.0", False, [Severity.WARNING]),
        (">= 6.0", False, []),
        (">= 6.0", True, []),
    ],
)
def test_a_value_is_judged_as_the_constraint_lets_it(
    constraint: str, strict: bool, severities: list[Severity]
) -> None:
    found = findings(TYPO, constraint, conventions=strict)

    assert severities == [finding.severity for finding in found]


# The provider looks into such a block only once all in it is known: validate accepts it, an apply does not.
UNKNOWN_BESIDE = 'variable "a" {\n  type = string\n}\n' + LISTENER % (
    ARN,
    "forwrd",
    "    target_group_arn = var.a\n",
)


@pytest.mark.parametrize(
    ("strict", "severity"), [(False, Severity.WARNING), (True, Severity.ERROR)]
)
def test_what_the_provider_sees_later_is_an_error_in_own_trees_alone(
    strict: bool, severity: Severity
) -> None:
    found = findings(UNKNOWN_BESIDE, conventions=strict)

    assert [("HCL076", severity)] == [(finding.code, finding.severity) for finding in found]


@pytest.mark.slow
@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_examples_hold_to_what_the_provider_demands(tree: Path) -> None:
    assert () == verify_folder(tree, conventions=True).warnings


SNIPPETS = (Path(__file__).parent / "snippets/accepted_with_aws.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("snippet", SNIPPETS.split("---\n"))
def test_constructions_of_public_modules_are_no_findings_of_the_old_version(snippet: str) -> None:
    """That the real provider takes them is a test of test_verify_terraform.py."""
    first, *others = snippet.split("//// ")
    files = {"main.tf": first, **dict(other.split("\n", 1) for other in others)}
    if "required_providers" not in snippet:
        files["versions.tf"] = OLD % "5.100.0"

    assert set() == refused(files)


needs_provider = pytest.mark.skipif(
    terraform_cli.missing(terraform_cli.REAL) is not None, reason=terraform_cli.NO_PROVIDER
)


@pytest.mark.slow
@needs_provider
def test_the_real_provider_says_the_same(tmp_path: Path) -> None:
    """Spoil each value, and put together what excludes each other, in the types that tfgen writes."""
    trials = dict(all_trials())
    files = {f"t{number}.tf": text for number, text in enumerate(trials.values())}
    known = {f"t{number}.tf": name for number, name in enumerate(trials)}
    files["main.tf"] = OLD % "5.100.0" + 'variable "u" {}\n'

    ours = {known[path] for path in refused(files)}
    theirs = {known[path] for path in refused_by_terraform(tmp_path, files)}

    assert len(trials) > 1000
    assert len(theirs) > 500
    assert ours == theirs


def refused(files: Mapping[str, str]) -> set[str]:
    try:
        verify([RenderedFile(path, text) for path, text in files.items()], conventions=False)
    except TfgenError as error:
        places = [one.location for one in error.diagnostics if one.severity is Severity.ERROR]
        return {location.file for location in places if location}
    return set()


def refused_by_terraform(tmp_path: Path, files: Mapping[str, str]) -> set[str]:
    terraform_cli.write(tmp_path / "tree", files)
    env = terraform_cli.real_environment(tmp_path)
    terraform_cli.run(tmp_path / "tree", "init", "-backend=false", "-input=false", env=env)
    told = json.loads(terraform_cli.run(tmp_path / "tree", "validate", "-json", env=env).stdout)
    errors = [one for one in told["diagnostics"] if one["severity"] == "error"]
    return {error["range"]["filename"] for error in errors}


def types_in_templates() -> list[tuple[str, str]]:
    blocks = [block for tree in TREES for file in read_tree(tree) for block in labels(file.text)]
    return sorted(set(blocks))


def labels(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        words = line.replace('"', " ").split()
        if len(words) > 2 and words[0] in ("resource", "data") and words[1].startswith("aws_"):
            yield words[0], words[1]


def all_trials() -> Iterator[tuple[str, str]]:
    """Yield blocks by what is tried in them: sound ones, and ones that the provider should refuse."""
    for kind, name in types_in_templates():
        demanded, schema = checks(kind, name), body(kind, name, "5")
        if demanded and schema:
            for number, (title, given) in enumerate(tried(demanded)):
                lines = written(schema, given, demanded)
                yield (
                    f"{kind} {name}: {title}",
                    f'{kind} "{name}" "t{number}" {{\n{lines}}}\n',
                )


def tried(demanded: Checks) -> Iterator[tuple[str, dict[Steps, str]]]:
    yield "what is required alone", {}
    for path, needed in demanded.needs:
        yield f"{path} without {needed}", {path: ""}
    for path, values in demanded.values.items():
        for value in (values[0], values[-1], f"{values[0]}x"):
            yield f"{'.'.join(path)} = {value}", {path: json.dumps(value)}
    for path, (least, most) in demanded.ranges.items():
        for value in (least, most, least and least - 1, most and most + 1):
            if value is not None:
                yield f"{'.'.join(path)} = {value}", {path: str(value)}
    for first, second in demanded.excludes:
        yield f"{first} beside {second}", {first: "", second: ""}


def written(schema: Body, given: Mapping[Steps, str], demanded: Checks, path: Steps = ()) -> str:
    """Return the body of a block: what is given, and what is required, at the top as a variable."""
    lines = ""
    here = {
        key[len(path)]: text
        for key, text in given.items()
        if len(key) > len(path) and key[: len(path)] == path
    }
    for name, attribute in schema.attributes.items():
        own = (*path, name)
        if name in here:
            lines += f"{name} = {value(attribute.type, given[own], own, demanded)}\n"
        elif attribute.required:
            known = literal(attribute.type, own, demanded) if path else "var.u"
            lines += f"{name} = {known}\n"
    for name, nested in schema.blocks.items():
        if name in here or nested.least:
            inner = written(nested.body, given, demanded, (*path, name))
            lines += f"{name} {{\n{inner}}}\n" * max(nested.least, 1)
    return lines


def value(type_: Type, text: str, path: Steps, demanded: Checks) -> str:
    if not text:
        return literal(type_, path, demanded)
    return text if type_.is_primitive else f"[{text}]"


def literal(type_: Type, path: Steps, demanded: Checks) -> str:
    if type_.element and type_.name in ("list", "set"):
        return f"[{literal(type_.element, path, demanded)}]"
    if path in demanded.values:
        return json.dumps(demanded.values[path][0])
    low, high = demanded.ranges.get(path, (1, 1))
    text = FORMED.get(demanded.forms.get(path, ""), COMPANIONS.get(path[-1], "xx"))
    texts = {"string": json.dumps(text), "number": str(low or high), "bool": "true"}
    return texts.get(type_.name, "{}")
