"""A picture as SVG: one file that needs nothing beside it; its colours follow the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from tfgen.pictures import colours
from tfgen.pictures.lanes import Lanes
from tfgen.pictures.layout import PAD, RANK_GAP, TEXT_LINE, TITLE_LINE, Placed, laid_out
from tfgen.pictures.model import Arrow, Picture
from tfgen.pictures.wires import Point, Wire, wires

_ROOT = "picture"
_ROUND = {"region": 3, "vpc": 3, "zone": 3}


def svg(picture: Picture) -> str:
    """Return a picture as a document of SVG."""
    lanes = Lanes(picture)
    root = laid_out(picture, lanes)
    width, height = _number(root.width), _number(root.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{_ROOT}" width="{width}" height="{height}"',
        f'     viewBox="0 0 {width} {height}" role="img" aria-labelledby="{_ROOT}-title '
        f'{_ROOT}-desc">',
        f'<title id="{_ROOT}-title">{escape(picture.title)}</title>',
        f'<desc id="{_ROOT}-desc">{escape(picture.about)}</desc>',
        f"<style>\n{colours.style(_ROOT)}</style>",
        *_heads(len(colours.LIGHT.wires)),
        f'<rect class="page" width="{width}" height="{height}"/>',
        *_drawn(picture, root, wires(picture, root, lanes)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _drawn(picture: Picture, root: Placed, those: Iterable[Wire]) -> Iterator[str]:
    paths = [line for wire in those for line in _wire(picture, wire)]
    boxes = [line for placed in root.walk() if placed.is_frame for line in _box(placed)]
    # Curves go under boxes, lanes over the frames that they cross.
    if any(wire.curved for wire in those):
        return iter((*paths, *boxes))
    return iter((*boxes, *paths))


def _heads(count: int) -> Iterator[str]:
    yield "<defs>"
    for number in range(count):
        yield (
            f'<marker id="head{number}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" '
            f'markerHeight="7" orient="auto"><path class="h{number}" d="M0 0.5 L8 4 L0 7.5 z"/>'
            "</marker>"
        )
    yield "</defs>"


def _box(placed: Placed) -> Iterator[str]:
    box = placed.box
    classes = f"{box.kind} {box.mark}".strip()
    yield f'<g class="{classes}" data-name="{_quoted(box.name)}">'
    yield f"<title>{escape(_told(placed))}</title>"
    where = " ".join(
        f'{name}="{_number(value)}"'
        for name, value in (
            ("x", placed.x),
            ("y", placed.y),
            ("width", placed.width),
            ("height", placed.height),
        )
    )
    # What stands inside follows as elements of their own: so each has its title alone.
    yield f'<rect {where} rx="{_ROUND.get(box.kind, 5)}"/>'
    x, y = placed.x + placed.indent, placed.y + PAD + 8
    for title in placed.titles:
        yield f'<text class="title" x="{_number(x)}" y="{_number(y)}">{escape(title)}</text>'
        y += TITLE_LINE
    for line in placed.lines:
        yield f'<text x="{_number(x)}" y="{_number(y)}">{escape(line)}</text>'
        y += TEXT_LINE
    yield "</g>"


def _told(placed: Placed) -> str:
    box = placed.box
    said = [box.spoken, *box.lines]
    if box.mark:
        said.append(box.mark)
    return "\n".join(said)


def _wire(picture: Picture, wire: Wire) -> Iterator[str]:
    colour = wire.lane % len(colours.LIGHT.wires)
    path = _curve(wire.points) if wire.curved else _line(wire.points)
    kind = "curve" if wire.curved else "lane"
    yield f'<path class="wire {kind} w{colour}" marker-end="url(#head{colour})" d="{path}">'
    yield f"<title>{escape(said(picture, wire.arrow))}</title></path>"


def said(picture: Picture, arrow: Arrow) -> str:
    """Return in words what an arrow stands for."""
    names = {box.name: box.spoken for box in picture.walk()}
    ways = f"{names[arrow.source]} to {names[arrow.target]}"
    return "\n".join((ways, *arrow.ports, *arrow.why[:6]))


def _line(points: Iterable[Point]) -> str:
    # Where two legs meet their point stands twice.
    every = list(dict.fromkeys(points))
    return "M" + " L".join(map(_at, every))


def _curve(points: Sequence[Point]) -> str:
    """Return curves from one point to the next, each level at both ends."""
    start = points[0]
    path = [f"M{_at(start)}"]
    for end in points[1:]:
        middle = max(RANK_GAP * 0.4, (end[0] - start[0]) / 2)
        if start[1] == end[1]:
            path.append(f"L{_at(end)}")
        else:
            first, second = (start[0] + middle, start[1]), (end[0] - middle, end[1])
            path.append(f"C{', '.join(map(_at, (first, second, end)))}")
        start = end
    return " ".join(path)


def _at(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})
