"""Findings that show no secret: neither the line on which one stands, nor words of it.

A spec at fault may have lost the structure that says what is a secret: it is looked for in the
text, by names that are near to those of secrets, by what stands around, and by forms. To keep a
harmless line from being shown costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

from tfgen.commands.secret_names import tells_name
from tfgen.diagnostics import Diagnostic, Location, family
from tfgen.facts import secret_forms

HIDDEN = "(not shown)"
# A line without a break may be megabytes long; more than is shown of it is looked at.
_NEAR = 400
# How far above a line its section is looked for, and what is not of its section any more.
_ABOVE = 300
_BESIDE = 15
# So many characters of a value in a row give it away.
_TELLING = 4

# What holds texts of a user's own: each of them may be a secret, whatever its name.
_SECTIONS = re.compile(
    r"(?i)\b(environment|env|secrets|labels|headers|command|entrypoint|boot_commands|details"
    r"|ecs_config|driver_opts|options|overrides|input|user_data|health_check|parameters)\b"
)
# As what others belong to: one that has its value on its line is another thing, such as the
# environment of a spec.
_OPENED = re.compile(_SECTIONS.pattern + r"[\"']?\s*[:=]?\s*($|[{\[|>&!*#-])")
_STAGE = re.compile(r"(environment:|\s*environment\s*=)\s+[\w\"'-]+\s*$")
_OWN_TEXTS = frozenset(
    ("environment", "labels", "headers", "command", "entrypoint", "boot_commands", "details")
)
# Of a target group: that of a container has a command.
_PLAIN = r"(?:[0-9]{1,5}(?:ms|[smhd%])?|[0-9]{3}-[0-9]{3}|[a-z]{1,10})"
_CHECK = re.compile(
    r"\bhealth_check:\s+(?:(?P<path>/[a-z/_-]*)(?=[,}\s]|$)|\{(?P<words>(?:(?:path: /[a-z/_-]*"
    r"|(?:interval|timeout|healthy_threshold|unhealthy_threshold|port|protocol|success_codes): "
    rf"{_PLAIN})(?:, )?)+)\}})"
)
_FLOW_KEY = re.compile(r"(?:(?<=\{)|(?<=, ))([a-z_]{1,40}):(?= |$)")
# Of JSON on one line; what has digits may be anything.
_JSON_KEY = re.compile(
    r"(?:(?<=\{)|(?<=\{ )|(?<=, )|(?<=,))\"[A-Za-z][A-Za-z_.-]{0,40}\"\s*:(?= |[\"\[{0-9tfn])"
)
_VARIABLE = re.compile(r"(?:(?<=\{)|(?<=\{ )|(?<=, ))[A-Z][A-Z0-9_]{0,60}:(?= )|\$\{\w+\}")
_REFERENCE = re.compile(r"\$\{(?:aws_|var\.|local\.|module\.|data\.)[\w.]{1,120}\}")
_COMMAND = re.compile(r"\s*(?:command|entrypoint):\s+([^\"'\[{#]*)")
_KEY = re.compile(r"[^\S\r\n]*(?:- +)*(?:\"[^\"]*\"|'[^']*'|[^\s:#\[\]{},\"']+)[ \t]*:(?=\s|$)")
_QUOTED = re.compile(r"'[^']{6,}'")
# Our own pages, in whose addresses nothing of a spec stands.
_SOURCE = re.compile(
    r" \(https://(?:docs\.aws\.amazon\.com|developer\.hashicorp\.com)/[\w./-]*[#\w-]*\)$"
)
_SAID = re.compile(r"'[^']*'|[^\s'.]+")
_TOKEN = re.compile(r"[^\s\"'{}\[\],]+")
_NAME = re.compile(r"(?<![^\s\"'{\[,])[A-Za-z_][A-Za-z_.-]*=(?=[^=\s])")
_WORD = re.compile(r"[A-Za-z0-9+_]{6,}")
_HEXADECIMAL = re.compile(r"[0-9a-f]+")  # as ids of AWS are
# The first line of a call in a tree: its label is made of a key of the spec.
_CALL = re.compile(r'module "[a-z0-9_]+" \{')
# What is no secret, whatever its name: a number, a word for yes or no, a reference.
_HARMLESS = re.compile(
    r"[\"']?(?:[0-9.,:]*|true|false|null|~|[a-z]{1,12}|arn:\S*|https?://[^@\s]*)[\"']?",
    re.IGNORECASE,
)

_EXPRESSION = re.compile(r"\bterraform:\s+(?:aws_|var\.|local\.|module\.|data\.)[a-z_.]+\b")


def discreet(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """Return findings without secrets; `sources` are texts by file name."""
    texts = {file: _Lines(source) for file, source in sources.items()}
    return tuple(_discreet(diagnostic, texts) for diagnostic in diagnostics)


def _discreet(diagnostic: Diagnostic, texts: Mapping[str, _Lines]) -> Diagnostic:
    places = [diagnostic.location, *(place for place, _ in diagnostic.also)]
    is_broken = family(diagnostic.code) == "YAML"
    values = [value for place in places if place for value in _values(place, texts, is_broken)]
    for words in (diagnostic.message, diagnostic.help):
        values += filter(_is_telling, _QUOTED.findall(words))
    if not values:
        return diagnostic
    # Their words are of tfgen, with paths of keys; what holds a secret is known there.
    if family(diagnostic.code) == "ADOPT" and not diagnostic.secret:
        words_of = [word for value in values for word in _TOKEN.findall(_NAME.sub("", value))]
        values = [word for word in words_of if not secret_forms.is_plain_word(word)]
    also = tuple((place, _without(words, values)) for place, words in diagnostic.also)
    return replace(
        diagnostic,
        message=_without(diagnostic.message, values),
        help=_without(diagnostic.help, values),
        path=tuple(_step(step, values) for step in diagnostic.path),
        also=also,
        secret=True,
    )


def _values(place: Location, texts: Mapping[str, _Lines], is_broken: bool) -> tuple[str, ...]:
    if place.file not in texts:
        return ()
    return texts[place.file].secrets_of(place.line - 1, place.column - 1, is_broken)


def _step(step: str | int, values: Iterable[str]) -> str | int:
    if isinstance(step, int):
        return step
    return _without(step, values)


def _without(words: str, values: Iterable[str]) -> str:
    """Return words without those that have a piece of a value."""
    pieces = {
        value[at : at + _TELLING]
        for value in values
        for at in range(len(value) - _TELLING + 1)
        if not value[at : at + _TELLING].isspace()
    }

    def hidden(word: re.Match[str]) -> str:
        if word[0].strip(":,{}[]()") in _language():
            return word[0]
        tells = any(word[0][at : at + _TELLING] in pieces for at in range(len(word[0])))
        return HIDDEN if tells else word[0]

    source = _SOURCE.search(words)
    end = source.start() if source else len(words)
    return _SAID.sub(hidden, words[:end]) + words[end:]


@cache
def _language() -> frozenset[str]:
    """Return the keys of the language, which are no secrets wherever they stand."""
    from tfgen.language.unknown_keys import every_key

    return every_key()


def _is_telling(quoted: str) -> bool:
    """Tell whether a text that a message quotes, of several lines perhaps, has a secret in it."""
    is_assignment = re.search(r"[=:\s]", quoted.strip("'")) and tells_name(quoted)
    return bool(is_assignment) or _has_form(quoted) or any(map(_looks_made, _WORD.findall(quoted)))


def is_shown(text: str, number: int) -> bool:
    """Tell whether a line of a sound text, counted from 1, may be shown."""
    return not _Lines(text).secrets_of(number - 1, 0, False)


class _Lines:
    """The lines of a text, and what stands around each of them."""

    def __init__(self, source: str) -> None:
        self._lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._heads = [line[:_NEAR] for line in self._lines]
        self.secrets_of = cache(self._secrets_of)

    def _secrets_of(self, number: int, column: int, is_broken: bool) -> tuple[str, ...]:
        """Return the values on a line that may be secrets.

        In a text that `is_broken` indentation does not say what belongs to what.
        """
        if not 0 <= number < len(self._lines):
            return ()
        line = self._lines[number][max(0, column - _NEAR) : column + _NEAR]
        if not line.strip() or _CALL.fullmatch(line):
            return ()
        above = list(self._above(number))
        if not _KEY.match(line):
            above += self._heads[max(0, number - 1) : number]  # what a broken line goes on from
        if tells_name(line) or any(map(tells_name, above)) or _has_form(line):
            return (_value(line) if is_broken else _without_names(_value(line)),)
        if _is_plain_command(line) and not any(map(_OPENED.search, above)):
            return ()
        # Prose may have the words of sections.
        is_prose = line.lstrip().startswith("# ") and not above
        if (not is_prose and _is_of_section(line)) or any(map(_OPENED.search, above)):
            value = _value(line) if is_broken else _without_names(_value(line))
            return tuple(_unless_harmless(value))
        if any(map(_OPENED.search, self._heads[max(0, number - _BESIDE) : number])):
            if is_broken:
                return tuple(_unless_harmless(_value(line)))
            return tuple(filter(_looks_random, _WORD.findall(line)))
        return tuple(word for word in _WORD.findall(line) if _looks_made(word))

    def _above(self, number: int) -> Iterator[str]:
        """Yield the lines that a line belongs to, by indentation."""
        depth = _indent(self._heads[number])
        for line in self._heads[max(0, number - _ABOVE) : number][::-1]:
            if line.strip() and _indent(line) < depth:
                depth = _indent(line)
                yield line


def telling(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of texts of a user's own in plain data that may be secrets."""
    match data:
        case dict():
            for key, value in data.items():
                yield from telling(value, (*path, key))
        case list():
            for number, value in enumerate(data):
                yield from telling(value, (*path, number))
        case str() if any(str(step) in _OWN_TEXTS for step in path) and _is_secret(path, data):
            yield path


