"""A tree and the one that takes its place, call by call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from tfgen.changes.root import Call, Root, name_now
from tfgen.diagnostics import Code, Diagnostic
from tfgen.frozen import frozen
from tfgen.resolve import Cluster


@frozen
class Change:
    """The root that stands on disk, the one that is to be written, and the cluster that it is of.

    `folder` is where the first one stands.
    """

    former: Root
    present: Root
    cluster: Cluster
    folder: str

    @property
    def let_go(self) -> Mapping[str, str]:
        """What the spec lets go of, by word: keep or destroy."""
        return {word: given.data for word, given in self.cluster.let_go.items()}

    def pairs(self, *modules: str) -> Iterator[tuple[Call, Call | None]]:
        """Yield each former call, of these modules if any are named, and what became of it."""
        for call in self.former.calls.values():
            if not modules or call.module in modules:
                yield call, self.present.calls.get(name_now(call.name, self.present.moved))

    def kept(self, *modules: str) -> Iterator[tuple[Call, Call]]:
        """Yield the calls that are in both."""
        for before, after in self.pairs(*modules):
            if after is not None:
                yield before, after

    def gone(self, *modules: str) -> Iterator[Call]:
        """Yield the calls that are no longer there."""
        for before, after in self.pairs(*modules):
            if after is None:
                yield before

    def former_of(self, name: str) -> Call | None:
        """Return the former call of a present one."""
        for call in self.former.calls.values():
            if name_now(call.name, self.present.moved) == name:
                return call
        return None

    def told(self, code: Code, call: Call, message: str, help: str) -> Diagnostic:
        """Return a finding at a former call."""
        # A finding may give a page of its own, about its very case: that one says more.
        if code.source and "https://" not in help:
            help = f"{help} ({code.source})"
        place = replace(call.location, file=f"{self.folder}/{call.location.file}")
        return Diagnostic(code.code, message, place, help, code.severity)


Check: TypeAlias = Callable[[Change], Iterator[Diagnostic]]
