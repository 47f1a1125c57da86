"""The connections that a cluster needs, written out: from whom to whom, at which port, and why."""

from __future__ import annotations

import dataclasses
import json

from tfgen.resolve import Cluster
from tfgen.resolve.connections import Connection, connections


def as_text(cluster: Cluster) -> str:
    """Return the connections as lines in columns."""
    # Two services may need the same of their group: said once, it is as true.
    rows = list(dict.fromkeys(_row(connection) for connection in connections(cluster)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    text = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        text.append("  ".join(cells).rstrip() + "\n")
    return "".join(text)


def as_json(cluster: Cluster) -> str:
    """Return the connections as JSON; `path` leads to what asks for each in the spec."""
    rows = [dataclasses.asdict(connection) for connection in connections(cluster)]
    whole = {"format_version": 1, "connections": rows}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _row(connection: Connection) -> tuple[str, ...]:
    port = f"{connection.port}/{connection.protocol}"
    why = connection.why
    if connection.by:
        why += f", by {connection.by}"
    return connection.who, "->", connection.to, port, why
