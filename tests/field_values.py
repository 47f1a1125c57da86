"""Values for each field of the language: what a test writes there that is not the default."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from tfgen.language import scalars, variables
from tfgen.language.alarms import Pattern
from tfgen.language.alerts import Email, TeamsId, TopicArn, Url
from tfgen.language.capacity import CapacityName
from tfgen.language.container_values import (
    AbsolutePath,
    Capability,
    Device,
    HostName,
    Image,
    IpAddress,
    Mount,
    VariableName,
)
from tfgen.language.deployer import BitbucketId
from tfgen.language.destinations import HostName as LogHost
from tfgen.language.dns_names import DnsName
from tfgen.language.ecs_agent import (
    AttributeName,
    AttributeValue,
    ConfigObject,
    ConfigValue,
    EnvironmentName,
)
from tfgen.language.field import FieldInfo
from tfgen.language.grants import GrantName
from tfgen.language.instance_groups import AmiId, InstanceType
from tfgen.language.instance_requirements import TypePattern
from tfgen.language.instance_scaling import ReservationGroupArn, ReservationId
from tfgen.language.job_events import BucketName, BusName, EventDetail, EventPath
from tfgen.language.let_go import Held
from tfgen.language.login import CookieName, Endpoint
from tfgen.language.network import AllocationId, Subnet, VpcId, ZoneName
from tfgen.language.network_routes import GatewayId, InterfaceId, PeeringId, TransitGatewayId
from tfgen.language.placement import SpreadField
from tfgen.language.registry_auth import RegistryHost
from tfgen.language.scalars import Reads, read_duration
from tfgen.language.scaling import Changes
from tfgen.language.schedules import ScheduleExpression, TimeZone
from tfgen.language.section import Section, unwrap
from tfgen.language.security_groups import GroupId, Peer
from tfgen.language.service_alarms import Statistic as AlarmStatistic
from tfgen.language.state_backends import Address, Method, Uuid
from tfgen.language.subscribers import FunctionArn, PhoneNumber, StreamArn, SubscribedQueue
from tfgen.language.task_roles import PolicyArn, RoleArn
from tfgen.language.waf import GroupName

REGIONAL = "arn:aws:{}:eu-west-1:012345678901:{}"
_LISTENER = REGIONAL.format(
    "elasticloadbalancing", "listener/app/other/0123456789abcdef/0123456789abcde{}"
)
KMS_KEY = REGIONAL.format("kms", "key/0a1b2c3d-0000-4000-8000-0123456789ab")
CERTIFICATE = REGIONAL.format("acm", "certificate/0a1b2c3d-0000-4000-8000-0123456789ab")
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfs3SCWVMLkfcFmAPruLVBe7QokC398CPBryYU1KaQW"


def _reader(kind: Any) -> Reads:
    return next(marker for marker in unwrap(kind)[1] if isinstance(marker, Reads))


# What each form of a text is represented by.
_FORMS: dict[int, tuple[Any, ...]] = {
    id(_reader(kind)): values
    for kind, *values in (
        (scalars.Text, "other"),
        (scalars.TextForAws, "other"),
        (scalars.Key, "other"),
        (scalars.Cidr, "10.9.0.0/16"),
        (scalars.Block, "198.51.100.0/24"),
        (scalars.AccountId, "012345678902"),
        (scalars.KmsKeyArn, KMS_KEY),
        (scalars.KnownKmsKeyArn, KMS_KEY),
        (Email, "ops@example.com"),
        (Url, "https://events.example.com/ecs"),
        (Pattern, "%[Oo]ops%"),
        (AlarmStatistic, "p99"),
        (CapacityName, "default"),
        (AbsolutePath, "/srv/data"),
        (Capability, "SYS_PTRACE"),
        (Device, "/dev/fuse"),
        (Image, "public.ecr.aws/acme/other:2.0"),
        (Mount, "/srv/host:/srv/target"),
        (PolicyArn, "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        (RoleArn, "arn:aws:iam::012345678901:role/other"),
        (VariableName, "OTHER"),
        (GroupName, "AWSManagedRulesSQLiRuleSet"),
        (variables.VariableName, "other"),
        (AmiId, "ami-0a1b2c3d4e5f60718"),
        (Held, "services.gone"),
        (GrantName, "other"),
        (BucketName, "acme-other"),
        (BusName, "other"),
        (EventDetail, '{"state": ["failed"]}'),
        (EventPath, "$.detail.object.key"),
        (TopicArn, "arn:aws:sns:eu-west-1:012345678901:other"),
        (TeamsId, "0a1b2c3d-0000-4000-8000-0123456789ad"),
        (BitbucketId, "0a1b2c3d-0000-4000-8000-0123456789ae"),
        (PhoneNumber, "+31612345678"),
        (SubscribedQueue, REGIONAL.format("sqs", "other")),
        (FunctionArn, REGIONAL.format("lambda", "function:other")),
        (StreamArn, REGIONAL.format("firehose", "deliverystream/other")),
        (AttributeName, "tier"),
        (AttributeValue, "other"),
        (ConfigObject, "s3://acme-config/ecs.config"),
        (ConfigValue, "debug"),
        (EnvironmentName, "ECS_LOGLEVEL"),
        (InstanceType, "m7i.xlarge"),
        (ReservationGroupArn, "arn:aws:resource-groups:eu-west-1:012345678901:group/other"),
        (ReservationId, "cr-0a1b2c3d4e5f60718"),
        (TypePattern, "m7*"),
        (GroupId, "sg-0a1b2c3d4e5f60731"),
        (Peer, "198.51.100.0/24"),
        (DnsName, "other.example.com"),
        (HostName, "other-host"),
        (IpAddress, "198.51.100.5"),
        (LogHost, "collector.example.com"),
        (Subnet, "10.0.100.0/24"),
        (VpcId, "vpc-0123456789abcdef0"),
        (AllocationId, "eipalloc-0a1b2c3d4e5f60719"),
        (TransitGatewayId, "tgw-0a1b2c3d4e5f60719"),
        (PeeringId, "pcx-0a1b2c3d4e5f60719"),
        (InterfaceId, "eni-0a1b2c3d4e5f60719"),
        (GatewayId, "vgw-0a1b2c3d4e5f60719"),
        (ZoneName, "eu-west-1c"),
        (RegistryHost, "ghcr.io"),
        (CookieName, "other-session"),
        (Endpoint, "https://other.example.com/oauth2"),
        (ScheduleExpression, "cron(0 3 * * ? *)"),
        (TimeZone, "Europe/Amsterdam"),
        (SpreadField, "attribute:tier"),
        (get_args(Changes)[0], "90"),
        (Address, "https://state.example.com/other"),
        (Method, "PUT"),
        (Uuid, "0a1b2c3d-0000-4000-8000-0123456789ac"),
    )
}

# What a field with a form of its own, or one that only some values of its type suit, is represented
# by.
SAMPLES: dict[str, tuple[Any, ...]] = {
    "Spec.region": ("eu-central-1",),
    "InstanceConnect.security_group": ("sg-0123456789abcdef0",),
    "Cluster.name": ("other",),
    "Network.cidr": ("10.1.0.0/16",),
    "Network.nat_zone": ("eu-west-1b",),
    "FlowLogs.retention_days": (400,),
    "Logs.retention_days": (400,),
    "Logs.prefix": ("/other",),
    "TaskLogs.retention_days": (400,),
    "TaskLogs.max_buffer_size": ("50m",),
    "Destination.domain": ("other-logs",),
    "Destination.index": ("other",),
    "Destination.config_file": ("/fluent-bit/configs/parse-json.conf", "s3://acme-config/bit.conf"),
    "Destination.site": ("us5.datadoghq.com",),
    "Destination.dd_service": ("other",),
    "Destination.dd_source": ("nginx",),
    "Destination.http_user": ("other",),
    "Destination.tenant_id": ("other",),
    "Destination.stream": ("other",),
    "Destination.address": ("localhost:24225",),
    "Destination.tag": ("other",),
    "AmiUpdates.schedule": ("rate(2 days)",),
    "Ssh.public_key": (PUBLIC_KEY[:-1] + "X",),
    "Ssh.key_name": ("other",),
    "Ssh.from_": (["198.51.100.0/24"],),
    "Ssm.idle_timeout": ("15m",),
    "Bastion.instance_type": ("t4g.micro",),
    "Bastion.zone": ("eu-west-1b",),
    "Slack.workspace_id": ("T07OTHER",),
    "Slack.channel_id": ("C07OTHER",),
    "Teams.channel_id": ("19%3aother%40thread.tacv2",),
    "Alerts.topic_arn": (REGIONAL.format("sns", "other"),),
    "GitHub.repository": ("acme/other",),
    "GitHub.branches": (["release"],),
    "GitHub.environments": (["production"],),
    "GitLab.project": ("acme/other",),
    "GitLab.branches": (["release"],),
    "GitLab.host": ("gitlab.example.com",),
    "Bitbucket.workspace": ("other",),
    "HealthCheck.path": ("/other",),
    "HealthCheck.success_codes": ("200-299",),
    "AccessLogs.bucket": ("acme-access-logs",),
    "Dns.zone_id": ("Z0OTHER",),
    "ClassicHealthCheck.target": ("HTTP:8080/other",),
    "LoadBalancer.certificate_arns": ([CERTIFICATE],),
    "LoadBalancer.ssl_policy": ("ELBSecurityPolicy-TLS13-1-3-2021-06",),
    "Waf.web_acl_arn": (
        REGIONAL.format("wafv2", "regional/webacl/edge/0a1b2c3d-0000-4000-8000-0123456789ab"),
    ),
    "MutualAuthentication.trust_store_arn": (
        REGIONAL.format("elasticloadbalancing", "truststore/other/0123456789abcdef"),
    ),
    "Waf.managed_rule_groups": ({"AWSManagedRulesSQLiRuleSet": {}},),
    "Waf.rate_limit": (500, 0),
    "ManagedRuleGroup.counted_rules": (["SizeRestrictions_BODY"],),
    "LoadBalancer.instance_groups": (["default"], ["other"]),
    "RegistryAuth.secret_arn": (REGIONAL.format("secretsmanager", "secret:other-Ab12Cd"),),
    "RegistryAuth.pull_through_cache": ("other",),
    # Equal to the port of the container it says in every network mode what is so.
    "Port.host_port": (8081, 0),
    "Rule.port": ("9000-9100",),
    "Secret.secret": ("other",),
    "Secret.ssm": ("/other/secret",),
    "Secret.arn": (REGIONAL.format("ssm", "parameter/other"),),
    "Secret.secretsmanager": ("other/secret",),
    "Secret.key": ("password",),
    "Container.env_files": (["s3://acme-config/other.env"],),
    "Container.user": ("1001",),
    "Container.sysctls": ({"net.core.somaxconn": "1024"},),
    "Container.depends_on": ({"helper": "start"},),
    "Container.gpus": (1,),
    "RestartPolicy.ignored_exit_codes": ([0, 143],),
    "TaskRole.parameters": ("/other",),
    "Statement.actions": (["sqs:SendMessage"],),
    "Statement.resources": (["arn:aws:sqs:eu-west-1:012345678901:other"],),
    "EfsVolume.file_system": ("fs-0123456789abcdef0",),
    "EfsVolume.path": ("/other",),
    "EfsVolume.access_point_id": ("fsap-0123456789abcdef0",),
    "EfsVolume.root_directory": ("/other",),
    "EbsVolume.snapshot_id": ("snap-0123456789abcdef0",),
    "Match.pattern": ("other.example.com",),
    "Match.methods": (["GET"],),
    "Match.source_cidrs": (["198.51.100.0/24"],),
    "Route.listen": ("8443/tcp", "8443/udp"),
    "Route.port": ("other",),
    "Route.container": ("helper", "other"),
    "RouteHealthCheck.port": ("other",),
    "Service.service_name": ("My_Service",),
    "Route.target_group_name": ("Other-Group",),
    "DefaultTargetGroup.name": ("Other-Default",),
    "LoadBalancer.name": ("Other-Balancer",),
    "InstanceGroup.autoscaling_group_name": ("Other/Group",),
    "CapacityProvider.name": ("Other_Capacity",),
    "Rewrite.regex": ("^/other/(.*)$",),
    "Rewrite.replace": ("/$1",),
    "Redirect.host": ("other.example.com", "#{host}"),
    "Redirect.path": ("/other", "/#{path}"),
    "Redirect.query": ("other", ""),
    "Auth.authentication_request_extra_params": ({"prompt": "consent"},),
    "Oidc.client_secret_arn": (REGIONAL.format("secretsmanager", "secret:other-Ab12Cd"),),
    "Cognito.user_pool_arn": (REGIONAL.format("cognito-idp", "userpool/eu-west-1_Other1234"),),
    "Cognito.user_pool_domain": ("login.example.org",),
    "Placement.strategy": ([{"binpack": "memory"}], [{"spread": "zone"}]),
    "Placement.constraints": (["distinct_instance"],),
    "ServiceConnect.alias": ("other",),
    "TestTraffic.header": ("X-Other",),
    "TestTraffic.value": ("other",),
    "Hook.lambda_": (REGIONAL.format("lambda", "function:other"),),
    "Backlog.name": ("orders", "other"),
    "Backlog.arn": (REGIONAL.format("sqs", "other"),),
    "OldestMessage.threshold": ("15m",),
    "Spec.application": ("sales",),
    "Platform.cluster": ("Other_Cluster",),
    "ExistingBalancer.arn": (
        REGIONAL.format("elasticloadbalancing", "loadbalancer/app/other/0123456789abcdef"),
    ),
    "ExistingBalancer.https_listener_arn": (_LISTENER.format("a"),),
    "ExistingBalancer.http_listener_arn": (_LISTENER.format("b"),),
    "ExistingExec.log_group": ("/other/exec",),
    "ExistingCapacity.capacity_provider": ("Other",),
    # A word of one service's things is no purpose of another's.
    "QueueGrant.arn": (REGIONAL.format("sqs", "other"),),
    "BucketGrant.arn": ("arn:aws:s3:::acme-other",),
    "BucketGrant.prefix": ("other/",),
    "TableGrant.arn": (REGIONAL.format("dynamodb", "table/other"),),
    "TopicGrant.arn": (REGIONAL.format("sns", "other"),),
    "SecretGrant.arn": (REGIONAL.format("secretsmanager", "secret:other-Ab12Cd"),),
    "Telemetry.workspace_arn": (
        REGIONAL.format("aps", "workspace/ws-0a1b2c3d-0000-4000-8000-0123456789ab"),
    ),
    "Telemetry.namespace": ("Other/Web",),
    "Scrape.path": ("/other",),
    "ContainerImage.repository": ("web",),
    "ContainerImage.tag": ("2.0",),
    "ContainerImage.digest": (f"sha256:{'0123456789abcdef' * 4}",),
    "Senders.sns": ([REGIONAL.format("sns", "other")],),
    "Senders.s3": (["arn:aws:s3:::acme-other"],),
    "Senders.events": ([REGIONAL.format("events", "rule/other")],),
    "Grants.sqs": ({"orders": {"access": "send"}},),
    "Grants.s3": ({"acme-other": {"access": "read"}},),
    "Grants.kms": ({KMS_KEY.rpartition("/")[2]: {"access": "decrypt"}},),
    "PeerNamespace.namespace": ("other",),
    "CloudMap.namespace": ("other.internal",),
    "Waiver.reason": ("other",),
    "Waiver.until": ("2030-01-01",),
    "State.bucket": ("acme-other-state",),
    "State.key": ("other.tfstate",),
    "State.region": ("eu-central-1",),
    "GcsState.bucket": ("acme-other-state",),
    "GcsState.prefix": ("other",),
    "GcsState.impersonate_service_account": ("other@acme.iam.gserviceaccount.com",),
    "GcsState.kms_encryption_key": (
        "projects/acme/locations/europe/keyRings/state/cryptoKeys/other",
    ),
    "AzureState.storage_account_name": ("acmeother",),
    "AzureState.container_name": ("other",),
    "AzureState.key": ("other.tfstate",),
    "CloudState.organization": ("acme-other",),
    "CloudState.workspace": ("other",),
    "Deployment.rollback_alarms": (["cpu"],),
    "Refresh.min_healthy_percentage": (90,),
    "CapacityProvider.minimum_scaling_step_size": (2,),
    "InstanceGroup.desired_capacity": (3,),
    "InstanceGroup.log_drivers": (["json-file", "awslogs", "syslog"],),
    "Network.endpoints": (["s3", "ecr"],),
    "Network.endpoint_policies": (
        {"s3": [{"actions": ["s3:GetObject"], "resources": ["*"]}]},
        {"ecr": [{"actions": ["ecr:*"], "resources": ["*"]}]},
    ),
    "Network.internet_destinations": (["198.51.100.0/24"],),
    "Network.nat_allocation_ids": ({"eu-west-1a": "eipalloc-0a1b2c3d4e5f60719"},),
    "Fewer.threshold": (2,),
    "Destination.endpoint": ("search-other-abc123.eu-west-1.es.amazonaws.com",),
    "Refresh.alarms": (["other"],),
    "InstanceMaintenancePolicy.min_healthy_percentage": (90, 100),
    "TypeRequirements.vcpu_count": ({"min": 4}, {"min": 4, "max": 8}),
    "TypeRequirements.memory_mib": ({"min": 8192},),
    "TypeRequirements.memory_gib_per_vcpu": ({"min": 2},),
    "TypeRequirements.network_interface_count": ({"min": 3},),
    "Range.max": (64, 96),
    "Steps.namespace": ("Other",),
    "SystemContainer.instance_groups": (["default"],),
    "InstanceRequirements.allowed_instance_types": (["m7i.*"],),
    "InstanceRequirements.excluded_instance_types": (["m7i.*"],),
}


def values(name: str, kind: Any, markers: tuple[Any, ...]) -> Iterator[Any]:
    """Yield values that a field can be given; `name` is Model.field."""
    if name in SAMPLES:
        yield from SAMPLES[name]
    elif kind is bool:
        yield from (True, False)
    elif kind is int:
        yield from _numbers(markers)
    elif kind is Decimal:
        yield from _decimals(markers)
    elif get_origin(kind) is Literal:
        yield from get_args(kind)
    elif isinstance(kind, type) and issubclass(kind, Section):
        yield minimal(kind)
    elif get_origin(kind) is dict:
        key, member = get_args(kind)
        yield {first("", key): first("", member)}
    elif get_origin(kind) is tuple:
        yield [first("", get_args(kind)[0])]
    else:
        yield from _texts(name, markers)


def first(name: str, kind: Any) -> Any:
    """Return the first value for a type."""
    inner, markers = unwrap(kind)
    return next(iter(values(name, inner, markers)))


def _texts(name: str, markers: tuple[Any, ...]) -> tuple[Any, ...]:
    for marker in markers:
        if id(marker) in _FORMS:
            return _FORMS[id(marker)]
        if isinstance(marker, Reads) and marker.reader is scalars.read_text:
            return ("other",)
    raise LookupError(f"{name}: add a text that suits it to SAMPLES")


def _numbers(markers: tuple[Any, ...]) -> Iterator[Any]:
    bounds = {name: bound for name, bound in _bounds(markers) if bound is not None}
    least = bounds.get("ge", 0)
    most = min(bounds.get("le", 2 * abs(least) + 100), 100_000)
    lasts = any(isinstance(marker, Reads) and marker.reader is read_duration for marker in markers)
    # Whole minutes, where there are some in between.
    middle = next((at for at in (120, least + 7, least + 1) if least < at < most), least)
    for number in (middle, least, most):
        yield f"{number}s" if lasts else number


def _decimals(markers: tuple[Any, ...]) -> Iterator[Any]:
    bounds = {name: bound for name, bound in _bounds(markers) if bound is not None}
    least = bounds.get("ge", 0)
    yield from (float(least) + 0.5, int(least) + 7, float(least))


def _bounds(markers: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for marker in markers:
        if isinstance(marker, FieldInfo):
            yield from (("ge", marker.ge), ("le", marker.le))


def minimal(kind: type[Section]) -> dict[str, Any]:
    """Return the least that a section must have."""
    data: dict[str, Any] = {}
    for field, about in kind.model_fields.items():
        if about.is_required():
            inner, markers = unwrap(about.annotation)
            name = f"{owner(kind, field)}.{field}"
            data[about.alias or field] = next(iter(values(name, inner, (about, *markers))))
    return {**data, **_ALSO.get(kind.__name__, {})}


def owner(kind: type[Section], field: str) -> str:
    """Return the model that declares a field: a base where it is inherited."""
    bases = [base for base in kind.__mro__ if field in getattr(base, "__annotations__", {})]
    return bases[0].__name__ if bases else kind.__name__


# What a section must have beside its required fields to be one.
_ALSO: dict[str, dict[str, Any]] = {
    "State": {"bucket": "acme-other-state"},
    "Transform": {"url_rewrite": {"regex": "^/(.*)$", "replace": "/other/$1"}},
    "Auth": {
        "cognito": {
            "user_pool_arn": REGIONAL.format("cognito-idp", "userpool/eu-west-1_Ab12Cd34E"),
            "user_pool_client_id": "other",
            "user_pool_domain": "other-login",
        }
    },
    "MutualAuthentication": {
        "trust_store_arn": REGIONAL.format("elasticloadbalancing", "truststore/a/0123456789abcdef")
    },
    "AnswerRule": {"redirect": {"host": "other.example.com"}},
    "Service": {"image": "public.ecr.aws/acme/web:1.0", "memory": 512},
    "Job": {"memory": 512},
    "SystemContainer": {"memory": 64},
    "Container": {"image": "public.ecr.aws/acme/helper:1.0", "cpu": 64, "memory": 64},
    "Scaling": {"min": 1, "max": 3, "cpu": 60},
    "Schedule": {"schedule": "rate(1 day)", "min": 1, "max": 2},
    "Steps": {"out": {"100": 1}},
    "ContainerImage": {"uri": "public.ecr.aws/acme/other:2.0"},
    "Scrape": {"port": 9091},
    "Secret": {"ssm": "/app/secret"},
    "Ulimit": {"soft": 1024, "hard": 2048},
    "Rule": {"port": 9100},
    "NetworkRoute": {"transit_gateway_id": "tgw-0a1b2c3d4e5f60718"},
    "Backlog": {"arn": REGIONAL.format("sqs", "orders")},
}
