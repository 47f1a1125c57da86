"""Rules of names: the cluster's, and every name that the modules compose of it, against AWS's limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tfgen import derived, discovery, names, workloads
from tfgen.aws_limits import (
    ALARM_NAME,
    AUTO_SCALING_GROUP_NAME,
    BUCKET_NAME,
    CAPACITY_PROVIDER_NAME,
    CLUSTER_NAME,
    DASHBOARD_NAME,
    DOCUMENT_NAME,
    EVENT_RULE_NAME,
    INSTANCE_PROFILE_NAME,
    LAUNCH_TEMPLATE_NAME,
    LOAD_BALANCER_NAME,
    LOG_GROUP_NAME,
    ROLE_NAME,
    SCHEDULE_GROUP_NAME,
    SCHEDULE_NAME,
    SECURITY_GROUP_DESCRIPTION,
    SECURITY_GROUP_NAME,
    SERVICE_NAME,
    TARGET_GROUP_NAME,
    TASK_FAMILY,
    TOPIC_NAME,
    NameRule,
)
from tfgen.diagnostics import Diagnostic, Severity
from tfgen.rules.rule import Path, Rule, dotted, finding, written
from tfgen.spec import Reading, Spec
from tfgen.spec.logs import HOST_LOGS

LONGEST_CLUSTER_NAME = 24

KEY_ALIAS_NAME = NameRule(
    1,
    256,
    r"alias/(?!aws/)[A-Za-z0-9/_-]+",
    "letters, digits and /_-, not starting with alias/aws/",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
)
QUEUE_NAME = NameRule(
    1,
    80,
    r"[A-Za-z0-9_-]+",
    "letters, digits, underscores and hyphens",
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
)

POLICY_NAME = NameRule(
    1,
    128,
    r"[A-Za-z0-9_+=,.@-]+",
    "letters, digits and _+=,.@-",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html",
)
NAMESPACE_NAME = NameRule(
    1,
    1024,
    r"[A-Za-z0-9._-]+",
    "letters, digits and ._-",
    "https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateHttpNamespace.html",
)
# What is unique inside of something else only, or need not be unique at all.
SCOPED = (SECURITY_GROUP_DESCRIPTION, SERVICE_NAME)

# What Terraform appends to a name_prefix: https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/id/id.go
_SUFFIX = "0" * 26


@dataclass(frozen=True, slots=True)
class Name:
    """A name in AWS as the modules compose it; a prefix is shown without what Terraform appends."""

    what: str
    text: str
    rule: NameRule
    is_prefix: bool = False

    @property
    def accepted(self) -> bool:
        """Whether AWS takes it."""
        return self.rule.accepts(self.text + _SUFFIX if self.is_prefix else self.text)


def cluster_path(reading: Reading) -> Path:
    """Return where the cluster's name comes from."""
    return written(reading, ("cluster", "name"), ("environment",))


