"""What tells things of a type apart, and by which id Terraform imports them.

The ids stand under "Import" on each resource's page:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tfgen.frozen import frozen


@frozen
class Kind:
    """A type of resource.

    Two things with the same values of `identity` are the same one. `import_id` names attributes in
    braces. What is `vital` carries traffic or holds data, and must not be replaced.
    """

    identity: tuple[str, ...] = ()
    import_id: str = "{id}"
    vital: bool = False
    replaceable: bool = False


# Names that the provider has for one and the same resource; a state keeps the one that was written.
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb
ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "aws_alb": "aws_lb",
        "aws_alb_listener": "aws_lb_listener",
        "aws_alb_listener_certificate": "aws_lb_listener_certificate",
        "aws_alb_listener_rule": "aws_lb_listener_rule",
        "aws_alb_target_group": "aws_lb_target_group",
        "aws_alb_target_group_attachment": "aws_lb_target_group_attachment",
    }
)

_TRACKING = "target_tracking_scaling_policy_configuration.predefined_metric_specification"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
        "aws_appautoscaling_policy": Kind(
            ("resource_id", "scalable_dimension", f"{_TRACKING}.predefined_metric_type"),
            "{service_namespace}/{resource_id}/{scalable_dimension}/{name}",
            replaceable=True,
        ),
        # Of a service there is one for each dimension.
        "aws_appautoscaling_target": Kind(
            ("resource_id", "scalable_dimension"),
            "{service_namespace}/{resource_id}/{scalable_dimension}",
        ),
        "aws_autoscaling_group": Kind(("name",), "{name}", vital=True),
        # Behind the bus, where it is not the default one.
        "aws_cloudwatch_event_rule": Kind(("name",), "{name}"),
        "aws_cloudwatch_event_target": Kind(("rule", "target_id"), "{rule}/{target_id}"),
        "aws_cloudwatch_log_group": Kind(("name",), "{name}", vital=True),
        # Each VPC has one, and it cannot be made: to write it is to take it over.
        "aws_default_security_group": Kind(("vpc_id",)),
        "aws_ecr_repository": Kind(("name",), "{name}", vital=True),
        "aws_ecs_capacity_provider": Kind(("name",), "{arn}", vital=True),
        "aws_ecs_cluster": Kind(("name",), "{name}", vital=True),
        "aws_ecs_cluster_capacity_providers": Kind(("cluster_name",), "{cluster_name}"),
        # Names of services are unique in their cluster, and a spec has one cluster.
        "aws_ecs_service": Kind(("name",), "{cluster_name}/{name}", vital=True),
        "aws_efs_file_system": Kind(("creation_token",), vital=True),
        "aws_efs_mount_target": Kind(("file_system_id", "subnet_id"), vital=True),
        # Told by the gateway that has it.
        "aws_eip": Kind(vital=True),
        "aws_flow_log": Kind(("vpc_id", "log_destination")),
        # A VPC has one at most.
        "aws_internet_gateway": Kind(("vpc_id",), vital=True),
        # Told by its alias.
        "aws_kms_key": Kind(vital=True),
        "aws_lb": Kind(("name",), "{arn}", vital=True),
        # A balancer has one listener on a port, and a listener one rule of a priority.
        "aws_lb_listener": Kind(("load_balancer_arn", "port"), "{arn}", vital=True),
        "aws_lb_listener_rule": Kind(("listener_arn", "priority"), "{arn}", vital=True),
        "aws_lb_target_group": Kind(("name",), "{arn}", vital=True),
        # The tree has one in a subnet.
        "aws_nat_gateway": Kind(("subnet_id",), vital=True),
        "aws_route": Kind(
            ("route_table_id", "destination_cidr_block", "destination_ipv6_cidr_block"),
            "{route_table_id}_{destination}",
            vital=True,
        ),
        # Without a set identifier: the tree writes plain records.
        "aws_route53_record": Kind(
            ("zone_id", "name", "type"), "{zone_id}_{name}_{type}", vital=True
        ),
        # Told by the association of its subnet.
        "aws_route_table": Kind(),
        # A subnet has one table; another one takes its place without a gap in the association.
        "aws_route_table_association": Kind(("subnet_id",), "{subnet_id}/{route_table_id}"),
        "aws_s3_bucket": Kind(("bucket",), "{bucket}", vital=True),
        "aws_sns_topic_policy": Kind(("arn",)),
        "aws_sqs_queue": Kind(("name",), vital=True),
        "aws_sqs_queue_policy": Kind(("queue_url",)),
        "aws_subnet": Kind(("vpc_id", "cidr_block"), vital=True),
        "aws_vpc": Kind(("cidr_block",), vital=True),
        # A second gateway for the same service would find its routes taken.
        "aws_vpc_endpoint": Kind(("vpc_id", "service_name")),
    }
)

# Ids of versions 5.x of the provider, where later ones have others.
# https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ecs/capacity_provider.go
IMPORT_IDS_OF_5: Final[Mapping[str, str]] = MappingProxyType(
    {"aws_ecs_capacity_provider": "{name}"}
)

# What has no value of its own that tells it apart is named by another thing: its type, and the
# attribute.
NAMED_BY: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "aws_eip": ("aws_nat_gateway", "allocation_id"),
        "aws_kms_key": ("aws_kms_alias", "target_key_id"),
        "aws_route_table": ("aws_route_table_association", "route_table_id"),
    }
)

# What is always made beside the old: its name is the tree's own, and whatever needs it takes
# another one in place.
BESIDE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "aws_ecs_task_definition": "the tree registers a revision of its own",
        "aws_iam_instance_profile": "the instances get a profile of the tree",
        "aws_iam_role": "the tree has a role of its own for it",
        "aws_iam_role_policy": "it goes with its role",
        "aws_iam_role_policy_attachment": "it goes with its role",
        "aws_launch_configuration": "the group gets a launch template",
        "aws_launch_template": "the group gets a launch template of the tree",
        "aws_security_group": "the tree has a group of its own, and the old one stays attached",
        "aws_security_group_rule": "it goes with its group, which stays attached",
        "aws_vpc_security_group_egress_rule": "it goes with its group, which stays attached",
        "aws_vpc_security_group_ingress_rule": "it goes with its group, which stays attached",
    }
)

# What AWS made for the account: a spec names it, and no tree has it.
NAMED_ONLY: Final = frozenset({"aws_default_vpc", "aws_default_subnet"})

# What stays as it is, while the tree has things of other names for the same.
KEPT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "aws_autoscaling_policy": "ECS scales the group now",
        "aws_cloudwatch_log_group": "logs go to groups of the tree, and this one keeps its own",
        "aws_cloudwatch_metric_alarm": "the tree has alarms of its own",
        "aws_default_network_acl": "the tree manages none",
        "aws_default_route_table": "the tree manages none",
        "null_resource": "it is nothing in AWS",
        "terraform_data": "it is nothing in AWS",
    }
)


def canonical(type_: str) -> str:
    """Return the name of a type that the tree has for it."""
    return ALIASES.get(type_, type_)


def kind(type_: str) -> Kind:
    """Return what is known of a type; of others that they are told apart by their names."""
    return KINDS.get(canonical(type_)) or Kind(("name",))
