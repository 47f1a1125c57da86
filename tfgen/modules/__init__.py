"""One function a Terraform module: Spec → the calls of that module."""

from collections.abc import Callable

from tfgen.modules.access import bastion, instance_connect, key_pair, session_manager
from tfgen.modules.alarms import alarms
from tfgen.modules.alb import alb
from tfgen.modules.ami_updates import ami_updates
from tfgen.modules.cloud_map import cloud_map
from tfgen.modules.deployer import deployer
from tfgen.modules.ecr_pull_through_cache import ecr_pull_through_cache
from tfgen.modules.ecs_cluster import ecs_capacity_providers, ecs_cluster
from tfgen.modules.ecs_daemon import ecs_daemon
from tfgen.modules.ecs_events import ecs_events
from tfgen.modules.ecs_instances import ecs_instances
from tfgen.modules.ecs_job import ecs_job
from tfgen.modules.ecs_service import ecs_service
from tfgen.modules.efs import efs
from tfgen.modules.elb import elb
from tfgen.modules.network import (
    egress_only_route,
    internet_route,
    nat,
    subnets,
    vpc,
    vpc_endpoints,
)
from tfgen.modules.nlb import nlb
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan

# In the order of the root's calls.
MODULES: tuple[Callable[[Cluster], tuple[ModulePlan, ...]], ...] = (
    vpc,
    subnets,
    internet_route,
    nat,
    egress_only_route,
    vpc_endpoints,
    ecs_cluster,
    alb,
    nlb,
    session_manager,
    key_pair,
    bastion,
    instance_connect,
    ecs_instances,
    elb,
    ecs_capacity_providers,
    ecr_pull_through_cache,
    efs,
    ecs_daemon,
    cloud_map,
    ecs_service,
    ecs_job,
    ecs_events,
    alarms,
    ami_updates,
    deployer,
)

__all__ = ["MODULES"]
