"""Measure how calm code is to read: lines, functions, conditional expressions, names, comments.

    python tests/style.py [FOLDER ...]

prints a table by folder, and each line, function and file that is over its budget.
"""

from __future__ import annotations

import ast
import io
import re
import statistics
import sys
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LINE = 100
FUNCTION = 40
FILE = 300
CONDITIONALS = 15  # in a thousand lines of code
VAGUE_NAMES = 1.5  # per cent of all names that are bound
COMMENTS = (3.0, 6.0)  # per cent of all lines of code
VAGUE = {"one", "found", "given", "each", "what"}
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Source:
    """A file of Python, and what is measured of it."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines that are not blank."""
        return [line for line in self.text.splitlines() if line.strip()]

    @cached_property
    def is_table(self) -> bool:
        """Whether most of the file is data: assignments and calls outside of any function."""
        rows = sum(
            node.end_lineno - node.lineno + 1
            for node in self.tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign)
        )
        return rows > len(self.lines) / 2

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [
            (token.start[0], token.string.lstrip("# "))
            for token in tokens
            if token.type == tokenize.COMMENT
        ]

    @cached_property
    def conditionals(self) -> int:
        return sum(isinstance(node, ast.IfExp) for node in ast.walk(self.tree))

    @cached_property
    def names(self) -> list[str]:
        """Return every name that is bound: variables and parameters, each time."""
        return [name for node in ast.walk(self.tree) if (name := _bound(node))]

    def functions(self) -> Iterator[tuple[str, int]]:
        """Yield each function with its number of lines, without decorators and its docstring."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                first = node.body[0]
                told = ast.get_docstring(node) is not None
                docstring = (first.end_lineno or 0) - first.lineno + 1 if told else 0
                yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring

    def long_lines(self) -> Iterator[int]:
        """Yield the numbers of lines over the budget, but for those that a link makes long."""
        for number, line in enumerate(self.text.splitlines(), 1):
            if len(line) > LINE and len(_LINK.sub("", line)) > LINE - 40:
                yield number

    def repeating_comments(self) -> Iterator[int]:
        """Yield the numbers of comments that say no word more than the line that they are about."""
        lines = self.text.splitlines()
        for number, comment in self.comments:
            own_line = lines[number - 1].lstrip().startswith("#")
            code = lines[number] if own_line and number < len(lines) else lines[number - 1]
            words = set(re.findall(r"[a-z]{3,}", comment.lower()))
            known = set(re.findall(r"[a-z]{3,}", code.partition("#")[0].lower()))
            if words and words <= known:
                yield number


def _bound(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id
    return node.arg if isinstance(node, ast.arg) else None


def sources(folder: Path) -> list[Source]:
    """Return the files of a folder, or the file that it is."""
    paths = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]
    return [Source(path) for path in paths]


@dataclass(frozen=True)
class Figures:
    """What is measured of several files together."""

    lines: int
    median: float
    conditionals: float
    vague: float
    comments: float


def figures(files: Iterable[Source]) -> Figures:
    """Return the figures of files together, in the units of the budgets."""
    files = list(files)
    lengths = [len(line) for file in files for line in file.lines]
    names = [name for file in files for name in file.names]
    lines = len(lengths)
    return Figures(
        lines,
        statistics.median(lengths or [0]),
        1000 * sum(file.conditionals for file in files) / max(lines, 1),
        100 * sum(name in VAGUE for name in names) / max(len(names), 1),
        100 * sum(len(file.comments) for file in files) / max(lines, 1),
    )


def over_budget(file: Source) -> Iterator[str]:
    """Yield what is over its budget in a file."""
    for number in file.long_lines():
        yield f"{file.path}:{number}: a line over {LINE} characters"
    for name, lines in file.functions():
        if lines > FUNCTION:
            yield f"{file.path}: {name} has {lines} lines"
    if len(file.text.splitlines()) > FILE and not file.is_table:
        yield f"{file.path}: the file has {len(file.text.splitlines())} lines"
    for number in file.repeating_comments():
        yield f"{file.path}:{number}: a comment repeats its line"


def main() -> None:
    """Print the table."""
    print("folder | lines | median | conditionals/1000 | vague % | comments %")
    folders = [Path(text) for text in sys.argv[1:]] or [Path("tfgen")]
    for folder in folders:
        files = sources(folder)
        it = figures(files)
        print(
            f"{folder} | {it.lines} | {it.median:.0f} | {it.conditionals:.1f} | {it.vague:.2f} | {it.comments:.2f}"
        )
        for file in files:
            print(*over_budget(file), sep="\n", end="\n" if list(over_budget(file)) else "")


if __name__ == "__main__":
    main()
