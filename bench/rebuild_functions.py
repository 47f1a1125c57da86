"""Rebuild tfgen/facts/functions.json: the names and types of Terraform's functions.

    terraform metadata functions -json > functions.json
    python bench/rebuild_functions.py functions.json "$(terraform version -json)"

The file holds Terraform's version, and of each function what it takes and gives, as {"join": "s sL s*"}: first what
comes out, then the parameters; `*` marks one that may stand any number of times, `?` one that may be null. The types
are those of provider_schema.json.gz (see rebuild_provider_schema.py), with d for what is known only at the call.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "tfgen/facts/functions.json"

_PRIMITIVES = {"string": "s", "number": "n", "bool": "b", "dynamic": "d"}


def code(type_: Any) -> str:
    """Return a type as a word."""
    if isinstance(type_, str):
        return _PRIMITIVES[type_]
    collection, inner = type_
    return "d" if collection in ("object", "tuple") else collection[0].upper() + code(inner)


def words(signature: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a function gives and takes."""
    yield code(signature["return_type"])
    more = signature.get("variadic_parameter")
    for one in (*signature.get("parameters", ()), *([more] if more else [])):
        yield (
            code(one["type"])
            + ("?" if one.get("is_nullable") else "")
            + ("*" if one is more else "")
        )


def main() -> None:
    """Write the file."""
    signatures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["function_signatures"]
    functions = {
        name: " ".join(words(one)) for name, one in sorted(signatures.items()) if "::" not in name
    }
    facts = {"terraform": json.loads(sys.argv[2])["terraform_version"], "functions": functions}
    TARGET.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(f"{len(functions)} functions")


if __name__ == "__main__":
    main()
