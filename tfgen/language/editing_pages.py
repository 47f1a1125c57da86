"""The page of AWS about what a section describes, by the section's name."""

from __future__ import annotations

from collections.abc import Mapping

_AWS = "https://docs.aws.amazon.com"
_ECS = f"{_AWS}/AmazonECS/latest/developerguide"
_ECS_API = f"{_AWS}/AmazonECS/latest/APIReference"
_SCALING = f"{_AWS}/autoscaling/ec2/userguide"
_SCALING_API = f"{_AWS}/autoscaling/ec2/APIReference"
_BALANCERS = f"{_AWS}/elasticloadbalancing/latest"

# A guide that says what to choose where there is one, else the API that names each limit.
PAGES: Mapping[str, str] = {
    "Alarms": f"{_AWS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
    "Auth": f"{_BALANCERS}/application/listener-authenticate-users.html",
    "AwsvpcTrunking": f"{_ECS}/container-instance-eni.html",
    "Cluster": f"{_ECS_API}/API_CreateCluster.html",
    "CapacityReservation": f"{_SCALING_API}/API_CapacityReservationSpecification.html",
    "Container": f"{_ECS_API}/API_ContainerDefinition.html",
    "Deployment": f"{_ECS_API}/API_DeploymentConfiguration.html",
    "DockerVolume": f"{_ECS_API}/API_DockerVolumeConfiguration.html",
    "EbsVolume": f"{_ECS_API}/API_ServiceManagedEBSVolumeConfiguration.html",
    "EfsVolume": f"{_ECS_API}/API_EFSVolumeConfiguration.html",
    "Exec": f"{_ECS}/ecs-exec.html",
    "ExecutionRole": f"{_ECS}/task_execution_IAM_role.html",
    "Hook": f"{_ECS_API}/API_DeploymentLifecycleHook.html",
    "InstanceGroup": f"{_SCALING}/auto-scaling-groups.html",
    "InstanceMaintenancePolicy": f"{_SCALING_API}/API_InstanceMaintenancePolicy.html",
    "InstanceRole": f"{_ECS}/instance_IAM_role.html",
    "LoadBalancer": f"{_BALANCERS}/userguide/what-is-load-balancing.html",
    "ManagedInstances": f"{_ECS}/ManagedInstances.html",
    "MutualAuthentication": f"{_BALANCERS}/application/mutual-authentication.html",
    "Placement": f"{_ECS}/task-placement-strategies.html",
    "Queue": f"{_AWS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html",
    "Refresh": f"{_SCALING_API}/API_RefreshPreferences.html",
    "RegistryAuth": f"{_ECS}/private-auth.html",
    "Repository": f"{_AWS}/AmazonECR/latest/userguide/Repositories.html",
    "RestartPolicy": f"{_ECS_API}/API_ContainerRestartPolicy.html",
    "Schedule": f"{_AWS}/scheduler/latest/UserGuide/schedule-types.html",
    "Service": f"{_ECS_API}/API_CreateService.html",
    "ServiceConnect": f"{_ECS}/service-connect-concepts.html",
    "TypeRequirements": f"{_SCALING_API}/API_InstanceRequirements.html",
    "WarmPool": f"{_SCALING}/ec2-auto-scaling-warm-pools.html",
    "Waf": f"{_AWS}/waf/latest/developerguide/web-acl-associating-aws-resource.html",
}
