"""What every finding of tests/bad says, and each code's documentation: held by machine, word by word.

A message is one line, names the thing at fault, and says no empty word; a help is no second message
and gives something to write, whose keys and commands exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import bad_specs
import pytest
from bad_specs import BadSpec
from looked_at import every
from test_bad_specs import all_findings, found, lay_out

from tfgen.cli.commands import cli
from tfgen.commands.codes import documented
from tfgen.commands.discretion import discreet
from tfgen.diagnostics import Diagnostic
from tfgen.language.unknown_keys import every_key

# Of what is too long by nature: what each of two mistakes says, and why AWS keeps them apart.
LONGEST = 190
EMPTY = re.compile(r"\b(invalid|must be valid|illegal|bad value|wrong value|incorrect)\b", re.I)
OF_PYTHON = re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|NoneType|<class|\\?',\)|\b(tuple|dict|int)\b")
TWICE = re.compile(
    r"\b(the|a|an|of|to|is|in|and|or|it|no|that|with) \1\b|\b(a|an) the\b|\bthe an?\b"
)
SOURCE = re.compile(r" ?\(https?://[^)]*\)")
# What a help begins with: something to do, or the nearest word that is known.
DONE = frozenset(
    ["write", "remove", "use", "add", "give", "name", "keep", "leave", "let", "see", "rename", "check", "shorten", "choose", "change", "make", "take", "put", "quote", "reserve", "push", "send", "listen", "say", "start", "indent", "nest", "point", "tell", "pull", "mend", "watch", "begin", "mount", "copy", "divide", "switch", "raise", "lower", "follow", "ask", "run", "save", "correct", "accept", "set", "pin"]
)  # fmt: skip
# These begin with the condition or the thing that decides what is to be done.
OF_ANOTHER_FORM = ("did you mean ", "if ", "to ", "managed draining alone", "inside ")


# All bad specs are read for it, as test_bad_specs does.
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@cache
def told() -> dict[tuple[str, str, str], tuple[BadSpec, Diagnostic]]:
    """Return each finding of a case's own code, once for each text."""
    findings = {}
    for case in (*bad_specs.cases(), *bad_specs.groups()):
        lay_out(case.specs)
        for one in all_findings(case):
            if one.code == case.code:
                findings.setdefault((one.code, one.message, one.help), (case, one))
    assert len(findings) > 900
    return findings


def documentation() -> dict[str, str]:
    codes = [known.code for known in documented().values()]
    return {code.code: " ".join((code.what, code.why, code.help)) for code in codes}


def faults(pattern: re.Pattern[str]) -> list[str]:
    texts = (f"{code}: {message} | {SOURCE.sub('', help)}" for code, message, help in told())
    return [text for text in texts if pattern.search(text)]


