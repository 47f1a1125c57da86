"""What pictures show is what the spec says; and the tools that are to draw them do."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from browser import chromium, mermaid, program
from looked_at import every
from secret_mutants import SPEC, leaks
from spec_data import load

from tests.pictures.drawn import NAMES, ROOT, SPECS, picture, sized
from tfgen.commands.graph import FORMATS, Wish, drawings
from tfgen.pictures import dot as dot_format
from tfgen.pictures import mermaid as mermaid_format
from tfgen.pictures.infrastructure import infrastructure
from tfgen.pictures.model import Picture
from tfgen.pictures.outline import outline, walk
from tfgen.pictures.page import page
from tfgen.pictures.svg import svg

pytestmark = pytest.mark.slow

SECTIONS = (
    *("services", "jobs", "load_balancers", "file_systems", "system_containers"),
    "instance_groups",
)
every_spec = pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)


def titles(drawn: Picture) -> dict[str, str]:
    return {box.name: box.title for box in drawn.walk() if box.title}


@every_spec
def test_all_that_a_spec_names_is_shown(path: Path) -> None:
    spec, shown = load(path), titles(picture(f"specs/{path.name}"))
    members = [f"{section}.{key}" for section in SECTIONS for key in spec.get(section, {})]
    capacities = [name for name in shown if name.startswith("capacity.")]
    groups = {group for name in capacities for group in name.partition(".")[2].split("+")}
    known = {*shown, *(f"instance_groups.{group}" for group in groups)}
    assert set() == set(every(members)) - known


@every_spec
def test_arrows_lead_from_balancers_to_the_services_of_routes(path: Path) -> None:
    spec, drawn = load(path), picture(f"specs/{path.name}")
    routes = {
        (f"load_balancers.{balancer}", f"services.{key}")
        for key, service in spec.get("services", {}).items()
        for balancer in service.get("routes", {})
    }
    arrows = {(arrow.source, arrow.target) for arrow in drawn.arrows}
    from_balancers = {
        (source, target)
        for source, target in arrows
        if source.startswith("load_balancers.") and target.startswith("services.")
    }
    # The name of a route may be that of its balancer, or the route names one.
    named = {
        (f"load_balancers.{route.get('load_balancer', name)}", f"services.{key}")
        for key, service in spec.get("services", {}).items()
        for name, route in service.get("routes", {}).items()
        if isinstance(route, dict)
    }
    assert from_balancers <= routes | named
    assert {target for _, target in routes} == {target for _, target in from_balancers}


@every_spec
def test_zones_are_columns_with_their_subnets(path: Path) -> None:
    spec, drawn = load(path), picture(f"specs/{path.name}")
    written = spec.get("network", {}).get("availability_zones")
    zones = [box.title for box in drawn.walk() if box.kind == "zone"]
    if written:
        assert sorted(written) == zones
    private = [box.name.partition(".")[2] for box in drawn.walk() if box.kind == "private"]
    assert zones == private


def test_a_picture_is_the_same_each_time() -> None:
    first, second = (svg(infrastructure([sized(3, 9)])) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_well_formed_and_needs_nothing_beside_it(name: str) -> None:
    drawn = picture(name)
    root = ElementTree.fromstring(svg(drawn))
    space = "{http://www.w3.org/2000/svg}"
    told = [root.findtext(f"{space}title"), root.findtext(f"{space}desc"), root.get("role")]
    assert [drawn.title, drawn.about, "img"] == told
    whole = page(drawn, {})
    assert [] == re.findall(r"(?:href|src)=|@import|url\((?!#)", whole)


def test_what_looks_like_markup_is_text_on_a_page() -> None:
    plain = page(picture("one zone, no service"), {})
    odd = page(picture("odd text"), {"odd": "</script><!-- @TITLE@"})
    assert plain.count("</script>") == odd.count("</script>")
    assert [] == [mark for mark in ("<b>", "<!--", "</title><") if mark in odd]
    assert "@FACTS@" in odd


def test_no_value_of_a_secret_is_shown(tmp_path: Path) -> None:
    hidden = "hunter2-Xk29fLq0"
    spec = tmp_path / "acc.yaml"
    token = "ghp_" + 9 * "aB3d"
    spec.write_text(
        f"""\
