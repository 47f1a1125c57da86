"""The JSON that commands print has the fields that the page of them lists, no more and no fewer."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from looked_at import every

from tfgen.cli import main
from tfgen.commands import ami
from tfgen.commands.ami import Image

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

PAGE = Path(__file__).parent.parent / "docs/reference/machines.md"
OLD = """\
version: 1
environment: acc
region: eu-west-1
network: {nat: single}
services:
  api: {image: "nginx:1.27", cpu: 256, memory: 512}
  old: {image: "nginx:1.27", cpu: 256, memory: 512, ports: {http: 80}, routes: {default: old.example.com}}
"""
NEW = """\
version: 1
environment: acc
region: eu-west-1
network: {nat: per_az}
services:
  api: {image: "nginx:1.29", cpu: 512, memory: 1024}
  new: {image: "nginx:1.27", cpu: 256, memory: 512, ports: {http: 80}, routes: {default: old.example.com}, moved_from: old}
"""
FINE = "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\nstate: {bucket: b-state}\n"
TWICE = "version: 1\nenvironment: acc\nregion: eu-west-1\nregion: eu-west-2\n"

# Objects whose keys are names, and values that may be anything.
MAPS = {"values", "facts", "texts"}
ANYTHING = {"value", "parts[].values[].before", "parts[].values[].after"}
KINDS = {
    str: "text",
    bool: "boolean",
    int: "number",
    dict: "object",
    list: "list",
    type(None): "null",
}


def fields(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each field of a document by its path, with the kind of its value."""
    if isinstance(data, list):
        for member in data:
            yield from fields(member, f"{path}[]")
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        name = "*" if path.rpartition(".")[2] in MAPS else key
        field = f"{path}.{name}".removeprefix(".")
        if field in ANYTHING or name in ANYTHING:
            yield field, "any"
            continue
        yield field, KINDS[type(value)]
        yield from fields(value, field)


@cache
def listed() -> dict[str, dict[str, set[str]]]:
    """Return the fields that the page lists, by heading; of each the kinds that it may have."""
    tables: dict[str, dict[str, set[str]]] = defaultdict(dict)
    heading = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        row = re.match(r"\| `([^`]+)` \| ([a-z, ]+) \| .+ \|$", line)
        if heading and row:
            tables[heading][row[1]] = set(row[2].split(", "))
    return dict(tables)


@pytest.fixture
def printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Any]:
    """Return what commands print as JSON, in a folder with an old spec, a new one and a tree."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"old.yaml": OLD, "new.yaml": NEW, "twice.yaml": TWICE}.items():
        Path(name).write_text(text)

    def document(*arguments: str) -> Any:
        main([*arguments, "--format", "json"])
        return json.loads(capsys.readouterr().out)

    yield document


def hold(heading: str, *documents: Any) -> None:
    """Compare the fields of documents with those that the page lists under a heading."""
    seen: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for field, kind in fields(document):
            seen[field].add(kind)
    known = listed()[heading]
    assert known.keys() == seen.keys()
    # What may be null is something in one document, and null in another.
    assert [] == [field for field in every(seen) if not seen[field] <= known[field]]


def test_each_document_says_its_version_first(printed: Any) -> None:
    for arguments in (
        ("validate", "old.yaml"),
        ("show", "old.yaml"),
        ("show", "old.yaml", "--connections"),
        ("show", "old.yaml", "--diff", "new.yaml"),
        ("diff", "old.yaml", "new.yaml"),
        ("explain", "RULE017"),
        ("explain", "services.web"),
    ):
        assert ("format_version", 1) == next(iter(printed(*arguments).items()))


def test_findings(printed: Any) -> None:
    hold(
        "Findings",
        printed("validate", "old.yaml", "twice.yaml"),
        printed("validate", "nowhere.yaml"),
    )
    Path("fine.yaml").write_text(FINE)
    sound = {"format_version": 1, "files": ["fine.yaml"], "diagnostics": []}
    assert sound == printed("validate", "fine.yaml")


def test_show(printed: Any) -> None:
    hold("`tfgen show`", printed("show", "old.yaml"))


def test_connections(printed: Any) -> None:
    # Its spec writes the way that a peering takes.
    peered = Path(__file__).parent.parent / "specs/peered.yaml"
    both = [printed("show", str(spec), "--connections") for spec in ("old.yaml", peered)]
    hold("`tfgen show --connections`", *both)


def test_differences(printed: Any) -> None:
    hold("`tfgen show --diff`", printed("show", "old.yaml", "--diff", "new.yaml"))


def test_diff(printed: Any) -> None:
    main(["render", "old.yaml"])
    hold("`tfgen diff`", printed("diff", "old.yaml", "new.yaml"), printed("diff", "new.yaml"))


def test_upgrade(printed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("acc.yaml").write_text(OLD)
    main(["render", "acc.yaml"])
    whose = Path("out/acc/.tfgen/tree")
    whose.write_text(re.sub(r"(?m)^tfgen: .*$", "tfgen: 0.0.9", whose.read_text()))
    file = Path("out/acc/service_api.tf")
    file.write_text(file.read_text().replace("512", "1024"))
    hold("`tfgen upgrade --preview`", printed("upgrade", "--preview", "acc.yaml"))


def test_codes(printed: Any) -> None:
    hold("`tfgen explain` of codes", printed("explain", "RULE017", "CHANGE022", "YAML003"))


def test_explanations(printed: Any) -> None:
    asked = [("services.web.scaling",), ("old.yaml", "services.api"), ("target group",)]
    hold("`tfgen explain` of anything else", *(printed("explain", *words) for words in asked))


def test_images() -> None:
    images = [Image("a.yaml", "x", "/p", "ami-1", pinned) for pinned in (None, "ami-0")]
    hold("`tfgen ami`", json.loads(ami.as_json(images)))


def test_the_page_lists_no_document_that_is_not_held() -> None:
    tests = Path(__file__).read_text(encoding="utf-8")
    assert [] == [
        name for name in every(listed()) if not re.search(rf'hold\(\s*"{re.escape(name)}"', tests)
    ]
