"""One function a topic: Cluster → the calls of its modules, in their order."""

from collections.abc import Callable, Iterable

from tfgen.modules.network import network_modules
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan

# In the order in which the root calls them.
MODULES: tuple[Callable[[Cluster], Iterable[ModulePlan]], ...] = (
    network_modules,
)

__all__ = ["MODULES"]
