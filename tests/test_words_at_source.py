"""The words of findings where the code makes them, whatever leads there: those of trees, writing,
input, usage, changes and imports, of which no case of tests/bad has all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from looked_at import every
from test_words_of_findings import EMPTY, LONGEST, OF_PYTHON, TWICE

pytestmark = pytest.mark.slow

PACKAGE = Path(__file__).parent.parent / "tfgen"
CODE = re.compile(r"(?:HCL|WRITE|IO|USAGE|CHANGE|ADOPT)[0-9]{3}")
# What stands in braces is a word of the user's.
FILLED = "x"
# Where a call is given its documentation, not a finding.
NO_FINDINGS = {"Code"}


def texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may be."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            parts = (
                part.value if isinstance(part, ast.Constant) else FILLED for part in node.values
            )
            yield "".join(map(str, parts))
        case ast.BinOp(op=ast.Add()):
            yield from (left + right for left in texts(node.left) for right in texts(node.right))
        case ast.IfExp():
            yield from (*texts(node.body), *texts(node.orelse))


def assigned(function: ast.AST) -> dict[str, list[str]]:
    """Return the texts that names of a function are given."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).extend(texts(node.value))
    return found


def said() -> dict[tuple[str, int], tuple[str, list[str]]]:
    """Return by its place what each call that has a code may say, in the order of its arguments."""
    calls = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                names = assigned(function)
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and (code := code_of(call)):
                        arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
                        found = [text for argument in arguments for text in of(argument, names)]
                        place = (path.relative_to(PACKAGE).as_posix(), call.lineno)
                        calls[place] = (code, [text for text in found if text != code])
    return calls


def of(argument: ast.expr, names: dict[str, list[str]]) -> list[str]:
    if isinstance(argument, ast.Name):
        return names.get(argument.id, [])
    return list(texts(argument))


def code_of(call: ast.Call) -> str:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    for argument in call.args if name not in NO_FINDINGS else ():
        if isinstance(argument, ast.Constant) and CODE.fullmatch(str(argument.value)):
            return str(argument.value)
    return ""


SAID = said()


def sentences() -> Iterator[str]:
    for (path, line), (code, found) in SAID.items():
        yield from (f"{path}:{line}: {code}: {text}" for text in found if " " in text)


def test_the_judge_sees_the_code() -> None:
    assert 150 <= len(SAID)
    assert {"HCL", "WRITE", "IO", "USAGE", "ADOPT"} <= {
        code.rstrip("0123456789") for code, _ in SAID.values()
    }
    assert 200 <= len(list(sentences()))


@pytest.mark.parametrize("pattern", [EMPTY, OF_PYTHON, TWICE, re.compile(r"  |,,|(?<!\.)\.\.$|\n")])
def test_no_text_has_words_that_say_nothing(pattern: re.Pattern[str]) -> None:
    assert [] == [text for text in every(sentences()) if pattern.search(text.split(": ", 2)[2])]


def test_a_text_is_a_line_without_a_full_stop() -> None:
    texts = [
        text
        for text in every(sentences())
        if len(text.split(": ", 2)[2]) > LONGEST or re.search(r"(?<!\.)\.$", text)
    ]
    assert [] == texts


# Names that keep their capital wherever they stand.
NAMES = (
    *("Amazon", "AWS", "CodeDeploy", "Compose", "Copilot", "Docker", "ECS", "Fargate", "Jinja"),
    *("Terraform", "Traefik"),
)


def test_a_text_begins_like_the_others_do() -> None:
    """In small letters: the code and the place stand before it."""
    words = {text: text.split(": ", 2)[2] for text in every(sentences())}
    large = [
        text
        for text, said in words.items()
        if re.match(r"[A-Z][a-z]", said) and not said.startswith(NAMES)
    ]
    assert [] == large
