"""What containers need so that `aws ecs execute-command` reaches them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.arns import arn
from tfgen.modules.containers import allow
from tfgen.resolve import Cluster, Service

CHANNELS = ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")


def exec_rights(cluster: Cluster, service: Service) -> tuple[Value, ...]:
    """Return what the containers of a service need beside their own rights, so that people can enter them."""
    return tuple(_statements(cluster)) if service.exec else ()


def _statements(cluster: Cluster) -> Iterator[Value]:
    """Yield the channels of the session, its key and its log where there is an audit.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    # AWS knows no resource for these actions, nor for logs:DescribeLogGroups.
    yield allow([f"ssmmessages:{channel}" for channel in CHANNELS], ["*"])
    audit = cluster.access.exec
    if audit is None:
        return
    key: Value = audit.kms_key_arn or Ref("module.ecs_cluster.exec_kms_key_arn")
    yield allow(["kms:Decrypt"], [key])
    if audit.logs:
        log_group = arn(cluster, "logs", f"log-group:{cluster.logs.prefix}/exec:*")
        yield allow(["logs:DescribeLogGroups"], ["*"])
        yield allow(
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], [log_group]
        )
