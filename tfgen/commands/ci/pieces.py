"""The texts that workflows are made of: files of templates/ci, in which `@@{name}` is a value.

Workflows and shell have `${...}`, `{{...}}` and `{%...%}` of their own, so that no template engine
reads them; and each piece is a file that a linter for its language could read.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from functools import partial

from tfgen.commands.ci.trees import Tree
from tfgen.render.folder import templates_folder

_PLAIN = re.compile(r"[A-Za-z][\w./-]*")
# Words that YAML 1.1 takes for a boolean or for nothing.
_NO_TEXT = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_HOLE = re.compile(r"^(?P<indent> *)@@\{(?P<line>\w+)\}\n|@@\{(?P<word>\w+)\}", re.M)


def piece(name: str, values: Mapping[str, str]) -> str:
    """Return the text of a piece with values in it; one alone on its line may have many lines."""
    text = (templates_folder() / "ci" / name).read_text(encoding="utf-8")
    return _HOLE.sub(partial(_value, values), text)


def _value(values: Mapping[str, str], hole: re.Match[str]) -> str:
    if hole["word"]:
        return values[hole["word"]].replace("\n", f"\n{_indent(hole)}")
    lines = values[hole["line"]].splitlines(keepends=True)
    indented = "".join(hole["indent"] + line if line.strip() else line for line in lines)
    return indented if indented.endswith("\n") or not indented else f"{indented}\n"


def _indent(hole: re.Match[str]) -> str:
    """Return what the line of a value begins with: its further lines begin with it too."""
    line = hole.string[hole.string.rfind("\n", 0, hole.start()) + 1 : hole.start()]
    return line[: len(line) - len(line.lstrip())]


def words(*texts: str) -> str:
    """Return texts as words of a shell, a line each where there are several."""
    quoted = [shlex.quote(text) for text in texts]
    return " \\\n  ".join(["", *quoted]) if len(quoted) > 1 else " " + "".join(quoted)


def checks(trees: Sequence[Tree], out: str, form: str = "") -> str:
    """Return the commands that check trees, one for each folder of templates that they have."""
    by_templates: dict[str, list[str]] = {}
    for tree in trees:
        by_templates.setdefault(tree.templates, []).append(tree.spec)
    lines = []
    for templates, specs in by_templates.items():
        options = ["--format", form] if form else []
        own = ["--templates", templates] if templates else []
        command = shlex.join(["tfgen", "render", "--check", *options, "--out", out, *own])
        lines.append(f"{command}{words(*specs)}\n")
    return "".join(lines)


def scalar(text: str) -> str:
    """Return a text as YAML has it, in quotes where it might be taken for something else."""
    is_word = _PLAIN.fullmatch(text) and text.lower() not in _NO_TEXT
    return text if is_word else json.dumps(text)
