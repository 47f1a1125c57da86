"""Dated limits of AWS: names, counts and ranges, each with the page that states it.

A finding can quote `source`. What AWS raises on request (quotas) is given with its default. Times
are in seconds, disks in GiB, unless a comment says otherwise. Imports nothing of ours.
"""

from __future__ import annotations

import re
from typing import Final

from tfgen.frozen import frozen

_DOCS = "https://docs.aws.amazon.com"
_EC2 = f"{_DOCS}/AWSEC2/latest/APIReference"
_ECS = f"{_DOCS}/AmazonECS/latest/APIReference"
_ELB = f"{_DOCS}/elasticloadbalancing/latest"
_VPC = f"{_DOCS}/vpc/latest/userguide"


@frozen
class Range:
    """Whole numbers that AWS accepts, both ends included, and the page that says so."""

    low: int
    high: int
    source: str

    def __contains__(self, number: int) -> bool:
        return self.low <= number <= self.high


@frozen
class NameRule:
    """What AWS accepts as a name.

    Its length in characters, a pattern for the whole, the same in words, and the page that says so.
    """

    shortest: int
    longest: int
    pattern: str
    allowed: str
    source: str

    def accepts(self, name: str) -> bool:
        """Tell whether AWS would take this name."""
        if not self.shortest <= len(name) <= self.longest:
            return False
        return re.fullmatch(self.pattern, name) is not None

    @property
    def form(self) -> str:
        """A pattern for the whole with its length, which readers of other languages know too."""
        return f"(?=.{{{self.shortest},{self.longest}}}$){self.pattern}"

    @property
    def longest_prefix(self) -> int:
        """The longest `name_prefix`: Terraform appends 26 characters.

        https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/id/id.go
        """
        return self.longest - 26


_ECS_CHARACTERS = r"[A-Za-z0-9_-]+", "letters, digits, underscores and hyphens"
_HYPHENATED = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_SECURITY_GROUP_CHARACTERS = r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*"
_SECURITY_GROUP_WORDS = "letters without accents, digits, spaces and ._-:/()#,@[]+=&;{}!$*"
_ROLE_CHARACTERS = r"[A-Za-z0-9_+=,.@-]+", "letters, digits and _+=,.@-"

