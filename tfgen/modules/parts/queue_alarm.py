"""The module `queue_alarm`: rings as soon as something waits in a queue of what failed."""

from __future__ import annotations

from tfgen.hcl import Ref
from tfgen.modules.parts.references import TOPIC_ARNS
from tfgen.tree import ModulePlan, Promise


def queue_alarm(call: str, file: str, queue: Ref, description: str, promise: Promise) -> ModulePlan:
    """Plan the alarm of a queue; `queue` is its name, which is the alarm's too."""
    inputs = {"queue_name": queue, "description": description, "topic_arns": TOPIC_ARNS}
    return ModulePlan(call, "queue_alarm", file, inputs, promises=(promise,))