version: 1
environment: acc
region: eu-west-1
services:
  web: {{image: "public.ecr.aws/nginx/nginx:1", capacity: fargate, cpu: 256, memory: 512, environment: {{NAME: {hidden}}}}}
  api:
    image: "public.ecr.aws/nginx/nginx:1"
    capacity: fargate
    cpu: 256
    memory: 512
    environment:
      NAME: {hidden}
      OTHER: {token}
"""
    )
    (drawing,) = drawings([spec], Wish())
    written = {form: drawing.written(form) for form in ("svg", "html", "mermaid", "dot")}
    assert {} == {form: text for form, text in written.items() if hidden in text or token in text}
    assert "not shown" in written["html"]


@pytest.mark.parametrize("view", ["infrastructure", "service", "modules"])
def test_of_many_secrets_in_a_spec_none_is_shown(view: str, tmp_path: Path) -> None:
    spec = tmp_path / "acc.yaml"
    spec.write_text(SPEC, encoding="utf-8")
    for drawing in every(drawings([spec], Wish(view=view, out=tmp_path))):
        assert [] == [leak for form in FORMATS for leak in leaks(drawing.written(form))]


def labels(drawn: Picture) -> list[str]:
    return [line for entry in walk(outline(drawn)) for line in entry.label if line]


def readme_of(tree: Path) -> str:
    found = re.search(r"```mermaid\n(.*?)```", (tree / "README.md").read_text(), re.S)
    assert found, tree
    return found[1]


TREES = sorted(path.parent.parent for path in (ROOT / "out").rglob(".tfgen/tree"))


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.relative_to(ROOT / "out").as_posix())
def test_a_readme_has_a_picture_that_is_no_longer_than_a_page(tree: Path) -> None:
    lines = readme_of(tree).splitlines()
    assert "flowchart TB" == lines[0]
    assert 80 >= len(lines)


def test_fifty_services_are_no_longer_a_picture_than_ten() -> None:
    few, many = (
        mermaid_format.mermaid(infrastructure([sized(6, number)], detailed=False))
        for number in (10, 50)
    )
    assert 80 >= len(many.splitlines())
    assert len(few.splitlines()) == len(many.splitlines())


@pytest.fixture(scope="module")
def drawer() -> Iterator[Any]:
    with chromium() as started:
        tab = started.new_page()
        tab.set_content("<!DOCTYPE html><body></body>")
        tab.add_script_tag(content=mermaid())
        yield tab


DRAW = """async (text) => {
  mermaid.initialize({startOnLoad: false, securityLevel: "strict"});
  const {svg} = await mermaid.render("drawn", text);
  const whole = document.createElement("div");
  whole.innerHTML = svg.replaceAll(/<br *[/]?>/g, " ");
  return whole.textContent.replaceAll(/[\\s\u200b]+/g, "");
}"""


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_mermaid_draws_all_of_a_picture(drawer: Any, name: str) -> None:
    drawn = picture(name)
    shown = drawer.evaluate(DRAW, mermaid_format.mermaid(drawn))
    assert [] == [label for label in every(labels(drawn)) if label.replace(" ", "") not in shown]
    assert "Unsupportedmarkdown" not in shown


@pytest.mark.slow
def test_mermaid_draws_the_pictures_of_all_trees(drawer: Any) -> None:
    for tree in every(TREES):
        assert "Region" in drawer.evaluate(DRAW, readme_of(tree)), tree


@pytest.mark.slow
def test_mermaid_refuses_what_is_none(drawer: Any) -> None:
    with pytest.raises(Exception, match="Parse error"):
        drawer.evaluate(DRAW, 'flowchart TB\n  n0["open\n')


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_graphviz_draws_all_of_a_picture(name: str) -> None:
    drawn = picture(name)
    done = subprocess.run(
        [program("dot"), "-Tsvg"],
        input=dot_format.dot(drawn),
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert "" == done.stderr
    root = ElementTree.fromstring(done.stdout)
    shown = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert [] == [label for label in every(labels(drawn)) if label not in shown]
