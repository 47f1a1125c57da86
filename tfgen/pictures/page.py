"""A picture as a page of HTML that needs nothing beside it: it zooms, and tells of boxes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib import resources

from tfgen.pictures.model import Picture
from tfgen.pictures.svg import said, svg

# What of a page of scripts would end the element that holds JSON.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def page(picture: Picture, lines: Mapping[str, str]) -> str:
    """Return a picture as a page; `lines` are what the spec says of boxes, by their names."""
    facts = json.dumps(_facts(picture, lines), ensure_ascii=True, sort_keys=True)
    for character, written in _UNSAFE.items():
        facts = facts.replace(character, written)
    values = {
        "TITLE": escape(picture.title),
        "STYLE": _text("page.css"),
        "PICTURE": svg(picture),
        "FACTS": facts,
        "SCRIPT": _text("page.js"),
    }
    # All at once: what a spec says may look like a mark.
    return re.sub("@([A-Z]+)@", lambda mark: values[mark[1]], _text("page.html"))


def _facts(picture: Picture, lines: Mapping[str, str]) -> dict[str, dict[str, object]]:
    facts: dict[str, dict[str, object]] = {}
    for box in picture.walk():
        if not box.title:
            continue
        told: dict[str, object] = {"title": box.spoken, "lines": list(box.lines)}
        if box.place:
            told["place"] = f"{box.place.file}:{box.place.line}"
        if box.name in lines:
            told["text"] = lines[box.name]
        ways = [arrow for arrow in picture.arrows if box.name in (arrow.source, arrow.target)]
        told["ways"] = [said(picture, arrow).replace("\n", " · ") for arrow in ways]
        facts[box.name] = told
    return facts


@cache
def _text(name: str) -> str:
    return resources.files("tfgen.pictures").joinpath(name).read_text(encoding="utf-8")
