"""A mistake in a spec is told at its place with exit code 1: never a traceback, and nothing is
written."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import spec_strategies as specs
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tfgen.cli import main

MOST = settings().max_examples
in_one_folder = settings(
    suppress_health_check=list(HealthCheck), phases=set(Phase) - {Phase.shrink, Phase.explain}
)

LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), specs.TEXTS)
KEYS = (
    st.sampled_from(["version", "environment", "region", "network", "instance_groups", "default"])
    | specs.TEXTS
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20
)


def rendered(folder: Path, text: bytes) -> tuple[int, str]:
    """Render a spec as a user does; return the exit code and what was said."""
    spec, out, said = folder / "s.yaml", folder / "out", io.StringIO()
    shutil.rmtree(out, ignore_errors=True)
    spec.write_bytes(text)
    with contextlib.redirect_stderr(said):
        code = main(["render", str(spec), "-o", str(out)])
    assert (code == 0) == out.exists()
    return code, said.getvalue()


def is_told_at_its_place(code: int, said: str) -> bool:
    return (
        code == 1
        and re.search(r"^\S+/s\.yaml:[0-9]+:[0-9]+: error\[[A-Z]+[0-9]{3}\]: ", said, re.M)
        is not None
    )


@pytest.mark.slow
@settings(in_one_folder, max_examples=MOST // 5)
@given(specs.broken())
def test_a_mistake_is_told_at_its_place(
    tmp_path: Path, examples: Iterator[int], mistake: tuple[str, bool]
) -> None:
    next(examples)
    text, without_doubt = mistake
    code, said = rendered(tmp_path, text.encode())

    assert is_told_at_its_place(code, said) or (code == 0 and not without_doubt), said


@settings(in_one_folder, max_examples=MOST // 5)
@given(VALUES)
def test_any_yaml_is_refused_at_a_place(
    tmp_path: Path, examples: Iterator[int], value: object
) -> None:
    next(examples)
    code, said = rendered(tmp_path, yaml.safe_dump(value, allow_unicode=True).encode())

    assert is_told_at_its_place(code, said), said


@settings(in_one_folder, max_examples=MOST // 5)
@given(st.binary() | st.text(st.characters(exclude_categories=["Cs"])).map(str.encode))
def test_any_bytes_are_refused_at_a_place(
    tmp_path: Path, examples: Iterator[int], data: bytes
) -> None:
    next(examples)
    code, said = rendered(tmp_path, data)

    assert is_told_at_its_place(code, said), said
