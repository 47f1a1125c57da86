"""`tfgen explain` of paths, lines and words: what it says is so, by the language, the provider and trees."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from looked_at import every

from tfgen import language, source
from tfgen.cli import main
from tfgen.commands.explanations import WIDTH, Explanation, as_text, fields, terms
from tfgen.commands.explanations.arguments import MODULES
from tfgen.language.paths import known_fields, type_at
from tfgen.language.section import Section, member_of
from tfgen.language.top import Spec
from tfgen.pipeline import build, check
from tfgen.render import templates_folder
from tfgen.verify import provider

ROOT = Path(__file__).parent.parent
TODAY = datetime.date(2026, 11, 28)
BASE = {"version": 1, "environment": "acc", "region": "eu-west-1"}


def walked(
    kind: type[Section], path: tuple[str, ...], above: tuple[type, ...]
) -> Iterator[tuple[str, ...]]:
    """Yield every path of the language, with a name for members of mappings."""
    for key, (inner, _) in known_fields(kind).items():
        here = (*path, key)
        yield here
        while (member := member_of(inner, dict)[0] or member_of(inner, tuple)[0]) is not None:
            is_named = member_of(inner, dict)[0] is not None
            here = (*here, "web" if is_named else "0")
            inner = member
        if known_fields(inner) and inner not in above:
            yield from walked(inner, here, (*above, inner))


PATHS = list(walked(Spec, (), (Spec,)))


@cache
def explained() -> dict[tuple[str, ...], Explanation]:
    return {path: fields.explained(path) for path in PATHS}


@pytest.mark.slow
def test_every_path_of_the_language_is_explained() -> None:
    assert len(PATHS) > 900
    for path, explanation in every(explained().items()):
        told = dict(explanation.facts)
        assert explanation.says, path
        assert {"type", "default"} <= set(told), path


@pytest.mark.slow
def test_what_is_told_fits_a_terminal() -> None:
    for explanation in every(explained().values()):
        lines = as_text([explanation]).splitlines()
        assert [] == [
            line
            for line in lines
            if len(line) > WIDTH and len(line.split()) > 2 and not line.startswith("    ")
        ]


@pytest.mark.slow
def test_most_paths_have_an_example_and_each_is_read() -> None:
    written = {path: dict(told.texts).get("such as", "") for path, told in explained().items()}
    # A platform is another spec, which an example does not bring.
    shown = {path: text for path, text in written.items() if text and path[0] != "platform"}
    assert len(shown) > len(PATHS) // 2
    for path, text in every(shown.items()):
        spec = {**BASE, **yaml.safe_load(text)}
        document = source.parse(yaml.safe_dump(spec, sort_keys=False).encode(), "spec.yaml")
        # It shows one path, and leaves out what else the sections around it need.
        found = [told.code for told in language.read(document).diagnostics]
        assert {*found} <= {"SPEC001", "SPEC017"}, (path, text, found)


def of_provider(resource: str) -> bool:
    return provider.is_known("resource", resource) or provider.is_known("data", resource)


def arguments_of(resource: str) -> set[str]:
    """Return the names of all arguments of a resource, in its blocks too, in any version."""
    names: set[str] = set()
    for version in provider.versions():
        for kind in ("resource", "data"):
            body = provider.body(kind, resource, version)
            if body:
                names |= set(re.findall(r"'([a-z0-9_]+)'", repr(body)))
    return names


def test_a_value_becomes_an_argument_that_the_provider_knows() -> None:
    told = {
        words
        for explanation in explained().values()
        for label, words in explanation.facts
        if label == "becomes"
    }
    assert len(told) > 150
    for words in every(told):
        ((argument, resource, module),) = re.findall(r"^(\w+) of (\w+) \(module (\w+)\)$", words)
        text = "".join(
            file.read_text() for file in (templates_folder() / "modules" / module).iterdir()
        )
        assert f'"{resource}"' in text, words
        assert argument in text, words
        assert of_provider(resource) or resource == "terraform_data", words
        if of_provider(resource):
            assert argument in arguments_of(resource), words


def test_modules_of_sections_are_modules() -> None:
    folders = [folder.name for folder in (templates_folder() / "modules").iterdir()]
    assert set(MODULES) <= set(known_fields(Spec))
    for pattern in every(pattern for patterns in MODULES.values() for pattern in patterns):
        assert any(Path(folder).match(pattern) for folder in folders), pattern


def test_a_word_of_aws_names_paths_modules_and_resources_that_there_are() -> None:
    assert len(terms.TERMS) > 45
    for name, term in every(terms.TERMS.items()):
        assert [] == [path for path in term.paths if type_at(tuple(path.split(".")))[0] is None]
        texts = {
            module: "".join(
                file.read_text() for file in (templates_folder() / "modules" / module).iterdir()
            )
            for module in term.modules
        }
        for resource in term.resources:
            assert of_provider(resource), (name, resource)
            assert any(f'"{resource}"' in text for text in texts.values()), (name, resource)


def test_each_name_of_a_word_leads_to_it() -> None:
    led = {name: terms.named(name) for term in terms.TERMS.values() for name in term.also}
    wrong = {
        name for name, term in every(led.items()) if name not in (*terms.TERMS[term].also, term)
    }
    assert set() == wrong
    assert {name: name for name in terms.TERMS} == {name: terms.named(name) for name in terms.TERMS}
    assert "target group" == terms.named("Target-Groups") == terms.named("aws_lb_target_group")


def test_a_resource_that_no_word_has_is_found_in_the_modules(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["explain", "aws_route_table_association"])
    assert "modules/subnet" in capsys.readouterr().out
    assert 64 == main(["explain", "aws_route_table_asociation"])


# A line of a tree


@pytest.fixture
def rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Render a spec in a folder of its own, and stand there."""
    text = (ROOT / "specs/production.yaml").read_text(encoding="utf-8")
    (tmp_path / "production.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["render", "production.yaml"])
    return tmp_path


def line_of(folder: Path, file: str, text: str) -> int:
    lines = (folder / "out/production" / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


# Lines of a tree, the value of the spec that is told for each, and another value for that.
BEHIND = [
    ("service_api.tf", "cpu    = 512", "cpu: 512", "cpu: 1024"),
    ("service_api.tf", "api:3.7.1", "api:3.7.1", "api:3.7.2"),
    ("service_api.tf", "max = 20", "max: 20", "max: 21"),
    ("service_worker.tf", "scaling = {", "max: 40", "max: 41"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("file", "text", "before", "after"), BEHIND)
def test_the_spec_behind_a_line_is_what_changes_it(
    file: str,
    text: str,
    before: str,
    after: str,
    rendered: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    number = line_of(rendered, file, text)
    capsys.readouterr()
    assert 0 == main(["explain", f"out/production/{file}:{number}", "--format", "json"])
    (told,) = json.loads(capsys.readouterr().out)["explanations"]
    spec = Path("production.yaml").read_text(encoding="utf-8").splitlines()
    origins = re.findall(r"production\.yaml:(\d+)", " ".join(told["facts"]["spec"]))
    at = next(int(origin) for origin in origins if before in spec[int(origin) - 1])
    spec[at - 1] = spec[at - 1].replace(before, after)
    Path("other.yaml").write_text("\n".join(spec) + "\n", encoding="utf-8")
    tree = {one.path: one.text for one in build(check(Path("other.yaml"), TODAY)).files}
    former = (rendered / "out/production" / file).read_text(encoding="utf-8").splitlines()
    differing = [
        number
        for number, (old, new) in enumerate(zip(former, tree[file].splitlines(), strict=True), 1)
        if old != new
    ]
    depth = len(former[number - 1]) - len(former[number - 1].lstrip())
    end = next(
        (
            at
            for at in range(number, len(former))
            if former[at].strip() and len(former[at]) - len(former[at].lstrip()) <= depth
        ),
        len(former),
    )
    # The line itself, or what stands in the block that it opens.
    assert differing and all(number <= line <= end for line in differing)


@pytest.mark.slow
def test_a_line_of_a_module_names_its_template_and_its_calls(
    rendered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    file = "modules/service_scaling/main.tf"
    number = line_of(rendered, file, "min_capacity")
    assert 0 == main(["explain", f"out/production/{file}:{number}", "--format", "json"])
    (told,) = json.loads(capsys.readouterr().out)["explanations"]
    template, at = told["facts"]["template"][0].split(":")
    lines = (templates_folder().parent / template).read_text(encoding="utf-8").splitlines()
    assert "min_capacity" in lines[int(at) - 1]
    assert 3 == len(told["facts"]["called at"])
    for place in every(told["facts"]["called at"]):
        called, where, call = re.findall(r"^(.+):(\d+), module (\w+)$", place)[0]
        assert f'module "{call}" {{' == Path(called).read_text().splitlines()[int(where) - 1]


@pytest.mark.slow
def test_every_line_of_a_root_is_explained(
    rendered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = every(sorted(Path("out/production").glob("*.tf")))
    places = [
        f"{file}:{number}"
        for file in files
        for number in range(1, len(file.read_text(encoding="utf-8").splitlines()) + 1, 7)
    ]
    assert 0 == main(["explain", *places])
    assert len(places) > 60


# The command


@pytest.fixture
def in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_a_path_of_a_spec_has_its_value_and_where_it_comes_from(
    in_the_repository: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(
        ["explain", "specs/production.yaml", "services.api.scaling", "--format", "json"]
    )
    (told,) = json.loads(capsys.readouterr().out)["explanations"]
    spec = Path("specs/production.yaml").read_text(encoding="utf-8").splitlines()
    values = told["facts"]["value"]
    assert re.fullmatch(r"min: 3  \(specs/production\.yaml:(\d+)\)", values[0])
    line = int(re.findall(r":(\d+)\)", values[0])[0])
    assert "min: 3" in spec[line - 1]
    assert 'cooldown.in: "300s"  (default)' in values


def test_what_looks_like_a_secret_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    web = {"image": "nginx:1.27", "cpu": 256, "memory": 512}
    web |= {"environment": {"DB_PASSWORD": "made-up-words-9"}}
    spec = {**BASE, "load_balancers": {}, "services": {"web": web}}
    Path("spec.yaml").write_text(yaml.safe_dump(spec), encoding="utf-8")
    main(["render", "spec.yaml"])
    number = next(
        number
        for number, line in enumerate(Path("out/spec/service_web.tf").read_text().splitlines(), 1)
        if "DB_PASSWORD" in line
    )
    capsys.readouterr()
    assert 0 == main(["explain", f"out/spec/service_web.tf:{number}"])
    assert 0 == main(["explain", "spec.yaml", "services.web.environment.DB_PASSWORD"])
    assert 0 == main(["explain", "spec.yaml", "services.web.environment"])
    assert "made-up-words" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "help"),
    [
        (["services.web.scalin"], "did you mean 'scaling'?"),
        (["tagret", "group"], "did you mean 'target group'?"),
        (["specs/production.yaml", "services.apo"], "did you mean 'api'?"),
        (["specs/production.yaml"], "name a path of it"),
        (["specs/production.yaml:3"], "tfgen explain alone lists the codes"),
        (["README.tf:3"], "name a .tf file below OUT"),
        (["specs/production.yaml", "services.api.scaling.cpu.x"], "tfgen show"),
    ],
)
def test_what_cannot_be_explained_is_told(
    words: list[str], help: str, in_the_repository: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 64 == main(["explain", *words])
    assert help in capsys.readouterr().err


def test_a_section_wins_over_a_word_of_aws(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", "secrets"])
    assert capsys.readouterr().out.startswith("secrets\n\nSecrets of Secrets Manager")
    assert 0 == main(["explain", "secret"])
    assert capsys.readouterr().out.startswith("secret\n\nWhat ECS reads")
