"""The scaling of a service by the messages of a queue that wait for each of its tasks."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Call, Ref, Value
from tfgen.language.scaling import Backlog
from tfgen.modules.parts.references import CLUSTER_NAME, in_cluster, module
from tfgen.modules.service_scaling import cooldown
from tfgen.resolve import Cluster, Service
from tfgen.tree import ModulePlan, Promise


def service_queue(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan what follows a queue: a share of its messages for each task, and the first task."""
    scaling = service.scaling
    if scaling is None or scaling.queue is None:
        return
    followed: dict[str, Value] = {
        "family": in_cluster(cluster, service.family),
        "cluster_name": CLUSTER_NAME,
        "service_name": Ref(f"module.{service.module}.name"),
        "resource_id": Ref(f"module.{service.module}_scaling.resource_id"),
        "queue_name": _queue_name(scaling.queue),
    }
    waits = cooldown(scaling)
    share = scaling.queue.messages_per_task
    inputs = {**followed, "messages_per_task": share, "cooldown": waits or None}
    path, name = f"services.{service.key}.scaling.queue", "service_queue_scaling"
    text = f"{share} messages may wait for each task"
    promise = Promise("messages_per_task", share, f"{path}.messages_per_task", text)
    call = f"{service.module}_queue_scaling"
    yield ModulePlan(call, name, service.module, inputs, promises=(promise,))
    if service.starts_by_queue:
        yield _start(service, path, {**followed, "cooldown": waits.get("out")})


def _start(service: Service, path: str, inputs: dict[str, Value]) -> ModulePlan:
    text = "a message that waits starts the first task"
    promise = Promise("policy_name", f"{service.family}-queue/start", path, text)
    call = f"{service.module}_queue_start"
    return ModulePlan(call, "service_queue_start", service.module, inputs, promises=(promise,))


def _queue_name(queue: Backlog) -> Value:
    """Return the name of a queue, by which its metrics know it."""
    if queue.name is not None:
        return module("queue", queue.name, "name")
    # An ARN ends with it: arn:aws:sqs:<region>:<account>:<name>.
    if isinstance(queue.arn, str):
        return queue.arn.rpartition(":")[2]
    return Call("element", (Call("split", (":", queue.arn)), 5))
