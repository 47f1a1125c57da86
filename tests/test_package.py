"""The package: its door, what is said of it, and its wheel installed elsewhere, which renders the same tree."""

from __future__ import annotations

import ast
import doctest
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

import tfgen

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT, BUILD = SETTINGS["project"], SETTINGS["build-system"]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
# What is installed, and not the checkout that a developer may have on the path.
AWAY = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is uploaded as source, built as a build frontend does it."""
    folder = tmp_path_factory.mktemp("sdist")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([*PIP, "--python", python, "install", *BUILD["requires"]], check=True)
    build = f"import {BUILD['build-backend']} as it; print(it.build_sdist({str(folder)!r}))"
    subprocess.run([python, "-c", build], cwd=ROOT, check=True)
    (made,) = folder.glob("tfgen-*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(sdist: Path) -> Path:
    """The wheel that comes of the source as it is uploaded, not of the checkout."""
    subprocess.run([*PIP, "wheel", "--no-deps", "--wheel-dir", sdist.parent, sdist], check=True)
    (made,) = sdist.parent.glob("tfgen-*.whl")
    return made


def installed(folder: Path, wheel: Path, *requirements: str) -> Path:
    """Install tfgen's wheel in an environment of its own; return its Python."""
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
def test_installed_wheel_renders_what_the_checkout_renders(tmp_path: Path, wheel: Path) -> None:
    python = installed(tmp_path, wheel, "--no-deps")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(ROOT / "specs", elsewhere / "specs")

    # The dependencies come from the environment of the tests; of tfgen itself only the installed one is on the path.
    code = (
        f"import sys; sys.path.append({sysconfig.get_path('purelib')!r}); import tfgen.cli;"
        f"assert tfgen.cli.__file__.startswith({str(tmp_path)!r}), tfgen.cli.__file__; sys.exit(tfgen.cli.main())"
    )
    render = [python, "-c", code, "render", "specs/minimal.yaml"]
    subprocess.run(render, cwd=elsewhere, env=AWAY, check=True)

    assert contents(ROOT / "out/minimal") == contents(elsewhere / "out/minimal")


@pytest.mark.slow
def test_installed_explain_shows_the_examples_of_the_checkout(tmp_path: Path, wheel: Path) -> None:
    tfgen = installed(tmp_path, wheel).with_name("tfgen")
    explain = ("explain", "RULE412", "CHANGE022", "SPEC010", "--format", "json")
    away = subprocess.run([tfgen, *explain], env=AWAY, check=True, capture_output=True).stdout
    here = subprocess.run(
        [sys.executable, "-m", "tfgen", *explain], cwd=ROOT, check=True, capture_output=True
    ).stdout

    assert here == away
    assert all(code["example"] for code in json.loads(away)["codes"])


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
def test_the_bounds_of_all_dependencies_render(
    tmp_path: Path, wheel: Path, requirements: list[str]
) -> None:
    tfgen = installed(tmp_path, wheel, *requirements).with_name("tfgen")
    home = {**AWAY, "XDG_CACHE_HOME": str(tmp_path)}
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    render = [tfgen, "render", "specs/production.yaml"]
    subprocess.run(render, cwd=tmp_path, env=home, check=True)

    tree = tmp_path / "out/production"
    assert contents(ROOT / "out/production") == contents(tree)

    # As git checks it out on Windows.
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


@pytest.mark.slow
def test_every_library_that_is_imported_is_declared_with_a_lower_bound() -> None:
    owners = packages_distributions()
    third_party = {
        name for name in imports() if name != "tfgen" and name not in sys.stdlib_module_names
    }
    needed = {owners[name][0].lower().replace("_", "-") for name in third_party}
    extras = PROJECT["optional-dependencies"].values()
    declared = [*PROJECT["dependencies"], *(one for extra in extras for one in extra)]

    # botocore comes with boto3, lsprotocol with pygls.
    assert needed - {"botocore", "lsprotocol"} == {
        one.partition(">=")[0] for one in declared if ">=" in one
    }
    assert len(declared) == sum(">=" in one for one in declared)


# The door


def run(code: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    ).stdout


