"""Each finding of `verify` has a tree that it is found in, and sound trees have none."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.commands.verify import verified
from tfgen.diagnostics import TfgenError
from tfgen.hcl import Call, Ref, Value, hcl
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.verify import HEADER, read_tree, verify
from tfgen.verify.codes import CODES

FOREIGN = sorted(Path(__file__).parent.glob("foreign*"))
VERIFY = Path(__file__).parents[1] / "tfgen/verify"

# A small tree that keeps to all conventions: the failing trees below are this one with other files.
SOUND = {
    "main.tf": f"""{HEADER}

module "web" {{
  source = "./modules/web"

  names = ["a", "b"]
  port  = 80
}}

output "port" {{
  description = "The port."
  value       = module.web.port
}}
""",
    "modules/web/main.tf": f"""{HEADER}

data "aws_ami" "this" {{
  owners = var.names
}}

locals {{
  motd = templatefile("${{path.module}}/motd.tftpl", {{ ami = data.aws_ami.this.id }})
}}
""",
    "modules/web/motd.tftpl": "Hello from ${ami}\n",
    "modules/web/variables.tf": f"""{HEADER}

variable "names" {{
  type        = list(string)
  description = "Names."
}}

variable "port" {{
  type        = number
  description = "Port."
}}
""",
    "modules/web/outputs.tf": f"""{HEADER}

output "motd" {{
  description = "Text."
  value       = local.motd
}}