def _is_secret(path: tuple[str | int, ...], value: str) -> bool:
    names = any(tells_name(str(step)) for step in path[-2:] if step not in _OWN_TEXTS)
    if names and not _HARMLESS.fullmatch(value):
        return True
    words = value.split()
    return any(map(_is_telling, words)) or any(map(_gives, ["", *words], words))


def _gives(before: str, word: str) -> bool:
    """Tell whether a word gives a secret, whose name may go over two words by mistake."""
    name, _, given = word.partition("=")
    return bool(given) and tells_name(before + name) and not _HARMLESS.fullmatch(given)


def _is_plain_command(line: str) -> bool:
    """Tell whether a line is a command of paths, flags and small numbers alone."""
    command = _COMMAND.fullmatch(line)
    return command is not None and all(map(secret_forms.is_plain_word, command[1].split()))


def _is_of_section(line: str) -> bool:
    if _STAGE.match(line):
        return False
    return _SECTIONS.search(_CHECK.sub(_without_check, line)) is not None


def _without_check(check: re.Match[str]) -> str:
    """Return nothing of a health check that only asks for a path; any other as it is."""
    if check["path"] is None:
        path = re.search(r"path: ([^,}]*)", check["words"])
        return check[0] if path and not secret_forms.is_plain_word(path[1]) else ""
    return "" if secret_forms.is_plain_word(check["path"]) else check[0]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" -\t"))


