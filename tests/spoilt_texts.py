"""What can happen to a text in an editor, a merge or a template: each fault at an offset."""

from __future__ import annotations

import random

PIECES = [*":{}[]\"'#&*!|>%@`,-?= \t\n\\aZ0", ": ", "- ", "{value: ", " #", "\n  ", "“", "\u00a0"]
KEYS = ("environment", "secrets", "command", "port", "value", "x", "services", "image", "terraform")


def _delete(text: str, at: int, chance: random.Random) -> str:
    return text[:at] + text[at + chance.choice((1, 1, 2, 5)) :]


def _insert(text: str, at: int, chance: random.Random) -> str:
    return text[:at] + chance.choice(PIECES) + text[at:]


def _double(text: str, at: int, chance: random.Random) -> str:
    return text[:at] + text[at : at + 1] * 2 + text[at + 1 :]


def _truncate(text: str, at: int, chance: random.Random) -> str:
    return text[:at]


def _line(text: str, at: int) -> tuple[list[str], int]:
    number = text.count("\n", 0, at)
    lines = text.split("\n")
    return lines, min(number, len(lines) - 1)


def _drop_line(text: str, at: int, chance: random.Random) -> str:
    lines, number = _line(text, at)
    return "\n".join(lines[:number] + lines[number + 1 :])


def _repeat_line(text: str, at: int, chance: random.Random) -> str:
    lines, number = _line(text, at)
    return "\n".join(lines[: number + 1] + lines[number:])


def _indent_line(text: str, at: int, chance: random.Random) -> str:
    lines, number = _line(text, at)
    by = chance.choice((-4, -2, -1, 1, 2, 4))
    line = lines[number]
    lines[number] = " " * by + line if by > 0 else line[min(-by, len(line) - len(line.lstrip())) :]
    return "\n".join(lines)


def _cut_line(text: str, at: int, chance: random.Random) -> str:
    lines, number = _line(text, at)
    lines[number] = lines[number][: chance.randrange(len(lines[number]) + 1)]
    return "\n".join(lines)


def _join_lines(text: str, at: int, chance: random.Random) -> str:
    lines, number = _line(text, at)
    lines[number : number + 2] = [" ".join(lines[number : number + 2])]
    return "\n".join(lines)


def rename_key(text: str, at: int, chance: random.Random) -> str:
    lines, number = _line(text, at)
    line = lines[number]
    blanks = line[: len(line) - len(line.lstrip())]
    key, colon, rest = line.strip().partition(":")
    if colon:
        other = chance.choice((*KEYS, key.lower(), key[1:], key + "S"))
        lines[number] = f"{blanks}{other}:{rest}"
    return "\n".join(lines)


FAULTS = (
    _delete, _delete, _insert, _insert, _insert, _double, _truncate, _drop_line, _repeat_line,
    _indent_line, _cut_line, _join_lines, rename_key,
)  # fmt: skip
