"""Whether a spec is whole, or a base that leaves the rest to those that extend it."""

from __future__ import annotations

from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location

NOT_WHOLE = "SPEC017"
MOST_LISTED = 8


def as_base(faults: list[Diagnostic], file: str) -> list[Diagnostic]:
    """Return the faults of a spec; all that is missing as one fault where it looks like a base."""
    missing = [fault for fault in faults if fault.code == "SPEC001"]
    if not any(len(fault.path) == 1 for fault in missing):
        return faults
    paths = [".".join(map(str, fault.path)) for fault in missing]
    told = Diagnostic(
        NOT_WHOLE,
        f"this lacks {_listed(paths)}: it is no spec of its own, and looks like a base of others",
        Location(file, length=0),
        f"add {_listed(paths)}, or validate a spec with extends: {Path(file).name}",
    )
    return [told, *(fault for fault in faults if fault.code != "SPEC001")]


def _listed(paths: list[str]) -> str:
    if len(paths) > MOST_LISTED:
        paths = [*paths[:MOST_LISTED], f"{len(paths) - MOST_LISTED} more"]
    before = ", ".join(paths[:-1])
    return " and ".join(filter(None, (before, paths[-1])))
