"""What the alarms of errors in logs count, by AWS's page on patterns and lines that are written."""

from __future__ import annotations

import pytest
from filter_patterns import RefusedByAws, matches
from log_lines import OF_BROKEN_HOSTS, OF_SOUND_HOSTS
from looked_at import every

from tfgen.language.alarms import HostLogErrors, LogErrors


@pytest.mark.parametrize("line", OF_BROKEN_HOSTS)
def test_what_a_host_cannot_get_over_counts(line: str) -> None:
    assert matches(HostLogErrors().pattern, line)


@pytest.mark.parametrize("line", OF_SOUND_HOSTS)
def test_what_a_sound_host_writes_does_not_count(line: str) -> None:
    assert not matches(HostLogErrors().pattern, line)


def test_each_part_of_the_pattern_is_needed_by_a_line() -> None:
    parts = HostLogErrors().pattern.strip("%").split("|")
    assert [] == [
        part
        for part in every(parts)
        if not any(matches(f"%{part}%", line) for line in OF_BROKEN_HOSTS)
    ]


@pytest.mark.parametrize("pattern", [LogErrors().pattern, HostLogErrors().pattern])
def test_aws_takes_the_patterns_that_are_given_by_default(pattern: str) -> None:
    assert not matches(pattern, "")
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    assert len(pattern) <= 1024


# The examples of AWS's page.
@pytest.mark.parametrize(
    ("pattern", "line", "counts"),
    [
        ("%AUTHORIZED%", "[ERROR 401] UNAUTHORIZED REQUEST", True),
        ("%AUTHORIZED%", "[ERROR 401] forbidden", False),
        ("%[Ee]rror|[Ff]ail%", "a Failure", True),
        ("%^[hc]at%", "hat", True),
        ("%^[hc]at%", "a hat", False),
        ("%[hc]at$%", "a cat", True),
        ("%colou?r%", "color", True),
        ("%^a{3,5}$%", "aa", False),
        ("%^a{3,5}$%", "aaaa", True),
        (r"%\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}%", "from 10.0.50.12", True),
        (r"%10\.10%", "10x10", False),
        (r"%a\sb%", "a b", True),
        (r"%a\x28b\x29%", "a(b)", True),
    ],
)
def test_patterns_are_read_as_aws_says(pattern: str, line: str, counts: bool) -> None:
    assert counts == matches(pattern, line)


@pytest.mark.parametrize(
    "pattern", ["%something!%", "%a(b)%", r"%a\(b\)%", "%a b%", "%é%", "%a\\%", "ERROR", "%%"]
)
def test_what_aws_does_not_list_is_refused(pattern: str) -> None:
    with pytest.raises(RefusedByAws):
        matches(pattern, "")
