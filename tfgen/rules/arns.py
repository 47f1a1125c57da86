"""Rules of the ARNs that a spec gives: partition, region and account against the cluster's."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.language.scalars import TextOrExpression
from tfgen.resolve import (
    Cluster,
    EmptySecret,
    InstanceGroup,
    LoadBalancer,
    Queue,
    Repository,
    Route,
    Service,
)
from tfgen.rules import over
from tfgen.rules.arn_places import ACCOUNT, PARTITION, REGION, of_account, of_partition, placed
from tfgen.rules.rule import Path, rule

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
_LOGINS = f"{_AWS}/elasticloadbalancing/latest/application/listener-authenticate-users.html"
_TARGETS = f"{_AWS}/eventbridge/latest/userguide/eb-targets.html"


@rule(
    PARTITION,
    REGION,
    ACCOUNT,
    sections=("load_balancers", "region"),
    over=over.load_balancers,
)
def certificates_fit(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold certificates to the balancer's partition, region and account: ELB takes no others."""
    kind, page = "certificate", _CERTIFICATES
    for index, arn in enumerate(balancer.certificate_arns):
        path = (*balancer.path, "certificate_arns", index)
        yield from placed(cluster, path, arn, cluster.region, kind, page)
        yield from of_account(cluster, path, arn, kind, Severity.ERROR, page)


