"""Variables in the texts of a Compose file: ${NAME}, ${NAME:-default} and their like.

https://docs.docker.com/reference/compose-file/interpolation/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tfgen.adopt.given import Given

_HELP = "give the file with it by --env-file, or write the value into the spec"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r":?[-?+]")


class Variables:
    """Texts with their variables put in; what was put in is said at the text, once."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._texts: dict[int, str] = {}
        self._open: set[int] = set()

    def text(self, given: Given) -> str:
        """Return a text with its variables put in."""
        if id(given) not in self._texts:
            reading = _Text(self._values)
            self._texts[id(given)] = reading.filled(given.text)
            for name in reading.defaults:
                given.changed(f"{name} is not set, and its default is taken")
            for name in reading.unset:
                given.remark("ADOPT040", f"the variable {name} is not set, and empty here", _HELP)
            if reading.unset:
                self._open.add(id(given))
        return self._texts[id(given)]

    def is_open(self, given: Given) -> bool:
        """Tell whether a text has a variable that nothing sets."""
        self.text(given)
        return id(given) in self._open

    def sole(self, given: Given) -> str:
        """Return the name of the variable of which a text consists; "" where it does not."""
        match = re.fullmatch(r"(?:[A-Za-z_]\w*=)?\$\{?([A-Za-z_]\w*)\}?", given.text)
        return match[1] if match else ""


class _Text:
    """One text: what is put in, and which variables have their default or nothing."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.defaults: list[str] = []
        self.unset: list[str] = []

    def filled(self, text: str) -> str:
        parts: list[str] = []
        while text:
            before, sign, text = text.partition("$")
            parts.append(before)
            if not sign:
                break
            value, text = self._variable(text)
            parts.append(value)
        return "".join(parts)

    def _variable(self, rest: str) -> tuple[str, str]:
        """Return the value of the variable that begins behind a $, and what follows it."""
        if rest.startswith("$"):
            return "$", rest[1:]
        if rest.startswith("{"):
            end = _end(rest)
            if match := _NAME.match(rest, 1):
                return self._value(match[0], rest[match.end() : end]), rest[end + 1 :]
        elif match := _NAME.match(rest):
            return self._value(match[0], ""), rest[match.end() :]
        return "$", rest

    def _value(self, name: str, behind: str) -> str:
        match = _OPERATOR.match(behind)
        operator = match[0] if match else ""
        other = behind[len(operator) :]
        value = self._values.get(name)
        is_set = bool(value) if operator.startswith(":") else value is not None
        if operator.endswith("+"):
            if not is_set:
                self.unset.append(name)
            return self.filled(other) if is_set else ""
        if is_set:
            return value or ""
        if operator.endswith("-"):
            self.defaults.append(name)
            return self.filled(other)
        self.unset.append(f"{name} ({other})" if other else name)
        return ""


def _end(text: str) -> int:
    """Return where the brace that opens a text is closed."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return at
    return len(text)


def variables_of(text: str) -> dict[str, str]:
    """Return the variables of a .env file.

    https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and _NAME.fullmatch(name.strip()):
            found[name.strip()] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    if match := re.match(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"", value):
        return match[1] if match[1] is not None else match[2].replace('\\"', '"')
    return re.split(r"\s#", value, maxsplit=1)[0].rstrip()
