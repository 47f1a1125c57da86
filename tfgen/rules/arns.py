"""Rules of the ARNs that a spec gives: partition, region and account against the cluster's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.facts import aws
from tfgen.resolve import Cluster, InstanceGroup, LoadBalancer
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding

_AWS = "https://docs.aws.amazon.com"
_CERTIFICATES = f"{_AWS}/elasticloadbalancing/latest/application/https-listener-certificates.html"
_WEB_ACLS = f"{_AWS}/waf/latest/developerguide/web-acl-associating-aws-resource.html"
_KEYS = f"{_AWS}/kms/latest/developerguide/key-policy-modifying-external-accounts.html"
_ALARMS = f"{_AWS}/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"
_TOPICS = f"{_AWS}/sns/latest/dg/sns-access-policy-use-cases.html"
_NAMESPACES = f"{_AWS}/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html"
_ARNS = f"{_AWS}/IAM/latest/UserGuide/reference-arns.html"


@dataclass(frozen=True, slots=True)
class _Arn:
    """The fields of an ARN; each may be empty."""

    partition: str
    region: str
    account: str

    @classmethod
    def of(cls, text: str) -> _Arn:
        _, partition, _, region, account, _ = text.split(":", 5)
        return cls(partition, region, account)


def certificates_fit(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold certificates to the balancer's partition, region and account: ELB takes no others.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
    """
    what, source = "certificate", _CERTIFICATES
    for index, arn in enumerate(balancer.certificate_arns):
        path = (*balancer.path, "certificate_arns", index)
        yield from _placed(cluster, path, arn, cluster.region, what, source)
        yield from _account(cluster, path, arn, what, Severity.ERROR, source)


def web_acls_fit(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold web ACLs to the balancer's partition, region and account.

    https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html
    """
    if arn := balancer.waf_acl_arn:
        path = (*balancer.path, "waf_acl_arn")
        yield from _placed(cluster, path, arn, cluster.region, "web ACL", _WEB_ACLS)
        yield from _account(cluster, path, arn, "web ACL", Severity.ERROR, _WEB_ACLS)


def log_key_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the key of the log groups to their region.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    if arn := cluster.logs.kms_key_arn:
        yield from _key(cluster, ("logs", "kms_key_arn"), arn, cluster.region)


def exec_key_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the key of ECS Exec to the region of the cluster.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    audit = cluster.access.exec
    if audit and audit.kms_key_arn:
        path = ("access", "exec", "kms_key_arn")
        yield from _key(cluster, path, audit.kms_key_arn, cluster.region)


def volume_keys_fit(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the keys of root volumes to the region of the instances.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
    """
    if arn := group.root_volume.kms_key_arn:
        path = (*group.path, "root_volume", "kms_key_arn")
        yield from _key(cluster, path, arn, cluster.region)


def state_key_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the key of the state to the region of its bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    state = cluster.state
    if state and state.kms_key_arn:
        yield from _key(cluster, ("state", "kms_key_arn"), state.kms_key_arn, state.region)


def alert_topic_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the topic of the alerts to the region of rules and alarms.

    One of another account needs to admit them.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    """
    if arn := cluster.alerts.topic_arn:
        path = ("alerts", "topic_arn")
        yield from _placed(cluster, path, arn, cluster.region, "topic", _ALARMS)
        yield from _account(cluster, path, arn, "topic", Severity.WARNING, _TOPICS)


def _key(cluster: Cluster, path: Path, arn: str, region: str) -> Iterator[Diagnostic]:
    """Check a key; one of another account works if its policy admits this one: a warning."""
    yield from _placed(cluster, path, arn, region, "key", _KEYS)
    yield from _account(cluster, path, arn, "key", Severity.WARNING, _KEYS)


def namespaces_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the namespace of Service Connect to the partition and region of the cluster.

    Another account may share one.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html
    """
    if cluster.namespace.startswith("arn:"):
        path = ("cluster", "service_connect", "namespace")
        what, source = "namespace", _NAMESPACES
        yield from _placed(cluster, path, cluster.namespace, cluster.region, what, source)


def _placed(
    cluster: Cluster,
    path: Path,
    text: str,
    region: str,
    what: str,
    source: str,
) -> Iterator[Diagnostic]:
    arn, partition = _Arn.of(text), aws.partition(region)
    help = f"give a {what} of {region}"
    if arn.partition != partition:
        message = f"the {what} is of partition {arn.partition}, and region {region} of {partition}"
        yield finding(cluster, "RULE056", path, message, help, source=_ARNS)
    elif arn.region != region:
        message = f"the {what} is of region {arn.region or '(none)'}, and is needed in {region}"
        yield finding(cluster, "RULE057", path, message, help, source=source)


def _account(
    cluster: Cluster,
    path: Path,
    text: str,
    what: str,
    severity: Severity,
    source: str,
) -> Iterator[Diagnostic]:
    account, own = _Arn.of(text).account, cluster.account_id
    if own is None or account == own:
        return
    message = f"the {what} is of account {account}, and the cluster of {own}"
    help = f"give a {what} of account {own}"
    if severity is Severity.WARNING:
        help += f", or let the {what}'s policy admit it"
    also = ((("account_id",), "the cluster's account"),)
    yield finding(
        cluster,
        "RULE059",
        path,
        message,
        help,
        source=source,
        severity=severity,
        also=also,
    )


RULES = (
    Rule(("load_balancers", "region"), certificates_fit, over.load_balancers),
    Rule(("load_balancers", "region"), web_acls_fit, over.load_balancers),
    Rule(("logs", "region"), log_key_fits),
    Rule(("access", "region"), exec_key_fits),
    Rule(("instance_groups", "region"), volume_keys_fit, over.instance_groups),
    Rule(("state", "region"), state_key_fits),
    Rule(("alerts", "region"), alert_topic_fits),
    Rule(("cluster", "region"), namespaces_fit),
)
