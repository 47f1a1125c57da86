"""What the pages show is so: specs give trees, sessions print what stands there, links lead on."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import terraform_cli
import yaml
from looked_at import every
from pages import ROOT, Block, blocks, is_as_said, pages, session
from test_house import MAY_IMPORT

from tfgen.cli.commands import cli
from tfgen.commands.explain import as_markdown, explained
from tfgen.pipeline import build, check

TODAY = datetime.date(2026, 11, 28)
FINDINGS = ROOT / "docs/reference/findings.md"
PAGES = pages()
WRITTEN = [page for page in PAGES if page != FINDINGS]
# A fragment of a spec is shown without what every spec has.
BASE = {
    "version": "version: 1",
    "environment": "environment: acc",
    "region": "region: eu-west-1",
    "instance_groups": "instance_groups: {default: {instance_type: t3.small}}",
}


def whole(fragment: str) -> str:
    """Return a spec with what a fragment leaves out."""
    keys = yaml.load(fragment, yaml.BaseLoader)
    return "".join(f"{line}\n" for key, line in BASE.items() if key not in keys) + fragment


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks_of(language: str) -> list[Any]:
    """Return the blocks in a language, with their places as ids."""
    return [
        pytest.param(page, block, id=f"{named(page)}:{block.line}")
        for page in WRITTEN
        for block in blocks(page)
        if block.language == language and not {"fails", "part", "workflow"} & {*block.words}
    ]


def with_sessions() -> list[Any]:
    return [
        pytest.param(page, id=named(page))
        for page in WRITTEN
        if any(block.language == "console" for block in blocks(page))
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("page", "block"), blocks_of("yaml"))
def test_a_spec_of_a_page_gives_a_tree(page: Path, block: Block, tmp_path: Path) -> None:
    lay_out(page, tmp_path)
    spec = tmp_path / (block.file or "fragment.yaml")
    if not block.file:
        spec.write_text(whole(block.text), encoding="utf-8")
    # A page may show what a user writes beside the tree.
    assert build(check(spec, TODAY), tmp_path / "out" / spec.stem).files


def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which commands do what they do for a user, without AWS."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = os.pathsep.join((str(Path(sys.prefix) / "bin"), os.environ["PATH"]))
    own = {"PATH": path, "HOME": str(tmp_path), "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    return {**kept, **terraform_cli.stub_environment(), **own, "TF_CLI_ARGS": "-no-color"}


def lay_out(page: Path, folder: Path) -> None:
    """Put the examples of the repository into a folder, and each file that a page shows."""
    if "specs/" in page.read_text(encoding="utf-8"):
        shutil.copytree(ROOT / "specs", folder / "specs")
    for block in blocks(page):
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("page", with_sessions())
def test_a_session_prints_what_stands_there(page: Path, tmp_path: Path) -> None:
    consoles = [block for block in blocks(page) if block.language == "console"]
    missing = terraform_cli.missing(terraform_cli.V6)
    if missing and any("terraform " in block.text for block in consoles):
        pytest.skip(missing)
    lay_out(page, tmp_path)
    folder = tmp_path
    for block in every(consoles):
        for command in every(session(block)):
            # `cd` lasts from one command to the next, as in a terminal.
            line = f"{command.line}\nstatus=$?; pwd > {tmp_path}/.folder; exit $status"
            done = subprocess.run(
                ["bash", "-c", line],
                cwd=folder,
                env=environment(tmp_path),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            folder = Path((tmp_path / ".folder").read_text().strip())
            assert is_as_said(command.output, done.stdout), f"{command.line}\n{done.stdout}"


def test_the_pages_show_sessions_and_specs() -> None:
    assert len(with_sessions()) > 3
    assert len(blocks_of("yaml")) >= 10


@pytest.mark.parametrize(("page", "block"), blocks_of("sh"))
def test_what_needs_an_account_is_a_script_at_least(page: Path, block: Block) -> None:
    done = subprocess.run(["bash", "-n"], input=block.text, text=True, capture_output=True)
    assert ("", 0) == (done.stderr, done.returncode)


def test_links_lead_somewhere() -> None:
    links = [(page, link) for page in PAGES for link in links_of(page)]
    assert [] == [
        (named(page), link) for page, link in every(links) if not (page.parent / link).exists()
    ]


def links_of(page: Path) -> list[str]:
    """Return the links of a page to files beside it, without their anchors."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"`[^`\n]*`", "", text)
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    return [link for link in links if not link.startswith("http")]


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.M)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_anchors_are_headings(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    wrong = []
    for target, anchor in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", text):
        other = (page.parent / target).resolve() if target else page
        if anchor not in anchors(other):
            wrong.append(f"{target}#{anchor}")
    assert [] == wrong


def test_every_page_is_reached_from_the_readme() -> None:
    reached = reached_from(ROOT / "README.md")
    assert [] == [named(page) for page in every(PAGES) if page not in reached]


def reached_from(first: Path) -> set[Path]:
    """Return a page and all that its links lead to."""
    reached: set[Path] = set()
    waiting = [first]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            links = [link for link in links_of(page) if link.endswith(".md")]
            waiting += [(page.parent / link).resolve() for link in links]
    return reached


@pytest.mark.slow
def test_the_page_of_findings_is_that_of_the_code() -> None:
    assert FINDINGS.read_text(encoding="utf-8") == as_markdown(explained(()))


def test_the_readme_is_short() -> None:
    assert 150 >= len((ROOT / "README.md").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_make_has_the_targets_that_pages_name(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    text = page.read_text(encoding="utf-8")
    named_targets = set(re.findall(r"`make ([a-z]+)`", text)) | set(
        re.findall(r"^make ([a-z]+)", text, flags=re.M)
    )
    assert set() == named_targets - targets


def test_the_table_of_rooms_says_who_may_use_what() -> None:
    page = (ROOT / "docs/explanation/how-it-works.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^|]+)` \| [^|]+ \| ([^|]+) \|$", page, flags=re.M)
    told = {}
    for rooms, uses in every(rows):
        for room in re.findall(r"\w+", rooms):
            told[room] = set() if uses == "nothing of tfgen" else set(uses.split(", "))
    assert told.pop("cli") == {"all"}
    assert told == MAY_IMPORT


def commands(group: click.Group, above: str = "tfgen") -> Iterator[str]:
    """Yield every command by its full name, such as tfgen import compose."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        else:
            yield f"{above} {name}"


def test_the_page_of_commands_has_every_command() -> None:
    text = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert [] == [name for name in every(commands(cli)) if not re.search(rf"`{name}[ `]", text)]
