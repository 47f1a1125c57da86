"""What an editor offers to write in a section: the least that stands there with sense.

`${1:text}` is a place that the cursor visits, with what stands there at first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_TASK = {"image": "${2:nginx:1.29}", "memory": "${3:256}"}
# A spec without load_balancers has one named default.
_ROUTED = {
    **_TASK,
    "ports": {"${4:http}": "${5:80}"},
    "routes": {"${6:default}": {"match": "${7:web.example.com}"}},
}
# The smallest of the sizes that Fargate has.
_FARGATE = {
    "image": "${2:nginx:1.29}",
    "capacity": "${3|fargate,fargate_spot|}",
    "cpu": "${4:256}",
    "memory": "${5:512}",
}
_SCALED = {**_TASK, "scaling": {"min": "${4:2}", "max": "${5:6}", "cpu": "${6:60}"}}
_JOB = {**_TASK, "schedule": "${4:cron(0 4 * * ? *)}"}
_SHARED = {"scheme": "${2|internal,internet-facing|}"}


def _member(label: str, name: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"label": label, "body": {f"${{1:{name}}}": fields}}


SNIPPETS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "services": (
        _member("service", "worker", _TASK),
        _member("service with a route", "web", _ROUTED),
        _member("service on Fargate", "web", _FARGATE),
        _member("service that scales", "web", _SCALED),
    ),
    "jobs": (_member("job on a schedule", "report", _JOB),),
    "instance_groups": (_member("instance group", "default", {"instance_type": "${2:t3.small}"}),),
    "load_balancers": (_member("load balancer", "default", _SHARED),),
    "queues": (_member("queue", "orders", {"dead_letter": {"max_receive_count": "${2:5}"}}),),
}
