"""People write the words of the tools that they come from: each is told the word of this language.

`tests/words_of_others/<tool>.yaml` has what they write, by the section in which they write it, and
what the only finding has to say.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from looked_at import every

from tfgen import language, source
from tfgen.cli import main
from tfgen.language.paths import known_fields, type_at
from tfgen.language.words_of_others import WORDS

TOOLS = Path(__file__).parent / "words_of_others"
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
# Where the words of a section are written.
SECTIONS = {
    "Spec": "",
    "Network": "network",
    "Cluster": "cluster",
    "InstanceGroup": "instance_groups.default",
    "LoadBalancer": "load_balancers.public",
    "Container": "services.web",
    "Task": "services.web",
    "Workload": "services.web",
    "Service": "services.web",
    "Job": "jobs.night",
    "ContainerImage": "services.web.image",
    "container_parts.HealthCheck": "services.web.health_check",
    "load_balancers.HealthCheck": "services.web.routes.public.health_check",
    "Port": "services.web.ports.web",
    "Scaling": "services.web.scaling",
    "Deployment": "services.web.deployment",
    "Route": "services.web.routes.public",
    "Volume": "services.web.volumes.data",
    "Secret": "services.web.secrets.NAME",
    "TaskLogs": "services.web.logs",
    "Logs": "logs",
    "Ulimit": "services.web.ulimits.nofile",
}
# Keys of what is around the section in which such words are written.
AROUND = {"mounts": "services.web.mounts", "extends": "extends"}
# What ends a value in a line of the table.
ENDS = re.compile(r"[;,] | (?:at|and|for|in|with|beside|or) |$")
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
    whole: dict[str, Any] = around[""]
    return whole


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


@pytest.mark.parametrize("tool", sorted(TOOLS.glob("*.yaml")), ids=lambda file: file.stem)
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


def texts() -> Iterator[tuple[str, str, str]]:
    """Yield section, word and text of each line that tells what to write."""
    for section, words in WORDS.items():
        for word, told in words.items():
            for text in (told,) if isinstance(told, str) else told:
                if not text.startswith("remove it"):
                    yield section, word, text


def place_of(section: str, text: str) -> tuple[str, ...]:
    """Return the path that a text begins with."""
    first = re.split(r"[:, ]", text)[0].replace("<name>", "web")
    parts = tuple(first.split("."))
    above = tuple(filter(None, SECTIONS[section].split(".")))
    if parts[0] in known_fields(type_at(above)[0]):
        return (*above, *parts)
    return tuple(AROUND.get(first, first).split("."))


def value_in(text: str) -> str:
    """Return the value that a text writes, the shortest that YAML reads; "" where it is left open."""
    rest = text.partition(": ")[2]
    for end in ENDS.finditer(rest):
        value = rest[: end.start()]
        try:
            yaml.safe_load(value)
        except yaml.YAMLError:
            continue
        return "" if re.search(r"…|<|{v}|true in", value) else value
    return ""


def test_what_the_table_tells_to_write_is_of_the_language() -> None:
    found = every(texts())
    assert len(found) > 400
    unknown = [
        (section, word, text)
        for section, word, text in found
        if place_of(section, text)[0] != "extends" and type_at(place_of(section, text))[0] is None
    ]
    assert [] == unknown


def test_what_the_table_tells_to_write_is_read() -> None:
    written = [
        (place_of(section, text), value, word)
        for section, word, text in texts()
        if (value := value_in(text)) and place_of(section, text)[0] != "extends"
    ]
    assert len(written) > 100
    for path, value, word in every(written):
        spec: dict[str, Any] = copy.deepcopy(SOUND)
        node = spec
        for step in path[:-1]:
            node = node.setdefault(step, {})
            if isinstance(node, str):  # an image, which has a longer form too
                break
        else:
            node[path[-1]] = yaml.safe_load(value)
        document = source.parse(yaml.safe_dump(spec).encode(), "spec.yaml")
        faults = [
            f"{finding.code} {finding.message}"
            for finding in language.read(document).diagnostics
            if finding.path[: len(path)] == path
        ]
        assert [] == faults, (word, path, value)


def test_a_word_has_one_spelling_and_is_no_key_of_its_section() -> None:
    for section, words in every(WORDS.items()):
        above = tuple(filter(None, SECTIONS[section].split(".")))
        known = {re.sub(r"[^a-z0-9]", "", key) for key in known_fields(type_at(above)[0])}
        # The value of these differs from what other tools have under the same name.
        assert {*words} & known <= {
            *("healthcheck", "dependson", "restartpolicy", "ephemeralstorage", "hostpath")
        }
        assert [] == [word for word in words if not re.fullmatch(r"[a-z0-9]+", word)]
