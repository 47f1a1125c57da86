"""What `tfgen explain` tells of words that are no codes: one form for all, as text and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Of a terminal that nobody made wider.
WIDTH = 80
_LABEL = 12


@dataclass(frozen=True, slots=True)
class Explanation:
    """What something is: a sentence, facts under labels, and texts of YAML or HCL with a head."""

    kind: str
    title: str
    says: str
    facts: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


def as_text(explanations: Sequence[Explanation]) -> str:
    """Return explanations for a terminal of 80 columns."""
    return "\n".join(
        "".join(f"{line}\n" for line in _lines(explanation)) for explanation in explanations
    )


def _lines(explanation: Explanation) -> Iterator[str]:
    yield explanation.title
    if explanation.says:
        yield ""
        yield from textwrap.wrap(explanation.says, WIDTH)
    if explanation.facts:
        yield ""
    before = ""
    for label, words in explanation.facts:
        yield from _fact("" if label == before else label, words)
        before = label
    for head, text in explanation.texts:
        yield from ("", f"{head}:", "")
        yield from (f"    {line}".rstrip() for line in text.splitlines())


def _fact(label: str, words: str) -> Iterator[str]:
    lines = textwrap.wrap(
        words,
        WIDTH - _LABEL - 2,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for number, line in enumerate(lines):
        yield f"  {'' if number else label:<{_LABEL}}{line}"


def as_json(explanations: Sequence[Explanation]) -> str:
    """Return explanations as JSON; facts of one label are a list."""
    entries = []
    for explanation in explanations:
        facts: dict[str, list[str]] = {}
        for label, words in explanation.facts:
            facts.setdefault(label, []).append(words)
        entries.append(
            {
                "kind": explanation.kind,
                "title": explanation.title,
                "says": explanation.says,
                "facts": facts,
                "texts": dict(explanation.texts),
            }
        )
    data = {"format_version": 1, "explanations": entries}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
