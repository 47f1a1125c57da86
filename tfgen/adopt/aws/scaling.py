"""What scales the services of a cluster.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_Operations.html
"""

from __future__ import annotations

from tfgen.adopt.aws.account import Account, Answer, block, blocks, picked

_SERVICES = {"ServiceNamespace": "ecs"}


def read_scaling(account: Account) -> None:
    """Read targets, policies and schedules of the services that were found."""
    resources = {
        f"service/{service.values['cluster'].rpartition('/')[2]}/{service.values['name']}"
        for service in account.of("aws_ecs_service")
    }
    for resource in sorted(resources):
        of = ("application-autoscaling", "describe_scalable_targets", "ScalableTargets")
        for target in account.ask(*of, **_SERVICES, ResourceIds=[resource]):
            _target(account, target)
        asked = {**_SERVICES, "ResourceId": resource}
        of = ("application-autoscaling", "describe_scaling_policies", "ScalingPolicies")
        for policy in account.ask(*of, **asked):
            _policy(account, policy)
        of = ("application-autoscaling", "describe_scheduled_actions", "ScheduledActions")
        for action in account.ask(*of, **asked):
            _action(account, action)


def _of(thing: Answer) -> Answer:
    return picked(
        thing,
        resource_id="ResourceId",
        scalable_dimension="ScalableDimension",
        service_namespace="ServiceNamespace",
    )


def _target(account: Account, target: Answer) -> None:
    values = {
        "id": target["ResourceId"],
        **_of(target),
        **picked(
            target, min_capacity="MinCapacity", max_capacity="MaxCapacity", role_arn="RoleARN"
        ),
    }
    account.found("aws_appautoscaling_target", target["ResourceId"], values)


def _policy(account: Account, policy: Answer) -> None:
    tracking = policy.get("TargetTrackingScalingPolicyConfiguration")
    tracked = block(
        tracking,
        target_value="TargetValue",
        scale_in_cooldown="ScaleInCooldown",
        scale_out_cooldown="ScaleOutCooldown",
        disable_scale_in="DisableScaleIn",
    )
    for one in tracked:
        one["predefined_metric_specification"] = block(
            (tracking or {}).get("PredefinedMetricSpecification"),
            predefined_metric_type="PredefinedMetricType",
            resource_label="ResourceLabel",
        )
        one["customized_metric_specification"] = _metric(
            (tracking or {}).get("CustomizedMetricSpecification")
        )
    values = {
        "id": policy["PolicyName"],
        **_of(policy),
        **picked(policy, name="PolicyName", arn="PolicyARN", policy_type="PolicyType"),
        "target_tracking_scaling_policy_configuration": tracked,
        "step_scaling_policy_configuration": _steps(policy.get("StepScalingPolicyConfiguration")),
    }
    account.found("aws_appautoscaling_policy", policy["PolicyARN"], values)


def _metric(metric: Answer | None) -> list[Answer]:
    found = block(
        metric, metric_name="MetricName", namespace="Namespace", statistic="Statistic", unit="Unit"
    )
    for one in found:
        one["dimensions"] = blocks((metric or {}).get("Dimensions"), name="Name", value="Value")
    return found


def _steps(steps: Answer | None) -> list[Answer]:
    found = block(
        steps,
        adjustment_type="AdjustmentType",
        cooldown="Cooldown",
        metric_aggregation_type="MetricAggregationType",
    )
    for one in found:
        one["step_adjustment"] = blocks(
            (steps or {}).get("StepAdjustments"),
            metric_interval_lower_bound="MetricIntervalLowerBound",
            metric_interval_upper_bound="MetricIntervalUpperBound",
            scaling_adjustment="ScalingAdjustment",
        )
    return found


def _action(account: Account, action: Answer) -> None:
    bounds = block(
        action.get("ScalableTargetAction"), min_capacity="MinCapacity", max_capacity="MaxCapacity"
    )
    values = {
        "id": action["ScheduledActionName"],
        **_of(action),
        **picked(
            action,
            name="ScheduledActionName",
            arn="ScheduledActionARN",
            schedule="Schedule",
            timezone="Timezone",
        ),
        "scalable_target_action": bounds,
    }
    account.found("aws_appautoscaling_scheduled_action", action["ScheduledActionARN"], values)
