"""The reference of the language says what the models say, and what becomes of a field is so."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from becomes import FACTS, all_fields
from looked_at import every
from pages import blocks

from bench.reference import modules, since
from bench.reference.__main__ import FOLDER, pages
from bench.reference.language import DEFINITIONS, FIELDS, SHARED, models, reached
from tfgen.tree import RenderedFile
from tfgen.verify import provider
from tfgen.verify.modules import read

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
CONFIG = ROOT / "zensical.toml"


def test_the_pages_are_those_of_the_models() -> None:
    committed = {path.name: path.read_text() for path in FOLDER.glob("*.md")}
    assert committed == pages(), "run: make docs"
    assert modules.PAGE.read_text() == modules.page(), "run: make docs"


def test_the_page_of_modules_has_what_terraform_reads() -> None:
    """Our own reader of HCL counts the same inputs and outputs as the page."""
    text = modules.PAGE.read_text()
    folders = every((ROOT / "out").glob("*/modules/*/variables.tf"))
    for folder in every({path.parent.name: path.parent for path in folders}.values()):
        part = re.search(rf"^## {folder.name}\n(.*?)(?=^## |^\[\w+\]: |\Z)", text, re.M | re.S)
        assert part, folder.name
        tree, _ = read([RenderedFile(path.name, path.read_text()) for path in folder.glob("*.tf")])
        module = tree.modules[""]
        named = re.findall(r"^\| `(\w+)` \|", part[1], re.M)
        assert named == [*module.variables, *module.outputs], folder.name


def test_every_field_stands_on_a_page() -> None:
    rows = {
        match
        for path in FOLDER.glob("*.md")
        for match in re.findall(r"^\| `([a-z0-9_]+)` \|", path.read_text(), re.M)
    }
    fields = {
        field
        for name in every({name for node in FIELDS.values() for name in reached(node)})
        for field in DEFINITIONS[name].get("properties", {})
    }
    assert set() == fields - rows
    assert len(fields) > 300
    assert SHARED


def test_what_a_field_becomes_is_something_of_the_provider() -> None:
    """The provider's own schema knows each resource and argument."""
    facts = json.loads(FACTS.read_text())
    made = {one for field in every(facts.values()) for one in field}
    unknown = {one for one in made if not is_of_the_provider(one)}
    assert set() == unknown


# What the reduced schema leaves out: a web ACL is too deep for it, and the other is Terraform's own.
NOT_HELD = ("aws_wafv2_web_acl", "terraform_data")


def is_of_the_provider(name: str) -> bool:
    type_, _, argument = name.partition(".")
    bodies = [provider.body("resource", type_, version) for version in provider.versions()]
    return type_ in NOT_HELD or any(
        body and (not argument or argument in {*body.attributes, *body.blocks}) for body in bodies
    )


@pytest.mark.parametrize(
    "context", ["queue", "group", "service-scaling", "file-system", "job-cron"]
)
def test_a_field_becomes_what_the_page_says(context: str) -> None:
    """In another context it may become more or less, and never something else altogether."""
    facts = json.loads(FACTS.read_text())
    for field, made in every(all_fields([context]).items()):
        assert {*made} & {*facts[field]}, field


class Links(HTMLParser):
    """The addresses that a page leads to, and the places in it that have a name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.to: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if known.get("id"):
            self.names.add(str(known["id"]))
        for name in ("href", "src"):
            if known.get(name):
                self.to.append(str(known[name]))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copy(CONFIG, folder)
    zensical = Path(sys.prefix) / "bin/zensical"
    built = subprocess.run(
        [zensical, "build", "--strict"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert 0 == built.returncode, built.stdout + built.stderr
    site_dir: str = tomllib.loads(CONFIG.read_text())["project"]["site_dir"]
    return folder / site_dir


def test_every_page_is_on_the_site(site: Path) -> None:
    built = {path.parent.relative_to(site).as_posix() for path in site.rglob("index.html")}
    for page in every((ROOT / "docs").rglob("*.md")):
        name = page.relative_to(ROOT / "docs").with_suffix("").as_posix()
        assert name.removesuffix("/README").removesuffix("index") or "." in built, name
    assert len(built) > 60


def test_every_block_of_code_is_one_on_the_site(site: Path) -> None:
    """A fence that the site does not know would be a line of text."""
    shown = 0
    for page in every((ROOT / "docs").rglob("*.md")):
        name = page.relative_to(ROOT / "docs").with_suffix("").as_posix()
        folder = site / name.removesuffix("README").removesuffix("index")
        html = (folder / "index.html").read_text()
        drawn = html.count('<div class="highlight">') + html.count('<pre class="mermaid">')
        # A block may be indented too, without a fence.
        assert len(list(blocks(page))) <= drawn, name
        shown += drawn
    assert shown > 200


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    htmls = {path: Links(path.read_text()) for path in site.rglob("*.html")}
    dead = [
        dead
        for page, links in every(htmls.items())
        for dead in dead_links(site, page, links, htmls)
    ]
    assert [] == sorted(set(dead))


def dead_links(site: Path, page: Path, links: Links, htmls: dict[Path, Links]) -> Iterator[str]:
    for link in links.to:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or page.name == "404.html":
            continue
        target = page
        if parts.path:
            target = Path(os.path.normpath(page.parent / unquote(parts.path)))
        if target.is_dir():
            target /= "index.html"
        if not target.exists() or (
            parts.fragment
            and target in htmls
            and unquote(parts.fragment) not in htmls[target].names
        ):
            yield f"{page.relative_to(site)} -> {link}"


def test_a_field_says_since_when_it_is_there_by_what_releases_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The changelog has queues and gpus of what no release has; image and routes were always there."""
    old, new = ["services.*.image"], ["services.*.gpus"]
    assert ("", "New since 0.1.0.") == (since.since(old), since.since(new))
    row = next(row for row in pages()["services.md"].splitlines() if row.startswith("| `scaling`"))
    assert "New since" not in row
    for version, paths in {"0.1.0": old, "0.10.0": [*old, *new], "0.9.0": old}.items():
        (tmp_path / f"{version}.fields").write_text("\n".join(paths))
    monkeypatch.setattr(since, "RELEASES", tmp_path)
    since.kept.cache_clear()
    assert ("", "Since 0.10.0.") == (since.since(old), since.since(new))
    assert "New since 0.10.0." == since.since(["services.*.jetpack"])
    since.kept.cache_clear()


def test_models_of_a_field_are_found() -> None:
    assert ["Service"] == models(FIELDS["services"])[:1]
