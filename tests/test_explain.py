"""`tfgen explain`: every code has its documentation, and nothing that is found lacks one."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from looked_at import every

from tfgen import rules
from tfgen.cli import main
from tfgen.commands import codes as of_commands
from tfgen.commands.codes import documented
from tfgen.commands.examples import example
from tfgen.diagnostics import FAMILIES, Code, family
from tfgen.language import codes as of_language
from tfgen.language.top import Spec
from tfgen.source import codes as of_source
from tfgen.verify import codes as of_verify
from tfgen.write import codes as of_write

PACKAGE = Path(__file__).parent.parent / "tfgen"
KNOWN = documented()
OF_SPECS = [code for code in KNOWN if family(code) in ("YAML", "SPEC", "RULE", "SEC")]
# A spec of two megabytes is no example.
WITHOUT_EXAMPLE = {"YAML003"}
# What is not UTF-8 cannot be shown.
NO_TEXT = {"YAML001"}


def named_in_the_code() -> set[str]:
    """Return every code that the package names as a text."""
    families = "|".join(FAMILIES)
    texts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    return set(re.findall(rf'"((?:{families})\d{{3}})"', "\n".join(texts)))


def test_every_code_that_the_package_names_is_documented() -> None:
    assert named_in_the_code() == set(KNOWN)


def declared() -> list[Code]:
    """Return what each stage declares, in its order; rules that share a code share its documentation."""
    stages = (of_source, of_language, rules, of_verify, of_write, of_commands)
    of_rules = [code for rule in rules.RULES for code in rule.codes]
    return [*dict.fromkeys((*(code for stage in stages for code in stage.CODES), *of_rules))]


def test_no_code_is_declared_twice() -> None:
    numbers = [code.code for code in declared()]
    assert len(numbers) > 300
    assert [] == [code for code, times in Counter(numbers).items() if times > 1]


@pytest.mark.parametrize("stage", [of_source, of_language, of_verify, of_write])
def test_a_stage_declares_its_codes_in_order(stage: ModuleType) -> None:
    numbers = [code.code for code in stage.CODES]
    by_family = [[code for code in numbers if family(code) == name] for name in FAMILIES]
    assert [sorted(members) for members in by_family] == by_family


def test_names_are_short_and_no_two_codes_share_one() -> None:
    names = [entry.code.name for entry in KNOWN.values()]
    assert sorted(set(names)) == sorted(names)
    assert [] == [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+){0,6}", name)]


def test_a_code_says_what_why_and_what_to_do() -> None:
    for code, entry in every(KNOWN.items()):
        told = entry.code
        assert code == told.code
        for sentence in (told.what, told.why, told.help):
            assert re.fullmatch(r"\S.*[.!?]", sentence), f"{code}: {sentence}"
        assert len({told.what, told.why, told.help}) == 3, code
        assert told.source == "" or told.source.startswith("https://"), code


def test_a_rule_names_sections_of_the_spec() -> None:
    known = {*Spec.model_fields, "defaults"}
    of_rules = {code: entry for code, entry in KNOWN.items() if family(code) in ("RULE", "SEC")}
    assert [] == [code for code, entry in every(of_rules.items()) if set(entry.sections) - known]


@pytest.mark.slow
def test_a_finding_in_a_spec_has_an_example() -> None:
    examples = {code: example(code) for code in sorted(set(OF_SPECS) - WITHOUT_EXAMPLE)}
    assert [] == [
        code
        for code, told in every(examples.items())
        if code not in NO_TEXT and (told is None or f"[{code}]" not in told.says)
    ]


def test_explains_by_number_and_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", "RULE017"])
    by_number = capsys.readouterr().out
    assert 0 == main(["explain", "subnet-outside-vpc"])
    assert by_number == capsys.readouterr().out
    assert by_number.startswith("RULE017 subnet-outside-vpc (error)\n")
    assert "is mended so:" in by_number


def test_lists_all_where_none_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain"])
    lines = capsys.readouterr().out.splitlines()
    assert list(KNOWN) == [line.split()[0] for line in lines]


@pytest.mark.parametrize(
    ("word", "near"), [("RULE0017", "RULE017"), ("subnet-outside-vp", "subnet-outside-vpc")]
)
def test_a_code_that_does_not_exist_is_told(
    word: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 64 == main(["explain", word])
    assert f"did you mean '{near}'?" in capsys.readouterr().err


def test_json_has_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", "RULE017", "--format", "json"])
    (entry,) = json.loads(capsys.readouterr().out)["codes"]
    assert ("RULE017", "error", ["network", "region"]) == (
        entry["code"],
        entry["severity"],
        entry["sections"],
    )
    assert entry["example"]["mended"] != entry["example"]["spec"]
