"""How schedules are read: what AWS takes passes as it is, and crontab's forms are told in AWS's."""

from __future__ import annotations

import pytest

from tfgen.diagnostics import Location
from tfgen.language.refused import Refused
from tfgen.language.schedules import read_schedule, read_time_zone
from tfgen.source import Scalar


def told(text: str) -> str:
    """Return the help for a schedule that is refused."""
    with pytest.raises(Refused) as refused:
        read_schedule(Scalar(text, True, Location("spec.yaml", 1, 1)))
    return str(refused.value.faults[0].context["help"])


@pytest.mark.parametrize(
    "text",
    [
        "rate(1 minute)",
        "rate(5 minutes)",
        "rate(1 day)",
        "at(2026-12-31T23:59:59)",
        "cron(30 2 * * ? *)",
        "cron(0/15 8-18 ? * MON-FRI *)",
        "cron(0 6 1,15 * ? 2026-2030)",
        "cron(0 6 L * ? *)",
        "cron(0 6 LW JAN,JUL ? *)",
        "cron(0 6 15W * ? *)",
        "cron(0 6 ? * 2#1 *)",
        "cron(0 6 ? * 6L *)",
    ],
)
def test_takes_what_aws_takes(text: str) -> None:
    assert text == read_schedule(Scalar(text, True, Location("spec.yaml", 1, 1)))


@pytest.mark.parametrize(
    ("crontab", "aws"),
    [
        ("30 2 * * *", "cron(30 2 * * ? *)"),
        ("cron(30 2 * * *)", "cron(30 2 * * ? *)"),
        ("*/5 * * * *", "cron(0/5 * * * ? *)"),
        ("0 8-18/2 * * 1-5", "cron(0 8-18/2 ? * 2-6 *)"),
        ("0 0 * * 0", "cron(0 0 ? * 1 *)"),
        ("0 0 * * 7", "cron(0 0 ? * 1 *)"),
        ("0 0 * * 5-7", "cron(0 0 ? * 1,6-7 *)"),
        ("0 0 * * mon,wed", "cron(0 0 ? * MON,WED *)"),
        ("0 0 1 */3 *", "cron(0 0 1 1/3 ? *)"),
        ("@daily", "cron(0 0 * * ? *)"),
        ("@hourly", "cron(0 * * * ? *)"),
        ("@weekly", "cron(0 0 ? * 1 *)"),
    ],
)
def test_tells_a_schedule_of_crontab_in_the_words_of_aws(crontab: str, aws: str) -> None:
    assert f"write {aws}" == told(crontab)
    assert aws == read_schedule(Scalar(aws, True, Location("spec.yaml", 1, 1)))


def test_tells_to_write_two_schedules_where_crontab_means_either_day() -> None:
    assert "two schedules" in told("0 0 1 * 1")


@pytest.mark.parametrize(
    "text",
    [
        "cron(60 * * * ? *)",
        "cron(0 0 0 * ? *)",
        "cron(0 0 * 13 ? *)",
        "cron(0 0 ? * 8 *)",
        "cron(0 0 ? * ? *)",
        "cron(0 0 1 * 1 *)",
        "cron(0 0 * * ? 1969)",
        "cron(0 5-3 * * ? *)",
        "cron(0/0 * * * ? *)",
        "cron(0  0 * * ? *)",
        "cron()",
        "rate(0 minutes)",
        "rate(2 day)",
        "rate(1 weeks)",
        "at(2026-02-30T00:00:00)",
        "at(2026-12-31)",
        "every day",
    ],
)
def test_refuses_what_aws_would(text: str) -> None:
    assert told(text)


def test_knows_the_time_zones_of_iana_and_suggests_one() -> None:
    assert "Asia/Kolkata" == read_time_zone(
        Scalar("Asia/Kolkata", True, Location("spec.yaml", 1, 1))
    )
    with pytest.raises(Refused) as refused:
        read_time_zone(Scalar("Europe/Amsterdm", True, Location("spec.yaml", 1, 1)))
    assert "did you mean 'Europe/Amsterdam'?" == refused.value.faults[0].context["help"]
