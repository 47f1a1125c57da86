"""Warm pools of autoscaling groups and what instances wait for there, against the spec's
`instance_groups`."""

from __future__ import annotations

from typing import Any

from looked_at import every
from spec_data import switch
from terraform_trees import specs_with

from tests.aws.test_instance_groups import agent_settings, groups, user_data, wanted


def pool_of(group: dict[str, Any]) -> dict[str, Any] | None:
    """Return the warm pool that a group asks for, with the defaults that the language gives."""
    asked = group.get("warm_pool")
    if not switch(asked):
        return None
    written = asked if isinstance(asked, dict) else {}
    return {"pool_state": "stopped", "min_size": 0, **written}


@specs_with("instance_groups")
def test_each_group_has_the_warm_pool_of_the_spec(applied) -> None:
    client = applied.client("autoscaling")
    for key, group in every(wanted(applied.spec).items()):
        name = groups(applied)[key]["AutoScalingGroupName"]
        actual = client.describe_warm_pool(AutoScalingGroupName=name).get("WarmPoolConfiguration")
        pool = pool_of(group)

        assert (pool is None) is (actual is None), key
        if pool and actual:
            assert pool["pool_state"] == actual["PoolState"].lower()
            assert pool["min_size"] == actual["MinSize"]
            # Not given it is max_size of the group, for which the API says nothing or -1.
            most = actual.get("MaxGroupPreparedCapacity", -1)
            assert pool.get("max_group_prepared_capacity", -1) == most
            # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-warm-pool.html
            assert not actual.get("InstanceReusePolicy", {}).get("ReuseOnScaleIn", False)


@specs_with("instance_groups")
def test_an_instance_is_prepared_before_it_is_stopped_in_the_pool(applied) -> None:
    client = applied.client("autoscaling")
    for key, group in every(wanted(applied.spec).items()):
        name = groups(applied)[key]["AutoScalingGroupName"]
        hooks = client.describe_lifecycle_hooks(AutoScalingGroupName=name)["LifecycleHooks"]
        script = user_data(applied, groups(applied)[key])
        pool = pool_of(group)
        is_stopped = pool is not None and pool["pool_state"] == "stopped"

        assert is_stopped is bool(hooks), key
        assert is_stopped is ("complete-lifecycle-action" in script), key
        for hook in hooks:
            assert hook["LifecycleTransition"] == "autoscaling:EC2_INSTANCE_LAUNCHING"
            # What fails to say that it is prepared goes on all the same.
            assert hook["DefaultResult"] == "CONTINUE"
            assert f"--lifecycle-hook-name {hook['LifecycleHookName']} " in script


@specs_with("instance_groups")
def test_the_ecs_agent_waits_in_the_pool(applied) -> None:
    for key, group in every(wanted(applied.spec).items()):
        settings = agent_settings(user_data(applied, groups(applied)[key]))
        expected = "true" if pool_of(group) else None
        assert expected == settings.get("ECS_WARM_POOLS_CHECK"), key
