"""`tfgen graph`: what is written where, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from looked_at import every

from tfgen.cli import main
from tfgen.commands.graph import FORMATS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
ACC = str(ROOT / "specs/acc.yaml")
EVERYTHING = str(ROOT / "specs/everything.yaml")
TEAMS = [str(ROOT / "specs/teams" / f"{name}.yaml") for name in ("orders", "platform", "shop")]
BEGIN = {"svg": "<svg ", "mermaid": "flowchart TB", "dot": "digraph ", "html": "<!DOCTYPE html>"}


def test_each_format_has_its_first_words() -> None:
    assert set(FORMATS) == set(BEGIN)


@pytest.mark.parametrize("form", BEGIN)
def test_a_picture_is_data_on_standard_output(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["graph", ACC, "--format", form])
    assert capsys.readouterr().out.startswith(BEGIN[form])


def test_a_picture_goes_into_a_file_and_several_into_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a/picture.svg"
    assert 0 == main(["graph", ACC, "-o", str(file)])
    assert (ElementTree.parse(file).getroot().get("role"), "") == ("img", capsys.readouterr().out)

    assert 0 == main(["graph", ACC, EVERYTHING, "--format", "dot", "-o", str(tmp_path / "b")])
    assert ["acc.dot", "everything.dot"] == sorted(path.name for path in (tmp_path / "b").iterdir())


def test_each_service_has_a_picture(tmp_path: Path) -> None:
    assert 0 == main(["graph", EVERYTHING, "--view", "service", "-o", str(tmp_path)])
    keys = ("api", "broker", "shell", "web", "worker")
    assert [f"everything-{key}.svg" for key in keys] == sorted(p.name for p in tmp_path.iterdir())


def test_a_service_is_drawn_from_clients_to_logs(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["graph", EVERYTHING, "--service", "api", "--format", "mermaid"])
    out = capsys.readouterr().out
    told = ("Load Balancer", "acc-everything-api", "9000/tcp", "DB#95;PASSWORD", "EFS uploads")
    assert told == tuple(word for word in told if word in out)
    assert out.startswith("flowchart LR")


def test_a_platform_is_one_picture_with_its_applications(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["graph", *TEAMS, "--view", "platform"])
    out = capsys.readouterr().out
    assert 1 == out.count("</svg>")
    assert [1, 1] == [
        out.count(f'data-name="{application}:services.web"') for application in ("orders", "shop")
    ]


def test_what_a_change_touches_is_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = Path(EVERYTHING).read_text(encoding="utf-8")
    former, present = tmp_path / "former.yaml", tmp_path / "present.yaml"
    former.write_text(spec)
    edited = spec.replace("max: 8, requests", "max: 9, requests").replace("  shell:", "  console:")
    assert edited != spec
    present.write_text(edited)
    assert 0 == main(["graph", str(present), "--since", str(former)])
    root = ElementTree.fromstring(capsys.readouterr().out)
    marks = {
        box.get("data-name"): (box.get("class") or "").split()[1]
        for box in root.iter("{http://www.w3.org/2000/svg}g")
        if " " in (box.get("class") or "")
    }
    services = {name: mark for name, mark in marks.items() if name and "services." in name}
    assert {"services.web": "changed", "services.console": "added"} == services
    titles = {
        box.get("data-name"): box.findtext("{http://www.w3.org/2000/svg}text")
        for box in root.iter("{http://www.w3.org/2000/svg}g")
    }
    gone = [titles[name] for name, mark in marks.items() if mark == "removed"]
    assert ["service shell"] == gone


def test_what_moves_and_what_is_replaced_have_marks_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    former, present = tmp_path / "former.yaml", tmp_path / "present.yaml"
    text = (
        "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\nservices:\n"
        "  shop: {image: nginx:1.29, capacity: fargate, cpu: 256, memory: 512}\n"
        "queues: {orders: {}}\nfile_systems: {data: {}}\n"
    )
    former.write_text(text)
    moved = text.replace("  shop: {", "  store: {moved_from: [shop], ")
    present.write_text(moved.replace("data: {}", "data: {throughput_mode: bursting}"))
    assert 0 == main(["graph", str(present), "--since", str(former)])
    svg = capsys.readouterr().out
    marks = dict(re.findall(r'class="\w+ (\w+)" data-name="([^"]+)"', svg))
    assert "services.store" == marks.get("moved"), marks
    assert re.search(r"\.moved > rect \{[^}]*stroke-dasharray: 2 4", svg)
    assert re.search(r"\.replaced > rect \{[^}]*stroke-dasharray: 10 4", svg)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert 64 == main(["graph", *arguments])
    return capsys.readouterr().err


def test_several_pictures_go_into_no_one_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "USAGE040" in refused(capsys, ACC, EVERYTHING)
    assert "USAGE040" in refused(capsys, ACC, EVERYTHING, "-o", str(tmp_path / "both.svg"))
    other = tmp_path / "acc.yaml"
    other.write_text(Path(ACC).read_text().replace("environment: acc", "environment: test"))
    folder = str(tmp_path / "pictures")
    assert "USAGE040" in refused(capsys, ACC, str(other), "-o", folder)
    assert ["acc.yaml"] == [path.name for path in tmp_path.iterdir()]


def test_a_service_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, EVERYTHING, "--service", "workers")
    assert [True, True] == ["USAGE041" in told, "did you mean 'worker'?" in told]


def test_of_no_service_there_is_no_picture(capsys: pytest.CaptureFixture[str]) -> None:
    assert "USAGE041" in refused(capsys, ACC, "--view", "service")


def test_a_platform_has_no_specs_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, TEAMS[1], str(ROOT / "specs/production.yaml"), "--view", "platform")
    assert "USAGE042" in told


def test_what_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert "USAGE043" in refused(capsys, ACC, "-o", str(tmp_path / "file/picture.svg"))


def test_two_views_are_two_pictures(capsys: pytest.CaptureFixture[str]) -> None:
    assert "two pictures" in refused(capsys, ACC, "--service", "web", "--since", "git:main")
    assert "two pictures" in refused(capsys, ACC, "--view", "modules", "--since", "git:main")


def test_the_pictures_of_the_docs_are_of_today(capsys: pytest.CaptureFixture[str]) -> None:
    for path in every((ROOT / "docs/pictures").glob("*.svg")):
        assert 0 == main(["graph", str(ROOT / "specs" / f"{path.stem}.yaml")])
        assert path.read_text(encoding="utf-8") == capsys.readouterr().out, "make docs"


def test_a_service_shows_what_its_own_egress_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "acc.yaml"
    spec.write_text(
        "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\nservices:\n"
        "  shop: {image: nginx:1.29, capacity: fargate, cpu: 256, memory: 512, egress: "
        "{bank: {port: 8443, to: 203.0.113.0/24}, all: {protocol: all, to: pl-0a1b2c3d}}}\n"
    )
    assert 0 == main(["graph", str(spec), "--service", "shop", "--format", "dot"])
    out = capsys.readouterr().out
    assert "203.0.113.0/24 8443" in out
    assert "pl-0a1b2c3d all ports" in out


@pytest.mark.parametrize(
    ("edit", "marks"),
    [
        (("nginx:1.29", "nginx:1.30"), {"services.shop": "changed"}),
        (("single, ", "single, cidr: 10.8.0.0/16, "), {"network": "replaced"}),
    ],
)
def test_a_part_is_marked_replaced_when_more_than_its_version_is(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    edit: tuple[str, str],
    marks: dict[str, str],
) -> None:
    text = (
        "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\n"
        "network: {nat: single, nat_zone: eu-west-1a}\nservices:\n"
        "  shop: {image: nginx:1.29, capacity: fargate, cpu: 256, memory: 512}\n"
    )
    former, present = tmp_path / "former.yaml", tmp_path / "present.yaml"
    former.write_text(text)
    present.write_text(text.replace(*edit))
    assert 0 == main(["graph", str(present), "--since", str(former)])
    svg = capsys.readouterr().out
    found = {name: mark for mark, name in re.findall(r'class="\w+ (\w+)" data-name="([^"]+)"', svg)}
    assert marks.items() <= found.items()
