"""Expressions of Terraform in a spec, and a user's own files beside the tree."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tfgen.cli import cli
from tfgen.diagnostics import Severity, TfgenError
from tfgen.expression import Expression, expression
from tfgen.hcl import Ref, Text, hcl
from tfgen.pipeline import build, check
from tfgen.resolve.expressions import expressions
from tfgen.verify import verify_folder
from tfgen.write import write

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
TODAY = datetime.date(2026, 1, 1)
SPEC = """\
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
load_balancers: {}
services:
  web:
    image: public.ecr.aws/acme/web:1.0
    capacity: fargate
    cpu: 256
    memory: 512
"""
QUEUE = "    environment: {QUEUE_URL: {terraform: aws_sqs_queue.orders.url}}\n"
OWN = 'resource "aws_sqs_queue" "orders" {\n  name = "orders"\n}\n'


def spec(folder: Path, more: str = "") -> Path:
    path = folder / "shop.yaml"
    path.write_text(SPEC + more)
    return path


def tree(folder: Path, own: str) -> Path:
    """Return the folder of the tree, with a file of the user's own."""
    out = folder / "out" / "shop"
    out.mkdir(parents=True)
    (out / "own.tf").write_text(own)
    return out


def faults(folder: Path, more: str, own: str | None) -> list[tuple[str, str]]:
    """Return code and message of each error that a build finds, and see that nothing is written."""
    out = folder / "out" / "shop"
    if own is not None:
        tree(folder, own)
    before = sorted(path.name for path in out.rglob("*"))
    with pytest.raises(TfgenError) as caught:
        build(check(spec(folder, more), TODAY), out)
    assert before == sorted(path.name for path in out.rglob("*"))
    errors = [d for d in caught.value.diagnostics if d.severity is Severity.ERROR]
    assert [] == [error.code for error in errors if error.location is None or not error.help]
    return [(error.code, error.message) for error in errors]


# What an expression is: https://developer.hashicorp.com/terraform/language/expressions/references


@pytest.mark.parametrize(
    "text",
    [
        "aws_sqs_queue.orders.url",
        "var.domain",
        "local.names",
        "data.aws_ssm_parameter.image.name",
        'aws_subnet.own["eu-west-1a"].id',
        "aws_subnet.own[0].id",
        "aws_subnet.own[*].id",
        "module.own.outputs.name",
        "one(aws_kms_key.own[*].arn)",
        "element(aws_subnet.own[*].id, 1)",
        "coalesce(var.first, lower(var.second))",
        "tolist(aws_acm_certificate.own.domain_validation_options)[0].resource_record_name",
    ],
)
def test_references_and_functions_of_them_are_expressions(text: str) -> None:
    assert text == hcl(expression(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "true",
        "null.x",
        "3",
        '"text"',
        "${aws_sqs_queue.orders.url}",
        "aws_sqs_queue.orders.url\n",
        "aws_sqs_queue.orders.url }",
        "<<EOT",
        'join(",", aws_subnet.own[*].id)',
        'aws_x.y["${var.z}"].id',
        'aws_x.y["a"]["b',
        "var.a + var.b",
        "var.a ? var.b : var.c",
        "[for x in var.a : x]",
        "f(1)",
        "f()",
        "f(var.a",
        "var.a, var.b",
        "var.a # comment",
        "var.a\0",
        "value = var.a",
        "var.é",
    ],
)
def test_nothing_else_is_an_expression(text: str) -> None:
    with pytest.raises(ValueError, match="is not a reference"):
        expression(text)


def test_an_expression_is_spaced_as_terraform_fmt_does() -> None:
    assert "element(var.a, 1)" == hcl(expression(" element( var.a ,1 )"))


def test_an_expression_stands_in_a_text_as_a_reference_does() -> None:
    parts = (Expression("aws_x.y.arn"), ":key::")
    assert '"${aws_x.y.arn}:key::"' == hcl(Text(parts))
    assert hcl(Text((Ref("aws_x.y.arn"), ":key::"))) == hcl(Text(parts))


# In a spec


def test_a_text_in_its_place_is_quoted_and_no_code(tmp_path: Path) -> None:
    text = '    environment: {URL: "aws_sqs_queue.orders.url", DOLLAR: "${aws_sqs_queue.x.url}"}\n'
    files = {file.path: file.text for file in build(check(spec(tmp_path, text), TODAY)).files}

    assert 'URL    = "aws_sqs_queue.orders.url"' in files["service_web.tf"]
    assert 'DOLLAR = "$${aws_sqs_queue.x.url}"' in files["service_web.tf"]


