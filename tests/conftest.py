"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

# A first call may build a grammar or a model, and machines differ: no test is judged by its time.
settings.register_profile("tfgen", deadline=None)
settings.load_profile("tfgen")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests record with `record_property("figure", ...)`, from all workers."""
    reports = [one for group in terminalreporter.stats.values() for one in group if isinstance(one, pytest.TestReport)]
    figures = sorted({str(value) for one in reports for name, value in one.user_properties if name == "figure"})
    if figures:
        terminalreporter.section("figures")
        for figure in figures:
            terminalreporter.line(figure)
