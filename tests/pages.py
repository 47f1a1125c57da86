"""The pages that people read, taken apart: their blocks of code, and the sessions in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_FENCE = re.compile(
    r"(?:^<!-- (?P<words>[a-z ]+) -->\n)?"  # of a block, where no reader sees it
    r"^(?P<indent> *)```(?P<language>[^\n` ]*)\n(?P<text>.*?)^(?P=indent)```$",
    re.M | re.S,
)
_HERE = re.compile(r"<<'(?P<word>\w+)'$")
_NAMED = re.compile(r"# (?P<name>[\w./-]+\.(?:ya?ml|tf|py|json))\n")


@dataclass(frozen=True)
class Block:
    """A block of code: language, the words before it, text, and the line that it begins on."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int

    @property
    def file(self) -> str | None:
        """The name of the file that its first line says it is, as in `# cluster.yaml`."""
        match = _NAMED.match(self.text)
        return match["name"] if match else None


@dataclass(frozen=True)
class Command:
    """A command of a session, and what it is said to print; a line `…` stands for any lines."""

    line: str
    output: str


def pages() -> list[Path]:
    """Return the README and all pages under docs, but for those that are made from the code."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of code of a page."""
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        indent = len(match["indent"])
        lines = [line[indent:] for line in match["text"].splitlines(keepends=True)]
        words = tuple((match["words"] or "").split())
        line = text.count("\n", 0, match.start("language")) + 1
        yield Block(match["language"], words, "".join(lines), line)


def session(block: Block) -> list[Command]:
    """Return the commands of a console block; a here-document belongs to its command."""
    commands: list[list[str]] = []
    outputs: list[list[str]] = []
    ends_with = None
    for line in block.text.splitlines():
        if ends_with is not None:
            commands[-1].append(line)
            if line == ends_with:
                ends_with = None
        elif line.startswith("$ "):
            commands.append([line.removeprefix("$ ")])
            outputs.append([])
            if match := _HERE.search(line):
                ends_with = match["word"]
        else:
            outputs[-1].append(line)
    return [
        Command("\n".join(command), "\n".join(output))
        for command, output in zip(commands, outputs, strict=True)
    ]


def is_as_said(said: str, printed: str) -> bool:
    """Tell whether something was printed as a page says.

    A line `…` stands for any lines or none, and `…` in a line for any text in it.
    """
    lines = [re.escape(line).replace("…", ".*") + "\n" for line in said.strip().splitlines()]
    pattern = "".join("(?:.*\n)*?" if line == ".*\n" else line for line in lines)
    return (
        re.fullmatch(pattern, "".join(f"{line}\n" for line in printed.strip().splitlines()))
        is not None
    )
