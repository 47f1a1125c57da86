"""Topics that services publish to, and queues that workers take messages from.

https://aws.github.io/copilot-cli/docs/developing/publish-subscribe/
"""

from __future__ import annotations

import re
from typing import Any

from tfgen.adopt.copilot.scene import Member, Scene
from tfgen.adopt.copilot.values import as_key, below, flag, items, number, span
from tfgen.adopt.given import Given

# What Copilot and a spec call the times of a queue, and their common default.
_TIMES = {
    "timeout": ("visibility_timeout", "30s"),
    "retention": ("message_retention", "4d"),
    "delay": ("delay", "0s"),
}
_FIFO = ".fifo"
_SUBSCRIPTION = "write aws_sns_topic_subscription as Terraform of your own"


def put_topics(member: Member, publish: Given | None) -> None:
    """Put the right to publish to topics, which stay with Copilot until they are moved."""
    topics = below(publish, "topics")
    granted = {}
    for topic in items(topics):
        name = topic.get("name")
        if name is None or not member.scene.application:
            topic.leave("its name in AWS begins with the application's", "give --application")
            continue
        fifo = topic.get("fifo")
        is_fifo = fifo is not None and (fifo.is_map or flag(fifo))
        in_order = name.text.removesuffix(_FIFO) + _FIFO
        known_as = in_order if is_fifo else name.text
        granted[_topic(member.scene, member.name, known_as)] = "publish"
        topic.changed(
            "the task may publish to the topic, which a spec does not make",
            "keep Copilot's stack, or make the topic as Terraform of your own",
        )
        if fifo and fifo.is_map:
            fifo.leave("the topic is Copilot's, with what it says of duplicates")
        if allowed := topic.get("allowed_workers"):
            allowed.leave("subscriptions are of the queue's side", _SUBSCRIPTION)
    if granted:
        _grant(member, "sns", granted)


def _topic(scene: Scene, service: str, name: str) -> str:
    """Return the name of a topic in AWS, as Copilot's templates compose it."""
    # Of the name only letters and digits come into AWS.
    safe = re.sub(r"[^A-Za-z0-9]", "", name.removesuffix(_FIFO))
    ending = _FIFO * name.endswith(_FIFO)
    return f"{scene.application}-{scene.environment}-{service}-{safe}{ending}"


def _grant(member: Member, service: str, granted: dict[str, str]) -> None:
    grants = member.get("grants") or {}
    member.put("grants", {**grants, service: {**grants.get(service, {}), **granted}})


def put_queues(member: Member, subscribe: Given | None) -> None:
    """Put the queue of a worker, and those of topics that have their own."""
    queue = below(subscribe, "queue")
    senders: list[str] = []
    main = _queue(queue)
    own: dict[str, dict[str, Any]] = {}
    topics = below(subscribe, "topics")
    for topic in items(topics):
        arn, name = _source(member, topic)
        apart = topic.get("queue")
        if apart and (apart.is_map or flag(apart)):
            fields = _queue(apart)
            own[as_key(f"{member.key}-{name}")] = {**fields, **_from(arn, fields)}
        elif arn:
            senders.append(_sender(arn, main))
    if senders:
        main["senders"] = {"sns": senders}
    for key, fields in {member.key: main, **own}.items():
        member.scene.draft.put(("queues", key), fields)
        _grant(member, "sqs", {key: "consume"})
    # Known once Terraform has made the queue.
    address = {"terraform": f"module.queue_{member.key.replace('-', '_')}.url"}
    variables = {"COPILOT_QUEUE_URI": address, **(member.get("environment") or {})}
    member.put("environment", variables)


def _from(arn: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"senders": {"sns": [_sender(arn, fields)]}} if arn else {}


def _sender(arn: str, fields: dict[str, Any]) -> str:
    # Only topics that keep the order send to such queues; manifests name them with or without it.
    return arn.removesuffix(_FIFO) + _FIFO * (arn.endswith(_FIFO) or "fifo" in fields)


def _source(member: Member, topic: Given) -> tuple[str, str]:
    """Return the ARN of a topic, "" without an account, and a name for it."""
    name, service = topic.get("name"), topic.get("service")
    if name is None or service is None:
        topic.leave("it names no topic of a service")
        return "", "topic"
    if policy := topic.get("filter_policy"):
        policy.leave("it is of the subscription", _SUBSCRIPTION)
    scene = member.scene
    named = f"{service.text}-{name.text}"
    if not scene.knows_account:
        topic.changed(
            f"the queue does not get what {named} tells: no manifest has the account's id",
            f"give --account; then {_SUBSCRIPTION}",
        )
        return "", named
    topic.changed("the topic may send to the queue, but nothing subscribes it", _SUBSCRIPTION)
    arn = f"arn:aws:sns:{scene.region}:{scene.account}"
    return f"{arn}:{_topic(scene, service.text, name.text)}", named


def _queue(given: Given | None) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if given is None or not given.is_map:
        return {"dead_letter": False}
    fifo = given.get("fifo")
    if fifo and (fifo.is_map or flag(fifo)):
        fields["fifo"] = True
        if flag(fifo.get("content_based_deduplication")):
            fields["content_based_deduplication"] = True
    for word, (field, usual) in _TIMES.items():
        time = span(given.get(word))
        if time not in (None, usual):
            fields[field] = time
    tries = number(given.get("dead_letter", "tries"))
    # Copilot makes no dead-letter queue unless it is told to.
    fields["dead_letter"] = False if tries is None else tries
    if fields["dead_letter"] == 5:
        del fields["dead_letter"]
    return fields
