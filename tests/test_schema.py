"""The JSON Schema: what editors say of specs, of those that extend others, and of bases."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from looked_at import every

from tfgen.language.schema import json_schema

# Together: to make the schema is most of it.
# Of `make test`: `make check` stays within a minute.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("schema")]
ROOT = Path(__file__).parent.parent
WORDS = [*(ROOT / "tests/words/specs").iterdir(), *(ROOT / "tests/words/applications").iterdir()]
SPECS = [*sorted((ROOT / "specs").rglob("*.yaml")), *sorted(WORDS)]
HEAD = "version: 1\nenvironment: acc\nregion: eu-west-1\n"


@cache
def validator(base: bool) -> jsonschema.Draft202012Validator:
    schema = json.loads(json_schema(base=base))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def complaints(text: str, *, base: bool = False) -> list[str]:
    """Return what an editor underlines, by its path."""
    # JSON has text for keys, such as the code of a fixed response.
    data = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return sorted({deepest(error) for error in validator(base).iter_errors(data)})


def deepest(error: Any) -> str:
    """Return the path of what is wrong inside of a choice: null is never what was meant."""
    inner = [part for part in error.context if part.validator != "type"]
    if inner:
        return deepest(inner[0])
    return ".".join(map(str, error.absolute_path)) or error.message


# Each takes a third of a second: the forms that differ are tried first.
FIRST = {"minimal", "base", "staging", "own-terraform", "platform", "orders", "reports"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(spec, id=spec.stem, marks=[pytest.mark.slow] * (spec.stem not in FIRST))
        for spec in SPECS
    ],
)
def test_an_editor_has_nothing_against_a_sound_spec(spec: Path) -> None:
    assert [] == complaints(spec.read_text(), base=spec.stem == "base")


def test_a_spec_of_its_own_needs_what_every_spec_has() -> None:
    missing = [f"{key!r} is a required property" for key in ("environment", "region", "version")]
    assert missing == complaints("tags: {}\n")
    assert ["services.web"] == complaints(f"{HEAD}services: {{web: {{memory: 64}}}}\n")


def test_an_application_has_region_and_environment_of_its_platform() -> None:
    head = "version: 1\napplication: orders\n"
    member = "services: {web: {image: web, memory: 64}}\n"
    assert [] == complaints(f"{head}platform: platform.yaml\n{member}")
    assert [] == complaints(f"{head}platform: {{spec: platform.yaml}}\n{member}")
    missing = ["'environment' is a required property", "'region' is a required property"]
    assert missing == complaints(f"{head}platform: {{cluster: acc}}\n{member}")
    assert ["services.web"] == complaints(
        f"{head}platform: platform.yaml\nservices: {{web: {{memory: 64}}}}\n"
    )


@pytest.mark.parametrize("bases", ["base.yaml", "[base.yaml, more.yaml]"])
def test_a_spec_that_extends_others_needs_nothing(bases: str) -> None:
    text = "services: {web: {desired_count: 3, scaling: {max: 9}}, admin: null}\n"
    assert [] == complaints(f"extends: {bases}\n{text}")


def test_a_base_needs_nothing() -> None:
    assert [] == complaints("region: eu-west-1\nservices: {web: {memory: 64}}\n", base=True)


def test_members_need_nothing_that_defaults_give() -> None:
    text = "defaults: {services: {memory: 64}}\nservices: {web: {image: nginx:1.29}}\n"
    assert [] == complaints(HEAD + text)
    assert ["'version' is a required property"] == complaints(HEAD.partition("\n")[2] + text)


def test_null_takes_out_members_of_specs_that_extend_others_alone() -> None:
    text = "services: {web: {image: nginx:1.29, memory: 64, environment: {DEBUG: null}}}\n"
    assert [] == complaints(f"extends: base.yaml\n{text}")
    assert ["services.web.environment.DEBUG"] == complaints(HEAD + text)


@pytest.mark.parametrize("head", [HEAD, "extends: base.yaml\n"])
def test_what_the_language_does_not_know_is_underlined_everywhere(head: str) -> None:
    wrong = {
        "network: {nat: dual}\n": "network.nat",
        "services: {web: {image: nginx:1.29, memory: 1}}\n": "services.web.memory",
        "state: {http: {address: ftp://x}}\n": "state.http.address",
    }
    for text, path in every(wrong.items()):
        assert [path] == complaints(head + text)
    assert 1 == len(complaints(f"{head}netwrok: {{}}\n"))


@pytest.mark.parametrize("bases", ["[]", "{}", "null", "[a.yaml, a.yaml]"])
def test_what_is_no_base_is_underlined(bases: str) -> None:
    assert ["extends"] == complaints(f"extends: {bases}\n")


def test_a_list_replaces_and_so_its_items_are_whole() -> None:
    text = "services: {web: {task_role: {statements: [{actions: ['s3:GetObject']}]}}}\n"
    assert ["services.web.task_role.statements.0"] == complaints(f"extends: base.yaml\n{text}")
