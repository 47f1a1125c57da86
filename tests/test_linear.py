"""What is asked for each service costs the same for each: calls are counted, so that no machine's
load matters."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
import spec_strategies as specs

from bench.linear import spec
from tfgen import language, rules, source
from tfgen.resolve import Cluster, resolve

pytestmark = (
    pytest.mark.slow
)  # of `make test`: it asks for much, and `make check` stays within a minute

# Whole rounds of the mix.
FEW, MANY = 50, 500
MOST = 11


def resolved(services: int) -> Cluster:
    return resolve(language.read(source.parse(spec(services).encode(), "spec.yaml")))


def checked(services: int) -> Callable[[], object]:
    cluster = resolved(services)
    return lambda: rules.check(cluster, specs.TODAY)


def resolving(services: int) -> Callable[[], object]:
    reading = language.read(source.parse(spec(services).encode(), "spec.yaml"))
    return lambda: resolve(reading)


def together(services: int) -> dict[str, Any]:
    """Return a spec in which each service reaches each other, on instances that run a container each."""
    read = json.loads(spec(services))
    groups = max(services // 5, 1)
    for number, service in enumerate(read["services"].values()):
        service |= {"port": 8080, "service_connect": {}, "capacity": f"group{number % groups}"}
    container = {"image": "example.com/agent:1.0.0", "memory": 64, "run": "docker"}
    keys = [f"group{number}" for number in range(groups)]
    read["instance_groups"] = {key: {"instance_type": "m7i.large"} for key in keys}
    read["system_containers"] = {
        f"agent{number}": {**container, "instance_groups": [key]} for number, key in enumerate(keys)
    }
    return read


def resolving_together(services: int) -> Callable[[], object]:
    reading = language.read(source.parse(json.dumps(together(services)).encode(), "spec.yaml"))
    return lambda: resolve(reading)


# Stages whose calls grow with the number of services; `plan` has to follow.
STAGES = {"resolve": resolving, "resolve, all connected": resolving_together, "rules": checked}


def calls(stage: Callable[[], object]) -> Counter[str]:
    """Count the calls that a stage makes, by function."""
    counted: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            code = frame.f_code
            counted[f"{code.co_filename.rpartition('tfgen/')[2]}:{code.co_name}"] += 1
        elif event == "c_call":
            counted["built in"] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        stage()
    finally:
        sys.setprofile(before)
    return counted


# Places are put in order: that asks for a little more than in proportion.
SORTING = ("<string>:__lt__", "<string>:__eq__")


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_ten_times_the_services_make_eleven_times_the_calls_at_most(
    stage: Callable[[int], Callable[[], object]], record_property: Callable[[str, object], None]
) -> None:
    calls(stage(FEW))  # what is computed once and kept is computed before
    none, few, many = (calls(stage(services)) for services in (0, FEW, MANY))
    few, many = few - none, many - none
    grown = {
        name: f"{few[name]} -> {count}"
        for name, count in many.most_common()
        if count > MOST * few[name] and count > MANY and name not in SORTING
    }

    assert few.total() > FEW
    assert {} == grown
    assert many.total() <= MOST * few.total()
    record_property(
        "figure",
        f"calls of {stage.__name__} with 10 x the services: {many.total() / few.total():.2f} x",
    )


def test_the_counter_sees_what_is_asked_for_each_pair() -> None:
    def pairs(size: int) -> Callable[[], object]:
        return lambda: [max(left, other) for left in range(size) for other in range(size)]

    assert calls(pairs(MANY)).total() > MOST * calls(pairs(FEW)).total()
