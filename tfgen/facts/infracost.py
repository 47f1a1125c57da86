"""Facts about Infracost: which resources cost by use, and what it is told of each.

As of October 2026: https://github.com/infracost/infracost/blob/master/infracost-usage-example.yml
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Type of resource -> the numbers of a month that only those know who run it.
OPEN_KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "aws_cloudwatch_log_group": (
            *("storage_gb", "monthly_data_ingested_gb", "monthly_data_scanned_gb"),
        ),
        "aws_ecr_repository": ("storage_gb",),
        "aws_efs_file_system": ("storage_gb",),
        "aws_elb": ("monthly_data_processed_gb",),
        "aws_lb": (
            *("new_connections", "active_connections", "processed_bytes_gb", "rule_evaluations"),
        ),
        "aws_nat_gateway": ("monthly_data_processed_gb",),
        "aws_secretsmanager_secret": ("monthly_requests",),
        "aws_sfn_state_machine": ("monthly_transitions",),
        "aws_sns_topic": ("monthly_requests",),
        "aws_sqs_queue": ("monthly_requests",),
        "aws_vpc_endpoint": ("monthly_data_processed_gb",),
        "aws_wafv2_web_acl": ("monthly_requests",),
    }
)

# Module -> the types of them that it makes.
IN_MODULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "alb": ("aws_lb",),
        "alerts": ("aws_sqs_queue",),
        "alerts_topic": ("aws_sns_topic",),
        "docker_container": ("aws_cloudwatch_log_group",),
        "ecr_repository": ("aws_ecr_repository",),
        "ecs_task": ("aws_cloudwatch_log_group",),
        "efs": ("aws_efs_file_system",),
        "elb": ("aws_elb",),
        "flow_logs": ("aws_cloudwatch_log_group",),
        "host_logs": ("aws_cloudwatch_log_group",),
        "job_event_rules": ("aws_sqs_queue",),
        "job_schedule": ("aws_sqs_queue",),
        "job_workflow": ("aws_sfn_state_machine",),
        "log_group": ("aws_cloudwatch_log_group",),
        "nat": ("aws_nat_gateway",),
        "nat_regional": ("aws_nat_gateway",),
        "nlb": ("aws_lb",),
        "secretsmanager_secret": ("aws_secretsmanager_secret",),
        "service_telemetry": ("aws_cloudwatch_log_group",),
        "sqs_queue": ("aws_sqs_queue",),
        "vpc_endpoints": ("aws_vpc_endpoint",),
        "web_acl": ("aws_wafv2_web_acl",),
    }
)