def test_an_expression_replaces_a_text_of_defaults(tmp_path: Path) -> None:
    more = "defaults: {services: {environment: {QUEUE_URL: none}}}\n"
    path = spec(tmp_path, QUEUE + more)
    out = tree(tmp_path, OWN)
    files = {file.path: file.text for file in build(check(path, TODAY), out).files}

    assert "{ QUEUE_URL = aws_sqs_queue.orders.url }" in files["service_web.tf"]


def test_every_expression_is_known_with_its_path(tmp_path: Path) -> None:
    cluster = check(spec(tmp_path, QUEUE), TODAY).cluster
    path = ("services", "web", "environment", "QUEUE_URL")
    assert {path: Expression("aws_sqs_queue.orders.url")} == expressions(cluster)


# What it names


def test_the_first_render_finds_own_files_in_an_empty_folder(tmp_path: Path) -> None:
    out = tree(tmp_path, OWN)
    write(build(check(spec(tmp_path, QUEUE), TODAY), out), out)

    assert OWN == (out / "own.tf").read_text()
    assert () == verify_folder(out, conventions=True).warnings
    again = build(check(spec(tmp_path, QUEUE), TODAY), out)
    assert "own.tf" not in {file.path for file in again.files}


def test_what_nobody_declares_is_told_in_the_spec_with_the_block_to_write(tmp_path: Path) -> None:
    out = tmp_path / "out" / "shop"
    with pytest.raises(TfgenError) as caught:
        build(check(spec(tmp_path, QUEUE), TODAY), out)

    (error,) = caught.value.diagnostics
    assert "HCL012" == error.code
    assert error.location is not None
    assert (str(tmp_path / "shop.yaml"), 12) == (error.location.file, error.location.line)
    assert error.location.column == QUEUE.index("aws_sqs_queue") + 1
    assert [f"{out}/service_web.tf"] == [place.file for place, _ in error.also]
    assert 'resource "aws_sqs_queue" "orders" { … }' in error.help
    assert f"{out}/own.tf" in error.help


@pytest.mark.parametrize(
    ("named", "help"),
    [
        ("local.url", "write locals { url = … }"),
        ("var.url", "write variables: {url: {description: …}}"),
        ("module.queue.url", 'write module "queue" { … }'),
        ("data.aws_sqs_queue.orders.url", 'write data "aws_sqs_queue" "orders" { … }'),
        ('aws_sqs_queue.many["a"].url', 'write resource "aws_sqs_queue" "many" { … }'),
    ],
)
def test_the_block_to_write_is_that_of_the_name(tmp_path: Path, named: str, help: str) -> None:
    more = f"    environment: {{QUEUE_URL: {{terraform: '{named}'}}}}\n"
    with pytest.raises(TfgenError) as caught:
        build(check(spec(tmp_path, more), TODAY), tmp_path / "out" / "shop")
    assert [True] == [help in error.help for error in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("named", "own", "code"),
    [
        ("aws_sqs_queue.orders.uri", OWN, "HCL065"),
        ("aws_sqs_queue.orders.tags", OWN, "HCL064"),
        ("aws_sqs_queue.orders[0].url", OWN, "HCL015"),
        ("aws_sqs_queue.order.url", OWN, "HCL012"),
        ("module.service_web_task.nothing", OWN, "HCL013"),
        ("each.value", OWN, "HCL014"),
        ("no_such_function(aws_sqs_queue.orders.url)", OWN, "HCL068"),
        (
            "random_password.db.result",
            'resource "random_password" "db" {\n  length = 20\n}\n',
            "HCL095",
        ),
        (
            "aws_db_instance.db.password",
            'resource "aws_db_instance" "db" {\n  instance_class = "db.t4g.micro"\n}\n',
            "HCL095",
        ),
        (
            "local.secret",
            'variable "x" {\n  sensitive = true\n}\n\nlocals {\n  secret = var.x\n}\n',
            "HCL095",
        ),
    ],
)
def test_what_an_expression_comes_to_is_judged(
    tmp_path: Path, named: str, own: str, code: str
) -> None:
    more = f"    environment: {{QUEUE_URL: {{terraform: '{named}'}}}}\n"
    assert [code] == sorted({found for found, _ in faults(tmp_path, more, own)})


def test_a_broken_file_that_the_spec_needs_is_an_error_and_else_a_warning(tmp_path: Path) -> None:
    broken = 'resource "aws_sqs_queue" "orders" {\n'
    assert ["HCL001"] == [code for code, _ in faults(tmp_path, QUEUE, broken)]
    built = build(check(spec(tmp_path), TODAY), tmp_path / "out" / "shop")
    assert [("HCL001", Severity.WARNING)] == [(d.code, d.severity) for d in built.warnings]


