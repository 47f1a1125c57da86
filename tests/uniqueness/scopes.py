"""Where AWS takes a name once: for each type of resource the arguments that identify a thing,
within what they do, and AWS's page.

A type without a row makes things that AWS itself gives an id. `arn` names the resource of AWS's
service authorization reference, whose form says whether a region and an account are part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

WORLD, ACCOUNT, REGION, VPC = "world", "account", "region", "vpc"
DOCS = "https://docs.aws.amazon.com"
_ECS = f"{DOCS}/AmazonECS/latest/APIReference"
_ELB = f"{DOCS}/elasticloadbalancing/latest/APIReference"
_EC2 = f"{DOCS}/AWSEC2/latest/APIReference"
_IAM = f"{DOCS}/IAM/latest/APIReference"
_LOGS = f"{DOCS}/AmazonCloudWatchLogs/latest/APIReference"
_SCALING = f"{DOCS}/autoscaling/application/APIReference"
_CLOUD_MAP = f"{DOCS}/cloud-map/latest/api"
_SCHEDULER = f"{DOCS}/scheduler/latest/APIReference"


@dataclass(frozen=True)
class Scope:
    """What identifies a thing of a type, and within what: `world` is one partition of AWS.

    An argument with the id of a parent counts too: what a tree makes inside of something of its
    own has an id there that no other tree knows.
    """

    type: str
    within: str
    arguments: tuple[str, ...]
    page: str
    arn: tuple[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.type}({', '.join(self.arguments)})"

    @property
    def kind(self) -> str:
        """What people call a thing of the type, as far as its type has their words."""
        return _KINDS.get(self.type, self.type)


def _scope(
    kind: str, within: str, arguments: str, page: str, arn: tuple[str, str] | None = None
) -> Scope:
    return Scope(f"aws_{kind}", within, tuple(arguments.split()), page, arn)


# What is one of a kind has no name that a message could say.
_KINDS = {"aws_ec2_instance_connect_endpoint": "Instance Connect"}
_BALANCER = ("elasticloadbalancing", "loadbalancer/app/")
_RULE = (
    "security_group_id ip_protocol from_port to_port cidr_ipv4 cidr_ipv6 prefix_list_id "
    "referenced_security_group_id"
)
_TARGET = "service_namespace resource_id scalable_dimension"

SCOPES = (
    # Global services: no region has names of its own.
    _scope(
        "s3_bucket",
        WORLD,
        "bucket",
        f"{DOCS}/AmazonS3/latest/API/API_CreateBucket.html",
        ("s3", "bucket"),
    ),
    _scope(
        "route53_record",
        WORLD,
        "zone_id name type set_identifier",
        f"{DOCS}/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
        ("route53", "hostedzone"),
    ),
    _scope(
        "budgets_budget",
        ACCOUNT,
        "name",
        f"{DOCS}/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html",
        ("budgets", "budget"),
    ),
    _scope("iam_role", ACCOUNT, "name", f"{_IAM}/API_CreateRole.html", ("iam", "role")),
    _scope("iam_user", ACCOUNT, "name", f"{_IAM}/API_CreateUser.html", ("iam", "user")),
    _scope("iam_policy", ACCOUNT, "name", f"{_IAM}/API_CreatePolicy.html", ("iam", "policy")),
    _scope(
        "iam_instance_profile",
        ACCOUNT,
        "name",
        f"{_IAM}/API_CreateInstanceProfile.html",
        ("iam", "instance-profile"),
    ),
    _scope(
        "iam_role_policy", ACCOUNT, "role name", f"{_IAM}/API_PutRolePolicy.html", ("iam", "role")
    ),
    _scope(
        "iam_role_policy_attachment",
        ACCOUNT,
        "role policy_arn",
        f"{_IAM}/API_AttachRolePolicy.html",
        ("iam", "role"),
    ),
    _scope(
        "iam_openid_connect_provider",
        ACCOUNT,
        "url",
        f"{_IAM}/API_CreateOpenIDConnectProvider.html",
        ("iam", "oidc-provider"),
    ),
    _scope(
        "cloudwatch_dashboard",
        ACCOUNT,
        "dashboard_name",
        f"{DOCS}/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html",
        ("cloudwatch", "dashboard"),
    ),
    _scope(
        "chatbot_slack_channel_configuration",
        ACCOUNT,
        "configuration_name",
        f"{DOCS}/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html",
        ("chatbot", "ChatbotConfiguration"),
    ),
    _scope(
        "chatbot_slack_channel_configuration",
        ACCOUNT,
        "slack_team_id slack_channel_id",
        f"{DOCS}/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html",
        ("chatbot", "ChatbotConfiguration"),
    ),
    _scope(
        "chatbot_teams_channel_configuration",
        ACCOUNT,
        "configuration_name",
        f"{DOCS}/chatbot/latest/APIReference/API_CreateMicrosoftTeamsChannelConfiguration.html",
        ("chatbot", "ChatbotConfiguration"),
    ),
    _scope(
        "chatbot_teams_channel_configuration",
        ACCOUNT,
        "team_id channel_id",
        f"{DOCS}/chatbot/latest/APIReference/API_CreateMicrosoftTeamsChannelConfiguration.html",
        ("chatbot", "ChatbotConfiguration"),
    ),
    # An account and region.
    _scope(
        "lambda_permission",
        REGION,
        "function_name qualifier statement_id",
        f"{DOCS}/lambda/latest/api/API_AddPermission.html",
        ("lambda", "function"),
    ),
    _scope("ecs_cluster", REGION, "name", f"{_ECS}/API_CreateCluster.html", ("ecs", "cluster")),
    _scope(
        "ecs_cluster_capacity_providers",
        REGION,
        "cluster_name",
        f"{_ECS}/API_PutClusterCapacityProviders.html",
        ("ecs", "cluster"),
    ),
    _scope(
        "ecs_capacity_provider",
        REGION,
        "name",
        f"{_ECS}/API_CreateCapacityProvider.html",
        ("ecs", "capacity-provider"),
    ),
    _scope(
        "ecs_service", REGION, "cluster name", f"{_ECS}/API_CreateService.html", ("ecs", "service")
    ),
    _scope(
        "ecs_task_definition",
        REGION,
        "family",
        f"{_ECS}/API_RegisterTaskDefinition.html",
        ("ecs", "task-definition"),
    ),
    _scope("lb", REGION, "name", f"{_ELB}/API_CreateLoadBalancer.html", _BALANCER),
    _scope(
        "elb",
        REGION,
        "name",
        f"{DOCS}/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html",
        ("elasticloadbalancing", "loadbalancer"),
    ),
    _scope(
        "lb_target_group",
        REGION,
        "name",
        f"{_ELB}/API_CreateTargetGroup.html",
        ("elasticloadbalancing", "targetgroup"),
    ),
    _scope(
        "lb_listener",
        REGION,
        "load_balancer_arn port",
        f"{_ELB}/API_CreateListener.html",
        ("elasticloadbalancing", "listener/app"),
    ),
    _scope(
        "lb_listener_rule",
        REGION,
        "listener_arn priority",
        f"{_ELB}/API_CreateRule.html",
        ("elasticloadbalancing", "listener-rule/app"),
    ),
    _scope(
        "lb_listener_certificate",
        REGION,
        "listener_arn certificate_arn",
        f"{_ELB}/API_AddListenerCertificates.html",
        ("elasticloadbalancing", "listener/app"),
    ),
    _scope(
        "wafv2_web_acl",
        REGION,
        "name",
        f"{DOCS}/waf/latest/APIReference/API_CreateWebACL.html",
    ),
    _scope(
        "wafv2_web_acl_logging_configuration",
        REGION,
        "resource_arn",
        f"{DOCS}/waf/latest/APIReference/API_PutLoggingConfiguration.html",
    ),
    _scope(
        "wafv2_web_acl_association",
        REGION,
        "resource_arn",
        f"{DOCS}/waf/latest/APIReference/API_AssociateWebACL.html",
        _BALANCER,
    ),
    _scope(
        "autoscaling_group",
        REGION,
        "name",
        f"{DOCS}/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
        ("autoscaling", "autoScalingGroup"),
    ),
    _scope(
        "autoscaling_lifecycle_hook",
        REGION,
        "autoscaling_group_name name",
        f"{DOCS}/autoscaling/ec2/APIReference/API_PutLifecycleHook.html",
        ("autoscaling", "autoScalingGroup"),
    ),
    _scope(
        "autoscaling_attachment",
        REGION,
        "autoscaling_group_name lb_target_group_arn",
        f"{DOCS}/autoscaling/ec2/APIReference/API_AttachTrafficSources.html",
        ("autoscaling", "autoScalingGroup"),
    ),
    _scope(
        "launch_template",
        REGION,
        "name",
        f"{_EC2}/API_CreateLaunchTemplate.html",
        ("ec2", "launch-template"),
    ),
    _scope("key_pair", REGION, "key_name", f"{_EC2}/API_ImportKeyPair.html", ("ec2", "key-pair")),
    _scope(
        "appautoscaling_target",
        REGION,
        _TARGET,
        f"{_SCALING}/API_RegisterScalableTarget.html",
        ("application-autoscaling", "ScalableTarget"),
    ),
    _scope(
        "appautoscaling_policy",
        REGION,
        f"{_TARGET} name",
        f"{_SCALING}/API_PutScalingPolicy.html",
        ("application-autoscaling", "ScalableTarget"),
    ),
    _scope(
        "appautoscaling_scheduled_action",
        REGION,
        f"{_TARGET} name",
        f"{_SCALING}/API_PutScheduledAction.html",
        ("application-autoscaling", "ScalableTarget"),
    ),
    _scope(
        "cloudwatch_log_group",
        REGION,
        "name",
        f"{_LOGS}/API_CreateLogGroup.html",
        ("logs", "log-group"),
    ),
    _scope(
        "cloudwatch_log_metric_filter",
        REGION,
        "log_group_name name",
        f"{_LOGS}/API_PutMetricFilter.html",
        ("logs", "log-group"),
    ),
    _scope(
        "cloudwatch_metric_alarm",
        REGION,
        "alarm_name",
        f"{DOCS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
        ("cloudwatch", "alarm"),
    ),
    _scope(
        "cloudwatch_event_rule",
        REGION,
        "event_bus_name name",
        f"{DOCS}/eventbridge/latest/APIReference/API_PutRule.html",
        ("events", "rule-on-default-event-bus"),
    ),
    _scope(
        "cloudwatch_event_target",
        REGION,
        "event_bus_name rule target_id",
        f"{DOCS}/eventbridge/latest/APIReference/API_PutTargets.html",
        ("events", "rule-on-default-event-bus"),
    ),
    _scope(
        "sns_topic", REGION, "name", f"{DOCS}/sns/latest/api/API_CreateTopic.html", ("sns", "topic")
    ),
    _scope(
        "sns_topic_policy",
        REGION,
        "arn",
        f"{DOCS}/sns/latest/api/API_SetTopicAttributes.html",
        ("sns", "topic"),
    ),
    _scope(
        "sns_topic_subscription",
        REGION,
        "topic_arn protocol endpoint",
        f"{DOCS}/sns/latest/api/API_Subscribe.html",
        ("sns", "topic"),
    ),
    _scope(
        "sqs_queue",
        REGION,
        "name",
        f"{DOCS}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
        ("sqs", "queue"),
    ),
    _scope(
        "sqs_queue_policy",
        REGION,
        "queue_url",
        f"{DOCS}/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html",
        ("sqs", "queue"),
    ),
    _scope(
        "sqs_queue_redrive_allow_policy",
        REGION,
        "queue_url",
        f"{DOCS}/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html",
        ("sqs", "queue"),
    ),
    _scope(
        "kms_alias",
        REGION,
        "name",
        f"{DOCS}/kms/latest/APIReference/API_CreateAlias.html",
        ("kms", "alias"),
    ),
    _scope(
        "ssm_document",
        REGION,
        "name",
        f"{DOCS}/systems-manager/latest/APIReference/API_CreateDocument.html",
        ("ssm", "document"),
    ),
    _scope(
        "scheduler_schedule_group",
        REGION,
        "name",
        f"{_SCHEDULER}/API_CreateScheduleGroup.html",
        ("scheduler", "schedule-group"),
    ),
    _scope(
        "scheduler_schedule",
        REGION,
        "group_name name",
        f"{_SCHEDULER}/API_CreateSchedule.html",
        ("scheduler", "schedule"),
    ),
    _scope(
        "sfn_state_machine",
        REGION,
        "name",
        f"{DOCS}/step-functions/latest/apireference/API_CreateStateMachine.html",
        ("states", "statemachine"),
    ),
    _scope(
        "secretsmanager_secret",
        REGION,
        "name",
        f"{DOCS}/secretsmanager/latest/apireference/API_CreateSecret.html",
        ("secretsmanager", "Secret"),
    ),
    _scope(
        "ecr_repository",
        REGION,
        "name",
        f"{DOCS}/AmazonECR/latest/APIReference/API_CreateRepository.html",
        ("ecr", "repository"),
    ),
    _scope(
        "ecr_lifecycle_policy",
        REGION,
        "repository",
        f"{DOCS}/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html",
        ("ecr", "repository"),
    ),
    _scope(
        "ecr_pull_through_cache_rule",
        REGION,
        "ecr_repository_prefix",
        f"{DOCS}/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
        ("ecr", "repository"),
    ),
    _scope(
        "service_discovery_http_namespace",
        REGION,
        "name",
        f"{_CLOUD_MAP}/API_CreateHttpNamespace.html",
        ("servicediscovery", "namespace"),
    ),
    _scope(
        "service_discovery_service",
        REGION,
        "dns_config.namespace_id name",
        f"{_CLOUD_MAP}/API_CreateService.html",
        ("servicediscovery", "service"),
    ),
    _scope(
        "efs_file_system",
        REGION,
        "creation_token",
        f"{DOCS}/efs/latest/ug/API_CreateFileSystem.html",
        ("elasticfilesystem", "file-system"),
    ),
    _scope(
        "efs_mount_target",
        REGION,
        "file_system_id subnet_id",
        f"{DOCS}/efs/latest/ug/API_CreateMountTarget.html",
        ("elasticfilesystem", "file-system"),
    ),
    _scope(
        "efs_file_system_policy",
        REGION,
        "file_system_id",
        f"{DOCS}/efs/latest/ug/API_PutFileSystemPolicy.html",
        ("elasticfilesystem", "file-system"),
    ),
    _scope(
        "efs_backup_policy",
        REGION,
        "file_system_id",
        f"{DOCS}/efs/latest/ug/API_PutBackupPolicy.html",
        ("elasticfilesystem", "file-system"),
    ),
    _scope("eip_association", REGION, "allocation_id", f"{_EC2}/API_AssociateAddress.html"),
    _scope(
        "route",
        REGION,
        "route_table_id destination_cidr_block destination_ipv6_cidr_block",
        f"{_EC2}/API_CreateRoute.html",
    ),
    _scope("route_table_association", REGION, "subnet_id", f"{_EC2}/API_AssociateRouteTable.html"),
    # A VPC: of an existing one the spec says the id, and another is the tree's own.
    _scope(
        "vpc_endpoint",
        VPC,
        "service_name vpc_endpoint_type",
        f"{DOCS}/vpc/latest/privatelink/manage-dns-names.html",
    ),
    _scope(
        "ec2_instance_connect_endpoint", VPC, "", f"{DOCS}/AWSEC2/latest/UserGuide/eice-quotas.html"
    ),
    _scope(
        "service_discovery_private_dns_namespace",
        VPC,
        "name",
        f"{_CLOUD_MAP}/API_CreatePrivateDnsNamespace.html",
    ),
    _scope(
        "vpc_ipv4_cidr_block_association",
        VPC,
        "cidr_block",
        f"{_EC2}/API_AssociateVpcCidrBlock.html",
    ),
    _scope("subnet", VPC, "cidr_block", f"{_EC2}/API_CreateSubnet.html"),
    _scope(
        "vpc_ipv4_cidr_block_association",
        VPC,
        "cidr_block",
        f"{_EC2}/API_AssociateVpcCidrBlock.html",
    ),
    _scope("internet_gateway", VPC, "", f"{_EC2}/API_AttachInternetGateway.html"),
    _scope(
        "egress_only_internet_gateway", VPC, "", f"{_EC2}/API_CreateEgressOnlyInternetGateway.html"
    ),
    _scope(
        "default_security_group",
        VPC,
        "",
        f"{DOCS}/vpc/latest/userguide/default-security-group.html",
    ),
    _scope("security_group", VPC, "name", f"{_EC2}/API_CreateSecurityGroup.html"),
    _scope(
        "vpc_security_group_ingress_rule",
        REGION,
        _RULE,
        f"{_EC2}/API_AuthorizeSecurityGroupIngress.html",
    ),
    _scope(
        "vpc_security_group_egress_rule",
        REGION,
        _RULE,
        f"{_EC2}/API_AuthorizeSecurityGroupEgress.html",
    ),
)

# AWS gives these an id, and takes as many alike as are asked for.
WITHOUT_A_NAME = {
    "aws_acm_certificate": f"{DOCS}/acm/latest/APIReference/API_RequestCertificate.html",
    "aws_acm_certificate_validation": "a wait of Terraform's: nothing in AWS",
    "aws_ecs_account_setting_default": "a setting that the account has once, for all clusters",
    "aws_efs_access_point": f"{DOCS}/efs/latest/ug/API_CreateAccessPoint.html",
    "aws_eip": f"{_EC2}/API_AllocateAddress.html",
    "aws_flow_log": f"{_EC2}/API_CreateFlowLogs.html",
    "aws_instance": f"{_EC2}/API_RunInstances.html",
    "aws_kms_key": f"{DOCS}/kms/latest/APIReference/API_CreateKey.html",
    "aws_nat_gateway": f"{_EC2}/API_CreateNatGateway.html",
    "aws_route_table": f"{_EC2}/API_CreateRouteTable.html",
    "aws_s3_bucket_lifecycle_configuration": "a setting of the tree's own bucket",
    "aws_s3_bucket_policy": "a setting of the tree's own bucket",
    "aws_s3_bucket_public_access_block": "a setting of the tree's own bucket",
    "aws_s3_bucket_server_side_encryption_configuration": "a setting of the tree's own bucket",
    "aws_s3_bucket_versioning": "a setting of the tree's own bucket",
    "aws_vpc": f"{_EC2}/API_CreateVpc.html",
}

# Arguments that sound like names and identify nothing, with the reason.
NO_NAMES = {
    "name_prefix": "Terraform makes it unique",
    "bucket_prefix": "Terraform makes it unique",
    "key_name_prefix": "Terraform makes it unique",
    "aws_acm_certificate.domain_name": "certificates of one name may stand side by side",
    "aws_acm_certificate.subject_alternative_names": "as the domain's name",
    "aws_autoscaling_group.vpc_zone_identifier": "subnets",
    "aws_chatbot_teams_channel_configuration.channel_name": "shown to people alone",
    "aws_chatbot_teams_channel_configuration.team_name": "shown to people alone",
    "aws_cloudwatch_metric_alarm.metric_name": "AWS's name of the metric",
    "aws_ecr_pull_through_cache_rule.upstream_registry_url": "one registry may have two prefixes",
    "aws_ecr_pull_through_cache_rule.upstream_repository_prefix": "a part of the registry",
    "aws_ecs_account_setting_default.name": "AWS's name of the setting",
    "aws_efs_file_system.availability_zone_name": "a zone",
    "aws_flow_log.log_group_name": "a log group that it writes to",
    "aws_instance.key_name": "a key pair of the region that it uses",
    "aws_lambda_permission.event_source_token": "what Alexa says of itself",
    "aws_lambda_permission.invoked_via_function_url": "a way to call it",
    "aws_lambda_permission.statement_id_prefix": "Terraform makes it unique",
    "aws_launch_template.key_name": "a key pair of the region that it uses",
    "aws_launch_template.security_group_names": "security groups that it uses",
    "aws_sns_topic.display_name": "shown to people alone",
    "aws_ssm_document.version_name": "inside of the document",
}
