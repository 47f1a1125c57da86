"""When a schedule runs next: what `cron(…)` and `at(…)` come to.

`rate(…)` counts from the moment at which AWS makes the schedule, which no spec knows.
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from itertools import islice
from zoneinfo import ZoneInfo

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
# A day that is far away, such as the 29th of February: eight years lie between two around 2100.
_YEARS = 9


def next_runs(
    schedule: str, zone: str, now: datetime.datetime, most: int = 3
) -> list[datetime.datetime]:
    """Return the first runs of a schedule after a moment, in its time zone; none of `rate(…)`.

    What the clocks leave out in spring is skipped, and what they repeat in autumn runs once:
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
    """
    form, _, inside = schedule.removesuffix(")").partition("(")
    here = ZoneInfo(zone)
    runs: Iterator[datetime.datetime] = iter(())
    if form == "at":
        runs = iter([datetime.datetime.fromisoformat(inside)])
    elif form == "cron":
        runs = _moments(inside.split(), now.astimezone(here).date())
    there = (run.replace(tzinfo=here) for run in runs)
    return list(islice((run for run in there if _exists(run) and run > now), most))


def _exists(run: datetime.datetime) -> bool:
    """Tell whether the clocks of a zone show a time."""
    return run.astimezone(datetime.UTC).astimezone(run.tzinfo) == run


def _moments(fields: list[str], first: datetime.date) -> Iterator[datetime.datetime]:
    minutes, hours = _values(fields[0], 0, 59), _values(fields[1], 0, 23)
    months, years = _values(fields[3], 1, 12, _MONTHS), _values(fields[5], 1970, 2199)
    for year in range(first.year, first.year + _YEARS):
        for month in months if year in years else ():
            for day in _days(fields[2], fields[4], year, month):
                date = datetime.date(year, month, day)
                times = [(hour, minute) for hour in hours for minute in minutes]
                for hour, minute in times if date >= first else ():
                    yield datetime.datetime(year, month, day, hour, minute)


def _values(field: str, low: int, high: int, words: tuple[str, ...] = ()) -> list[int]:
    """Return the values of a field: a list of single ones, ranges and steps."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = ("*", "", "") if span == "*" else span.partition("-")
        start = low if first == "*" else _number(first, low, words)
        # 10/15 is from 10 on, and 10 alone is itself.
        end = _number(last, low, words) if dash else (high if first == "*" or step else start)
        found.update(range(start, end + 1, int(step or 1)))
    return sorted(found)


def _number(text: str, low: int, words: tuple[str, ...]) -> int:
    return words.index(text) + low if text in words else int(text)


def _days(of_month: str, of_week: str, year: int, month: int) -> list[int]:
    """Return the days of a month that the two fields of days name; one of the two is ?."""
    length = calendar.monthrange(year, month)[1]
    if of_month == "?":
        found = {day for part in of_week.split(",") for day in _of_week(part, year, month, length)}
    else:
        found = {
            day for part in of_month.split(",") for day in _of_month(part, year, month, length)
        }
    return sorted(found)


def _of_month(part: str, year: int, month: int, length: int) -> list[int]:
    if part == "LW":
        return [_weekday_near(length, year, month, length)]
    if part.startswith("L"):
        return [day for day in [length - int(part[2:] or 0)] if day > 0]
    if part.endswith("W"):
        day = int(part[:-1])
        return [_weekday_near(day, year, month, length)] if day <= length else []
    return [day for day in _values(part, 1, 31) if day <= length]


def _weekday_near(day: int, year: int, month: int, length: int) -> int:
    """Return the day from Monday to Friday nearest to one, in the same month."""
    weekday = calendar.weekday(year, month, day)
    if weekday == calendar.SATURDAY:
        return day - 1 if day > 1 else day + 2
    if weekday == calendar.SUNDAY:
        return day + 1 if day < length else day - 2
    return day


def _of_week(part: str, year: int, month: int, length: int) -> list[int]:
    if part == "L":  # alone, the last day of each week
        part = "SAT"
    if part.endswith("L"):
        return _on(_number(part[:-1], 1, _DAYS), year, month, length)[-1:]
    if "#" in part:
        weekday, nth = part.split("#")
        return _on(_number(weekday, 1, _DAYS), year, month, length)[int(nth) - 1 : int(nth)]
    weekdays = _values(part, 1, 7, _DAYS)
    return [day for weekday in weekdays for day in _on(weekday, year, month, length)]


def _on(weekday: int, year: int, month: int, length: int) -> list[int]:
    """Return the days of a month that are a weekday, which AWS counts from Sunday as 1."""
    first = calendar.weekday(year, month, 1)
    return list(range(1 + (weekday - 2 - first) % 7, length + 1, 7))
