"""A picture as Mermaid, which GitHub and GitLab draw where it stands in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tfgen.pictures.colours import LIGHT
from tfgen.pictures.model import Arrow, Picture
from tfgen.pictures.outline import Entry, is_from_left, outline, walk

# All that Mermaid, Markdown or HTML may take for more than a character; a dot before a blank may be
# one of a list.
# https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
_SPECIAL = re.compile(r"[^\w ,./:–·→×-]|_|\.(?= )")
# Characters of the longest title of a frame, whatever stands in it.
_TITLE = 32
_WIDE = ("region", "vpc")
_RESERVED = ("end", "graph", "subgraph", "style", "class", "click", "default")
_MARKS = ("added", "changed", "moved", "replaced", "removed")


def mermaid(picture: Picture) -> str:
    """Return a picture as a flowchart of Mermaid."""
    entries = outline(picture)
    names = _identities(entry.name for entry in walk(entries))
    direction = "LR" if is_from_left(picture) else "TB"
    lines = [f"flowchart {direction}", f"  accTitle: {_plain(picture.title)}"]
    lines += [line for entry in entries for line in _entry(entry, names, "  ")]
    lines += [line for arrow in picture.arrows for line in _arrow(arrow, names)]
    lines += _marks(entries, names)
    return "".join(f"{line}\n" for line in lines)


def _identities(names: Iterable[str]) -> dict[str, str]:
    """Return what each box is called in the text: after its name, so that it stays the same."""
    known: dict[str, str] = {}
    for name in names:
        words = name.replace(".", "__").replace("+", "_and_").replace(":", "_of_")
        identity = re.sub(r"[^A-Za-z0-9_]", "_", words)
        while identity in known.values() or identity in _RESERVED:
            identity += "_"
        known[name] = identity
    return known


def _entry(entry: Entry, names: dict[str, str], indent: str) -> Iterator[str]:
    name = names[entry.name]
    if not entry.inside:
        yield f'{indent}{name}["{_label(entry.label)}"]'
        return
    title, *lines = entry.label
    # The title of a frame has one line, or it lies under what stands there.
    if entry.kind in _WIDE or sum(map(len, entry.label)) <= _TITLE:
        title, lines = " · ".join(entry.label), []
    yield f'{indent}subgraph {name}["{_escaped(title)}"]'
    if lines:
        yield f'{indent}  {name}__about["{_label(lines)}"]'
    for inner in entry.inside:
        yield from _entry(inner, names, f"{indent}  ")
    yield f"{indent}end"


def _label(lines: Sequence[str]) -> str:
    return "<br>".join(_escaped(line) for line in lines if line)


def _arrow(arrow: Arrow, names: dict[str, str]) -> Iterator[str]:
    if arrow.source not in names or arrow.target not in names:
        return
    label = ""
    if arrow.ports:
        label = f'|"{"<br>".join(map(_escaped, arrow.ports[:3]))}"|'
    yield f"  {names[arrow.source]} -->{label} {names[arrow.target]}"


def _marks(entries: tuple[Entry, ...], names: dict[str, str]) -> Iterator[str]:
    """Yield what colours the boxes that a change touches."""
    for mark in _MARKS:
        marked = [names[entry.name] for entry in walk(entries) if entry.mark == mark]
        if marked:
            yield f"  classDef {mark} stroke:{LIGHT.marks[mark]},stroke-width:3px"
            yield f"  class {','.join(marked)} {mark}"


def _escaped(text: str) -> str:
    # To Mermaid a backslash and an n are a new line, escaped or not: but for what is between them.
    apart = text.replace("\\", "\\\u200b")
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", apart)


def _plain(text: str) -> str:
    return re.sub(r"[^\w ,.-]", " ", text)
