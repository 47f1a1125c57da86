"""`verify` calls sensitive what Terraform calls so, expression by expression."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import terraform_cli

from tfgen.diagnostics import TfgenError
from tfgen.tree import RenderedFile
from tfgen.verify import verify

pytestmark = pytest.mark.slow

VARIABLE = 'variable "s" {{\n  type      = {}\n  sensitive = true\n}}\nvariable "p" {{}}\n'
OUTPUT = 'output "o{}" {{\n  value = {}\n}}\n'

# With a secret text, a secret map and a secret list as var.s.
EXPRESSIONS = {
    "string": """\
        var.s == null | var.s != "" ? 1 : 2 | var.p == "x" ? var.s : "y" | true ? "y" : var.s
        true || var.s == "" | var.s == "" || true | (var.p == "" || true) ? 1 : 2 | (var.s)
        upper(var.s) | length(var.s) | coalesce(var.s, "a") | try(var.s, 1) | can(var.s)
        issensitive(var.s) | nonsensitive(var.s) | sensitive("a") | jsonencode({ a = var.s })
        "x${var.s}" | "${upper("a")}" | "%{ for x in [1] }${var.s}%{ endfor }"
        [var.s] | [var.s][0] | [var.s, 1][1] | { a = var.s } | { a = var.s, b = 1 }.b
        length([var.s]) | keys({ a = var.s }) | keys({ (var.s) = 1 }) | merge({ a = var.s }, {})
        concat([var.s], []) | concat([var.s], ["b"])[1] | toset([var.s]) | tolist([var.s])
        lookup({ a = "x" }, var.s, "b") | element([var.s], 0) | one([var.s]) | [1 + 1, 2]
        split(",", var.s) | join(",", [var.s]) | format("%s", var.s) | contains(["a"], var.s)
        flatten([[var.s]]) | distinct([var.s]) | compact([var.s]) | zipmap(["a"], [var.s])
        [for x in [var.s] : x] | [for x in [var.s] : 1] | [for x in ["a"] : var.s]
        { for k, v in { a = var.s } : k => 1 } | cidrsubnet(var.s, 1, 1) | sort([var.s])
        range(length(var.s)) | tomap({ a = var.s }) | setproduct([var.s], ["b"])
        slice([var.s], 0, 1) | reverse([var.s]) | regex("a", var.s) | jsondecode(var.s)
        formatlist("%s", [var.s]) | chunklist([var.s], 1) | transpose({ a = [var.s] })""",
    "map(string)": """\
        var.s["a"] | var.s.a | keys(var.s) | values(var.s) | length(var.s) | lookup(var.s, "a")
        [for k, v in var.s : k] | [for k, v in var.s : 1] | { for k, v in var.s : k => 1 }
        merge(var.s, {}) | merge(var.s, { b = 1 }).b | contains(keys(var.s), "a")
        try(var.s.a, 1) | zipmap(keys(var.s), values(var.s)) | toset(keys(var.s))""",
    "list(string)": """\
        var.s[0] | var.s[*] | length(var.s) | one(var.s) | element(var.s, 0) | concat(var.s, [])
        join(",", var.s) | toset(var.s) | sort(var.s) | [for x in var.s : 1] | flatten(var.s)
        distinct(var.s) | coalescelist(var.s, ["a"]) | length(var.s) > 0 ? 1 : 2
        slice(var.s, 0, 1) | reverse(var.s)""",
}


@pytest.mark.skipif(terraform_cli.terraform() is None, reason=terraform_cli.NO_TERRAFORM)
def test_what_verify_calls_sensitive_terraform_does_too(tmp_path: Path) -> None:
    told = refused = 0
    for at, (type_, lines) in enumerate(EXPRESSIONS.items()):
        expressions = re.split(r"\s+\|\s+|\n\s*", lines.strip())
        text = VARIABLE.format(type_)
        text += "".join(OUTPUT.format(*pair) for pair in enumerate(expressions))
        ours, theirs = by_verify(text), by_terraform(tmp_path / str(at), text)
        assert set() == {expressions[number] for number in ours - theirs}
        told, refused = told + len(ours), refused + len(theirs)

    assert told / refused > 0.6, f"{told} of {refused}"


def by_verify(text: str) -> set[int]:
    with pytest.raises(TfgenError) as caught:
        verify([RenderedFile("main.tf", text)], conventions=False)
    lines = (d.location.line for d in caught.value.diagnostics if d.code == "HCL037")
    return numbers(text, lines)


def by_terraform(folder: Path, text: str) -> set[int]:
    terraform_cli.write(folder, {"main.tf": text})
    said = json.loads(terraform_cli.run(folder, "validate", "-json").stdout)
    told = (d for d in said["diagnostics"] if "sensitive" in d["summary"])
    return numbers(text, (d["range"]["start"]["line"] for d in told))


def numbers(text: str, lines: Iterable[int]) -> set[int]:
    """Return the numbers of the outputs whose `value` stands on these lines, or begins there."""
    all_lines = text.splitlines()
    heads = {line: re.match(r'output "o(\d+)"', all_lines[line - 1]) for line in lines}
    heads |= {
        line: re.match(r'output "o(\d+)"', all_lines[line - 2])
        for line, head in heads.items()
        if head is None
    }
    return {int(head[1]) for head in heads.values() if head}
