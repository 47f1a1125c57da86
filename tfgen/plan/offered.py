"""What a tree offers to Terraform of a user's own: outputs of its calls, by address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfgen.tree import ModulePlan, Offered

# By module: the outputs that others name, and what each is.
_BY_MODULE: dict[str, dict[str, str]] = {
    "vpc": {"vpc_id": "id of the VPC"},
    "existing_vpc": {
        "vpc_id": "id of the VPC",
        "private_subnet_ids": "ids of the private subnets, by zone",
    },
    "subnet": {"subnet_ids": "ids of the subnets, by zone"},
    "security_group": {"id": "id of the security group"},
    "ecs_cluster": {"cluster_arn": "ARN of the cluster", "cluster_name": "name of the cluster"},
    "ecs_instances": {"instance_role_name": "role of the instances, for further policies"},
    "ecs_task": {
        "log_group_name": "log group of the containers, if they have one",
        "task_role_name": "role of the containers, for further policies; null where it has an ARN",
    },
    "ecs_service": {"name": "name of the service, once it runs"},
    "service_routes": {"target_group_arns": "ARNs of the target groups, by route"},
    "alb": {
        "arn": "ARN of the balancer",
        "dns_name": "DNS name of the balancer",
        "http_listener_arn": "ARN of the listener on port 80, if there is one",
        "https_listener_arn": "ARN of the listener on port 443, if there is one",
        "zone_id": "hosted zone of the DNS name",
    },
    "nlb": {
        "arn": "ARN of the balancer",
        "dns_name": "DNS name of the balancer",
        "zone_id": "hosted zone of the DNS name",
    },
    "sqs_queue": {"arn": "ARN of the queue", "url": "URL of the queue"},
    "ecr_repository": {
        "arn": "ARN of the repository",
        "url": "what its images are called, before the colon and a tag",
    },
    "secretsmanager_secret": {"arn": "ARN of the secret"},
    "efs": {"id": "id of the file system, once it can be mounted"},
    "alerts_topic": {"topic_arn": "ARN of the topic, once it may be published to"},
}
# Its target groups take turns, and are ECS's.
_NOT_SHIFTING = "service_routes"


def offered(calls: Iterable[ModulePlan]) -> Iterator[Offered]:
    """Yield what calls offer, in the order of the files."""
    for call in calls:
        if call.module == _NOT_SHIFTING and "shifting" in call.variant:
            continue
        for output, about in _BY_MODULE.get(call.module, {}).items():
            yield Offered(f"module.{call.call}.{output}", about)
