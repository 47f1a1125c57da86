"""The examples of the codes: a spec that fails, what is said about it, and the spec mended.

They are the cases that the tests run, so they cannot be wrong. The file of a code is
`<section>/<CODE>.yaml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tfgen.frozen import frozen


@frozen
class Example:
    """A spec at fault, the findings as they are printed, and the spec mended.

    `before` is the spec that the tree that stands is of, where the fault is a change.
    """

    spec: str
    says: str
    mended: str
    before: str = ""


def examples_folder() -> Path:
    """Return where the examples are: in the installed package, or among the tests of a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "examples"
    return installed if installed.is_dir() else package.parent / "tests" / "bad"


def example(code: str) -> Example | None:
    """Return the example of a code; None where it has none, as a code of `verify`."""
    for path in examples_folder().glob(f"*/{code}.yaml"):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        name, first = next(iter(document["cases"].items()))
        spec = _text(document.get("prelude", ""), name, first)
        if spec:
            before = document.get("prelude", "") + first["before"] if "before" in first else ""
            return Example(spec, first["says"], _mended(spec, first.get("mended", [])), before)
    return None


def _text(prelude: str, name: str, case: dict[str, Any]) -> str:
    """Return the spec of a case; of several each behind its name, of bytes that are no text ""."""
    if "specs" in case:
        parts = [f"# {name}.yaml\n{prelude}{spec}" for name, spec in case["specs"].items()]
        return "\n".join(parts)
    if "beside" in case:
        bases = "".join(f"# {name}\n{base}\n" for name, base in case["beside"].items())
        return f"{bases}# {name}.yaml\n{prelude}{case['spec']}"
    if "spec" in case:
        return f"{prelude}{case['spec']}"
    return ""


def _mended(spec: str, mended: Any) -> str:
    """Return a spec with its replacements made, or the whole one that stands in its place."""
    if isinstance(mended, dict):
        return str(mended["spec"])
    for mend in mended:
        lines = spec.splitlines(keepends=True)
        # A text that stands several times is replaced in one line, counted from 1.
        at = mend.get("line")
        if at is None:
            spec = spec.replace(mend["replace"], mend["by"], 1)
        else:
            lines[at - 1] = lines[at - 1].replace(mend["replace"], mend["by"], 1)
            spec = "".join(lines)
    return spec
