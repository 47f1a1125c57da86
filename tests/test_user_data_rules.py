"""What rules say of names and user data is what the tree holds."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from rule_specs import RICH, group, read
from user_data import needs_terraform
from user_data import user_data as composed

from tfgen.facts.limits import ROLE_NAME
from tfgen.plan import plan
from tfgen.render import render
from tfgen.resolve import Name, resolve
from tfgen.rules import user_data


def test_a_name_is_held_to_its_limit_with_what_terraform_appends() -> None:
    assert Name("a" * 64, "role", ROLE_NAME).accepted
    assert not Name("a" * 65, "role", ROLE_NAME).accepted
    assert Name("a" * 38, "role", ROLE_NAME, is_prefix=True).accepted
    assert not Name("a" * 39, "role", ROLE_NAME, is_prefix=True).accepted


# User data


HOST_LOGS = {
    **dict.fromkeys(("audit", "ecs-agent", "ecs-init"), "ecs"),
    **dict.fromkeys(("dmesg", "docker", "messages"), "host"),
}


def user_data_of(sections: dict[str, Any]) -> tuple[str, int]:
    """Return the user data of the group `default` as Terraform composes it, and the least size that
    the rule tells."""
    cluster = resolve(read(**sections))
    planned = plan(cluster, "acc.yaml")
    call = next(call for call in planned.modules if call.module == "ecs_instances")
    files = [
        {"file_path": f"/var/log/{folder}/{name}.log"}
        | {"log_group_name": f"{cluster.logs.prefix}/host/default/{name}"}
        | {
            "log_stream_name": "acc/{instance_id}",
            "timestamp_format": "%Y-%m-%dT%H:%M:%S",
            "timezone": "UTC",
        }
        for name, folder in HOST_LOGS.items()
    ]
    agent = {
        "agent": {"run_as_user": "root"},
        "logs": {"logs_collected": {"files": {"collect_list": files}}},
    }
    script = composed(call, {"cloudwatch_agent_config": json.dumps(agent, separators=(",", ":"))})
    return script, user_data.least_user_data(cluster, cluster.instance_groups["default"])


@needs_terraform
@pytest.mark.parametrize(
    "sections",
    [
        {"instance_groups": group()},
        {"instance_groups": group(), "logs": {"host": False}},
        {"instance_groups": group(boot_commands="echo é\n"), "logs": {"host": False}},
        {"instance_groups": group(boot_commands=""), "logs": {"host": False}},
        {"instance_groups": group(ecs_config_s3="s3://acme/ecs.config"), "logs": {"host": False}},
        {"instance_groups": group(warm_pool={}), "logs": {"host": False}},
        {**RICH, "logs": {"prefix": "/ecs"}, "system_containers": {}},
    ],
    ids=[
        *("host-logs", "bare", "boot-commands", "empty-boot-commands", "ecs-config-s3"),
        *("warm-pool", "rich"),
    ],
)
def test_the_least_size_of_user_data_is_close_below_the_real_one(sections: dict[str, Any]) -> None:
    script, least = user_data_of(sections)
    size = len(script.encode())
    assert size - 400 <= least <= size


def test_a_container_of_docker_takes_at_least_the_bytes_that_the_rule_counts() -> None:
    files = {file.path: file.text for file in render(plan(resolve(read(**RICH)), "acc.yaml"))}
    script = next(
        text for path, text in files.items() if path.endswith("ecs_instances/user_data.sh.tftpl")
    )
    (unit,) = re.findall(
        r"%\{ for name, container in docker_containers ~\}\n(.*?)%\{ endfor ~\}\n", script, re.S
    )
    size = len(re.sub(r"(?<!\$)\$\{.*?\}", "", unit))
    assert size - 100 <= user_data.LEAST_BYTES_OF_A_SYSTEM_CONTAINER <= size


@needs_terraform
def test_the_here_document_of_boot_commands_ends_as_the_rule_says() -> None:
    script, _ = user_data_of({"instance_groups": group(boot_commands="echo one")})
    assert f"<<'{user_data.HERE_DOCUMENT_END}'\necho one\n{user_data.HERE_DOCUMENT_END}\n" in script
