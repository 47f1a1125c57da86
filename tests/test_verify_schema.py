"""What `verify` knows of the AWS provider: each finding at its place, and as the real provider has it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import terraform_cli

from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.tree import RenderedFile
from tfgen.verify import verify, verify_folder

OUT = Path(__file__).parent.parent / "out"
TREES = sorted(path.parent for path in OUT.rglob(".tfgen"))

# What the provider's own code refuses beyond its schema is in test_provider_demands.py: no case here has such a fault.
CALLER = 'data "aws_caller_identity" "c" {}\n'
TOPIC = 'resource "aws_sns_topic" "t" {}\n'
GROUP = 'resource "aws_autoscaling_group" "g" {\n  min_size = 1\n  max_size = 2\n  launch_configuration = "x"\n%s}\n'
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/b"
LISTENER = f'resource "aws_lb_listener" "l" {{\n  load_balancer_arn = "{BALANCER}"\n%s}}\n'
ACTION = '  default_action {\n    type = "fixed-response"\n%s  }\n'
FIXED = '    fixed_response {\n      content_type = "text/plain"\n    }\n'
VERSION = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = "%s" }\n  }\n}\n'


def place(text: str, marked: str) -> tuple[int, int]:
    """Return line and column of the last occurrence of a text."""
    at = text.rindex(marked)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


# The text, the code of the one finding, and the text that it is marked at.
BAD = [
    ('resource "aws_sns_topic" "t" {\n  nmae = "x"\n}\n', "HCL060", "nmae"),
    (GROUP % '  tag {\n    key = "a"\n    value = "b"\n  }\n', "HCL061", "tag {"),
    ('resource "aws_sns_topic" "t" {\n  delivery {\n  }\n}\n', "HCL060", "delivery"),
    ('resource "aws_vpc" "v" {\n  tags {\n    a = "b"\n  }\n}\n', "HCL060", "tags"),
    (GROUP % '  tag = { key = "a" }\n', "HCL060", "tag ="),
    ('resource "aws_sns_topic_subscription" "s" {\n  topic_arn = "arn:aws:sns:eu-west-1:123456789012:t"\n  protocol = "sqs"\n}\n', "HCL061", '"s"'),
    ('resource "aws_ecs_service" "s" {\n  name = null\n}\n', "HCL061", '"s"'),
    (LISTENER % "", "HCL062", '"l"'),
    (LISTENER % (ACTION % (FIXED * 2)), "HCL062", "fixed_response"),
    ('resource "aws_sns_topic" "t" {\n  arn = "arn:aws:x"\n}\n', "HCL063", "arn ="),
    (GROUP % "  desired_capacity = true\n", "HCL064", "true"),
    (GROUP % '  vpc_zone_identifier = "subnet-1"\n', "HCL064", '"subnet-1"'),
    (GROUP % '  desired_capacity = "many"\n', "HCL064", '"many"'),
    ('resource "aws_vpc" "v" {\n  tags = ["a"]\n}\n', "HCL064", '["a"]'),
    ('resource "aws_sns_topic" "t" {\n  name = { a = 1 }\n}\n', "HCL064", "{ a"),
    (TOPIC + 'output "o" {\n  value = aws_sns_topic.t.anr\n}\n', "HCL065", "aws_sns_topic.t.anr"),
    (CALLER + 'output "o" {\n  value = data.aws_caller_identity.c.acount_id\n}\n', "HCL065", "data.aws_caller"),
    (TOPIC + 'output "o" {\n  value = aws_sns_topic.t.arn.id\n}\n', "HCL065", "aws_sns_topic.t.arn"),
    (GROUP % "" + 'output "o" {\n  value = aws_autoscaling_group.g.tag[0].key\n}\n', "HCL065", "aws_auto"),
    ('resource "aws_sns_topic" "t" {\n  lifecycle {\n    ignore_changes = [nmae]\n  }\n}\n', "HCL065", "nmae"),
    (TOPIC + 'provider "aws" {\n  regoin = "eu-west-1"\n}\n', "HCL060", "regoin"),
    (TOPIC + 'provider "aws" {\n  default_tags {\n    tag = {}\n  }\n}\n', "HCL060", "tag ="),
    (
        TOPIC + 'provider "aws" {\n  default_tags {\n  }\n  default_tags {\n  }\n}\n',
        "HCL062",
        "default_tags",
    ),
    (LISTENER % '  dynamic "default_action" {\n    for_each = "a"\n    content {\n      type = "forward"\n    }\n  }\n', "HCL064", '"a"'),
    ('data "aws_iam_role" "r" {}\n', "HCL061", '"r"'),
]  # fmt: skip


def findings(text: str, *, conventions: bool = False, **more: str) -> list[Diagnostic]:
    files = [
        RenderedFile("main.tf", text),
        *(RenderedFile(f"{name}.tf", other) for name, other in more.items()),
    ]
    try:
        return list(verify(files, conventions=conventions).warnings)
    except TfgenError as error:
        return [one for one in error.diagnostics if one.code not in ("HCL022", "HCL024")]


def briefly(found: list[Diagnostic]) -> list[tuple[str, int, int]]:
    return [(one.code, one.location.line, one.location.column) for one in found if one.location]


@pytest.mark.parametrize(("text", "code", "marked"), BAD)
def test_a_fault_is_found_at_its_place(text: str, code: str, marked: str) -> None:
    assert [(code, *place(text, marked))] == briefly(findings(text))


GOOD = [
    TOPIC,
    """
