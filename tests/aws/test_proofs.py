"""Each proof can fail: against a spec with another value it does."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.aws import (
    test_access,
    test_alarms,
    test_alerts,
    test_events,
    test_instance_groups,
    test_load_balancers,
    test_logs,
    test_network,
    test_security_groups,
    test_service_alarms,
    test_service_network,
    test_service_routes,
    test_service_scaling,
    test_service_tasks,
    test_services,
    test_tags,
    test_warm_pools,
)

GROUP = "instance_groups.default"
PUBLIC = "load_balancers.public"
ZONES = ["eu-west-1a", "eu-west-1b"]

# A proof, and a value of the spec that would be the mistake which it has to find.
MISTAKES: list[tuple[Callable[[Any], None], str, Any]] = [
    (
        test_access.test_every_role_and_user_is_bounded_as_the_spec_says,
        "iam.permissions_boundary",
        "arn:aws:iam::012345678901:policy/other",
    ),
    (test_network.test_vpc_has_the_blocks_of_the_spec, "network.cidr", "10.21.0.0/16"),
    (
        test_network.test_vpc_has_the_blocks_of_the_spec,
        "network.secondary_cidr_blocks",
        ["100.64.0.0/16"],
    ),
    (
        test_network.test_each_zone_has_its_public_and_private_subnet,
        "network.availability_zones",
        ZONES,
    ),
    (
        test_network.test_private_subnets_go_out_through_the_gateway_that_the_spec_says,
        "network.nat",
        "single",
    ),
    (
        test_network.test_private_subnets_go_out_through_the_gateway_that_the_spec_says,
        "network.nat",
        "none",
    ),
    (
        test_load_balancers.test_each_balancer_stands_where_its_scheme_says,
        f"{PUBLIC}.scheme",
        "internal",
    ),
    (test_load_balancers.test_each_balancer_listens_as_the_spec_says, f"{PUBLIC}.http", "none"),
    (
        test_load_balancers.test_each_balancer_listens_as_the_spec_says,
        f"{PUBLIC}.fixed_response",
        503,
    ),
    (
        test_load_balancers.test_each_balancer_listens_as_the_spec_says,
        f"{PUBLIC}.ssl_policy",
        "ELBSecurityPolicy-2016-08",
    ),
    (
        test_load_balancers.test_each_rule_of_a_balancer_answers_as_the_spec_says,
        f"{PUBLIC}.rules",
        {"apex": {"match": "www.example.com", "redirect": "example.com"}},
    ),
    (
        test_load_balancers.test_each_balancer_has_the_limits_and_logs_of_the_spec,
        f"{PUBLIC}.idle_timeout",
        "61s",
    ),
    (
        test_load_balancers.test_each_balancer_has_the_limits_and_logs_of_the_spec,
        f"{PUBLIC}.access_logs",
        False,
    ),
    (
        test_load_balancers.test_only_those_who_may_reach_a_balancer_do,
        f"{PUBLIC}.allowed_cidrs",
        ["10.0.0.0/8"],
    ),
    (test_instance_groups.test_each_group_has_the_sizes_of_the_spec, f"{GROUP}.max_size", 11),
    (
        test_instance_groups.test_each_group_spans_the_subnets_of_the_spec,
        f"{GROUP}.subnets",
        "public",
    ),
    (
        test_instance_groups.test_each_group_launches_the_types_of_the_spec,
        f"{GROUP}.instance_type",
        "m7i.xlarge",
    ),
    (test_instance_groups.test_each_template_has_the_disk_of_the_spec, f"{GROUP}.root_volume", 51),
    (
        test_instance_groups.test_each_template_asks_for_tokens_within_the_hops_of_the_spec,
        f"{GROUP}.imds_hop_limit",
        2,
    ),
    (
        test_warm_pools.test_each_group_has_the_warm_pool_of_the_spec,
        f"{GROUP}.warm_pool",
        True,
    ),
    (
        test_warm_pools.test_an_instance_is_prepared_before_it_is_stopped_in_the_pool,
        f"{GROUP}.warm_pool",
        {"pool_state": "stopped"},
    ),
    (
        test_warm_pools.test_the_ecs_agent_waits_in_the_pool,
        f"{GROUP}.warm_pool",
        {"pool_state": "running"},
    ),
    (
        test_instance_groups.test_each_template_boots_the_image_for_its_processor,
        f"{GROUP}.instance_type",
        "m7g.large",
    ),
    (
        test_instance_groups.test_each_template_boots_the_image_for_its_processor,
        f"{GROUP}.ami_id",
        "ami-12345678",
    ),
    (
        test_instance_groups.test_instances_join_the_cluster_with_the_settings_of_the_spec,
        "cluster.name",
        "other",
    ),
    (
        test_instance_groups.test_each_instance_role_has_the_policies_that_the_spec_needs,
        "access.ssm",
        False,
    ),
    (
        test_instance_groups.test_each_instance_role_may_write_the_logs_of_its_group_alone,
        "logs.host",
        False,
    ),
    (
        test_instance_groups.test_each_group_is_a_capacity_provider_of_the_cluster,
        f"{GROUP}.capacity_provider",
        {"target_capacity": 90},
    ),
    (
        test_services.test_services_are_those_of_the_spec,
        "services.other",
        {"image": "nginx:1.27", "memory": 64},
    ),
    (
        test_service_network.test_peers_know_each_other_in_the_namespace_of_the_cluster,
        "services.api.service_connect",
        True,
    ),
    (
        test_service_network.test_each_name_in_dns_leads_to_the_tasks_of_its_service,
        "services.api.cloud_map",
        "shop.internal",
    ),
    (
        test_service_network.test_names_in_dns_are_known_in_the_vpc_of_the_cluster,
        "services.api.cloud_map",
        "shop.internal",
    ),
    (
        test_service_routes.test_each_port_of_a_network_balancer_leads_to_its_service,
        "services.web.routes.devices",
        {"listen": "1883/tcp"},
    ),
    (
        test_services.test_tasks_run_where_the_spec_says_and_never_by_launch_type,
        "services.worker.capacity",
        {"spot": {"base": 1}},
    ),
    (
        test_services.test_tasks_are_placed_as_the_spec_says,
        "services.api.placement",
        {"strategy": ["zone"]},
    ),
    (
        test_services.test_tasks_are_placed_as_the_spec_says,
        "services.api.placement",
        {"constraints": "distinct_instance"},
    ),
    (test_services.test_there_are_as_many_tasks_as_the_spec_says, "services.web.scaling.min", 4),
    (
        test_services.test_versions_change_as_the_spec_says,
        "services.web.deployment.maximum_percent",
        150,
    ),
    (
        test_service_tasks.test_the_task_definition_has_the_size_and_network_of_the_spec,
        "services.api.network_mode",
        "host",
    ),
    (
        test_service_tasks.test_containers_have_the_fields_of_the_spec,
        "services.web.environment.WORKERS",
        5,
    ),
    (
        test_service_tasks.test_containers_have_the_fields_of_the_spec,
        "services.worker.stop_timeout",
        "119s",
    ),
    (
        test_service_tasks.test_containers_have_the_size_that_the_task_leaves_them,
        "services.api.memory",
        1025,
    ),
    (test_service_tasks.test_containers_listen_on_the_ports_of_the_spec, "services.api.port", 9001),
    (
        test_service_tasks.test_containers_are_checked_as_the_spec_says,
        "services.api.health_check",
        "true",
    ),
    (
        test_service_tasks.test_secrets_come_from_where_the_spec_says,
        "services.api.secrets.DB_PASSWORD",
        "/production/other",
    ),
    (
        test_service_tasks.test_the_execution_role_may_do_what_these_containers_need_and_nothing_else,
        "services.api.secrets.DB_PASSWORD",
        "/production/other",
    ),
    (
        test_service_tasks.test_the_task_role_may_do_what_the_spec_says_and_nothing_else,
        "services.worker.task_role",
        {
            "statements": [
                {
                    "actions": ["sqs:ReceiveMessage"],
                    "resources": ["arn:aws:sqs:eu-west-1:012345678901:orders"],
                }
            ]
        },
    ),
    (
        test_service_routes.test_each_route_has_its_target_group,
        "services.web.routes.public.health_check",
        "/other",
    ),
    (
        test_service_routes.test_balancers_reach_the_container_at_the_port_of_the_route,
        "services.web.health_check_grace_period",
        "61s",
    ),
    (
        test_service_routes.test_each_pattern_leads_to_its_service,
        "services.web.routes.public.match",
        "other.example.com",
    ),
    (
        test_service_routes.test_narrow_patterns_are_asked_before_wide_ones_and_written_priorities_hold,
        "services.web.routes.public.match",
        {"pattern": "www.example.com", "priority": 1},
    ),
    (test_service_scaling.test_scaling_has_the_bounds_of_the_spec, "services.api.scaling.max", 21),
    (test_service_scaling.test_scaling_holds_what_the_spec_says, "services.api.scaling.cpu", 61),
    (
        test_service_scaling.test_scaling_holds_what_the_spec_says,
        "services.web.scaling.requests_per_target",
        801,
    ),
    (
        test_service_scaling.test_scaling_holds_what_the_spec_says,
        "services.api.scaling.response_time",
        0.5,
    ),
    (
        test_service_scaling.test_scaling_holds_what_the_spec_says,
        "services.api.scaling.queue",
        {"name": "orders", "messages_per_task": 10},
    ),
    (
        test_service_scaling.test_bounds_change_when_the_spec_says,
        "services.api.scaling.schedules",
        {"night": {"schedule": "cron(0 22 * * ? *)", "min": 1, "max": 2}},
    ),
    (
        test_service_network.test_peers_reach_the_port_of_the_spec_by_the_name_of_the_spec,
        "services.api.service_connect",
        True,
    ),
    (
        test_security_groups.test_members_are_in_the_groups_of_the_spec_beside_their_own,
        "services.web.security_groups",
        "sg-0a1b2c3d4e5f60799",
    ),
    (
        test_security_groups.test_members_are_in_the_groups_of_the_spec_beside_their_own,
        f"{PUBLIC}.security_groups",
        "sg-0a1b2c3d4e5f60799",
    ),
    (test_logs.test_every_log_group_keeps_what_the_spec_says, "logs.retention_days", 30),
    (test_logs.test_hosts_and_vpc_have_their_log_groups, "logs.prefix", "/other"),
    (
        test_logs.test_traffic_of_the_vpc_goes_to_its_log_group,
        "network.flow_logs",
        {"traffic_type": "reject"},
    ),
    (
        test_alarms.test_reserved_capacity_rings_at_the_threshold_of_the_spec,
        "alerts.alarms.cpu_reservation",
        91,
    ),
    (test_alarms.test_there_are_no_other_alarms, "alerts.alarms", {}),
    (
        test_service_alarms.test_the_alarms_that_the_spec_names_bring_the_former_version_back,
        "services.web.deployment.rollback_alarms",
        ["http_5xx"],
    ),
    (
        test_access.test_instances_may_write_to_the_log_of_sessions_alone,
        "access.ssm",
        {"session_logs": False},
    ),
    (test_events.test_rules_are_those_of_the_spec, "alerts.events", ["task_failed"]),
    (test_alerts.test_subscribers_are_those_of_the_spec, "alerts.emails", ["other@example.com"]),
    (test_tags.test_everything_taggable_carries_the_tags_of_the_spec, "tags.Team", "other"),
    (test_tags.test_groups_carry_the_tags_of_the_spec, "environment", "other"),
    (test_tags.test_instances_carry_the_tags_of_the_spec, "tags.Team", "other"),
    (test_tags.test_templates_put_the_tags_of_the_spec_on_volumes, "tags.CostCenter", "4712"),
]


@pytest.mark.specs("production")
@pytest.mark.parametrize(
    ("proof", "path", "value"), MISTAKES, ids=lambda part: getattr(part, "__name__", str(part))
)
def test_proof_finds_the_mistake(
    applied, proof: Callable[[Any], None], path: str, value: Any
) -> None:
    with pytest.raises(AssertionError):
        proof(replace(applied, spec=changed(applied.spec, path, value)))


def changed(spec: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    result = copy.deepcopy(spec)
    *above, last = path.split(".")
    place = result
    for key in above:
        place = place.setdefault(key, {})
    assert value != place.get(last)
    place[last] = value
    return result
