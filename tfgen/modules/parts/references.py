"""What the calls of the root refer to: local values, and texts that begin with one."""

from __future__ import annotations

from tfgen.facts import aws
from tfgen.hcl import Ref, Text, Value
from tfgen.modules.parts.changed import unless
from tfgen.resolve import Cluster, labels

ACCOUNT_ID = Ref("local.account_id")
CAPACITY = Ref("local.capacity")
CLUSTER_NAME = Ref("local.cluster_name")
EGRESS = Ref("local.egress")
EXEC_STATEMENTS = Ref("local.exec_statements")
LOG_KMS_KEY_ARN = Ref("local.log_kms_key_arn")
LOG_PREFIX = Ref("local.log_prefix")
LOG_RETENTION_DAYS = Ref("local.log_retention_days")
LOG_ROUTER = Ref("local.log_router")
PARTITION = Ref("local.partition")
PERMISSIONS_BOUNDARY = Ref("local.permissions_boundary")
PRIVATE_SUBNET_IDS = Ref("local.private_subnet_ids")
PUBLIC_SUBNET_IDS = Ref("local.public_subnet_ids")
REGION = Ref("local.region")
REGISTRY = Ref("local.registry")
REPOSITORIES = Ref("local.repositories")
SPREAD = Ref("local.spread")
SLACK_TOPIC_ARN = Ref("module.slack_topic.topic_arn")
TEAMS_TOPIC_ARN = Ref("module.teams_topic.topic_arn")
TAGS = Ref("local.tags")
TOPIC_ARN = Ref("local.topic_arn")
TOPIC_ARNS = Ref("local.topic_arns")
VPC_CIDR = Ref("local.vpc_cidr")
VPC_ID = Ref("local.vpc_id")

# As the variables of the modules have them, so that a root that says nothing else says nothing.
DEFAULT_PARTITION = "aws"
DEFAULT_DNS_SUFFIX = "amazonaws.com"
DEFAULT_RETENTION_DAYS = 365


def slack_topic_arn(cluster: Cluster) -> Value:
    """Return the topic of the channel in Slack, where there is one."""
    if cluster.alerts.slack is None:
        return None
    return SLACK_TOPIC_ARN


def teams_topic_arn(cluster: Cluster) -> Value:
    """Return the topic of the channel in Teams, where there is one."""
    if cluster.alerts.teams is None:
        return None
    return TEAMS_TOPIC_ARN


def subnet_ids(subnets: str) -> Ref:
    """Return the subnets of a kind by zone: public, or private."""
    if subnets == "public":
        return PUBLIC_SUBNET_IDS
    return PRIVATE_SUBNET_IDS


def module(kind: str, key: str, output: str) -> Ref:
    """Return an output of the call for a member: `module("service", "web", "name")`."""
    return Ref(f"module.{kind}_{labels.label(key)}.{output}")


def in_cluster(cluster: Cluster, name: str) -> Value:
    """Return a name with the local value for the cluster's, if it begins with that."""
    # A cluster that others named has another name than what its applications begin with.
    if cluster.ecs_name != cluster.name:
        return name
    if name == cluster.name:
        return CLUSTER_NAME
    # A longer word that only begins alike is another name: acc is not in access.
    if not name.startswith(f"{cluster.name}-"):
        return name
    return Text((CLUSTER_NAME, name[len(cluster.name) :]))


def below_cluster(cluster: Cluster, name: str) -> Value:
    """Return a name that is a path with the local value for the cluster's, if it begins so."""
    # Behind the cluster's own name comes a slash; that of an application goes on with a hyphen.
    if cluster.ecs_name == cluster.name and name.startswith(f"{cluster.name}/"):
        return Text((CLUSTER_NAME, name[len(cluster.name) :]))
    return in_cluster(cluster, name)


def after(text: str, name: Value) -> Value:
    """Return a text that ends with a name, which may have local values in it."""
    if isinstance(name, Text):
        return Text((text, *name.parts))
    if isinstance(name, Ref):
        return Text((text, name))
    return f"{text}{name}"


def makes_trunks(cluster: Cluster) -> bool:
    """Whether the tree turns on the account setting by which new instances have trunks."""
    trunking = cluster.cluster.awsvpc_trunking
    return trunking is not None and trunking.create_setting and bool(cluster.instance_groups)


def below_log_prefix(cluster: Cluster, log_group: str) -> Value:
    """Return the name of a log group with the local value for what all of them begin with."""
    prefix = cluster.logs.prefix
    if not log_group.startswith(f"{prefix}/"):
        return log_group
    return Text((LOG_PREFIX, log_group[len(prefix) :]))


