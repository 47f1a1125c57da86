"""What others take for the same files: copier and cookiecutter, and Terraform's own validation."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from rows import EMPTY, Row, Run, timed

REGION = "eu-west-1"  # what the templates have as a variable, wherever it stands in the tree
MARKS = {"variable_start_string": "[[[", "variable_end_string": "]]]"}
MARKS |= {"block_start_string": "[[%", "block_end_string": "%]]"}
MARKS |= {"comment_start_string": "[[#", "comment_end_string": "#]]"}


def rows(spec: Path, scratch: Path) -> list[Row]:
    """Return the rows of copier and cookiecutter, of those that are on PATH."""
    tree = _tree(spec, scratch)
    made = []
    if copier := shutil.which("copier"):
        made += _rows_of("copier", _copier(copier, tree, scratch), scratch)
    if cookiecutter := shutil.which("cookiecutter"):
        made += _rows_of("cookiecutter", _cookiecutter(cookiecutter, tree, scratch), scratch)
    return made


def rows_of_terraform(spec: Path, scratch: Path) -> list[Row]:
    """Return the rows of `terraform init` with `validate`, and of `tfgen verify`, of one tree."""
    tree = _tree(spec, scratch)
    for file in tree.rglob("backend.tf"):
        file.unlink()
    variables = {"TF_DATA_DIR": str(scratch / "terraform-data"), **_mirror(scratch)}
    steps = "terraform init -backend=false -input=false && terraform validate"

    def terraform(number: int) -> Run:
        shutil.rmtree(scratch / "terraform-data", ignore_errors=True)
        return timed(["sh", "-c", f"cd '{tree}' && {steps}"], **variables)

    def verify(number: int) -> Run:
        command = [sys.executable, "-m", "tfgen", "verify", "--no-conventions", str(tree)]
        return timed(command, XDG_CACHE_HOME=str(scratch / "cache-verify"))

    name = "terraform init && validate"
    return [Row("tfgen verify", name, "this tree", verify), Row(name, name, "-", terraform)]


def _rows_of(name: str, command: list[str], scratch: Path) -> list[Row]:
    variables = {"HOME": str(scratch / "home")}

    def new(number: int) -> Run:
        shutil.rmtree(scratch / f"{name}-new", ignore_errors=True)
        return timed([*command, str(scratch / f"{name}-new")], **variables)

    def again(number: int) -> Run:
        return timed([*command, str(scratch / f"{name}-again")], **variables)

    return [
        Row(f"{name}, new tree", "bare", "-", new),
        Row(f"{name}, again", "bare", "-", again),
    ]


def _tree(spec: Path, scratch: Path) -> Path:
    folder = scratch / "peers"
    if not folder.exists():
        command = [sys.executable, "-m", "tfgen", "render", str(spec), "-o", str(folder)]
        timed(command, XDG_CACHE_HOME=str(scratch / f"cache-{EMPTY}"))
    return folder / spec.stem


def _templates(tree: Path, target: Path, variable: str) -> None:
    for file in tree.rglob("*"):
        if file.is_file() and ".tfgen" not in file.parts:
            path = target / file.relative_to(tree)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.read_text().replace(REGION, f"[[[ {variable} ]]]"))


def _copier(program: str, tree: Path, scratch: Path) -> list[str]:
    template = scratch / "copier-template"
    _templates(tree, template / "files", "region")
    settings = {"_subdirectory": "files", "_templates_suffix": "", "_envops": MARKS}
    (template / "copier.yml").write_text(json.dumps({**settings, "region": REGION}))
    return [program, "copy", "--force", "--quiet", str(template)]


def _cookiecutter(program: str, tree: Path, scratch: Path) -> list[str]:
    template = scratch / "cookiecutter-template"
    _templates(tree, template / "[[[ cookiecutter.name ]]]", "cookiecutter.region")
    context = {"name": "tree", "region": REGION, "_jinja2_env_vars": MARKS}
    (template / "cookiecutter.json").write_text(json.dumps(context))
    return [program, "--no-input", "--overwrite-if-exists", str(template), "--output-dir"]


def _mirror(scratch: Path) -> dict[str, str]:
    """Return where Terraform finds its providers, if TF_PROVIDER_MIRROR says so."""
    mirror = os.environ.get("TF_PROVIDER_MIRROR")
    if not mirror:
        return {}
    settings = scratch / "terraform.tfrc"
    settings.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
    )
    return {"TF_CLI_CONFIG_FILE": str(settings)}
