"""Every name in AWS that a tree gives, evaluated by Terraform, is one of the cluster's, and the
other way round."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import spec_strategies as specs
import terraform_cli
from hypothesis import HealthCheck, Phase, given, settings
from looked_at import every
from terraform_trees import SPECS, render, resources, workspace

from tfgen.facts import limits as aws
from tfgen.facts.limits import NameRule
from tfgen.pipeline import check
from tfgen.resolve import Cluster
from tfgen.rules.names import named

# An attribute that may be a name. Of a security group AWS holds the description to characters too.
NAMING = re.compile(r"(?:.*_)?(?:name|prefix|family|alias)")

# What a resource is called in AWS: type and attribute, and the limit that AWS holds it to.
NAMES: dict[tuple[str, str], NameRule] = {
    ("aws_appautoscaling_policy", "name"): aws.SCALING_POLICY_NAME,
    ("aws_appautoscaling_scheduled_action", "name"): aws.SCHEDULED_ACTION_NAME,
    ("aws_autoscaling_group", "name_prefix"): aws.AUTO_SCALING_GROUP_NAME,
    ("aws_budgets_budget", "name"): aws.BUDGET_NAME,
    ("aws_chatbot_slack_channel_configuration", "configuration_name"): (
        aws.CHATBOT_CONFIGURATION_NAME
    ),
    ("aws_chatbot_teams_channel_configuration", "configuration_name"): (
        aws.CHATBOT_CONFIGURATION_NAME
    ),
    ("aws_cloudwatch_dashboard", "dashboard_name"): aws.DASHBOARD_NAME,
    ("aws_cloudwatch_event_rule", "name"): aws.EVENT_RULE_NAME,
    ("aws_cloudwatch_log_group", "name"): aws.LOG_GROUP_NAME,
    ("aws_cloudwatch_metric_alarm", "alarm_name"): aws.ALARM_NAME,
    ("aws_ecr_repository", "name"): aws.REPOSITORY_NAME,
    ("aws_ecs_capacity_provider", "name"): aws.CAPACITY_PROVIDER_NAME,
    ("aws_ecs_cluster", "name"): aws.CLUSTER_NAME,
    ("aws_ecs_service", "name"): aws.SERVICE_NAME,
    ("aws_ecs_service", "service_connect_configuration.service.discovery_name"): aws.DISCOVERY_NAME,
    ("aws_ecs_task_definition", "family"): aws.TASK_FAMILY,
    ("aws_elb", "name"): aws.LOAD_BALANCER_NAME,
    ("aws_iam_instance_profile", "name_prefix"): aws.INSTANCE_PROFILE_NAME,
    ("aws_iam_policy", "name_prefix"): aws.POLICY_NAME,
    ("aws_iam_role", "name_prefix"): aws.ROLE_NAME,
    ("aws_iam_user", "name"): aws.USER_NAME,
    ("aws_key_pair", "key_name"): aws.KEY_PAIR_NAME,
    ("aws_kms_alias", "name"): aws.KEY_ALIAS_NAME,
    ("aws_launch_template", "name_prefix"): aws.LAUNCH_TEMPLATE_NAME,
    ("aws_lb", "name"): aws.LOAD_BALANCER_NAME,
    ("aws_lb_target_group", "name"): aws.TARGET_GROUP_NAME,
    ("aws_s3_bucket", "bucket_prefix"): aws.BUCKET_NAME,
    ("aws_scheduler_schedule", "name"): aws.SCHEDULE_NAME,
    ("aws_scheduler_schedule_group", "name"): aws.SCHEDULE_GROUP_NAME,
    ("aws_secretsmanager_secret", "name"): aws.SECRET_NAME,
    ("aws_security_group", "description"): aws.SECURITY_GROUP_DESCRIPTION,
    ("aws_security_group", "name_prefix"): aws.SECURITY_GROUP_NAME,
    ("aws_service_discovery_http_namespace", "name"): aws.NAMESPACE_NAME,
    ("aws_service_discovery_private_dns_namespace", "name"): aws.DNS_NAMESPACE_NAME,
    ("aws_service_discovery_service", "name"): aws.DISCOVERY_SERVICE_NAME,
    ("aws_sfn_state_machine", "name"): aws.STATE_MACHINE_NAME,
    ("aws_sns_topic", "name"): aws.TOPIC_NAME,
    ("aws_sqs_queue", "name"): aws.QUEUE_NAME,
    ("aws_ssm_document", "name"): aws.DOCUMENT_NAME,
    ("aws_wafv2_web_acl", "name"): aws.WEB_ACL_NAME,
}
# Names that no spec changes, and that only their role or log group knows.
FIXED: dict[tuple[str, str], tuple[NameRule, set[str]]] = {
    ("aws_cloudwatch_log_metric_filter", "name"): (aws.METRIC_FILTER_NAME, {"errors"}),
    ("aws_iam_role_policy", "name"): (
        aws.POLICY_NAME,
        {
            *("compare-images", "deploy", "docker-logs", "ecs-config", "exec", "file-systems"),
            *("grants", "invoke", "join-cluster", "pass-instance-role", "telemetry"),
            *("host-logs", "launch-hook", "log-router", "parameters", "put-records"),
            *("start-document", "start-tasks"),
            *("statements", "use-key", "write-flow-logs"),
        },
    ),
    ("aws_iam_role_policy", "name_prefix"): (aws.POLICY_NAME, {"flow-", "rule-", "run-"}),
}
# What is called a name and gives none: most refer to something that has its name elsewhere.
_OF_THE_USER = "the user's own, held to its form where it is written"
_REFERS = "the name of another resource"
_IN_ITS_GROUP = "within its autoscaling group, and the same in all"
_AWS_OWN = "a word of AWS's"
NO_NAMES: dict[tuple[str, str], str] = {
    ("aws_acm_certificate", "domain_name"): _OF_THE_USER,
    ("aws_budgets_budget", "cost_filter.name"): _AWS_OWN,
    ("aws_ecs_account_setting_default", "name"): "AWS's name of the setting",
    (
        "aws_appautoscaling_policy",
        "target_tracking_scaling_policy_configuration.customized_metric_specification.metric_name",
    ): _OF_THE_USER,
    (
        "aws_appautoscaling_policy",
        "target_tracking_scaling_policy_configuration.customized_metric_specification.dimensions.name",
    ): _OF_THE_USER,
    **{
        (
            "aws_appautoscaling_policy",
            f"target_tracking_scaling_policy_configuration.customized_metric_specification.metrics.{path}",
        ): _AWS_OWN
        for path in ("metric_stat.metric.metric_name", "metric_stat.metric.dimensions.name")
    },
    ("aws_autoscaling_lifecycle_hook", "autoscaling_group_name"): _REFERS,
    ("aws_autoscaling_lifecycle_hook", "name"): _IN_ITS_GROUP,
    ("aws_cloudwatch_log_metric_filter", "log_group_name"): _REFERS,
    ("aws_cloudwatch_log_metric_filter", "metric_transformation.name"): "a metric: a key's length",
    ("aws_cloudwatch_metric_alarm", "metric_name"): _AWS_OWN,
    ("aws_cloudwatch_metric_alarm", "metric_query.metric.metric_name"): _AWS_OWN,
    ("aws_cloudwatch_event_rule", "event_bus_name"): _AWS_OWN,
    ("aws_cloudwatch_event_target", "event_bus_name"): _AWS_OWN,
    ("aws_ecr_pull_through_cache_rule", "ecr_repository_prefix"): _OF_THE_USER,
    (
        "aws_ecs_cluster",
        "configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name",
    ): _REFERS,
    ("aws_ecs_cluster", "setting.name"): _AWS_OWN,
    ("aws_ecs_cluster_capacity_providers", "cluster_name"): _REFERS,
    ("aws_ecs_service", "load_balancer.container_name"): _REFERS,
    ("aws_ecs_service", "service_connect_configuration.service.client_alias.dns_name"): (
        _OF_THE_USER
    ),
    (
        "aws_ecs_service",
        "service_connect_configuration.service.client_alias.test_traffic_rules.header.name",
    ): _OF_THE_USER,
    ("aws_ecs_service", "service_connect_configuration.service.port_name"): _REFERS,
    ("aws_ecs_service", "service_registries.container_name"): _REFERS,
    ("aws_ecs_service", "volume_configuration.name"): _REFERS,
    ("aws_ecs_task_definition", "runtime_platform.operating_system_family"): _AWS_OWN,
    ("aws_ecs_task_definition", "volume.name"): "within its task: a key of the spec, or a path",
    ("aws_elb", "access_logs.bucket_prefix"): "a folder, called like the balancer",
    ("aws_instance", "key_name"): _REFERS,
    ("aws_lambda_permission", "function_name"): _REFERS,
    ("aws_launch_template", "block_device_mappings.device_name"): _AWS_OWN,
    ("aws_launch_template", "key_name"): _REFERS,
    ("aws_lb", "access_logs.prefix"): "a folder, called like the balancer",
    ("aws_lb_listener_rule", "condition.http_header.http_header_name"): _OF_THE_USER,
    ("aws_route53_record", "name"): _OF_THE_USER,
    ("aws_scheduler_schedule", "group_name"): _REFERS,
    ("aws_vpc_endpoint", "service_name"): _AWS_OWN,
    **{
        ("aws_wafv2_web_acl", path): "within its web ACL: a word of AWS's"
        for path in (
            *("rule.name", "rule.visibility_config.metric_name", "visibility_config.metric_name"),
            "rule.statement.managed_rule_group_statement.name",
            "rule.statement.managed_rule_group_statement.vendor_name",
            "rule.statement.managed_rule_group_statement.rule_action_override.name",
        )
    },
    ("aws_wafv2_web_acl_logging_configuration", "redacted_fields.single_header.name"): _AWS_OWN,
}

Names = Counter[tuple[NameRule, str]]


def strings(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each string of a resource with the names of the blocks that it is in."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in ("tags", "tags_all"):
                yield from strings(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value, path)
    elif isinstance(node, str):
        yield path, node


def in_plan(plan: Mapping[str, Any]) -> Names:
    """Return the names that a plan gives; fail on what may be a name and is in no table."""
    counter: Names = Counter()
    for resource in resources(dict(plan)):
        kind = resource["type"]
        known = 0
        for path, value in strings(resource.get("values", {})):
            place = (kind, path)
            if place in NAMES:
                counter[NAMES[place], value] += 1
                known += 1
            elif place in FIXED:
                assert value in FIXED[place][1], place
            elif value and NAMING.fullmatch(path.rpartition(".")[2]):
                assert place in NO_NAMES, f"{place} = {value}: a name, or none?"
        assert known or kind not in {kind for kind, _ in NAMES}, f"{resource['address']}: no name"
    return counter


def in_cluster(cluster: Cluster) -> Names:
    return Counter((name.limit, str(name)) for _, name in named(cluster))


def differences(plan: Mapping[str, Any], cluster: Cluster) -> tuple[list[str], list[str]]:
    """Return the names that only the tree has, and those that only the cluster has."""
    tree, resolved = in_plan(plan), in_cluster(cluster)
    return tuple(
        [f"{name} ({limit.source})" for limit, name in (some - others).elements()]
        for some, others in ((tree, resolved), (resolved, tree))
    )


def test_every_name_in_the_tree_is_the_clusters(planned, record_property) -> None:
    cluster = check(SPECS[planned.name], specs.TODAY).cluster

    assert ([], []) == differences(planned.plan, cluster)
    if planned.provider == terraform_cli.V6:
        compared = sum(in_cluster(cluster).values())
        record_property("figure", f"names compared with the plan of {planned.name}: {compared}")


@pytest.mark.slow
@pytest.mark.skipif(terraform_cli.missing(terraform_cli.V6) is not None, reason="no provider 6.x")
def test_names_of_every_kind_with_the_longest_keys_are_the_clusters(tmp_path: Path) -> None:
    spec = Path(__file__).with_name("every_name.yaml")
    cluster = check(spec, specs.TODAY).cluster

    # The schemas of 6.x that stand in for the provider have no web ACLs.
    missing = {*NAMES.values()} - {limit for limit, _ in in_cluster(cluster)}
    assert {aws.WEB_ACL_NAME} == missing
    assert ([], []) == differences(plan_of(spec, tmp_path), cluster)


@pytest.mark.slow
@pytest.mark.skipif(terraform_cli.missing(terraform_cli.V6) is not None, reason="no provider 6.x")
@pytest.mark.sweep
def test_every_name_in_a_drawn_tree_is_the_clusters(tmp_path: Path, record_property) -> None:
    compared = 0
    for number, data in every(enumerate(drawn(8))):
        # The schemas of 6.x that stand in for the provider have no web ACLs.
        for balancer in data.get("load_balancers", {}).values():
            balancer.pop("waf", None)
        spec = tmp_path / f"{number}.yaml"
        spec.write_text(specs.written(data))
        cluster = check(spec, specs.TODAY).cluster

        actual = differences(plan_of(spec, tmp_path / str(number)), cluster)
        assert ([], []) == actual, specs.written(data)
        compared += sum(in_cluster(cluster).values())
    record_property("figure", f"names compared with plans of drawn specs: {compared}")


def plan_of(spec: Path, folder: Path) -> dict[str, Any]:
    space = workspace(terraform_cli.V6, render(spec, folder / "rendered"), folder, "")
    space.init()
    return space.plan()


def drawn(count: int) -> list[specs.Data]:
    """Return as many full specs that no rule refuses, the same in each run."""
    actual: list[specs.Data] = []
    one = settings(
        derandomize=True,
        database=None,
        max_examples=4 * count,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @one
    @given(specs.full())
    def collect(data: specs.Data) -> None:
        if len(actual) < count and (sound := specs.repaired(copy.deepcopy(data))) is not None:
            actual.append(sound)

    collect()
    assert count == len(actual)
    return actual


@pytest.mark.parametrize("place", FIXED)
def test_fixed_names_keep_their_limits(place: tuple[str, str]) -> None:
    limit, words = FIXED[place]
    suffix = "0" * 26 if place[1].endswith("_prefix") else ""

    assert set() == {word for word in every(words) if not limit.accepts(word + suffix)}
