"""Rules of `grants`: that each names a thing, and says of it what nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.diagnostics import Code, Diagnostic, closest
from tfgen.facts import aws
from tfgen.facts.limits import (
    BUCKET_NAME,
    KMS_KEY_ID,
    SECRET_NAME,
    TABLE_NAME,
    TOPIC_NAME,
    NameRule,
)
from tfgen.facts.purposes import PAGES
from tfgen.language.grants import KeyGrant
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Grant, Task, grants_of
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule

_SECTIONS = ("services", "jobs", "system_containers")
_ARNS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"
# What things are called by where no ARN is given, and the noun for them.
_NAMES: Mapping[str, tuple[str, NameRule]] = {
    "dynamodb": ("table", TABLE_NAME),
    "kms": ("key of the id", KMS_KEY_ID),
    "s3": ("bucket", BUCKET_NAME),
    "secretsmanager": ("secret", SECRET_NAME),
    "sns": ("topic", TOPIC_NAME),
}


def _grants(cluster: Cluster) -> Iterator[tuple[Path, str, str, Grant]]:
    """Give each grant of a task with its path, its service and its name."""
    yield from each([task for (task,) in over.tasks(cluster)], _of_task)


def _of_task(task: Task) -> Iterator[tuple[Path, str, str, Grant]]:
    for service, name, grant in grants_of(task.grants):
        yield (*task.path, "grants", service, name), service, name, grant


@rule(
    Code(
        "RULE510",
        "granted-queue-unknown",
        what="A task is granted a queue that is not in the spec.",
        why="Without an ARN the name of a grant of sqs is a key of queues. With any other one "
        "there is no queue that the right could be of.",
        help="Name a key of queues, add the queue, or give the ARN of one that exists.",
        source=PAGES["sqs"],
    ),
    sections=("queues", *_SECTIONS),
    over=_grants,
)
def granted_queues_exist(
    cluster: Cluster, path: Path, service: str, name: str, grant: Grant
) -> Iterator[Diagnostic]:
    """Hold grants of queues without an ARN to queues of the spec."""
    if service != "sqs" or grant.arn is not None or name in cluster.queues:
        return
    help = closest(name, list(cluster.queues))
    help = help or f"add queues: {{{name}: {{}}}}, or write arn: beside access"
    message = f"there is no queue {shown(name)} in this spec"
    yield finding(cluster, "RULE510", path, message, help, key=True)


@rule(
    Code(
        "RULE511",
        "granted-queue-of-the-spec",
        what="A grant says of a queue of the spec what the spec says of it already.",
        why="The ARN and the key of a queue of the spec are known, and the grant has them. A "
        "second one beside them would be another queue's, or another key.",
        help="Remove it; the grant of a queue that exists elsewhere gets a name of its own.",
        source=PAGES["sqs"],
    ),
    sections=("queues", *_SECTIONS),
    over=_grants,
)
def queues_of_the_spec_are_known(
    cluster: Cluster, path: Path, service: str, name: str, grant: Grant
) -> Iterator[Diagnostic]:
    """Refuse an ARN or a key beside the name of a queue of the spec."""
    if service != "sqs" or name not in cluster.queues:
        return
    if grant.arn is not None:
        message = f"queue {name} is of this spec, and the grant gives the ARN of one that exists"
        help = "remove arn, or give the grant another name"
        yield finding(cluster, "RULE511", (*path, "arn"), message, help, key=True)
    elif not isinstance(grant, KeyGrant) and grant.kms_key_arn is not None:
        message = f"queue {name} is of this spec, which knows the key that encrypts it"
        also = ((("queues", name, "kms_key_arn"), "its key"),)
        path = (*path, "kms_key_arn")
        yield finding(cluster, "RULE511", path, message, "remove it", key=True, also=also)


@rule(
    Code(
        "RULE512",
        "granted-name-refused",
        what="A grant names a thing that can have no such name in AWS.",
        why="Without an ARN the name of a grant is that of the thing itself, in the account and "
        "region of the cluster. AWS has none of that name, and the right would be of nothing.",
        help="Write the name as AWS knows it, or give the ARN.",
        source=_ARNS,
    ),
    sections=_SECTIONS,
    over=_grants,
)
def granted_names_are_names(
    cluster: Cluster, path: Path, service: str, name: str, grant: Grant
) -> Iterator[Diagnostic]:
    """Hold grants without an ARN to names that AWS takes."""
    if grant.arn is not None or service not in _NAMES:
        return
    noun, limit = _NAMES[service]
    if not limit.accepts(name):
        message = f"AWS has no {noun} {shown(name)}: {limit.allowed}, at most {limit.longest}"
        help = f"write it as AWS knows it, or arn: beside access ({limit.source})"
        yield finding(cluster, "RULE512", path, message, help, key=True)


@rule(
    Code(
        "RULE513",
        "grant-in-another-partition",
        what="A grant is of a thing in another partition than the cluster.",
        why="A partition, such as aws, aws-cn or aws-us-gov, is a world of its own: no role of one "
        "can be given a right in another.",
        help="Give the ARN of a thing in the cluster's own partition.",
        source=_ARNS,
    ),
    sections=("region", *_SECTIONS),
    over=_grants,
)
def grants_stay_in_the_partition(
    cluster: Cluster, path: Path, service: str, name: str, grant: Grant
) -> Iterator[Diagnostic]:
    """Hold the ARNs of grants to the partition of the cluster; regions and accounts may differ."""
    partition = aws.partition(cluster.region)
    for field in ("arn", "kms_key_arn"):
        arn = getattr(grant, field, None)
        # Of what Terraform works out nothing is known.
        if not isinstance(arn, str) or arn.split(":")[1] == partition:
            continue
        message = f"{name} is of partition {arn.split(':')[1]}, and the cluster of {partition}"
        help = f"write the {field} of one in partition {partition}"
        yield finding(cluster, "RULE513", (*path, field), message, help)


RULES = (
    granted_queues_exist,
    queues_of_the_spec_are_known,
    granted_names_are_names,
    grants_stay_in_the_partition,
)
