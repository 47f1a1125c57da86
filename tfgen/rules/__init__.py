"""Rules across fields, with AWS's own limits: Cluster → findings.

One function a rule. What it cannot read of one member keeps it quiet about that member alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tfgen.diagnostics import Code, Diagnostic, Severity, family, sorted_by_place, without_secrets
from tfgen.resolve import Cluster
from tfgen.rules import (
    access,
    alarms,
    alerts,
    answers,
    applications,
    arns,
    balancer_listeners,
    bottlerocket,
    budgets,
    capacity,
    classic_balancers,
    cloud_map,
    container_security,
    container_starts,
    containers,
    costs,
    deployer,
    deployment,
    deployment_room,
    destinations,
    disks,
    efs_volumes,
    endpoint_policies,
    endpoints,
    execution_roles,
    existing_vpc,
    expressions,
    fargate_containers,
    file_systems,
    gateways,
    gpus,
    grants,
    grpc,
    health_check_ports,
    iam,
    instance_groups,
    instance_requirements,
    instance_rights,
    instance_types,
    internet_destinations,
    jobs,
    let_go,
    listener_conditions,
    listener_order,
    listener_rules,
    load_balancer_security,
    load_balancers,
    log_alarms,
    log_groups,
    logins,
    managed_instances,
    managed_tasks,
    meaning,
    moved,
    names,
    namespaces,
    nat_addresses,
    nat_instances,
    network,
    network_listeners,
    network_routes,
    network_security,
    operations,
    placeholders,
    plain_secrets,
    queues,
    quotas,
    reachability,
    registry_auth,
    repositories,
    routes,
    secondary_blocks,
    secret_places,
    security,
    security_group_peers,
    security_groups,
    service_alarms,
    service_connect,
    service_exec,
    services,
    shared_room,
    ssh,
    state,
    subnets,
    subscribers,
    sysctls,
    system_containers,
    tags,
    task_limits,
    task_sizes,
    tasks,
    telemetry,
    together,
    transforms,
    trials,
    user_data,
    volumes,
    waivers,
    warm_pools,
    web_acls,
    workloads,
    zones,
)
from tfgen.rules.one_cause import of_members
from tfgen.rules.pairs import Pair
from tfgen.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *applications.RULES,
    *network.RULES,
    *zones.RULES,
    *gateways.RULES,
    *subnets.RULES,
    *existing_vpc.RULES,
    *endpoints.RULES,
    *endpoint_policies.RULES,
    *internet_destinations.RULES,
    *network_routes.RULES,
    *secondary_blocks.RULES,
    *nat_addresses.RULES,
    *nat_instances.RULES,
    *names.RULES,
    *instance_types.RULES,
    *instance_requirements.RULES,
    *instance_rights.RULES,
    *instance_groups.RULES,
    *bottlerocket.RULES,
    *budgets.RULES,
    *capacity.RULES,
    *managed_instances.RULES,
    *moved.RULES,
    *let_go.RULES,
    *volumes.RULES,
    *user_data.RULES,
    *warm_pools.RULES,
    *security_group_peers.RULES,
    *security_groups.RULES,
    *balancer_listeners.RULES,
    *load_balancers.RULES,
    *classic_balancers.RULES,
    *arns.RULES,
    *iam.RULES,
    *containers.RULES,
    *placeholders.RULES,
    *plain_secrets.RULES,
    *secret_places.RULES,
    *tasks.RULES,
    *telemetry.RULES,
    *task_limits.RULES,
    *task_sizes.RULES,
    *container_starts.RULES,
    *gpus.RULES,
    *fargate_containers.RULES,
    *namespaces.RULES,
    *sysctls.RULES,
    *system_containers.RULES,
    *workloads.RULES,
    *managed_tasks.RULES,
    *services.RULES,
    *jobs.RULES,
    *file_systems.RULES,
    *efs_volumes.RULES,
    *disks.RULES,
    *queues.RULES,
    *grants.RULES,
    *repositories.RULES,
    *service_alarms.RULES,
    *service_exec.RULES,
    *deployment.RULES,
    *deployment_room.RULES,
    *routes.RULES,
    *grpc.RULES,
    *listener_rules.RULES,
    *listener_order.RULES,
    *listener_conditions.RULES,
    *answers.RULES,
    *transforms.RULES,
    *trials.RULES,
    *logins.RULES,
    *network_listeners.RULES,
    *health_check_ports.RULES,
    *service_connect.RULES,
    *cloud_map.RULES,
    *registry_auth.RULES,
    *destinations.RULES,
    *reachability.RULES,
    *log_groups.RULES,
    *tags.RULES,
    *operations.RULES,
    *state.RULES,
    *quotas.RULES,
    *costs.RULES,
    *access.RULES,
    *shared_room.RULES,
    *ssh.RULES,
    *alerts.RULES,
    *subscribers.RULES,
    *alarms.RULES,
    *log_alarms.RULES,
    *deployer.RULES,
    *load_balancer_security.RULES,
    *web_acls.RULES,
    *security.RULES,
    *network_security.RULES,
    *container_security.RULES,
    *execution_roles.RULES,
    *expressions.RULES,
    *meaning.RULES,
)

# What is found by comparing: waivers with findings, specs with each other.
CODES: tuple[Code, ...] = (*waivers.CODES, *together.CODES)
# The findings that a waiver may accept.
OF_SECURITY: tuple[str, ...] = tuple(
    sorted({code.code for rule in RULES for code in rule.codes if family(code.code) == "SEC"})
)


def check(cluster: Cluster, today: datetime.date) -> tuple[Diagnostic, ...]:
    """Return what the rules find: errors, warnings and notes by place.

    `today` decides which waivers are over.
    """
    diagnostics = []
    for rule in RULES:
        for diagnostic in rule.findings(cluster):
            # Of what could not be read the reader has told already.
            if cluster.reading.missed(*diagnostic.path) or _is_left(cluster, diagnostic):
                continue
            if not _is_of_platform(cluster, diagnostic):
                diagnostics.append(diagnostic)
    graded = waivers.graded(cluster, diagnostics, today, OF_SECURITY)
    return tuple(of_members(sorted_by_place(without_secrets(graded))))


def _is_of_platform(cluster: Cluster, diagnostic: Diagnostic) -> bool:
    """Whether a finding is about the platform alone, which is told where that is validated.

    An error is told here too: no application stands on a platform that cannot be.
    """
    if not diagnostic.path or cluster.owns(str(diagnostic.path[0])):
        return False
    return diagnostic.severity is not Severity.ERROR or family(diagnostic.code) == "SEC"


def check_standing(platform: Cluster, application: Cluster) -> tuple[Diagnostic, ...]:
    """Return what an application lacks on its platform, and where both are in each other's way."""
    return sorted_by_place(together.check_standing(Pair(platform, application)))


def _is_left(cluster: Cluster, diagnostic: Diagnostic) -> bool:
    """Whether a finding is about what a base leaves to those that extend it: it stands nowhere."""
    return cluster.reading.is_base and diagnostic.location == cluster.reading.at()


def check_together(clusters: Sequence[Cluster]) -> tuple[Diagnostic, ...]:
    """Return what specs do to each other, each finding at the later spec.

    All of them are without errors of their own.
    """
    return sorted_by_place(together.check(clusters))


__all__ = ["CODES", "RULES", "Rule", "check", "check_standing", "check_together"]
