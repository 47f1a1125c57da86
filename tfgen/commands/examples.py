"""The examples of the codes: a spec that fails, what is said about it, and the spec mended.

They are the cases that the tests run, so they cannot be wrong. The file of a code is
`<section>/<CODE>.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Example:
    """A spec at fault, the findings as they are printed, and the spec mended."""

    spec: str
    says: str
    mended: str


def examples_folder() -> Path:
    """Return where the examples are: in the installed package, or among the tests of a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "examples"
    return installed if installed.is_dir() else package.parent / "tests" / "bad"


def example(code: str) -> Example | None:
    """Return the example of a code; None where it has none, as a code of `verify`."""
    for path in examples_folder().glob(f"*/{code}.yaml"):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        first = next(iter(document["cases"].values()))
        if "spec" in first:
            spec = document.get("prelude", "") + first["spec"]
            return Example(spec, first["says"], _mended(spec, first.get("mended", [])))
    return None


def _mended(spec: str, mends: list[Mapping[str, Any]]) -> str:
    for mend in mends:
        spec = mend["spec"] if "spec" in mend else spec.replace(mend["replace"], mend["by"], 1)
    return spec
