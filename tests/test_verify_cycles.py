"""Circles through calls of modules: Terraform has an order for two calls that name each other, or none."""

from __future__ import annotations

from pathlib import Path

import pytest
import terraform_cli

from tfgen.diagnostics import TfgenError
from tfgen.tree import RenderedFile
from tfgen.verify import verify

# Its id waits for nothing, and `ready` for what it lets in.
GROUP = {
    "modules/group/main.tf": 'resource "terraform_data" "this" {}\n\n'
    'resource "terraform_data" "rule" {\n  input = [terraform_data.this.id, var.peer]\n}\n',
    "modules/group/outputs.tf": 'output "id" {\n  value = terraform_data.this.id\n}\n\n'
    'output "ready" {\n  value      = terraform_data.this.id\n  depends_on = [terraform_data.rule]\n}\n',
    "modules/group/variables.tf": 'variable "peer" {\n  type = string\n}\n',
}


def calls(first: str, second: str, more: str = "") -> dict[str, str]:
    """Return a tree with two calls, each with an input."""
    text = ""
    for name, peer in (("a", first), ("b", second)):
        text += f'module "{name}" {{\n  source = "./modules/group"\n  peer   = {peer}\n{more}}}\n\n'
    return {"main.tf": text, **GROUP}


ROUND = {
    "outputs": (calls("module.b.ready", "module.a.ready"), "module.b.ready -> module.a.ready"),
    "itself": (calls("module.a.ready", '"b"'), "module.a.ready"),
    "through a local": (
        {**calls("local.b", "module.a.ready"), "more.tf": "locals {\n  b = module.b.ready\n}\n"},
        "local.b",
    ),
    "one waits as a whole": (
        calls("module.b.id", '"b"', "  depends_on = [terraform_data.last]\n")
        | {"more.tf": 'resource "terraform_data" "last" {\n  input = module.a.id\n}\n'},
        "terraform_data.last",
    ),
}
STRAIGHT = {
    "ids": calls("module.b.id", "module.a.id"),
    "one of them ready": calls("module.b.ready", "module.a.id"),
    "its own id": calls("module.a.id", "module.b.id"),
}


def found(files: dict[str, str]) -> list[str]:
    """Return what verify says of circles."""
    try:
        tree = verify([RenderedFile(path, text) for path, text in files.items()])
    except TfgenError as error:
        return [one.message for one in error.diagnostics if one.code == "HCL036"]
    return [one.message for one in tree.warnings if one.code == "HCL036"]


@pytest.mark.parametrize("name", ROUND)
def test_a_circle_through_calls_is_told(name: str) -> None:
    files, part = ROUND[name]
    (message,) = found(files)
    assert part in message


@pytest.mark.parametrize("name", STRAIGHT)
def test_calls_that_name_each_other_are_no_circle(name: str) -> None:
    assert [] == found(STRAIGHT[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", [*ROUND, *STRAIGHT])
def test_terraform_says_the_same(name: str, tmp_path: Path) -> None:
    if terraform_cli.terraform() is None:
        pytest.skip("no terraform")
    files = ROUND[name][0] if name in ROUND else STRAIGHT[name]
    terraform_cli.write(tmp_path, files)
    terraform_cli.initialise(tmp_path)
    done = terraform_cli.run(tmp_path, "validate", "-no-color")
    assert ("Cycle" in done.stdout + done.stderr) == (name in ROUND), done.stderr


def test_a_reference_without_a_name_is_a_finding() -> None:
    files = calls('"a"', '"b"')
    files["modules/group/outputs.tf"] = 'output "id" {\n  value = var\n}\n'
    with pytest.raises(TfgenError) as refused:
        verify([RenderedFile(*file) for file in files.items()], conventions=False)
    assert "modules/group/outputs.tf" in str(refused.value.diagnostics[0].location)
