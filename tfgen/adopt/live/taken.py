"""Addresses that a state and a tree both have, for different things."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from tfgen.adopt.live.blocks import Blocks, without_keys
from tfgen.diagnostics import Diagnostic, Location, Severity


def taken(
    made: Blocks, addresses: Collection[str], file: str
) -> tuple[Blocks, tuple[Diagnostic, ...]]:
    """Return blocks that Terraform takes, and what they cannot solve.

    What is still declared Terraform lets nobody forget. An instance of it goes by an address that
    nothing has; of what has the very address of another thing, the state must be rid first.
    """
    declared = set(map(without_keys, addresses))
    arrived = {present for _, present in made.moved} | {address for address, _ in made.imported}
    clashing = [address for address in made.forgotten if address in addresses]
    moved, forgotten = list(made.moved), []
    for address in made.forgotten:
        # No block helps: it is told.
        if address in clashing:
            continue
        # Terraform: "Removed resource still exists".
        if without_keys(address) in declared:
            moved.append((address, _scratch(address, len(moved))))
            address = moved[-1][1]
        forgotten.append(without_keys(address))
    # Where it stood is where it goes: nothing is to be said of it.
    moved = [(former, present) for former, present in moved if former != present]
    told = tuple(_told(clashing, arrived, file))
    return replace(made, moved=tuple(moved), forgotten=tuple(dict.fromkeys(forgotten))), told


def _scratch(address: str, number: int) -> str:
    type_ = without_keys(address).split(".")[-2]
    return f"{type_}.forgotten_{number}"


def _told(clashing: list[str], arrived: Collection[str], file: str) -> Iterator[Diagnostic]:
    for address in clashing:
        what = "takes over another thing" if address in arrived else "makes another thing"
        message = f"the state has {address}, at which the tree {what}"
        help = f"terraform state rm '{address}', which changes nothing in AWS"
        yield Diagnostic("ADOPT078", message, Location(file, length=0), help, Severity.WARNING)
