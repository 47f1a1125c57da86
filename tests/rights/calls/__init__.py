"""The calls that have to work in a cluster, written from AWS's pages and from the spec.

What a tree allows is held against them from both sides: each is allowed, and nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rights.calls import cluster, deployer, instances, jobs, resources, tasks
from rights.evaluate import Call
from rights.facts import Facts


def needed(facts: Facts) -> Iterator[Call]:
    """Yield every call that the features in use make."""
    for topic in (tasks, jobs, deployer, instances, cluster, resources):
        yield from topic.needed(facts)


def forbidden(facts: Facts) -> Iterator[Call]:
    """Yield calls that nobody of the cluster may make."""
    yield from instances.forbidden(facts)
    yield from without_tls(facts)


def without_tls(facts: Facts) -> Iterator[Call]:
    """Yield calls that would be fine but for their connection, which anybody could read."""
    own = {policy.at for policy in facts.policies if not policy.is_identity}
    for call in needed(facts):
        thing = call.resource.partition("/")[0] if ":s3:" in call.resource else call.resource
        if thing in own and call.action.startswith(("sqs:", "s3:", "elasticfilesystem:")):
            yield replace(call, context={**call.context, "aws:SecureTransport": "false"})
