"""EC2 Auto Scaling: groups."""

from __future__ import annotations

from typing import Any

from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, LifecycleHook
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult

from emulator.shims.patch import Function, around


@around(AutoScalingBackend, "delete_auto_scaling_group")
def end_protected_instances(original: Function, backend: Any, group_name: str) -> Any:
    """moto leaves instances that are protected from scale-in running when their group is deleted by
    force."""
    group = backend.autoscaling_groups.get(group_name)
    for state in group.instance_states if group else ():
        state.protected_from_scale_in = False
    return original(backend, group_name)


@around(AutoScalingBackend, "set_instance_protection")
def end_what_is_protected_no_longer(
    original: Function, backend: Any, group_name: str, *arguments: Any
) -> None:
    """moto scales a group in at the moment that its capacity is set: an instance whose protection
    goes later stays."""
    original(backend, group_name, *arguments)
    group = backend.autoscaling_groups[group_name]
    group.set_desired_capacity(group.desired_capacity)


@around(FakeAutoScalingGroup, "set_desired_capacity")
def start_all_instances(original: Function, group: Any, new_capacity: int | None) -> None:
    """moto rounds down both instances on demand and those on spot: of two it starts one. How many
    are of which kind shows nowhere."""
    policy = group.mixed_instances_policy or {}
    distribution = policy.get("InstancesDistribution", {})
    share = "OnDemandPercentageAboveBaseCapacity"
    percent = distribution.pop(share, None)
    original(group, new_capacity)
    if percent is not None:
        distribution[share] = percent


@around(LifecycleHook, "__init__")
def tell_nobody_of_a_hook(original: Function, hook: Any, *arguments: Any, **named: Any) -> None:
    """moto gives each lifecycle hook a queue of somebody's and a role: here none has one."""
    original(hook, *arguments, **named)
    hook.role_arn = hook.notification_target_arn = None


@around(AutoScalingResponse, "create_auto_scaling_group", "update_auto_scaling_group")
def keep_settings_of_group(original: Function, response: Any) -> Any:
    """moto forgets the warm-up, the maintenance policy and the longest lifetime of a group."""
    answer = original(response)
    group = response.autoscaling_backend.autoscaling_groups[
        response._get_param("AutoScalingGroupName")
    ]
    if (warmup := response._get_param("DefaultInstanceWarmup")) is not None:
        group.default_instance_warmup = int(warmup)
    if (lifetime := response._get_param("MaxInstanceLifetime")) is not None:
        group.max_instance_lifetime = int(lifetime)
    if (rebalance := response._get_param("CapacityRebalance")) is not None:
        group.capacity_rebalance = str(rebalance).lower() == "true"
    if policy := response._get_param("InstanceMaintenancePolicy"):
        percents = {key: int(value) for key, value in policy.items()}
        # With -1 it is taken away.
        group.instance_maintenance_policy = percents if min(percents.values()) >= 0 else None
    return answer


@around(FakeAutoScalingGroup, "_set_launch_configuration")
def forget_the_launch_configuration(
    original: Function, group: Any, name: str, template: Any, mixed_instances_policy: Any = None
) -> None:
    """moto keeps the launch configuration of a group that gets a launch template."""
    original(group, name, template, mixed_instances_policy)
    if not name and (template or mixed_instances_policy):
        group.launch_configuration_name = None


@around(AutoScalingResponse, "start_instance_refresh")
def start_a_refresh(_: Function, response: Any) -> Any:
    """moto has no instance refresh; Terraform starts one, and waits for nothing."""
    return ActionResult({"InstanceRefreshId": "08b91cf7-8fa6-48af-b6a6-d227f40f1b9b"})


@around(AutoScalingResponse, "describe_instance_refreshes")
def describe_no_refreshes(_: Function, response: Any) -> Any:
    """Before it starts one, Terraform looks whether another is under way: none is."""
    return ActionResult({"InstanceRefreshes": []})


def disable_metrics_collection(self: Any) -> ActionResult:
    """moto turns metrics of a group on, and never off."""
    group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
    gone = self._get_param("Metrics") or group.metrics
    group.metrics = [metric for metric in group.metrics if metric not in gone]
    return ActionResult({})


AutoScalingResponse.disable_metrics_collection = disable_metrics_collection
