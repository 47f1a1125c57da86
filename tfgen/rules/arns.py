"""Rules of the ARNs that a spec gives: partition, region and account against the cluster's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.language.scalars import Expression, TextOrExpression
from tfgen.resolve import Cluster, InstanceGroup, LoadBalancer, Queue, Repository, Service
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule

_AWS = "https://docs.aws.amazon.com"
# The page about each kind of resource, which the findings give; the codes have that of all ARNs.
_CERTIFICATES = f"{_AWS}/elasticloadbalancing/latest/application/https-listener-certificates.html"
_TRUST = f"{_AWS}/elasticloadbalancing/latest/application/mutual-authentication.html"
_WEB_ACLS = f"{_AWS}/waf/latest/developerguide/web-acl-associating-aws-resource.html"
_KEYS = f"{_AWS}/kms/latest/developerguide/key-policy-modifying-external-accounts.html"
_ALARMS = f"{_AWS}/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"
_TOPICS = f"{_AWS}/sns/latest/dg/sns-access-policy-use-cases.html"
_HOOKS = f"{_AWS}/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html"
_METRICS = (
    f"{_AWS}/autoscaling/application/userguide/"
    "application-auto-scaling-target-tracking-metric-math.html"
)
_NAMESPACES = f"{_AWS}/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html"
_ARNS = f"{_AWS}/IAM/latest/UserGuide/reference-arns.html"
_ACROSS = f"{_AWS}/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html"

_PARTITION = Code(
    "RULE056",
    "arn-of-another-partition",
    what="An ARN is of another partition than the region.",
    why=(
        "A partition, such as aws, aws-cn or aws-us-gov, is a world of its own with its own "
        "accounts. Nothing of one can be used in another, whatever its policy says."
    ),
    help="Give the ARN of a resource in the cluster's own partition.",
    source=_ARNS,
)
_REGION = Code(
    "RULE057",
    "arn-of-another-region",
    what="An ARN is of another region than the one where it is needed.",
    why=(
        "Certificates, web ACLs, keys, topics and namespaces belong to one region. The service "
        "that is told to use one looks for it in its own, and finds nothing there."
    ),
    help="Give the ARN of a resource in the region that the message names.",
    source=_ARNS,
)
_ACCOUNT = Code(
    "RULE059",
    "arn-of-another-account",
    what="An ARN is of another account than the cluster.",
    why=(
        "A balancer takes certificates and web ACLs of its own account alone. A key or a topic of "
        "another account works once its own policy admits this one."
    ),
    help="Give the ARN of a resource in the cluster's account, or have its policy admit that.",
    source=_ACROSS,
)


@dataclass(frozen=True, slots=True)
class _Arn:
    """The fields of an ARN; each may be empty."""

    partition: str
    region: str
    account: str

    @classmethod
    def of(cls, text: str) -> _Arn:
        # No more than five cuts: the resource at the end may have colons of its own.
        _, partition, _, region, account, _ = text.split(":", 5)
        return cls(partition, region, account)


@rule(
    _PARTITION,
    _REGION,
    _ACCOUNT,
    sections=("load_balancers", "region"),
    over=over.load_balancers,
)
def certificates_fit(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold certificates to the balancer's partition, region and account: ELB takes no others."""
    kind, page = "certificate", _CERTIFICATES
    for index, arn in enumerate(balancer.certificate_arns):
        path = (*balancer.path, "certificate_arns", index)
        yield from _placed(cluster, path, arn, cluster.region, kind, page)
        yield from _account(cluster, path, arn, kind, Severity.ERROR, page)


