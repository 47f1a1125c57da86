"""Log groups say to checkov what the spec decides: how long logs are kept, and whose key encrypts them."""

from __future__ import annotations

import re

import pytest

from tfgen.render import templates_folder

LOG_GROUP = re.compile(r'^resource "aws_cloudwatch_log_group" "\w+" \{\n(.*?)^\}', re.M | re.S)
FOUND = [
    pytest.param(match[1], id=path.parent.name)
    for path in sorted(templates_folder().glob("modules/*/*.tf*"))
    for match in LOG_GROUP.finditer(path.read_text(encoding="utf-8"))
]


def test_modules_have_log_groups() -> None:
    assert {"docker_container", "ecs_task", "flow_logs", "host_logs", "log_group"} <= {one.id for one in FOUND}


@pytest.mark.parametrize("block", FOUND)
@pytest.mark.parametrize("check", ["CKV_AWS_158", "CKV_AWS_338"])
def test_every_log_group_says_what_the_spec_decides(block: str, check: str) -> None:
    assert f"  #checkov:skip={check}:" in block
