"""The units of system containers that Docker runs, as Terraform evaluates them, against the
spec."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from looked_at import every

pytestmark = pytest.mark.specs("system-containers")

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")


def user_data(planned) -> dict[str, str]:
    """Return the user data of each instance group."""
    templates = planned.resources("aws_launch_template")
    return {
        re.sub(r"module\.instance_group_(\w+)\..*", r"\1", template["address"]): base64.b64decode(
            template["values"]["user_data"]
        ).decode()
        for template in templates
    }


def units(script: str) -> dict[str, str]:
    matches = re.findall(
        r"^cat > /etc/systemd/system/system-container-(\S+)\.service <<'UNIT'\n(.*?)^UNIT$",
        script,
        re.M | re.S,
    )
    return dict(matches)


def docker(planned) -> dict[str, dict[str, Any]]:
    system_containers = planned.spec["system_containers"]
    return {
        key: system_container
        for key, system_container in system_containers.items()
        if system_container.get("run") == "docker"
    }


def words(unit: str, verb: str) -> list[str]:
    """Return the words of the unit's `docker <verb>`, as systemd splits, unescapes and expands
    them."""
    joined = unit.replace("\\\n", " ")
    (line,) = re.findall(rf"^Exec\w+=-?/usr/bin/docker ({verb} .*)$", joined, re.M)
    matches = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    return [unescaped(quoted) if quoted else bare for quoted, bare in matches]


def unescaped(text: str) -> str:
    text = text.replace("%%", "%").replace("$$", "$")
    assert not re.search(r"\\[^nrtbf\"\\u]", text)
    return re.sub(
        r"\\(u[0-9a-f]{4}|.)",
        lambda m: chr(int(m[1][1:], 16)) if m[1][0] == "u" else _SHORT[m[1]],
        text,
    )


_SHORT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "\\": "\\"}


def test_each_group_has_the_units_of_its_containers(planned) -> None:
    for group, script in every(user_data(planned).items()):
        wanted = {
            key
            for key, container in docker(planned).items()
            if group in container.get("instance_groups", [group])
        }
        assert wanted == set(units(script))
        for key in wanted:
            assert (
                f"systemctl start --no-block system-container-{key}.service" in script.splitlines()
            )


def test_docker_runs_what_the_spec_says(planned) -> None:
    for script in every(user_data(planned).values()):
        for key, unit in every(units(script).items()):
            wanted, run = docker(planned)[key], words(unit, "run")
            image = run.index(wanted["image"])
            assert wanted["command"] == run[image + 1 :]
            options = run[:image]
            assert {
                f"--name={key}",
                f"--memory={wanted['memory']}m",
                f"--user={wanted['user']}",
            } <= set(options)
            assert [f"--volume={mount}" for mount in wanted["mounts"]] == [
                o for o in options if "--volume" in o
            ]
            assert f"--network={wanted['network_mode']}" in options
            assert "--read-only" in options


def test_docker_sends_logs_to_the_group_of_container_and_instances(planned) -> None:
    for group, script in every(user_data(planned).items()):
        for key, unit in every(units(script).items()):
            options = words(unit, "run")
            assert "--log-driver=awslogs" in options
            prefix = f"/ecs/{planned.spec['cluster']['name']}/system"
            assert f"--log-opt=awslogs-group={prefix}/{key}/{group}" in options
            assert f"--log-opt=awslogs-region={planned.spec['region']}" in options


def test_a_unit_waits_for_docker_and_starts_again(planned) -> None:
    for script in every(user_data(planned).values()):
        for unit in every(units(script).values()):
            assert re.search(r"^After=.*\bdocker\.service$", unit, re.M)
            assert "Restart=always" in unit.splitlines()


@needs_systemd
def test_systemd_accepts_the_units(planned, tmp_path: Path) -> None:
    for script in every(user_data(planned).values()):
        for key, unit in every(units(script).items()):
            file = tmp_path / f"system-container-{key}.service"
            file.write_text(
                unit.replace("/usr/bin/docker", "/bin/true").replace(
                    "Requires=docker.service\n", ""
                )
            )
            done = subprocess.run(
                ["systemd-analyze", "verify", str(file)],
                capture_output=True,
                text=True,
                check=False,
            )
            assert (0, "") == (done.returncode, done.stderr)


def test_ecs_keeps_the_memory_of_these_containers_free(planned) -> None:
    for group, script in every(user_data(planned).items()):
        memory = [
            container["memory"]
            for container in docker(planned).values()
            if group in container.get("instance_groups", [group])
        ]
        assert re.findall(r"^ECS_RESERVED_MEMORY=(\d+)$", script, re.M) == [str(sum(memory))]


def test_instances_allow_the_log_drivers_that_firelens_needs(planned) -> None:
    for script in every(user_data(planned).values()):
        (drivers,) = re.findall(r"^ECS_AVAILABLE_LOGGING_DRIVERS=\[(.*)\]$", script, re.M)
        assert ['"json-file"', '"awslogs"', '"awsfirelens"', '"fluentd"'] == drivers.split(",")


def test_what_a_container_has_not_is_not_in_its_definition(planned) -> None:
    """Hold what the provider takes for a change, were it there as false or empty: it would replace
    the definition."""
    wanted, seen = planned.spec["system_containers"], {}
    for resource in planned.resources("aws_ecs_task_definition"):
        for container in json.loads(resource["values"]["container_definitions"]):
            if container["name"] in wanted:
                linux = container["linuxParameters"]
                actual = {
                    "privileged": container.get("privileged"),
                    "devices": linux.get("devices"),
                }
                seen[container["name"]] = {**actual, "tmpfs": linux.get("tmpfs")}
    names = {name for name, container in wanted.items() if container.get("run") != "docker"}

    assert names == set(seen)
    for name, actual in seen.items():
        assert set(actual) - set(wanted[name]) == {
            key for key, value in actual.items() if value is None
        }, name
