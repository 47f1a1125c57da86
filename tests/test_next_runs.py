"""When schedules run next, beside another reader of AWS's cron; and what the clocks do to them."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tfgen.commands.explanations.next_runs import next_runs

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it writes patterns that Python warns of
    from pyawscron import AWSCron

UTC = datetime.UTC
NOVEMBER = datetime.datetime(2026, 11, 30, tzinfo=UTC)


def numbers(low: int, high: int) -> st.SearchStrategy[str]:
    one = st.integers(low, high)
    spans = (
        st.tuples(one, one)
        .filter(lambda ends: ends[0] < ends[1])
        .map(lambda ends: f"{ends[0]}-{ends[1]}")
    )
    steps = st.tuples(st.just("*") | one.map(str), st.integers(2, max(3, high // 2))).map(
        lambda pair: f"{pair[0]}/{pair[1]}"
    )
    lists = st.lists(one, min_size=2, max_size=4, unique=True).map(
        lambda some: ",".join(map(str, sorted(some)))
    )
    return st.just("*") | one.map(str) | spans | steps | lists


DAYS_OF_MONTH = (
    numbers(1, 31) | st.sampled_from(["L", "LW"]) | st.integers(1, 31).map(lambda day: f"{day}W")
)
DAYS_OF_WEEK = (
    numbers(1, 7)
    | st.sampled_from(["MON-FRI", "SUN", "TUE,THU"])
    | st.integers(1, 7).map(lambda day: f"{day}L")
    | st.tuples(st.integers(1, 7), st.integers(1, 5)).map(lambda pair: f"{pair[0]}#{pair[1]}")
)
MONTHS = numbers(1, 12) | st.just("JAN-MAR")
YEARS = st.sampled_from(["*", "2027", "2026-2028"])
DAYS = DAYS_OF_MONTH.map(lambda day: (day, "?")) | DAYS_OF_WEEK.map(lambda day: ("?", day))


@given(
    numbers(0, 59),
    numbers(0, 23),
    DAYS,
    MONTHS,
    YEARS,
    st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2026, 12, 31)),
)
def test_another_reader_of_crons_has_the_same_runs(minute, hour, days, month, year, now) -> None:
    cron = f"{minute} {hour} {days[0]} {month} {days[1]} {year}"
    now = now.replace(second=0, microsecond=0, tzinfo=UTC)
    try:
        theirs = [run for run in AWSCron.get_next_n_schedule(3, now, cron) if run]
    except Exception:  # it fails where there are fewer runs than it is asked for
        assume(False)
    assert theirs == next_runs(f"cron({cron})", "UTC", now)[: len(theirs)]


def shown(schedule: str, zone: str, now: datetime.datetime = NOVEMBER) -> Iterator[str]:
    return [f"{run:%a %d.%m.%Y %H:%M %Z}" for run in next_runs(schedule, zone, now)]


@pytest.mark.parametrize(
    ("schedule", "zone", "expected"),
    [
        (
            "cron(0 9 ? * MON-FRI *)",
            "Europe/Berlin",
            ["Mon 30.11.2026 09:00 CET", "Tue 01.12.2026 09:00 CET", "Wed 02.12.2026 09:00 CET"],
        ),
        ("cron(0 0 29 2 ? *)", "UTC", ["Tue 29.02.2028 00:00 UTC", "Sun 29.02.2032 00:00 UTC"]),
        # https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
        ("cron(30 2 28-29 3 ? 2027)", "Europe/Berlin", ["Mon 29.03.2027 02:30 CEST"]),
        ("cron(30 2 31 10 ? 2027)", "Europe/Berlin", ["Sun 31.10.2027 02:30 CEST"]),
        ("at(2026-12-31T23:30:00)", "UTC", ["Thu 31.12.2026 23:30 UTC"]),
        ("at(2025-12-31T23:30:00)", "UTC", []),
        ("rate(5 minutes)", "UTC", []),
    ],
)
def test_runs_are_those_of_the_clock_in_the_zone(
    schedule: str, zone: str, expected: list[str]
) -> None:
    assert expected == shown(schedule, zone)
