"""The module `queue_alarm`: rings as soon as something waits in a queue of what failed."""

from __future__ import annotations

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.references import TOPIC_ARNS
from tfgen.tree import ModulePlan, Promise


def queue_alarm(call: str, file: str, queue: Ref, contents: Value, promise: Promise) -> ModulePlan:
    """Plan the alarm of a queue: its name is the alarm's too, `contents` say what waits in it."""
    inputs = {"queue_name": queue, "contents": contents, "topic_arns": TOPIC_ARNS}
    return ModulePlan(call, "queue_alarm", file, inputs, promises=(promise,))
