"""What the readers of values say of a value that they cannot take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

# The step of a path that stands for a mapping's key itself.
KEY = "[key]"


class Fault:
    """A kind of fault at a path, with the value that has it.

    A kind is a diagnostic's code, or a word for what every type refuses: `missing`, `unknown`,
    `no mapping`, `no list`, and the limits of a field by their names. `context` has what it says.
    """

    __slots__ = ("context", "kind", "path", "value")

    def __init__(
        self,
        kind: str,
        value: object = None,
        path: tuple[str | int, ...] = (),
        context: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind = kind
        self.value = value
        self.path = path
        self.context: Mapping[str, Any] = context or {}

    def below(self, *steps: str | int) -> Fault:
        """Return the fault as seen from further out."""
        return Fault(self.kind, self.value, (*steps, *self.path), self.context)


class Refused(ValueError):
    """A value is not taken: all of its faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(f"{fault.path}: {fault.kind}" for fault in self.faults))

    def below(self, *steps: str | int) -> Iterator[Fault]:
        """Yield the faults as seen from further out."""
        for fault in self.faults:
            yield fault.below(*steps)
