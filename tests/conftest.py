"""What all tests share."""

from __future__ import annotations

import importlib
import itertools
import os
import pkgutil
from collections.abc import Callable, Iterator

import pytest
import yaml
from hypothesis import settings
from hypothesis.internal.conjecture import engine

import tfgen
from tfgen.source import events

# A first call may build a grammar or a model, and machines differ: no test is judged by its time. A
# gate draws the same examples each time, `make test` more of them; `--hypothesis-profile search`
# looks for others.
settings.register_profile("tfgen", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("thorough", deadline=None, derandomize=True, max_examples=400)
settings.register_profile("search", deadline=None, max_examples=400)
settings.load_profile("tfgen")

# A spec with a value in every field takes more draws than Hypothesis allows an example: it would
# give up all but the simplest.
engine.BUFFER_SIZE = 64 * 1024

# Hypothesis also draws the constants of the code that is imported. All of it is from the start, so
# that what is drawn does not depend on which tests a worker ran before.
for found in pkgutil.walk_packages(tfgen.__path__, "tfgen."):
    importlib.import_module(found.name)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Take more workers than cores when slow tests run: Terraform spends most of an apply
    waiting.

    With two a core and other work beside them the emulators answer so late that its provider asks
    twice.
    """
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return cores if config.option.markexpr == "not slow" else cores + 1


@pytest.fixture(params=(yaml.CSafeLoader, yaml.SafeLoader), ids=["libyaml", "pure"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read specs with each of PyYAML's parsers: a machine may lack libyaml."""
    monkeypatch.setattr(events, "LOADER", request.param)


@pytest.fixture
def examples(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Iterator[Iterator[int]]:
    """Give what a property test calls `next` on in each example; their number is a figure."""
    counted = itertools.count()
    yield counted
    record_property("figure", f"{request.node.name}: {next(counted)} examples")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests record with `record_property("figure", ...)`, from all
    workers."""
    reports = [
        report
        for group in terminalreporter.stats.values()
        for report in group
        if isinstance(report, pytest.TestReport)
    ]
    figures = sorted(
        {
            str(value)
            for report in reports
            for name, value in report.user_properties
            if name == "figure"
        }
    )
    if figures:
        terminalreporter.section("figures")
        for figure in figures:
            terminalreporter.line(figure)
