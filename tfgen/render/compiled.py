"""Compiled templates in the user's cache folder: a sixth of a second of each run."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from tfgen.system.cache import keep, load

# Filters of constants are worked out when a template is compiled: another filter, another template.
_COMPILERS = ("hcl.py", "render/templates.py", "render/compiled.py")


class CompiledTemplates(BytecodeCache):
    """Jinja's own cache, but for its trust.

    That one runs what a damaged file holds, or fails on every run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._compilers = _compilers()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template that is as it was kept, and compiled by this very code."""
        packed = load(self._path(bucket)) or b""
        if packed.startswith(self._compilers):
            bucket.bytecode_from_string(packed.removeprefix(self._compilers))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        keep(self._path(bucket), self._compilers + bucket.bytecode_to_string())

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"template-{bucket.key}"


def _compilers() -> bytes:
    """Return a hash of all code that compiles; Python's version Jinja looks at itself."""
    parts = sha256(jinja2.__version__.encode())
    package = Path(__file__).parent.parent
    for name in _COMPILERS:
        parts.update((package / name).read_bytes())
    return parts.digest()