def test_an_own_file_that_names_what_is_gone_is_told(tmp_path: Path) -> None:
    out = tree(tmp_path, OWN + "\nlocals {\n  group = module.service_api_task.family\n}\n")
    write(build(check(spec(tmp_path), TODAY), out), out)
    with pytest.raises(TfgenError) as caught:
        verify_folder(out, conventions=True)
    assert [("HCL012", "own.tf")] == [
        (d.code, d.location.file) for d in caught.value.diagnostics if d.location
    ]


def test_own_files_keep_to_no_convention_and_ours_do(tmp_path: Path) -> None:
    # No header, no description, an unused variable, a tab, outputs out of order.
    own = 'variable "x" {}\n\noutput "b" {\n\tvalue = 1\n}\n\noutput "a" {\n  value = 1\n}\n'
    out = tree(tmp_path, own)
    write(build(check(spec(tmp_path), TODAY), out), out)

    assert () == verify_folder(out, conventions=True).warnings
    main = out / "main.tf"
    main.write_text(main.read_text().split("\n", 1)[1])
    with pytest.raises(TfgenError) as caught:
        verify_folder(out, conventions=True)
    assert ["HCL022"] == [d.code for d in caught.value.diagnostics]


def test_a_name_of_ours_cannot_be_declared_again(tmp_path: Path) -> None:
    own = 'module "service_web" {\n  source = "./own"\n}\n'
    more = "    environment: {A: {terraform: local.region}}\n"
    assert "HCL006" in [code for code, _ in faults(tmp_path, more, own)]


def test_a_call_of_ones_own_that_goes_is_no_change_of_the_tree(tmp_path: Path) -> None:
    own = 'module "own_files" {\n  source = "./own"\n}\n'
    out = tree(tmp_path, own)
    (out / "own").mkdir()
    (out / "own" / "main.tf").write_text("locals {}\n")
    path = spec(tmp_path)
    runner = CliRunner()
    rendered = ["render", str(path), "-o", str(tmp_path / "out")]
    assert 0 == runner.invoke(cli, rendered).exit_code
    path.write_text(path.read_text().replace("memory: 512", "memory: 1024"))
    assert "CHANGE" not in (done := runner.invoke(cli, rendered)).output
    assert 0 == done.exit_code


def test_an_override_changes_what_a_call_gives(tmp_path: Path) -> None:
    out = tree(tmp_path, OWN)
    override = 'module "service_web" {\n  desired_count = 3\n}\n'
    (out / "own_override.tf").write_text(override)
    made = build(check(spec(tmp_path, QUEUE), TODAY), out)
    write(made, out)

    assert () == made.warnings
    assert () == verify_folder(out, conventions=True).warnings


# Variables


def test_variables_become_those_of_the_root(tmp_path: Path) -> None:
    more = (
        "    environment: {DOMAIN: {terraform: var.domain}}\n"
        "variables:\n  domain: {description: Domain of the shop}\n"
        "  password: {description: Password, type: string, sensitive: true}\n"
    )
    out = tree(tmp_path, "locals {\n  password = var.password\n}\n")
    made = build(check(spec(tmp_path, more), TODAY), out)
    files = {file.path: file.text for file in made.files}

    assert () == made.warnings
    assert 'variable "domain" {\n  type        = string\n' in files["variables.tf"]
    assert "sensitive   = true" in files["variables.tf"]
    assert "DOMAIN = var.domain" in files["service_web.tf"]


def test_a_variable_that_nothing_names_is_told_where_it_is_declared(tmp_path: Path) -> None:
    made = build(check(spec(tmp_path, "variables: {x: {description: X}}\n"), TODAY))
    (warning,) = made.warnings
    assert ("HCL026", Severity.WARNING, ("variables", "x")) == (
        warning.code,
        warning.severity,
        warning.path,
    )


def test_the_example_reads_both_ways() -> None:
    own = (ROOT / "out" / "own-terraform" / "own.tf").read_text()
    readme = (ROOT / "out" / "own-terraform" / "README.md").read_text()
    named = {line for line in readme.splitlines() if line.startswith("| `module.")}
    used = [line.split("`")[1] for line in named if line.split("`")[1] in own]

    assert {
        "module.private_subnet.subnet_ids",
        "module.service_orders_security_group.id",
        "module.service_orders_task.log_group_name",
        "module.service_orders_task.task_role_name",
        "module.vpc.vpc_id",
    } == set(used)


def test_a_tree_is_verified_without_the_spec(tmp_path: Path) -> None:
    folder = tmp_path / "own-terraform"
    shutil.copytree(ROOT / "out" / "own-terraform", folder)
    own = folder / "own.tf"
    own.write_text(own.read_text().replace('"aws_sqs_queue" "orders"', '"aws_sqs_queue" "other"'))
    with pytest.raises(TfgenError) as caught:
        verify_folder(folder, conventions=True)
    assert {("HCL012", "service_orders.tf")} == {
        (d.code, d.location.file) for d in caught.value.diagnostics if d.location
    }
