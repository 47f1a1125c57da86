"""The codes of this stage are documented, each once, and those that it raises are among them."""

from __future__ import annotations

import re
from pathlib import Path

from tfgen import diagnostics
from tfgen.write.codes import CODES

PACKAGE = Path(__file__).parent.parent / "tfgen"


def raised(*places: str) -> set[str]:
    """Return the codes that stand as strings in files, but for those that document them."""
    files = [file for place in places for file in sorted(PACKAGE.glob(place))]
    texts = [file.read_text() for file in files if file.name != "codes.py"]
    return {code for text in texts for code in re.findall(r'"((?:WRITE|IO)\d{3})"', text)}


def test_every_code_that_is_raised_is_documented() -> None:
    documented = {code.code for code in CODES}

    assert raised("write/*.py", "verify/folder.py") <= documented
    assert {code for code in diagnostics.CODES if code.startswith("WRITE")} <= documented


def test_every_documented_code_is_raised() -> None:
    assert {code.code for code in CODES} <= raised("**/*.py")


def test_codes_and_names_stand_for_one_thing() -> None:
    assert len(CODES) == len({code.code for code in CODES}) == len({code.name for code in CODES})


def test_each_says_what_it_is_why_and_what_to_do_in_a_sentence() -> None:
    for code in CODES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.name)
        for sentence in (code.what, code.why, code.help):
            assert sentence.endswith(".") and len(sentence) <= 100, code.code
