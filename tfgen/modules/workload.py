"""What the modules of services and jobs share: the task of a workload, its size, its capacity and its network."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.hcl import Ref, Value
from tfgen.modules.containers import TaskPlan, task
from tfgen.modules.ecs_instances import RULES, egress
from tfgen.modules.network import VPC_ID, private_subnet_ids, public_subnet_ids
from tfgen.resolve import Cluster, Container, Job, Workload
from tfgen.tree import Input

CAPACITY = """map(object({
  weight = number
  base = number
}))"""


def workload_task(
    cluster: Cluster,
    section: str,
    key: str,
    workload: Workload,
    taken: int = 0,
    rights: tuple[Value, ...] = (),
) -> TaskPlan:
    """Decide the task of a workload.

    `section` names its log group, `taken` is what AWS takes of its MiB, `rights` are statements for its task role.
    """
    containers = workload.containers
    if workload.on_fargate:
        containers = {**containers, key: _main_on_fargate(workload, taken)}
    containers = {name: _waiting_for(one, key, containers) for name, one in containers.items()}
    network_mode = workload.network_mode
    destination = workload.logs.destination
    return task(cluster, section, key, containers, workload, network_mode, destination, rights)


def _waiting_for(container: Container, main: str, known: Mapping[str, Container]) -> Container:
    """Return a container that waits for others by the names that AWS knows; none but the main one has another."""
    if set(container.depends_on) <= set(known):
        return container
    waits = {
        name if name in known else main: condition
        for name, condition in container.depends_on.items()
    }
    return container.model_copy(update={"depends_on": waits})


def _main_on_fargate(workload: Workload, taken: int) -> Container:
    """Return the main container with what its sidecars leave it of the task's size."""
    cpu = (workload.cpu or 0) - sum(one.cpu or 0 for one in workload.sidecars.values())
    memory = workload.memory - taken - sum(one.memory for one in workload.sidecars.values())
    return workload.model_copy(update={"cpu": cpu, "memory": memory})


def workload_shape(
    cluster: Cluster, workload: Workload, ingress: Mapping[str, Value]
) -> dict[str, bool]:
    """Return what the templates of a task definition and its network see beside those of the task."""
    awsvpc = workload.network_mode == "awsvpc"
    return {
        "job": isinstance(workload, Job),
        "fargate": workload.on_fargate,
        "awsvpc": awsvpc,
        "public_ips": awsvpc and workload.subnets == "public",
        "ephemeral_storage": workload.more_storage is not None,
        "ingress": awsvpc and bool(ingress),
    }


def size_inputs(cluster: Cluster, workload: Workload) -> list[Input]:
    """Return the size of a task that has one of its own, which is Fargate's."""
    if not workload.on_fargate:
        return []
    architecture = workload.architecture.upper()
    inputs = [
        Input("cpu", "number", "CPU units of the task", workload.cpu or 0),
        Input("memory", "number", "MiB of the task", workload.memory),
        Input("architecture", "string", "Architecture of the images", architecture),
    ]
    if workload.more_storage:
        inputs.append(
            Input("ephemeral_storage", "number", "GiB of scratch space", workload.more_storage)
        )
    return inputs


def capacity_inputs(cluster: Cluster, workload: Workload) -> list[Input]:
    """Return where the tasks of a workload run."""
    strategy: dict[str, Value] = {
        name: share.model_dump() for name, share in sorted(workload.capacity.items())
    }
    return [
        Input("capacity", CAPACITY, "Where tasks run, by capacity", strategy),
        Input(
            "capacity_providers",
            "map(string)",
            "Names of the cluster's capacity providers, by capacity",
            Ref("module.ecs_capacity_providers.capacity_providers"),
        ),
    ]


def network_inputs(
    cluster: Cluster, workload: Workload, ingress: Mapping[str, Value]
) -> list[Input]:
    """Return the network of tasks that have one of their own; `ingress` are the rules into them."""
    if workload.network_mode != "awsvpc":
        return []
    public = workload.subnets == "public"
    inputs = [
        Input("vpc_id", "string", "Id of the VPC", VPC_ID),
        Input(
            "subnet_ids",
            "map(string)",
            "Ids of the tasks' subnets, by zone",
            public_subnet_ids(cluster) if public else private_subnet_ids(cluster),
        ),
        Input("egress", RULES, "Rules out of the tasks", egress(cluster, workload)),
    ]
    if ingress:
        inputs.append(Input("ingress", RULES, "Further rules into the tasks", ingress))
    return inputs