@rule(
    PARTITION,
    REGION,
    ACCOUNT,
    sections=("load_balancers", "region"),
    over=over.load_balancers,
)
def web_acls_fit(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold web ACLs to the balancer's partition, region and account."""
    if balancer.waf and (arn := balancer.waf.web_acl_arn):
        path = (*balancer.path, "waf", "web_acl_arn")
        yield from placed(cluster, path, arn, cluster.region, "web ACL", _WEB_ACLS)
        yield from of_account(cluster, path, arn, "web ACL", Severity.ERROR, _WEB_ACLS)


@rule(PARTITION, REGION, sections=("load_balancers", "region"), over=over.load_balancers)
def trust_stores_fit(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold trust stores to the balancer's partition and region; another account may share one."""
    mutual = balancer.mutual_authentication
    if mutual and mutual.trust_store_arn:
        path = (*balancer.path, "mutual_authentication", "trust_store_arn")
        kind = "trust store"
        yield from placed(cluster, path, mutual.trust_store_arn, cluster.region, kind, _TRUST)


@rule(PARTITION, REGION, ACCOUNT, sections=("logs", "region"))
def log_key_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the key of the log groups to their region.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    if arn := cluster.logs.kms_key_arn:
        yield from _key(cluster, ("logs", "kms_key_arn"), arn, cluster.region)


@rule(PARTITION, REGION, ACCOUNT, sections=("access", "region"))
def exec_key_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the key of ECS Exec to the region of the cluster.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    audit = cluster.access.exec
    if audit and audit.kms_key_arn:
        path = ("access", "exec", "kms_key_arn")
        yield from _key(cluster, path, audit.kms_key_arn, cluster.region)


@rule(
    PARTITION,
    REGION,
    ACCOUNT,
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


@rule(PARTITION, REGION, ACCOUNT, sections=("state", "region"))
def state_key_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the key of the state to the region of its bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    state = cluster.state
    if state and state.kms_key_arn and state.region:
        yield from _key(cluster, ("state", "kms_key_arn"), state.kms_key_arn, state.region)


@rule(PARTITION, REGION, ACCOUNT, sections=("alerts", "region"))
def alert_topic_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the topic of the alerts to the region of rules and alarms."""
    if arn := cluster.alerts.topic_arn:
        path = ("alerts", "topic_arn")
        # One of another account needs a policy that admits EventBridge and CloudWatch of this one.
        yield from placed(cluster, path, arn, cluster.region, "topic", _ALARMS)
        yield from of_account(cluster, path, arn, "topic", Severity.WARNING, _TOPICS)


def _key(cluster: Cluster, path: Path, arn: TextOrExpression, region: str) -> Iterator[Diagnostic]:
    """Check a key; one of another account works if its policy admits this one: a warning."""
    yield from placed(cluster, path, arn, region, "key", _KEYS)
    yield from of_account(cluster, path, arn, "key", Severity.WARNING, _KEYS)


@rule(PARTITION, REGION, sections=("services", "region"), over=over.routes)
def client_secrets_fit(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Hold the client secret of a login to the region, where Terraform reads it."""
    if route.auth and route.auth.oidc:
        arn = route.auth.oidc.client_secret_arn
        path = (*route.path, "auth", "oidc", "client_secret_arn")
        yield from placed(cluster, path, arn, cluster.region, "secret", _LOGINS)


@rule(PARTITION, REGION, ACCOUNT, sections=("queues", "region"), over=over.queues)
def queue_keys_fit(cluster: Cluster, queue: Queue) -> Iterator[Diagnostic]:
    """Hold the key of a queue to the region of the cluster.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    """
    if arn := queue.kms_key_arn:
        yield from _key(cluster, (*queue.path, "kms_key_arn"), arn, cluster.region)


@rule(PARTITION, REGION, sections=("queues", "region"), over=over.queues)
def queue_senders_fit(cluster: Cluster, queue: Queue) -> Iterator[Diagnostic]:
    """Hold what sends to a queue to its partition, and rules of EventBridge to its region.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
    """
    senders = (*queue.path, "senders")
    for number, rule_arn in enumerate(queue.senders.events):
        path = (*senders, "events", number)
        yield from placed(cluster, path, rule_arn, cluster.region, "rule", _TARGETS)
    # A topic reaches queues of other regions, and the ARN of a bucket names none.
    for service, noun in (("s3", "bucket"), ("sns", "topic")):
        for number, arn in enumerate(getattr(queue.senders, service)):
            path = (*senders, service, number)
            yield from of_partition(cluster, path, arn, cluster.region, noun)


@rule(PARTITION, REGION, sections=("services", "region"), over=over.services)
def hooks_fit(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the functions of hooks to the partition and region in which ECS calls them."""
    for name, hook in service.deployment.hooks.items():
        path = (*service.path, "deployment", "hooks", name, "lambda")
        yield from placed(cluster, path, hook.lambda_, cluster.region, "function", _HOOKS)


@rule(PARTITION, REGION, ACCOUNT, sections=("services", "region"), over=over.services)
def followed_queues_fit(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the queue that scaling follows to where its policies read metrics."""
    scaling = service.scaling
    if scaling and scaling.queue and scaling.queue.arn:
        path, arn = (*service.path, "scaling", "queue", "arn"), scaling.queue.arn
        yield from placed(cluster, path, arn, cluster.region, "queue", _METRICS)
        yield from of_account(cluster, path, arn, "queue", Severity.ERROR, _METRICS)


@rule(PARTITION, REGION, ACCOUNT, sections=("repositories", "region"), over=over.repositories)
def repository_keys_fit(cluster: Cluster, repository: Repository) -> Iterator[Diagnostic]:
    """Hold the key of a repository to the region of the cluster.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
    """
    if arn := repository.kms_key_arn:
        yield from _key(cluster, (*repository.path, "kms_key_arn"), arn, cluster.region)


@rule(PARTITION, REGION, ACCOUNT, sections=("secrets", "region"), over=over.secrets)
def secret_keys_fit(cluster: Cluster, secret: EmptySecret) -> Iterator[Diagnostic]:
    """Hold the key of a secret to the region of the cluster.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    """
    if arn := secret.kms_key_arn:
        yield from _key(cluster, (*secret.path, "kms_key_arn"), arn, cluster.region)


@rule(PARTITION, REGION, sections=("cluster", "region"))
def namespaces_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the namespace of Service Connect to the partition and region of the cluster."""
    # Its account is not compared: another one may share a namespace by RAM.
    if cluster.namespace.startswith("arn:"):
        path = ("cluster", "service_connect", "namespace")
        kind, page = "namespace", _NAMESPACES
        yield from placed(cluster, path, cluster.namespace, cluster.region, kind, page)


RULES = (
    certificates_fit,
    web_acls_fit,
    trust_stores_fit,
    log_key_fits,
    exec_key_fits,
    volume_keys_fit,
    client_secrets_fit,
    queue_keys_fit,
    queue_senders_fit,
    followed_queues_fit,
    hooks_fit,
    repository_keys_fit,
    secret_keys_fit,
    state_key_fits,
    alert_topic_fits,
    namespaces_fit,
)