CLUSTER_NAME: Final = NameRule(1, 255, *_ECS_CHARACTERS, f"{_ECS}/API_CreateCluster.html")
SERVICE_NAME: Final = NameRule(1, 255, *_ECS_CHARACTERS, f"{_ECS}/API_CreateService.html")
TASK_FAMILY: Final = NameRule(1, 255, *_ECS_CHARACTERS, f"{_ECS}/API_RegisterTaskDefinition.html")
CAPACITY_PROVIDER_NAME: Final = NameRule(
    1,
    255,
    r"(?![Aa][Ww][Ss]|[Ee][Cc][Ss]|[Ff][Aa][Rr][Gg][Aa][Tt][Ee])[A-Za-z0-9_-]+",
    "letters, digits, underscores and hyphens, not starting with aws, ecs or fargate",
    f"{_ECS}/API_CreateCapacityProvider.html",
)
ATTRIBUTE_NAME: Final = NameRule(
    1, 128, r"[A-Za-z0-9_./\\-]+", "letters, digits and -_./\\", f"{_ECS}/API_Attribute.html"
)
ATTRIBUTE_VALUE: Final = NameRule(
    1,
    128,
    r"(?! )[A-Za-z0-9_.@/\\: -]+(?<! )",
    "letters, digits, inner spaces and -_.@/\\:",
    f"{_ECS}/API_Attribute.html",
)
LOAD_BALANCER_NAME: Final = NameRule(
    1,
    32,
    rf"(?!internal-){_HYPHENATED}",
    "letters, digits and inner hyphens, not starting with internal-",
    f"{_ELB}/APIReference/API_CreateLoadBalancer.html",
)
TARGET_GROUP_NAME: Final = NameRule(
    1,
    32,
    _HYPHENATED,
    "letters, digits and inner hyphens",
    f"{_ELB}/APIReference/API_CreateTargetGroup.html",
)
SECURITY_GROUP_NAME: Final = NameRule(
    1,
    255,
    rf"(?!sg-){_SECURITY_GROUP_CHARACTERS}",
    f"{_SECURITY_GROUP_WORDS}, not starting with sg-",
    f"{_EC2}/API_CreateSecurityGroup.html",
)
SECURITY_GROUP_DESCRIPTION: Final = NameRule(
    1,
    255,
    _SECURITY_GROUP_CHARACTERS,
    _SECURITY_GROUP_WORDS,
    f"{_EC2}/API_CreateSecurityGroup.html",
)
LAUNCH_TEMPLATE_NAME: Final = NameRule(
    3,
    128,
    r"[a-zA-Z0-9().\-/_]+",
    "letters, digits and ().-/_",
    f"{_EC2}/API_CreateLaunchTemplate.html",
)
AUTO_SCALING_GROUP_NAME: Final = NameRule(
    1,
    255,
    r"[!-9;-~]+",
    "ASCII letters, digits and punctuation without colon",
    f"{_DOCS}/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
)
ROLE_NAME: Final = NameRule(
    1, 64, *_ROLE_CHARACTERS, f"{_DOCS}/IAM/latest/APIReference/API_CreateRole.html"
)
INSTANCE_PROFILE_NAME: Final = NameRule(
    1, 128, *_ROLE_CHARACTERS, f"{_DOCS}/IAM/latest/APIReference/API_CreateInstanceProfile.html"
)
USER_NAME: Final = NameRule(
    1, 64, *_ROLE_CHARACTERS, f"{_DOCS}/IAM/latest/APIReference/API_CreateUser.html"
)
BUDGET_NAME: Final = NameRule(
    1,
    100,
    r"[^:\\]+",
    "all characters but colon and backslash",
    f"{_DOCS}/aws-cost-management/latest/APIReference/API_budgets_Budget.html",
)
TOPIC_NAME: Final = NameRule(
    1,
    256,
    r"[A-Za-z0-9_-]+(?:\.fifo)?",
    "letters, digits, underscores and hyphens, before .fifo",
    f"{_DOCS}/sns/latest/api/API_CreateTopic.html",
)
TABLE_NAME: Final = NameRule(
    3,
    255,
    r"[A-Za-z0-9_.-]+",
    "letters, digits and _.-",
    f"{_DOCS}/amazondynamodb/latest/APIReference/API_CreateTable.html",
)
SECRET_NAME: Final = NameRule(
    1,
    512,
    r"[A-Za-z0-9/_+=.@-]+",
    "letters, digits and /_+=.@-",
    f"{_DOCS}/secretsmanager/latest/apireference/API_CreateSecret.html",
)
SECRET_DESCRIPTION: Final = Range(0, 2048, SECRET_NAME.source)
# Days; a secret that goes at once cannot be brought back.
SECRET_RECOVERY: Final = Range(
    7, 30, f"{_DOCS}/secretsmanager/latest/apireference/API_DeleteSecret.html"
)
KMS_KEY_ID: Final = NameRule(
    36,
    36,
    r"mrk-[0-9a-f]{32}|[0-9a-f-]{36}",
    "digits of base 16 and hyphens, of several regions with mrk- before them",
    f"{_DOCS}/kms/latest/developerguide/concepts.html",
)
EVENT_RULE_NAME: Final = NameRule(
    1,
    64,
    r"[.\-_A-Za-z0-9]+",
    "letters, digits and .-_",
    f"{_DOCS}/eventbridge/latest/APIReference/API_PutRule.html",
)
SCHEDULE_NAME: Final = NameRule(
    1,
    64,
    r"[.\-_A-Za-z0-9]+",
    "letters, digits and .-_",
    f"{_DOCS}/scheduler/latest/APIReference/API_CreateSchedule.html",
)
SCHEDULE_GROUP_NAME: Final = NameRule(
    1,
    64,
    r"[.\-_A-Za-z0-9]+",
    "letters, digits and .-_",
    f"{_DOCS}/scheduler/latest/APIReference/API_CreateScheduleGroup.html",
)
DOCUMENT_NAME: Final = NameRule(
    3,
    128,
    r"(?i:(?!aws|amazon|amzn)[a-z0-9_.-]+)",
    "letters, digits, dots, underscores and hyphens, not starting with aws, amazon or amzn",
    f"{_DOCS}/systems-manager/latest/APIReference/API_CreateDocument.html",
)
LOG_GROUP_NAME: Final = NameRule(
    1,
    512,
    r"(?!aws/)[.\-_/#A-Za-z0-9]+",
    "letters, digits and .-_/#, not starting with aws/",
    f"{_DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
)
WEB_ACL_NAME: Final = NameRule(
    1,
    128,
    r"[A-Za-z0-9_-]+",
    "letters, digits, _ and -",
    f"{_DOCS}/waf/latest/APIReference/API_CreateWebACL.html",
)
METRIC_FILTER_NAME: Final = NameRule(
    1,
    512,
    r"[^:*]+",
    "any character but : and *",
    f"{_DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html",
)
ALARM_NAME: Final = NameRule(
    1,
    255,
    r"[^\x00-\x1f\x7f]+",
    "any character but control characters",
    f"{_DOCS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
)
SCALING_POLICY_NAME: Final = NameRule(
    1,
    256,
    r"[ -~]+",
    "ASCII characters",
    f"{_DOCS}/autoscaling/application/APIReference/API_PutScalingPolicy.html",
)
SCHEDULED_ACTION_NAME: Final = NameRule(
    1,
    256,
    r"(?! )[^\x00-\x1f\x7f-\x9f:/|]+(?<! )",
    "any character but control characters and :/|, without a space at an end",
    f"{_DOCS}/autoscaling/application/APIReference/API_PutScheduledAction.html",
)
CHATBOT_CONFIGURATION_NAME: Final = NameRule(
    1,
    128,
    *_ECS_CHARACTERS,
    f"{_DOCS}/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html",
)
DASHBOARD_NAME: Final = NameRule(
    1,
    255,
    r"[A-Za-z0-9_-]+",
    "letters, digits, hyphens and underscores",
    f"{_DOCS}/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html",
)
BUCKET_NAME: Final = NameRule(
    3,
    63,
    r"(?!xn--|sthree-|amzn-s3-demo-|\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]*[a-z0-9]"
    r"(?<!-s3alias)(?<!--ol-s3)(?<!\.mrap)(?<!--x-s3)(?<!--table-s3)",
    "lower-case letters, digits, dots and inner hyphens, without the prefixes and suffixes that S3"
    " reserves",
    f"{_DOCS}/AmazonS3/latest/userguide/bucketnamingrules.html",
)
NAMESPACE_NAME: Final = NameRule(
    1,
    1024,
    r"(?!arn:)[!-~]+",
    "ASCII characters without spaces, not starting with arn:",
    f"{_DOCS}/cloud-map/latest/api/API_CreateHttpNamespace.html",
)
DNS_NAMESPACE_NAME: Final = NameRule(
    1,
    253,
    r"(?!arn:)[!-~]+",
    "ASCII characters without spaces, not starting with arn:",
    f"{_DOCS}/cloud-map/latest/api/API_CreatePrivateDnsNamespace.html",
)
_DNS_LABEL = r"(?:[A-Za-z0-9_][A-Za-z0-9_-]{0,61}[A-Za-z0-9_]|[A-Za-z0-9])"
DISCOVERY_SERVICE_NAME: Final = NameRule(
    1,
    127,
    rf"{_DNS_LABEL}(?:\.{_DNS_LABEL})*",
    "labels of at most 63 letters, digits, underscores and inner hyphens, with dots between",
    f"{_DOCS}/cloud-map/latest/api/API_CreateService.html",
)
DISCOVERY_NAME: Final = NameRule(
    1,
    64,
    r"(?!-)[a-z0-9_-]+",
    "lower-case letters, digits, underscores and hyphens, not starting with a hyphen",
    f"{_ECS}/API_ServiceConnectService.html",
)
KEY_ALIAS_NAME: Final = NameRule(
    1,
    256,
    r"alias/(?!aws/)[A-Za-z0-9/_-]+",
    "letters, digits and /_-, not starting with alias/aws/",
    f"{_DOCS}/kms/latest/APIReference/API_CreateAlias.html",
)
REPOSITORY_NAME: Final = NameRule(
    2,
    256,
    r"(?:[a-z0-9]+(?:(?:[._]|-+)[a-z0-9]+)*/)*[a-z0-9]+(?:(?:[._]|-+)[a-z0-9]+)*",
    "lower-case letters, digits, and ._-/ between them",
    f"{_DOCS}/AmazonECR/latest/APIReference/API_CreateRepository.html",
)
QUEUE_NAME: Final = NameRule(
    1,
    80,
    r"[A-Za-z0-9_-]+(?:\.fifo)?",
    "letters, digits, underscores and hyphens, before .fifo",
    f"{_DOCS}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
)
POLICY_NAME: Final = NameRule(
    1,
    128,
    r"[A-Za-z0-9_+=,.@-]+",
    "letters, digits and _+=,.@-",
    f"{_DOCS}/IAM/latest/APIReference/API_CreatePolicy.html",
)
KEY_PAIR_NAME: Final = NameRule(
    1, 255, r"[ -~]+", "ASCII characters", f"{_EC2}/API_ImportKeyPair.html"
)

