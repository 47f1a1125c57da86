"""What of a task definition and of a service has no place in a spec, and why."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.adopt.given import Given

Reason = tuple[str, str]

_RESOLVER = ("tasks ask the resolver of the VPC", "")
_ATTACHED = ("nothing is attached to a task", "exec: true lets you in with aws ecs execute-command")
_SWAP = ("tfgen gives containers no swap", "give the container more memory")
_STATE = ("it says what ECS did with it, and nothing of what it is", "")
_WINDOWS = ("it is for Windows", "")

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
CONTAINER: Mapping[str, Reason] = {
    "credentialSpecs": _WINDOWS,
    "disableNetworking": ("a container of a service has a network", ""),
    "dnsSearchDomains": _RESOLVER,
    "dnsServers": _RESOLVER,
    "dockerSecurityOptions": (
        "tfgen passes none on",
        "capabilities: {drop: [ALL]} and read_only_root narrow what a container may",
    ),
    "interactive": _ATTACHED,
    "links": (
        "containers of a task that has a network of its own reach each other at localhost",
        "network_mode: awsvpc, or service_connect: true between services",
    ),
    "pseudoTerminal": _ATTACHED,
    "versionConsistency": ("ECS resolves tags to digests, which is its default", ""),
    "volumesFrom": ("each container has mounts of its own", "mounts: [<volume>:/path] in both"),
}
LINUX: Mapping[str, Reason] = {"maxSwap": _SWAP, "swappiness": _SWAP}
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
TASK: Mapping[str, Reason] = {
    "compatibilities": _STATE,
    "deleteRequestedAt": _STATE,
    "deregisteredAt": _STATE,
    "enableFaultInjection": ("tfgen has no such experiments", ""),
    "executionRoleArn": (
        "tfgen makes a role for it, with the rights that the spec needs",
        "execution_role: {statements: […]} adds others",
    ),
    "inferenceAccelerators": ("AWS has ended Elastic Inference", ""),
    "proxyConfiguration": ("AWS ends App Mesh", "service_connect: true in its place"),
    "registeredAt": _STATE,
    "registeredBy": _STATE,
    "requiresAttributes": _STATE,
    "revision": ("each apply registers the next one", ""),
    "status": _STATE,
    "trustedExecutionConfiguration": ("tfgen has no such isolation", ""),
}
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
SERVICE: Mapping[str, Reason] = {
    "availabilityZoneRebalancing": ("tfgen sets it where the placement allows it", ""),
    "clusterArn": ("the spec makes a cluster, or names its platform", "give --platform"),
    "createdAt": _STATE,
    "createdBy": _STATE,
    "currentServiceDeployment": _STATE,
    "currentServiceRevisions": _STATE,
    "deployments": _STATE,
    "enableECSManagedTags": ("tasks have the tags of their service", ""),
    "events": _STATE,
    "pendingCount": _STATE,
    "platformFamily": _STATE,
    "platformVersion": ("Fargate runs its newest platform", ""),
    "propagateTags": ("tasks have the tags of their service", ""),
    "resourceManagementType": _STATE,
    "roleArn": ("ECS has a role of its own for it", ""),
    "runningCount": _STATE,
    "serviceArn": _STATE,
    "serviceRegistries": (
        "a spec has other ways to find a service",
        "cloud_map: {namespace: …} gives it a name in DNS, service_connect: true one for peers",
    ),
    "status": _STATE,
    "taskSets": ("they are of whoever deploys the service from outside", ""),
}


def leave(node: Given, reasons: Mapping[str, Reason]) -> None:
    """Give what is left of a mapping the reason for which it is."""
    for key, entry in node.entries.items():
        if key in reasons:
            entry.leave(*reasons[key])


def pass_over_what_is_empty(node: Given) -> None:
    """Count empty lists and nulls as read: AWS prints them where nothing was said."""
    for below in (*node.entries.values(), *node.items):
        is_null = below.is_plain and below.peek is None
        if is_null or not (below.is_plain or below.entries or below.items):
            below.whole  # noqa: B018
        pass_over_what_is_empty(below)
