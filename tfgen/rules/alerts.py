"""Rules of alerts: that their events can happen, and that somebody gets them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.resolve import INSTANCE_EVENTS, Cluster, Service
from tfgen.resolve.convention import each
from tfgen.rules.rule import Path, dotted, finding, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"
_CHATBOT = "https://docs.aws.amazon.com/chatbot/latest/APIReference"
_SUBSCRIBERS = "write emails, https, slack or topic_arn under alerts"


@rule(
    Code(
        "RULE150",
        "instance-event-without-instances",
        what="An event of instances is asked for, and the cluster has no instance groups.",
        why="These events tell of container instances and of the groups that they stand in. On "
        "Fargate a cluster has neither, so that none would ever come.",
        help="Remove the event, or add an instance group.",
        source=f"{_ECS}/ecs_container_instance_events.html",
    ),
    sections=("alerts", "instance_groups"),
)
def events_can_happen(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold events of instances to specs that have some."""
    if cluster.instance_groups:
        return
    for index, event in enumerate(cluster.alerts.events):
        if event in INSTANCE_EVENTS:
            yield finding(
                cluster,
                "RULE150",
                ("alerts", "events", index),
                f"{event} cannot happen: the cluster has no instance groups",
                "remove it, or add an instance group",
            )


@rule(
    Code(
        "RULE369",
        "slack-not-offered",
        what="Alerts go to Slack or Teams in a partition where nothing of AWS writes there.",
        why="The API of Amazon Q Developer in chat applications takes ARNs of the partition aws "
        "alone: no other topic, and no other role.",
        help="Remove slack or teams; an endpoint of your own under https can pass alerts on.",
        source=f"{_CHATBOT}/API_CreateSlackChannelConfiguration.html",
    ),
    sections=("alerts", "region"),
)
def chat_offered(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a channel of Slack or Teams where the service that writes there is not offered."""
    partition = aws.partition(cluster.region)
    if partition == "aws":
        return
    for word, chat in (("slack", cluster.alerts.slack), ("teams", cluster.alerts.teams)):
        if chat:
            writer = f"Amazon Q Developer in chat applications, which writes to {word.title()}"
            message = f"partition {partition} has no {writer}"
            help = f"remove {word}; an endpoint of your own under https can pass alerts on"
            yield finding(cluster, "RULE369", ("alerts", word), message, help, key=True)


@rule(
    Code(
        "RULE159",
        "spot-event-without-fargate-spot",
        what="An alert of spot capacity is asked for, and the cluster uses none that is told.",
        why="ECS tells which task on Fargate Spot it stops. When EC2 takes an instance back, its "
        "notice names the instance alone, not the cluster.",
        help="Remove it; instance_drained tells of spot instances that AWS takes back.",
        source=f"{_EC2}/spot-instance-termination-notices.html",
    ),
    sections=("alerts", "cluster", "instance_groups", "services", "jobs"),
)
def spot_can_be_interrupted(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the event of spot to specs with Fargate Spot, of which alone ECS tells."""
    events = cluster.alerts.events
    if "spot_interruption" not in events or _uses_fargate_spot(cluster):
        return
    why = "nothing runs on Fargate Spot, and EC2 does not tell the cluster"
    drained = "which are drained when AWS takes them back"
    yield finding(
        cluster,
        "RULE159",
        ("alerts", "events", events.index("spot_interruption")),
        f"spot_interruption cannot be told: {why}",
        f"remove it; write instance_drained for spot instances, {drained}",
    )


def _uses_fargate_spot(cluster: Cluster) -> bool:
    """Whether something runs there. Raises Unread where it may, as a capacity was not read."""
    if "fargate_spot" in cluster.fargate:
        return True
    return any("fargate_spot" in workload.capacity for workload in cluster.workloads)


@rule(
    Code(
        "RULE153",
        "alerts-unheard",
        what="Alerts are written, and nobody gets them.",
        why="Alarms and events go to an SNS topic, which keeps no message: without a subscriber "
        "each is gone at once.",
        help="Name a subscriber under alerts, or subscribe to the topic elsewhere.",
        severity=Severity.WARNING,
    ),
    sections=("alerts", "services"),
)
def somebody_listens(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of alerts that are written and that nobody gets."""
    if _has_subscriber(cluster):
        return
    paths: list[Path] = [("alerts", "events"), ("alerts", "alarms")]
    paths += each(cluster.services.values(), _alarms)
    # Events and alarms have defaults: only who wrote some expects to hear of them.
    asked = [path for path in paths if cluster.wrote(*path)]
    if asked:
        path = asked[0]
        yield finding(
            cluster,
            "RULE153",
            path,
            f"nobody gets these alerts: {dotted(path)} is written, and no subscriber",
            f"{_SUBSCRIBERS}, or subscribe to the topic elsewhere",
            key=True,
        )


def _alarms(service: Service) -> list[Path]:
    if not service.given_alarms:
        return []
    return [(*service.path, "alarms")]


def _has_subscriber(cluster: Cluster) -> bool:
    """Whether the spec names anybody who gets the alerts."""
    alerts = cluster.alerts
    # Of a topic that exists nobody knows here who listens; its owner will have somebody.
    people = (alerts.emails, alerts.https, alerts.sms, alerts.slack, alerts.topic_arn)
    return any((*people, alerts.teams, alerts.sqs, alerts.lambda_, alerts.firehose))


@rule(
    Code(
        "RULE154",
        "image-check-without-images",
        what="Newer images are looked for, and the cluster has no image that could become old.",
        why="The check compares the images of instance groups with those that AWS recommends. On "
        "Fargate AWS keeps the hosts up to date.",
        help="Remove ami_updates, or add an instance group.",
    ),
    Code(
        "RULE155",
        "image-check-unheard",
        what="Newer images are looked for, and nobody hears of them.",
        why="All that the check does is to tell the topic of the alerts, which has no subscriber.",
        help="Name a subscriber under alerts.",
    ),
    sections=("alerts", "ami_updates", "instance_groups"),
)
def image_updates_are_heard(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the check for newer images to specs with instances, and with somebody who is told."""
    path = ("ami_updates",)
    if cluster.ami_updates is None:
        return
    if not cluster.instance_groups:
        yield finding(
            cluster,
            "RULE154",
            path,
            "there are no images to compare: the cluster has no instance groups",
            "remove ami_updates, or add an instance group",
            key=True,
        )
    elif not _has_subscriber(cluster):
        # Other alerts may go unheard with a warning; of this check nothing else is left.
        yield finding(
            cluster,
            "RULE155",
            path,
            "nobody would hear of newer images: alerts has no subscriber",
            _SUBSCRIBERS,
            key=True,
        )


RULES = (
    chat_offered,
    events_can_happen,
    spot_can_be_interrupted,
    somebody_listens,
    image_updates_are_heard,
)
