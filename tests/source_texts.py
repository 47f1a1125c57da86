"""Texts of specs: what the source stage says of them, and where it says that things stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tfgen import source
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.source import Document, Fields, Items, Node, Scalar


def parse(text: str) -> Document:
    return source.parse(text.encode(), "spec.yaml")


def problems(text: str | bytes) -> tuple[Diagnostic, ...]:
    data = text
    if isinstance(data, str):
        data = data.encode()
    with pytest.raises(TfgenError) as raised:
        source.parse(data, "spec.yaml")
    return raised.value.diagnostics


def places(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, int, int, int]]:
    codes_at = [(diagnostic.code, diagnostic.location) for diagnostic in diagnostics]
    return [(code, at.line, at.column, at.length) for code, at in codes_at if at]


def plain(node: Node) -> object:
    match node:
        case Scalar():
            return node.text
        case Items():
            return [plain(item) for item in node.items]
        case Fields():
            return {key: plain(entry.value) for key, entry in node.entries.items()}


def lines_of(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def placed(node: Node, path: str = "") -> Iterator[tuple[str, Location]]:
    yield path.removeprefix("."), node.at
    if isinstance(node, Items):
        for index, item in enumerate(node.items):
            yield from placed(item, f"{path}.{index}")
    if isinstance(node, Fields):
        for key, entry in node.entries.items():
            yield from placed(entry.value, f"{path}.{key}")


def written_at(text: str, at: Location) -> str:
    return lines_of(text)[at.line - 1][at.column - 1 : at.column - 1 + at.length]