VPC_PREFIX: Final = Range(16, 28, f"{_VPC}/vpc-cidr-blocks.html")
# IPv4 blocks of a VPC, the first one among them, until more are asked for.
VPC_BLOCKS: Final = Range(1, 5, f"{_VPC}/amazon-vpc-limits.html")
SUBNET_PREFIX: Final = Range(16, 28, f"{_VPC}/subnet-sizing.html")
# Of an interface.
SECURITY_GROUPS: Final = Range(1, 5, f"{_VPC}/amazon-vpc-limits.html")
# By region, until more are asked for.
ELASTIC_ADDRESSES: Final = Range(0, 5, f"{_VPC}/amazon-vpc-limits.html")
# Of a route table, for IPv4 and for IPv6 each, until more are asked for.
ROUTES: Final = Range(0, 500, f"{_VPC}/amazon-vpc-limits.html")
# An application balancer wants a /27 with eight free addresses in each of its subnets.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
LOAD_BALANCER_SUBNET_PREFIX: Final = Range(
    16, 27, f"{_ELB}/application/application-load-balancers.html"
)

TAG_KEY_LENGTH: Final = Range(1, 128, f"{_ECS}/API_Tag.html")
TAG_VALUE_LENGTH: Final = Range(0, 256, TAG_KEY_LENGTH.source)
# Of a resource.
TAGS: Final = Range(0, 50, f"{_ECS}/API_CreateService.html")
# The characters that every service takes, in keys and values; letters of any language among them.
TAG_PATTERN: Final = r"[\w +\-=.:/@]*"

