"""Files and bytes that are no spec, and texts that would exhaust a machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from source_texts import parse, places, plain, problems

from tfgen import source
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.source import limits

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"a: 1\nb: caf\xe9\n", 2, 7, "byte 0xe9 at offset 11 is not UTF-8"),
        (b"\xef\xbb\xbf\xc3\xa9: \xff\n", 1, 4, "byte 0xff at offset 7 is not UTF-8"),
        (b"a: \xed\xa0\x80\n", 1, 4, "byte 0xed at offset 3 is not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, 1, "the file looks like UTF-16 or UTF-32"),
        ("a: 1\n".encode("utf-16-be"), 1, 1, "the file looks like UTF-16 or UTF-32"),
        ("a: 1\n".encode("utf-32"), 1, 1, "the file looks like UTF-16 or UTF-32"),
        ("a: 1\n".encode("utf-32-be"), 1, 1, "the file looks like UTF-16 or UTF-32"),
    ],
)
def test_other_encodings_are_refused(data: bytes, line: int, column: int, message: str) -> None:
    (diagnostic,) = problems(data)
    assert ("YAML001", message, Location("spec.yaml", line, column)) == (
        diagnostic.code,
        diagnostic.message,
        diagnostic.location,
    )


def test_the_help_guesses_the_windows_character() -> None:
    (diagnostic,) = problems(b"a: \x93b\x94\n")
    assert "save the file as UTF-8; in Windows-1252 the byte is '“'" == diagnostic.help


def test_every_control_character_is_reported() -> None:
    assert [("YAML002", 1, 4, 1), ("YAML002", 2, 4, 1)] == places(problems("a: \x01\nb: \x02\n"))


def test_eight_mebibytes_are_accepted_and_one_byte_more_is_not() -> None:
    text = "a: 1\n#" + "x" * (8 * 1024 * 1024 - 6)
    assert {"a": "1"} == plain(parse(text).root)
    assert [("YAML003", 1, 1, 1)] == places(problems(text + "x"))


def test_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("é: 1\n", encoding="utf-8")
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    document = source.read(link)
    assert (str(link), {"é": "1"}) == (document.file, plain(document.root))
    assert str(link) == document.root.at.file


def io_problem(path: Path) -> Diagnostic:
    with pytest.raises(TfgenError) as raised:
        source.read(path)
    (diagnostic,) = raised.value.diagnostics
    assert 5 == raised.value.exit_code
    return diagnostic


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    diagnostic = io_problem(tmp_path / "no.yaml")
    assert ("IO001", f"cannot read '{tmp_path / 'no.yaml'}': no such file") == (
        diagnostic.code,
        diagnostic.message,
    )


def test_a_dangling_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    assert "IO001" == io_problem(tmp_path / "link").code


def test_a_directory_is_refused(tmp_path: Path) -> None:
    diagnostic = io_problem(tmp_path)
    assert ("IO002", f"cannot read '{tmp_path}': it is a directory") == (
        diagnostic.code,
        diagnostic.message,
    )


def test_a_fifo_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    diagnostic = io_problem(tmp_path / "fifo")
    assert ("IO002", "to read from a pipe, write '-' for the path") == (
        diagnostic.code,
        diagnostic.help,
    )


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(device: str) -> None:
    assert "IO002" == io_problem(Path(device)).code


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("a: 1\n")
    path.chmod(0)
    assert "IO003" == io_problem(path).code


@pytest.mark.parametrize(
    "name", ["loop", "x" * 300, "file/x", "a\0b"], ids=["loop", "long", "below a file", "NUL"]
)
def test_a_path_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    assert "IO004" == io_problem(tmp_path / name).code


def test_a_path_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in io_problem(tmp_path / "\x1b[2J").message


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (limits.MAX_BYTES + 1))
    with pytest.raises(TfgenError) as raised:
        source.read(path)
    assert [("YAML003", 1, 1, 1)] == places(raised.value.diagnostics)


def nested(depth: int) -> str:
    return "a: " + "[" * (depth - 1) + "]" * (depth - 1) + "\n"


@pytest.mark.usefixtures("loader")
def test_sixty_four_levels_are_accepted_and_one_more_is_not() -> None:
    assert nested(64) == parse(nested(64)).text
    assert [("YAML018", 1, 67, 1)] == places(problems(nested(65)))


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("[" * 500_000, 65),
        ("a: " + "[" * 500_000, 67),
        ("- " * 500_000, 129),
        ('{"a":' * 100_000, 321),
    ],
    ids=["brackets", "brackets below a key", "dashes", "mappings"],
)
def test_deep_nesting_is_refused(text: str, column: int) -> None:
    # libyaml from PyYAML 6.0.4 on reads ahead and stops by itself, after 1,000 brackets.
    ahead = column + (1_000 - 64)
    assert places(problems(text)) in ([("YAML018", 1, column, 1)], [("YAML018", 1, ahead, 1)])


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("text", ["{" * 200_000, "? " * 200_000])
def test_deep_nesting_of_keys_is_refused(text: str) -> None:
    diagnostics = problems(text)
    assert "YAML018" in {diagnostic.code for diagnostic in diagnostics} <= {"YAML013", "YAML018"}
    assert len(diagnostics) in (1, limits.MAX_DEPTH)


@pytest.mark.usefixtures("loader")
def test_deep_block_nesting_is_refused() -> None:
    text = "".join(" " * depth + "a:\n" for depth in range(1_000))
    assert [("YAML018", 65, 65, 1)] == places(problems(text))


@pytest.mark.usefixtures("loader")
def test_billion_laughs_are_refused_at_the_alias_that_is_too_much() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    # a1 expands to 9 * 10 nodes, a2 to 9 * 91:
    # the tenth alias of both crosses 1,000 at 90 + 10 * 91.
    assert [("YAML017", 4, 10, 3)] == places(problems("\n".join(lines)))


def test_a_thousand_aliased_values_are_accepted() -> None:
    text = "a: &a x\nb: [" + "*a, " * 999 + "*a]\n"
    assert 1_000 == len(plain(parse(text).root)["b"])  # type: ignore[index]
    assert [("YAML017", 2, 4 + 1 + 1_000 * 4, 2)] == places(
        problems(text.replace("*a]", "*a, *a]"))
    )


def test_a_chain_of_doubling_aliases_does_not_count_to_infinity() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 5_000))]
    assert ["YAML017"] == [diagnostic.code for diagnostic in problems("\n".join(lines))]


def test_a_merge_bomb_is_refused() -> None:
    lines = [
        "a0: &a0 {x: 1}",
        *(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}" for i in range(1, 31)),
    ]
    assert ["YAML014"] * 30 == [
        diagnostic.code for diagnostic in problems("\n".join(lines)) if diagnostic.code != "YAML017"
    ]


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_NODES", 10)
    text = "a:\n" + "-\n" * 7  # the mapping, its key, the list and seven items
    assert text == parse(text).text
    assert [("YAML003", 9, 2, 1)] == places(problems(text + "-\n"))


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n" * 300_000,
        "- *a\n" * 100_000,
        "{" + "a," * 300_000,
        "a: [1,\n" + "\t\n" * 300_000 + "]",
        "a: \x01" * 100_000,
    ],
    ids=["duplicates", "aliases", "keys", "tabs", "controls"],
)
def test_problems_end_at_a_thousand(text: str) -> None:
    assert limits.MAX_PROBLEMS <= len(problems(text)) <= limits.MAX_PROBLEMS + 1


ENDLESS = {
    "comments behind a key": "a: {b" + " #" * 300_000,
    "hashes behind a key": "a: {b" + "#" * 300_000,
    "comments behind an anchor": "a: &a" + " #x\n" * 100_000 + "]",
    "brackets": "a: [" + "[1]," * 20_000,
    "quotes": "a: ['" + " '' " * 100_000,
    "calls": "a: [" + "b(c," * 20_000,
    "tags": "a: " + "!x " * 100_000,
    "surrogates": 'a: "' + "\\ud800" * 100_000 + '"',
    "comments before a directive": "#\n" * 300_000 + "%",
    "question marks": "a: [" + "b ? " * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("case", ENDLESS)
def test_no_pattern_backtracks_without_end(case: str) -> None:
    assert problems(ENDLESS[case])
