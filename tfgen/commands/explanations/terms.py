"""Words of AWS: what tfgen makes of each, by which module, and which keys ask for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tfgen.commands.explanations import Explanation
from tfgen.commands.explanations.arguments import modules_with

_PAGES = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of AWS: other names, what it is here, the paths that decide it, and its resources."""

    says: str
    paths: tuple[str, ...]
    modules: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


TERMS: Mapping[str, Term] = {
    "account": Term(
        "The only account that Terraform may touch; others are refused before anything is done.",
        ("account_id", "profile"),
    ),
    "alarm": Term(
        "Alarms of CloudWatch on the cluster, its services, queues and log groups. They tell the "
        "topic of the alerts.",
        ("services.<name>.alarms", "alerts.alarms", "queues.<name>.alarms"),
        ("service_alarms", "cluster_alarms", "queue_alarm", "log_errors"),
        ("aws_cloudwatch_metric_alarm",),
        ("cloudwatch alarm", "metric alarm"),
    ),
    "ami": Term(
        "The image of the instances: AWS's recommended one for ECS, unless one is pinned.",
        ("instance_groups.<name>.ami_id", "instance_groups.<name>.ami_family", "ami_updates"),
        ("ecs_instances", "ami_updates"),
        ("aws_launch_template",),
        ("machine image", "amazon linux", "bottlerocket"),
    ),
    "auto scaling group": Term(
        "Each instance group is one, with a launch template and a capacity provider.",
        ("instance_groups.<name>",),
        ("ecs_instances",),
        ("aws_autoscaling_group", "aws_launch_template", "aws_ecs_capacity_provider"),
        ("asg", "autoscaling group", "instances", "ec2"),
    ),
    "availability zone": Term(
        "The zones that the network spans: a public and a private subnet in each.",
        ("network.availability_zones",),
        ("subnet",),
        ("aws_subnet",),
        ("az", "zone"),
    ),
    "bastion": Term(
        "A small instance that people connect through; session manager needs none.",
        ("access.bastion", "access.ssm"),
        ("bastion",),
        ("aws_instance",),
        ("jump host",),
    ),
    "blue/green deployment": Term(
        "How requests go over to a new version: at once, as a canary or step by step.",
        ("services.<name>.deployment.strategy", "services.<name>.deployment.bake_time"),
        ("ecs_service", "service_routes"),
        ("aws_ecs_service", "aws_lb_target_group"),
        ("blue green", "canary", "codedeploy", "linear deployment"),
    ),
    "capacity provider": Term(
        "What ECS places tasks on: Fargate, an instance group or managed instances.",
        ("services.<name>.capacity", "cluster.default_capacity", "cluster.fargate"),
        ("ecs_capacity_providers", "ecs_instances", "ecs_managed_instances"),
        ("aws_ecs_cluster_capacity_providers", "aws_ecs_capacity_provider"),
        ("capacity provider strategy", "launch type"),
    ),
    "certificate": Term(
        "Of HTTPS listeners: one of ACM that exists, or one that is asked for and proved by DNS.",
        ("load_balancers.<name>.certificate_arns", "load_balancers.<name>.dns"),
        ("certificate", "alb"),
        ("aws_acm_certificate", "aws_lb_listener_certificate"),
        ("acm", "https", "tls", "ssl", "wildcard", "wildcard certificate"),
    ),
    "gpu": Term(
        "GPUs of NVIDIA that a container has to itself, on instances of a type that has some.",
        ("services.<name>.gpus", "instance_groups.<name>.instance_type"),
        ("ecs_task", "ecs_instances"),
        ("aws_ecs_task_definition",),
        ("gpus", "nvidia", "cuda"),
    ),
    "circuit breaker": Term(
        "Takes a deployment back whose tasks do not start.",
        ("services.<name>.deployment.circuit_breaker",),
        ("ecs_service",),
        ("aws_ecs_service",),
        ("rollback",),
    ),
    "cloud map": Term(
        "Names in a private DNS zone that lead to the tasks of a service.",
        ("services.<name>.cloud_map",),
        ("cloud_map", "service_discovery"),
        ("aws_service_discovery_service", "aws_service_discovery_private_dns_namespace"),
        ("service discovery",),
    ),
    "cluster": Term(
        "The ECS cluster; each spec has one, or runs in that of its platform.",
        ("cluster", "cluster.name", "platform"),
        ("ecs_cluster", "existing_cluster"),
        ("aws_ecs_cluster",),
        ("ecs cluster",),
    ),
    "container insights": Term(
        "Metrics of tasks and containers in CloudWatch.",
        ("cluster.container_insights",),
        ("ecs_cluster",),
        ("aws_ecs_cluster",),
    ),
    "daemon": Term(
        "A container on every instance: as a daemon of ECS, or by Docker before ECS starts.",
        ("system_containers.<name>",),
        ("ecs_daemon", "docker_container"),
        ("aws_ecs_service",),
        ("daemon service", "sidecar of the host", "agent"),
    ),
    "dashboard": Term(
        "A dashboard of CloudWatch for a service.",
        ("services.<name>.dashboard",),
        ("service_dashboard",),
        ("aws_cloudwatch_dashboard",),
    ),
    "database": Term(
        "tfgen makes none: a .tf file of your own stands beside the tree, and a service gets its "
        "address by {terraform: …} and its password by secrets.",
        ("services.<name>.environment", "services.<name>.secrets", "services.<name>.egress"),
        also=("rds", "aurora", "postgres", "redis", "elasticache", "dynamodb"),
    ),
    "ebs volume": Term(
        "Of a task, gone with it, or the root volume of the instances.",
        ("services.<name>.volumes", "instance_groups.<name>.root_volume"),
        ("ecs_service", "ecs_instances"),
        ("aws_ecs_service", "aws_launch_template"),
        ("disk",),
    ),
    "ecr": Term(
        "Repositories for images, with scanning and a rule of how many are kept.",
        ("repositories.<name>", "services.<name>.image"),
        ("ecr_repository",),
        ("aws_ecr_repository", "aws_ecr_lifecycle_policy"),
        ("registry", "image repository"),
    ),
    "ecs exec": Term(
        "A shell in a running container: aws ecs execute-command.",
        ("services.<name>.exec", "access.exec"),
        ("ecs_service", "ecs_cluster"),
        ("aws_ecs_service",),
        ("execute command", "shell"),
    ),
    "efs": Term(
        "File systems that tasks share, with a mount target in each zone.",
        ("file_systems.<name>", "services.<name>.volumes"),
        ("efs", "ecs_task"),
        ("aws_efs_file_system", "aws_efs_mount_target", "aws_efs_access_point"),
        ("file system", "nfs"),
    ),
    "elastic ip": Term(
        "Fixed addresses: of NAT gateways, and of a network balancer that asks for them.",
        ("network.nat_allocation_ids", "load_balancers.<name>.static_ips"),
        ("nat", "nlb"),
        ("aws_eip",),
        ("eip", "static ip"),
    ),
    "event rule": Term(
        "Events of EventBridge that start a job, or tell of stopped tasks.",
        ("jobs.<name>.events", "alerts.events"),
        ("job_event_rules", "ecs_events"),
        ("aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"),
        ("eventbridge", "cloudwatch event"),
    ),
    "execution role": Term(
        "The role with which ECS starts a task: it pulls images and reads secrets. Its rights "
        "follow from the spec.",
        ("services.<name>.execution_role",),
        ("ecs_task",),
        ("aws_iam_role", "aws_iam_role_policy"),
        ("task execution role",),
    ),
    "fargate": Term(
        "Tasks without instances of your own.",
        ("services.<name>.capacity", "cluster.fargate", "cluster.default_capacity"),
        ("ecs_capacity_providers",),
        ("aws_ecs_cluster_capacity_providers",),
        ("fargate spot", "serverless"),
    ),
    "flow logs": Term(
        "What goes in and out of the VPC, in a log group.",
        ("network.flow_logs",),
        ("flow_logs",),
        ("aws_flow_log",),
        ("vpc flow log",),
    ),
    "health check": Term(
        "Of a balancer: it asks each target. Of a container: ECS runs a command in it.",
        ("services.<name>.routes.<name>.health_check", "services.<name>.health_check"),
        ("service_routes", "ecs_task"),
        ("aws_lb_target_group", "aws_ecs_task_definition"),
        ("liveness probe", "readiness probe"),
    ),
    "instance profile": Term(
        "The role of the instances, with the rights of ECS's agent and what is added.",
        ("instance_groups.<name>.instance_role",),
        ("ecs_instances",),
        ("aws_iam_instance_profile", "aws_iam_role"),
        ("instance role",),
    ),
    "internet gateway": Term(
        "The way of public subnets to the internet.",
        ("network.internet_gateway",),
        ("internet_gateway",),
        ("aws_internet_gateway",),
        ("igw",),
    ),
    "kms key": Term(
        "Keys of your own in place of AWS's, by their ARN.",
        ("logs.kms_key_arn", "file_systems.<name>.kms_key_arn", "queues.<name>.kms_key_arn"),
        also=("encryption", "cmk"),
    ),
    "launch template": Term(
        "How instances of a group start: image, type, disk, user data.",
        ("instance_groups.<name>",),
        ("ecs_instances",),
        ("aws_launch_template",),
        ("user data", "launch configuration"),
    ),
    "listener": Term(
        "Port of a balancer: 80 and 443 of an application balancer follow from its certificates; "
        "of a network balancer each route names one.",
        (
            "load_balancers.<name>.certificate_arns",
            "load_balancers.<name>.http",
            "services.<name>.routes.<name>.listen",
        ),
        ("alb", "service_listeners", "elb"),
        ("aws_lb_listener",),
    ),
    "listener rule": Term(
        "Which requests go where: of a route's patterns, or an answer of the balancer itself.",
        ("services.<name>.routes.<name>.match", "load_balancers.<name>.rules"),
        ("service_routes", "listener_rules"),
        ("aws_lb_listener_rule",),
        ("path pattern", "host header", "redirect"),
    ),
    "load balancer": Term(
        "Application, network or classic, in the subnets that its scheme says.",
        ("load_balancers.<name>",),
        ("alb", "nlb", "elb"),
        ("aws_lb", "aws_elb"),
        ("alb", "nlb", "elb", "application load balancer", "network load balancer"),
    ),
    "log group": Term(
        "One for each service, job and system container, and for the hosts of each group.",
        ("logs", "services.<name>.logs"),
        ("ecs_task", "log_group", "host_logs"),
        ("aws_cloudwatch_log_group",),
        ("cloudwatch logs", "awslogs"),
    ),
    "nat gateway": Term(
        "The way of private subnets to the internet: one in each zone, a single one, an instance, "
        "or none.",
        ("network.nat", "network.nat_zone"),
        ("nat", "nat_instance", "nat_regional"),
        ("aws_nat_gateway", "aws_eip"),
        ("nat", "nat instance"),
    ),
    "placement": Term(
        "On which instances tasks are placed: spread, packed, or held apart.",
        ("services.<name>.placement",),
        ("ecs_service",),
        ("aws_ecs_service",),
        ("placement strategy", "placement constraint"),
    ),
    "route table": Term(
        "Of public subnets to the internet gateway, of private ones to NAT, and further routes.",
        ("network.nat", "network.routes"),
        ("subnet", "internet_gateway", "nat", "network_routes"),
        ("aws_route_table", "aws_route"),
        ("transit gateway", "vpc peering", "route"),
    ),
    "scaling policy": Term(
        "How the number of tasks follows load and time.",
        ("services.<name>.scaling",),
        ("service_scaling", "service_queue_scaling", "service_predictive_scaling"),
        ("aws_appautoscaling_target", "aws_appautoscaling_policy"),
        ("auto scaling", "autoscaling", "target tracking", "step scaling"),
    ),
    "scheduled task": Term(
        "A job with a schedule; EventBridge Scheduler starts it.",
        ("jobs.<name>.schedule", "jobs.<name>.timezone"),
        ("job_schedule", "job_workflow"),
        ("aws_scheduler_schedule",),
        ("cron", "schedule", "eventbridge scheduler"),
    ),
    "secret": Term(
        "What ECS reads when a task starts, from the Parameter Store or Secrets Manager; its value "
        "stands in no spec and no state.",
        ("services.<name>.secrets", "secrets.<name>"),
        ("ecs_task", "secretsmanager_secret"),
        ("aws_secretsmanager_secret", "aws_ecs_task_definition"),
        ("secrets manager", "parameter store", "ssm parameter"),
    ),
    "security group": Term(
        "One for each balancer, instance group and task of its own network; rules follow from "
        "routes and service connect.",
        ("services.<name>.ingress", "services.<name>.egress", "services.<name>.security_groups"),
        ("security_group",),
        ("aws_security_group", "aws_vpc_security_group_ingress_rule"),
        ("firewall", "ingress rule", "sg"),
    ),
    "service": Term(
        "Tasks that run on, and are replaced when they end.",
        ("services.<name>", "services.<name>.desired_count"),
        ("ecs_service", "ecs_task"),
        ("aws_ecs_service", "aws_ecs_task_definition"),
        ("ecs service", "deployment"),
    ),
    "service connect": Term(
        "Services reach each other by name, through a proxy in each task.",
        ("services.<name>.service_connect", "cluster.service_connect"),
        ("service_connect_namespace", "ecs_service"),
        ("aws_service_discovery_http_namespace", "aws_ecs_service"),
        ("service mesh", "envoy"),
    ),
    "session manager": Term(
        "A shell on an instance without SSH, with logs of what was done.",
        ("access.ssm", "access.ssh"),
        ("session_manager", "session_key"),
        ("aws_ssm_document",),
        ("ssm", "ssh", "key pair"),
    ),
    "sns topic": Term(
        "Where alarms and events go, and from there to people.",
        ("alerts", "alerts.topic_arn"),
        ("alerts_topic", "alerts"),
        ("aws_sns_topic", "aws_sns_topic_subscription"),
        ("notification", "slack", "e-mail"),
    ),
    "spot instance": Term(
        "Spare capacity that AWS may take back: of a group, or of Fargate.",
        ("instance_groups.<name>.spot", "services.<name>.capacity"),
        ("ecs_instances",),
        ("aws_autoscaling_group",),
        ("spot",),
    ),
    "sqs queue": Term(
        "A queue with a dead letter queue; services scale with it and get their rights by grants.",
        ("queues.<name>", "services.<name>.grants", "services.<name>.scaling.queue"),
        ("sqs_queue", "service_queue_scaling"),
        ("aws_sqs_queue",),
        ("queue", "dead letter queue", "dlq"),
    ),
    "state": Term(
        "Where Terraform keeps what it made: a bucket with a lock file, or another backend.",
        ("state",),
        also=("backend", "lock", "state bucket"),
    ),
    "subnet": Term(
        "A public and a private one in each zone of the network.",
        ("network.availability_zones", "services.<name>.subnets"),
        ("subnet",),
        ("aws_subnet",),
        ("public subnet", "private subnet"),
    ),
    "target group": Term(
        "Each route of a service makes one, to which ECS adds the service's tasks; an application "
        "balancer has a default one for requests that no rule matches.",
        ("services.<name>.routes.<name>", "load_balancers.<name>.default_target_group"),
        ("service_routes", "target_group"),
        ("aws_lb_target_group",),
        ("target", "deregistration delay"),
    ),
    "sticky sessions": Term(
        "A client comes back to the task that it came to first, for as long as a cookie lasts.",
        ("services.<name>.routes.<name>.stickiness",),
        ("service_routes",),
        ("aws_lb_target_group",),
        ("stickiness", "session affinity"),
    ),
    "task definition": Term(
        "One for each service, job and daemon: its containers, roles, volumes and log group.",
        ("services.<name>", "jobs.<name>", "system_containers.<name>"),
        ("ecs_task",),
        ("aws_ecs_task_definition",),
        ("container definition", "task family", "sidecar"),
    ),
    "migration": Term(
        "A job without a schedule, which CI runs before it brings a new version.",
        ("jobs.<name>", "jobs.<name>.deployment.owner"),
        ("ecs_task",),
        ("aws_ecs_task_definition",),
        ("migrate", "database migration", "one-off task", "run task"),
    ),
    "task role": Term(
        "What the code in the containers may do at AWS.",
        ("services.<name>.task_role", "services.<name>.grants"),
        ("ecs_task",),
        ("aws_iam_role", "aws_iam_role_policy"),
        ("iam role", "permissions", "policy"),
    ),
    "vpc": Term(
        "The network of the cluster: made for it, or one that exists.",
        ("network.cidr", "network.vpc_id"),
        ("vpc", "existing_vpc"),
        ("aws_vpc",),
        ("network", "cidr block"),
    ),
    "vpc endpoint": Term(
        "Ways to AWS's services that need no NAT.",
        ("network.endpoints", "network.endpoint_policies"),
        ("vpc_endpoints",),
        ("aws_vpc_endpoint",),
        ("privatelink", "gateway endpoint"),
    ),
    "waf": Term(
        "A web ACL that looks at each request of an application balancer.",
        ("load_balancers.<name>.waf",),
        ("web_acl", "alb"),
        ("aws_wafv2_web_acl", "aws_wafv2_web_acl_association"),
        ("web acl", "firewall rules", "rate limit"),
    ),
}


