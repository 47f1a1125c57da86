"""What `tfgen diff` says of an edit, beside what Terraform plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lives.running import Change
from tfgen.changes.addresses import Kind
from tfgen.changes.effects import Effects

IN_A_PLAN = {
    Kind.ADDED: "create",
    Kind.REMOVED: "delete",
    Kind.REPLACED: "replace",
    Kind.CHANGED: "update",
}
DESTROYING = {"delete", "replace"}


def faults(effects: Effects, plan: Iterable[Change]) -> Iterator[str]:
    """Yield where the two differ; a replacement that is possible only may be a change in place."""
    planned = {change.address: change.kind for change in plan}
    said = {one.address: one for one in effects.touched if one.kind in IN_A_PLAN}
    for address in sorted(planned.keys() | said.keys()):
        one, does = said.get(address), planned.get(address, "nothing")
        claim = IN_A_PLAN[one.kind] if one else "nothing"
        if claim == does or (one and not one.certain and does in ("update", "nothing")):
            continue
        because = f" ({', '.join(one.because)})" if one and one.because else ""
        word = "unlike the claim"
        if does in DESTROYING and claim not in DESTROYING:
            word = "destroyed unannounced"
        elif claim in DESTROYING and does not in DESTROYING:
            word = "announced falsely"
        yield f"{word}: {address}: said {claim}{because}, planned {does}"


def possible(effects: Effects) -> list[str]:
    """Return the addresses that are said to be replaced perhaps."""
    replaced = (one for one in effects.touched if one.kind is Kind.REPLACED)
    return [one.address for one in replaced if not one.certain]
