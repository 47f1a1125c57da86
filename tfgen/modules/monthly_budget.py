"""The module `monthly_budget`: what the cluster may cost in a month."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import CLUSTER_NAME, in_cluster, topic_arn
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan, Promise

FILE = "alerts"


def monthly_budget(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the budget of a cluster that has one."""
    budget = cluster.alerts.budget
    if budget is None:
        return
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        **changed(budget),
        "topic_arn": topic_arn(cluster),
    }
    text = f"the cluster may cost {budget.amount} US dollars in a month"
    promise = Promise("amount", budget.amount, "alerts.budget", text)
    yield ModulePlan("monthly_budget", "monthly_budget", FILE, inputs, promises=(promise,))


def budget_names(cluster: Cluster) -> Value:
    """Return the budgets that publish to the alerts' topic, if there are any."""
    if cluster.alerts.budget is None:
        return None
    return [in_cluster(cluster, f"{cluster.name}-monthly")]
