"""The table of connections that have to work, each with AWS's page that says so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from reachability.account import Account
from reachability.ends import DYNAMIC_PORTS, INTERNET, End, Ends, Task, aws
from reachability.ways import Need

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
ENDPOINTS = f"{_ECS}/vpc-endpoints.html"
ECR = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html"
FARGATE = f"{_ECS}/fargate-task-networking.html"
SECRETS = f"{_ECS}/specifying-sensitive-data.html"
REGISTRIES = f"{_ECS}/private-auth.html"
EXEC = f"{_ECS}/ecs-exec.html"
CONNECT = f"{_ECS}/service-connect-concepts-deploy.html"
FIRELENS = f"{_ECS}/using_firelens.html"
COLLECTOR = "https://aws-otel.github.io/docs/setup/ecs"
FLUENTD = "https://docs.docker.com/engine/logging/drivers/fluentd/"
FILES = f"{_ECS}/use-task-definition-file.html"
EFS = "https://docs.aws.amazon.com/efs/latest/ug/network-access.html"
CLOUDWATCH_LOGS = f"{_ECS}/using_awslogs.html"
AUTO_SCALING = (
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-vpc-endpoints.html"
)
SYSTEMS_MANAGER = (
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html"
)
PACKAGES = "https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades-usage.html"
_NETWORK = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network"
_APPLICATION = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
HEALTH = f"{_NETWORK}/target-group-health-checks.html"
LOGINS = f"{_APPLICATION}/listener-authenticate-users.html"
TARGETS = f"{_APPLICATION}/load-balancer-update-security-groups.html"
CLASSIC = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-security-groups.html"
)

HTTPS = (443, 443)
# What a role that instances bear lets them call, and the endpoint that answers.
_CALLED = {
    "autoscaling:CompleteLifecycleAction": (("autoscaling",), AUTO_SCALING),
    "ecs:RegisterContainerInstance": (("ecs", "ecs-agent", "ecs-telemetry"), ENDPOINTS),
    "ssmmessages:OpenDataChannel": (("ssm", "ssmmessages"), SYSTEMS_MANAGER),
    "kms:Decrypt": (("kms",), SYSTEMS_MANAGER),
    "logs:PutLogEvents": (("logs",), CLOUDWATCH_LOGS),
    "secretsmanager:GetSecretValue": (("secretsmanager",), REGISTRIES),
}
_IP_PROTOCOLS = {"TLS": "tcp", "TCP": "tcp", "HTTP": "tcp", "HTTPS": "tcp", "UDP": "udp"}


def needs(account: Account) -> Iterator[Need]:
    """Yield every connection that has to work."""
    ends = Ends(account)
    for arn, end in ends.groups.items():
        yield from _of_instances(account, end, ends.profile_of(arn))
    for task in ends.tasks:
        for container in task.definition["containerDefinitions"]:
            yield from _of_container(task, container)
        yield from _to_file_systems(account, task)
    for service in account["services"]:
        yield from _of_service(ends, service)
    for balancer, end in ends.balancers():
        yield from _to_targets(ends, balancer, end)
        yield from _to_providers(account, balancer, end)
    for balancer in account["classic_balancers"]:
        yield from _to_instances(ends, balancer)


def _of_instances(account: Account, end: End, profile: str) -> Iterator[Need]:
    allowed = str(
        [policy["Statement"] for policy in account["policies"] if profile in policy["Profile"]]
    )
    for action, (services, page) in _CALLED.items():
        service, _, name = action.partition(":")
        if action in allowed or f"{service}:*" in allowed or _wildcard(service, name) in allowed:
            for called in services:
                yield Need(end, aws(called), "tcp", HTTPS, f"its role allows {action}", page)
    yield Need(end, aws("s3"), "tcp", HTTPS, "Amazon Linux keeps its packages in S3", PACKAGES)


def _wildcard(service: str, name: str) -> str:
    """Return how a policy allows all actions that begin with the verb of one."""
    verb = re.match(r"[A-Z][a-z]+", name)
    return f"{service}:{verb[0]}*" if verb else f"{service}:*"


def _of_container(task: Task, container: dict[str, Any]) -> Iterator[Need]:
    for puller in task.pullers:
        yield from _pull(puller, container["image"])
        if "credentialsParameter" in container.get("repositoryCredentials", {}):
            why = "credentials of a registry"
            yield Need(puller, aws("secretsmanager"), "tcp", HTTPS, why, REGISTRIES)
        options = container.get("logConfiguration", {}).get("secretOptions", ())
        for secret in (*container.get("secrets", ()), *options):
            kept = "secretsmanager" if ":secretsmanager:" in secret["valueFrom"] else "ssm"
            yield Need(puller, aws(kept), "tcp", HTTPS, f"secret {secret['name']}", SECRETS)
        for _ in container.get("environmentFiles", ()):
            yield Need(puller, aws("s3"), "tcp", HTTPS, "a file of variables", FILES)
        options = container.get("firelensConfiguration", {}).get("options", {})
        if options.get("config-file-type") == "s3":
            yield Need(puller, aws("s3"), "tcp", HTTPS, "Fluent Bit's configuration", FIRELENS)
        yield from _log(puller, task, container)
    for variable in container.get("environment", ()):
        if variable["name"] == "AOT_CONFIG_CONTENT":
            config = json.loads(variable["value"])
            for end in task.ends:
                yield from _collect(end, config, _region(task))


def _region(task: Task) -> str:
    """Return the region of a task, the fourth part of the ARN of its definition."""
    return str(task.definition["taskDefinitionArn"]).split(":")[3]


def _collect(end: End, config: dict[str, Any], region: str) -> Iterator[Need]:
    exporters = config["exporters"]
    if "awsxray" in exporters:
        yield Need(end, aws("xray"), "tcp", HTTPS, "traces", COLLECTOR)
    if "awsemf" in exporters:
        yield Need(end, aws("logs"), "tcp", HTTPS, "metrics", COLLECTOR)
    if "prometheusremotewrite" in exporters:
        host = exporters["prometheusremotewrite"]["endpoint"].split("/")[2]
        to = aws("aps-workspaces") if f".{region}." in host else named(host)
        yield Need(end, to, "tcp", HTTPS, "metrics", COLLECTOR)


def _pull(end: End, image: str) -> Iterator[Need]:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html."""
    if re.match(r"\d{12}\.dkr\.ecr\.", image):
        for service in ("ecr.api", "ecr.dkr", "s3"):
            yield Need(end, aws(service), "tcp", HTTPS, f"image {image}", ECR)
    else:
        yield Need(end, INTERNET, "tcp", HTTPS, f"image {image}", ENDPOINTS)


