"""The colours of pictures, on a light page and on a dark one.

Each text has a contrast of 4.5 or more with what it stands on, as people with weak eyes need it:
https://www.w3.org/WAI/WCAG22/Understanding/contrast-minimum.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shades:
    """What a page has: its ground, its texts, and by kind of box what fills and frames it."""

    page: str
    ink: str
    soft: str
    boxes: Mapping[str, tuple[str, str]]
    wires: tuple[str, ...]
    marks: Mapping[str, str]


LIGHT = Shades(
    page="#ffffff",
    ink="#1b1f24",
    soft="#4a525c",
    boxes={
        "region": ("#ffffff", "#147a7c"),
        "vpc": ("#fbfaff", "#7d4fd6"),
        "zone": ("none", "#6b7683"),
        "public": ("#eef6e6", "#6a9a1f"),
        "private": ("#e8f4f8", "#2587a8"),
        "gateway": ("#ffffff", "#7d4fd6"),
        "balancer": ("#f4eefd", "#7d4fd6"),
        "ecs": ("#fff8f0", "#c55f06"),
        "capacity": ("#ffffff", "#d08a3e"),
        "service": ("#fdf0e3", "#c55f06"),
        "job": ("#f3f1ee", "#85705a"),
        "storage": ("#e9f5e6", "#4c8a2b"),
        "client": ("#eef1f5", "#5b6673"),
        "outside": ("#eef1f5", "#5b6673"),
        "beside": ("#fdeef5", "#c2327a"),
        "card": ("#eef1f5", "#5b6673"),
    },
    wires=("#57606a", "#2b6cb0", "#a61e4d", "#1b7f5c", "#9a5b00", "#6741d9", "#0b7285", "#5c7a12"),
    marks={
        "added": "#1a7f37",
        "changed": "#9a6700",
        "moved": "#0969da",
        "replaced": "#8250df",
        "removed": "#cf222e",
    },
)

DARK = Shades(
    page="#0d1117",
    ink="#e6edf3",
    soft="#b3bcc6",
    boxes={
        "region": ("#0d1117", "#3fb3b5"),
        "vpc": ("#12131f", "#a689ee"),
        "zone": ("none", "#8b96a3"),
        "public": ("#17210f", "#86b53d"),
        "private": ("#0f1f27", "#4aa9c8"),
        "gateway": ("#12131f", "#a689ee"),
        "balancer": ("#221b33", "#a689ee"),
        "ecs": ("#1f1710", "#e08a3c"),
        "capacity": ("#14110e", "#b87a38"),
        "service": ("#33230f", "#e08a3c"),
        "job": ("#25211c", "#a8937b"),
        "storage": ("#16240f", "#74b352"),
        "client": ("#1a2029", "#8b96a3"),
        "outside": ("#1a2029", "#8b96a3"),
        "beside": ("#2d1422", "#e573ab"),
        "card": ("#1a2029", "#8b96a3"),
    },
    wires=("#9aa5b1", "#79b0ea", "#f080a8", "#5fc9a3", "#e0a85a", "#a997f7", "#4dc0d5", "#a4c956"),
    marks={
        "added": "#3fb950",
        "changed": "#d29922",
        "moved": "#4493f8",
        "replaced": "#a371f7",
        "removed": "#f85149",
    },
)


_DASHES = {"moved": "2 4", "replaced": "10 4"}


def style(identity: str) -> str:
    """Return the style sheet of a picture whose root has an id."""
    root = f"#{identity}"
    dark = "".join(f"  {line}\n" for line in _rules(DARK, root))
    light = "".join(f"{line}\n" for line in _rules(LIGHT, root))
    return f"{_base(root)}{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _base(root: str) -> str:
    font = 'system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif'
    return (
        f"{root} {{ font-family: {font}; font-size: 12px; }}\n"
        f"{root} .title {{ font-size: 13px; font-weight: 600; }}\n"
        f"{root} rect {{ stroke-width: 1.2; }}\n"
        f"{root} .zone > rect {{ stroke-dasharray: 5 4; }}\n"
        f"{root} .wire {{ fill: none; stroke-width: 1.5; }}\n"
        # Ways that share a lane lie over each other: with soft edges they would look thicker.
        f"{root} .lane {{ shape-rendering: crispEdges; }}\n"
    )


def _rules(shades: Shades, root: str) -> Iterator[str]:
    yield f"{root} .page {{ fill: {shades.page}; }}"
    yield f"{root} text {{ fill: {shades.soft}; }}"
    yield f"{root} .title {{ fill: {shades.ink}; }}"
    for kind, (fill, stroke) in shades.boxes.items():
        yield f"{root} .{kind} > rect {{ fill: {fill}; stroke: {stroke}; }}"
    for number, colour in enumerate(shades.wires):
        yield f"{root} .w{number} {{ stroke: {colour}; }}"
        yield f"{root} .h{number} {{ fill: {colour}; }}"
    for mark, colour in shades.marks.items():
        # Who cannot tell the colours from each other sees the line, and reads the word.
        dashes = f" stroke-dasharray: {_DASHES[mark]};" if mark in _DASHES else ""
        yield f"{root} .{mark} > rect {{ stroke: {colour}; stroke-width: 3;{dashes} }}"
        yield f"{root} .mark.{mark} {{ fill: {colour}; }}"
