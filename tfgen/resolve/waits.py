"""How long an apply waits: until a new version runs, tasks are gone, instances are drained."""

from __future__ import annotations

from tfgen.resolve.cluster import Cluster
from tfgen.resolve.instance_groups import InstanceGroup
from tfgen.resolve.services import Service
from tfgen.resolve.tasks import Task

# Minutes that an apply waits at least: as long as the provider does for services by itself.
USUAL_WAIT = 20
# What of these is for images to be pulled, tasks to be placed and instances to come up.
STARTING = 10


def deployment_minutes(service: Service) -> int:
    """Return the minutes that an apply waits for a new version, or for the service to go."""
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    coming = (service.health_check_grace_period or 0) + _starting(service)
    round_of_tasks = coming + _draining(service)
    waiting = service.deployment.seconds + alarm_seconds(service)
    return _minutes(_rounds(service) * round_of_tasks) + waiting // 60


def draining_minutes(cluster: Cluster, group: InstanceGroup) -> int:
    """Return the minutes that an apply waits for the instances of a group to be drained."""
    tasks: list[Task] = [cluster.system_containers[key] for key in group.daemons]
    for workload in cluster.workloads:
        if group.key in workload.groups and not workload.on_fargate:
            tasks.append(workload)
    return _minutes(max(map(_draining, tasks), default=0))


def alarm_seconds(service: Service) -> int:
    """Return how long ECS watches the alarms of a deployment behind its last step.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
    """
    known = service.given_alarms
    alarms = [known[name] for name in service.deployment.rollback_alarms if name in known]
    return max((alarm.period * alarm.evaluation_periods for alarm in alarms), default=0)


def _minutes(seconds: int) -> int:
    return max(USUAL_WAIT, STARTING + -(-seconds // 60))


def _starting(service: Service) -> int:
    """Return the seconds that its containers wait for each other at most, one after the other."""
    containers = service.containers.values()
    return sum(container.start_timeout or 0 for container in containers)


def _draining(task: Task) -> int:
    """Return the seconds that a task takes to go: balancers let go of it, then it stops."""
    delay = 0
    if isinstance(task, Service):
        delays = (route.deregistration_delay for route in task.routes.values())
        delay = max(delays, default=0)
    return delay + max(container.stop_timeout for container in task.containers.values())


def _rounds(service: Service) -> int:
    """Return how often tasks start and others go until all of them are new."""
    count = service.most_count
    moving = service.deployment.may_be(count) - service.deployment.stay(count)
    if service.shifts or moving < 1:
        return 1
    return -(-count // moving)
