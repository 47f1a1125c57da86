"""Bytes that are no text, or too many."""

from __future__ import annotations

from tfgen.diagnostics import Diagnostic, Location
from tfgen.source import limits
from tfgen.source.explain.finding import finding
from tfgen.source.text import Text


def refused(data: bytes, file: str) -> Diagnostic:
    """Say why nothing of the bytes is looked at."""
    if len(data) > limits.MAX_BYTES:
        mebibytes = limits.MAX_BYTES // 1024 // 1024
        return Diagnostic(
            "YAML003",
            f"the spec is larger than {mebibytes} MiB",
            Location(file),
            help="split it into several specs",
        )
    return Diagnostic(
        "YAML001",
        "the file looks like UTF-16 or UTF-32",
        Location(file),
        help="save it as UTF-8",
    )


def not_utf8(data: bytes, offset: int, file: str) -> Diagnostic:
    """Point at the first byte that is not UTF-8, with the character that it may stand for."""
    # All before it is text: a ? in its place gives the byte a column.
    text = Text(file, data[:offset].decode("utf-8").removeprefix("\ufeff") + "?")
    message = f"byte 0x{data[offset]:02x} at offset {offset} is not UTF-8"
    help = "save the file as UTF-8"
    if guess := data[offset : offset + 1].decode("cp1252", errors="ignore"):
        help += f"; in Windows-1252 the byte is '{guess}'"
    return finding(text, "YAML001", message, len(text.text) - 1, help=help)
