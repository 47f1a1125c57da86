"""When something runs: rate(…), cron(…) and at(…).

EventBridge Scheduler and Application Auto Scaling take the same forms.
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
_FORMS = (
    "write rate(1 hour), cron(30 2 * * ? *) with six fields, or at(2026-12-31T23:30:00), "
    "in quotes inside { }"
)
_TWO_SCHEDULES = (
    "crontab takes either of its two days and AWS only one: "
    "write two schedules, each with ? for one of them"
)
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
    """A field of cron(…): its name, range and words, and the further forms of its days."""

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
        numbers = [self._number(first)]
        if dash:
            numbers.append(self._number(last))
        # A range that runs backwards, as from Friday to Monday, is none for AWS.
        known = [number for number in numbers if number is not None]
        return len(known) == len(numbers) and known == sorted(known)

    def _number(self, text: str) -> int | None:
        if text in self.words:
            return self.words.index(text) + self.low
        if re.fullmatch(r"[0-9]{1,4}", text) and self.low <= int(text) <= self.high:
            return int(text)
        return None


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
        message = f"{shown(text)} is crontab's, and AWS does not know it"
        fault("SPEC010", message, f"write {_NICKNAMES[text]}")
    if every := re.fullmatch(r"@every ([1-9][0-9]{0,4})([mh])", text):
        message = f"{shown(text)} is Go's and Copilot's, and AWS does not know it"
        fault("SPEC010", message, f"write {_rate(int(every[1]), every[2])}")
    fields = _cron_fields(text)
    if len(fields) == 5 and all(fields):
        message = f"{shown(text)} has crontab's five fields, and AWS's cron has six"
        fault("SPEC010", message, _translated(fields))
    if text.startswith("cron(") and text.endswith(")"):
        _check_cron(text, fields)
    elif rate := re.fullmatch(_RATE, text):
        _check_rate(text, rate)
    elif not _is_moment(text):
        fault("SPEC010", f"{shown(text)} is not a schedule", _FORMS)
    return text


def in_words_of_aws(text: str) -> str | None:
    """Return a schedule of crontab as AWS writes it, one of AWS as it is; None where none fits."""
    fields = _cron_fields(text)
    if text in _NICKNAMES:
        return _NICKNAMES[text]
    if text.startswith(("rate(", "cron(")):
        return text
    if len(fields) != 5 or not all(fields):
        return None
    translated = _translated(fields)
    return None if translated == _TWO_SCHEDULES else translated.removeprefix("write ")


def _rate(number: int, unit: str) -> str:
    noun = {"m": "minute", "h": "hour"}[unit]
    return f"rate({number} {noun}{'s' * (number > 1)})"


def _cron_fields(text: str) -> list[str]:
    """Return the fields of cron(…), or of a text that is crontab's without it."""
    inside = re.fullmatch(r"cron\((.*)\)|(.*)", text)
    if not inside:  # more than one line
        return []
    return (inside[1] or inside[2] or "").split(" ")


def _check_cron(text: str, fields: list[str]) -> None:
    if len(fields) != len(_FIELDS) or not all(fields):
        message = f"{shown(text)} has not the six fields of AWS's cron"
        fault("SPEC010", message, "write cron(minute hour day month weekday year), with one space")
    for field, written in zip(_FIELDS, fields, strict=True):
        if not field.takes(written):
            help = f"use {field.low} to {field.high}, *, lists, ranges and steps"
            fault("SPEC010", f"{shown(written)} is no {field.name} of AWS's cron", help)
    if (fields[2] == "?") == (fields[4] == "?"):
        message = f"{shown(text)} needs ? for one of its two days, and for one only"
        help = "write ? for the day of the week, or for the day of the month"
        fault("SPEC010", message, help)


def _check_rate(text: str, rate: re.Match[str]) -> None:
    """Refuse rate(1 days) and rate(5 minute), which AWS does."""
    number, unit = rate["number"], rate["unit"]
    is_one = number == "1"
    if is_one != bool(rate["plural"]):
        return
    if not is_one:
        unit += "s"
    message = f"{shown(text)} is not how AWS writes this rate"
    fault("SPEC010", message, f"write rate({number} {unit})")


def _is_moment(text: str) -> bool:
    moment = re.fullmatch(_AT, text)
    return moment is not None and _is_time(moment["time"])


def _is_time(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _translated(fields: list[str]) -> str:
    """Return the help that writes five fields as six."""
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        return _TWO_SCHEDULES
    # In AWS's cron a step needs a number to count from.
    minute, hour = (re.sub(r"^\*/", "0/", field) for field in (minute, hour))
    day, month = (re.sub(r"^\*/", "1/", field) for field in (day, month))
    if weekday == "*":
        weekday = "?"
    else:
        day, weekday = "?", _weekdays(weekday)
    return f"write cron({minute} {hour} {day} {month} {weekday} *)"


def _weekdays(text: str) -> str:
    """Return crontab's days of the week in AWS's numbers: 0 and 7 are Sunday there, 1 is here."""
    span, slash, step = text.upper().partition("/")
    if span == "1-7":
        span = "*"
    elif re.fullmatch(r"[1-6]-7", span):
        # From Sunday as 7 a range would run backwards here.
        span = f"1,{int(span[0]) + 1}-7"
    else:
        span = re.sub(r"[0-7]", lambda day: str(int(day[0]) % 7 + 1), span)
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
