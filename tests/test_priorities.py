"""Priorities of listener rules: the narrower first, the same every time, and nobody moves for a
neighbour."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from looked_at import every

from tfgen.resolve.priorities import priority

LOWEST, HIGHEST = 1, 50_000

HOSTS = st.from_regex(r"[a-z0-9-]{1,12}(\.[a-z0-9-]{1,8}){1,3}", fullmatch=True)
PATHS = st.from_regex(r"(/[a-z0-9._-]{1,8}){1,7}", fullmatch=True)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
PATTERNS = st.one_of(
    HOSTS,
    PATHS,
    st.just("/*"),
    st.builds(
        lambda host, path, end: host + path + end,
        st.one_of(st.just(""), HOSTS),
        PATHS,
        st.sampled_from(["", "/*"]),
    ),
)

# Each pair: what says more, then what says less and would take its requests.
NARROWER = [
    ("www.example.com/api/v1", "www.example.com/api/*"),
    ("www.example.com/api/v1/*", "www.example.com/api/*"),
    ("www.example.com/api/*", "www.example.com/*"),
    ("www.example.com/api/*", "www.example.com"),
    ("www.example.com/api/*", "/api/*"),
    ("www.example.com", "*.example.com"),
    ("www.example.com", "/*"),
    ("*.example.com", "/*"),
    ("/api/v1", "/api/*"),
    ("/api/v1/*", "/api/*"),
    ("/api/*", "/*"),
]
OWNERS = [("web", "public"), ("api", "public"), ("a", "internal"), ("z" * 30, "x")]


@pytest.mark.parametrize(("narrow", "wide"), NARROWER)
def test_the_narrower_pattern_is_asked_first_whoever_has_it(narrow: str, wide: str) -> None:
    for one, other in every(product(OWNERS, OWNERS)):
        assert priority(*one, narrow) < priority(*other, wide)


@given(NAMES, NAMES, PATTERNS)
def test_every_priority_is_one_that_a_listener_takes(
    service: str, route: str, pattern: str
) -> None:
    assert LOWEST <= priority(service, route, pattern) <= HIGHEST


@given(NAMES, NAMES, HOSTS, PATHS)
def test_a_whole_path_comes_before_all_that_begins_with_it(
    service: str, route: str, host: str, path: str
) -> None:
    assert priority(service, route, host + path) < priority(service, route, f"{host}{path}/*")
    assert priority(service, route, path) < priority(service, route, f"{path}/*")


@given(NAMES, NAMES, HOSTS, PATHS)
def test_a_path_of_a_host_comes_before_the_host(
    service: str, route: str, host: str, path: str
) -> None:
    assert priority(service, route, f"{host}{path}/*") < priority(service, route, host)


@given(NAMES, NAMES, HOSTS, PATHS)
def test_a_prefix_with_a_host_comes_before_the_same_without(
    service: str, route: str, host: str, path: str
) -> None:
    assert priority(service, route, f"{host}{path}/*") < priority(service, route, f"{path}/*")


# Written down: a changed value would swap rules of every listener that is in use.
@pytest.mark.parametrize(
    ("service", "route", "pattern", "expected"),
    [
        ("web", "public", "www.example.com", 44803),
        ("api", "public", "www.example.com/api/*", 21196),
        ("api", "internal", "/*", 48781),
    ],
)
def test_a_priority_is_the_same_in_every_release(
    service: str, route: str, pattern: str, expected: int
) -> None:
    assert expected == priority(service, route, pattern)
