"""Who gets the alerts beside people: what the module `alerts` is told of each, and its promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.hcl import Ref, Value
from tfgen.language.scalars import TextOrExpression
from tfgen.language.subscribers import OWN_QUEUE
from tfgen.modules.parts.references import in_cluster, module, own_name
from tfgen.resolve import Cluster, role_name_prefix
from tfgen.tree import ModulePlan, Promise

FILE = "alerts"


def subscriber_inputs(cluster: Cluster) -> dict[str, Value]:
    """Return the subscribers of a cluster as the module has them."""
    alerts = cluster.alerts
    return {
        "sms": sorted(alerts.sms) or None,
        "sqs": {name: _queue(arn) for name, arn in sorted(alerts.sqs.items())} or None,
        "lambda": dict(sorted(alerts.lambda_.items())) or None,
        "firehose": _firehose(cluster),
    }


def _queue(arn: TextOrExpression) -> Value:
    key = own_queue(arn)
    if key is None:
        return arn
    return module("queue", key, "arn")


def own_queue(arn: TextOrExpression) -> str | None:
    """Return the key of a queue of the spec, where a subscriber is one."""
    if isinstance(arn, str) and arn.startswith(OWN_QUEUE):
        return arn.removeprefix(OWN_QUEUE)
    return None


def _firehose(cluster: Cluster) -> Value:
    if not cluster.alerts.firehose:
        return None
    return {"role_arn": Ref("module.alerts_firehose.role_arn"), "streams": _streams(cluster)}


def _streams(cluster: Cluster) -> dict[str, Value]:
    return dict(sorted(cluster.alerts.firehose.items()))


def firehose_role(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the role with which SNS writes into streams, where there are some."""
    if not cluster.alerts.firehose:
        return
    inputs: dict[str, Value] = {
        "cluster_name": own_name(cluster),
        "role_name_prefix": in_cluster(cluster, role_name_prefix(cluster, "alerts-firehose")),
        "streams": _streams(cluster),
    }
    yield ModulePlan("alerts_firehose", "alerts_firehose", FILE, inputs)


def subscriber_promises(cluster: Cluster) -> Iterator[Promise]:
    """Yield what is promised of text messages, and of what gets alerts as data."""
    alerts = cluster.alerts
    if alerts.sms:
        numbers = sorted(alerts.sms)
        text = f"alerts are texted to {', '.join(numbers)}"
        yield Promise("sms", numbers, "alerts.sms", text)
    by_protocol: dict[str, Mapping[str, object]] = {
        "firehose": alerts.firehose,
        "lambda": alerts.lambda_,
        "sqs": alerts.sqs,
    }
    names: dict[str, Value] = {word: sorted(some) for word, some in by_protocol.items() if some}
    if names:
        text = f"alerts are delivered by {', '.join(names)}"
        yield Promise("subscribers", names, "alerts", text)
