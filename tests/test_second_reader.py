"""Another reader of HCL, of python-hcl2's grammar, reads the same as ours: every tree, and what is no HCL."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hcl_sources
import pytest
from hypothesis import given
from looked_at import every
from second_reader import text as second

from tfgen.verify import text as ours
from tfgen.verify.syntax import SyntaxFault

ROOT = Path(__file__).parent.parent

# Of `make test`: the second reader takes two seconds to build its tables.
pytestmark = pytest.mark.slow

# What people write, and what they do not.
PIECES = [
    *["a", "b", "for", "in", "if", "else", "true", "null", "for_each", "endif", "_", "é", "a-b"],
    *["1", "0", "12", "1.5", "2e3", ".5", ".0.1", "a.b", 'a["k"]', "a.0", "b[*].c", "b.*.c"],
    *["!", "+", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "?", " - ", "&", "|"],
    *["=", ":", "::", "=>", ".", ",", "...", ".*", "[*]", "[ * ]", "(", ")", "[", "]", "{", "}"],
    *['"', '"x"', "${", '"${', "%{", "~", '"%{ if x }', '%{ endif }"', "$${", "%%{", "$", "f("],
    *["\n", "\n", " ", " ", "\t", "\r\n", "\r", "# c\n", "// d", "/* e */", "/*\n*/", "@", "'"],
    *["<<E\n", "E\n", "<<-E\n", "\nE", "<<", r"\n", r"\"", r"\q", "\\", "\x00", "\u2028", "\ufeff"],
    *["a = ", "a = 1\n", 'a "b" {\n}\n', "var.x ? 1 : 2", "[for x in y : x if z]"],
    *["{ for k, v in y : k => v... if k }", "{ a = 1, (b) = 2, in = 3 }", '"a ${b} %{ if c }d'],
]

# Of a negative number the other reader takes an index and an attribute: `-12.a` is -(12.a).
UNLIKE = ("-1",)


@cache
def texts() -> tuple[Path, ...]:
    """Return a file for each text that is Terraform, or is meant to be."""
    first: dict[tuple[bytes, str], Path] = {}
    for folder in ("out", "templates/modules", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".tf", ".hcl", ".tftpl") and path.is_file():
                first.setdefault((path.read_bytes(), path.suffix), path)
    return tuple(first.values())


def judged(read: Callable[[str], Any], text: str) -> Any:
    """Return what is read; of what is refused, nothing but that."""
    try:
        return read(text)
    except SyntaxFault:
        return "refused"


def both(text: str, suffix: str = ".tf") -> tuple[Any, Any]:
    if suffix == ".tftpl":
        return judged(ours.read_template, text), judged(second.read_template, text)
    return judged(ours.read_file, text), judged(second.read_file, text)


def test_every_tree_is_read_alike() -> None:
    unlike = []
    for path in every(texts()):
        own, other = both(path.read_bytes().decode("utf-8", "replace"), path.suffix)
        if own != other:
            unlike.append(path)

    assert [] == unlike
    assert len(texts()) > 500


def mutants(seed: int, count: int) -> Iterator[str]:
    """Yield short files with one or two pieces put in, taken out or replaced."""
    chance = random.Random(seed)
    files = [path.read_text() for path in texts() if path.suffix == ".tf"]
    short = [text for text in files if len(text) < 1500]
    for _ in range(count):
        text = chance.choice(short)
        for _ in range(chance.randint(1, 2)):
            at = chance.randrange(len(text) + 1)
            piece = chance.choice(["", *PIECES])
            text = text[:at] + piece + text[at + chance.choice([0, 0, 1, 3]) :]
        yield text


def soups(seed: int, count: int) -> Iterator[str]:
    """Yield pieces in a row, as a value, in a text, in a heredoc, or as they are."""
    chance = random.Random(seed)
    frames = ["{}", "a = {}\n", "a = {}", 'a = "{}"\n', "a = <<E\n{}\nE\n", 'a "b" {{\n{}\n}}\n']
    for _ in range(count):
        pieces = (chance.choice(PIECES) for _ in range(chance.randint(1, 12)))
        yield chance.choice(frames).format("".join(pieces))


@pytest.mark.parametrize("made", [mutants, soups])
def test_what_one_refuses_the_other_refuses(made: Callable[[int, int], Iterator[str]]) -> None:
    verdicts = {"refused": 0, "read": 0}
    for text in made(2026, 3000):
        if any(mark in text for mark in UNLIKE):
            continue
        own, other = both(text)
        assert own == other, text
        verdicts["refused" if own == "refused" else "read"] += 1

    assert min(verdicts.values()) > 300


@given(hcl_sources.sources())
def test_what_people_write_is_read_alike(text: str) -> None:
    own, other = both(text)

    assert own == other
    assert own != "refused"
