"""`extends`: what bases, defaults and the spec itself come to, and who is told of what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from looked_at import every

from tfgen import language, source
from tfgen.cli import main
from tfgen.commands.show import values
from tfgen.diagnostics import TfgenError
from tfgen.resolve import resolve

BASE = """\
version: 1
region: eu-west-1
state: {bucket: acme-terraform-state}
tags: {Team: shop, Cost: web}
instance_groups:
  default: {instance_type: t3.small, ami_id: ami-0a1b2c3d4e5f60718}
load_balancers: {}
services:
  web:
    image: nginx:1.29
    memory: 256
    environment: {LEVEL: info, DEBUG: "1"}
    sidecars:
      agent: {image: "agent:1", memory: 64}
  admin: {image: nginx:1.29, memory: 128}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, so that places hold on every machine."""
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(BASE)
    return tmp_path


def put(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def read(text: str, name: str = "spec.yaml") -> language.Reading:
    return language.read(source.read(put(name, text)))


def resolved(text: str) -> Any:
    reading = read(text)
    assert () == reading.diagnostics
    return values(resolve(reading))


def faults(text: str, name: str = "spec.yaml") -> list[tuple[str, str]]:
    """Return the findings of a spec: code, and place."""
    try:
        told = read(text, name).diagnostics
    except TfgenError as error:
        told = error.diagnostics
    return [(finding.code, place(finding.location)) for finding in told]


def place(location: Any) -> str:
    return f"{location.file}:{location.line}:{location.column}"


# Several bases


def test_of_several_bases_the_later_one_wins_and_the_spec_over_all() -> None:
    put("net.yaml", "network: {nat: single, cidr: 10.1.0.0/16}\ntags: {Cost: net, Net: own}\n")
    put("data.yaml", "network: {cidr: 10.2.0.0/16}\ntags: {Cost: data}\n")
    spec = resolved(
        "extends: [base.yaml, net.yaml, data.yaml]\nenvironment: acc\ntags: {Net: none}\n"
    )

    assert ("single", "10.2.0.0/16") == (spec["network"]["nat"], spec["network"]["cidr"])
    assert {"Team": "shop", "Cost": "data", "Net": "none"} == spec["tags"]


def test_the_order_of_bases_decides() -> None:
    put("one.yaml", "environment: one\n")
    put("two.yaml", "environment: two\n")

    assert "two" == resolved("extends: [base.yaml, one.yaml, two.yaml]\n")["environment"]
    assert "one" == resolved("extends: [base.yaml, two.yaml, one.yaml]\n")["environment"]


def test_what_two_bases_extend_is_merged_once_and_before_both() -> None:
    """Else the second one would take back what the first one has changed."""
    put("left.yaml", "extends: base.yaml\nregion: eu-central-1\n")
    put("right.yaml", "extends: base.yaml\nenvironment: acc\n")

    assert "eu-central-1" == resolved("extends: [left.yaml, right.yaml]\n")["region"]


def test_a_base_may_stand_before_one_that_extends_it() -> None:
    put("left.yaml", "extends: base.yaml\nregion: eu-central-1\n")

    spec = resolved("extends: [base.yaml, left.yaml]\nenvironment: acc\n")
    assert "eu-central-1" == spec["region"]


def test_a_base_lies_where_its_own_file_says() -> None:
    put("shared/net.yaml", "extends: more.yaml\nnetwork: {nat: single}\n")
    put("shared/more.yaml", "environment: acc\n")

    spec = resolved("extends: [base.yaml, shared/net.yaml]\n")
    assert ("acc", "single") == (spec["environment"], spec["network"]["nat"])


def test_lists_and_values_replace() -> None:
    put("one.yaml", "alerts: {emails: [a@example.com, b@example.com]}\n")

    spec = resolved(
        "extends: [base.yaml, one.yaml]\nenvironment: acc\nalerts: {emails: [c@example.com]}\n"
    )
    assert ["c@example.com"] == spec["alerts"]["emails"]


def test_a_list_of_names_replaces_and_a_map_of_them_merges() -> None:
    put("zones.yaml", "network: {availability_zones: [eu-west-1a, eu-west-1b]}\n")
    head = "extends: [base.yaml, zones.yaml]\nenvironment: acc\n"
    other = resolved(f"{head}network: {{availability_zones: [eu-west-1b, eu-west-1c]}}\n")
    more = resolved(f"{head}network: {{availability_zones: {{eu-west-1c: {{}}}}}}\n")

    assert ["eu-west-1b", "eu-west-1c"] == list(other["network"]["availability_zones"])
    assert ["eu-west-1a", "eu-west-1b", "eu-west-1c"] == list(more["network"]["availability_zones"])


# null


def test_null_takes_out_a_member_and_a_field() -> None:
    spec = resolved(
        """\
