"""A fault at any line of any template is told at that line, however the template is laid out."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from looked_at import every

from tfgen.diagnostics import Location, Severity, TfgenError
from tfgen.overlay import listed
from tfgen.overlay.names import text_of
from tfgen.pipeline import Checked, build, check
from tfgen.tree import Overlay

ROOT = Path(__file__).parent.parent
SAMPLE = 45
NOBODY = "  nobody = var.nobody_knows"


@cache
def checked() -> Checked:
    return check(ROOT / "specs/everything.yaml", datetime.date(2026, 1, 1))


@cache
def templates() -> list[str]:
    """Return the templates of modules that the spec calls, those with tags aside: a fault in a
    branch that is not taken is none."""
    called = {file.path.rpartition("/")[0] for file in build(checked()).files}
    return [name for name in listed() if name.rpartition("/")[0] in called and name.endswith(".tf")]


def places(name: str, text: str) -> list[Location | None]:
    """Return where errors are told of a template with this text."""
    with pytest.raises(TfgenError) as error:
        build(checked(), overlay=Overlay("own", ((name, text),)))
    found = error.value.diagnostics
    return [one.location for one in found if one.severity is Severity.ERROR]


@pytest.mark.slow
@pytest.mark.parametrize("laid", [str, str.strip], ids=["as it is", "not laid out"])
@pytest.mark.parametrize("fault", ["@@@ broken", NOBODY])
def test_it_is_told_at_its_line(fault: str, laid: Callable[[str], str]) -> None:
    chance = random.Random(f"{fault}{laid}")
    assert len(templates()) > 100
    wrong = {}
    for name in every(chance.sample(templates(), SAMPLE)):
        lines = [laid(line) for line in text_of(name).split("\n")]
        number = chance.randrange(1, len(lines))
        told = places(name, "\n".join([*lines[:number], laid(fault), *lines[number:]]))
        # An argument before a `for` is one of an object: the `for` behind it is what is wrong.
        near = {(f"own/{name}", number + 1), (f"own/{name}", number + 2)}
        if not near & {(one.file, one.line) for one in told if one}:
            wrong[name] = number + 1, told
    assert {} == wrong


def test_every_template_may_be_replaced() -> None:
    own = [name for name in listed() if name.startswith("modules/")]
    files = tuple((name, f"{text_of(name)}\n# Ours.\n") for name in own)
    tree = build(checked(), overlay=Overlay("own", files))

    plain = build(checked())
    assert plain.warnings == tree.warnings
    rendered = {file.path: file.text for file in every(plain.files)}
    # What tags leave empty gives no file, and with the comment it does.
    former = [file for file in every(tree.files) if file.template and file.path in rendered]
    assert len(former) > 100
    assert [] == [file.path for file in former if not file.text.endswith("# Ours.\n")]
    for file in every(former):
        headed, _, text = file.text.partition(f"{file.template}.\n")
        assert headed.split("\n")[0] in rendered[file.path]
        assert text.removesuffix("# Ours.\n").strip() in rendered[file.path]
