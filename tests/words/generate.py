"""Specs that together use every word: each seed is filled with words that no spec before it uses,
as long as tfgen has nothing against it.

    python tests/words write

writes them into tests/words/specs. The same seeds and the same language give the same specs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import yaml

from tfgen.diagnostics import Diagnostic
from words import samples
from words.usage import Judged, Path_, judged, runner_of, words_of
from words.vocabulary import KINDS, RUNNERS, Word, by_place, words
from words.writing import Conflict, Data, Put, depth_in, filled, insert, numbered, paths_of

HERE = Path(__file__).parent
SEEDS, SPECS = HERE / "seeds", HERE / "specs"
# The largest first: what they use the others need not.
ORDER = (
    *(
        "services",
        "jobs",
        "bridge",
        "balancers",
        "fargate",
        "own",
        "host",
        "groups",
        "existing",
        "forward",
    ),
    *("shifting", "private", "closed", "rest", "off", "gpus"),
)
ROUNDS, TRIES, TRIES_OF_WORKLOADS = 8, 8, 2


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
        """Let tfgen read the seed with some words; of its workloads one alone, which is quick."""
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
        try:
            values = list(samples.values_for(word))
        except LookupError:
            return  # the table says by name that it has no use
        # First where what is around it stands already.
        known = sorted(paths_of(data, place), key=lambda path: -depth_in(data, path))
        for path in known:
            most = TRIES_OF_WORKLOADS if path[0] in RUNNERS else TRIES
            runner = self.runners.get(path[:2], "")
            if (word.kind == "pairs" and runner != word.name) or (word, runner) in self.senseless:
                continue
            for index, value in enumerate(values):
                if (word, path, index) not in self.tried and self.tries[word] < most:
                    self.tried.add((word, path, index))
                    self.number += 1
                    number = f"{self.number % 900 + 100}"
                    yield Put(word, numbered(path, number), numbered(value, number))

    def keep_what_fits(self, new: list[Put]) -> None:
        """Take over words that tfgen does not refuse: within each workload, then together."""
        fitting = []
        for member, puts in groupby(new, key=lambda put: put.path[:2]):
            if member[0] in RUNNERS:
                fitting += self.fitting(list(puts), member)
            else:
                fitting += puts
        self.puts += self.fitting(fitting)

    def fitting(self, new: list[Put], alone: Path_ = ()) -> list[Put]:
        """Return words that tfgen does not refuse: what a finding names goes, and of the rest what
        brings another one, half by half."""
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