extends: base.yaml
environment: acc
tags: {Cost: null}
services:
  admin:
  web: {environment: {DEBUG: ~}, sidecars: {agent: null}, memory_reservation: null}
instance_groups: {default: {ami_id: null}}
"""
    )

    assert {"Team": "shop"} == spec["tags"]
    assert ["web"] == list(spec["services"])
    assert {"LEVEL": "info"} == spec["services"]["web"]["environment"]
    assert {} == spec["services"]["web"]["sidecars"]
    assert spec["instance_groups"]["default"]["ami_id"] is None


def test_a_member_that_was_taken_out_may_come_back() -> None:
    put("less.yaml", "extends: base.yaml\nservices: {admin: null}\n")
    spec = resolved(
        "extends: less.yaml\nenvironment: acc\nservices: {admin: {image: other:1, memory: 64}}\n"
    )

    # With nothing of what the first base had.
    assert ("other:1", 64) == (
        spec["services"]["admin"]["image"],
        spec["services"]["admin"]["memory"],
    )


def test_null_takes_out_what_defaults_of_a_base_give() -> None:
    put("rich.yaml", "defaults: {services: {environment: {TRACE: 'on', LEVEL: debug}}}\n")
    spec = resolved(
        """\
extends: [base.yaml, rich.yaml]
environment: acc
services: {web: {environment: {TRACE: null}}}
"""
    )

    assert {"LEVEL": "info", "DEBUG": "1"} == spec["services"]["web"]["environment"]
    assert {"LEVEL": "debug", "TRACE": "on"} == spec["services"]["admin"]["environment"]


def test_without_extends_a_name_alone_is_a_member_with_its_defaults() -> None:
    spec = resolved("version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {edge: }\n")
    assert ["edge"] == list(spec["load_balancers"])


@pytest.mark.parametrize(
    "text",
    [
        "load_balancers: {edge: null}",
        "load_balancers: {edge: }",
        "services: {web: {environment: {DEGUB: null}}}",
        "services: {web: {sidecars: {agnet: }}}",
        "network: {availability_zones: {eu-west-1a: }}",
    ],
)
def test_null_that_takes_nothing_out_is_refused(text: str) -> None:
    ((code, _),) = faults(f"extends: base.yaml\nenvironment: acc\n{text}\n")
    assert "SPEC016" == code


def test_defaults_are_no_member_that_could_be_taken_out() -> None:
    put("rich.yaml", "defaults: {services: {cpu: 128}}\n")
    head = "extends: [base.yaml, rich.yaml]\nenvironment: acc\n"

    assert [("SPEC016", "spec.yaml:3:19")] == faults(f"{head}services: {{admni: null}}\n")
    assert ["web"] == list(resolved(f"{head}services: {{admin: null}}\n")["services"])


def test_inside_of_a_list_nothing_is_taken_out() -> None:
    rights = "{actions: ['s3:GetObject'], resources: ['*'], conditions: {Bool: null}}"
    text = f"services: {{web: {{task_role: {{statements: [{rights}]}}}}}}\n"
    codes = [code for code, _ in faults(f"extends: base.yaml\nenvironment: acc\n{text}")]
    assert "SPEC016" not in codes


# Who is told of what


def test_a_fault_in_a_base_stands_in_its_file_with_who_extends_it() -> None:
    put("middle.yaml", "extends: base.yaml\nnetwrok: {nat: single}\n")
    reading = read("extends:\n  - middle.yaml\nenvironment: acc\n")
    (finding,) = language.extends.with_extenders(reading.diagnostics, reading.bases)

    assert ("SPEC002", "middle.yaml:2:1") == (finding.code, place(finding.location))
    assert [("spec.yaml:2:5", "extended here")] == [(place(at), why) for at, why in finding.also]


def test_all_that_is_wrong_with_bases_is_told_at_once() -> None:
    put("broken.yaml", "tags: {a: 1\n")
    told = faults("extends: [broken.yaml, nowhere.yaml, ../../away.yaml]\nenvironment: acc\n")

    assert {"spec.yaml:1:24", "spec.yaml:1:38"} == {at for code, at in told if code == "SPEC015"}
    assert ["broken.yaml"] == [at.split(":")[0] for code, at in told if code.startswith("YAML")]


@pytest.mark.parametrize(
    ("is_repository", "why", "help"),
    [
        (True, "lies outside the repository", "write a path inside the repository"),
        (False, "lies outside this folder, and no git repository holds both", "run git init"),
    ],
)
def test_a_base_elsewhere_is_told_by_what_holds_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_repository: bool, why: str, help: str
) -> None:
    (tmp_path / "specs").mkdir()
    monkeypatch.chdir(tmp_path / "specs")
    if is_repository:
        Path(".git").mkdir()
    put("../base.yaml", BASE)
    with pytest.raises(TfgenError) as raised:
        read("extends: ../base.yaml\n")

    (finding,) = raised.value.diagnostics
    assert f"extends: '../base.yaml' {why}" == finding.message
    assert finding.help.startswith(help)


def test_a_circle_is_told_where_it_closes_with_who_led_there() -> None:
    put("one.yaml", "extends: two.yaml\n")
    put("two.yaml", "extends: one.yaml\n")
    with pytest.raises(TfgenError) as raised:
        read("extends: one.yaml\n")

    (finding,) = raised.value.diagnostics
    assert ("SPEC015", "two.yaml:1:10") == (finding.code, place(finding.location))
    assert ["one.yaml:1:10", "spec.yaml:1:10"] == [place(at) for at, _ in finding.also]


def test_a_finding_of_a_base_is_told_once_for_all_that_extend_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("plain.yaml", "extends: base.yaml\ninstance_groups: {default: {ami_id: null}}\n")
    names = [f"{name}.yaml" for name in ("one", "two", "three")]
    for number, name in enumerate(every(names)):
        text = f"extends: plain.yaml\nenvironment: {name[:-5]}\nnetwork: {{cidr: 10.{number}.0.0/16}}\n"
        put(name, text)

    assert 0 == main(["validate", "--format", "json", *names])
    told = json.loads(capsys.readouterr().out)["diagnostics"]
    assert 1 == len([finding for finding in told if finding["code"] == "RULE029"])


def test_what_specs_do_to_each_other_is_told_where_their_base_says_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("wide.yaml", "extends: base.yaml\nnetwork: {cidr: 10.9.0.0/16}\n")
    put("one.yaml", "extends: wide.yaml\nenvironment: one\n")
    put("two.yaml", "extends: wide.yaml\nenvironment: two\n")

    assert 0 == main(["validate", "one.yaml", "two.yaml"])
    assert "wide.yaml:2:17: warning[RULE183]" in capsys.readouterr().err


# Bases among specs


@pytest.mark.parametrize("names", [["base.yaml"], ["base.yaml", "other.yaml"]])
def test_a_base_that_no_other_spec_extends_is_at_fault(
    names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    put("other.yaml", "version: 1\nenvironment: other\nregion: eu-west-1\n")

    assert 1 == main(["validate", *names])
    assert "this lacks environment" in capsys.readouterr().err


def test_a_base_is_found_behind_another_one_and_by_any_path(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("middle.yaml", "extends: base.yaml\n")
    put("acc.yaml", "extends: middle.yaml\nenvironment: acc\n")

    assert 0 == main(["validate", "acc.yaml", "./base.yaml", f"{Path.cwd()}/middle.yaml"])
    assert 2 == capsys.readouterr().err.count("a base, checked with acc.yaml")


def test_a_base_that_is_whole_is_a_spec_too(capsys: pytest.CaptureFixture[str]) -> None:
    put("whole.yaml", f"environment: acc\n{BASE}")
    put("more.yaml", "extends: whole.yaml\nenvironment: more\n")

    assert 0 == main(["validate", "whole.yaml", "more.yaml"])
    assert "whole.yaml: valid" in capsys.readouterr().err


def test_a_fault_of_a_base_is_no_less_one_when_the_base_is_given_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("bad.yaml", "extends: base.yaml\nnetwrok: {}\n")
    put("acc.yaml", "extends: bad.yaml\nenvironment: acc\n")

    assert 1 == main(["validate", "acc.yaml", "bad.yaml"])
    said = capsys.readouterr().err
    assert (1, 0) == (said.count("SPEC002"), said.count("SPEC017"))


def test_the_first_faults_of_a_base_are_its_own() -> None:
    told = faults("version: 1\nregion: eu-west-1\nservices: {web: {memory: 256}}\n")
    assert [("SPEC017", "spec.yaml:1:1")] == told


def test_a_misspelt_key_is_no_sign_of_a_base() -> None:
    told = faults("version: 1\nenvironment: acc\nregoin: eu-west-1\n")
    assert [("SPEC002", "spec.yaml:3:1")] == told


def test_a_merge_is_what_a_second_reader_makes_of_the_files() -> None:
    """PyYAML reads the same files, and a few lines merge them as the documentation says."""
    over = "extends: base.yaml\nenvironment: acc\ntags: {Cost: null, More: x}\nservices: {admin: null}\n"
    expected = yaml.safe_load(BASE)
    for key, value in yaml.safe_load(over).items():
        if isinstance(value, dict):
            expected[key] = {k: v for k, v in {**expected[key], **value}.items() if v is not None}
        elif key != "extends":
            expected[key] = value
    put("flat.yaml", yaml.safe_dump(expected))

    assert values(resolve(read(Path("flat.yaml").read_text()))) == resolved(over)


SPECS = sorted((Path(__file__).parent.parent / "specs").glob("*.yaml"))


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_a_spec_in_two_parts_is_that_spec(spec: Path) -> None:
    """Every other key of the spec, and of each section that may be merged, stands in its base."""
    whole = yaml.safe_load(spec.read_text(encoding="utf-8"))
    base, rest = halves(whole)
    put("base.yaml", written(base))
    parts = read(written({"extends": ["base.yaml"], **rest}))
    alone = read(written(whole), "whole.yaml")

    assert () == parts.diagnostics
    assert values(resolve(alone)) == values(resolve(parts))


def written(data: dict[str, Any]) -> str:
    """Return JSON, which is YAML; a date is a text there."""
    return json.dumps(data, default=str)


def halves(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two maps that are one when the second is merged over the first."""
    base, rest = {}, {}
    for number, (key, value) in enumerate(data.items()):
        # A name alone takes out what a base has, and the map of capacities is one whole.
        if isinstance(value, dict) and value and "capacity" not in key:
            base[key], rest[key] = halves(value)
        elif number % 2 or value is None:
            base[key] = value
        else:
            rest[key] = value
    return base, rest


def test_links_in_a_circle_are_no_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.yaml").symlink_to("two.yaml")
    (tmp_path / "two.yaml").symlink_to("one.yaml")
    (tmp_path / "acc.yaml").write_text("extends: one.yaml\n")

    codes = [main(["validate", str(tmp_path / name)]) for name in ("acc.yaml", "one.yaml")]

    assert [1, 5] == codes
    assert "acc.yaml:1:10: error[SPEC015]" in capsys.readouterr().err
