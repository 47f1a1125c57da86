"""Application Auto Scaling: tags of scalable targets, which moto does not know and the provider
reads."""

from __future__ import annotations

import json
from typing import Any

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

from emulator.shims.patch import Function, around

TAGS: dict[str, dict[str, str]] = {}


@around(ApplicationAutoScalingResponse, "list_tags_for_resource")
def list_tags(_: Function, response: Any) -> str:
    """Answer with the tags of a target."""
    return json.dumps({"Tags": TAGS.get(response._get_param("ResourceARN"), {})})


@around(ApplicationAutoScalingResponse, "tag_resource")
def tag(_: Function, response: Any) -> str:
    """Put tags on a target."""
    TAGS.setdefault(response._get_param("ResourceARN"), {}).update(
        response._get_param("Tags") or {}
    )
    return "{}"


@around(ApplicationAutoScalingResponse, "untag_resource")
def untag(_: Function, response: Any) -> str:
    """Take tags off a target."""
    for key in response._get_param("TagKeys") or ():
        TAGS.get(response._get_param("ResourceARN"), {}).pop(key, None)
    return "{}"


@around(ApplicationAutoScalingResponse, "register_scalable_target")
def keep_tags(original: Function, response: Any) -> Any:
    """Keep the tags that a target is registered with."""
    answer = original(response)
    TAGS.setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(
        response._get_param("Tags") or {}
    )
    return answer