resource "aws_autoscaling_group" "g" {
  min_size             = 1
  max_size             = "2"
  availability_zones   = toset(["eu-west-1a"])
  launch_configuration = "x"

  dynamic "tag" {
    for_each = {}
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}
""",
    LISTENER % (ACTION % ""),
    LISTENER
    % """
  dynamic "default_action" {
    for_each = ["forward"]
    content {
      type = default_action.value
    }
  }
""",
    'resource "aws_vpc" "v" {\n  cidr_block = null\n  tags = { a = 1, b = true, (upper("c")) = null }\n}\n',
    """
resource "aws_security_group" "s" {
  ingress = []
}
resource "aws_security_group" "t" {
  ingress {
    from_port = 1
    to_port   = 1
    protocol  = "tcp"
  }
}
output "o" {
  value = one(aws_security_group.s.ingress).from_port
}
""",
    """
resource "aws_instance" "i" {
  count         = 1
  ami           = "ami-1"
  instance_type = "t3.micro"
}
output "o" {
  value = [
    aws_instance.i[0].root_block_device[0].volume_id, aws_instance.i[*].id, aws_instance.i.*.id,
    aws_instance.i[0].tags["a"], aws_instance.i[0].tags.b,
  ]
}
""",
    'resource "aws_sns_topic" "t" {\n  lifecycle {\n    ignore_changes = [tags["a"], name]\n  }\n}\n',
    """
resource "aws_launch_template" "t" {
  block_device_mappings {
    ebs {
      encrypted             = true
      delete_on_termination = "true"
    }
  }
}
""",
    'resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({ a = [1] })\n  name = "${1}-x"\n}\n',
    """
variable "names" {
  type = list(string)
}
resource "aws_sns_topic" "t" {
  for_each = toset(var.names)
  name     = each.key
}
output "o" {
  value = { for k, t in aws_sns_topic.t : k => t.anything }
}
""",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_the_provider_takes_is_no_finding(text: str) -> None:
    assert [] == findings(text)


def test_a_finding_says_what_is_meant_and_where_to_read_on() -> None:
    (typo,) = findings('resource "aws_ecs_service" "s" {\n  name = "a"\n  desired_cuont = 1\n}\n')
    (strange,) = findings('resource "aws_ecs_service" "s" {\n  name = "a"\n  xyz = 1\n}\n')

    assert ("aws_ecs_service has no argument desired_cuont", "did you mean 'desired_count'?") == (
        typo.message,
        typo.help,
    )
    assert strange.help.endswith("/resources/ecs_service")


# aws_eip lost `vpc` with 6.0.0, and got nothing like it; resources got `region`.
REMOVED = 'resource "aws_eip" "e" {\n  vpc = true\n}\n'
ADDED = 'resource "aws_eip" "e" {\n  region = "eu-west-1"\n}\n'


@pytest.mark.parametrize(
    ("constraint", "text", "strict", "codes"),
    [
        (">= 5.100", REMOVED, True, {"HCL060", "HCL066"}),
        (">= 5.100, < 7.0", ADDED, True, {"HCL060"}),
        ("~> 5.100", ADDED, False, {"HCL060"}),
        ("< 6.0", REMOVED, False, {"HCL066"}),
        (">= 6.0", REMOVED, False, {"HCL060"}),
        ("~> 6.0", ADDED, True, set()),
        (">= 5.0", ADDED, False, set()),
        # A warning: init installs the newest version, which has no such argument.
        (">= 5.0", REMOVED, False, {"HCL060"}),
        ("= 5.31.0", ADDED, False, {"HCL060"}),
        (">= 99.0", REMOVED, False, set()),
        ("~> 6.999", 'resource "aws_eip" "e" {\n  newer = true\n}\n', False, set()),
    ],
)
def test_the_constraint_decides_which_arguments_exist(
    constraint: str, text: str, strict: bool, codes: set[str]
) -> None:
    found = findings(text, conventions=strict, versions=VERSION % constraint)

    assert codes == {one.code for one in found}


def test_what_the_newest_version_lacks_is_a_warning() -> None:
    found = findings(REMOVED, conventions=False, versions=VERSION % ">= 5.0")

    assert {Severity.WARNING} == {one.severity for one in found}


def test_the_constraints_of_a_whole_tree_hold_together() -> None:
    child = RenderedFile("modules/ip/main.tf", ADDED + VERSION % ">= 5.100")
    call = 'module "ip" {\n  source = "./modules/ip"\n}\n'

    assert verify([RenderedFile("main.tf", call + VERSION % ">= 6.2"), child], conventions=False)
    with pytest.raises(TfgenError) as caught:
        verify([RenderedFile("main.tf", call + VERSION % "< 6.0"), child], conventions=False)
    assert ["HCL060"] == [one.code for one in caught.value.diagnostics]


def test_a_type_of_one_version_only_needs_that_version() -> None:
    old = 'resource "aws_simpledb_domain" "d" {\n  name = "x"\n}\n'

    assert ["HCL066"] == [one.code for one in findings(old, versions=VERSION % "~> 5.0")]
    assert ["HCL067"] == [one.code for one in findings(old, versions=VERSION % ">= 6.0")]


# A block over what is not known yet.
DYNAMIC = """
variable "names" {
  type = list(string)
}
resource "aws_ssm_document" "d" {
  name          = "document"
  document_type = "Command"
  content       = "{}"

  dynamic "attachments_source" {
    for_each = var.names
    content {
      key    = "SourceUrl"
      values = [%s]
    }
  }
}
"""

# `terraform validate` lets these pass, a plan with an instance does not.
LATER = [
    ('resource "aws_vpc" "v" {\n  tags = aws_sns_topic.t.arn\n}\n' + TOPIC, "HCL064"),
    ('output "o" {\n  value = aws_sns_topic.t[*].anr\n}\n' + TOPIC, "HCL065"),
    (
        'resource "aws_eip" "e" {\n  count = 1\n}\noutput "o" {\n  value = aws_eip.e[length([1]) - 1].x\n}\n',
        "HCL065",
    ),
    (DYNAMIC % "var.typo", "HCL012"),
    (DYNAMIC % 'uper("x")', "HCL068"),
    (DYNAMIC % "aws_sns_topic.t.anr" + TOPIC, "HCL065"),
]


@pytest.mark.parametrize(("text", "code"), LATER)
def test_what_only_a_plan_refuses_is_an_error_in_own_trees_alone(text: str, code: str) -> None:
    assert [(code, Severity.WARNING)] == [(one.code, one.severity) for one in findings(text)]
    assert [(code, Severity.ERROR)] == [
        (one.code, one.severity) for one in findings(text, conventions=True)
    ]


def test_what_is_deprecated_is_a_warning() -> None:
    found = findings(
        'resource "aws_iam_role" "r" {\n  assume_role_policy = "{}"\n  managed_policy_arns = []\n}\n'
    )

    assert [("HCL066", Severity.WARNING)] == [(one.code, one.severity) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_from_the_future" "f" {\n  anything = 1\n}\n',
        'resource "google_sql" "g" {\n  anything = 1\n}\n',
        'resource "aws_eip" "e" {\n  anything = 1\n}\n'
        + VERSION.replace("hashicorp", "other") % "1.0",
        'resource "aws_eip" "e" {\n  anything = 1\n  provider = other\n}\n',
    ],
)
def test_unknown_types_and_providers_are_not_looked_at(text: str) -> None:
    assert [] == findings(text)


def test_each_configuration_of_the_provider_is_checked() -> None:
    text = 'provider "aws" {\n  regoin = "eu-west-1"\n}\nprovider "aws" {\n  alias = "b"\n  profil = "c"\n}\n'

    assert [("HCL060", 2, 3), ("HCL060", 6, 3)] == briefly(findings(text))


def test_an_override_file_may_give_what_is_required() -> None:
    text = 'resource "aws_ecs_service" "s" {}\n'

    assert ["HCL061"] == [one.code for one in findings(text)]
    assert [] == findings(text, override='resource "aws_ecs_service" "s" {\n  name = "x"\n}\n')


@pytest.mark.slow
@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_examples_use_nothing_deprecated(tree: Path) -> None:
    assert () == verify_folder(tree, conventions=True).warnings


needs_provider = pytest.mark.skipif(
    terraform_cli.terraform() is None or terraform_cli.provider_mirror() is None,
    reason=terraform_cli.NO_PROVIDER,
)


@pytest.mark.slow
@needs_provider
def test_the_real_provider_finds_the_same(tmp_path: Path) -> None:
    """Each text is a module of one tree, so that one run tells all; every error counts for its module."""
    cases = {f"bad{number:02}": text for number, (text, *_) in enumerate(BAD)}
    cases |= {f"good{number:02}": text for number, text in enumerate(GOOD)}
    cases |= {f"later{number:02}": text for number, (text, _) in enumerate(LATER)}

    assert {name for name in cases if name.startswith("bad")} == refused(cases, tmp_path)


@pytest.mark.slow
@needs_provider
@pytest.mark.parametrize("tree", ["foreign_network", "foreign_service"])
def test_the_real_provider_accepts_what_is_written_like_the_public_modules(
    tree: str, tmp_path: Path
) -> None:
    folder = shutil.copytree(Path(__file__).parent / tree, tmp_path / tree)
    mirror = terraform_cli.provider_mirror()
    assert mirror
    env = {"TF_CLI_CONFIG_FILE": str(terraform_cli.cli_config(mirror, tmp_path))}

    done = [
        terraform_cli.run(folder, *command, env=env)
        for command in (["init", "-input=false"], ["validate"])
    ]

    assert [0, 0] == [one.returncode for one in done], done[-1].stderr


def refused(cases: Mapping[str, str], folder: Path) -> set[str]:
    for name, text in cases.items():
        (folder / name).mkdir()
        (folder / name / "main.tf").write_text(text)
    calls = (
        f'module "{name}" {{\n  source = "./{name}"\n  {inputs(text)}\n}}\n'
        for name, text in cases.items()
    )
    (folder / "main.tf").write_text(VERSION % "5.100.0" + 'variable "names" {}\n' + "".join(calls))
    mirror = terraform_cli.provider_mirror()
    assert mirror
    env = {"TF_CLI_CONFIG_FILE": str(terraform_cli.cli_config(mirror, folder))}
    done = terraform_cli.run(folder, "init", "-backend=false", "-input=false", env=env)
    assert 0 == done.returncode, done.stderr
    answer = json.loads(terraform_cli.run(folder, "validate", "-json", env=env).stdout)
    errors = [one for one in answer["diagnostics"] if one["severity"] == "error"]
    return {one["range"]["filename"].split("/")[0] for one in errors}


def inputs(text: str) -> str:
    return (
        "names = var.names" if 'variable "names"' in text else ""
    )  # a value that is not known yet


@pytest.mark.parametrize(
    ("block", "near"),
    [
        ('resource "aws_s3_buckett" "x" {}', "aws_s3_bucket"),
        ('resource "aws_cloudwatch_log_metric_filtr" "x" {}', "aws_cloudwatch_log_metric_filter"),
        ('data "aws_caller_identitty" "x" {}', "aws_caller_identity"),
        ('resource "aws_something_of_tomorrow" "x" {}', ""),
        ('resource "awscc_s3_buckett" "x" {}', ""),
    ],
)
def test_a_type_with_a_slip_is_told_and_one_of_tomorrow_is_not(block: str, near: str) -> None:
    told = [one for one in findings(block) if one.code == "HCL082"]
    assert ([f"did you mean '{near}'?"] if near else []) == [one.help for one in told]
    assert {Severity.WARNING} >= {one.severity for one in told}
