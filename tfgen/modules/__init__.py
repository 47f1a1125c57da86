"""One function a topic: Cluster → the calls of its modules, in their order."""

from collections.abc import Callable, Iterable

from tfgen.modules.access import access
from tfgen.modules.ami_updates import ami_updates
from tfgen.modules.capacity import capacity
from tfgen.modules.cluster import ecs_cluster
from tfgen.modules.docker_containers import docker_containers
from tfgen.modules.network import network_modules
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan

# In the order in which the root calls them.
MODULES: tuple[Callable[[Cluster], Iterable[ModulePlan]], ...] = (
    ecs_cluster,
    network_modules,
    capacity,
    docker_containers,
    ami_updates,
    access,
)

__all__ = ["MODULES"]
