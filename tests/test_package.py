"""The wheel, installed elsewhere, brings its templates and what it imports, and renders the same tree."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def installed(folder: Path, *requirements: str) -> Path:
    """Install tfgen's wheel in an environment of its own; return its Python."""
    subprocess.run([*PIP, "wheel", "--no-deps", "--wheel-dir", folder / "dist", ROOT], check=True)
    (wheel,) = (folder / "dist").glob("tfgen-*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([*PIP, "--python", python, "install", *requirements, wheel], check=True)
    return python


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_installed_wheel_renders_what_the_checkout_renders(tmp_path: Path) -> None:
    python = installed(tmp_path, "--no-deps")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(ROOT / "specs" / "minimal.yaml", elsewhere)

    # The dependencies come from the environment of the tests; of tfgen itself only the installed one is on the path.
    code = (
        f"import sys; sys.path.append({sysconfig.get_path('purelib')!r}); import tfgen.cli;"
        f"assert tfgen.cli.__file__.startswith({str(tmp_path)!r}), tfgen.cli.__file__; sys.exit(tfgen.cli.main())"
    )
    subprocess.run([python, "-c", code, "render", "minimal.yaml"], cwd=elsewhere, check=True)

    assert contents(ROOT / "out/minimal") == contents(elsewhere / "out/minimal")


def lowest() -> list[str]:
    """Return each dependency at its lower bound, as wheels: what this Python would have to build is no bound."""
    bounds = [re.match(r"([\w-]+)>=([\w.]+)", one) for one in PROJECT["dependencies"]]
    return ["--only-binary", ":all:", *(f"{bound[1]}=={bound[2]}" for bound in bounds if bound)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "requirements",
    [
        pytest.param(
            lowest(),
            id="lowest",
            marks=pytest.mark.skipif(
                sys.version_info >= (3, 14), reason="the lowest are older than this Python"
            ),
        ),
        pytest.param([], id="newest"),
    ],
)
def test_the_bounds_of_all_dependencies_render(tmp_path: Path, requirements: list[str]) -> None:
    tfgen = installed(tmp_path, *requirements).with_name("tfgen")
    home = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    subprocess.run(
        [tfgen, "render", "specs/production.yaml", "-o", tmp_path], cwd=ROOT, env=home, check=True
    )

    tree = tmp_path / "production"
    assert contents(ROOT / "out/production") == contents(tree)

    # As git checks it out on Windows; python-hcl2 began to read that between two patch releases.
    for file in tree.rglob("*.tf"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    subprocess.run([tfgen, "verify", "--no-conventions", tree], env=home, check=True)


def imports() -> Iterator[str]:
    for file in (ROOT / "tfgen").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from (name.name.partition(".")[0] for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


def test_every_library_that_is_imported_is_declared_with_a_lower_bound() -> None:
    owners = packages_distributions()
    third_party = {
        name for name in imports() if name != "tfgen" and name not in sys.stdlib_module_names
    }
    needed = {owners[name][0].lower().replace("_", "-") for name in third_party}
    declared = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["aws"]]

    # botocore comes with boto3; python-hcl2 is there for its grammar, which is a file.
    assert needed - {"botocore"} | {"python-hcl2"} == {
        one.partition(">=")[0] for one in declared if ">=" in one
    }
    assert len(declared) == sum(">=" in one for one in declared)