# Before base64, which makes a third more of them.
USER_DATA_BYTES: Final = Range(0, 16384, f"{_DOCS}/AWSEC2/latest/UserGuide/user-data.html")
GP3_IOPS: Final = Range(3000, 80000, f"{_EC2}/API_LaunchTemplateEbsBlockDeviceRequest.html")
# MiB a second.
GP3_THROUGHPUT: Final = Range(125, 2000, GP3_IOPS.source)
# Of disks that ECS makes for tasks, which are held to less than those of EC2.
ECS_GP3_IOPS: Final = Range(3000, 16000, f"{_ECS}/API_ServiceManagedEBSVolumeConfiguration.html")
ECS_DISK_THROUGHPUT: Final = Range(125, 1000, ECS_GP3_IOPS.source)
# Of the data disk of an instance that ECS manages.
MANAGED_INSTANCES_STORAGE: Final = Range(
    30, 16384, f"{_DOCS}/AmazonECS/latest/developerguide/ManagedInstances.html"
)
# Beside -1, which switches it off.
MANAGED_INSTANCES_SCALE_IN: Final = Range(0, 3600, f"{_ECS}/API_InfrastructureOptimization.html")
REQUIRED_INSTANCE_TYPES: Final = Range(0, 400, f"{_ECS}/API_InstanceRequirementsRequest.html")
# CPU units of a task on managed instances: an eighth of a vCPU to ten.
MANAGED_INSTANCES_TASK_CPU: Final = Range(
    128,
    10240,
    f"{_DOCS}/AmazonECS/latest/developerguide/task_definition_parameters-managed-instances.html",
)
# An ECS cluster takes no more container instances, so no group need be larger.
AUTO_SCALING_GROUP_SIZE: Final = Range(
    0, 5000, f"{_DOCS}/AmazonECS/latest/developerguide/operating-at-scale-service-quotas.html"
)

