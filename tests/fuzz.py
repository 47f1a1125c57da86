"""Inputs of any kind, each through the stages that read it: how far it comes, and what it costs.

`python tests/fuzz.py [COUNT [SEED]]` prints the figures and each input that is answered badly.
"""

from __future__ import annotations

import copy
import datetime
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import bad_specs
import yaml
from spoilt_texts import FAULTS

from tfgen import language, rules, source
from tfgen.diagnostics import Diagnostic, Severity, TfgenError, family
from tfgen.pipeline import Checked, build
from tfgen.resolve import resolve
from tfgen.tree import RenderedFile
from tfgen.verify import verify

ROOT = Path(__file__).parent.parent
TODAY = datetime.date(2026, 11, 24)
SPECS = (ROOT / "specs", ROOT / "tests" / "words" / "specs")
TREE = ROOT / "out" / "instance-connect"
SECONDS = 2
ODD = (
    *(None, True, False, 0, -1, 1, 65536, 2**63, 0.5, "", "x", "0", "no", "*", "${x}", "é", "a b"),
    *("10.0.0.0/8", "::/0", "1s", "1.5 GiB", "x" * 300, [], {}, [None], {"x": None}, ["a", "a"]),
    *({"terraform": "var.x"}, {"terraform": "${"}, {"": ""}, [[]], [{}], "default", "eu-west-1a"),
)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Figures:
    """How many inputs came how far, and the ones that were answered badly."""

    inputs: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    slowest: float = 0
    bad: list[tuple[str, str]] = field(default_factory=list)


def fuzz(count: int, seed: int) -> Figures:
    """Take so many inputs through the stages."""
    chance = random.Random(seed)
    figures = Figures()
    for kind, text in _inputs(chance, count):
        figures.inputs += 1
        started = time.process_time()
        try:
            wrong = _judge(kind, text, figures.reached)
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        took = time.process_time() - started
        figures.slowest = max(figures.slowest, took)
        if took > SECONDS:
            wrong = wrong or f"{took:.1f} s"
        if wrong:
            figures.bad.append((f"{kind}: {wrong}", text))
    return figures


def _inputs(chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Yield inputs: a third are spoilt texts, the most are YAML of other values, some Terraform."""
    texts = seeds()
    for _ in range(count):
        draw = chance.random()
        if draw < 0.03:
            yield "tree", _spoilt(chance.choice(list(tree_texts().values())), chance)
        elif draw < 0.3:
            yield "text", _spoilt(chance.choice(texts), chance)
        else:
            yield "values", _other_values(chance)


def _spoilt(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice((1, 1, 2, 5))):
        text = chance.choice(FAULTS)(text, chance.randrange(len(text) + 1), chance)
    return text


def _other_values(chance: random.Random) -> str:
    """Return a spec with some values taken out, put elsewhere or replaced."""
    spec = copy.deepcopy(chance.choice(datas()))
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        places = list(_places(spec))
        if not places:
            break
        _change(*chance.choice(places), chance)
    return yaml.safe_dump(spec, allow_unicode=True, sort_keys=False)


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each container with each of its keys or numbers."""
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from _places(node[key])


def _change(container: Any, key: Any, chance: random.Random) -> None:
    match chance.randrange(7):
        case 0:
            del container[key]
        case 1 if isinstance(container, dict):
            container[chance.choice((*_words(), "x"))] = container.pop(key)
        case 2 | 3:
            container[key] = copy.deepcopy(chance.choice(_values_of(key)))
        case 4 if isinstance(container, dict):
            other, name = chance.choice(list(_places(chance.choice(datas()))))
            container[name] = copy.deepcopy(other[name])
        case _:
            container[key] = copy.deepcopy(chance.choice(ODD))


@cache
def seeds() -> list[str]:
    """Return specs to begin with: examples, and each case at fault with what mends it."""
    texts = [path.read_text() for folder in SPECS for path in sorted(folder.glob("*.yaml"))]
    for case in bad_specs.cases():
        for data in (*case.specs.values(), *(case.mended or {}).values()):
            texts.append(data.decode(errors="replace"))
    # Most are short: what is wrong in them is not lost in the rest.
    return [text for text in texts if len(text) < 4_000]


@cache
def datas() -> list[dict[str, Any]]:
    """Return the seeds that are mappings, as data."""
    read = []
    for text in seeds():
        try:
            data = yaml.load(text, _LOADER)
            yaml.safe_dump(data)
        except (yaml.YAMLError, ValueError):
            continue
        if isinstance(data, dict) and data and "extends" not in data:
            read.append(data)
    return read


@cache
def _by_key() -> Mapping[Any, list[Any]]:
    values: dict[Any, list[Any]] = {}
    for data in datas():
        for container, key in _places(data):
            values.setdefault(key, []).append(container[key])
    return values


@cache
def _words() -> tuple[str, ...]:
    return tuple(key for key in _by_key() if isinstance(key, str))


def _values_of(key: Any) -> list[Any]:
    return _by_key().get(key) or list(ODD)


@cache
def tree_texts() -> dict[str, str]:
    """Return the files of a tree."""
    paths = sorted(TREE.rglob("*.tf"))
    return {path.relative_to(TREE).as_posix(): path.read_text() for path in paths}


def _judge(kind: str, text: str, reached: Counter[str]) -> str:
    """Say what is wrong with the answer to an input; "" where nothing is."""
    if kind == "tree":
        reached["tree"] += 1
        return _judge_tree(text)
    try:
        reading = language.read(source.parse(text.encode(errors="surrogatepass"), "spec.yaml"))
    except TfgenError as error:
        # What `extends` or `platform` names is read behind the YAML.
        if family(error.diagnostics[0].code) != "YAML":
            reached["yaml"] += 1
        return _unplaced(error.diagnostics, text)
    reached["yaml"] += 1
    cluster = resolve(reading)
    found = (*reading.diagnostics, *rules.check(cluster, TODAY))
    if not reading.unread:
        reached["rules"] += 1
    if not any(one.severity is Severity.ERROR for one in found):
        reached["sound"] += 1
        # To render takes ten times as long as all before it.
        if reached["sound"] % 20 == 1:
            reached["built"] += 1
            _build(Checked(cluster, found))
    return _unplaced(found, text)


def _build(spec: Checked) -> None:
    try:
        build(spec)
    except TfgenError as error:
        # Expressions may name what only Terraform of a user's own has, which there is none of here.
        if any(found.code != "HCL012" for found in error.diagnostics):
            raise


def _judge_tree(text: str) -> str:
    files = {**tree_texts(), "main.tf": text}
    try:
        verify([RenderedFile(*file) for file in files.items()], conventions=False)
    except TfgenError as error:
        if any(found.location is None for found in error.diagnostics):
            return "a finding has no place"
    return ""


def _unplaced(findings: tuple[Diagnostic, ...], text: str) -> str:
    """Say which finding has no place in the text."""
    last = text.count("\n") + text.count("\r") + 1
    for found in findings:
        place = found.location
        if place is None or not 1 <= place.line <= last or place.column < 1:
            return f"{found.code} has no place: {found.message[:80]}"
    return ""


if __name__ == "__main__":
    count, seed = ([int(word) for word in sys.argv[1:]] + [1_000, 1][len(sys.argv) - 1 :])[:2]
    told = fuzz(count, seed)
    print(told.inputs, dict(told.reached), f"slowest {told.slowest:.2f} s, bad {len(told.bad)}")
    for why, text in told.bad:
        print("-" * 72, why, text, sep="\n")
