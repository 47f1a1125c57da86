"""Task definitions of services: containers, logs, secrets and roles, against the spec's
`services`."""

from __future__ import annotations

from looked_at import every
from rights.calls import grants, telemetry
from rights.facts import Facts
from service_account import (
    ECR,
    add,
    add_written,
    arn,
    container_definitions,
    definition,
    pairs,
    pulled,
    statements,
    stream,
    worked_out,
)
from service_data import (
    COLLECTOR,
    containers,
    network_mode,
    on_fargate,
    ports,
    services,
)
from service_wanted import FLUENT_BIT, ROUTER, key_to_decrypt, right_to_read, value_from
from spec_data import (
    account,
    cluster_name,
    seconds,
    switch,
)
from terraform_trees import specs_with

pytestmark = specs_with("services")
SESSIONS = ("ssmmessages:", "kms:Decrypt", "logs:")


def facts_of(applied) -> Facts:
    return Facts(applied.spec, applied.account, (), {})


def test_the_task_definition_has_the_size_and_network_of_the_spec(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        task = definition(applied, key)
        assert network_mode(applied.spec, service) == task["networkMode"]
        assert f"{cluster_name(applied.spec)}-{key}" == task["family"]
        if on_fargate(applied.spec, service):
            assert ["FARGATE"] == task["requiresCompatibilities"]
            assert (str(service["cpu"]), str(service["memory"])) == (task["cpu"], task["memory"])
            assert (
                service.get("architecture", "x86_64").upper()
                == task["runtimePlatform"]["cpuArchitecture"]
            )
        else:
            assert ["EC2"] == task["requiresCompatibilities"]


def test_containers_have_the_fields_of_the_spec(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        wanted, actual = containers(key, service), container_definitions(applied, key)
        assert set(wanted) | ({ROUTER} if stream(service) else set()) == set(actual)
        for name, container in wanted.items():
            container_definition = actual[name]
            assert pulled(applied, container["image"]) == container_definition["image"]
            assert container.get("essential", True) == container_definition["essential"]
            assert container.get("memory_reservation") == container_definition.get(
                "memoryReservation"
            )
            assert container.get("command") == container_definition.get("command")
            assert container.get("entrypoint") == container_definition.get("entryPoint")
            assert (
                str(container["user"]) if "user" in container else None
            ) == container_definition.get("user")
            assert (
                container.get("read_only_root", False)
                == container_definition["readonlyRootFilesystem"]
            )
            assert (
                seconds(container.get("stop_timeout", "30s")) == container_definition["stopTimeout"]
            )
            # What the collector is told has tests of its own.
            if name == COLLECTOR:
                continue
            environment = {
                variable: worked_out(applied, value)
                for variable, value in container.get("environment", {}).items()
            }
            assert environment == pairs(container_definition["environment"], "name", "value")


def test_containers_have_the_size_that_the_task_leaves_them(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        wanted, actual = containers(key, service), container_definitions(applied, key)
        sidecars = [container for name, container in wanted.items() if name != key]
        taken = {
            word: sum(sidecar.get(word, 0) for sidecar in sidecars) for word in ("cpu", "memory")
        }
        if not on_fargate(applied.spec, service):
            taken = {"cpu": 0, "memory": 0}
        elif switch(service.get("service_connect")):
            taken["memory"] += 64  # of the proxy
        for name, container in every(wanted.items()):
            less = taken if name == key else {"cpu": 0, "memory": 0}
            assert container.get("cpu", 0) - less["cpu"] == actual[name]["cpu"]
            assert container["memory"] - less["memory"] == actual[name]["memory"]


def test_containers_listen_on_the_ports_of_the_spec(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        bridge = network_mode(applied.spec, service) == "bridge"
        for name, container in every(containers(key, service).items()):
            wanted = {
                port: (
                    port_fields["container_port"],
                    port_fields.get("host_port", 0) if bridge else port_fields["container_port"],
                    port_fields["protocol"],
                    port_fields.get("app_protocol"),
                )
                for port, port_fields in ports(name, container).items()
            }
            actual = container_definitions(applied, key)[name]["portMappings"]
            assert wanted == {
                mapping["name"]: (
                    mapping["containerPort"],
                    mapping["hostPort"],
                    mapping["protocol"],
                    mapping.get("appProtocol"),
                )
                for mapping in actual
            }


def test_containers_are_checked_as_the_spec_says(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        for name, container in every(containers(key, service).items()):
            wanted, actual = (
                container.get("health_check"),
                container_definitions(applied, key)[name].get("healthCheck"),
            )
            if wanted is None:
                assert actual is None
                continue
            wanted = {"command": wanted} if isinstance(wanted, str | list) else wanted
            command = wanted["command"]
            words = ["CMD-SHELL", command] if isinstance(command, str) else ["CMD", *command]
            assert words == actual["command"]
            expected = (
                seconds(wanted.get("interval", "30s")),
                seconds(wanted.get("timeout", "5s")),
                wanted.get("retries", 3),
                seconds(wanted.get("start_period", "0s")),
            )
            assert expected == tuple(
                actual[word] for word in ("interval", "timeout", "retries", "startPeriod")
            )


def test_logs_go_where_the_spec_sends_them(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        to_group = {
            "awslogs-group": f"/ecs/{cluster_name(applied.spec)}/services/{key}",
            "awslogs-region": applied.region,
            "awslogs-stream-prefix": key,
            "mode": "non-blocking",
            "max-buffer-size": "25m",
        }
        definitions = container_definitions(applied, key)
        for name in every(definitions.keys() - {ROUTER}):
            log = definitions[name]["logConfiguration"]
            if stream(service):
                sent = {"region": applied.region, "delivery_stream": stream(service)}
                assert ("awsfirelens", sent) == (
                    log["logDriver"],
                    {word: log["options"][word] for word in sent},
                )
            else:
                assert ("awslogs", to_group) == (log["logDriver"], log["options"])


def test_secrets_come_from_where_the_spec_says(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        for name, container in every(containers(key, service).items()):
            wanted = {
                variable: value_from(applied, secret)
                for variable, secret in container.get("secrets", {}).items()
            }
            assert wanted == pairs(
                container_definitions(applied, key)[name].get("secrets", []), "name", "valueFrom"
            )


def test_the_execution_role_may_do_what_these_containers_need_and_nothing_else(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        expected: dict[str, set[str]] = {}
        group = (
            f"{arn(applied, 'logs')}:log-group:/ecs/{cluster_name(applied.spec)}/services/{key}:*"
        )
        add(expected, "logs:CreateLogStream logs:PutLogEvents", group)
        for container in containers(key, service).values():
            for secret in container.get("secrets", {}).values():
                add(expected, *right_to_read(applied, secret))
                if key_arn := key_to_decrypt(applied, secret):
                    add(expected, "kms:Decrypt", key_arn)
            for file in container.get("env_files", []):
                add(expected, "s3:GetObject", file.replace("s3://", "arn:aws:s3:::"))
                add(expected, "s3:GetBucketLocation", f"arn:aws:s3:::{file.split('/')[2]}")
        images = [container["image"] for container in containers(key, service).values()]
        for name in [*images, *([FLUENT_BIT] if stream(service) else [])]:
            if image := ECR.match(pulled(applied, name)):
                repository = f"arn:aws:ecr:{image['region']}:{image['account']}:repository/{image['repository']}"
                pull = (
                    "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer"
                )
                add(expected, pull, repository)
                add(expected, "ecr:GetAuthorizationToken", "*")
                if pulled(applied, name) != name:  # the first pull fills the cache
                    add(expected, "ecr:BatchImportUpstreamImage ecr:CreateRepository", repository)
        add_written(expected, service.get("execution_role", {}))
        assert expected == statements(applied, definition(applied, key)["executionRoleArn"])


def test_the_task_role_may_do_what_the_spec_says_and_nothing_else(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        expected: dict[str, set[str]] = {}
        add_written(expected, service.get("task_role", {}))
        # What the purpose of each grant needs is written by hand from AWS's pages.
        for call in grants.needed(facts_of(applied), "", service):
            add(expected, call.action, call.varies.get("resource", call.resource))
        for call in telemetry.needed(facts_of(applied), "", key, service):
            add(expected, call.action, call.varies.get("resource", call.resource))
        if stream(service):
            add(
                expected,
                "firehose:PutRecordBatch",
                f"{arn(applied, 'firehose')}:deliverystream/{stream(service)}",
            )
        actual = statements(applied, definition(applied, key)["taskRoleArn"])
        # What file systems and ECS Exec need is the affair of their own tests.
        elsewhere = ("elasticfilesys", *(SESSIONS if service.get("exec") else ()))
        assert expected == {
            action: kind for action, kind in actual.items() if not action.startswith(elsewhere)
        }


def test_roles_lie_under_the_path_that_a_deployer_may_pass(applied) -> None:
    head = f"arn:aws:iam::{account(applied.spec)}:role/ecs/{cluster_name(applied.spec)}/"
    for key in every(services(applied.spec)):
        task = definition(applied, key)
        assert task["executionRoleArn"].startswith(head)
        assert task["taskRoleArn"].startswith(head)
