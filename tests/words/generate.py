"""Specs that together use every word: each seed is filled with words that no spec before it uses,
as long as tfgen has nothing against it.

    python tests/words write

writes them into tests/words/specs. The same seeds and the same language give the same specs.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from itertools import groupby
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_origin
from zlib import crc32

import yaml
from field_trials import is_section

from tfgen.diagnostics import Diagnostic
from words import samples
from words.usage import Judged, Path_, judged, place_of, runner_of, words_of
from words.vocabulary import KINDS, RUNNERS, Field, Place, Word, by_place, words

HERE = Path(__file__).parent
SEEDS, SPECS = HERE / "seeds", HERE / "specs"
# The largest first: what they use the others need not.
ORDER = (
    *("services", "jobs", "bridge", "balancers", "fargate", "own", "host", "groups", "existing", "forward"),
    *("shifting", "private", "closed", "off", "again"),
)
ROUNDS, TRIES, TRIES_OF_WORKLOADS = 8, 8, 2
# What a seed has may be written otherwise here.
_REPLACEABLE = {"image"}
Data = Any


class Put(NamedTuple):
    """A value that is written for a word."""

    word: Word
    path: Path_
    value: Data


class Conflict(Exception):
    """A value has no place where another one stands."""


def written(data: Data) -> str:
    """Return a spec as YAML."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


class Draft:
    """A seed with words that are added to it."""

    def __init__(self, seed: Path, wanted: Iterable[Word]) -> None:
        self.file = str(SPECS / seed.name)  # what it extends is there
        self.seed = yaml.safe_load(seed.read_text(encoding="utf-8"))
        self.puts: list[Put] = []
        self.wanted = set(wanted)
        self.tried: set[tuple[Word, Path_, int]] = set()
        self.alone: Path_ = ()
        self.known: frozenset[tuple[str, Path_]] = frozenset()
        self.tries: Counter[Word] = Counter()
        self.number = 0
        self.refused: dict[Word, Diagnostic] = {}
        # Words with who runs it, where a finding stood at the very word: it would again.
        self.senseless: set[tuple[Word, str]] = set()

    @property
    def data(self) -> Data:
        """The spec as it stands."""
        return filled(self.seed, self.puts)

    def judged(self, puts: list[Put], alone: Path_ = ()) -> Judged:
        """Let tfgen read the seed with some words; of its workloads one alone, which is soon done."""
        data = filled(self.seed, puts)
        if alone:
            leave_alone(data, alone)
        return judged(json.dumps(data), self.file)

    def fill(self) -> frozenset[Word]:
        """Add wanted words until no more have a place; return those that the spec then uses."""
        for kinds in (KINDS[:2], KINDS[2:4], KINDS[4:]):
            for _ in range(ROUNDS):
                used = words_of(self.judged(self.puts))
                wanted = sorted(word for word in self.wanted - used if word.kind in kinds)
                new = sorted(self.next_of(wanted), key=lambda put: str(put.path))
                if not new:
                    break
                before = len(self.puts)
                self.keep_what_fits(new)
                # What is left is refused by what the seed is.
                if 20 * (len(self.puts) - before) < len(new):
                    break
        return words_of(self.judged(self.puts))

    def next_of(self, wanted: Iterable[Word]) -> Iterator[Put]:
        """Yield each word at the next place where it was not tried yet."""
        data = self.data
        self.runners = runners_in(self.judged(self.puts))
        for word in wanted:
            for put in self.chances(data, word):
                try:
                    insert(data, put.path, put.value)
                except Conflict:
                    continue
                self.tries[word] += 1
                yield put
                break

    def chances(self, data: Data, word: Word) -> Iterator[Put]:
        """Yield what may be written for a word and was not tried yet."""
        place = tuple(part for part in word.place if not part.startswith("="))
        if place not in by_place() or place in samples.DECIDED:
            return
        values = list(samples.values_for(word))
        # First where what is around it stands already.
        known = sorted(paths_of(data, place), key=lambda path: -depth_in(data, path))
        for path in known:
            most = TRIES_OF_WORKLOADS if path[0] in RUNNERS else TRIES
            runner = self.runners.get(path[:2], "")
            if word.kind == "pairs" and runner != word.name or (word, runner) in self.senseless:
                continue
            for index, value in enumerate(values):
                if (word, path, index) not in self.tried and self.tries[word] < most:
                    self.tried.add((word, path, index))
                    self.number += 1
                    number = f"{self.number % 900 + 100}"
                    yield Put(word, numbered(path, number), numbered(value, number))

    def keep_what_fits(self, new: list[Put]) -> None:
        """Take over words of which tfgen refuses none: first within each workload, then together."""
        fitting = []
        for member, puts in groupby(new, key=lambda put: put.path[:2]):
            if member[0] in RUNNERS:
                fitting += self.fitting(list(puts), member)
            else:
                fitting += puts
        self.puts += self.fitting(fitting)

    def fitting(self, new: list[Put], alone: Path_ = ()) -> list[Put]:
        """Return words of which tfgen refuses none: what a finding names goes, of the rest what half
        by half brings another one."""
        self.alone, self.known = alone, frozenset()
        # What another workload gives a use to.
        self.known = frozenset(map(told, self.against([])))
        while against := self.against(new):
            named = [(put, finding) for finding in against for put in at(finding, new)]
            if not named:
                return self.halves(new, [])
            self.refused |= {put.word: finding for put, finding in named}
            self.senseless |= {
                (put.word, self.runners[put.path[:2]])
                for put, _ in named
                if put.path[:2] in self.runners
            }
            new = [put for put in new if not any(put is other for other, _ in named)]
        return new

    def against(self, new: list[Put]) -> list[Diagnostic]:
        """Return what tfgen has against words that it had not against the spec without them."""
        against = self.judged([*self.puts, *new], self.alone).against
        return [finding for finding in against if told(finding) not in self.known]

    def halves(self, new: list[Put], kept: list[Put]) -> list[Put]:
        """Return what fits beside what is kept, one half after the other."""
        against = self.against([*kept, *new])
        if not against:
            return [*kept, *new]
        if len(new) <= 1:
            self.refused |= {put.word: against[0] for put in new}
            return kept
        middle = len(new) // 2
        return self.halves(new[middle:], self.halves(new[:middle], kept))