def test_a_message_is_one_line_that_a_screen_holds() -> None:
    messages = {message for _, message, _ in told()}
    assert [] == [message for message in every(messages) if "\n" in message]
    assert [] == [message for message in every(messages) if len(message) > LONGEST]
    # Half of them are short enough for one line of a terminal, with their place before them.
    assert sorted(map(len, messages))[len(messages) // 2] < 80


@pytest.mark.parametrize("pattern", [EMPTY, OF_PYTHON, TWICE, re.compile(r"  |,,|(?<!\.)\.\.$")])
def test_no_text_has_words_that_say_nothing(pattern: re.Pattern[str]) -> None:
    assert [] == faults(pattern)


def test_quotes_and_brackets_are_closed() -> None:
    open_ones = [
        (code, text)
        for code, message, help in told()
        for text in (message, SOURCE.sub("", help))
        if is_open(text) and code not in QUOTES_A_SIGN
    ]
    assert [] == open_ones


# What they tell of is a quote or a bracket by itself.
QUOTES_A_SIGN = {"RULE044", "RULE161", "RULE311", "RULE465", "YAML010", "YAML019"}


def is_open(text: str) -> bool:
    pairs = any(text.count(one) != text.count(two) for one, two in ("()", "[]", "{}"))
    # What is somebody's is no quote.
    quotes = re.sub(r"(?<=\w)'s\b|(?:instances|targets)'", "", text).count("'") % 2
    return pairs or bool(quotes) or bool(text.count('"') % 2)


def test_a_message_names_what_is_at_fault() -> None:
    silent = set()
    for case, one in every(told().values()):
        marked = text_of(case, one)
        words = {*re.findall(r"[\w-]+", marked), *map(str, one.path), *ways(one)}
        said = one.message.lower()
        if not any(word.lower() in said for word in words if len(word) > 1 or word.isdigit()):
            silent.add(one.code)
    # Of a file without structure there is no word to name; the others tell of what is missing.
    assert {code for code in silent if not code.startswith("YAML")} <= TELL_OF_OTHERS


# The place is what has to change, and the message tells what it collides with.
TELL_OF_OTHERS = {
    *("RULE154", "RULE155", "RULE169", "RULE183", "RULE226", "RULE228", "RULE241", "RULE245"),
    *("RULE267", "RULE274", "RULE311", "RULE330", "RULE340", "RULE341", "RULE391", "RULE409"),
    *("RULE411", "RULE466", "RULE524", "RULE557", "RULE674", "RULE724", "SPEC017"),
}


def ways(one: Diagnostic) -> Iterator[str]:
    for step in one.path:
        yield from str(step).split("_")


def text_of(case: BadSpec, one: Diagnostic) -> str:
    """Return what a finding marks in its file."""
    place = one.location
    assert place is not None
    data = {**case.beside, **case.specs}[place.file]
    lines = data.decode("utf-8", "replace").splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return line[place.column - 1 : place.column - 1 + place.length]


def test_a_help_says_what_to_do() -> None:
    vague = []
    for code, message, help in told():
        words = SOURCE.sub("", help)
        first = re.split(r"[\s,:]", words)[0]
        if not words and "; accepted: " not in message:
            vague.append((code, "has none"))
        elif words and first not in DONE and not words.startswith(OF_ANOTHER_FORM):
            vague.append((code, words))
    assert [] == vague


def test_a_help_is_no_second_message() -> None:
    same = [
        (code, message, help)
        for code, message, help in told()
        if not help.startswith("did you mean")
        and SequenceMatcher(None, message.lower(), SOURCE.sub("", help).lower()).ratio() > 0.72
    ]
    assert [] == same


def test_a_key_that_a_text_writes_is_one_of_the_language() -> None:
    """A path such as network.endpoints, and a key with its value, as in `write nat: none`."""
    keys = every_key() | OF_OTHERS
    unknown = set()
    for code, message, help in told():
        text = SOURCE.sub("", help)
        for written in re.findall(r"(?:write|add|or) ([a-z]+_[a-z_]+):", text):
            if written not in keys:
                unknown.add((code, written))
        for path in re.findall(
            r"\b(?:network|cluster|state|access|alerts|logs)\.[a-z0-9_.]+", text
        ):
            if not {step for step in path.strip(".").split(".")} <= keys:
                unknown.add((code, path))
        assert message
    assert set() == unknown


# Keys of maps that are a user's own, and what stands in files of other languages.
OF_OTHERS: frozenset[str] = frozenset()


def test_a_command_that_a_text_names_exists() -> None:
    texts = [text for key in told() for text in key]
    texts += documentation().values()
    # As something to type: "tfgen adds a rule" is what the program does.
    typed = re.compile(r"(?:(?:`|with: |run )tfgen ([a-z]+)\b|: tfgen ([a-z]+) [A-Z-])")
    named = {"".join(words) for text in texts for words in typed.findall(text)}
    assert {"init", "render", "explain", "graph"} <= named <= set(cli.commands)


def test_documentation_has_the_same_words() -> None:
    texts = documentation()
    assert len(texts) > 640
    for pattern in (EMPTY, TWICE):
        assert [] == [(code, text) for code, text in texts.items() if pattern.search(text)]


def test_few_findings_lose_words_that_are_no_secrets() -> None:
    hidden, lines = [], []
    for case in every(bad_specs.of_families("RULE", "SEC", "SPEC")):
        texts = {
            name: data.decode("utf-8", "replace")
            for name, data in {**case.beside, **case.specs}.items()
        }
        told_of = found(case)
        for one, said in zip(told_of, discreet(told_of, texts), strict=True):
            if not one.secret and said.message != one.message:
                hidden.append((case.id, said.message))
            elif not one.secret and said.secret:
                lines.append(case.id)
    # It was 68 and 32 before words of the language were told from those of a user.
    assert len(hidden) < 25, hidden
    assert len(lines) < 50, lines
