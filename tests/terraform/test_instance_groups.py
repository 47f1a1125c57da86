"""The refresh of instance groups, as real Terraform plans it."""

from __future__ import annotations

from typing import Any

from looked_at import every
from terraform_trees import specs_with

SECONDS = {"s": 1, "m": 60, "h": 3600}
GROUP = "aws_autoscaling_group"


def test_refresh_has_the_preferences_of_the_spec(planned) -> None:
    found = {
        tag(group, "InstanceGroup"): group["values"]["instance_refresh"]
        for group in planned.resources(GROUP)
    }

    assert sorted(planned.spec.get("instance_groups", {})) == sorted(found)
    for key, refreshes in found.items():
        given = planned.spec["instance_groups"][key].get("refresh", True)
        if given is False:
            assert [] == refreshes
            continue
        given = {} if given is True else given
        (preferences,) = refreshes[0]["preferences"]
        assert "Rolling" == refreshes[0]["strategy"]
        assert given.get("min_healthy_percentage", 100) == preferences["min_healthy_percentage"]
        assert given.get("max_healthy_percentage", 150) == preferences["max_healthy_percentage"]
        assert seconds(given.get("instance_warmup", "300s")) == int(preferences["instance_warmup"])
        assert given.get("auto_rollback", False) == preferences["auto_rollback"]
        assert (True, "Refresh") == (
            preferences["skip_matching"],
            preferences["scale_in_protected_instances"],
        )


@specs_with("instance_groups")
def test_a_new_version_of_the_template_is_a_change_of_the_group(planned) -> None:
    """A group that follows $Latest would never be refreshed: what it follows must be a number, known after apply."""
    groups = [one["change"] for one in planned.plan["resource_changes"] if one["type"] == GROUP]
    for group in every(groups):
        of_mixed = blocks(group, "mixed_instances_policy")
        templates = [one for policy in of_mixed for one in policy["launch_template"]]
        specified = [one for each in templates for one in each["launch_template_specification"]]
        followed = [*blocks(group, "launch_template"), *specified]

        assert [True] == [one["version"] for one in followed]


def blocks(group: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return what is unknown of blocks; of those that a group lacks the provider may know nothing at all."""
    found = group["after_unknown"][name]
    return [] if found is True else found


def tag(group: dict[str, Any], key: str) -> str:
    value: str = next(one["value"] for one in group["values"]["tag"] if one["key"] == key)
    return value


def seconds(text: str) -> int:
    return int(text[:-1]) * SECONDS[text[-1]]