def _log(end: End, task: Task, container: dict[str, Any]) -> Iterator[Need]:
    logging = container.get("logConfiguration", {})
    options = logging.get("options", {})
    if logging.get("logDriver") == "awslogs":
        yield Need(end, aws("logs"), "tcp", HTTPS, "logs of containers", CLOUDWATCH_LOGS)
    if logging.get("logDriver") == "fluentd":
        host, _, port = options["fluentd-address"].removeprefix("tcp://").rpartition(":")
        yield Need(end, named(host), "tcp", (int(port), int(port)), "logs of containers", FLUENTD)
    if logging.get("logDriver") == "awsfirelens":
        # The log router is a container of the task, and has the task's network.
        for router in task.ends:
            yield _route_logs(router, options)


def _route_logs(end: End, options: dict[str, str]) -> Need:
    why, name = "logs of containers", options["Name"].lower()
    if name in ("firehose", "kinesis_firehose"):
        return Need(end, aws("kinesis-firehose"), "tcp", HTTPS, why, FIRELENS)
    host = options.get("Host") or options.get("host") or ""
    if "base_uri" in options:
        host = options["base_uri"].split("/")[2]
    port = int(options.get("Port") or options.get("port") or 443)
    return Need(end, named(host), "tcp", (port, port), why, FIRELENS)


def named(host: str) -> End:
    """Return where a name leads: private ones into the VPC, all others out."""
    if re.search(r"\.(internal|local|lan)$|^vpc-", host):
        return End(host, blocks=("vpc",))
    if re.fullmatch(r"[0-9.]+", host):
        return End(host, blocks=(f"{host}/32",))
    return End(host, blocks=INTERNET.blocks)


def _to_file_systems(account: Account, task: Task) -> Iterator[Need]:
    for volume in task.definition.get("volumes", ()):
        identity = volume.get("efsVolumeConfiguration", {}).get("fileSystemId")
        for target in account["mount_targets"]:
            if target["FileSystemId"] == identity:
                name = f"file system {identity} in {target['SubnetId']}"
                groups = frozenset(target["SecurityGroups"])
                to = End(name, groups, frozenset([target["SubnetId"]]))
                for end in task.ends:
                    yield Need(end, to, "tcp", (2049, 2049), "a volume", EFS)


def _of_service(ends: Ends, service: dict[str, Any]) -> Iterator[Need]:
    task = ends.services[service["serviceArn"]]
    if service.get("enableExecuteCommand"):
        for end in task.ends:
            yield Need(end, aws("ssmmessages"), "tcp", HTTPS, "ECS Exec", EXEC)
    connect = _connect(service)
    if connect is not None:
        yield from _to_peers(ends, service, task, connect)


def _to_peers(
    ends: Ends, service: dict[str, Any], task: Task, connect: dict[str, Any]
) -> Iterator[Need]:
    for end in task.pullers:
        yield Need(end, aws("ecs-agent"), "tcp", HTTPS, "Service Connect", ENDPOINTS)
    for served in connect.get("services", ()):
        for port, protocol in host_ports(task, name=served["portName"]):
            for who in _clients(ends, service):
                for to in task.ends:
                    yield Need(who, to, protocol, port, "Service Connect", CONNECT)


