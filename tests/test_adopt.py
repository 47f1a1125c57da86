"""The two ends of every import: what a file gives, and the spec that is written."""

import pytest
import yaml
from hypothesis import given as drawn
from hypothesis import strategies as st

from tfgen import source
from tfgen.adopt import Draft
from tfgen.adopt.given import parse
from tfgen.diagnostics import Location, TfgenError

FILE = b"""\
x-shared: &shared {A: 1, B: "2"}
services:
  web:
    image: nginx:1
    environment: {<<: *shared, C: ~}
    restart: always
    deploy: {a: {b: 1, c: 2}}
"""


def names(file):
    return [(found.code, ".".join(map(str, found.path))) for found in file.findings()]


def test_what_is_never_read_is_left_as_a_whole() -> None:
    file = parse(FILE, "compose.yaml")
    assert [("ADOPT001", "")] == names(file)
    web = file.get("services", "web")
    assert ("nginx:1", {"A": 1, "B": "2", "C": None}) == (
        web.get("image").text,
        web.get("environment").whole,
    )
    web.get("deploy", "a", "b").plain  # noqa: B018
    left = ["x-shared", "services.web.restart", "services.web.deploy.a.c"]
    assert [("ADOPT001", path) for path in left] == names(file)


def test_what_is_left_is_told_where_it_stands_with_the_reason_given() -> None:
    file = parse(FILE, "compose.yaml")
    file.get("services", "web", "restart").leave("ECS restarts tasks itself", "nothing to do")
    file.get("services", "web", "image").text  # noqa: B018
    found = next(one for one in file.findings() if one.path[-1] == "restart")
    assert Location("compose.yaml", 6, 5) == found.location
    assert "services.web.restart is not carried over: ECS restarts tasks itself" == found.message


def test_json_with_tabs_is_read() -> None:
    file = parse(b'{\n\t"family": "web",\n\t"cpu": "256"\n}', "task.json")
    assert {"family": "web", "cpu": "256"} == file.whole
    assert Location("task.json", 3, 2) == file.get("cpu").key_at


@pytest.mark.parametrize(
    "text",
    [b"a: [", b"\xff\xfe\x00", b"a: *b", b"[" * 3000, b"a: &a [*a]"],
    ids=["open", "no UTF-8", "no anchor", "deep", "in itself"],
)
def test_what_cannot_be_read_is_said(text: bytes) -> None:
    with pytest.raises(TfgenError) as error:
        parse(text, "compose.yaml")
    assert {"ADOPT010"} == {found.code for found in error.value.diagnostics}


TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20)
LINES = st.lists(TEXTS, max_size=4).map("\n".join)
VALUES = st.recursive(
    TEXTS
    | LINES
    | st.integers(-9999, 9999)
    | st.booleans()
    | st.sampled_from(["no", "012", "1e3", "~", "a: b", "- x", "#", "*", "x #y"]),
    lambda below: (
        st.lists(below, max_size=4) | st.dictionaries(TEXTS.filter(bool), below, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.slow
@drawn(st.dictionaries(st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True), VALUES, max_size=4))
def test_a_draft_reads_back_as_what_was_put_there(values) -> None:
    draft = Draft()
    for key, value in values.items():
        draft.put((key,), value, comment="why" if len(key) % 2 else "")
    assert {"version": 1, **values} == yaml.safe_load(draft.text())


@pytest.mark.slow
@drawn(LINES)
def test_the_reader_of_specs_takes_each_text_as_it_was(text: str) -> None:
    draft = Draft()
    draft.put(("services", "web", "environment"), {"A": text})
    web = (
        source.parse(draft.text().encode(), "spec.yaml")
        .root.entries["services"]
        .value.entries["web"]
        .value
    )
    assert text == web.entries["environment"].value.entries["A"].value.text
