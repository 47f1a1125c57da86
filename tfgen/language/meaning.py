"""Where a field means something: said at the field, and read by rules, the JSON Schema and people.

A condition names facts: attributes of the resolved section that has the field, or of what is around
it, outwards to the cluster. A fact that nothing there has is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from tfgen.diagnostics import Severity
from tfgen.language.field import Marker

# The code of a value without a use, where there is none of its own.
NO_USE = "RULE300"
REMOVE = "remove it"


class Meaning(Marker):
    """A condition under which a value is used; `where` says it to people.

    A fact is held to a value, to one of several, or with True to being there at all. `idle` is for
    what harms nobody and may find its use later: a warning. `why` and `help` go into the finding.
    """

    sentence: ClassVar[str]
    told: ClassVar[str]
    negated: ClassVar[bool] = False

    def __init__(
        self,
        where: str,
        *,
        code: str = NO_USE,
        why: str = "",
        help: str = REMOVE,
        source: str = "",
        idle: bool = False,
        **facts: object,
    ) -> None:
        self.where, self.why, self.help = where, why, help
        self.code, self.source = code, source
        self.severity = Severity.ERROR
        if idle:
            self.severity = Severity.WARNING
        self.facts: Mapping[str, object] = facts

    @property
    def text(self) -> str:
        """The condition as a sentence of a description."""
        return f"{self.sentence} {self.where}."

    def fits(self, around: Iterable[object]) -> bool:
        """Whether a value is used, by the sections around its field, the innermost first."""
        raise NotImplementedError

    def _met(self, around: Iterable[object]) -> bool:
        sections = tuple(around)
        return all(_holds(fact(sections, name), wanted) for name, wanted in self.facts.items())


class Only(Meaning):
    """A value is used only where all facts are so."""

    sentence = "Only"
    told = "is used only"

    def fits(self, around: Iterable[object]) -> bool:
        """Whether all facts are so."""
        return self._met(around)


class Not(Meaning):
    """A value is used but where all facts are so."""

    sentence = "Not"
    told = "is not used"
    negated = True

    def fits(self, around: Iterable[object]) -> bool:
        """Whether some fact is not so."""
        return not self._met(around)


def fact(around: Iterable[object], name: str) -> Any:
    """Return a fact of the innermost section that has it. Raises Unread if it could not be read."""
    # None is a fact too: a section may have the field and no value.
    missing = object()
    for section in around:
        value = getattr(section, name, missing)
        if value is not missing:
            return value
    return None


def _holds(value: object, wanted: object) -> bool:
    if isinstance(wanted, bool):
        return bool(value) is wanted
    if isinstance(wanted, tuple):
        return value in wanted
    return value == wanted