def _connect(service: dict[str, Any]) -> dict[str, Any] | None:
    for deployment in service.get("deployments", ()):
        settings: dict[str, Any] = deployment.get("serviceConnectConfiguration", {})
        if settings.get("enabled"):
            return settings
    return None


def _clients(ends: Ends, server: dict[str, Any]) -> Iterator[End]:
    """Yield what calls a server by Service Connect: the tasks of all others that have it."""
    for service in ends.account["services"]:
        if service is not server and _connect(service) is not None:
            yield from ends.services[service["serviceArn"]].ends


Port = tuple[tuple[int, int], str]


def host_ports(task: Task, *, name: str = "", number: int = 0, protocol: str = "") -> list[Port]:
    """Return the ports of a host at which a container's port is reached, with their protocols.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    ports: list[Port] = []
    for container in task.definition["containerDefinitions"]:
        for mapping in container.get("portMappings", ()):
            spoken = mapping.get("protocol", "tcp")
            if name and mapping.get("name") != name:
                continue
            if number and mapping["containerPort"] != number:
                continue
            if protocol and spoken != protocol:
                continue
            ports.append((_host_port(task, mapping), spoken))
    return ports


def _host_port(task: Task, mapping: dict[str, Any]) -> tuple[int, int]:
    if task.definition.get("networkMode") in ("awsvpc", "host"):
        return mapping["containerPort"], mapping["containerPort"]
    fixed = mapping.get("hostPort") or 0
    return (fixed, fixed) if fixed else DYNAMIC_PORTS


def _to_targets(ends: Ends, balancer: dict[str, Any], end: End) -> Iterator[Need]:
    for group in ends.account["target_groups"]:
        if balancer["LoadBalancerArn"] not in group["LoadBalancerArns"]:
            continue
        for service in ends.account["services"]:
            for entry in service.get("loadBalancers", ()):
                if entry.get("targetGroupArn") == group["TargetGroupArn"]:
                    task = ends.services[service["serviceArn"]]
                    yield from _to_tasks(end, group, task, entry["containerPort"])


def _to_providers(account: Account, balancer: dict[str, Any], end: End) -> Iterator[Need]:
    """Who logs users in asks the identity provider, over the internet."""
    head = balancer["LoadBalancerArn"].replace(":loadbalancer/", ":listener-rule/")
    for rule in account["listener_rules"]:
        of_balancer = rule["RuleArn"].startswith(f"{head}/")
        if of_balancer and any(
            action["Type"].startswith("authenticate-") for action in rule["Actions"]
        ):
            yield Need(end, INTERNET, "tcp", HTTPS, "logins of users", LOGINS)
            return


def _to_tasks(balancer: End, group: dict[str, Any], task: Task, number: int) -> Iterator[Need]:
    protocols = (
        ("tcp", "udp") if group["Protocol"] == "TCP_UDP" else (_IP_PROTOCOLS[group["Protocol"]],)
    )
    for end in task.ends:
        for protocol in protocols:
            ports = host_ports(task, number=number, protocol=protocol)
            why = f"target group {group['TargetGroupName']}"
            for port, spoken in ports:
                yield Need(balancer, end, spoken, port, why, TARGETS)
            if not ports:
                why = f"{why}, but no container listens there"
                yield Need(balancer, _nobody(end), protocol, (number, number), why, TARGETS)
        yield from _checks(balancer, group, task, end, number)


def _checks(
    balancer: End, group: dict[str, Any], task: Task, end: End, number: int
) -> Iterator[Need]:
    """Yield the health checks of a target group, which always come by TCP."""
    why = f"health check of {group['TargetGroupName']}"
    port = group["HealthCheckPort"]
    if port == "traffic-port":
        ports = host_ports(task, number=number, protocol="tcp")
    else:
        wanted = (int(port), int(port))
        ports = [known for known in host_ports(task, protocol="tcp") if known[0] == wanted]
    for host_port, _ in ports:
        yield Need(balancer, end, "tcp", host_port, why, HEALTH)
    if not ports:
        why = f"{why}, but no container listens there"
        yield Need(balancer, _nobody(end), "tcp", (number, number), why, HEALTH)


def _nobody(end: End) -> End:
    """Return an end that no way leads to: nothing listens at it."""
    return End(f"nothing in {end.name}", frozenset(["nobody"]), end.subnets)


def _to_instances(ends: Ends, balancer: dict[str, Any]) -> Iterator[Need]:
    name = balancer["LoadBalancerName"]
    end = End(
        f"balancer {name}", frozenset(balancer["SecurityGroups"]), frozenset(balancer["Subnets"])
    )
    ports = {entry["Listener"]["InstancePort"] for entry in balancer["ListenerDescriptions"]}
    checked = balancer["HealthCheck"]["Target"].partition(":")[2]
    ports.add(int(checked.partition("/")[0]))
    for group in ends.account["autoscaling_groups"]:
        if name in group.get("LoadBalancerNames", ()):
            instances = ends.groups[group["AutoScalingGroupARN"]]
            for port in sorted(ports):
                yield Need(end, instances, "tcp", (port, port), "a classic balancer", CLASSIC)