def partition(cluster: Cluster) -> Value:
    """Return the partition for a module, unless it is the one that modules take for granted."""
    # China, GovCloud and the sovereign regions have their own, which stands in each of their ARNs.
    if aws.partition(cluster.region) == DEFAULT_PARTITION:
        return None
    return PARTITION


def dns_suffix(cluster: Cluster) -> Value:
    """Return the domain of AWS's endpoints for a module, unless it is the one that modules know."""
    return unless(DEFAULT_DNS_SUFFIX, aws.dns_suffix(cluster.region))


def service_principal(cluster: Cluster, service: str) -> Value:
    """Return the principal of a service for a module, unless it is the one that modules know."""
    principal = aws.service_principal(service, cluster.region)
    if principal.endswith(f".{DEFAULT_DNS_SUFFIX}"):
        return None
    # In China some services have a principal of their own, and most have not.
    return principal


def retention_days(cluster: Cluster, days: int) -> Value:
    """Return how long a module keeps logs, unless it is as long as modules keep them anyway."""
    if days == DEFAULT_RETENTION_DAYS:
        return None
    if days == cluster.logs.retention_days:
        return LOG_RETENTION_DAYS
    return days


def log_kms_key_arn(cluster: Cluster) -> Value:
    """Return the key of a module's log groups, where the spec has one."""
    if cluster.logs.kms_key_arn is None:
        return None
    return LOG_KMS_KEY_ARN


def ready_cluster_name(cluster: Cluster) -> Ref:
    """Return the name of the cluster, once it has its capacity providers."""
    if cluster.application:
        return Ref("module.platform_cluster.cluster_name")
    return Ref("module.ecs_capacity_providers.cluster_name")


def own_name(cluster: Cluster) -> Value:
    """Return what the names of the tree's own parts begin with."""
    return in_cluster(cluster, cluster.prefix)


def role_path(cluster: Cluster) -> Value:
    """Return the path of the roles of an application's tasks; a cluster's follows from its name."""
    if cluster.application is None:
        return None
    return Text(("/ecs/", CLUSTER_NAME, f"/{cluster.application}/"))


def listener_arn(cluster: Cluster, key: str, protocol: str) -> Value:
    """Return a listener of an application balancer: that of http or https."""
    platform = cluster.platform
    if platform is None:
        return module("load_balancer", key, f"{protocol}_listener_arn")
    if key in platform.load_balancers:
        written: Value = getattr(platform.load_balancers[key], f"{protocol}_listener_arn")
        return written
    return module("load_balancer", key, f'listener_arns["{protocol}"]')


def topic_arn(cluster: Cluster) -> Value:
    """Return the topic that gets the alerts in words, once events and alarms may publish to it."""
    if cluster.alerts.topic_arn is not None:
        return TOPIC_ARN
    # This output waits for the policy of the topic: an alarm that rings before reaches nobody.
    return Ref("module.alerts_topic.topic_arn")


def alerts_key_arn(cluster: Cluster) -> Value:
    """Return the key of the alerts, where the cluster has one."""
    # Alarms cannot publish to a topic that is encrypted with alias/aws/sns.
    if not cluster.alerts.has_key:
        return None
    return Ref("module.alerts_key.kms_key_arn")


def exec_kms_key_arn(cluster: Cluster) -> Value:
    """Return the key of ECS Exec's sessions, where the cluster keeps an audit of them."""
    audit = cluster.access.exec
    if audit is None:
        return None
    return audit.kms_key_arn or Ref("module.exec_key.kms_key_arn")


def exec_log_group_arn(cluster: Cluster) -> Value:
    """Return the log group of ECS Exec's sessions, where the cluster keeps a log of them."""
    audit = cluster.access.exec
    if audit is None or not audit.logs:
        return None
    return Ref("module.exec_logs.arn")


def namespace_arn(cluster: Cluster) -> Value:
    """Return the namespace of Service Connect: the cluster's own, or one that exists."""
    if cluster.namespace.startswith("arn:"):
        return cluster.namespace
    return Ref("module.peer_namespace.arn")


def key_name(cluster: Cluster) -> Value:
    """Return the name of the key pair for SSH, where the spec has one."""
    ssh = cluster.access.ssh
    if ssh is None:
        return None
    if ssh.public_key:
        return Ref("module.key_pair.key_name")
    return ssh.key_name


def session_policy_arns(cluster: Cluster) -> Value:
    """Return the policies that an instance needs to take sessions, where people hold some."""
    if cluster.access.sessions is None:
        return None
    return Ref("module.session_manager.policy_arns")
