"""Rebuild tfgen/facts/sensitive.txt: which attributes of resources and data sources the AWS provider keeps secret.

    terraform providers schema -json > aws-5.json    # where required_providers asks for hashicorp/aws 5.100.0
    python bench/rebuild_sensitive.py aws-5.json

A line a type: its kind, its name, and its sensitive attributes. Terraform shows none of their values in a plan.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parent.parent / "tfgen/facts/sensitive.txt"
_KINDS = {"resource_schemas": "resource", "data_source_schemas": "data"}


def lines(schema: dict[str, dict[str, dict[str, object]]]) -> Iterator[str]:
    """Yield a line for each type that has sensitive attributes."""
    for provider in schema["provider_schemas"].values():
        for key, kind in _KINDS.items():
            for name, about in provider[key].items():  # type: ignore[attr-defined]
                attributes = about["block"].get("attributes", {})
                secret = sorted(word for word in attributes if attributes[word].get("sensitive"))
                if secret:
                    yield f"{kind} {name} {' '.join(secret)}\n"


def main() -> None:
    """Write the file."""
    schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text("".join(sorted(lines(schema))), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
