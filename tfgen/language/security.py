"""`security`: how findings are graded, and which are accepted."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.scalars import Reads, Words, fault, matching, read_text, shown
from tfgen.language.section import One, Section


def read_date(value: object) -> datetime.date:
    """Read a calendar date, YYYY-MM-DD."""
    if isinstance(value, datetime.date):
        return value
    text = read_text(value, "a date")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        fault("SPEC010", f"{shown(text)} is not a date", "write YYYY-MM-DD")


class Waiver(Section):
    """A security finding that is accepted, and why."""

    reason: Annotated[
        str, matching(r"[\s\S]*\S[\s\S]*", "a reason", "say why the finding is accepted")
    ] = Field(description="Why the finding is accepted; stands in the tree's README.")
    until: (
        Annotated[datetime.date, Reads(read_date, {"type": "string", "format": "date"})] | None
    ) = Field(None, description="Last day of the waiver; afterwards it is an error.")


class Security(Section):
    """How strictly findings are graded, and which are accepted."""

    profile: Annotated[Literal["strict", "standard", "dev"], Words()] = Field(
        "standard",
        description="Grades findings as errors, warnings or notes; it changes no default.",
    )
    waivers: dict[
        Annotated[
            str,
            matching(
                r"SEC[0-9]{3}",
                "the code of a finding",
                "write the code that validate prints, such as SEC001",
            ),
        ],
        Annotated[Waiver, One("reason")],
    ] = Field({}, description="Accepted findings by code, each with its reason.")
