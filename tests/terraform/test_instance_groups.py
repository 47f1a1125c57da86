"""The refresh of instance groups, as real Terraform plans it."""

from __future__ import annotations

import json
from typing import Any

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


def test_a_new_version_of_the_template_is_a_change_of_the_group(planned) -> None:
    """A group that follows $Latest would never be refreshed: what it follows must be a number, known after apply."""
    for resource in planned.plan["configuration"]["root_module"]["module_calls"].values():
        for one in resource["module"].get("resources", ()):
            if one["type"] == GROUP:
                assert "aws_launch_template.this.latest_version" in json.dumps(one["expressions"])


def tag(group: dict[str, Any], key: str) -> str:
    value: str = next(one["value"] for one in group["values"]["tag"] if one["key"] == key)
    return value


def seconds(text: str) -> int:
    return int(text[:-1]) * SECONDS[text[-1]]
