"""The page of all modules: what each makes, takes and gives, as the examples of out/ have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bench.reference.words import PROVIDER, ROOT, cell

PAGE = ROOT / "docs/reference/modules.md"
HEAD = """\
# Modules

What a tree calls: a folder of one name has one text, in all trees, so that a module is learned once. Each with the
resources that it makes, what it is given and what it gives. An input without a default is needed; its limits stand as
`validation` in `variables.tf`.
"""
_BLOCK = re.compile(r'^(?P<kind>variable|output) "(?P<name>\w+)" \{\n(?P<body>.*?)^\}', re.M | re.S)
_RESOURCE = re.compile(r'^resource "(?P<type>\w+)"', re.M)
_ARGUMENT = r"^  {}\s+= (?P<value>.*?)(?=^  \w|\Z)"


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    types: set[str] = set()
    for name, folder in sorted(_folders().items()):
        text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf")))
        made = sorted(set(_RESOURCE.findall(text)))
        types.update(made)
        parts += [f"## {name}\n", *_made(made)]
        parts += _table(
            "input", text, "| input | what it is | type | default |\n| --- | --- | --- | --- |"
        )
        parts += _table("output", text, "| output | what it is |\n| --- | --- |")
    links = (f"[{type_}]: {_address(type_)}\n" for type_ in sorted(types))
    return "\n".join(parts) + "\n" + "".join(links)


def _folders() -> dict[str, Path]:
    """Return a folder of each module, by its name."""
    return {
        path.name: path for path in sorted((ROOT / "out").glob("**/modules/*")) if path.is_dir()
    }


def _address(type_: str) -> str:
    if type_.startswith("aws_"):
        return PROVIDER + type_.removeprefix("aws_")
    return "https://developer.hashicorp.com/terraform/language/resources/terraform-data"


def _made(types: list[str]) -> Iterator[str]:
    if types:
        yield f"Makes {', '.join(f'[`{type_}`][{type_}]' for type_ in types)}.\n"
    else:
        yield "Reads what exists, and makes nothing.\n"


def _table(kind: str, text: str, head: str) -> Iterator[str]:
    rows = [
        _row(kind, match["name"], match["body"])
        for match in _BLOCK.finditer(text)
        if match["kind"] == {"input": "variable"}.get(kind, kind)
    ]
    if rows:
        yield "\n".join((head, *rows)) + "\n"


def _row(kind: str, name: str, body: str) -> str:
    cells = [f"`{name}`", cell(_argument(body, "description").strip('"'))]
    if kind == "input":
        default = _argument(body, "default")
        cells += [_type(_argument(body, "type")), f"`{default}`" if default else "**needed**"]
    return f"| {' | '.join(cells)} |"


def _argument(body: str, name: str) -> str:
    match = re.search(_ARGUMENT.format(name), body, re.M | re.S)
    if match is None:
        return ""
    uncommented = re.sub(r"^\s*#.*$", "", match["value"], flags=re.M)
    return " ".join(uncommented.split()).replace("|", "\\|")


def _type(text: str) -> str:
    """Return a type; of objects the names of their attributes."""
    before, opened, inside = text.partition("object({")
    if not opened:
        return f"`{text}`"
    names = ", ".join(f"`{name}`" for name in _names(inside))
    around = before.replace("(", " of ").replace("optional of ", "")
    return f"{around}object: {names}"


def _names(inside: str) -> Iterator[str]:
    """Yield the attributes of an object, not those of objects in it."""
    depth = 0
    for token in re.finditer(r"[({]|[)}]|(?P<name>\w+) =", inside):
        if token["name"] and depth == 0:
            yield token["name"]
        elif token[0] in "({":
            depth += 1
        elif token[0] in ")}":
            depth -= 1
            if depth < 0:
                return
