"""What each field becomes in Terraform: `python tests/becomes.py` writes tfgen/facts/becomes.json.

Each field is set, in a context where it can stand, to another value than it has there. What then
differs in the resources of the tree, worked out, is what the field becomes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from field_contexts import CONTEXTS
from field_trials import Trial, trials
from outcomes import Outcome, outcome

from tfgen.evaluation import worked_out
from tfgen.evaluation.resources import Resource
from tfgen.tree import RenderedFile
from tfgen.verify.modules import read

FACTS = Path(__file__).parent.parent / "tfgen/facts/becomes.json"
# What more a field changes is seen in the tree: a reader looks for where it begins.
MOST = 8
# With what it begins a field may make more than it is: a schedule its queue and its role.
LOOKED_AT = 3


def becomes(trial: Trial) -> frozenset[str]:
    """Return the arguments, or whole resources, that differ by a trial."""
    before, after = outcome(trial.base), outcome(trial.spec)
    if not before.sound or not after.sound or before.files == after.files:
        return frozenset()
    return frozenset(_differences(_resources(before), _resources(after)))


def _resources(outcome: Outcome) -> Mapping[str, Resource]:
    return _worked_out(tuple(outcome.files.items()))


@lru_cache(maxsize=8)
def _worked_out(files: tuple[tuple[str, str], ...]) -> Mapping[str, Resource]:
    tree, _ = read([RenderedFile(path, text) for path, text in files])
    return worked_out(tree).resources


def _differences(before: Mapping[str, Resource], after: Mapping[str, Resource]) -> Iterator[str]:
    for address in before.keys() | after.keys():
        former, present = before.get(address), after.get(address)
        if former is None or present is None:
            yield address.split("[")[0].split(".")[-2]
            continue
        for name in former.values.keys() | present.values.keys():
            if former.values.get(name) != present.values.get(name):
                yield f"{present.type}.{name}"


def all_fields(contexts: Iterable[str] = tuple(CONTEXTS)) -> dict[str, list[str]]:
    """Return what each field becomes: of the first contexts that show it, the one with least."""
    found: dict[str, list[frozenset[str]]] = {}
    for name in contexts:
        print(name, file=sys.stderr)
        for trial in trials(CONTEXTS[name]):
            shown = found.setdefault(trial.field, [])
            if trial.field and len(shown) < LOOKED_AT and (made := becomes(trial)):
                shown.append(made)
    return {
        field: sorted(min(shown, key=len))[:MOST] for field, shown in sorted(found.items()) if shown
    }


if __name__ == "__main__":
    FACTS.write_text(json.dumps(all_fields(), indent=1) + "\n")
