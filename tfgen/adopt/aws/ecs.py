"""Clusters, their capacity, services and task definitions, as ECS tells of them.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from tfgen.adopt.aws.account import Account, Answer, block, blocks, picked, tags_of

# Capacity that is there without being made.
FARGATE = ("FARGATE", "FARGATE_SPOT")
_MOST_SERVICES = 10
_STRATEGY = {"base": "base", "weight": "weight", "capacity_provider": "capacityProvider"}


def read_cluster(account: Account, name: str) -> str:
    """Read a cluster and its capacity; return its ARN, "" where there is none of the name."""
    include = ["SETTINGS", "CONFIGURATIONS", "TAGS"]
    asked = account.ask("ecs", "describe_clusters", "clusters", clusters=[name], include=include)
    active = [cluster for cluster in asked if cluster.get("status") != "INACTIVE"]
    if not active:
        return ""
    _cluster(account, active[0])
    return str(active[0]["clusterArn"])


def _cluster(account: Account, cluster: Answer) -> None:
    name, arn = cluster["clusterName"], cluster["clusterArn"]
    values = {
        "id": arn,
        "arn": arn,
        "name": name,
        "setting": blocks(cluster.get("settings"), name="name", value="value"),
        "configuration": _configuration(cluster.get("configuration")),
        "tags": tags_of(cluster.get("tags")),
    }
    account.found("aws_ecs_cluster", arn, values)
    providers = cluster.get("capacityProviders") or []
    strategy = blocks(cluster.get("defaultCapacityProviderStrategy"), **_STRATEGY)
    attached = {
        "id": name,
        "cluster_name": name,
        "capacity_providers": providers,
        "default_capacity_provider_strategy": strategy,
    }
    account.found("aws_ecs_cluster_capacity_providers", name, attached)
    _capacity_providers(account, [one for one in providers if one not in FARGATE])


def _configuration(configuration: Answer | None) -> list[Answer]:
    executed = (configuration or {}).get("executeCommandConfiguration")
    if not executed:
        return []
    logged = block(
        executed.get("logConfiguration"),
        cloud_watch_encryption_enabled="cloudWatchEncryptionEnabled",
        cloud_watch_log_group_name="cloudWatchLogGroupName",
        s3_bucket_name="s3BucketName",
        s3_key_prefix="s3KeyPrefix",
    )
    how = {**picked(executed, kms_key_id="kmsKeyId", logging="logging")}
    return [{"execute_command_configuration": [{**how, "log_configuration": logged}]}]


def _capacity_providers(account: Account, names: Iterable[str]) -> None:
    of = ("ecs", "describe_capacity_providers", "capacityProviders", "capacityProviders")
    for provider in account.ask_by(*of, names, 100):
        group = provider.get("autoScalingGroupProvider") or {}
        scaling = block(
            group.get("managedScaling"),
            status="status",
            target_capacity="targetCapacity",
            minimum_scaling_step_size="minimumScalingStepSize",
            maximum_scaling_step_size="maximumScalingStepSize",
            instance_warmup_period="instanceWarmupPeriod",
        )
        of_group = picked(
            group,
            auto_scaling_group_arn="autoScalingGroupArn",
            managed_draining="managedDraining",
            managed_termination_protection="managedTerminationProtection",
        )
        arn = provider["capacityProviderArn"]
        values = {
            "id": arn,
            "arn": arn,
            "name": provider["name"],
            "auto_scaling_group_provider": [{**of_group, "managed_scaling": scaling}],
            "tags": tags_of(provider.get("tags")),
        }
        account.found("aws_ecs_capacity_provider", arn, values)


def read_services(account: Account, cluster: str) -> None:
    """Read the services of a cluster, by its ARN, and their task definitions."""
    arns = account.ask("ecs", "list_services", "serviceArns", cluster=cluster)
    for start in range(0, len(arns), _MOST_SERVICES):
        some = arns[start : start + _MOST_SERVICES]
        for service in account.ask(
            "ecs", "describe_services", "services", cluster=cluster, services=some, include=["TAGS"]
        ):
            if service.get("status") == "ACTIVE":
                _service(account, service)
                read_task_definition(account, service["taskDefinition"])


def _service(account: Account, service: Answer) -> None:
    arn = service["serviceArn"]
    values = {
        "id": arn,
        "name": service["serviceName"],
        "cluster": service["clusterArn"],
        **picked(
            service,
            task_definition="taskDefinition",
            desired_count="desiredCount",
            launch_type="launchType",
            scheduling_strategy="schedulingStrategy",
            platform_version="platformVersion",
            health_check_grace_period_seconds="healthCheckGracePeriodSeconds",
            enable_execute_command="enableExecuteCommand",
            enable_ecs_managed_tags="enableECSManagedTags",
            propagate_tags="propagateTags",
            availability_zone_rebalancing="availabilityZoneRebalancing",
            iam_role="roleArn",
        ),
        **_placed(service),
        **_deployed(service),
        **_reached(service),
        "tags": tags_of(service.get("tags")),
    }
    account.found("aws_ecs_service", arn, values)


def _placed(service: Answer) -> Answer:
    return {
        "capacity_provider_strategy": blocks(service.get("capacityProviderStrategy"), **_STRATEGY),
        "ordered_placement_strategy": blocks(
            service.get("placementStrategy"), type="type", field="field"
        ),
        "placement_constraints": blocks(
            service.get("placementConstraints"), type="type", expression="expression"
        ),
    }


def _deployed(service: Answer) -> Answer:
    how = service.get("deploymentConfiguration") or {}
    controller = service.get("deploymentController") or {"type": "ECS"}
    return {
        "deployment_minimum_healthy_percent": how.get("minimumHealthyPercent"),
        "deployment_maximum_percent": how.get("maximumPercent"),
        "deployment_circuit_breaker": block(
            how.get("deploymentCircuitBreaker"), enable="enable", rollback="rollback"
        ),
        "deployment_controller": block(controller, type="type"),
    }


def _reached(service: Answer) -> Answer:
    network = (service.get("networkConfiguration") or {}).get("awsvpcConfiguration")
    interfaces = block(network, subnets="subnets", security_groups="securityGroups")
    for interface in interfaces:
        interface["assign_public_ip"] = (network or {}).get("assignPublicIp") == "ENABLED"
    return {
        "network_configuration": interfaces,
        "load_balancer": blocks(
            service.get("loadBalancers"),
            target_group_arn="targetGroupArn",
            elb_name="loadBalancerName",
            container_name="containerName",
            container_port="containerPort",
        ),
        "service_registries": blocks(
            service.get("serviceRegistries"),
            registry_arn="registryArn",
            port="port",
            container_name="containerName",
            container_port="containerPort",
        ),
        "service_connect_configuration": _peers(service),
    }


def _peers(service: Answer) -> list[Answer]:
    """Return how peers reach a service; ECS tells it with each deployment."""
    of_deployments = (one.get("serviceConnectConfiguration") for one in service["deployments"])
    connected = next((one for one in of_deployments if one), None)
    if not connected:
        return []
    return [
        {
            **picked(connected, enabled="enabled", namespace="namespace"),
            "service": [
                {
                    **picked(one, discovery_name="discoveryName", port_name="portName"),
                    "client_alias": blocks(
                        one.get("clientAliases"), dns_name="dnsName", port="port"
                    ),
                }
                for one in connected.get("services") or ()
            ],
        }
    ]


def read_task_definition(account: Account, name: str) -> None:
    """Read a task definition by its ARN, or by its family."""
    answer = account.ask_one(
        "ecs", "describe_task_definition", taskDefinition=name, include=["TAGS"]
    )
    task = answer.get("taskDefinition")
    if not task:
        return
    arn = task["taskDefinitionArn"]
    values = {
        "id": task["family"],
        "arn": arn,
        "arn_without_revision": arn.rpartition(":")[0],
        **picked(
            task,
            family="family",
            revision="revision",
            cpu="cpu",
            memory="memory",
            network_mode="networkMode",
            requires_compatibilities="requiresCompatibilities",
            task_role_arn="taskRoleArn",
            execution_role_arn="executionRoleArn",
            ipc_mode="ipcMode",
            pid_mode="pidMode",
        ),
        "container_definitions": json.dumps(task["containerDefinitions"], sort_keys=True),
        "volume": [_volume(volume) for volume in task.get("volumes") or ()],
        "placement_constraints": blocks(
            task.get("placementConstraints"), type="type", expression="expression"
        ),
        "runtime_platform": block(
            task.get("runtimePlatform"),
            cpu_architecture="cpuArchitecture",
            operating_system_family="operatingSystemFamily",
        ),
        "ephemeral_storage": block(task.get("ephemeralStorage"), size_in_gib="sizeInGiB"),
        "tags": tags_of(answer.get("tags")),
    }
    account.found("aws_ecs_task_definition", arn, values)


def _volume(volume: Answer) -> Answer:
    docker = block(
        volume.get("dockerVolumeConfiguration"),
        scope="scope",
        autoprovision="autoprovision",
        driver="driver",
        driver_opts="driverOpts",
        labels="labels",
    )
    efs = volume.get("efsVolumeConfiguration")
    files = block(
        efs,
        file_system_id="fileSystemId",
        root_directory="rootDirectory",
        transit_encryption="transitEncryption",
        transit_encryption_port="transitEncryptionPort",
    )
    for one in files:
        one["authorization_config"] = block(
            (efs or {}).get("authorizationConfig"), access_point_id="accessPointId", iam="iam"
        )
    return {
        "name": volume["name"],
        "host_path": (volume.get("host") or {}).get("sourcePath"),
        "docker_volume_configuration": docker,
        "efs_volume_configuration": files,
    }
