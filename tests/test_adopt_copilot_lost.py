"""Nothing of a workspace of Copilot is lost in silence: each entry is in the spec, or in the list."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from copilot_workspaces import (
    WORKSPACES,
    Place,
    Told,
    at,
    copied,
    files,
    parsed,
    places,
    told,
    with_entry,
    with_text,
    without,
)
from looked_at import every

from tfgen.adopt.copilot import Said, drafts, opened
from tfgen.diagnostics import TfgenError

# Together they have each word; the others repeat them.
VARIED = ["corners", "everything", "mailing", "simulator"]
# What a manifest says where it says nothing, by the end of its path:
# https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/
DEFAULTS = {
    ("cpu",): {"256"},
    ("memory",): {"512"},
    ("count",): {"1"},
    ("platform",): {"linux/x86_64", "linux/amd64"},
    ("osfamily",): {"linux"},
    ("path",): {"/"},
    ("stickiness",): {"false"},
    ("rolling",): {"default"},
    ("connect",): {"false"},
    ("container_insights",): {"false"},
    ("success_codes",): {"200"},
    ("interval",): {"30s"},
    ("unhealthy_threshold",): {"2"},
    ("cooldown", "out"): {"60s"},
    ("redirect_to_https",): {"true"},
    ("ephemeral",): {"20"},
    ("read_only",): {"true"},
    ("root_dir",): {"/"},
    # A spec has them anyway, as the page says that tells of Copilot.
    ("access_logs",): {"true"},
}
# Those of App Runner and of a check that runs in the container.
OTHERS = {("healthy_threshold",): {"3"}, ("healthcheck", "port"): {"8080"}, ("command", 0): {"CMD"}}
# Zones are taken in the order of the alphabet.
ZONES = {"eu-west-1a", "eu-west-1b"}


def is_usual(value: yaml.Node, place: Place, file: str) -> bool:
    """Tell whether Copilot does the same without an entry."""
    if isinstance(value, yaml.MappingNode):
        return all(is_usual(v, (*place, k.value), file) for k, v in value.value)
    if not isinstance(value, yaml.ScalarNode):
        return False
    if value.value in ("", "~") or (place, value.value) == (("http",), "false"):
        return True
    if place[-1] in ("target_container", "targetContainer"):
        return value.value == Path(file).parent.name
    if place == ("name",):
        return value.value == Path(file).parent.name
    if place == ("type",):
        return value.value == "Environment"
    if place[-1] == "az":
        return value.value in ZONES
    for end, values in {**DEFAULTS, **OTHERS}.items():
        if place[-len(end) :] == end and value.value in values:
            return True
    return False


def is_repeated(node: yaml.Node, value: yaml.Node, place: Place) -> bool:
    """Tell whether an environment says what the rest of the manifest says too."""
    if place[:1] != ("environments",) or len(place) < 3:
        return False
    try:
        return bool(at(node, place[2:]).value == value.value)
    except (StopIteration, IndexError, TypeError):
        return False


def listed(folder: Path) -> set[tuple[str, Place]]:
    """Return what is listed as a whole, by file and path."""
    workspace = opened(folder)
    drafts(workspace, Said())
    findings = [finding for file in workspace.files for finding in file.findings()]
    return {
        (Path(finding.location.file).relative_to(folder).as_posix(), finding.path)
        for finding in findings
        if finding.code == "ADOPT001" and finding.location
    }


def is_below(place: Place, file: str, whole: set[tuple[str, Place]]) -> bool:
    return any((file, place[:length]) in whole for length in range(len(place)))


def edits(name: str, folder: Path) -> list[tuple[str, str, Place]]:
    """Return the places of a workspace that are neither told with a whole nor usual."""
    whole = listed(folder)
    found = []
    for file in files(name):
        text = (folder / file).read_text()
        node = parsed(text)
        for place in places(node):
            value = at(node, place)
            if is_below(place, file, whole) or is_usual(value, place, file):
                continue
            if not is_repeated(node, value, place):
                found.append((file, text, place))
    return found


def after(folder: Path, file: str, text: str) -> Told:
    """Return what is told with another text in a file, and put the former one back."""
    path = folder / file
    before = path.read_text()
    path.write_text(text)
    try:
        return told(folder)
    except TfgenError as error:
        return Told({}, tuple((found.code, found.message) for found in error.diagnostics))
    finally:
        path.write_text(before)


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKSPACES)
def test_whatever_is_taken_out_changes_the_spec_or_the_list(name: str, tmp_path: Path) -> None:
    folder = copied(name, tmp_path)
    before = told(folder)
    assert [] == [
        (file, place)
        for file, text, place in every(edits(name, folder))
        if after(folder, file, without(text, place)) == before
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIED)
def test_whatever_is_written_otherwise_changes_the_spec_or_the_list(
    name: str, tmp_path: Path
) -> None:
    folder = copied(name, tmp_path)
    before, whole = told(folder), listed(folder)
    scalars = [
        (file, text, place)
        for file, text, place in edits(name, folder)
        if isinstance(at(parsed(text), place), yaml.ScalarNode)
        and not is_below((*place, ""), file, whole)
    ]
    assert [] == [
        (file, place)
        for file, text, place in every(scalars)
        if after(folder, file, with_text(text, place)) == before
    ]


def mappings(name: str, folder: Path) -> list[tuple[str, str, Place]]:
    """Return the mappings of a workspace whose keys mean something to Copilot."""
    whole = listed(folder)
    named = {"variables", "secrets", "labels", "tags", "depends_on", "environments"}
    return [
        (file, text, place)
        for file in files(name)
        if "addons" not in file and file.endswith("manifest.yml")
        for text in [(folder / file).read_text()]
        for place in [(), *places(parsed(text))]
        if isinstance(at(parsed(text), place), yaml.MappingNode)
        and not is_below((*place, "x"), file, whole)
        and not named & {*place[-1:]}
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIED)
def test_a_word_that_nobody_knows_is_told_at_its_line(name: str, tmp_path: Path) -> None:
    folder = copied(name, tmp_path)
    for file, text, place in every(mappings(name, folder)):
        changed = with_entry(text, place, "unheard_of", "1")
        (folder / file).write_text(changed)
        workspace = opened(folder)
        drafts(workspace, Said())
        found = [finding for given in workspace.files for finding in given.findings()]
        (folder / file).write_text(text)
        line = 1 + next(
            at_ for at_, line in enumerate(changed.splitlines()) if "unheard_of" in line
        )
        told_there = [
            finding.message
            for finding in found
            if finding.path[-1:] == ("unheard_of",)
            and finding.location
            and finding.location.line == line
        ]
        assert told_there, (file, place)
