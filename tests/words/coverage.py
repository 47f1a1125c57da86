"""How much of the language the specs use, and what is known to have no use."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

from words.usage import words_of_file
from words.vocabulary import KINDS, Word, words

HERE = Path(__file__).parent
SPECS = HERE / "specs"
# Those with a platform: tests/terraform/test_applications.py applies or validates them.
APPLICATIONS = (HERE.parents[1] / "specs/teams", HERE / "applications")
# What tfgen refuses everywhere, by the code that says so; and what a tool lacks.
REFUSED, EXCEPTIONS = HERE / "refused.yaml", HERE / "exceptions.yaml"
LEAST = 98  # per cent
# What is applied; the others are planned only, since an apply of theirs takes minutes.
APPLIED = ("balancers", "forward", "fargate", "existing", "off", "private", "closed", "web-acls")


def specs() -> tuple[Path, ...]:
    """Return the specs that together use every word."""
    return (*_own(), *applications())


def _own() -> tuple[Path, ...]:
    return tuple(sorted(SPECS.glob("*.yaml")))


def applications() -> tuple[Path, ...]:
    """Return a platform and applications, each with a tree of its own."""
    return tuple(path for folder in APPLICATIONS for path in sorted(folder.glob("*.yaml")))


def applied() -> tuple[Path, ...]:
    """Return the specs that are applied."""
    return tuple(spec for spec in _own() if spec.stem in APPLIED)


def planned() -> tuple[Path, ...]:
    """Return the specs that are planned only."""
    return tuple(spec for spec in _own() if spec.stem not in APPLIED)


@cache
def used_by(spec: Path) -> frozenset[Word]:
    """Return the words that a spec uses."""
    return words_of_file(spec)


def used() -> frozenset[Word]:
    """Return the words that some spec uses."""
    return frozenset().union(*map(used_by, specs()))


@cache
def refused() -> dict[Word, str]:
    """Return the words that tfgen refuses wherever they may stand, with the code that says so."""
    return _listed(REFUSED)


@cache
def exceptions() -> dict[Word, str]:
    """Return the words that no spec uses, with the reason."""
    return _listed(EXCEPTIONS)


def _listed(file: Path) -> dict[Word, str]:
    """Read a list of patterns of words by why they have no use."""
    listed = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    names = {word: name_of(word) for word in words()}
    return {
        word: why
        for why, patterns in listed.items()
        for pattern in map(re.compile, patterns)
        for word, name in names.items()
        if pattern.fullmatch(name)
    }


def name_of(word: Word) -> str:
    """Return the name of a word in the lists: kind, path without its stars, and name."""
    path = ".".join(part for part in word.place if part != "*")
    return " ".join(filter(None, (word.kind, path, word.name)))


def percent(wanted: Collection[Word], having: Collection[Word]) -> float:
    """Return how much of some words is used."""
    return 100 * len(set(wanted) & set(having)) / len(wanted)


def table(having: Collection[Word], leaving: Mapping[Word, str]) -> str:
    """Return the coverage by kind, and the words without a use by name."""
    lines = [f"{'':8}{'all':>7}{'refused':>9}{'used':>7}{'%':>8}  missing"]
    for kind in KINDS:
        every = [word for word in words() if word.kind == kind]
        wanted = [word for word in every if word not in leaving]
        missing = sorted(set(wanted) - set(having))
        lines.append(
            f"{kind:8}{len(every):7}{len(every) - len(wanted):9}{len(wanted) - len(missing):7}"
            f"{percent(wanted, having):8.1f}  {len(missing)}"
        )
        lines += [f"{'':10}{word}{_why(word)}" for word in missing]
    return "\n".join(lines)


def _why(word: Word) -> str:
    reason = exceptions().get(word)
    return f": {reason}" if reason else ""


def unexplained(having: Collection[Word]) -> list[Word]:
    """Return words that no spec uses, and for which there is no reason."""
    known: Iterable[Word] = {*having, *refused(), *exceptions()}
    return sorted(words() - set(known))
