"""Priorities of listener rules: nobody needs to know who was there before, and two never meet."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from looked_at import every

from tfgen.resolve.priorities import BANDS, Wish, priorities
from tfgen.resolve.specificity import parsed, specificity

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
LOWEST, HIGHEST = 1, 50_000
# Free for those that a spec writes.
WRITTEN = 1_000

HOSTS = st.from_regex(r"[a-z0-9-]{1,12}(\.[a-z0-9-]{1,8}){1,3}", fullmatch=True)
PATHS = st.from_regex(r"(/[a-z0-9._-]{1,8}){1,7}", fullmatch=True)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
Draw = dict[str, Wish]


def wish(name: str, pattern: str) -> Wish:
    return Wish(f"{name}\n{pattern}", specificity(parsed(pattern), (), {}, ()))


def hosts(name: str, drawn: random.Random) -> str:
    return f"{name}.example.com"


def prefixes(name: str, drawn: random.Random) -> str:
    return f"/{name}/*"


def mixed(name: str, drawn: random.Random) -> str:
    """Return a pattern as teams write them: most are a host, or the beginning of a path."""
    host = drawn.choice(("www.example.com", "api.example.com"))
    kinds = {
        f"{name}.example.com": 35,
        f"/{name}/*": 25,
        f"{host}/{name}/*": 20,
        f"/api/{name}/*": 5,
        f"{host}/api/{name}/*": 7,
        f"/{name}": 4,
        f"{host}/{name}": 4,
    }
    return drawn.choices(list(kinds), list(kinds.values()))[0]


def draws(kind, rules: int, count: int) -> Iterator[Draw]:  # type: ignore[no-untyped-def]
    """Yield so many draws of some rules; the last one of each is a newcomer."""
    for seed in range(count):
        drawn = random.Random(seed)
        names = [f"app{drawn.randrange(10**6)}" for _ in range(rules)]
        yield {name: wish(name, kind(name, drawn)) for name in names}


def without_last(draw: Draw) -> Draw:
    return dict(list(draw.items())[:-1])


def moved(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Return who was there and has another place."""
    return [name for name in before if name in after and after[name] != before[name]]


def met(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Return who comes to a place that another one had, or has: AWS refuses it until that is gone."""
    owners = {place: name for name, place in before.items()}
    return [name for name, place in after.items() if owners.get(place, name) != name]


def test_bands_share_no_place_and_all_are_places_of_a_listener() -> None:
    places = [place for band in BANDS.values() for place in _places(band)]
    assert len(places) == len(set(places))
    assert LOWEST + WRITTEN <= min(places)
    assert max(places) <= HIGHEST


def _places(band) -> list[int]:  # type: ignore[no-untyped-def]
    return [place for points in range(band.levels + 1) for place in band.level(points)]


@given(NAMES, st.one_of(HOSTS, PATHS, st.builds("{}{}/*".format, HOSTS, PATHS)))
def test_a_rule_takes_one_of_its_places(name: str, pattern: str) -> None:
    rule = wish(name, pattern)
    assert priorities({name: rule}, [])[name] in rule.places


@given(HOSTS, PATHS)
def test_a_whole_path_comes_before_what_begins_with_it_and_that_before_the_host(
    host: str, path: str
) -> None:
    patterns = [f"{host}{path}", f"{path}", f"{host}{path}/*", f"{path}/*", host, "/*"]
    ranges = [wish("web", pattern).places for pattern in patterns]
    assert all(narrow.stop <= wide.start for narrow, wide in itertools.pairwise(ranges))


@pytest.mark.parametrize(
    ("kind", "rules", "count"), [(hosts, 100, 60), (prefixes, 100, 60), (mixed, 150, 60)]
)
def test_two_rules_never_meet(kind, rules: int, count: int) -> None:  # type: ignore[no-untyped-def]
    meeting = [
        draw
        for draw in every(draws(kind, rules, count))
        if len(set(priorities(draw, []).values())) < len(draw)
    ]
    assert [] == meeting


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "rules", "most"),
    [
        *((hosts, 60, 20), (hosts, 100, 30), (prefixes, 60, 30), (prefixes, 100, 40)),
        *((mixed, 60, 10), (mixed, 100, 10), (mixed, 150, 10)),
    ],
)
def test_a_newcomer_moves_few_and_none_to_a_place_in_use(  # type: ignore[no-untyped-def]
    kind, rules: int, most: int, record_property
) -> None:
    """Of 1,000 draws so many at most move a rule, and none clashes."""
    moves = clashes = 0
    for draw in every(draws(kind, rules + 1, 1_000)):
        before, after = priorities(without_last(draw), []), priorities(draw, [])
        clashes += len(set(after.values())) < len(after)
        moves += bool(moved(before, after))
        assert [] == met(before, after)
        # What was added goes again.
        assert [] == met(after, before)
    record_property("figure", f"{kind.__name__}, {rules} rules: {moves} of 1000 move one")
    assert 0 == clashes
    assert moves <= most


def test_a_contested_place_stays_empty() -> None:
    """Rules that want one place leave it, also to the one that was there first."""
    contested = 0
    for draw in every(draws(prefixes, 100, 100)):
        after = priorities(draw, [])
        wanted: dict[int, list[str]] = {}
        for name, rule in draw.items():
            wanted.setdefault(rule.choice(0), []).append(name)
        several = [place for place, names in wanted.items() if len(names) > 1]
        contested += len(several)
        assert set() == set(several) & set(after.values())
    assert contested


def test_the_order_in_which_rules_are_looked_at_does_not_matter() -> None:
    for draw in every(draws(prefixes, 150, 20)):
        backwards = dict(reversed(list(draw.items())))
        assert priorities(draw, []) == priorities(backwards, [])


def test_a_written_priority_is_gone_round() -> None:
    for draw in every(draws(mixed, 40, 20)):
        alone = priorities(draw, [])
        first = next(iter(draw))
        beside = priorities(draw, [alone[first]])
        assert alone[first] not in beside.values()
        assert [first] == moved(alone, beside)


# Written down: a changed value would move rules of every listener that is in use.
@pytest.mark.parametrize(
    ("name", "pattern", "expected"),
    [
        ("web", "www.example.com", 41909),
        ("api", "www.example.com/api/*", 20098),
        ("api", "/*", 49656),
        ("shop", "/shop/cart*", 29236),
    ],
)
def test_a_priority_is_the_same_in_every_release(name: str, pattern: str, expected: int) -> None:
    assert expected == wish(name, pattern).choice(0)
