"""When a job runs, how long it may take, and how often it is tried again.

https://aws.github.io/copilot-cli/docs/manifest/scheduled-job/
"""

from __future__ import annotations

import re

from tfgen.adopt.copilot.scene import Member
from tfgen.adopt.copilot.values import number, seconds, span
from tfgen.adopt.given import Given
from tfgen.language.schedules import in_words_of_aws

_SHORTEST = 60
# A state machine of Copilot's waits ten seconds, and half as long again each time.
_FIRST_WAIT = "10s"
_NOT_OF_JOBS = {
    "exec": ("ECS Exec is of services", "run the job with aws ecs run-task to look into it"),
    "count": ("a run of a job is one task", ""),
    "observability": ("a collector beside the containers is of services", ""),
}


def put_runs(member: Member, manifest: Given) -> None:
    """Put the schedule of a job, its time and its tries."""
    _put_schedule(member, manifest.get("on", "schedule"))
    timeout = manifest.get("timeout")
    text = span(timeout)
    if timeout and text and (seconds(text) or _SHORTEST) < _SHORTEST:
        timeout.changed("one minute is the shortest time of a run")
        text = "1m"
    member.put("timeout", text)
    retries = number(manifest.get("retries"))
    if retries:
        if given := manifest.get("retries"):
            given.changed("the wait doubles with each try, and was half as long again")
        member.put("retry", {"max_attempts": retries, "interval": _FIRST_WAIT})
    for word, (why, help) in _NOT_OF_JOBS.items():
        if given := manifest.get(word):
            given.leave(why, help)


def _put_schedule(member: Member, given: Given | None) -> None:
    text = member.scene.text(given) if given else ""
    if not given or not text or text == "none":
        return
    translated = in_words_of_aws(text) or _every(text)
    if translated is None:
        given.remark(
            "ADOPT003", "AWS has no such schedule", "write two jobs, each with one of the days"
        )
    member.put("schedule", translated or text, "" if translated in (None, text) else f"was {text}")


def _every(text: str) -> str | None:
    """Return @every 1h30m as a rate of AWS, which counts in one unit."""
    every = re.fullmatch(r"@every (\S+)", text)
    length = seconds(every[1]) if every else None
    if length is None or length < _SHORTEST:
        return None
    # AWS counts in whole minutes, hours or days.
    minutes = round(length / 60)
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes % size == 0:
            count = minutes // size
            return f"rate({count} {unit}{'s' * (count > 1)})"
    return None
