"""Blocks by which Terraform takes over what runs: moved, import, removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tfgen.adopt.live.kinds import IMPORT_IDS_OF_5, canonical, kind
from tfgen.adopt.live.live import Live
from tfgen.frozen import frozen

_KEY = re.compile(r"\[(?:[0-9]+|\"(?:[^\"\\]|\\.)*\")\]")


@frozen
class Blocks:
    """What is moved, imported and taken out of the state.

    Terraform forgets whole resources: their addresses have no keys of instances in the end.
    """

    moved: tuple[tuple[str, str], ...]
    imported: tuple[tuple[str, str], ...]
    forgotten: tuple[str, ...]


def blocks(
    pairs: Mapping[str, Live], things: Iterable[Live], *, same_state: bool, provider: int = 6
) -> Blocks:
    """Return the blocks that lead from a state, or from AWS, to the addresses of a tree.

    In the `same_state` a thing is moved where its type stays. Terraform moves nothing to another
    type, so that one is imported anew and forgotten where it was. `provider` is the major version
    of the AWS provider, some of whose ids differ.
    """
    moves = {
        address: live
        for address, live in pairs.items()
        if same_state and live.address and is_moved(live)
    }
    # Of another type, of another state, or from AWS: by the id that AWS has for it.
    imports = {address: live for address, live in pairs.items() if address not in moves}
    taken = {live.address for live in moves.values()}
    # What is imported too: its former address would delete it otherwise.
    gone = [live.address for live in things if live.address and live.address not in taken]
    return Blocks(
        tuple((live.address, address) for address, live in moves.items()),
        tuple((address, import_id(live, provider)) for address, live in imports.items()),
        tuple(gone) if same_state else (),
    )


def is_moved(live: Live) -> bool:
    """Return whether a thing can go to its new address as the state has it."""
    return canonical(live.type) == live.type


def import_id(live: Live, provider: int = 6) -> str:
    """Return the id by which the provider imports a thing."""
    values = live.values
    words = {name: str(value) for name, value in values.items() if value is not None}
    words["id"] = live.id
    words["cluster_name"] = words.get("cluster_name") or words.get("cluster", "").rpartition("/")[2]
    # A route is known by its table and by where it leads, whichever kind of block that is.
    words["destination"] = str(
        values.get("destination_cidr_block") or values.get("destination_ipv6_cidr_block")
    )
    of_5 = IMPORT_IDS_OF_5.get(live.type) if provider < 6 else None
    return (of_5 or kind(live.type).import_id).format(**words)


def text(reading: Blocks, heading: Sequence[str] = ()) -> str:
    """Return blocks as a file of Terraform."""
    parts = ["".join(f"# {line}".rstrip() + "\n" for line in heading)] if heading else []
    parts += map(_moved, reading.moved)
    parts += map(_import, reading.imported)
    parts += map(_removed, reading.forgotten)
    return "\n".join(parts)


def _moved(move: tuple[str, str]) -> str:
    former, present = move
    return f"moved {{\n  from = {former}\n  to   = {present}\n}}\n"


def _import(entry: tuple[str, str]) -> str:
    address, identity = entry
    return f"import {{\n  to = {address}\n  id = {_quoted(identity)}\n}}\n"


def _removed(address: str) -> str:
    return f"removed {{\n  from = {address}\n\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def without_keys(address: str) -> str:
    """Return the address of a whole resource: without the keys of instances and calls."""
    return _KEY.sub("", address)
