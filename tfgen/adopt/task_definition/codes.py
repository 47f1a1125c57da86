"""What can be found in a task definition."""

from __future__ import annotations

from tfgen.diagnostics import Code

CODES = (
    Code(
        "ADOPT050",
        "no-such-container",
        what="--main names a container that no task definition has.",
        why="The main container of a task is the service itself in a spec, and the others are its "
        "sidecars.",
        help="Give the name of one of its containers, or leave --main out: the first essential "
        "one with a port is then the main one.",
    ),
    Code(
        "ADOPT051",
        "two-task-definitions-one-family",
        what="Two files have task definitions of one family.",
        why="A service of a spec is named by the family: it has one task definition.",
        help="Give the newest of the two alone.",
    ),
)
