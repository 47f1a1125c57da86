"""What AWS bills for a tree: how many of what, and what Infracost has to be told of its use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tfgen.facts.infracost import IN_MODULES, OPEN_KEYS
from tfgen.plan import in_words
from tfgen.resolve import Cluster, Workload, labels
from tfgen.tree import ModulePlan
from tfgen.tree.inventory import Row, Usage, UsageSection

# As AWS and Infracost count a month: https://aws.amazon.com/ec2/pricing/on-demand/
HOURS = 730


def fargate_size(workload: Workload) -> tuple[int, int]:
    """Return CPU units and MiB that a task on Fargate is billed by."""
    return workload.cpu, workload.memory or 0


def billed(cluster: Cluster, calls: Sequence[ModulePlan]) -> Iterator[Row]:
    """Yield what costs by the hour, how much of it there is, and what it depends on."""
    yield from _network(cluster, calls)
    yield from _balancers(cluster)
    yield from _instances(cluster)
    yield from _fargate(cluster)
    web_acls = sum(call.module == "web_acl" for call in calls)
    if web_acls:
        yield "web ACLs", str(web_acls), "by the month, by their rules and by requests"
    keys = sum(call.module in ("alerts_key", "session_key") for call in calls)
    if keys:
        yield "KMS keys", str(keys), "by the month and by their use"
    yield from _logs(cluster)


def _network(cluster: Cluster, calls: Sequence[ModulePlan]) -> Iterator[Row]:
    network = cluster.network
    for call in calls:
        if call.module == "nat":
            zones = sorted(set(network.nat_zones.values()))
            yield "NAT gateways", str(len(zones)), f"in {', '.join(zones)}, and by traffic"
        if call.module == "nat_regional":
            yield "NAT gateway of the region", "1", "by the zones that it serves, and by traffic"
        if call.module == "nat_instance":
            number = len(set(network.nat_zones.values()))
            yield "NAT instances", str(number), f"{network.nat_instance_type}"
        if call.module == "bastion":
            yield "bastion", "1", "an instance with a public address"
        if call.module == "vpc_endpoints":
            yield from _endpoints(cluster, call)


def _endpoints(cluster: Cluster, call: ModulePlan) -> Iterator[Row]:
    services = call.inputs.get("interface_service_names")
    if not isinstance(services, dict):
        return
    zones = len(cluster.network.zone_names)
    text = f"{len(services)} interface endpoints in {zones} zones, and by traffic"
    yield "endpoints × zones", str(len(services) * zones), text


def _balancers(cluster: Cluster) -> Iterator[Row]:
    if not cluster.owns("load_balancers"):
        return
    kinds = Counter(balancer.type for balancer in cluster.load_balancers.values())
    for kind, number in sorted(kinds.items()):
        yield f"{kind} load balancers", str(number), "by the hour and by traffic"


def _instances(cluster: Cluster) -> Iterator[Row]:
    if not cluster.owns("instance_groups"):
        return
    for key, group in sorted(cluster.instance_groups.items()):
        number = in_words.count(group.min_size, group.max_size)
        types = ", ".join(group.types) or "types by requirements"
        disk = f"{group.root_volume.size} GiB {group.root_volume.type}"
        yield f"instances of {key}", number, f"{types}, each with {disk}"


def _fargate(cluster: Cluster) -> Iterator[Row]:
    """Yield what services take on Fargate in a month at their least and their greatest number."""
    jobs = sum(job.on_fargate for job in cluster.jobs.values())
    if jobs:
        yield "jobs on Fargate", str(jobs), "by how often and how long they run"
    on_fargate = [service for service in cluster.services.values() if service.on_fargate]
    if not on_fargate:
        return
    least = most = least_memory = most_memory = 0
    for service in on_fargate:
        units, mib = fargate_size(service)
        least, most = least + units * service.least_count, most + units * service.most_count
        least_memory += mib * service.least_count
        most_memory += mib * service.most_count
    tasks = "all of its services' tasks, all month"
    yield "Fargate vCPU hours", _hours(least, most), tasks
    yield "Fargate GiB hours", _hours(least_memory, most_memory), tasks


def _hours(least: int, most: int) -> str:
    # Of 1024: CPU units a vCPU, and MiB a GiB.
    return in_words.count(least * HOURS // 1024, most * HOURS // 1024)


def _logs(cluster: Cluster) -> Iterator[Row]:
    if cluster.application is None and cluster.cluster.container_insights != "disabled":
        yield "Container Insights", cluster.cluster.container_insights, "by metrics and log data"
    days = Counter(task.logs.retention_days for task in cluster.tasks_with_log_groups)
    days[cluster.logs.retention_days] += 0
    kept = ", ".join(f"{number} days" for number in sorted(days))
    yield "logs", f"kept {kept}", "by what is written and what is stored"


def usage_sections(cluster: Cluster, calls: Sequence[ModulePlan]) -> Iterator[UsageSection]:
    """Yield what Infracost is told: nothing of traffic, and how many instances there are."""
    types = {type_ for call in calls for type_ in IN_MODULES.get(call.module, ())}
    of_types = tuple(Usage(type_, _nothing_of(type_)) for type_ in sorted(types))
    if of_types:
        yield UsageSection("resource_type_default_usage", of_types)
    of_groups = tuple(_instances_of_groups(cluster))
    if of_groups:
        yield UsageSection("resource_usage", of_groups)


def _nothing_of(type_: str) -> tuple[tuple[str, int], ...]:
    return tuple((key, 0) for key in OPEN_KEYS[type_])


def _instances_of_groups(cluster: Cluster) -> Iterator[Usage]:
    """Yield how many instances each group of a tree begins with."""
    if not cluster.owns("instance_groups"):
        return
    for key, group in sorted(cluster.instance_groups.items()):
        address = f"module.instance_group_{labels.label(key)}.aws_autoscaling_group.this"
        yield Usage(address, (("instances", group.desired_capacity),))