def test_the_example_of_the_package_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "specs").mkdir()
    shutil.copy(ROOT / "specs/minimal.yaml", tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    (example,) = doctest.DocTestFinder(recurse=False).find(tfgen, globs={})

    assert len(example.examples) > 8
    assert 0 == doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(example).failed
    assert contents(ROOT / "out/minimal") == contents(tmp_path / "out/minimal")


def test_the_package_itself_imports_nothing() -> None:
    code = (
        "import sys, tfgen; dir(tfgen); print(*(name for name in sys.modules if 'tfgen.' in name))"
    )
    assert "\n" == run(code)


@pytest.mark.slow
def test_every_name_of_the_door_is_there_whatever_was_imported_before() -> None:
    code = (
        "import sys, tfgen, tfgen.cli, tfgen.pipeline, tfgen.write, tfgen.verify, tfgen.commands.show;"
        "print(*(name for name in tfgen.__all__ if isinstance(getattr(tfgen, name), type(sys))))"
    )
    assert "\n" == run(code)
    modules = {path.stem for path in (ROOT / "tfgen").iterdir()}
    assert set() == modules & set(tfgen.__all__)
    assert set(tfgen.__all__) <= set(dir(tfgen))


def test_a_name_that_is_not_of_the_door_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'tfgen' has no attribute 'nothing'"):
        tfgen.nothing  # type: ignore[attr-defined]  # noqa: B018


USE = """\
import datetime
from pathlib import Path

import tfgen


def trees(paths: list[Path], out: Path, today: datetime.date) -> list[str]:
    checked = tfgen.check_together([tfgen.check(path, today) for path in paths])
    said = [finding.message for spec in checked for finding in spec.findings]
    for spec in checked:
        tree: tfgen.VerifiedTree = tfgen.build(spec)
        folder = out / str(spec.cluster.name)
        said.append(tfgen.unified_diff(tfgen.compare(tree, folder)))
        done: tfgen.Comparison = tfgen.write_tree(tree, folder, adopt=True)
        kinds: set[tfgen.ChangeKind] = {change.kind for change in done.changes}
        warnings: tuple[tfgen.Diagnostic, ...] = tfgen.verify_folder(folder).warnings
        said += [at.file for warning in warnings if (at := warning.location)]
        said += sorted(kinds)
    return said


try:
    print(*trees([Path("minimal.yaml")], Path("out"), datetime.date(2026, 12, 1))[-1:])
    trees([Path("missing.yaml")], Path("out"), datetime.date(2026, 12, 1))
except tfgen.TfgenError as error:
    print(*(found.code for found in error.diagnostics if found.severity is tfgen.Severity.ERROR))
"""
MISUSE = """\
import tfgen

tfgen.write_tree("a tree", "a folder")
tfgen.nothing
"""


@pytest.mark.slow
def test_a_script_that_uses_the_door_is_checked_by_mypy_and_runs(
    tmp_path: Path, wheel: Path
) -> None:
    python = installed(tmp_path, wheel, "mypy")
    (tmp_path / "use.py").write_text(USE)
    (tmp_path / "misuse.py").write_text(MISUSE)
    shutil.copy(ROOT / "specs/minimal.yaml", tmp_path)
    mypy = [python, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache"]

    def outcome(command: list[Any]) -> tuple[int, str]:
        done = subprocess.run(command, cwd=tmp_path, env=AWAY, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    assert (0, "Success: no issues found in 1 source file\n") == outcome([*mypy, "use.py"])
    code, said = outcome([*mypy, "misuse.py"])
    assert 1 == code and "Found 3 errors" in said, said
    assert (0, "create\nIO001\n") == outcome([python, "use.py"])


# What is said of the package


def test_the_version_stands_in_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    versions = re.findall(r"^## \[(.+?)\]", text, re.MULTILINE)

    assert ["Unreleased", PROJECT["version"]] == versions[:2]
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)", text, re.MULTILINE)) <= kinds


def test_all_that_a_python_file_needs_is_said_to_be_supported() -> None:
    (least,) = re.findall(r"^>=3\.(\d+)$", PROJECT["requires-python"])
    named = re.findall(r"Python :: 3\.(\d+)", "\n".join(PROJECT["classifiers"]))
    assert least == named[0]
    assert [str(minor) for minor in range(int(least), int(named[-1]) + 1)] == named


@pytest.mark.slow
def test_the_source_that_is_uploaded_is_whole(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    git = ["git", "ls-files", "tfgen", "templates", "specs", "docs", "README.md", "CHANGELOG.md"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {"pyproject.toml", "LICENSE", "tfgen/py.typed"} <= names
    assert set() == set(listed.split()) - names


@pytest.mark.slow
def test_types_hold_on_windows_too(tmp_path: Path) -> None:
    mypy = [sys.executable, "-m", "mypy", "--platform", "win32", "--cache-dir", tmp_path]
    done = subprocess.run(mypy, cwd=ROOT, capture_output=True, text=True)
    assert 0 == done.returncode, done.stdout
