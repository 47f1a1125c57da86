"""What `explain` tells of a line of a tree, beside what changes the line: each value of a spec is
changed in its turn, and the lines that become others are asked about."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tfgen import source
from tfgen.cli.run import main
from tfgen.commands.explanations import lines
from tfgen.commands.show import leaves, visible
from tfgen.diagnostics import TfgenError
from tfgen.pipeline import Checked, check_document
from tfgen.plan import plan
from tfgen.render import render as rendered
from tfgen.source import Fields, Items, Node, Scalar

pytestmark = pytest.mark.slow

TODAY = datetime.date(2026, 11, 30)
MOST_LINES = 4  # of one value: a tag stands in many


def scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Fields():
            for entry in node.entries.values():
                yield from scalars(entry.value)
        case Items():
            for item in node.items:
                yield from scalars(item)
        case Scalar():
            yield node


def others(text: str) -> list[str]:
    """Return values of the kind of one; which of them is valid there the rules say."""
    if text in ("true", "false"):
        return ["false" if text == "true" else "true"]
    if number := re.fullmatch(r"([0-9]+)([smhd]?)", text):
        return [
            f"{int(number[1]) + 1}{number[2]}",
            f"{int(number[1]) * 2}{number[2]}",
            f"{max(1, int(number[1]) - 1)}{number[2]}",
        ]
    return [f"{text[:-1]}{'c' if text.endswith('b') else 'b'}", f"{text}b"]


def changed(text: str, at: Scalar) -> Iterator[Checked]:
    rows = text.splitlines(keepends=True)
    row = rows[at.at.line - 1]
    for other in others(at.text):
        tail = row[at.at.column - 1 :].replace(at.text, other, 1)
        rows[at.at.line - 1] = row[: at.at.column - 1] + tail
        try:
            yield checked("".join(rows))
            return
        except TfgenError:
            continue


def checked(text: str) -> Checked:
    return check_document(source.parse(text.encode(), "specs/spec.yaml"), TODAY)


def roots(spec: Checked) -> dict[str, list[str]]:
    files = rendered(plan(spec.cluster, "spec.yaml"))
    return {
        file.path: file.text.splitlines() for file in files if re.fullmatch(r"\w+\.tf", file.path)
    }


def values(spec: Checked) -> dict[str, object]:
    return {
        ".".join(map(str, path)): value
        for path, value in leaves(visible(spec.cluster, spec.findings))
    }


def differing(
    before: dict[str, list[str]], after: dict[str, list[str]]
) -> Iterator[tuple[str, int]]:
    for path, old in before.items():
        new = after.get(path, [])
        if len(old) == len(new):
            for number, (one, other) in enumerate(zip(old, new, strict=True), 1):
                if one != other and one.split("=")[0] == other.split("=")[0]:
                    yield path, number


@pytest.mark.parametrize("name", ["jobs", "production"])
def test_what_is_told_of_a_line_changes_with_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Path(f"specs/{name}.yaml").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    Path("spec.yaml").write_text(text, encoding="utf-8")
    assert 0 == main(["render", "spec.yaml"])
    spec = checked(text)
    before, own = roots(spec), values(spec)
    right, asked = 0, []
    for scalar in scalars(source.parse(text.encode(), "spec.yaml").root):
        for other in changed(text, scalar):
            now = values(other)
            for path, number in list(differing(before, roots(other)))[:MOST_LINES]:
                if not path:
                    continue
                told = [
                    words.split(": ")[0]
                    for kind, words in lines.explained(f"out/spec/{path}:{number}").facts
                    if kind == "spec"
                ]
                asked.append((scalar.at.line, path, number, told))
                right += any(own.get(one) != now.get(one) for one in told)
    assert len(asked) >= 40
    assert right / len(asked) >= 0.9, asked