output "port" {{
  description = "Port."
  value       = var.port
}}
""",
}


SIZE = """\
variable "size" {{
  type        = {type}
  description = "Size."
  default     = {default}
}}
"""


def rendered(files: Mapping[str, str]) -> list[RenderedFile]:
    return [RenderedFile(path, text) for path, text in files.items()]


def findings(files: Mapping[str, str], **options: object) -> list[tuple[str, str, int, int]]:
    """Return code, file, line and column of what verify finds."""
    try:
        verify(rendered(files), **options)  # type: ignore[arg-type]
    except TfgenError as error:
        places = [(d.code, d.location) for d in error.diagnostics]
        return [
            (code, at.file, at.line, at.column) if at else (code, "", 0, 0) for code, at in places
        ]
    return []


def test_a_sound_tree_passes_with_its_files_as_they_are() -> None:
    files = rendered(SOUND)

    assert VerifiedTree(tuple(files)) == verify(files)


ASSERT = '  assert {\n    condition = data.a_b.c.d\n    error_message = "e"\n  }\n}\n'

# A file main.tf, with the code, line and column of the one finding.
ALONE = [
    ("a = [1\n", "HCL001", 1, 6),
    ('locals { a = "\\q" }\n', "HCL002", 1, 15),
    ("locals {\n  a = 1 b = 2\n}\n", "HCL003", 2, 9),
    ("locals { a = 1 } locals { b = 1 }\n", "HCL003", 1, 18),
    ("locals {\n  x {\n  } y {\n  }\n}\n", "HCL003", 3, 5),
    ("locals\n{\n  a = 1\n}\n", "HCL004", 2, 1),
    ("locals { x {} }\n", "HCL004", 1, 10),
    ("locals { a = 1\n}\n", "HCL004", 1, 10),
    ("locals {\n  a = 1 }\n", "HCL004", 2, 9),
    ("locals {\n  a = 1\n  a = 2\n}\n", "HCL005", 3, 3),
    ('variable "a" {}\nvariable "a" {}\n', "HCL006", 2, 10),
    ('output "a" { value = 1 }\noutput "a" { value = 1 }\n', "HCL006", 2, 8),
    ('resource "a_b" "c" {}\nresource "a_b" "c" {}\n', "HCL006", 2, 16),
    ('data "a_b" "c" {}\ncheck "x" {\n  data "a_b" "c" {}\n' + ASSERT, "HCL006", 3, 14),
    (
        'check "x" {\n  assert {\n    condition     = 1 > 0\n    error_message = "e"\n  }\n}\n',
        "HCL035",
        3,
        21,
    ),
    ("locals {\n  a = local.b\n  b = local.a\n}\n", "HCL036", 2, 7),
    ('variable "a" { sensitive = true }\noutput "b" { value = var.a }\n', "HCL037", 2, 22),
    ("locals { a = 1 }\nlocals { a = 2 }\n", "HCL006", 2, 10),
    (
        "moved {\n  from = a_b.c\n  to   = a_b.d\n}\nmoved {\n  from = a_b.c\n  to   = a_b.e\n}\n",
        "HCL081",
        5,
        1,
    ),
    (
        "moved {\n  from = module.c\n  to   = module.d\n}\n"
        "moved {\n  from = module.e\n  to   = module.d\n}\n",
        "HCL081",
        5,
        1,
    ),
    (
        'resource "a_b" "c" {}\nmoved {\n  from = a_b.c\n  to   = a_b.d\n}\n',
        "HCL081",
        2,
        1,
    ),
    ('module "a" { source = "x/y/z" }\nmodule "a" { source = "x/y/z" }\n', "HCL006", 2, 8),
    ('provider "a" {}\nprovider "a" {}\n', "HCL006", 2, 10),
    ('provider "a" { alias = "b" }\nprovider "a" { alias = "b" }\n', "HCL006", 2, 10),
    ('terraform {\n  backend "s3" {}\n}\nterraform {\n  backend "local" {}\n}\n', "HCL006", 5, 11),
    ('resource "a_b" {}\n', "HCL007", 1, 1),
    ('resource "a_b" "c d" {}\n', "HCL007", 1, 16),
    ('variable "${a}" {}\n', "HCL007", 1, 10),
    ('resuorce "a_b" "c" {}\n', "HCL008", 1, 1),
    ("a = 1\n", "HCL008", 1, 1),
    ('variable "count" {}\n', "HCL009", 1, 10),
    ('resource "a_b" "c" {\n  for_each = {}\n  count    = 1\n}\n', "HCL010", 3, 3),
    ('module "a" {}\n', "HCL011", 1, 8),
    ("locals { a = var.b }\n", "HCL012", 1, 14),
    ("locals { a = local.b }\n", "HCL012", 1, 14),
    ("locals { a = module.b }\n", "HCL012", 1, 14),
    ("locals { a = data.b_c.d }\n", "HCL012", 1, 14),
    ("locals { a = b_c.d.e }\n", "HCL012", 1, 14),
    ("locals { a = resource.b_c.d.e }\n", "HCL012", 1, 14),
    ("locals { a = b }\n", "HCL012", 1, 14),
    ("locals { a = path.here }\n", "HCL012", 1, 14),
    ('locals { a = "${[for b in [] : c]}" }\n', "HCL012", 1, 32),
    ("locals {\n  a = <<EOT\n${var.b}\nEOT\n}\n", "HCL012", 3, 3),
    ('resource "a_b" "c" { d = each.key }\n', "HCL014", 1, 26),
    ('resource "a_b" "c" {\n  for_each = {}\n  d        = each.kye\n}\n', "HCL014", 3, 14),
    ('resource "a_b" "c" { d = count.index }\n', "HCL014", 1, 26),
    ('resource "a_b" "c" { d = self.id }\n', "HCL014", 1, 26),
    ('resource "a_b" "c" { count = 1 }\noutput "d" { value = a_b.c.id }\n', "HCL015", 2, 22),
    ('data "a_b" "c" {}\noutput "d" { value = data.a_b.c[0].id }\n', "HCL015", 2, 22),
    ('module "a" { source = "./b" }\n', "HCL016", 1, 23),
    ('locals { a = templatefile("${path.module}/b.tftpl", {}) }\n', "HCL019", 1, 14),
    ('variable "a" {\n  defalut = 1\n}\n', "HCL060", 2, 3),
    ('variable "a" {\n  validations {}\n}\n', "HCL060", 2, 3),
    ('output "a" {}\n', "HCL061", 1, 8),
    (
        'resource "a_b" "c" {\n  lifecycle {\n    prevent_destruction = true\n  }\n}\n',
        "HCL060",
        3,
        5,
    ),
    ('resource "a_b" "c" {\n  lifecycle {}\n  lifecycle {}\n}\n', "HCL062", 3, 3),
    ('resource "a_b" "c" {\n  for_each = ["a"]\n}\n', "HCL064", 2, 14),
    (
        'variable "l" { type = list(string) }\nresource "a_b" "c" { for_each = var.l }\n',
        "HCL064",
        2,
        33,
    ),
    ('resource "a_b" "c" { count = "many" }\n', "HCL064", 1, 30),
    ('resource "a_b" "c" { depends_on = "a" }\n', "HCL064", 1, 35),
    ('resource "a_b" "c" { provider = a.x }\n', "HCL012", 1, 33),
    ('variable "a" {\n  type    = number\n  default = "x"\n}\n', "HCL064", 3, 13),
    ('variable "a" {\n  default  = null\n  nullable = false\n}\n', "HCL064", 2, 14),
    ('output "a" {\n  value     = 1\n  sensitive = null\n}\n', "HCL064", 3, 15),
    ("locals { a = upper([]) }\n", "HCL064", 1, 20),
    ('locals { a = join(null, ["b"]) }\n', "HCL064", 1, 19),
    ('variable "s" { type = string }\nlocals { a = var.s.b }\n', "HCL065", 2, 14),
    ("locals {\n  a = 1\n  b = local.a.c\n}\n", "HCL065", 3, 7),
    ('locals { a = uper("b") }\n', "HCL068", 1, 14),
    ('locals { a = upper("b", "c") }\n', "HCL068", 1, 14),
    ("locals { a = cidrsubnet() }\n", "HCL068", 1, 14),
    ('variable "a" { type = strin }\n', "HCL069", 1, 23),
    ('variable "a" { type = object({ a = list(strin) }) }\n', "HCL069", 1, 41),
    ('variable "a" { default = upper("b") }\n', "HCL070", 1, 26),
    ('terraform {\n  required_providers {\n    a = { soruce = "b/a" }\n  }\n}\n', "HCL060", 3, 11),
    ("locals { a = terraform.x }\n", "HCL012", 1, 14),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), ALONE)
def test_a_fault_in_one_file_is_found_at_its_place(
    text: str, code: str, line: int, column: int
) -> None:
    assert [(code, "main.tf", line, column)] == findings({"main.tf": text}, conventions=False)


# The sound tree with one text replaced in one file, and the finding.
BETWEEN = [
    ("main.tf", "module.web.port", "module.web.prot", ("HCL013", "main.tf", 12, 17)),
    ("main.tf", "  port  = 80\n", "", ("HCL017", "main.tf", 3, 8)),
    ("main.tf", "  port  = 80\n", "  port  = 80\n  ports = 80\n", ("HCL018", "main.tf", 8, 3)),
    ("main.tf", "./modules/web", "./modules/wbe", ("HCL016", "main.tf", 4, 12)),
    ("main.tf", '["a", "b"]', '{ a = "b" }', ("HCL064", "main.tf", 6, 11)),
    ("main.tf", "port  = 80", 'port  = "http"', ("HCL064", "main.tf", 7, 11)),
    (
        "modules/web/motd.tftpl",
        "${ami}",
        "${ami} ${name}",
        ("HCL020", "modules/web/motd.tftpl", 1, 21),
    ),
    ("modules/web/motd.tftpl", "${ami}", "${ami", ("HCL001", "modules/web/motd.tftpl", 1, 14)),
]
CONVENTIONS = [
    (
        "modules/web/main.tf",
        "{ ami = ",
        "{ name = 1, ami = ",
        ("HCL021", "modules/web/main.tf", 8, 54),
    ),
    ("main.tf", HEADER, "# Generated.", ("HCL022", "main.tf", 1, 1)),
    (
        "modules/web/variables.tf",
        '  description = "Port."\n',
        "",
        ("HCL024", "modules/web/variables.tf", 8, 10),
    ),
    (
        "modules/web/variables.tf",
        "  type        = number\n",
        "",
        ("HCL024", "modules/web/variables.tf", 8, 10),
    ),
    (
        "modules/web/outputs.tf",
        '  description = "Port."\n',
        "",
        ("HCL024", "modules/web/outputs.tf", 8, 8),
    ),
    ("modules/web/outputs.tf", '"motd"', '"zoo"', ("HCL025", "modules/web/outputs.tf", 8, 8)),
    ("modules/web/outputs.tf", "var.port", "80", ("HCL026", "modules/web/variables.tf", 8, 10)),
    ("modules/web/outputs.tf", "local.motd", "1", ("HCL026", "modules/web/main.tf", 8, 3)),
    ("main.tf", "  port  = 80", "\tport  = 80", ("HCL027", "main.tf", 7, 1)),
    ("main.tf", "  port  = 80", "  port  = 80\r", ("HCL027", "main.tf", 7, 13)),
]


def changed(path: str, before: str, after: str) -> dict[str, str]:
    assert before in SOUND[path]
    return SOUND | {path: SOUND[path].replace(before, after, 1)}


@pytest.mark.parametrize(("path", "before", "after", "finding"), BETWEEN)
def test_what_does_not_fit_together_is_found(
    path: str, before: str, after: str, finding: tuple[str, str, int, int]
) -> None:
    assert [finding] == findings(changed(path, before, after), conventions=False)


@pytest.mark.parametrize(("path", "before", "after", "finding"), CONVENTIONS)
def test_conventions_are_demanded_of_own_trees_alone(
    path: str, before: str, after: str, finding: tuple[str, str, int, int]
) -> None:
    files = changed(path, before, after)

    assert [finding] == findings(files)
    assert [] == findings(files, conventions=False)


def test_a_module_has_its_three_files() -> None:
    files = {path: text for path, text in SOUND.items() if path != "modules/web/variables.tf"}
    files["modules/web/main.tf"] += SOUND["modules/web/variables.tf"].removeprefix(HEADER)

    missing = [("HCL023", "modules/web/variables.tf", 1, 1)]
    assert missing == findings(files)
    # What is missing stands in no file: the module is not taken for proved the next time.
    assert missing == findings(files)


@pytest.mark.parametrize("ending", ["", "\n\n"])
def test_a_file_ends_with_one_newline(ending: str) -> None:
    text = SOUND["modules/web/outputs.tf"].rstrip() + ending
    line = text.count("\n") + 1

    assert [("HCL027", "modules/web/outputs.tf", line, 1)] == findings(
        SOUND | {"modules/web/outputs.tf": text}
    )


def test_an_unused_template_is_found() -> None:
    assert [("HCL026", "x.tftpl", 1, 1)] == findings(SOUND | {"x.tftpl": ""})


def test_an_unused_data_source_is_found_but_not_in_a_check() -> None:
    in_check = 'check "x" {\n  data "a_b" "d" {}\n' + ASSERT.replace("a_b.c.d", "a_b.d.e")
    unused = f'data "a_b" "c" {{}}\n\n{in_check}'

    assert [("HCL026", "x.tf", 3, 12)] == findings(SOUND | {"x.tf": f"{HEADER}\n\n{unused}"})


def test_a_variable_that_only_its_own_validation_names_is_unused() -> None:
    validation = 'validation {\n    condition = var.x != ""\n    error_message = "e"\n  }'
    variable = f'variable "x" {{\n  type = string\n  description = "X."\n  {validation}\n}}\n'

    assert [("HCL026", "x.tf", 3, 10)] == findings(SOUND | {"x.tf": f"{HEADER}\n\n{variable}"})


@pytest.mark.parametrize(
    ("type_", "default", "value", "said_twice"),
    [
        ("number", "1", "1", True),
        ("number", "1", "2", False),
        ("list(string)", '["a", "b"]', '[ "a", "b", ]', True),
        ("list(string)", '["a", "b"]', '["b", "a"]', False),
        ("map(string)", "{}", "{}", True),
        ("string", "null", "null", True),
        ("string", '"a"', "local.a", False),
    ],
)
def test_own_trees_say_nothing_that_a_default_says(
    type_: str, default: str, value: str, said_twice: bool
) -> None:
    files = SOUND | {
        "modules/web/variables.tf": f"{SOUND['modules/web/variables.tf']}\n{SIZE.format(type=type_, default=default)}",
        "modules/web/outputs.tf": SOUND["modules/web/outputs.tf"].replace(
            "var.port", "[var.port, var.size]"
        ),
        "main.tf": f'{SOUND["main.tf"]}\nlocals {{\n  a = "a"\n  b = local.a\n}}\n',
    }
    files["main.tf"] = files["main.tf"].replace(
        "value       = module.web.port", "value       = local.b"
    )
    assert [] == findings(files)

    files["main.tf"] = files["main.tf"].replace(
        "  port  = 80\n", f"  port  = 80\n  size  = {value}\n"
    )
    assert ([("HCL034", "main.tf", 8, 3)] if said_twice else []) == findings(files)
    assert [] == findings(files, conventions=False)


def test_override_files_are_the_users_own_and_keep_to_no_convention() -> None:
    override = 'output "port" {\n\tvalue = 1\n}\noutput "a" { value = module.web.motd }'

    assert [] == findings(SOUND | {"main_override.tf": override})


def test_all_findings_come_at_once_in_the_order_of_their_places() -> None:
    files = {
        "a.tf": "locals { a = var.b }\nlocals { c = var.d }\n",
        "b.tf": "x = [\n",
        "m/c.tf": 'module "x" {}\n',
    }

    assert ["HCL001", "HCL011"] == [code for code, *_ in findings(files, conventions=False)]
    del files["b.tf"]
    assert ["HCL012", "HCL012", "HCL011"] == [
        code for code, *_ in findings(files, conventions=False)
    ]


def test_a_finding_names_the_nearest_name_and_the_first_place() -> None:
    files = {"main.tf": 'variable "name" {}\nvariable "name" {}\nlocals { a = var.nmae }\n'}
    with pytest.raises(TfgenError) as caught:
        verify(rendered(files), conventions=False)
    double, unknown = caught.value.diagnostics

    assert [(1, 10)] == [(place.line, place.column) for place, _ in double.also]
    assert ("did you mean 'name'?", 8) == (
        unknown.help,
        unknown.location and unknown.location.length,
    )


def test_a_test_file_has_each_run_once() -> None:
    files = {"tests/a.tftest.hcl": 'run "a" {}\nrun "b" {}\nrun "a" {}\n'}

    assert [("HCL006", "tests/a.tftest.hcl", 3, 5)] == findings(files)


TESTED = {
    "main.tf": 'module "web" { source = "./web" }\n',
    "web/outputs.tf": 'output "port" { value = 80 }\n',
}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("command = plan", []),
        ("command = plna", [("HCL033", 2, 11)]),
        ('assert {\nerror_message = "m"\n}', [("HCL033", 2, 1)]),
        ('assert {\ncondition = module.web.port == 80\nerror_message = "m"\n}', []),
        (
            'assert {\ncondition = module.web.prot == 80\nerror_message = "m"\n}',
            [("HCL013", 3, 13)],
        ),
        (
            'assert {\ncondition = module.wbe.port == 80\nerror_message = "m"\n}',
            [("HCL012", 3, 13)],
        ),
        ('assert {\ncondition = output.port == 80\nerror_message = "m"\n}', [("HCL013", 3, 13)]),
        ('assert {\ncondition = run.setup.port == var.x\nerror_message = "m"\n}', []),
        (
            'module {\nsource = "./other"\n}\nassert {\ncondition = output.x\nerror_message = "m"\n}',
            [],
        ),
    ],
)
def test_assertions_of_a_test_file_name_what_its_module_has(
    line: str, expected: list[tuple[str, int, int]]
) -> None:
    path = "tests/web.tftest.hcl"
    found = findings(TESTED | {path: f'run "a" {{\n{line}\n}}\n'}, conventions=False)

    assert [(code, path, *place) for code, *place in expected] == found


def test_a_test_file_has_blocks_of_its_own() -> None:
    files = TESTED | {
        "web.tftest.hcl": 'mock_provider "aws" {}\nvariables {}\nresource "a" "b" {}\n'
    }

    assert [("HCL008", "web.tftest.hcl", 3, 1)] == findings(files, conventions=False)


# What public modules write and Terraform accepts; terraform_data has no blocks to make dynamic, so not in FOREIGN.
DYNAMIC = """
resource "aws_lb_listener" "this" {
  for_each = var.listeners

  load_balancer_arn = each.value.arn

  dynamic "default_action" {
    for_each = try([each.value.action], [])

    content {
      order = default_action.key
      type  = default_action.value.type

      dynamic "redirect" {
        for_each = default_action.value.redirects[*]
        iterator = item

        content {
          host        = coalesce(item.value.host, default_action.value.type)
          status_code = "HTTP_301"
        }
      }
    }
  }

  lifecycle {
    ignore_changes = all
  }
}

