"""Our readers take and refuse what pydantic does, in models of the same declarations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bad_specs
import by_pydantic
import pytest
from looked_at import every

from tfgen import language, source
from tfgen.diagnostics import Location, TfgenError
from tfgen.language.beneath import beneath
from tfgen.language.extends import chain, merged
from tfgen.language.places import plain
from tfgen.language.section import Section
from tfgen.language.shorthand import with_defaults
from tfgen.language.top import Defaults, Spec
from tfgen.source import Document, Scalar

ROOT = Path(__file__).parent.parent
SPECS = sorted([*(ROOT / "specs").rglob("*.yaml"), *(ROOT / "tests/words/specs").rglob("*.yaml")])


def data(document: Document) -> Any:
    """Return what a document gives to the sections to read."""
    root = beneath(merged(chain(document).documents), document.file).root
    return plain(with_defaults(root), Spec, (), {})


@pytest.mark.parametrize("path", every(SPECS), ids=lambda path: path.stem)
def test_reads_each_spec_as_pydantic_does(path: Path) -> None:
    spec = data(source.read(path))

    assert by_pydantic.read(Spec, spec) == by_pydantic.read_by_us(Spec, spec)


def documents() -> Iterator[tuple[str, Any]]:
    """Yield the data of each bad spec whose YAML can be read."""
    for case in bad_specs.cases():
        try:
            yield case.id, data(source.parse(case.data, str(bad_specs.BAD / "spec.yaml")))
        except TfgenError:
            continue


@pytest.mark.slow
def test_refuses_in_each_bad_spec_what_pydantic_refuses(
    record_property: Callable[[str, object], None],
) -> None:
    refused = 0
    for name, spec in every(documents()):
        expected = by_pydantic.read(Spec, spec)
        assert expected == by_pydantic.read_by_us(Spec, spec), name
        refused += bool(expected[1])
    record_property("figure", f"{refused} bad specs are refused by pydantic as by our readers")
    assert refused > 50


def sections(kind: type[Section] = Spec) -> Iterator[type[Section]]:
    """Yield all sections of the language."""
    yield from every(section for section in below(Section) if is_of_the_language(section))


def below(kind: type[Section]) -> Iterator[type[Section]]:
    for section in kind.__subclasses__():
        yield section
        yield from below(section)


def is_of_the_language(section: type[Section]) -> bool:
    return section.__module__.startswith("tfgen.language")


BASE = {"version": 1, "environment": "acc", "region": "eu-west-1"}
AT = Location("spec.yaml", 1, 1)
# Values of each form that a node can have, sound for some fields and not for others.
ODD: tuple[Any, ...] = (
    None,
    {},
    (),
    {"terraform": Scalar("var.name", True, AT)},
    {"terraform": Scalar("no reference", True, AT)},
    {"a-key": Scalar("1", True, AT), "B": Scalar("true", True, AT), "#": ()},
    {"a-key": {}, "another": {"unknown": Scalar("1", True, AT)}},
    (Scalar("a", True, AT), {}, Scalar("", True, AT), Scalar("443", True, AT)),
    tuple(Scalar(f"10.0.{number}.0/24", True, AT) for number in range(60)),
    *(
        Scalar(text, True, AT)
        for text in ("", "~", "0", "1", "-1", "99999999", "0.5", "1h", "true", "x", "x" * 5000)
    ),
    *(
        Scalar(text, True, AT)
        for text in ("10.0.0.0/16", "https", "eu-west-1", "arn:aws:iam::012345678901:role/x", "/x")
    ),
    Scalar("443", False, AT),
)


@pytest.mark.slow
def test_reads_any_value_of_any_field_as_pydantic_does(
    record_property: Callable[[str, object], None],
) -> None:
    values = taken = 0
    for kind in sections():
        for field in kind.model_fields.values():
            for value in ODD:
                if isinstance(value, type(None)) and not may_be_none(field.annotation):
                    continue
                expected = by_pydantic.read(kind, {field.key: value})
                actual = by_pydantic.read_by_us(kind, {field.key: value})
                assert expected == actual, (kind, field.key, value)
                values += 1
                taken += all(path[:1] != (field.key,) for path, _ in expected[1])
    record_property("figure", f"{values} values of all fields, {taken} of them taken")
    assert taken > 1_000
    assert values - taken > 10_000


def may_be_none(annotation: Any) -> bool:
    return "None" in str(annotation)


def test_sections_are_told_what_they_lack_and_what_they_do_not_know() -> None:
    for kind in (*sections(), Defaults):
        for value in ({}, {"unknown": {}, "": ()}, (), Scalar("x", True, AT)):
            assert by_pydantic.read(kind, value) == by_pydantic.read_by_us(kind, value), kind


def test_a_text_beyond_its_length_is_told_so() -> None:
    text = json.dumps({**BASE, "secrets": {"a": {"description": "x" * 2049}}}).encode()
    reading = language.read(source.parse(text, "spec.yaml"))

    (told,) = (finding for finding in reading.diagnostics if finding.code == "SPEC012")
    assert "secrets.a.description: is longer than 2048 characters" == told.message
    assert "shorten it" == told.help
