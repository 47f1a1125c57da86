"""What a rule is, and how it says what it found."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from tfgen.diagnostics import Code, Diagnostic, Location, Severity
from tfgen.frozen import frozen
from tfgen.language.section import Unread
from tfgen.resolve import Cluster

Path: TypeAlias = tuple[str | int, ...]
Check: TypeAlias = Callable[..., Iterator[Diagnostic]]
Over: TypeAlias = Callable[[Cluster], Iterable[tuple[Any, ...]]]
T = TypeVar("T")
# More words than these are no help to anybody, and a thousand findings could each list a thousand.
MOST_LISTED = 24


@frozen
class Rule:
    """A check across fields, and the sections that it reads.

    `over` gives what it looks at one by one, each as the arguments behind the cluster; without
    it the rule looks at the whole. Where something could not be read, only what asks for it is
    left out. `codes` are those that it may find.
    """

    sections: tuple[str, ...]
    check: Check
    over: Over | None = None
    codes: tuple[Code, ...] = ()

    def findings(self, cluster: Cluster) -> Iterator[Diagnostic]:
        """Yield what the rule finds in a cluster, as its codes say it."""
        codes = {code.code: code for code in self.codes}
        for arguments in self._items(cluster):
            try:
                for diagnostic in self.check(cluster, *arguments):
                    yield as_said(diagnostic, codes.get(diagnostic.code))
            except Unread:
                # A sound spec was read whole: the fault is tfgen's own, and must be seen.
                if cluster.sound:
                    raise

    def _items(self, cluster: Cluster) -> Iterator[tuple[Any, ...]]:
        if self.over is None:
            yield ()
            return
        try:
            yield from self.over(cluster)
        except Unread:
            if cluster.sound:
                raise


def as_said(diagnostic: Diagnostic, code: Code | None) -> Diagnostic:
    """Return a finding with the source that its code names, and as grave as the code says.

    A rule may make a finding milder than its code: of two specs that may be of one account.
    """
    if code is None:
        return diagnostic
    # A finding may give a page of its own, about its very case: that one says more.
    if code.source and "https://" not in diagnostic.help:
        diagnostic = replace(diagnostic, help=f"{diagnostic.help} ({code.source})")
    if diagnostic.severity is Severity.ERROR:
        diagnostic = replace(diagnostic, severity=code.severity)
    return diagnostic


def rule(
    *codes: Code,
    sections: tuple[str, ...],
    over: Over | None = None,
) -> Callable[[Check], Rule]:
    """Make a rule of a function: the codes that it finds, documented, and what it looks at."""

    def made(check: Check) -> Rule:
        return Rule(sections, check, over, codes)

    return made


def codes_of(*rules: Rule) -> tuple[Code, ...]:
    """Return the codes of other rules, for one that finds the same at another place."""
    return tuple(code for rule in rules for code in rule.codes)


def finding(
    cluster: Cluster,
    code: str,
    path: Path,
    message: str,
    help: str,
    *,
    source: str = "",
    severity: Severity = Severity.ERROR,
    key: bool = False,
    also: tuple[tuple[Path, str], ...] = (),
    secret: bool = False,
) -> Diagnostic:
    """Return a finding at the value of a path, or at its key; `also` points at further ones."""
    help = _with_name(cluster, path, help)
    if source:
        help = f"{help} ({source})"
    # A default stands nowhere in the spec: there is no line of it to show.
    written_too = [(other, words) for other, words in also if cluster.wrote(*other)]
    return Diagnostic(
        code,
        message,
        place(cluster, path, key=key),
        help,
        severity,
        path,
        tuple((place(cluster, other), words) for other, words in written_too),
        secret,
    )


def _with_name(cluster: Cluster, path: Path, help: str) -> str:
    """Return a help that names the key to remove: what reads it alone knows no "it"."""
    here, above = cluster.places.get(path), cluster.places.get(path[:-1])
    # In a short form the key is not written, and a list has none.
    is_short = here is None or (above is not None and above.value == here.value)
    if is_short or isinstance(path[-1], int):
        return help
    # Not as a pattern: a key may hold a backslash.
    return re.sub(r"\bremove it\b(?! from)", lambda _: f"remove {path[-1]}", help)


def place(cluster: Cluster, path: Path, *, key: bool = False) -> Location:
    """Return the place of a path's value, or of its key."""
    known = cluster.places.get(path)
    if key and known:
        return known.key
    return cluster.at(*path)


def written(cluster: Cluster, *paths: Path) -> Path:
    """Return the first of these paths that the user wrote, else the last."""
    return next((path for path in paths if cluster.wrote(*path)), paths[-1])


def dotted(path: Path) -> str:
    """Return a path as people write it: load_balancers.web.http."""
    return ".".join(map(str, path))


def listed(words: tuple[str, ...] | list[str], last: str = "or") -> str:
    """Return words as a sentence lists them: a, b or c; of very many the first ones."""
    if len(words) > MOST_LISTED:
        words = [*words[:MOST_LISTED], f"{len(words) - MOST_LISTED} more"]
    before = ", ".join(words[:-1])
    return f" {last} ".join(part for part in (before, *words[-1:]) if part)


def again(things: Iterable[tuple[Hashable, T]]) -> Iterator[tuple[T, T]]:
    """Yield each thing whose value another one had before, and that other one."""
    first: dict[Hashable, T] = {}
    for value, thing in things:
        other = first.setdefault(value, thing)
        if other is not thing:
            yield thing, other
