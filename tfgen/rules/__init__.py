"""Rules across fields, with AWS's own limits: Cluster → findings.

One function a rule. What it cannot read of one member keeps it quiet about that member alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tfgen.diagnostics import Diagnostic, sorted_by_place, without_secrets
from tfgen.resolve import Cluster
from tfgen.rules import (
    access,
    alerts,
    arns,
    balancer_listeners,
    bottlerocket,
    capacity,
    classic_balancers,
    container_security,
    containers,
    deployer,
    deployment,
    destinations,
    discovery,
    endpoints,
    existing_vpc,
    file_systems,
    gateways,
    instance_groups,
    instance_types,
    jobs,
    listener_rules,
    load_balancers,
    meaning,
    moved,
    names,
    network,
    network_listeners,
    operations,
    registry_auth,
    routes,
    security,
    security_group_peers,
    security_groups,
    service_alarms,
    service_exec,
    services,
    subnets,
    system_containers,
    tasks,
    together,
    user_data,
    volumes,
    waivers,
    workloads,
    zones,
)
from tfgen.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *network.RULES,
    *zones.RULES,
    *gateways.RULES,
    *subnets.RULES,
    *existing_vpc.RULES,
    *endpoints.RULES,
    *names.RULES,
    *instance_types.RULES,
    *instance_groups.RULES,
    *bottlerocket.RULES,
    *capacity.RULES,
    *moved.RULES,
    *volumes.RULES,
    *user_data.RULES,
    *security_group_peers.RULES,
    *security_groups.RULES,
    *balancer_listeners.RULES,
    *load_balancers.RULES,
    *classic_balancers.RULES,
    *arns.RULES,
    *containers.RULES,
    *tasks.RULES,
    *system_containers.RULES,
    *workloads.RULES,
    *services.RULES,
    *jobs.RULES,
    *file_systems.RULES,
    *service_alarms.RULES,
    *service_exec.RULES,
    *deployment.RULES,
    *routes.RULES,
    *listener_rules.RULES,
    *network_listeners.RULES,
    *discovery.RULES,
    *registry_auth.RULES,
    *destinations.RULES,
    *operations.RULES,
    *access.RULES,
    *alerts.RULES,
    *deployer.RULES,
    *security.RULES,
    *container_security.RULES,
    *meaning.RULES,
)


def check(cluster: Cluster, today: datetime.date) -> tuple[Diagnostic, ...]:
    """Return what the rules find: errors, warnings and notes by place.

    `today` decides which waivers are over. Of what could not be read the reader has told already.
    """
    every = (diagnostic for rule in RULES for diagnostic in rule.findings(cluster))
    found = [one for one in every if not cluster.reading.missed(*one.path)]
    return sorted_by_place(without_secrets(waivers.graded(cluster, found, today)))


def check_together(clusters: Sequence[Cluster]) -> tuple[Diagnostic, ...]:
    """Return what specs do to each other, each finding at the later spec; all are without errors of their own."""
    return sorted_by_place(together.check(clusters))


__all__ = ["RULES", "Rule", "check", "check_together"]
