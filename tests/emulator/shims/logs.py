"""CloudWatch Logs: log groups."""

from __future__ import annotations

from typing import Any

from moto.logs.models import LogGroup
from moto.logs.responses import LogsResponse

from emulator.shims.patch import Function, around


@around(LogsResponse, "create_log_group")
def keep_class(original: Function, response: Any) -> Any:
    """moto forgets the class of a log group: each plan would replace it."""
    answer = original(response)
    group = response.logs_backend.groups[response._get_param("logGroupName")]
    group.log_group_class = response._get_param("logGroupClass") or "STANDARD"
    return answer


@around(LogGroup, "to_describe_dict")
def show_class(original: Function, group: Any) -> Any:
    """The other half of `keep_class`."""
    return original(group) | {"logGroupClass": getattr(group, "log_group_class", "STANDARD")}
