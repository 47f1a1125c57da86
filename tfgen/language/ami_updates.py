"""`ami_updates`: newer images are noticed."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.field import Field
from tfgen.language.scalars import matching
from tfgen.language.section import Section

# https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
SCHEDULE_FORM = r"rate\([1-9][0-9]{0,3} (?:minute|hour|day)s?\)|cron\(\S+(?: \S+){5}\)"


class AmiUpdates(Section):
    """A scheduled check in the account that tells of newer images; it changes nothing."""

    schedule: Annotated[
        str,
        matching(
            SCHEDULE_FORM,
            "a schedule",
            "write rate(1 day), or cron(…) with six fields as EventBridge has it",
        ),
    ] = Field(
        "rate(1 day)",
        description="How often: rate(1 day), or cron(minute hour day month weekday year) in "
        "UTC. Each check tells of every group that does not run the recommended image.",
    )
