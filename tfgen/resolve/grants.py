"""Grants, resolved: the statements that their purposes need, with the things that they are of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from tfgen.facts.purposes import PURPOSES
from tfgen.frozen import frozen
from tfgen.language.grants import BucketGrant, Grant, Grants, KeyGrant
from tfgen.language.scalars import TextOrExpression
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.tasks import Task

__all__ = ["Grant", "Granted", "Thing", "granted", "grants_of", "is_of_spec"]


@frozen
class Thing:
    """What a right is of: a queue of the spec by its key, else an ARN, or a name in AWS."""

    service: str
    name: str
    arn: TextOrExpression | None = None
    of_spec: bool = False
    behind: str = ""


@frozen
class Granted:
    """A statement that follows from grants."""

    actions: tuple[str, ...]
    things: tuple[Thing, ...]
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def grants_of(grants: Grants) -> Iterator[tuple[str, str, Grant]]:
    """Yield each grant with the service and the name under which it stands, in their order."""
    for service in sorted(PURPOSES):
        for name, grant in sorted(getattr(grants, service).items()):
            yield service, name, grant


def is_of_spec(cluster: Cluster, service: str, name: str, grant: Grant) -> bool:
    """Whether a grant is of something that the spec makes."""
    return service == "sqs" and grant.arn is None and name in cluster.queues


def granted(cluster: Cluster, task: Task) -> tuple[Granted, ...]:
    """Return the statements of a task's grants: those of the same actions are one."""
    return tuple(_merged(_granted(cluster, task)))


def _granted(cluster: Cluster, task: Task) -> Iterator[Granted]:
    for service, name, grant in grants_of(task.grants):
        of_spec = is_of_spec(cluster, service, name, grant)
        purpose = PURPOSES[service][grant.access]
        prefix = grant.prefix if isinstance(grant, BucketGrant) else None
        for right in purpose.rights:
            actions = tuple(f"{service}:{action}" for action in right.actions)
            things = tuple(
                Thing(service, name, grant.arn, of_spec, _behind(part, prefix)) for part in right.on
            )
            yield Granted(actions, things, _conditions(right.on, prefix))
        key = _key(cluster, name, grant, of_spec=of_spec)
        if key is not None and purpose.of_key:
            yield Granted(
                tuple(f"kms:{action}" for action in purpose.of_key), (Thing("kms", "", key),)
            )


def _behind(part: str, prefix: str | None) -> str:
    """Return what stands behind an ARN: of objects, those that begin with a prefix."""
    if prefix and part == "/*":
        return f"/{prefix}*"
    return part


def _conditions(
    on: tuple[str, ...], prefix: str | None
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the condition under which a bucket is listed: below the prefix alone.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
    """
    if prefix is None or on != ("",):
        return {}
    return {"StringLike": {"s3:prefix": (f"{prefix}*",)}}


def _key(cluster: Cluster, name: str, grant: Grant, *, of_spec: bool) -> TextOrExpression | None:
    if of_spec:
        return cluster.queues[name].kms_key_arn
    # A key is not encrypted itself.
    if isinstance(grant, KeyGrant):
        return None
    return grant.kms_key_arn


def _merged(statements: Iterable[Granted]) -> Iterator[Granted]:
    # Not every value has a hash or an order, but each has a text.
    known: dict[str, Granted] = {}
    for statement in statements:
        same = repr((statement.actions, statement.conditions))
        if same in known:
            things = {repr(thing): thing for thing in (*known[same].things, *statement.things)}
            statement = Granted(statement.actions, tuple(things.values()), statement.conditions)
        known[same] = statement
    yield from known.values()