def leave_alone(data: Data, member: Path_) -> None:
    """Take the other workloads out of a spec, but those that a peer may be."""
    for section in RUNNERS:
        known = data.get(section, {})
        for key in list(known):
            if (section, key) != member and key not in ("peer", "run"):
                del known[key]


def told(finding: Diagnostic) -> tuple[str, Path_]:
    """Return what makes two findings the same."""
    return finding.code, finding.path


def at(finding: Diagnostic, new: list[Put]) -> list[Put]:
    """Return the word, of those that are new, in whose value a finding stands."""
    around = [put for put in new if finding.path[: len(put.path)] == put.path]
    return sorted(around, key=lambda put: len(put.path))[-1:]


def runners_in(spec: Judged) -> dict[Path_, str]:
    """Return how each workload of a spec is run, by its path."""
    return {
        (section, key): runner_of(workload)
        for section in RUNNERS
        for key, workload in getattr(spec.cluster, section).items()
    }


def numbered(value: Data, number: str) -> Data:
    """Put a number into texts that have a # for it, and to round ports."""
    if isinstance(value, str):
        return re.sub("#+", number, value.replace("##", "#")).replace("0000", f"0{number}")
    if isinstance(value, tuple):
        return tuple(numbered(part, number) for part in value)
    if isinstance(value, list):
        return [numbered(part, number) for part in value]
    if isinstance(value, dict):
        return {numbered(key, number): numbered(part, number) for key, part in value.items()}
    if value in (1000, 10_000, 20_000, 30_000) and not isinstance(value, bool):
        return value + int(number)
    return value


def filled(seed: Data, puts: Iterable[Put]) -> Data:
    """Return a seed with words written into it."""
    data = copy.deepcopy(seed)
    for put in puts:
        try:
            insert(data, put.path, put.value)
        except Conflict:
            continue
    return data


