"""The refresh of instance groups, as real Terraform plans it."""

from __future__ import annotations

from typing import Any

from looked_at import every
from terraform_trees import specs_with

SECONDS = {"s": 1, "m": 60, "h": 3600}
GROUP = "aws_autoscaling_group"


def test_refresh_has_the_preferences_of_the_spec(planned) -> None:
    resources = {
        tag(group, "InstanceGroup"): group["values"]["instance_refresh"]
        for group in planned.resources(GROUP)
    }

    assert sorted(planned.spec.get("instance_groups", {})) == sorted(resources)
    for key, refreshes in resources.items():
        group = planned.spec["instance_groups"][key]
        refresh = group.get("refresh", True)
        if refresh is False:
            assert [] == refreshes
            continue
        refresh = {} if refresh is True else refresh
        (preferences,) = refreshes[0]["preferences"]
        assert "Rolling" == refreshes[0]["strategy"]
        assert refresh.get("min_healthy_percentage", 100) == preferences["min_healthy_percentage"]
        assert refresh.get("max_healthy_percentage", 150) == preferences["max_healthy_percentage"]
        warmup = refresh.get("instance_warmup", group.get("instance_warmup", "300s"))
        assert seconds(warmup) == int(preferences["instance_warmup"])
        assert refresh.get("auto_rollback", False) == preferences["auto_rollback"]
        assert (True, "Refresh") == (
            preferences["skip_matching"],
            preferences["scale_in_protected_instances"],
        )


@specs_with("instance_groups")
def test_a_new_version_of_the_template_is_a_change_of_the_group(planned) -> None:
    """A group that follows $Latest would never be refreshed: what it follows must be a number,
    known after apply."""
    groups = [
        resource_change["change"]
        for resource_change in planned.plan["resource_changes"]
        if resource_change["type"] == GROUP
    ]
    for group in every(groups):
        of_mixed = blocks(group, "mixed_instances_policy")
        templates = [template for policy in of_mixed for template in policy["launch_template"]]
        specified = [
            specification
            for template in templates
            for specification in template["launch_template_specification"]
        ]
        followed = [*blocks(group, "launch_template"), *specified]

        assert [True] == [block["version"] for block in followed]


def blocks(group: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return what is unknown of blocks; of those that a group lacks the provider may know nothing
    at all."""
    actual = group["after_unknown"][name]
    return [] if actual is True else actual


def tag(group: dict[str, Any], key: str) -> str:
    value: str = next(pair["value"] for pair in group["values"]["tag"] if pair["key"] == key)
    return value


def seconds(text: str) -> int:
    return int(text[:-1]) * SECONDS[text[-1]]