def environment_fits_cluster(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the environment to 24 characters where it names the cluster: the composed names need the rest."""
    environment = reading.spec.environment
    if reading.spec.cluster.name is None and len(environment) > LONGEST_CLUSTER_NAME:
        message = (
            f"'{environment}' has {len(environment)} characters, and a cluster's name at most {LONGEST_CLUSTER_NAME}"
        )
        help = "shorten it, or write a shorter cluster.name"
        yield finding(reading, "RULE020", ("environment",), message, help)


def cluster_starts_with_environment(reading: Reading) -> Iterator[Diagnostic]:
    """Warn of a cluster whose name does not tell its environment: all AWS names start with it."""
    name, environment = reading.spec.cluster.name, reading.spec.environment
    if name and len(environment) <= LONGEST_CLUSTER_NAME and not name.startswith(environment):
        message = f"cluster '{name}' does not start with its environment '{environment}', so AWS names do not tell it"
        help = f"write name: {environment}-{name}, unless the cluster exists: a new name replaces everything"
        path = ("cluster", "name")
        yield finding(reading, "RULE021", path, message, help, severity=Severity.WARNING)


def names_of_cluster(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the names of the cluster, its keys, rules, topic and queue to AWS's limits, which each name carries."""
    yield from _refused(reading, iter((*cluster_names(reading.spec), *access_names(reading.spec))))


def names_of_balancers(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the names of balancers and what belongs to them to AWS's limits, and apart from each other."""
    found = list(balancer_names(reading.spec))
    yield from _refused(reading, iter(name for _, name in found))
    for rule, what in ((LOAD_BALANCER_NAME, "load balancers"), (TARGET_GROUP_NAME, "default target groups of")):
        yield from _alike(reading, what, [(key, name.text) for key, name in found if name.rule is rule])


def names_of_groups(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the names of instance groups and what belongs to them to AWS's limits."""
    yield from _refused(reading, group_names(reading.spec))


def names_of_log_groups(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the names of log groups to AWS's limits."""
    path = written(reading, ("logs", "prefix"), cluster_path(reading))
    yield from _refused(reading, log_group_names(reading.spec), path)


def composed(spec: Spec) -> Iterator[Name]:
    """Yield every name that the modules compose for a spec."""
    yield from cluster_names(spec)
    yield from (name for _, name in balancer_names(spec))
    yield from group_names(spec)
    yield from log_group_names(spec)
    yield from service_names(spec)
    yield from job_names(spec)
    yield from file_system_names(spec)
    yield from discovery_names(spec)
    yield from system_container_names(spec)


def cluster_names(spec: Spec) -> Iterator[Name]:
    """Yield the names that follow from the cluster's alone."""
    cluster = derived.cluster_name(spec)
    yield Name("cluster", cluster, CLUSTER_NAME)
    for event in (*derived.alert_events(spec), "ami_check_failed"):
        yield Name("event rule", f"{cluster}-{event.replace('_', '-')}", EVENT_RULE_NAME)
    for topic in ("alerts", "alerts-slack"):
        yield Name("topic", f"{cluster}-{topic}", TOPIC_NAME)
    yield Name("queue", f"{cluster}-undelivered-alerts", QUEUE_NAME)
    for alarm in ("undelivered-alerts", "cpu_reservation", "memory_reservation", "no_agent"):
        yield Name("alarm", f"{cluster}-{alarm.replace('_', '-')}", ALARM_NAME)
    yield Name("role of the Slack channel", f"{cluster}-alerts-slack-", ROLE_NAME, is_prefix=True)
    for daemon in derived.daemon_names(spec):
        yield Name("alarm", f"{cluster}-{daemon}-missing", ALARM_NAME)
    for container in derived.docker_names(spec):
        yield Name("alarm", f"{cluster}-{container}-log-errors", ALARM_NAME)
    if spec.ami_updates:
        yield Name("document", f"{cluster}-ami-updates", DOCUMENT_NAME)
        yield Name("schedule", f"{cluster}-ami-updates", SCHEDULE_NAME)
        for use in ("ami-updates", "ami-schedule"):
            yield Name("role of the check for newer images", f"{cluster}-{use}-", ROLE_NAME, is_prefix=True)
    if spec.deployer:
        yield Name("role of the deployer", f"{cluster}-deployer-", ROLE_NAME, is_prefix=True)
    for use in ("alerts", "exec"):
        yield Name("key alias", f"alias/{cluster}-{use}", KEY_ALIAS_NAME)
    yield Name("role of the flow logs", f"{cluster}-flow-logs-", ROLE_NAME, is_prefix=True)
    yield Name("security group of the endpoints", f"{cluster}-endpoints-", SECURITY_GROUP_NAME, is_prefix=True)


def balancer_names(spec: Spec) -> Iterator[tuple[str, Name]]:
    """Yield the names of each balancer, with its key."""
    cluster = derived.cluster_name(spec)
    for key, balancer in sorted(spec.load_balancers.items()):
        name = names.fitted(names.joined(cluster, key), names.LOAD_BALANCER_MAX)
        yield key, Name(f"load balancer {key}", name, LOAD_BALANCER_NAME)
        yield key, Name(f"security group of load balancer {key}", f"{name}-lb-", SECURITY_GROUP_NAME, is_prefix=True)
        yield key, Name("description of its security group", f"Load balancer {name}", SECURITY_GROUP_DESCRIPTION)
        if group := derived.default_target_group(balancer):
            whole = names.joined(cluster, key)
            name = names.hashed(whole, names.LOAD_BALANCER_MAX, "HTTP", group.port, group.target_type)
            yield key, Name(f"default target group of load balancer {key}", name, TARGET_GROUP_NAME)
        if balancer.access_logs and balancer.access_logs.bucket is None:
            prefix = names.fitted(names.joined(cluster, key, "logs"), 36) + "-"
            yield key, Name(f"log bucket of load balancer {key}", prefix, BUCKET_NAME, is_prefix=True)


def group_names(spec: Spec) -> Iterator[Name]:
    """Yield the names of each instance group."""
    cluster = derived.cluster_name(spec)
    for name, group_spec in sorted(spec.instance_groups.items()):
        key = derived.physical_name(name, group_spec)
        role = names.fitted(names.joined(cluster, key), 37) + "-"
        group = names.joined(cluster, key)
        description = f"Instances of group {key} in cluster {cluster}"
        yield Name(f"role of instance group {key}", role, ROLE_NAME, is_prefix=True)
        yield Name(f"instance profile of instance group {key}", role, INSTANCE_PROFILE_NAME, is_prefix=True)
        yield Name(f"launch template of instance group {key}", f"{group}-", LAUNCH_TEMPLATE_NAME, is_prefix=True)
        yield Name(f"autoscaling group {key}", f"{group}-", AUTO_SCALING_GROUP_NAME, is_prefix=True)
        yield Name(f"capacity provider of instance group {key}", group, CAPACITY_PROVIDER_NAME)
        yield Name(
            f"security group of instance group {key}", f"{group}-instances-", SECURITY_GROUP_NAME, is_prefix=True
        )
        yield Name("description of its security group", description, SECURITY_GROUP_DESCRIPTION)


def access_names(spec: Spec) -> Iterator[Name]:
    """Yield the names of what leads to the instances."""
    cluster = derived.cluster_name(spec)
    yield Name("session document", f"{cluster}-session", DOCUMENT_NAME)
    yield Name("policy of sessions", f"{cluster}-sessions-", POLICY_NAME, is_prefix=True)
    yield Name("key alias", f"alias/{cluster}-sessions", KEY_ALIAS_NAME)
    for host in ("bastion", "instance-connect"):
        yield Name(f"security group {host}", f"{cluster}-{host}-", SECURITY_GROUP_NAME, is_prefix=True)
    yield Name("role of the bastion", f"{cluster}-bastion-", ROLE_NAME, is_prefix=True)
    yield Name("instance profile of the bastion", f"{cluster}-bastion-", INSTANCE_PROFILE_NAME, is_prefix=True)


def log_group_names(spec: Spec) -> Iterator[Name]:
    """Yield the names of the log groups."""
    prefix = derived.log_prefix(spec)
    insights = f"/aws/ecs/containerinsights/{derived.cluster_name(spec)}/performance"
    yield Name("log group of Container Insights", insights, LOG_GROUP_NAME)
    for use in ("exec", "sessions", "vpc-flow-logs"):
        yield Name(f"log group {use}", f"{prefix}/{use}", LOG_GROUP_NAME)
    for name, group in sorted(spec.instance_groups.items()):
        key = derived.physical_name(name, group)
        for file in HOST_LOGS if derived.has_host_logs(spec, group) else ():
            yield Name(f"log group of instance group {key}", f"{prefix}/host/{key}/{file}", LOG_GROUP_NAME)


def names_of_system_containers(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the names of system containers and what belongs to them to AWS's limits."""
    yield from _refused(reading, system_container_names(reading.spec))


def names_of_services(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the names of services and what belongs to them to AWS's limits."""
    yield from _refused(reading, iter((*service_names(reading.spec), *discovery_names(reading.spec))))


def discovery_names(spec: Spec) -> Iterator[Name]:
    """Yield the names by which services are found."""
    if discovery.makes_namespace(spec):
        yield Name("namespace of Service Connect", discovery.namespace(spec), NAMESPACE_NAME)


def service_names(spec: Spec) -> Iterator[Name]:
    """Yield the names of each service."""
    cluster = derived.cluster_name(spec)
    for present, service in sorted(spec.services.items()):
        key = derived.physical_name(present, service)
        yield from task_names(spec, "services", key)
        yield Name(f"service {key}", key, SERVICE_NAME)
        family = names.joined(cluster, key)
        for alarm in workloads.alarms(service):
            yield Name(f"alarm {alarm} of service {key}", workloads.alarm_name(family, alarm), ALARM_NAME)
        for step in service.scaling.steps if service.scaling else ():
            yield Name(f"alarm of steps {step} of service {key}", f"{family}-{step}/out", ALARM_NAME)
        if workloads.shifts(service):
            prefix = f"{names.fitted(family, 32)}-swap-"
            yield Name(f"role that shifts requests of service {key}", prefix, ROLE_NAME, is_prefix=True)
        if any(volume.ebs for volume in service.volumes.values()):
            prefix = f"{names.fitted(family, 32)}-disk-"
            yield Name(f"role of the disks of service {key}", prefix, ROLE_NAME, is_prefix=True)
        if service.dashboard:
            yield Name(f"dashboard of service {key}", family, DASHBOARD_NAME)
        if workloads.network_mode(spec, service) == "awsvpc":
            yield Name(f"security group of {family}", f"{family}-", SECURITY_GROUP_NAME, is_prefix=True)
            yield Name("description of its security group", f"Tasks of {family}", SECURITY_GROUP_DESCRIPTION)


def names_of_jobs(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the names of jobs and file systems, and what belongs to them, to AWS's limits."""
    yield from _refused(reading, iter((*job_names(reading.spec), *file_system_names(reading.spec))))


def job_names(spec: Spec) -> Iterator[Name]:
    """Yield the names of each job."""
    cluster = derived.cluster_name(spec)
    for present, job in sorted(spec.jobs.items()):
        key = derived.physical_name(present, job)
        family = names.joined(cluster, key)
        yield from task_names(spec, "jobs", key)
        if job.schedule is not None:
            yield Name(f"schedule of job {key}", family, SCHEDULE_NAME)
            yield Name(f"schedule group of job {key}", family, SCHEDULE_GROUP_NAME)
            yield Name(f"queue of job {key}", f"{family}-failed-starts", QUEUE_NAME)
            yield Name(f"alarm of job {key}", f"{family}-failed-starts", ALARM_NAME)
            yield Name(f"role of schedule {key}", f"{names.fitted(family, 32)}-run-", ROLE_NAME, is_prefix=True)
        if workloads.network_mode(spec, job) == "awsvpc":
            yield Name(f"security group of {family}", f"{family}-", SECURITY_GROUP_NAME, is_prefix=True)
            yield Name("description of its security group", f"Tasks of {family}", SECURITY_GROUP_DESCRIPTION)


def file_system_names(spec: Spec) -> Iterator[Name]:
    """Yield the names of each file system."""
    for key in sorted(spec.file_systems):
        name = names.joined(derived.cluster_name(spec), key)
        yield Name(f"security group of file system {key}", f"{name}-efs-", SECURITY_GROUP_NAME, is_prefix=True)
        yield Name("description of its security group", f"File system {name}", SECURITY_GROUP_DESCRIPTION)


def system_container_names(spec: Spec) -> Iterator[Name]:
    """Yield the names of each system container."""
    cluster = derived.cluster_name(spec)
    for present, container in sorted(spec.system_containers.items()):
        key = derived.physical_name(present, container)
        for group in derived.physical_groups(spec, container) if container.run == "docker" else ():
            name = f"{derived.log_prefix(spec)}/system/{key}/{group}"
            yield Name(f"log group of system container {key}", name, LOG_GROUP_NAME)
        if container.run == "daemon":
            yield from task_names(spec, "system", key)
            yield Name(f"service of system container {key}", key, SERVICE_NAME)
            if container.network_mode == "awsvpc":
                family = names.joined(cluster, key)
                yield Name(f"security group of {family}", f"{family}-", SECURITY_GROUP_NAME, is_prefix=True)
                yield Name("description of its security group", f"Tasks of {family}", SECURITY_GROUP_DESCRIPTION)


def task_names(spec: Spec, section: str, key: str) -> Iterator[Name]:
    """Yield the names of what every task has."""
    family = names.joined(derived.cluster_name(spec), key)
    role = names.fitted(family, 32)
    yield Name(f"family of task definition {key}", family, TASK_FAMILY)
    for use in ("exec", "task"):
        yield Name(f"role of task {key}", f"{role}-{use}-", ROLE_NAME, is_prefix=True)
    for policy in ("execution-", "file-systems-", "logs-", "run-", "task-"):
        yield Name(f"policy of task {key}", policy, ROLE_NAME, is_prefix=True)
    yield Name(f"log group of task {key}", f"{derived.log_prefix(spec)}/{section}/{key}", LOG_GROUP_NAME)


def _refused(reading: Reading, composed: Iterator[Name], path: Path | None = None) -> Iterator[Diagnostic]:
    """Yield the first name of each kind that AWS refuses; that the cluster's own is too long is said elsewhere."""
    if len(derived.cluster_name(reading.spec)) > LONGEST_CLUSTER_NAME:
        return
    said: set[NameRule] = set()
    at = path or cluster_path(reading)
    for name in composed:
        if not name.accepted and name.rule not in said:
            said.add(name.rule)
            rule = name.rule
            longest = rule.longest_prefix if name.is_prefix else rule.longest
            shown = f"'{name.text}…'" if name.is_prefix else f"'{name.text}'"
            message = f"the {name.what} would be named {shown}, which AWS refuses: {rule.allowed}, at most {longest}"
            yield finding(reading, "RULE022", at, message, f"choose another {dotted(at)}", source=rule.source)


def _alike(reading: Reading, what: str, composed: list[tuple[str, str]]) -> Iterator[Diagnostic]:
    """Yield each name that another balancer has already: shortening can make two names equal."""
    first: dict[str, str] = {}
    for key, name in composed:
        other = first.setdefault(name, key)
        if other != key:
            message = f"{what} {other} and {key} would both be named '{name}'"
            also = ((("load_balancers", other), "the other load balancer"),)
            path = ("load_balancers", key)
            yield finding(reading, "RULE023", path, message, "shorten one of the two keys", key=True, also=also)


RULES = (
    Rule(("environment", "cluster"), environment_fits_cluster),
    Rule(("environment", "cluster"), cluster_starts_with_environment),
    Rule(
        (
            "environment",
            "cluster",
            "alerts",
            "ami_updates",
            "deployer",
            "instance_groups",
            "system_containers",
            "services",
            "jobs",
        ),
        names_of_cluster,
    ),
    Rule(("environment", "cluster", "load_balancers"), names_of_balancers),
    Rule(("environment", "cluster", "instance_groups"), names_of_groups),
    Rule(("environment", "cluster", "instance_groups", "logs"), names_of_log_groups),
    Rule(("environment", "cluster", "system_containers", "instance_groups", "logs"), names_of_system_containers),
    Rule(("environment", "cluster", "services", "instance_groups", "logs"), names_of_services),
    Rule(("environment", "cluster", "jobs", "file_systems", "instance_groups", "logs"), names_of_jobs),
)
