"""How large tasks are and how many there are.

https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/#count
"""

from __future__ import annotations

import re
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from tfgen.adopt.copilot.scene import Member
from tfgen.adopt.copilot.values import number, seconds, span, text_of
from tfgen.adopt.given import Given

# What Copilot and a spec call what is held, and whether it is a duration.
_TARGETS = {
    "cpu_percentage": "cpu",
    "memory_percentage": "memory",
    "requests": "requests_per_target",
    "response_time": "response_time",
}
# Of Copilot's template of policies, by internal/pkg/template/templates/workloads/partials/cf.
_COOLDOWN = {"in": "2m", "out": "1m"}
_COOLDOWN_OF_SPEC = {"in": 300, "out": 60}


def put_size(member: Member, manifest: Given) -> None:
    """Put CPU and memory, which Copilot has defaults for, and the architecture."""
    member.put("cpu", number(manifest.get("cpu")) or 256)
    member.put("memory", number(manifest.get("memory")) or 512)
    _put_platform(member, manifest.get("platform"))


def _put_platform(member: Member, given: Given | None) -> None:
    if given is None:
        return
    family, architecture = given.get("osfamily"), given.get("architecture")
    text = given.text
    if family and family.text.lower() != "linux":
        family.lose("a spec has Linux tasks only")
    if text.startswith("windows"):
        given.lose("a spec has Linux tasks only")
    if (architecture.text if architecture else text.partition("/")[2]) == "arm64":
        member.put("architecture", "arm64")


def put_count(member: Member, given: Given | None, routes: int) -> None:
    """Put how many tasks there are: a number, or scaling with what is held."""
    if given is None:
        return
    if given.is_plain:
        _put_number(member, given)
        return
    if spot := given.get("spot"):
        member.put("capacity", "fargate_spot")
        _put_number(member, spot)
    if bounds := given.get("range"):
        _put_scaling(member, given, bounds, routes)


def _put_number(member: Member, given: Given) -> None:
    count = number(given)
    if count is None:
        given.lose("it is no number of tasks", "write desired_count or scaling")
    elif count != 1:
        member.put("desired_count", count)


def _put_scaling(member: Member, given: Given, bounds: Given, routes: int) -> None:
    scaling = _bounds(member, bounds)
    if loose := given.get("spot_from"):
        loose.leave("Copilot reads it under range only", "write it there, or capacity in the spec")
    for word, field in _TARGETS.items():
        value = given.get(word)
        if value is None:
            continue
        if field in ("requests_per_target", "response_time") and routes != 1:
            value.leave("it is known of a service with one route only")
            continue
        target = value.get("value") if value.is_map else value
        if target:
            scaling[field] = _target(target)
    if delay := given.get("queue_delay"):
        member.scene.backlog = delay
        scaling["queue"] = _backlog(member, delay)
    cooldown = _cooldown(given)
    if cooldown:
        scaling["cooldown"] = cooldown
    member.put("scaling", scaling)


def _bounds(member: Member, bounds: Given) -> dict[str, Any]:
    if not bounds.is_map:
        if span_of := re.fullmatch(r"([0-9]+)-([0-9]+)", bounds.text):
            return {"min": int(span_of[1]), "max": int(span_of[2])}
        bounds.changed("it is no range such as 1-10")
        return {"min": 1, "max": 1}
    low, high = number(bounds.get("min")), number(bounds.get("max"))
    spot_from = number(bounds.get("spot_from"))
    if spot_from is not None:
        # It counts from one: with 3 the first two are certain.
        # The first ones run on Fargate, whatever comes above them on spare capacity.
        always = {"fargate": {"base": int(spot_from) - 1, "weight": 0}} if spot_from > 1 else {}
        member.put("capacity", {**always, "fargate_spot": 1} if always else "fargate_spot")
    return {"min": 0 if low is None else low, "max": 1 if high is None else high}


def _target(value: Given) -> int | float | str:
    if (plain := number(value)) is not None:
        return plain
    length = seconds(value.text)
    if length is None:
        return value.text
    return int(length) if length == int(length) else float(length)


def _backlog(member: Member, delay: Given) -> dict[str, Any]:
    """Return the messages that may wait for each task: the longest wait, by the time of one."""
    latency, each = delay.get("acceptable_latency"), delay.get("msg_processing_time")
    longest = seconds(text_of(latency))
    work = seconds(text_of(each))
    # Rounded down: a message more for each task would break the promise.
    waiting = int((longest / work).to_integral_value(ROUND_FLOOR)) if longest and work else 1
    return {"name": member.key, "messages_per_task": max(1, waiting)}


def _cooldown(given: Given) -> dict[str, str]:
    """Return how long scaling waits, of all that is held: the longest that Copilot was told."""
    said: dict[str, list[str]] = {"in": [], "out": []}
    shared = given.get("cooldown")
    own = [value.get("cooldown") for value in given.entries.values() if value.is_map]
    for cooldown in filter(None, (shared, *own)):
        for way, times in said.items():
            if (time := span(cooldown.get(way))) is not None:
                times.append(time)
    # A spec has one pair for all that it follows, Copilot one for each.
    for way, times in said.items():
        if len(set(times)) > 1:
            given.changed(f"cooldown.{way} is the longest of {', '.join(times)} for all targets")
    longest = {w: max(t, key=_length, default=_COOLDOWN[w]) for w, t in said.items()}
    return {w: time for w, time in longest.items() if _length(time) != _COOLDOWN_OF_SPEC[w]}


def _length(text: str) -> Decimal:
    return seconds(text) or Decimal(0)
