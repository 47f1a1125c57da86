"""`tfgen lsp` as an editor has it: over standard streams, with texts that no disk has."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_client import Editor
from looked_at import every
from lsprotocol.types import DiagnosticSeverity, PositionEncodingKind

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("lsp")]
ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-m", "tfgen", "lsp", "--stdio")
SPEC = """\
version: 1
environment: acc
region: eu-west-1
tags: {Team: platform}
instance_groups:
  default: {instance_type: t3.small}
load_balancers: {}
services:
  web-shop:
    image: nginx:1.29
    memory: 256
"""


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with Editor(COMMAND, ROOT, PYTHONPATH=str(ROOT), PATH="/usr/bin:/bin") as client:
        yield client


def errors(editor: Editor, uri: str) -> dict[str, str]:
    """Return the errors by their codes, with the place of each."""
    return {
        str(found.code): str(found.range)
        for found in editor.diagnostics(uri)
        if found.severity is DiagnosticSeverity.Error
    }


def test_rules_across_fields_are_told_as_one_types(editor: Editor, tmp_path: Path) -> None:
    uri = editor.open(tmp_path / "acc.yaml", SPEC)
    assert {} == errors(editor, uri)
    editor.change(uri, SPEC + "    scaling: {min: 3, max: 1, cpu: 60}\n")
    (found,) = (found for found in editor.diagnostics(uri) if found.code == "RULE218")
    assert (DiagnosticSeverity.Error, "11:19-11:20") == (found.severity, str(found.range))
    assert "min 3 is more than max 1\nwrite max: 3 or more, or min: 1 or less" in found.message
    assert found.code_description
    assert found.code_description.href.startswith("https://docs.aws.amazon.com/")
    editor.change(uri, SPEC)
    assert {} == errors(editor, uri)


def test_notes_and_warnings_keep_their_grade(editor: Editor, tmp_path: Path) -> None:
    uri = editor.open(tmp_path / "acc.yaml", SPEC.replace("load_balancers: {}\n", ""))
    grades = {str(found.code): found.severity for found in editor.diagnostics(uri)}
    assert grades["SEC001"] is DiagnosticSeverity.Warning
    assert grades["RULE067"] is DiagnosticSeverity.Information


def test_places_count_in_units_of_utf_16(editor: Editor, tmp_path: Path) -> None:
    assert PositionEncodingKind.Utf16 == editor.capabilities.position_encoding
    before = "    environment: {ONE: 🚀🚀, TWO: "
    uri = editor.open(tmp_path / "acc.yaml", f"{SPEC}{before}[x]}}\n")
    start = len(before.encode("utf-16-le")) // 2
    (place,) = errors(editor, uri).values()
    assert place.startswith(f"11:{start}-11:")
    editor.change(uri, f"{SPEC}{before}last}}\n")
    assert 'TWO: "last"' in editor.hover(uri, 11, start + 4)
    assert "" == editor.hover(uri, 11, start + 6)


def test_over_a_value_stands_what_it_means_and_why(editor: Editor, tmp_path: Path) -> None:
    uri = editor.open(tmp_path / "acc.yaml", SPEC)
    editor.diagnostics(uri)
    assert "```yaml\nmemory: 256  # acc.yaml:11\n```" == editor.hover(uri, 10, 6)
    assert "becomes instance_type of aws_launch_template (module ecs_instances)" in editor.hover(
        uri, 5, 14
    )
    shown = editor.hover(uri, 8, 4)
    assert "web-shop.image: " in shown and "further values" in shown
    editor.change(uri, SPEC + "    cpu: none\n")
    assert "as it was when the spec was last valid" in editor.hover(uri, 10, 6)
    assert "" == editor.hover(uri, 1, 12)


def test_a_secret_is_shown_nowhere(editor: Editor, tmp_path: Path) -> None:
    secret = "AKIA" + "Z7QK3M5N2P4R6T8V"
    text = f"{SPEC}    environment: {{AWS_ACCESS_KEY_ID: {secret}}}\n"
    uri = editor.open(tmp_path / "acc.yaml", text)
    found = editor.diagnostics(uri)
    assert "RULE111" in {diagnostic.code for diagnostic in found}
    over = editor.hover(uri, 11, text.splitlines()[11].index(secret) + 2)
    assert "not shown" in over
    assert secret not in over + json.dumps([diagnostic.message for diagnostic in found])


def test_a_service_leads_to_its_file(editor: Editor, tmp_path: Path) -> None:
    tree = tmp_path / "out" / "acc"
    tree.mkdir(parents=True)
    uri = editor.open(tmp_path / "specs" / "acc.yaml", SPEC)
    editor.diagnostics(uri)
    assert editor.definition(uri, 8, 4) is None
    (tree / "service_web_shop.tf").write_text("")
    assert (tree / "service_web_shop.tf").as_uri() == editor.definition(uri, 8, 4).uri
    assert editor.definition(uri, 9, 6) is None


def test_the_examples_lead_to_their_committed_files(editor: Editor) -> None:
    for spec in every(("production", "jobs", "shop/staging")):
        path = ROOT / "specs" / f"{spec}.yaml"
        text = path.read_text()
        uri = editor.open(path, text)
        editor.diagnostics(uri)
        files = {
            editor.definition(uri, line, 3).uri.rpartition("/out/")[2]
            for line in range(text.count("\n"))
            if editor.definition(uri, line, 3)
        }
        assert files and all(file.startswith(f"{spec}/") for file in files), spec


def test_a_fault_in_a_base_is_told_where_it_is_used(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(SPEC.replace("memory: 256", "memory: 1"))
    uri = editor.open(tmp_path / "acc.yaml", "extends: base.yaml\nenvironment: prod\n")
    (found,) = (found for found in editor.diagnostics(uri) if found.severity == 1)
    assert found.message.startswith("base.yaml:11: ")
    (place, *_) = found.related_information or ()
    assert (tmp_path / "base.yaml").as_uri() == place.location.uri
    assert 10 == place.location.range.start.line


def test_a_base_is_judged_as_it_is_used(editor: Editor, tmp_path: Path) -> None:
    base, whole = tmp_path / "base.yaml", tmp_path / "acc.yaml"
    text = SPEC.replace("environment: acc\n", "")
    base.write_text(text)
    uri = editor.open(base, text)
    assert {"SPEC017"} == errors(editor, uri).keys()
    whole.write_text("extends: base.yaml\nenvironment: acc\n")
    editor.change(uri, text + "\n")
    assert {} == errors(editor, uri)
    # What the rules say of it, they say of the spec that it is a part of.
    wrong = text.replace("memory: 256", "memory: 256\n    memory_reservation: 512")
    base.write_text(wrong)
    editor.change(uri, wrong)
    (code,) = errors(editor, uri)
    assert code.startswith("RULE")
    editor.change(uri, wrong + "servces: {}\n")
    assert ["SPEC002"] == list(errors(editor, uri))


def test_whatever_is_half_typed_the_server_goes_on(editor: Editor, tmp_path: Path) -> None:
    text = (ROOT / "specs/production.yaml").read_text()
    uri = editor.open(tmp_path / "acc.yaml", "")
    beginnings = [text[:end] for end in range(0, len(text), 97)]
    odd = [
        "\0",
        "\ud7ff",
        "a: &a [*a]",
        "[" * 2000,
        "services: {web: {",
        "\ufeff",
        "%YAML 1.2",
        "- -",
    ]
    for half in every((*beginnings, *odd)):
        editor.change(uri, half)
        assert "BUG001" not in {found.code for found in editor.diagnostics(uri)}
        editor.hover(uri, half.count("\n"), 2)
    editor.change(uri, SPEC)
    assert {} == errors(editor, uri)
    editor.close(uri)
    assert [] == editor.diagnostics(uri)


def test_a_base_that_cannot_be_read_is_told(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"version: 1\ntags: {a: caf\xe9}\n")
    for base in every(("nowhere.yaml", "latin.yaml", ".")):
        uri = editor.open(tmp_path / "acc.yaml", f"extends: {base}\nenvironment: prod\n")
        assert errors(editor, uri).keys() - {"BUG001"}
        assert "BUG001" not in errors(editor, uri)


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "file:///tmp/a%20b/caf%C3%A9.yaml"])
def test_what_was_never_saved_is_judged_too(editor: Editor, uri: str) -> None:
    editor.open_uri(uri, SPEC.replace("eu-west-1", "mars"))
    assert {"SPEC010": "2:8-2:12"} == errors(editor, uri)
    assert "" == editor.hover(uri, 1, 3)
    editor.change(uri, SPEC)
    assert {} == errors(editor, uri)
    assert editor.hover(uri, 1, 3)


def test_other_yaml_is_left_alone(editor: Editor, tmp_path: Path) -> None:
    others = ("on: push\njobs: {a: {}}\n", "apiVersion: v1\nkind: Pod\n", "services:\n  web:\n")
    for text in every(others):
        assert [] == editor.diagnostics(editor.open(tmp_path / "other.yaml", text))


def test_without_its_library_the_server_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pygls'] = sys.modules['lsprotocol'] = None;"
        "from tfgen.cli import main; sys.argv = ['tfgen', 'lsp']; sys.exit(main())"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert 64 == run.returncode
    assert "USAGE050" in run.stderr and "pip install 'tfgen[lsp]'" in run.stderr