@rule(
    _PARTITION,
    _REGION,
    _ACCOUNT,
    sections=("load_balancers", "region"),
    over=over.load_balancers,
)
def web_acls_fit(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold web ACLs to the balancer's partition, region and account."""
    if arn := balancer.waf_acl_arn:
        path = (*balancer.path, "waf_acl_arn")
        yield from _placed(cluster, path, arn, cluster.region, "web ACL", _WEB_ACLS)
        yield from _account(cluster, path, arn, "web ACL", Severity.ERROR, _WEB_ACLS)


@rule(_PARTITION, _REGION, sections=("load_balancers", "region"), over=over.load_balancers)
def trust_stores_fit(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold trust stores to the balancer's partition and region; another account may share one."""
    mutual = balancer.mutual_authentication
    if mutual and mutual.trust_store_arn:
        path = (*balancer.path, "mutual_authentication", "trust_store_arn")
        kind = "trust store"
        yield from _placed(cluster, path, mutual.trust_store_arn, cluster.region, kind, _TRUST)


@rule(_PARTITION, _REGION, _ACCOUNT, sections=("logs", "region"))
def log_key_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the key of the log groups to their region.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    if arn := cluster.logs.kms_key_arn:
        yield from _key(cluster, ("logs", "kms_key_arn"), arn, cluster.region)


@rule(_PARTITION, _REGION, _ACCOUNT, sections=("access", "region"))
def exec_key_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the key of ECS Exec to the region of the cluster.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    audit = cluster.access.exec
    if audit and audit.kms_key_arn:
        path = ("access", "exec", "kms_key_arn")
        yield from _key(cluster, path, audit.kms_key_arn, cluster.region)


@rule(
    _PARTITION,
    _REGION,
    _ACCOUNT,
    sections=("instance_groups", "region"),
    over=over.instance_groups,
)
def volume_keys_fit(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the keys of root volumes to the region of the instances.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
    """
    if arn := group.root_volume.kms_key_arn:
        path = (*group.path, "root_volume", "kms_key_arn")
        yield from _key(cluster, path, arn, cluster.region)


@rule(_PARTITION, _REGION, _ACCOUNT, sections=("state", "region"))
def state_key_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the key of the state to the region of its bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    state = cluster.state
    if state and state.kms_key_arn and state.region:
        yield from _key(cluster, ("state", "kms_key_arn"), state.kms_key_arn, state.region)


@rule(_PARTITION, _REGION, _ACCOUNT, sections=("alerts", "region"))
def alert_topic_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the topic of the alerts to the region of rules and alarms."""
    if arn := cluster.alerts.topic_arn:
        path = ("alerts", "topic_arn")
        # One of another account needs a policy that admits EventBridge and CloudWatch of this one.
        yield from _placed(cluster, path, arn, cluster.region, "topic", _ALARMS)
        yield from _account(cluster, path, arn, "topic", Severity.WARNING, _TOPICS)


def _key(cluster: Cluster, path: Path, arn: TextOrExpression, region: str) -> Iterator[Diagnostic]:
    """Check a key; one of another account works if its policy admits this one: a warning."""
    yield from _placed(cluster, path, arn, region, "key", _KEYS)
    yield from _account(cluster, path, arn, "key", Severity.WARNING, _KEYS)


@rule(_PARTITION, _REGION, _ACCOUNT, sections=("queues", "region"), over=over.queues)
def queue_keys_fit(cluster: Cluster, queue: Queue) -> Iterator[Diagnostic]:
    """Hold the key of a queue to the region of the cluster.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    """
    if arn := queue.kms_key_arn:
        yield from _key(cluster, (*queue.path, "kms_key_arn"), arn, cluster.region)


@rule(_PARTITION, _REGION, sections=("services", "region"), over=over.services)
def hooks_fit(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the functions of hooks to the partition and region in which ECS calls them."""
    for name, hook in service.deployment.hooks.items():
        path = (*service.path, "deployment", "hooks", name, "lambda")
        yield from _placed(cluster, path, hook.lambda_, cluster.region, "function", _HOOKS)


@rule(_PARTITION, _REGION, _ACCOUNT, sections=("services", "region"), over=over.services)
def followed_queues_fit(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the queue that scaling follows to where its policies read metrics."""
    scaling = service.scaling
    if scaling and scaling.queue and scaling.queue.arn:
        path, arn = (*service.path, "scaling", "queue", "arn"), scaling.queue.arn
        yield from _placed(cluster, path, arn, cluster.region, "queue", _METRICS)
        yield from _account(cluster, path, arn, "queue", Severity.ERROR, _METRICS)


@rule(_PARTITION, _REGION, _ACCOUNT, sections=("repositories", "region"), over=over.repositories)
def repository_keys_fit(cluster: Cluster, repository: Repository) -> Iterator[Diagnostic]:
    """Hold the key of a repository to the region of the cluster.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
    """
    if arn := repository.kms_key_arn:
        yield from _key(cluster, (*repository.path, "kms_key_arn"), arn, cluster.region)


@rule(_PARTITION, _REGION, sections=("cluster", "region"))
def namespaces_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the namespace of Service Connect to the partition and region of the cluster."""
    # Its account is not compared: another one may share a namespace by RAM.
    if cluster.namespace.startswith("arn:"):
        path = ("cluster", "service_connect", "namespace")
        kind, page = "namespace", _NAMESPACES
        yield from _placed(cluster, path, cluster.namespace, cluster.region, kind, page)


def _placed(
    cluster: Cluster,
    path: Path,
    text: TextOrExpression,
    region: str,
    kind: str,
    page: str,
) -> Iterator[Diagnostic]:
    if isinstance(text, Expression):
        return
    arn, partition = _Arn.of(text), aws.partition(region)
    help = f"give a {kind} of {region}"
    if arn.partition != partition:
        message = f"the {kind} is of partition {arn.partition}, and region {region} of {partition}"
        yield finding(cluster, "RULE056", path, message, help)
    elif arn.region != region:
        message = f"the {kind} is of region {arn.region or '(none)'}, and is needed in {region}"
        yield finding(cluster, "RULE057", path, message, f"{help} ({page})")


def _account(
    cluster: Cluster,
    path: Path,
    text: TextOrExpression,
    kind: str,
    severity: Severity,
    page: str,
) -> Iterator[Diagnostic]:
    own = cluster.account_id
    # Without account_id in the spec nothing is known to compare with, and of an expression neither.
    if own is None or isinstance(text, Expression):
        return
    account = _Arn.of(text).account
    if account == own:
        return
    message = f"the {kind} is of account {account}, and the cluster of {own}"
    help = f"give a {kind} of account {own}"
    if severity is Severity.WARNING:
        help += f", or let the {kind}'s policy admit it"
    help += f" ({page})"
    also = ((("account_id",), "the cluster's account"),)
    yield finding(cluster, "RULE059", path, message, help, severity=severity, also=also)


RULES = (
    certificates_fit,
    web_acls_fit,
    trust_stores_fit,
    log_key_fits,
    exec_key_fits,
    volume_keys_fit,
    queue_keys_fit,
    followed_queues_fit,
    hooks_fit,
    repository_keys_fit,
    state_key_fits,
    alert_topic_fits,
    namespaces_fit,
)
