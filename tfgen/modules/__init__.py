"""One function a topic: Cluster → the calls of its modules, in their order."""

from collections.abc import Callable, Iterable

from tfgen.modules.access import access
from tfgen.modules.alerts import alerts
from tfgen.modules.ami_updates import ami_updates
from tfgen.modules.capacity import capacity
from tfgen.modules.cluster import ecs_cluster
from tfgen.modules.deployer import deployer
from tfgen.modules.docker_containers import docker_containers
from tfgen.modules.file_systems import file_systems
from tfgen.modules.jobs import jobs
from tfgen.modules.load_balancers import load_balancers
from tfgen.modules.network import network_modules
from tfgen.modules.platform import platform
from tfgen.modules.queues import queues
from tfgen.modules.repositories import repositories
from tfgen.modules.secrets import secrets
from tfgen.modules.service_discovery import cloud_map
from tfgen.modules.services import services
from tfgen.modules.system_containers import system_containers
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan

# In the order in which the root calls them.
MODULES: tuple[Callable[[Cluster], Iterable[ModulePlan]], ...] = (
    ecs_cluster,
    network_modules,
    capacity,
    load_balancers,
    file_systems,
    queues,
    repositories,
    secrets,
    cloud_map,
    services,
    jobs,
    system_containers,
    docker_containers,
    alerts,
    ami_updates,
    access,
    deployer,
)

# What an application's tree calls: its platform is there already.
OF_APPLICATIONS: tuple[Callable[[Cluster], Iterable[ModulePlan]], ...] = (
    platform,
    file_systems,
    queues,
    repositories,
    secrets,
    cloud_map,
    services,
    jobs,
    alerts,
    deployer,
)

__all__ = ["MODULES", "OF_APPLICATIONS"]
