"""The wheel, installed elsewhere, brings its templates and renders the same tree from any folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_installed_wheel_renders_what_the_checkout_renders(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", tmp_path / "dist", ROOT], check=True)
    (wheel,) = (tmp_path / "dist").glob("tfgen-*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([*pip, "--python", python, "install", "--no-deps", wheel], check=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(ROOT / "specs" / "minimal.yaml", elsewhere)

    # The dependencies come from the environment of the tests; of tfgen itself only the installed one is on the path.
    code = (
        f"import sys; sys.path.append({sysconfig.get_path('purelib')!r}); import tfgen.cli;"
        f"assert tfgen.cli.__file__.startswith({str(tmp_path)!r}), tfgen.cli.__file__; sys.exit(tfgen.cli.main())"
    )
    subprocess.run([python, "-c", code, "render", "minimal.yaml"], cwd=elsewhere, check=True)

    rendered = {path.relative_to(elsewhere): path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}
    committed = {
        path.relative_to(ROOT): path.read_bytes() for path in (ROOT / "out/minimal").rglob("*") if path.is_file()
    }
    rendered.pop(Path("minimal.yaml"))
    assert committed == rendered
