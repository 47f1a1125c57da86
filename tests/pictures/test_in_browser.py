"""What a browser shows of pictures: no text over another one, cut or too pale, on light and dark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium

from tests.pictures.drawn import NAMES, ROOT, picture
from tfgen.cli import main
from tfgen.pictures.svg import svg

pytestmark = pytest.mark.slow
MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def pages(browser: Any) -> dict[str, Any]:
    return {scheme: browser.new_page(color_scheme=scheme) for scheme in SCHEMES}


def show(page: Any, text: str) -> None:
    page.set_content(f"<!DOCTYPE html><body style='margin: 0'>{text}</body>")


def faults(page: Any, text: str) -> list[str]:
    """Return what is wrong with a picture on a page."""
    show(page, text)
    told: list[str] = page.evaluate(MEASURE)
    return told


@pytest.mark.parametrize("name", NAMES)
def test_text_is_legible(pages: dict[str, Any], name: str) -> None:
    text = svg(picture(name))
    assert text.count("<text") > 2
    assert {scheme: [] for scheme in SCHEMES} == {
        scheme: faults(page, text) for scheme, page in pages.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_all_words_of_a_picture_are_shown(pages: dict[str, Any], name: str) -> None:
    page = pages["light"]
    show(page, svg(picture(name)))
    shown = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('g[data-name]')].map((box) => "
        "[box.dataset.name, [...box.querySelectorAll('text')].map((t) => t.textContent).join('')]))"
    )
    expected = {
        box.name: "".join((box.title, *box.lines)).replace(" ", "")
        for box in picture(name).walk()
        if box.kind not in ("row", "way")
    }
    assert expected == {name: text.replace(" ", "") for name, text in shown.items()}


# The measure itself: each picture here has one fault.
BOX = '<g class="card"><rect x="10" y="10" width="200" height="60"/>{}</g>'
GOOD = '<text x="20" y="30">first</text><text x="20" y="50">second</text>'
FAULTS = {
    "lies over": '<text x="20" y="30">first</text><text x="22" y="34">second</text>',
    "leaves its box": '<text x="180" y="30">a longer text</text>',
    "leaves the picture": '<text x="390" y="30">outside</text>',
    "has a contrast": '<text x="20" y="30" style="fill: #bbbbbb">pale</text>',
    "lies under a box": f"{GOOD}</g><g><rect x='15' y='20' width='50' height='20'/>",
    "a way crosses": f'{GOOD}</g><path class="wire" stroke="#000" d="M0 26 L300 26"/><g>',
    "a way has a contrast": f'{GOOD}</g><path class="wire" stroke="#eee" d="M0 90 L300 90"/><g>',
    "a box leaves": f"{GOOD}</g><g><rect x='350' y='20' width='100' height='20'/>",
}


def small(inside: str) -> str:
    style = "<style>.card > rect, rect.page { fill: #fff; } .wire { fill: none; }</style>"
    page = '<rect class="page" width="400" height="100"/>'
    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100">'
    return f"{frame}{style}{page}{BOX.format(inside)}</svg>"


@pytest.mark.parametrize("fault", FAULTS)
def test_the_measure_sees_a_fault(pages: dict[str, Any], fault: str) -> None:
    page = pages["light"]
    assert [] == faults(page, small(GOOD))
    assert any(fault in told for told in faults(page, small(FAULTS[fault])))


@pytest.fixture
def shown(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Return a page of a spec with a secret beside it, and what it asks for of others."""
    spec = tmp_path / "acc.yaml"
    spec.write_text((ROOT / "specs/everything.yaml").read_text(encoding="utf-8"))
    assert 0 == main(["graph", str(spec), "--format", "html", "-o", str(tmp_path / "acc.html")])
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.failed = []
    page.on("pageerror", lambda error: page.failed.append(str(error)))
    page.goto((tmp_path / "acc.html").as_uri())
    yield page
    assert [] == page.failed
    page.close()


def scale(page: Any) -> float:
    found: float = page.evaluate(
        "() => new DOMMatrix(getComputedStyle(document.querySelector('#view svg')).transform).a"
    )
    return found


def test_a_page_zooms_by_keys_wheel_and_buttons(shown: Any) -> None:
    fitted = scale(shown)
    shown.focus("#view")
    shown.keyboard.press("+")
    by_key = scale(shown)
    assert by_key == pytest.approx(fitted * 1.25)
    shown.mouse.move(300, 300)
    shown.mouse.wheel(0, -200)
    assert scale(shown) > by_key
    shown.click("[data-zoom=full]")
    assert 1 == scale(shown)
    shown.keyboard.press("Tab")
    shown.focus("#view")
    shown.keyboard.press("0")
    assert scale(shown) == pytest.approx(fitted)


def test_a_page_shows_the_line_of_the_spec_that_a_box_comes_from(
    shown: Any, tmp_path: Path
) -> None:
    lines = (tmp_path / "acc.yaml").read_text(encoding="utf-8").splitlines()
    shown.click("g[data-name='services.web'] text.title")
    told = shown.inner_text("#panel")
    number = next(at for at, line in enumerate(lines, 1) if line.startswith("  web:"))
    wanted = (f"acc.yaml:{number}", lines[number - 1].strip(), "load balancer public")
    assert wanted == tuple(part for part in wanted if part in told)


def test_a_page_tells_a_screen_reader_of_each_box(shown: Any) -> None:
    named = shown.get_by_role("button", name="service web")
    assert ["services.web"] == [box.get_attribute("data-name") for box in named.all()]


def test_a_page_is_used_by_keys_alone(shown: Any) -> None:
    shown.focus("g[data-name='load_balancers.edge']")
    shown.keyboard.press("Enter")
    assert "load balancer edge" in shown.inner_text("#panel")


def test_a_page_asks_nobody(shown: Any) -> None:
    shown.click("g[data-name='services.api'] text.title")
    assert ["file"] == [url.partition(":")[0] for url in shown.asked]
    facts = json.loads(shown.inner_text("#facts") or shown.text_content("#facts"))
    assert "services.api" in facts