def _value(line: str) -> str:
    """Return what stands behind the key of a line; all of it, where it has none."""
    key = _KEY.match(line)
    return line[key.end() :].strip() if key else line.strip()


def _without_names(value: str) -> str:
    """Return a value without names of variables and keys, which are no secrets in a sound text."""
    plain = _JSON_KEY.sub("", _VARIABLE.sub("", value))
    plain = _EXPRESSION.sub("", _REFERENCE.sub("", plain))
    return _FLOW_KEY.sub(lambda key: "" if key[1] in _language() else key[0], plain)


def _unless_harmless(value: str) -> Iterator[str]:
    # In Terraform names stand before = and a blank; an expression of it names what it belongs to.
    plain = _EXPRESSION.sub("", re.sub(r"\w+\s*=\s", "", value))
    words = re.split(r"[\s,\[\]{}]+", plain)
    if not all(_HARMLESS.fullmatch(word) for word in words):
        yield value


def _has_form(line: str) -> bool:
    return secret_forms.kind(line) is not None or re.search(r"://[^\s/]*@", line) is not None


def _looks_random(word: str) -> bool:
    return any(map(str.isdigit, word)) and any(map(str.isalpha, word))


def _looks_made(word: str) -> bool:
    """Tell whether a word goes to and fro between digits and letters, as what a machine makes up.

    Names such as AmazonEC2ContainerServiceforEC2Role do so less often.
    """
    if len(word) < 8 or not _looks_random(word) or _HEXADECIMAL.fullmatch(word):
        return False
    kinds = [(character.isdigit(), character.isupper()) for character in word]
    turns = sum(kind != after for kind, after in pairwise(kinds))
    return turns >= 0.4 * len(word)
