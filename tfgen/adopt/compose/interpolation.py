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

    def text(self, node: Given) -> str:
        """Return a text with its variables put in."""
        # Two services that share a value by an alias read it twice.
        if id(node) not in self._texts:
            reading = _Text(self._values)
            self._texts[id(node)] = reading.filled(node.text)
            for name in reading.defaults:
                node.changed(f"{name} is not set, and its default is taken")
            for name in reading.unset:
                node.remark("ADOPT040", f"the variable {name} is not set, and empty here", _HELP)
            if reading.unset:
                self._open.add(id(node))
        return self._texts[id(node)]

    def filled(self, text: str) -> str:
        """Return a text of another file with its variables put in."""
        return _Text(self._values).filled(text)

    def is_open(self, node: Given) -> bool:
        """Tell whether a text has a variable that nothing sets."""
        self.text(node)
        return id(node) in self._open

    def sole(self, node: Given) -> str:
        """Return the name of the variable of which a text consists; "" where it does not."""
        match = re.fullmatch(r"(?:[A-Za-z_]\w*=)?\$\{?([A-Za-z_]\w*)\}?", node.text)
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
        # Two of them stand for one, as in a command for a shell.
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
        # Another value where the variable is set: else nothing.
        if operator.endswith("+"):
            if not is_set:
                self.unset.append(name)
            return self.filled(other) if is_set else ""
        if is_set:
            return value or ""
        # With a colon an empty variable counts as one that is not set.
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
    values: dict[str, str] = {}
    for line in text.splitlines():
        name, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and _NAME.fullmatch(name.strip()):
            values[name.strip()] = _unquoted(value.strip())
    return values


def _unquoted(value: str) -> str:
    # Behind a value without quotes a blank and # begin a comment.
    if match := re.match(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"", value):
        return match[1] if match[1] is not None else match[2].replace('\\"', '"')
    return re.split(r"\s#", value, maxsplit=1)[0].rstrip()
