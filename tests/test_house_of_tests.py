"""The tests themselves: each of them asserts something, whatever it loops over."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from looked_at import every

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.py"))
# What asserts without the word: of pytest, and of subprocess.
ASSERTING = {"raises", "warns", "fail", "check_returncode"}
# They give as many values as what they are called with, so one at least for a literal.
AS_LONG = {"enumerate", "items", "keys", "list", "product", "reversed", "sorted", "values", "zip"}


@cache
def functions() -> dict[str, list[ast.FunctionDef]]:
    """Return the functions of all tests and what they use, by name."""
    by_name = defaultdict(list)
    for file in every(FILES):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                by_name[node.name].append(node)
    return dict(by_name)


@cache
def asserting() -> frozenset[str]:
    """Return the names of what asserts when it is called: also what calls such a function."""
    names = set(ASSERTING)
    while more := {name for name in functions() if name not in names and _asserts(name, names)}:
        names |= more
    return frozenset(names)


def _asserts(name: str, known: set[str]) -> bool:
    # Of two functions with one name nobody knows here which is called.
    return all(always_asserts(function.body, known) for function in functions()[name])


def always_asserts(body: list[ast.stmt], known: set[str] | frozenset[str]) -> bool:
    """Tell whether each way through these statements passes an assertion."""
    return any(_statement_asserts(statement, known) for statement in body)


def _statement_asserts(statement: ast.stmt, known: set[str] | frozenset[str]) -> bool:
    if isinstance(statement, ast.Assert):
        return not may_compare_nothing(statement.test)
    if not known.isdisjoint(called_at_once(statement)):
        return True
    match statement:
        case ast.With():
            return always_asserts(statement.body, known)
        case ast.Try():
            return any(
                always_asserts(body, known) for body in (statement.body, statement.finalbody)
            )
        case ast.If():
            ways = (statement.body, statement.orelse)
            return all(always_asserts(way, known) for way in ways)
        case ast.For():
            return has_a_member(statement.iter) and always_asserts(statement.body, known)
    return False


def may_compare_nothing(test: ast.expr) -> bool:
    """Tell whether a test is that nothing came out of a comprehension, into which perhaps nothing
    went."""
    if not isinstance(test, ast.Compare):
        return False
    sides = [test.left, *test.comparators]
    sources = [
        side.generators[0].iter
        for side in sides
        if isinstance(side, ast.ListComp | ast.SetComp | ast.DictComp)
    ]
    is_empty = any(ast.unparse(side) in ("[]", "{}", "()", "set()") for side in sides)
    return is_empty and not all(has_a_member(source) for source in sources)


def called_at_once(statement: ast.stmt) -> Iterator[str]:
    """Yield the names of the functions that a statement calls, whatever its conditions are."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return
    todo = [node for node in ast.iter_child_nodes(statement) if not isinstance(node, ast.stmt)]
    while todo:
        node = todo.pop()
        # What stands in a comprehension is called as often as there are members.
        if isinstance(node, ast.Lambda | ast.IfExp | ast.GeneratorExp | ast.ListComp):
            continue
        if isinstance(node, ast.SetComp | ast.DictComp | ast.ExceptHandler):
            continue
        if isinstance(node, ast.Call):
            yield name_of(node)
        todo += ast.iter_child_nodes(node)


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def has_a_member(node: ast.expr) -> bool:
    """Tell whether a loop over a value surely runs: over `every(...)`, or a literal with
    members."""
    match node:
        case ast.Tuple() | ast.List() | ast.Set():
            return any(not isinstance(member, ast.Starred) for member in node.elts)
        case ast.Dict():
            return bool(node.keys)
        case ast.Call():
            return _gives_a_member(node)
    return False


def _gives_a_member(call: ast.Call) -> bool:
    name = name_of(call)
    if name == "range":
        return all(isinstance(limit, ast.Constant) for limit in call.args)
    if name in AS_LONG:
        sources = call.args
        if isinstance(call.func, ast.Attribute) and not sources:
            sources = [call.func.value]
        return all(has_a_member(source) for source in sources)
    return name == every.__name__


@pytest.mark.slow
def test_every_test_asserts_something() -> None:
    names = every(name for name in functions() if name.startswith("test_"))
    assert len(names) > 600
    vacuous = {name for name in names if not _asserts(name, set(asserting()))}
    assert set() == vacuous


@pytest.mark.parametrize(
    ("code", "asserts"),
    [
        ("assert x", True),
        ("with raises(E): f()", True),
        ("for x in xs: assert x", False),
        ("for x in every(xs): assert x", True),
        ("for x in (1, 2): assert x", True),
        ("for x in (*xs,): assert x", False),
        ("for key, x in {1: 2}.items(): assert x", True),
        ("for x in zip((1, 2), xs): assert x", False),
        ("for x in every(xs):\n  if x: assert x", False),
        ("while x: assert x", False),
        ("if x: assert x", False),
        ("if x: assert x\nelse: assert y", True),
        ("try: f()\nexcept E: assert x", False),
        ("with f: assert x", True),
        ("def f(): assert x", False),
        ("assert [] == [x for x in xs if x]", False),
        ("assert [] == [x for x in every(xs) if x]", True),
        ("assert [] == f(x)", True),
        ("assert [y for x in xs] == ys", True),
        ("[fail() for x in xs]", False),
        ("x = fail()", True),
        ("x = fail() if y else 1", False),
    ],
)
def test_only_what_always_asserts_does(code: str, asserts: bool) -> None:
    assert asserts == always_asserts(ast.parse(code).body, ASSERTING)


def test_every_wants_one_at_least() -> None:
    assert [1] == every(iter([1]))
    with pytest.raises(AssertionError, match="nothing to look at"):
        every([])
