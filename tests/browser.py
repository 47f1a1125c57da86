"""A browser that looks at what tfgen draws, and the tools beside it that draw pictures.

In CI, which `.ci/run` says by TFGEN_DRAWING_TOOLS=required, a test without its tool fails: else it
says so and is skipped. Mermaid is the npm package; TFGEN_MERMAID may name its mermaid.min.js.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MERMAID = Path(__file__).parent.parent / ".venv/mermaid/package/dist/mermaid.min.js"


def _missing(what: str) -> Any:
    if os.environ.get("TFGEN_DRAWING_TOOLS") == "required":
        pytest.fail(f"there is no {what}, and these tests are not to be skipped")
    pytest.skip(f"there is no {what}")


def program(*names: str) -> str:
    """Return the path of the first program of some names that is installed."""
    for name in names:
        if path := shutil.which(name):
            return path
    return str(_missing(names[0]))


def mermaid() -> str:
    """Return the text of Mermaid itself."""
    path = Path(os.environ.get("TFGEN_MERMAID", _MERMAID))
    if not path.is_file():
        _missing("Mermaid")
    return path.read_text(encoding="utf-8")


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the system's browser, which no package has to download."""
    sync_api = pytest.importorskip("playwright.sync_api") if not _required() else _sync_api()
    path = program(*_BROWSERS)
    with sync_api.sync_playwright() as playwright:
        # Containers have no right to the sandbox; what is looked at is our own.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _required() -> bool:
    return os.environ.get("TFGEN_DRAWING_TOOLS") == "required"


def _sync_api() -> Any:
    from playwright import sync_api

    return sync_api