# Besides the default.
LISTENER_CERTIFICATES: Final = Range(0, 25, f"{_ELB}/application/load-balancer-limits.html")
LISTENER_RULE_PRIORITY: Final = Range(1, 50000, f"{_ELB}/APIReference/API_CreateRule.html")
# Of all conditions of a rule together.
BALANCER_RULES: Final = Range(0, 100, LISTENER_CERTIFICATES.source)
# Not to be raised.
BALANCER_TARGET_GROUPS: Final = Range(0, 100, LISTENER_CERTIFICATES.source)
BALANCER_TARGETS: Final = Range(0, 1000, LISTENER_CERTIFICATES.source)
NETWORK_LISTENERS: Final = Range(0, 50, f"{_ELB}/network/load-balancer-limits.html")
LISTENER_RULE_VALUES: Final = Range(1, 5, LISTENER_CERTIFICATES.source)
LISTENER_RULE_WILDCARDS: Final = Range(0, 6, LISTENER_CERTIFICATES.source)
CONDITION_VALUES: Final = Range(1, 3, f"{_ELB}/application/rule-condition-types.html")
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
HOST_NAME_CONDITION: Final = r"[A-Za-z0-9.*?-]*\.[A-Za-z*?]+"
# The AWS provider holds them to RFC 7230, as the page does.
HEADER_NAME: Final = NameRule(
    1,
    40,
    r"[0-9A-Za-z_!#$%&'*+,.^`|~-]+",
    "letters, digits and _!#$%&'*+,.^`|~-",
    f"{_ELB}/APIReference/API_HttpHeaderConditionConfig.html",
)
CONDITION_PATTERN_LENGTH: Final = Range(
    1, 128, f"{_ELB}/APIReference/API_PathPatternConditionConfig.html"
)
# Characters of a regular expression, and of what takes the place of its match.
REWRITE: Final = Range(1, 1024, f"{_ELB}/APIReference/API_RewriteConfig.html")
# Host, path and query of a redirect, in characters.
REDIRECT_PART: Final = Range(1, 128, f"{_ELB}/APIReference/API_RedirectActionConfig.html")
IDLE_TIMEOUT: Final = Range(1, 4000, f"{_ELB}/APIReference/API_LoadBalancerAttribute.html")
DEREGISTRATION_DELAY: Final = Range(0, 3600, f"{_ELB}/APIReference/API_TargetGroupAttribute.html")
# 0, which is outside of it, switches it off.
SLOW_START: Final = Range(30, 900, DEREGISTRATION_DELAY.source)
STICKINESS: Final = Range(1, 604800, f"{_ELB}/APIReference/API_TargetGroupStickinessConfig.html")
# How long a login at a balancer lasts, in seconds.
SESSION_TIMEOUT: Final = Range(1, 604800, f"{_ELB}/application/listener-authenticate-users.html")
# Of target groups of application balancers.
HTTP_CODES: Final = Range(200, 499, f"{_ELB}/APIReference/API_Matcher.html")
NETWORK_CODES: Final = Range(200, 599, HTTP_CODES.source)
GRPC_CODES: Final = Range(0, 99, HTTP_CODES.source)
TARGET_HEALTH_INTERVAL: Final = Range(5, 300, f"{_ELB}/APIReference/API_CreateTargetGroup.html")
TARGET_HEALTH_TIMEOUT: Final = Range(2, 120, TARGET_HEALTH_INTERVAL.source)
TARGET_HEALTH_THRESHOLD: Final = Range(2, 10, TARGET_HEALTH_INTERVAL.source)

