"""Rules of `alerts.budget`: that AWS takes it, and that somebody hears of it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts import aws
from tfgen.resolve import Cluster
from tfgen.rules.rule import finding, listed, rule

_CLOUDFORMATION = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide"
_COSTS = "https://docs.aws.amazon.com/cost-management/latest/userguide"
BUDGET = ("alerts", "budget")
_MOST = 5


@rule(
    Code(
        "RULE760",
        "budget-elsewhere",
        what="A budget is asked for where AWS bills otherwise.",
        why="AWS Budgets counts US dollars in the partition aws. GovCloud is billed there with the "
        "account that it belongs to, China and the Sovereign Cloud in another currency.",
        help="Remove budget; make one in the account that pays.",
        source=f"{_COSTS}/budgets-managing-costs.html",
    ),
    sections=("alerts", "region"),
)
def budgets_are_billed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a budget outside the partition that is billed in US dollars."""
    partition = aws.partition(cluster.region)
    if cluster.alerts.budget and partition != "aws":
        message = f"a budget counts US dollars in partition aws, and the cluster is in {partition}"
        help = "remove budget; make one in the account that pays"
        yield finding(cluster, "RULE760", BUDGET, message, help, key=True)


@rule(
    Code(
        "RULE761",
        "budget-of-application",
        what="An application asks for a budget of its own.",
        why="The budget counts what has the tag Cluster, which is all that the platform and its "
        "applications cost.",
        help="Write the budget into the platform's spec.",
    ),
    sections=("alerts", "application"),
)
def budgets_are_of_clusters(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a budget of an application, whose cost its platform's budget counts."""
    if cluster.alerts.budget and cluster.application:
        message = "the budget counts all that the cluster costs, and this is one application of it"
        help = "write it into the spec of the platform"
        yield finding(cluster, "RULE761", BUDGET, message, help, key=True)


@rule(
    Code(
        "RULE762",
        "budget-tells-too-often",
        what="A budget tells of nothing, or of more than five things.",
        why="AWS takes up to five notifications of a budget, and without one nobody hears of it.",
        help="Write one to five percentages in actual and forecasted together.",
        source=f"{_CLOUDFORMATION}/aws-resource-budgets-budget.html",
    ),
    sections=("alerts",),
)
def budgets_tell(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold a budget to what AWS tells of one."""
    budget = cluster.alerts.budget
    if budget is None:
        return
    told = len(budget.actual) + len(budget.forecasted)
    if not told or told > _MOST:
        message = f"the budget tells {told} times, and AWS tells of one 1 to {_MOST} times"
        help = "write one to five percentages in actual and forecasted together"
        yield finding(cluster, "RULE762", BUDGET, message, help, key=True)


@rule(
    Code(
        "RULE763",
        "budget-unheard",
        what="A budget is told to a topic that nobody reads.",
        why="It goes to the topic of the alerts in words. Channels of Slack and Teams have topics "
        "of their own, and a notification of a budget goes to one topic.",
        help="Name another subscriber under alerts, such as emails.",
        source=f"{_COSTS}/budgets-sns-policy.html",
    ),
    sections=("alerts",),
)
def budgets_are_heard(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a budget whose topic has no subscriber."""
    alerts = cluster.alerts
    words = ("emails", "https", "sms", "sqs", "lambda_", "firehose", "topic_arn")
    if alerts.budget and not any(getattr(alerts, word) for word in words):
        names = [word.removesuffix("_") for word in words]
        message = "nobody would hear of the budget: the topic of the alerts has no subscriber"
        help = f"name one under alerts: {listed(names)}"
        yield finding(cluster, "RULE763", BUDGET, message, help, key=True)


RULES = (budgets_are_billed, budgets_are_of_clusters, budgets_tell, budgets_are_heard)
