"""When something runs: rate(…), cron(…) and at(…) as EventBridge Scheduler and Application Auto Scaling take them.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, NamedTuple

from tfgen.diagnostics import closest
from tfgen.facts import time_zones
from tfgen.language.scalars import Reads, fault, read_text, shown

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_RATE = r"rate\((?P<number>[1-9][0-9]{0,5}) (?P<unit>minute|hour|day)(?P<plural>s?)\)"
_AT = r"at\((?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})\)"
_FORMS = "write rate(1 hour), cron(30 2 * * ? *) with six fields, or at(2026-12-31T23:30:00), in quotes inside { }"
# What crontab writes for a schedule of its own.
_NICKNAMES = {
    "@yearly": "cron(0 0 1 1 ? *)",
    "@annually": "cron(0 0 1 1 ? *)",
    "@monthly": "cron(0 0 1 * ? *)",
    "@weekly": "cron(0 0 ? * 1 *)",
    "@daily": "cron(0 0 * * ? *)",
    "@midnight": "cron(0 0 * * ? *)",
    "@hourly": "cron(0 * * * ? *)",
}


class _Field(NamedTuple):
    """A field of cron(…): its name, its range, its words, and the further forms of the two that name days."""

    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()
    special: str = r"(?!)"

    def takes(self, text: str) -> bool:
        """Tell whether the field may hold a text: a list of values, ranges and steps."""
        return all(self._part(part) for part in text.split(","))

    def _part(self, text: str) -> bool:
        if re.fullmatch(self.special, text):
            return True
        span, slash, step = text.partition("/")
        if slash and not (re.fullmatch(r"[0-9]{1,4}", step) and 0 < int(step) <= self.high):
            return False
        first, dash, last = span.partition("-")
        if span == "*":
            return True
        numbers = [self._number(one) for one in ((first, last) if dash else (first,))]
        return None not in numbers and numbers == sorted(one for one in numbers if one is not None)

    def _number(self, text: str) -> int | None:
        if text in self.words:
            return self.words.index(text) + self.low
        found = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else -1
        return found if self.low <= found <= self.high else None


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field(
        "day of the month", 1, 31, special=r"\?|L(?:-[0-9]{1,2})?|LW|(?:[1-9]|[12][0-9]|3[01])W"
    ),
    _Field("month", 1, 12, _MONTHS),
    _Field(
        "day of the week", 1, 7, _DAYS, special=rf"\?|L|(?:[1-7]|{'|'.join(_DAYS)})(?:L|#[1-5])"
    ),
    _Field("year", 1970, 2199),
)


def read_schedule(value: object) -> str:
    """Read rate(…), cron(…) with six fields, or at(…); crontab's own forms are told in AWS's."""
    text = read_text(value, "a schedule")
    if text in _NICKNAMES:
        fault(
            "SPEC010",
            f"{shown(text)} is crontab's, and AWS does not know it",
            f"write {_NICKNAMES[text]}",
        )
    inner = re.fullmatch(r"cron\((.*)\)|(.*)", text)
    fields = ((inner[1] or inner[2] or "") if inner else "").split(" ")
    if len(fields) == 5 and all(fields):
        fault(
            "SPEC010",
            f"{shown(text)} has crontab's five fields, and AWS's cron has six",
            _translated(fields),
        )
    if text.startswith("cron(") and text.endswith(")"):
        _check_cron(text, fields)
    elif found := re.fullmatch(_RATE, text):
        if (found["number"] == "1") == bool(found["plural"]):
            right = (
                f"rate({found['number']} {found['unit']}{'' if found['number'] == '1' else 's'})"
            )
            fault("SPEC010", f"{shown(text)} is not how AWS writes this rate", f"write {right}")
    elif not ((found := re.fullmatch(_AT, text)) and _is_time(found["time"])):
        fault("SPEC010", f"{shown(text)} is not a schedule", _FORMS)
    return text


def _check_cron(text: str, fields: list[str]) -> None:
    if len(fields) != len(_FIELDS) or not all(fields):
        names = "minute hour day month weekday year"
        fault(
            "SPEC010",
            f"{shown(text)} has not the six fields of AWS's cron",
            f"write cron({names}), with one space",
        )
    for field, given in zip(_FIELDS, fields, strict=True):
        if not field.takes(given):
            help = f"use {field.low} to {field.high}, *, lists, ranges and steps"
            fault("SPEC010", f"{shown(given)} is no {field.name} of AWS's cron", help)
    if (fields[2] == "?") == (fields[4] == "?"):
        help = "write ? for the day of the week, or for the day of the month"
        fault("SPEC010", f"{shown(text)} needs ? for one of its two days, and for one only", help)


def _is_time(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _translated(fields: list[str]) -> str:
    """Return the help that writes five fields as six: days of the week count from 1, and one of two days is a ?."""
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        return "crontab takes either of its two days and AWS only one: write two schedules, each with ? for one of them"
    minute, hour = (re.sub(r"^\*/", "0/", one) for one in (minute, hour))
    day, month = (re.sub(r"^\*/", "1/", one) for one in (day, month))
    day, weekday = (day, "?") if weekday == "*" else ("?", _weekdays(weekday))
    return f"write cron({minute} {hour} {day} {month} {weekday} *)"


def _weekdays(text: str) -> str:
    """Return crontab's days of the week in AWS's numbers: 0 and 7 are Sunday there, 1 is here."""
    span, slash, step = text.upper().partition("/")
    # From Sunday as 7 a range would run backwards here.
    if re.fullmatch(r"[1-6]-7", span):
        span = f"1,{int(span[0]) + 1}-7" if span != "1-7" else "*"
    else:
        span = re.sub(r"[0-7]", lambda found: str(int(found[0]) % 7 + 1), span)
    return span + slash + step


def read_time_zone(value: object) -> str:
    """Read the name of a time zone of IANA."""
    text = read_text(value, "a time zone")
    known = time_zones.names()
    if text not in known:
        help = closest(text, sorted(known)) or "write its name, such as Europe/Amsterdam or UTC"
        fault("SPEC011", f"{shown(text)} is no time zone of IANA", help)
    return text


ScheduleExpression = Annotated[
    str, Reads(read_schedule, {"type": "string", "pattern": r"^(?:rate|cron|at)\(.+\)$"})
]
TimeZone = Annotated[
    str, Reads(read_time_zone, {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9_+/-]*$"})
]