CAPACITY_PROVIDER_WEIGHT: Final = Range(0, 1000, f"{_ECS}/API_CapacityProviderStrategyItem.html")
CAPACITY_PROVIDER_BASE: Final = Range(0, 100000, CAPACITY_PROVIDER_WEIGHT.source)
CAPACITY_STRATEGY_ITEMS: Final = Range(1, 20, f"{_ECS}/API_CreateService.html")
# Per cent.
TARGET_CAPACITY: Final = Range(1, 100, f"{_ECS}/API_ManagedScaling.html")
SCALING_STEP_SIZE: Final = Range(1, 10000, TARGET_CAPACITY.source)
INSTANCE_WARMUP: Final = Range(0, 10000, TARGET_CAPACITY.source)
PLACEMENT_STRATEGIES: Final = Range(0, 5, CAPACITY_STRATEGY_ITEMS.source)
PLACEMENT_CONSTRAINTS: Final = Range(0, 10, CAPACITY_STRATEGY_ITEMS.source)
# CPU units of a task on instances.
TASK_CPU: Final = Range(128, 196608, f"{_ECS}/API_RegisterTaskDefinition.html")
CONTAINERS_PER_TASK: Final = Range(1, 10, f"{_DOCS}/general/latest/gr/ecs-service.html")
CONTAINER_HEALTH_INTERVAL: Final = Range(5, 300, f"{_ECS}/API_HealthCheck.html")
CONTAINER_HEALTH_TIMEOUT: Final = Range(2, 60, CONTAINER_HEALTH_INTERVAL.source)
CONTAINER_HEALTH_RETRIES: Final = Range(1, 10, CONTAINER_HEALTH_INTERVAL.source)
CONTAINER_HEALTH_START_PERIOD: Final = Range(0, 300, CONTAINER_HEALTH_INTERVAL.source)
FARGATE_STOP_TIMEOUT: Final = Range(2, 120, f"{_ECS}/API_ContainerDefinition.html")
FARGATE_START_TIMEOUT: Final = Range(2, 120, FARGATE_STOP_TIMEOUT.source)
RESTART_ATTEMPT_PERIOD: Final = Range(60, 1800, f"{_ECS}/API_ContainerRestartPolicy.html")
RESTART_IGNORED_EXIT_CODES: Final = Range(0, 50, RESTART_ATTEMPT_PERIOD.source)
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html
FARGATE_CAPABILITIES: Final = ("SYS_PTRACE",)
# In characters, without a digest.
IMAGE_LENGTH: Final = Range(1, 255, FARGATE_STOP_TIMEOUT.source)
TASK_DEFINITION_BYTES: Final = Range(
    1, 65536, f"{_DOCS}/AmazonECS/latest/developerguide/service-quotas.html"
)
TASK_OVERRIDES_LENGTH: Final = Range(0, 8192, f"{_ECS}/API_TaskOverride.html")
# Of a role, in characters without white space.
INLINE_POLICY_LENGTH: Final = Range(
    0, 10240, f"{_DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html"
)
# Of all tasks of an account in a region; each kind of capacity has its own.
FARGATE_VCPUS: Final = Range(0, 6, f"{_DOCS}/general/latest/gr/ecs-service.html")
# A task without the setting has 20, and to ask for 20 is refused.
FARGATE_EPHEMERAL_STORAGE: Final = Range(21, 200, f"{_ECS}/API_EphemeralStorage.html")

SCHEDULE_RETRIES: Final = Range(
    0, 185, f"{_DOCS}/scheduler/latest/APIReference/API_RetryPolicy.html"
)
SCHEDULE_EVENT_AGE: Final = Range(60, 86400, SCHEDULE_RETRIES.source)
# Minutes.
SCHEDULE_WINDOW: Final = Range(
    1, 1440, f"{_DOCS}/scheduler/latest/APIReference/API_FlexibleTimeWindow.html"
)
SCHEDULE_TASKS: Final = Range(
    1, 10, f"{_DOCS}/scheduler/latest/APIReference/API_EcsParameters.html"
)
# Of a standard workflow of Step Functions, and so of the waiting in it: a year, in seconds.
EXECUTION_TIME: Final = Range(
    1, 31_536_000, f"{_DOCS}/step-functions/latest/dg/service-quotas.html"
)
RUN_RETRIES: Final = Range(
    1, 99_999_999, f"{_DOCS}/step-functions/latest/dg/concepts-error-handling.html"
)
STATE_MACHINE_NAME: Final = NameRule(
    1,
    80,
    r"[0-9A-Za-z_-]+",
    "letters, digits, underscores and hyphens",
    f"{_DOCS}/step-functions/latest/apireference/API_CreateStateMachine.html",
)
# Images of a repository of ECR.
REPOSITORY_IMAGES: Final = Range(
    1, 100_000, f"{_DOCS}/AmazonECR/latest/userguide/service-quotas.html"
)
# Seconds, of a queue of SQS.
_QUEUES = f"{_DOCS}/AWSSimpleQueueService/latest"
QUEUE_DELAY: Final = Range(0, 900, f"{_QUEUES}/APIReference/API_SetQueueAttributes.html")
QUEUE_RETENTION: Final = Range(60, 1_209_600, QUEUE_DELAY.source)
QUEUE_VISIBILITY: Final = Range(0, 43_200, QUEUE_DELAY.source)
QUEUE_WAIT: Final = Range(0, 20, QUEUE_DELAY.source)
QUEUE_RECEIVES: Final = Range(1, 1000, f"{_QUEUES}/SQSDeveloperGuide/sqs-dead-letter-queues.html")
CLOUD_MAP_TASKS: Final = Range(0, 1000, f"{_DOCS}/cloud-map/latest/dg/cloud-map-limits.html")