# Several words have one resource: it is that whose name is in its own, or which names it first.
_SUREST_FIRST: tuple[Callable[[str, Term], tuple[str, ...]], ...] = (
    lambda name, term: (name, *term.also),
    lambda name, term: tuple(kind for kind in term.resources if _plain(name) in _plain(kind)),
    lambda name, term: term.resources[:1],
    lambda name, term: term.resources,
)


def named(word: str) -> str:
    """Return the term that a word or one of its other names is, in any spelling; else ""."""
    wanted = _plain(word)
    for words_of in _SUREST_FIRST:
        for name, term in TERMS.items():
            if wanted in map(_plain, words_of(name, term)):
                return name
    return ""


def names() -> list[str]:
    """Return every word that is known, for a suggestion."""
    return [name for term, about in TERMS.items() for name in (term, *about.also)]


def explained(name: str) -> Explanation:
    """Explain a term."""
    term = TERMS[name]
    facts = [
        *(("written in", path) for path in term.paths),
        *(("made by", f"modules/{module}") for module in term.modules),
        *(("resource", resource) for resource in term.resources),
        *(("also", other) for other in term.also),
    ]
    return Explanation("term", name, term.says, tuple(facts))


def made(resource: str) -> Explanation | None:
    """Explain a type of resource that no term has, by the modules that make it; None for none."""
    modules = modules_with(resource)
    if not modules:
        return None
    page = resource.removeprefix("aws_")
    facts = [
        *(("made by", f"modules/{module}") for module in modules),
        ("source", f"{_PAGES}/{page}"),
    ]
    return Explanation("resource", resource, "", tuple(facts))


def _plain(word: str) -> str:
    """Return a word without case, signs and a plural's s."""
    return re.sub(r"[^a-z0-9]", "", word.lower()).removesuffix("s")