variable "listeners" {}
"""


@pytest.mark.parametrize(
    "files",
    [
        {"main.tf": DYNAMIC},
        {"main.tf": 'module "a" { source = "../elsewhere" }\nlocals { a = module.a.anything }\n'},
        {"main.tf": 'module "a" { source = "terraform-aws-modules/vpc/aws" }\nlocals { a = module.a.b }\n'},
        {"main.tf": 'module "a" { source = "./.hidden" }\n'},
        {"main.tf": "locals { a = var.b }\n", "more.tf.json": '{"variable": {"b": {}}}'},
        {"main.tf": 'module "a" {\n  source = "./b"\n}\nlocals { a = module.a.c }\n', "b/main.tf.json": "{}"},
        {"main.tf": 'variable "a" {}\n', "main_override.tf": 'variable "a" { default = 1 }\n'},
        {"main.tf": 'module "a" { b = 1 }\n', "override.tf": 'module "a" { source = "x/y/z" }\n'},
        {"main.tf": 'resource "a_b" "c" { count = 1 }\nlocals { d = a_b.c[0].id }\n'},
        {"main.tf": "locals { a = action.b_c.d }\n"},
        {"main.tf": 'locals { a = templatefile("x.tftpl", {}) }\n'},
        {"main.tf": "locals { a = try(uper(1), can(upper()), null) }\n"},
        {"main.tf": "locals { a = provider::other::anything(1) }\n"},
        {"main.tf": "locals { a = max([1]...) + length(concat([[1], [2]]...)) }\n"},
        {"main.tf": 'variable "a" {}\nlocals { b = var.a.c.d["e"] }\n'},
        {"main.tf": "locals { a = [for path in [1] : path.x] }\n"},
        {"main.tf": 'locals { a = templatefile("${path.module}/x.sh", {}) }\n'},
        {"main.tf": 'locals { a = templatefile("${path.module}/${var.x}.tftpl", {}) }\nvariable "x" {}\n'},
        {"main.tf": 'locals {\n  a = templatefile("${path.module}/x.tftpl", local.b)\n  b = {}\n}\n', "x.tftpl": ""},
        {"x.tftpl": "${unused and broken"},
        {"terraform.tfvars": 'a = 1\nb = ["c"]\n'},
    ],
)  # fmt: skip
def test_what_cannot_be_known_is_no_finding(files: dict[str, str]) -> None:
    assert [] == findings(files, conventions=False)


@pytest.mark.parametrize("tree", FOREIGN, ids=lambda tree: tree.name)
def test_a_module_in_the_style_of_the_public_ones_passes(tree: Path) -> None:
    assert [] == findings({file.path: file.text for file in read_tree(tree)}, conventions=False)


VALUES: dict[str, Value] = {
    "text": 'q " \\ ${a} %{b} $${c} \n\t é # // <<EOT',
    "decomposed": "e\u0301",
    "number": -12,
    "yes": True,
    "nothing": None,
    "reference": Ref('module.b.c["k"].d'),
    "call": Call("merge", ({"a": Ref("var.x")}, ["b"])),
    "mapping": {"a": {"b c": [1, "2", None]}, "for": {}},
    "list": [],
}


def call_of(inputs: Mapping[str, Value], *, name: str = "a") -> str:
    lines = (f"  {key} = {hcl(value)}\n" for key, value in inputs.items())
    return f'module "{name}" {{\n  source = "x/y/z"\n{"".join(lines)}}}\n'


AROUND = 'variable "x" {}\nmodule "b" { source = "x/y/z" }\n'


def values_found(
    text: str, expected: Mapping[str, Mapping[str, Value]]
) -> list[tuple[str, str, int, int]]:
    return findings(
        {"main.tf": text + AROUND}, conventions=False, expected={"b": {}} | dict(expected)
    )


def test_values_that_come_back_pass() -> None:
    assert [] == values_found(call_of(VALUES), {"a": VALUES})


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("text", "another"),
        ("number", 12),
        ("number", "-12"),
        ("yes", 1),
        ("yes", "true"),
        ("nothing", "null"),
        ("nothing", ""),
        ("reference", 'module.b.c["k"].d'),
        ("reference", Ref('module.b.c["l"].d')),
        ("reference", Ref("module.b.c")),
        ("call", Call("merge", ({"a": Ref("var.x")},))),
        ("call", Call("concat", ({"a": Ref("var.x")}, ["b"]))),
        ("mapping", {"a": {"b c": [1, "2", "3"]}, "for": {}}),
        ("mapping", {"a": {"b c": [1, "2", None]}}),
        ("mapping", [1]),
        ("list", {}),
        ("list", [""]),
    ],
)
def test_a_value_that_is_another_one_is_found(name: str, other: Value) -> None:
    line = 3 + call_of(VALUES).partition(f"\n  {name} = ")[0].count("\n") - 1

    assert [("HCL030", "main.tf", line, 6 + len(name))] == values_found(
        call_of(VALUES), {"a": VALUES | {name: other}}
    )


def test_a_key_given_twice_is_found() -> None:
    text = 'module "a" {\n  source = "x/y/z"\n  map = { k = 1, k = 2 }\n}\n'

    assert [("HCL030", "main.tf", 3, 9)] == values_found(text, {"a": {"map": {"k": 2}}})


def test_missing_and_extra_calls_and_inputs_are_found() -> None:
    assert [("HCL028", "main.tf", 1, 1)] == values_found("", {"a": {}})
    assert [("HCL028", "main.tf", 1, 8)] == values_found(call_of({}, name="c"), {})
    assert [("HCL029", "main.tf", 1, 8)] == values_found(call_of({}), {"a": {"x": 1}})
    assert [("HCL029", "main.tf", 3, 3)] == values_found(call_of({"x": 1}), {"a": {}})


def test_no_value_is_shown_in_a_finding() -> None:
    with pytest.raises(TfgenError) as caught:
        verify(
            [RenderedFile("main.tf", call_of({"a": "hidden"}))],
            conventions=False,
            expected={"a": {"a": "secret"}},
        )
    (finding,) = caught.value.diagnostics

    assert "hidden" not in finding.message + finding.help
    assert "secret" not in finding.message + finding.help


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
ANY_VALUE: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(str.isascii), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(ANY_VALUE)
def test_every_value_comes_back(value: Value) -> None:
    assert [] == values_found(call_of({"x": value}), {"a": {"x": value}})


@given(TEXTS, TEXTS)
def test_another_text_never_passes(one: str, other: str) -> None:
    same = hcl(one) == hcl(other)

    assert same == (values_found(call_of({"x": one}), {"a": {"x": other}}) == [])


def test_a_folder_is_read_with_what_lies_below_but_hidden_folders(tmp_path: Path) -> None:
    read = ["b.tf.json", "m/a.tf", "main.tf", "t/x.tftest.hcl", "x.tftpl"]
    for name in (*read, ".terraform/x.tf", ".x/y.tf", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"# {name}\n", newline="\r\n")

    # Git may have meant LF; a script has the bytes that a machine runs.
    ends = ["\r\n", "\n", "\n", "\n", "\r\n"]
    expected = [RenderedFile(name, f"# {name}{end}") for name, end in zip(read, ends, strict=True)]
    assert expected == list(read_tree(tmp_path))


def test_files_that_expressions_read_may_stand_beside(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m/a.json").write_text("{}")
    (tmp_path / "main.tf").write_text('locals { a = file("${path.module}/m/a.json") }\n')
    (tmp_path / "m/loop").symlink_to(tmp_path)

    assert verified(tmp_path).sound
    (tmp_path / "m/a.json").unlink()
    assert {"HCL019"} == {finding.code for finding in verified(tmp_path).findings}


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    (tmp_path / "root/.shared").mkdir(parents=True)
    (tmp_path / "root/.shared/a.tf").write_text("")
    (tmp_path / "root/m").symlink_to(".shared")
    (tmp_path / "root/b.tf").symlink_to("m/a.tf")
    (tmp_path / "root/.shared/loop").symlink_to(tmp_path / "root")
    (tmp_path / "link").symlink_to("root")

    assert ["b.tf", "m/a.tf"] == [file.path for file in read_tree(tmp_path / "root")]
    assert ["b.tf", "m/a.tf"] == [file.path for file in read_tree(tmp_path / "link")]


def test_links_out_of_the_folder_are_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "root/m").mkdir(parents=True)
    (tmp_path / "root-2").mkdir()
    (tmp_path / "root-2/a.tf").write_text("secret")
    links = {
        "a.tf": "../root-2/a.tf",
        "b.tf": "/proc/self/environ",
        "c.tftpl": "/dev/null",
        "d": "../root-2",
        "m/e.tf": "../a.tf",  # a link of the folder that leads to one out of it
        "m/f": "../..",
    }
    for name, target in links.items():
        (tmp_path / "root" / name).symlink_to(target)
    (tmp_path / "root/.cache").symlink_to("../root-2")
    (tmp_path / "root/notes.md").symlink_to("/etc/passwd")

    with pytest.raises(TfgenError) as caught:
        read_tree(tmp_path / "root")

    found = [(one.code, one.location and one.location.file) for one in caught.value.diagnostics]
    assert [("WRITE004", (tmp_path / "root" / name).as_posix()) for name in sorted(links)] == found
    assert 3 == caught.value.exit_code


def test_what_is_no_regular_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.tf").symlink_to("pipe")
    (tmp_path / "b.tf").symlink_to("b.tf")
    (tmp_path / "m").mkdir()
    os.mkfifo(tmp_path / "m/c.tf")

    with pytest.raises(TfgenError) as caught:
        read_tree(tmp_path)

    assert ["IO020"] * 3 == [one.code for one in caught.value.diagnostics]


def test_what_is_not_utf8_or_cannot_be_read_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_bytes(b"# x\n# \xe9\n")
    (tmp_path / "b.tf").symlink_to(tmp_path / "nowhere")
    with pytest.raises(TfgenError) as caught:
        read_tree(tmp_path)

    places = [
        (d.code, d.location and (d.location.line, d.location.column))
        for d in caught.value.diagnostics
    ]
    assert [("IO020", (1, 1)), ("HCL031", (2, 3))] == sorted(places, reverse=True)


def test_a_folder_that_does_not_exist_is_found(tmp_path: Path) -> None:
    with pytest.raises(TfgenError) as caught:
        read_tree(tmp_path / "nowhere")

    assert ["IO020"] == [d.code for d in caught.value.diagnostics]


def test_each_code_of_verify_has_a_failing_example() -> None:
    examples = {code for _, code, *_ in ALONE} | {
        finding[0] for *_, finding in (*BETWEEN, *CONVENTIONS)
    }
    by_name = {
        "HCL023",
        "HCL034",
        "HCL028",
        "HCL029",
        "HCL030",
        "HCL031",
        "HCL033",
        "HCL075",
        "HCL095",
    }  # in tests of their own
    by_schema = {"HCL062", "HCL063", "HCL066", "HCL067", "HCL082"}  # in test_verify_schema.py
    by_demands = {f"HCL0{number}" for number in range(76, 81)}  # in test_provider_demands.py

    assert {code.code for code in CODES} == examples | by_name | by_schema | by_demands


def test_each_code_that_verify_names_is_documented() -> None:
    sources = [path for path in VERIFY.glob("*.py") if path.name != "codes.py"]
    named = {code for path in sources for code in re.findall(r"\bHCL\d{3}\b", path.read_text())}

    assert {code.code for code in CODES} == named
