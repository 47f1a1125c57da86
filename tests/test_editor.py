"""What an editor shows of a spec, by the language server of YAML that most editors run."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from editor_client import Editor
from looked_at import every
from lsprotocol.types import Diagnostic

from tfgen import source
from tfgen.commands.editing import schema
from tfgen.language.snippets import SNIPPETS
from tfgen.pipeline import check_document

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("editor")]
ROOT = Path(__file__).parent.parent
SERVER = ROOT / ".venv/node/node_modules/.bin/yaml-language-server"
SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True}}
WORDS = [*(ROOT / "tests/words/specs").iterdir(), *(ROOT / "tests/words/applications").iterdir()]
SPECS = [*sorted((ROOT / "specs").rglob("*.yaml")), *sorted(WORDS)]
HEAD = "version: 1\nenvironment: acc\nregion: eu-west-1\n"
DAY = datetime.date(2026, 1, 1)


class Yaml:
    """Documents beside their schema, named in the first line as `tfgen init` writes it."""

    def __init__(self, editor: Editor, folder: Path) -> None:
        self.editor = editor
        self._folder = folder
        self._opened = 0

    def open(self, text: str, *, base: bool = False) -> str:
        self._opened += 1
        name = "base.schema.json" if base else "tfgen.schema.json"
        modeline = f"# yaml-language-server: $schema={name}\n"
        return self.editor.open(self._folder / f"{self._opened}.yaml", modeline + text)

    def told(self, text: str, *, base: bool = False) -> list[str]:
        """Return what is underlined, each with the text under the line."""
        found = self.editor.diagnostics(self.open(text, base=base))
        return [f"{_marked(text, diagnostic)}: {diagnostic.message}" for diagnostic in found]

    def offered(self, text: str) -> dict[str, str]:
        """Return what is offered at the end of a text, with what would be inserted."""
        uri = self.open(text)
        line, column = text.count("\n") + 1, len(text.rpartition("\n")[2])
        items = self.editor.completions(uri, line, column).items()
        return {label: item.insert_text or "" for label, item in items}

    def over(self, text: str, word: str) -> str:
        """Return what is shown over the first place of a word."""
        before = text.partition(word)[0]
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2])
        return self.editor.hover(self.open(text), line, column)


def _marked(text: str, diagnostic: Diagnostic) -> str:
    start, end = diagnostic.range.start, diagnostic.range.end
    line = text.splitlines()[start.line - 1]
    return line[start.character : end.character if end.line == start.line else None].strip()


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yaml]:
    if not SERVER.exists():
        message = "no language server of YAML: npm is needed, then make test installs it"
        # Only a developer may do without.
        (pytest.fail if "CI" in os.environ else pytest.skip)(message)
    folder = tmp_path_factory.mktemp("specs")
    (folder / "tfgen.schema.json").write_text(schema())
    (folder / "base.schema.json").write_text(schema(base=True))
    with Editor([str(SERVER), "--stdio"], folder, SETTINGS) as client:
        yield Yaml(client, folder)


def test_nothing_is_underlined_in_any_sound_spec(editor: Yaml) -> None:
    for spec in every(SPECS):
        assert [] == editor.told(spec.read_text(), base=spec.stem == "base"), spec


def test_an_account_id_needs_no_quotes(editor: Yaml) -> None:
    for account in every(("012345678901", "123456789012", '"012345678901"')):
        assert [] == editor.told(f"{HEAD}account_id: {account}\n")


def test_a_typo_is_underlined_and_told_in_words_of_the_language(editor: Yaml) -> None:
    wrong = {
        f"{HEAD}netwrk: {{}}\n": "netwrk: Property netwrk is not allowed.",
        HEAD.replace("eu-west-1", "mars"): "mars: This is not an AWS region: write its name, "
        "such as eu-west-1.",
        f"{HEAD}services:\n  Web: {{image: x, memory: 64}}\n": "Web: This is not a valid name: "
        "use up to 31 lower-case letters, digits and single hyphens, with a letter first and no "
        "hyphen at the end.",
        f"{HEAD}network: {{cidr: 10.0.0.0}}\n": "10.0.0.0: Write an address and a prefix, such "
        "as 10.0.0.0/16.",
        f"{HEAD}logs: {{retention_days: 8}}\n": "8: Value is not accepted. Valid values: 0, 1, "
        "3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, "
        "2922, 3288, 3653.",
    }
    for text, message in every(wrong.items()):
        assert [message] == editor.told(text)


def test_what_is_newer_than_the_lists_is_not_underlined(editor: Yaml) -> None:
    region = "version: 1\nenvironment: acc\nregion: eu-north-9\nnew_region: true\n"
    zones = "network: {availability_zones: {eu-north-9a: {}, eu-north-9b: {}}}\n"
    group = "instance_groups: {default: {instance_type: m99x.large}}\n"
    assert [] == editor.told(region + zones + group)
    assert [] == editor.told(f"{HEAD}network: {{availability_zones: [eu-west-1z]}}\n")


def test_known_words_are_offered(editor: Yaml) -> None:
    wanted = {
        "version: 1\nregion: ": {"eu-west-1", "us-east-1", "ap-southeast-2"},
        f"{HEAD}network:\n  nat: ": {"single", "per_az", "regional"},
        f"{HEAD}network:\n  availability_zones:\n    ": {"eu-west-1a", "us-east-1f"},
        f"{HEAD}network:\n  availability_zones:\n    - ": {"eu-west-1a", "us-east-1f"},
        f"{HEAD}logs:\n  retention_days: ": {"0", "14", "3653"},
        f"{HEAD}instance_groups:\n  default:\n    instance_type: ": {"t3", "m7i", "g6e"},
        f"{HEAD}security:\n  waivers:\n    ": {"SEC001", "SEC002"},
        f"{HEAD}n": {"network", "new_region"},
    }
    for text, words in every(wanted.items()):
        assert words <= editor.offered(text).keys(), text


def test_a_family_of_instances_asks_for_its_size(editor: Yaml) -> None:
    offered = editor.offered(f"{HEAD}instance_groups:\n  default:\n    instance_type: ")
    assert re.fullmatch(r"t4g\.\$\{1\|[a-z0-9,]+\|\}", offered["t4g"])
    assert {"nano", "micro", "2xlarge"} <= {*re.findall(r"\w+", offered["t4g"].partition("|")[2])}


def test_an_empty_file_begins_with_the_version_that_there_is(editor: Yaml) -> None:
    assert "version: 1" == editor.offered("")["version"]


def test_over_a_key_stands_what_it_means_with_a_page_of_aws(editor: Yaml) -> None:
    text = f"{HEAD}network: {{nat: single}}\nservices: {{web: {{image: x, memory: 64}}}}\n"
    assert editor.over(text, "nat").startswith("Way out of the private subnets: ")
    assert "* `regional`" in editor.over(text, "nat")
    page = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html"
    assert f"ECS services, by name.\n[AWS: API_CreateService]({page})" in editor.over(
        text, "services"
    )


@pytest.mark.parametrize("section", SNIPPETS)
def test_snippets_are_offered_and_make_sound_specs(editor: Yaml, section: str) -> None:
    offered = editor.offered(f"{HEAD}{section}:\n  ")
    for snippet in every(SNIPPETS[section]):
        member = _filled_in(offered[snippet["label"]])
        data = {**yaml.safe_load(HEAD), **GROUND, section: yaml.safe_load(member)}
        text = yaml.safe_dump(data, sort_keys=False)
        assert [] == editor.told(text)
        check_document(source.parse(text.encode(), "cluster.yaml"), DAY)


# What a member stands on where it is not itself that.
GROUND = {"instance_groups": {"default": {"instance_type": "t3.small"}}}


def _filled_in(snippet: str) -> str:
    """Return a snippet as it is where nobody changes what it proposes."""
    chosen = re.sub(r"\$\{\d+\|([^,|]+)[^}]*\}", r"\1", snippet)
    return re.sub(r"\$\{\d+:([^}]*)\}", r"\1", chosen)
