"""HCL worked out: functions and operators as Terraform documents them, and what only AWS knows."""

from __future__ import annotations

from typing import Any

import pytest

from tfgen.evaluation import Applied, Ref, Worked, worked_out
from tfgen.tree import RenderedFile
from tfgen.verify.modules import read


def worked(**files: str) -> Worked:
    named = {"root.tf": files.pop("root")}
    named |= {f"modules/{name}/main.tf": text for name, text in files.items()}
    tree, faults = read([RenderedFile(path, text) for path, text in named.items()])
    assert [] == faults
    return worked_out(tree)


def value(expression: str) -> Any:
    made = worked(root=f'resource "aws_x" "this" {{\n  a = {expression}\n}}\n')
    assert () == made.unclear
    return made.resources["aws_x.this"].values.get("a")


# From https://developer.hashicorp.com/terraform/language/functions and …/expressions.
DOCUMENTED = [
    ('coalesce("", "b")', "b"),
    ("coalesce(null, 2)", 2),
    ('compact(["a", "", "b", null, "c"])', ["a", "b", "c"]),
    ('concat(["a", ""], ["b", "c"])', ["a", "", "b", "c"]),
    ('contains(["a", "b"], "b")', True),
    ('distinct(["a", "b", "a"])', ["a", "b"]),
    ('element(["a", "b", "c"], 4)', "b"),
    ('flatten([["a", "b"], [], ["c"]])', ["a", "b", "c"]),
    ('join("-", ["foo", "bar"])', "foo-bar"),
    ("keys({ b = 1, a = 2 })", ["a", "b"]),
    ("values({ b = 1, a = 2 })", [2, 1]),
    ('length({ "a" = "b" })', 1),
    ('lookup({ a = "ay" }, "c", "what?")', "what?"),
    ('merge({ a = "b" }, { a = [1], c = "d" })', {"a": [1], "c": "d"}),
    ("one([])", None),
    ('regex("[a-z]+", "53453453.345345aaabbbccc23454")', "aaabbbccc"),
    (r'can(regex("x", "y"))', False),
    ('replace("hello world", "/w.*d/", "everybody")', "hello everybody"),
    ('replace("1 + 2 + 3", "+", "-")', "1 - 2 - 3"),
    ('setproduct(["a"], ["b", "c"])', [["a", "b"], ["a", "c"]]),
    ('setsubtract(["a", "b", "c"], ["a", "c"])', ["b"]),
    ('slice(["a", "b", "c", "d"], 1, 3)', ["b", "c"]),
    ('sort(["e", "d", "a"])', ["a", "d", "e"]),
    ('split(",", "foo,bar")', ["foo", "bar"]),
    ('cidrsubnet("172.16.0.0/12", 4, 2)', "172.18.0.0/16"),
    ('cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)', "fd00:fd12:3456:7800:a200::/72"),
    ('toset(["c", "b", "b"])', ["b", "c"]),
    ('trimsuffix("helloworld", "world")', "hello"),
    ('title("hello world")', "Hello World"),
    ("try(null.a, 3)", 3),
    ("floor(4.9)", 4),
    ("1 + 2 * 3", 7),
    ("1 < 2 && !false", True),
    ('"${1 + 1} of ${true}"', "2 of true"),
    ('true ? "a" : "b"', "a"),
    ('[for s in ["a", "b"] : upper(s)]', ["A", "B"]),
    ('[for i, s in ["a", "b"] : "${i} is ${s}" if i > 0]', ["1 is b"]),
    ('{ for s in ["a", "b"] : s => upper(s) }', {"a": "A", "b": "B"}),
    ('{ for s in ["aa", "ab", "b"] : substr(s, 0, 1) => s... }', {"a": ["aa", "ab"], "b": ["b"]}),
    ("[{ id = 1 }, { id = 2 }][*].id", [1, 2]),
    ("null[*]", []),
    ('"x"[*]', ["x"]),
    ("null", None),
]


@pytest.mark.parametrize(("expression", "expected"), DOCUMENTED)
def test_an_expression_has_the_value_that_terraform_documents(
    expression: str, expected: Any
) -> None:
    assert expected == value(expression)


def test_what_a_function_needs_of_aws_stays_a_call() -> None:
    assert Applied("jsonencode", ({"Resource": Ref("aws_y.that", ("arn",))},)) == value(
        'jsonencode({ Resource = aws_y.that.arn })\n}\nresource "aws_y" "that" {'
    )


CALLED = """
variable "names" {
  type = map(object({ size = optional(number, 3), note = optional(string) }))
}

resource "aws_x" "this" {
  for_each = var.names

  name = each.key
  size = each.value.size
  note = each.value.note

  dynamic "part" {
    for_each = range(each.value.size - 2)

    content {
      number = part.value
    }
  }

  lifecycle {
    ignore_changes = [size]
  }
}

output "ids" {
  value = { for key, one in aws_x.this : key => one.id }
}
"""
ROOT = """
module "them" {
  source = "./modules/them"
  names  = { b = {}, a = { size = "4" } }
}

resource "aws_y" "this" {
  id_of_a = module.them.ids["a"]
}
"""


def test_a_module_is_worked_out_with_the_defaults_of_its_types() -> None:
    made = worked(root=ROOT, them=CALLED)

    assert () == made.unclear
    a, b = (made.resources[f'module.them.aws_x.this["{key}"]'] for key in "ab")
    assert {"name": "a", "size": 4, "part": [{"number": 0}, {"number": 1}]} == a.values
    assert {"name": "b", "size": 3, "part": [{"number": 0}]} == b.values
    assert {"size"} == a.ignored
    reference = Ref('module.them.aws_x.this["a"]', ("id",))
    assert {"id_of_a": reference} == made.resources["aws_y.this"].values


def test_what_cannot_be_worked_out_is_named() -> None:
    made = worked(root='resource "aws_x" "this" {\n  for_each = var.nowhere\n}\n')

    assert ("aws_x.this: no variable nowhere",) == made.unclear
