"""What can be found in files of other tools."""

from __future__ import annotations

from tfgen.adopt.aws import codes as aws
from tfgen.adopt.compose import codes as compose
from tfgen.adopt.copilot import codes as copilot
from tfgen.adopt.live import codes as live
from tfgen.adopt.task_definition import codes as task_definition
from tfgen.adopt.tfvars import codes as tfvars
from tfgen.diagnostics import Code, Severity

CODES = (
    Code(
        "ADOPT001",
        "not-carried-over",
        what="A value of the imported file has no place in the spec.",
        why="tfgen has no such thing, has it in another way, or takes it from elsewhere. What is "
        "left out is listed, so that nothing gets lost in silence.",
        help="Do what the finding says, or leave it: then delete nothing of the old before you "
        "know that it is not missed.",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT002",
        "carried-over-changed",
        what="A value of the imported file is in the spec, but not as it was.",
        why="The two tools count, name or default it differently.",
        help="Look whether the value in the spec is what you want.",
        severity=Severity.NOTE,
    ),
    Code(
        "ADOPT003",
        "made-up",
        what="The spec needs a value that the imported file does not have.",
        why="What the other tool asks for elsewhere, or decides itself, a spec says.",
        help="Replace the value in the spec, or give the option that the finding names.",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT010",
        "not-readable",
        what="The imported file is no YAML or JSON.",
        why="Nothing can be taken from a text whose structure is unknown.",
        help="Mend the file where the finding points.",
    ),
    Code(
        "ADOPT011",
        "another-kind-of-file",
        what="The imported file is not what the command reads.",
        why="Each tool has a form of its own, and words of one mean something else in another.",
        help="Give the file that the finding names, or the command that reads this one.",
    ),
    *copilot.CODES,
    *compose.CODES,
    *task_definition.CODES,
    *tfvars.CODES,
    *aws.CODES,
    *live.CODES,
)
