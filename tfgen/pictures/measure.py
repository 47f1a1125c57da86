"""How wide text is, and how it is broken into lines.

Which font a reader has is not known: this one is wider than the usual ones of all systems, so that
what has room in it has room in them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

# Thousandths of the font's size that each character of DejaVu Sans takes, regular and bold.
# https://dejavu-fonts.github.io
_REGULAR = {
    278: "ijl'", 295: "IJ", 318: " ,.·", 337: "/:;\\|", 361: "f-", 392: "()[]t", 411: "!r",
    500: '"*_`–', 531: "sz?", 557: "cL", 592: "kvxyF", 615: "oaePTY", 636: "hnuSbdgpqE",
    637: "0123456789${}", 698: "KAVXZBRC", 752: "UNH", 787: "DG&OQ", 838: "w#+<=>^~→×←∞",
    863: "M", 950: "%", 989: "mW", 1000: "@…—",
}  # fmt: skip
_BOLD = {
    343: "ijl'", 380: " /\\|IJ,.·", 415: ":;-", 457: "f!()[]", 493: "tr", 521: '_`"*–', 595: "?zcs",
    652: "Lxvy", 687: "kaeTFEo", 716: "0123456789${}hnubdgpq", 734: "SYZPC", 775: "BRXAVK",
    837: "UGDHN", 872: "#+<=>^~OQ&→×←∞", 924: "w", 1002: "M%", 1103: "mW",
}  # fmt: skip
_WIDTHS = [
    {character: width for width, characters in table.items() for character in characters}
    for table in (_REGULAR, _BOLD)
]
_UNKNOWN, _WIDE = 1000, 1150
# Behind these a word may go on in the next line.
_BREAKS = "/.-_:,+?&="


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide text is at most, in the unit of its size."""
    widths = _WIDTHS[bold]
    known = (widths.get(character) or _other(character) for character in text)
    return sum(known) * size / 1000


def _other(character: str) -> int:
    # An accent stands over the letter before it.
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    return _UNKNOWN


def wrapped(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """Return text in lines that are no wider than a limit."""
    lines: list[str] = []
    line = ""
    for word in _words(text, size, most, bold=bold):
        if line and width((line + word).rstrip(), size, bold=bold) > most:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()]


def _words(text: str, size: float, most: float, *, bold: bool) -> Iterator[str]:
    """Yield words with the blank behind them; what is longer than a line in pieces."""
    for word in text.split(" "):
        if width(word, size, bold=bold) <= most:
            yield f"{word} "
        else:
            yield from _pieces(f"{word} ", size, most, bold=bold)


def _pieces(word: str, size: float, most: float, *, bold: bool) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and width(piece + character, size, bold=bold) > most:
            cut = max(map(piece.rfind, _BREAKS)) + 1 or len(piece)
            yield piece[:cut]
            piece = piece[cut:]
        piece += character
    yield piece


def widest(lines: Iterable[str], size: float, *, bold: bool = False) -> float:
    """Return how wide the widest of several lines is."""
    return max((width(line, size, bold=bold) for line in lines), default=0)
