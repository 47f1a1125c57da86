"""A picture as DOT, for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.pictures.colours import LIGHT
from tfgen.pictures.model import Arrow, Picture
from tfgen.pictures.outline import Entry, is_from_left, outline, walk


def dot(picture: Picture) -> str:
    """Return a picture as a directed graph of DOT."""
    entries = outline(picture)
    by_name = {entry.name: entry for entry in walk(entries)}
    direction = "LR" if is_from_left(picture) else "TB"
    lines = [
        f"digraph {_quoted(picture.title)} {{",
        f"  graph [compound=true, rankdir={direction}, fontname=Helvetica, fontsize=12, "
        f"label={_quoted(picture.title)}, labelloc=t, style=rounded];",
        '  node [shape=box, style="rounded,filled", fontname=Helvetica, fontsize=11];',
        '  edge [fontname=Helvetica, fontsize=9, color="#57606a"];',
        *(line for entry in entries for line in _entry(entry, "  ")),
        *(line for arrow in picture.arrows for line in _arrow(arrow, by_name)),
        "}",
    ]
    return "".join(f"{line}\n" for line in lines)


def _entry(entry: Entry, indent: str) -> Iterator[str]:
    fill, stroke = LIGHT.boxes[entry.kind]
    if entry.mark:
        stroke = LIGHT.marks[entry.mark]
    label = _quoted("\n".join(line for line in entry.label if line))
    colours = f'color="{stroke}", fillcolor="{fill}"'
    if not entry.inside:
        yield f"{indent}{_quoted(entry.name)} [label={label}, {colours}];"
        return
    yield f"{indent}subgraph {_quoted(f'cluster {entry.name}')} {{"
    yield f'{indent}  graph [label={label}, {colours}, style="rounded,filled"];'
    for inner in entry.inside:
        yield from _entry(inner, f"{indent}  ")
    yield f"{indent}}}"


def _arrow(arrow: Arrow, by_name: dict[str, Entry]) -> Iterator[str]:
    if arrow.source not in by_name or arrow.target not in by_name:
        return
    source, target = by_name[arrow.source], by_name[arrow.target]
    settings = [f"label={_quoted(', '.join(arrow.ports[:3]))}"]
    # An edge ends at a node: at the border of a frame it is only cut.
    if source.inside:
        settings.append(f"ltail={_quoted(f'cluster {source.name}')}")
    if target.inside:
        settings.append(f"lhead={_quoted(f'cluster {target.name}')}")
    ends = f"{_quoted(source.leaf.name)} -> {_quoted(target.leaf.name)}"
    yield f"  {ends} [{', '.join(settings)}];"


def _quoted(text: str) -> str:
    # DOT knows escapes of its own for lines: \\n is one.
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
