"""People write the words of the tools that they come from: each is told the word of this language.

`tests/words_of_others/<tool>.yaml` has what they write, by the section in which they write it, and
what the only finding has to say.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from looked_at import every

from tfgen.cli import main

WORDS = Path(__file__).parent / "words_of_others"
IMAGE = "012345678901.dkr.ecr.eu-west-1.amazonaws.com/web:1"
CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
SOUND = {
    "version": 1,
    "environment": "acc",
    "region": "eu-west-1",
    "account_id": "012345678901",
    "state": {"bucket": "acc-terraform-state"},
    "load_balancers": {"public": {"certificate_arns": [CERTIFICATE]}},
    "services": {"web": {"image": IMAGE, "cpu": 256, "memory": 512}},
    "jobs": {"night": {"image": IMAGE, "cpu": 256, "memory": 512}},
}
# More is no help: nobody reads fifty keys.
LONGEST = 240


def written(path: str, case: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sound spec with what a case writes at a path."""
    spec: dict[str, Any] = copy.deepcopy(SOUND)
    *above, last = ["", *path.split(".")] if path else [""]
    around: dict[str, Any] = {"": spec}
    node = around
    for step in above:
        node = node.setdefault(step, {})
    former = node.get(last, {})
    for key in case.get("without", ()):
        (spec if key in spec else spec["services"]["web"]).pop(key, None)
    fresh = former if isinstance(former, dict) else {}
    node[last] = {**fresh, **case["write"]} if isinstance(case["write"], dict) else case["write"]
    return around[""]


def told(file: Path, spec: object, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    file.write_text(yaml.safe_dump(spec, sort_keys=False), encoding="utf-8")
    main(["validate", str(file), "--format", "json"])
    diagnostics = json.loads(capsys.readouterr().out or '{"diagnostics": []}')["diagnostics"]
    return [finding for finding in diagnostics if finding["severity"] == "error"]


def faults(case: Mapping[str, Any], findings: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with what is said of a case."""
    if len(findings) != 1:
        yield f"{len(findings)} findings"
    for finding in findings[:1]:
        words = f"{finding['message']} | {finding['help']}"
        if finding["code"] != case.get("code", "SPEC002"):
            yield f"{finding['code']}: {words}"
        yield from (f"no {word!r} in {words}" for word in case["says"] if word not in words)
        if len(finding["help"]) > LONGEST:
            yield f"{len(finding['help'])} characters of help"


@pytest.mark.parametrize("tool", sorted(WORDS.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_word_of_another_tool_leads_to_ours(
    tool: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sections = yaml.safe_load(tool.read_text(encoding="utf-8"))
    cases = [(path, case) for path, listed in sections.items() for case in listed]
    wrong = {}
    for path, case in every(cases):
        findings = told(tmp_path / "spec.yaml", written(path, case), capsys)
        if said := list(faults(case, findings)):
            wrong[f"{path}: {case['write']}"] = said
    assert {} == wrong