def paths_of(data: Data, place: Place) -> Iterator[Path_]:
    """Yield the paths of a spec that a path of the language stands for; members of sections
    exist, a member inside of them may be new."""
    yield from _paths(data, place, (), ())


def _paths(data: Data, rest: Place, done: Path_, place: Place) -> Iterator[Path_]:
    if not rest:
        yield done
        return
    step, *after = rest
    at = (*place, step)
    if step != "*":
        inner = data.get(step) if isinstance(data, dict) else None
        yield from _paths(inner, tuple(after), (*done, step), at)
        return
    holder = by_place()[place]
    if get_origin(holder.kind) is dict:
        yield from _of_members(data, tuple(after), done, at, holder)
    elif after:
        count = len(data) if isinstance(data, list) else 0
        for index in range(count + 1):
            inner = data[index] if index < count else None
            yield from _paths(inner, tuple(after), (*done, index), at)
    else:
        yield (*done, len(data) if isinstance(data, list) else 0)


def _of_members(
    data: Data, after: Place, done: Path_, at: Place, holder: Field
) -> Iterator[Path_]:
    known = data if isinstance(data, dict) else {}
    inside = len(done) > 1
    apart = inside and done[-1] in samples.APART
    if apart or not after:
        yield from _paths(None, after, (*done, samples.new_key(holder)), at)
    if after:
        for key in known:
            yield from _paths(known[key], after, (*done, key), at)
    if after and inside and not apart and not known:
        yield from _paths(None, after, (*done, samples.new_key(holder)), at)


def depth_in(data: Data, path: Path_) -> int:
    """Return how much of a path a spec has already."""
    for depth, part in enumerate(path):
        if isinstance(data, dict) and part in data:
            data = data[part]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return depth
    return len(path)


def insert(data: Data, path: Path_, value: Data) -> None:
    """Write a value at a path, with the sections around it; raise Conflict where another one
    stands."""
    node, is_new = data, False
    for depth, part in enumerate(path[:-1], 1):
        node, made = _step(node, part, path[:depth])
        is_new = is_new or made
    last = path[-1]
    if isinstance(node, list):
        if last != len(node):
            raise Conflict(path)
        node.append(copy.deepcopy(value))
    elif not isinstance(node, dict):
        raise Conflict(path)
    elif last not in node or is_new or last in _REPLACEABLE:
        node[last] = copy.deepcopy(value)
    elif isinstance(node[last], dict) and isinstance(value, dict):
        for key in value:
            insert(node[last], (key,), value[key])
    else:
        raise Conflict(path)


def _step(node: Data, part: str | int, path: Path_) -> tuple[Data, bool]:
    """Return what stands at a part of a path, and whether it was made for it."""
    made = False
    if isinstance(node, list) and isinstance(part, int):
        if made := part == len(node):
            node.append(_empty(path))
        return node[part], made
    if not isinstance(node, dict):
        raise Conflict(path)
    if made := part not in node:
        node[part] = _empty(path)
    if not isinstance(node[part], dict | list):
        raise Conflict(path)
    return node[part], made


def _empty(path: Path_) -> Data:
    field = by_place()[place_of(path)]
    if is_section(field.kind):
        return numbered(samples.minimal(field), f"{crc32(repr(path).encode()) % 900 + 100}")
    return [] if get_origin(field.kind) is tuple else {}


def write(*, anew: bool) -> None:
    """Write the specs from the seeds, or add to those that are there what none of them uses."""
    from words import coverage

    folder, wanted = SPECS, words() - set(coverage.refused())
    if anew:
        folder = SEEDS
    else:
        wanted -= coverage.used()
    for name in ORDER:
        draft = Draft(folder / f"{name}.yaml", wanted)
        used = draft.fill()
        wanted -= used
        if draft.puts or anew:
            (SPECS / f"{name}.yaml").write_text(written(draft.data), encoding="utf-8")
            print(f"{name}: {len(draft.puts)} words added", flush=True)
