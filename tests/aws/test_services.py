"""ECS services, their tasks, what leads to them and how many there are, against the spec's `services`."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from service_data import (
    FARGATE,
    capacity,
    containers,
    network_mode,
    on_fargate,
    port_of,
    ports,
    rank,
    routes,
    services,
)
from spec_data import (
    account,
    cluster_name,
    listed,
    load,
    seconds,
    switch,
    vpc_block,
    written,
    zones,
)
from terraform_trees import SPECS

WITH_SERVICES = tuple(name for name, path in SPECS.items() if load(path).get("services"))
pytestmark = pytest.mark.specs(*WITH_SERVICES)

FIELDS = {"zone": "attribute:ecs.availability-zone", "instance": "instanceId"}
UTILIZATION = {
    "cpu": "ECSServiceAverageCPUUtilization",
    "memory": "ECSServiceAverageMemoryUtilization",
}
FLUENT_BIT = "public.ecr.aws/aws-observability/aws-for-fluent-bit:any"
ROUTER = "log-router"  # FireLens adds it, no spec names it
SESSIONS = ("ssmmessages:", "kms:Decrypt", "logs:")
ECR = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.[a-z.]+/(?P<repository>[^:@]+)"
)


def test_services_are_those_of_the_spec(applied) -> None:
    daemons = {
        key
        for key, one in applied.spec.get("system_containers", {}).items()
        if one.get("run") != "docker"
    }
    assert set(services(applied.spec)) | daemons == set(found(applied))


def test_tasks_run_where_the_spec_says_and_never_by_launch_type(applied) -> None:
    for key, service in services(applied.spec).items():
        shares = capacity(applied.spec, service)
        names = {name: FARGATE.get(name, f"{cluster_name(applied.spec)}-{name}") for name in shares}
        actual = found(applied)[key]

        assert {
            (names[name], share.get("weight", 1), share.get("base", 0))
            for name, share in shares.items()
        } == {
            (one["capacityProvider"], one.get("weight", 0), one.get("base", 0))
            for one in actual["capacityProviderStrategy"]
        }
        assert "launchType" not in actual


def test_tasks_are_placed_as_the_spec_says(applied) -> None:
    for key, service in services(applied.spec).items():
        placement = service.get("placement", {})
        steps = placement.get("strategy", ["zone", "instance"])
        wanted = [] if on_fargate(applied.spec, service) else [step(one) for one in steps]
        actual = found(applied)[key]
        constraints = {
            (one["type"], one.get("expression") or None)
            for one in actual.get("placementConstraints", [])
        }

        assert wanted == [
            (one["type"], one.get("field")) for one in actual.get("placementStrategy", [])
        ]
        assert constraints == {
            ("distinctInstance", None) if one == "distinct_instance" else ("memberOf", one)
            for one in listed(placement.get("constraints", []))
        }


def test_there_are_as_many_tasks_as_the_spec_says(applied) -> None:
    expected = {
        key: service["scaling"]["min"] if "scaling" in service else service.get("desired_count", 1)
        for key, service in services(applied.spec).items()
    }
    assert expected == {key: found(applied)[key]["desiredCount"] for key in expected}


def test_versions_change_as_the_spec_says(applied) -> None:
    for key, service in services(applied.spec).items():
        deployment = service.get("deployment", {})
        actual = found(applied)[key]["deploymentConfiguration"]
        breaker = deployment.get("circuit_breaker", True)

        assert deployment.get("minimum_healthy_percent", 100) == actual["minimumHealthyPercent"]
        assert deployment.get("maximum_percent", 200) == actual["maximumPercent"]
        assert {"enable": breaker, "rollback": breaker} == actual["deploymentCircuitBreaker"]


def test_the_task_definition_has_the_size_and_network_of_the_spec(applied) -> None:
    for key, service in services(applied.spec).items():
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
    for key, service in services(applied.spec).items():
        wanted, actual = containers(key, service), container_definitions(applied, key)
        assert set(wanted) | ({ROUTER} if stream(service) else set()) == set(actual)
        for name, container in wanted.items():
            one = actual[name]
            assert pulled(applied, container["image"]) == one["image"]
            assert container.get("essential", True) == one["essential"]
            assert container.get("memory_reservation") == one.get("memoryReservation")
            assert container.get("command") == one.get("command")
            assert container.get("entrypoint") == one.get("entryPoint")
            assert (str(container["user"]) if "user" in container else None) == one.get("user")
            assert container.get("read_only_root", False) == one["readonlyRootFilesystem"]
            assert seconds(container.get("stop_timeout", "30s")) == one["stopTimeout"]
            environment = {
                variable: str(value) for variable, value in container.get("environment", {}).items()
            }
            assert environment == pairs(one["environment"], "name", "value")


def test_containers_have_the_size_that_the_task_leaves_them(applied) -> None:
    for key, service in services(applied.spec).items():
        wanted, actual = containers(key, service), container_definitions(applied, key)
        sidecars = service.get("sidecars", {}).values()
        taken = {word: sum(one.get(word, 0) for one in sidecars) for word in ("cpu", "memory")}
        if not on_fargate(applied.spec, service):
            taken = {"cpu": 0, "memory": 0}
        elif switch(service.get("service_connect")):
            taken["memory"] += 64  # of the proxy
        for name, container in wanted.items():
            less = taken if name == key else {"cpu": 0, "memory": 0}
            assert container.get("cpu", 0) - less["cpu"] == actual[name]["cpu"]
            assert container["memory"] - less["memory"] == actual[name]["memory"]


def test_containers_listen_on_the_ports_of_the_spec(applied) -> None:
    for key, service in services(applied.spec).items():
        bridge = network_mode(applied.spec, service) == "bridge"
        for name, container in containers(key, service).items():
            wanted = {
                port: (
                    one["container_port"],
                    one.get("host_port", 0) if bridge else one["container_port"],
                    one["protocol"],
                    one.get("app_protocol"),
                )
                for port, one in ports(name, container).items()
            }
            actual = container_definitions(applied, key)[name]["portMappings"]
            assert wanted == {
                one["name"]: (
                    one["containerPort"],
                    one["hostPort"],
                    one["protocol"],
                    one.get("appProtocol"),
                )
                for one in actual
            }


def test_containers_are_checked_as_the_spec_says(applied) -> None:
    for key, service in services(applied.spec).items():
        for name, container in containers(key, service).items():
            given, actual = (
                container.get("health_check"),
                container_definitions(applied, key)[name].get("healthCheck"),
            )
            if given is None:
                assert actual is None
                continue
            given = {"command": given} if isinstance(given, str | list) else given
            command = given["command"]
            words = ["CMD-SHELL", command] if isinstance(command, str) else ["CMD", *command]
            assert words == actual["command"]
            expected = (
                seconds(given.get("interval", "30s")),
                seconds(given.get("timeout", "5s")),
                given.get("retries", 3),
                seconds(given.get("start_period", "0s")),
            )
            assert expected == tuple(
                actual[word] for word in ("interval", "timeout", "retries", "startPeriod")
            )


def test_logs_go_where_the_spec_sends_them(applied) -> None:
    for key, service in services(applied.spec).items():
        to_group = {
            "awslogs-group": f"/ecs/{cluster_name(applied.spec)}/services/{key}",
            "awslogs-region": applied.region,
            "awslogs-stream-prefix": key,
            "mode": "non-blocking",
            "max-buffer-size": "25m",
        }
        for name, one in container_definitions(applied, key).items():
            log = one["logConfiguration"]
            if stream(service) and name != ROUTER:
                sent = {"region": applied.region, "delivery_stream": stream(service)}
                assert ("awsfirelens", sent) == (
                    log["logDriver"],
                    {word: log["options"][word] for word in sent},
                )
            elif name != ROUTER:
                assert ("awslogs", to_group) == (log["logDriver"], log["options"])


def test_secrets_come_from_where_the_spec_says(applied) -> None:
    for key, service in services(applied.spec).items():
        for name, container in containers(key, service).items():
            wanted = {
                variable: value_from(applied, one)
                for variable, one in container.get("secrets", {}).items()
            }
            assert wanted == pairs(
                container_definitions(applied, key)[name].get("secrets", []), "name", "valueFrom"
            )


def test_the_execution_role_may_do_what_these_containers_need_and_nothing_else(applied) -> None:
    for key, service in services(applied.spec).items():
        expected: dict[str, set[str]] = {}
        group = (
            f"{arn(applied, 'logs')}:log-group:/ecs/{cluster_name(applied.spec)}/services/{key}:*"
        )
        add(expected, "logs:CreateLogStream logs:PutLogEvents", group)
        for container in containers(key, service).values():
            for secret in container.get("secrets", {}).values():
                add(expected, *right_to_read(applied, secret))
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
        assert expected == statements(applied, definition(applied, key)["executionRoleArn"])


def test_the_task_role_may_do_what_the_spec_says_and_nothing_else(applied) -> None:
    for key, service in services(applied.spec).items():
        expected: dict[str, set[str]] = {}
        for statement in service.get("task_role", {}).get("statements", []):
            for resource in statement["resources"]:
                add(expected, " ".join(statement["actions"]), resource)
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
            action: what for action, what in actual.items() if not action.startswith(elsewhere)
        }


def test_roles_lie_under_the_path_that_a_deployer_may_pass(applied) -> None:
    head = f"arn:aws:iam::{account(applied.spec)}:role/ecs/{cluster_name(applied.spec)}/"
    for key in services(applied.spec):
        task = definition(applied, key)
        assert task["executionRoleArn"].startswith(head)
        assert task["taskRoleArn"].startswith(head)


def test_each_route_has_its_target_group(applied) -> None:
    for key, service in services(applied.spec).items():
        kind = "ip" if network_mode(applied.spec, service) == "awsvpc" else "instance"
        expected = [
            target_group(applied, key, service, route, kind) for _, route in routes(service)
        ]
        groups = [
            target_groups(applied)[one["targetGroupArn"]]
            for one in found(applied)[key]["loadBalancers"]
        ]
        assert in_order(expected) == in_order(shown(applied, group) for group in groups)


def test_balancers_reach_the_main_container_at_the_port_of_the_route(applied) -> None:
    for key, service in services(applied.spec).items():
        wanted = sorted(
            (key, port_of(key, service, route.get("port"))) for _, route in routes(service)
        )
        actual = found(applied)[key]
        grace = seconds(service.get("health_check_grace_period", "60s")) if wanted else None

        assert wanted == sorted(
            (one["containerName"], one["containerPort"]) for one in actual["loadBalancers"]
        )
        assert grace == actual.get("healthCheckGracePeriodSeconds")


def test_each_pattern_leads_to_its_service(applied) -> None:
    expected: dict[tuple[object, ...], dict[str, int]] = {}
    for key, service in services(applied.spec).items():
        for _, route in routes(service):
            for port in listening(applied.spec, route["load_balancer"]) if route["match"] else ():
                balancer = f"{cluster_name(applied.spec)}-{route['load_balancer']}"
                for one in route["match"]:
                    expected.setdefault((balancer, port, conditions(one)), {})[key] = route.get(
                        "weight", 1
                    )
    owners = owners_of_groups(applied)
    actual = {
        (balancer, port, asked(rule)): {
            owners[group]: weight for group, weight in led_to(rule).items()
        }
        for balancer, port, rule in rules(applied)
    }
    assert expected == actual


def test_each_port_of_a_network_balancer_leads_to_its_service(applied) -> None:
    expected = set()
    for key, service in services(applied.spec).items():
        for _, route in routes(service):
            if "listen" in route:
                port, _, protocol = route["listen"].partition("/")
                balancer = f"{cluster_name(applied.spec)}-{route['load_balancer']}"
                expected.add((balancer, int(port), protocol.upper(), key))
    owners = owners_of_groups(applied)
    actual = {
        (
            balancer["LoadBalancerName"],
            one["Port"],
            one["Protocol"],
            owners[one["DefaultActions"][0]["TargetGroupArn"]],
        )
        for balancer in applied.read("elbv2", "describe_load_balancers")
        if balancer["Type"] == "network"
        for one in applied.read(
            "elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"]
        )
    }
    assert expected == actual


def test_narrow_patterns_are_asked_before_wide_ones_and_written_priorities_hold(applied) -> None:
    given = {
        conditions(one): one
        for service in services(applied.spec).values()
        for _, route in routes(service)
        for one in route["match"]
    }
    order: dict[tuple[str, int], list[tuple[int, dict[str, Any]]]] = {}
    for balancer, port, rule in rules(applied):
        match = given[asked(rule)]
        assert match.get("priority", int(rule["Priority"])) == int(rule["Priority"])
        if "priority" not in match:
            order.setdefault((balancer, port), []).append((int(rule["Priority"]), match))
    for of_listener in order.values():
        ranks = [rank(match["pattern"]) for _, match in sorted(of_listener, key=lambda one: one[0])]
        assert sorted(ranks) == ranks


def test_scaling_has_the_bounds_of_the_spec(applied) -> None:
    expected = {
        f"service/{cluster_name(applied.spec)}/{key}": (
            service["scaling"]["min"],
            service["scaling"]["max"],
        )
        for key, service in services(applied.spec).items()
        if "scaling" in service
    }
    targets = applied.read(
        "application-autoscaling", "describe_scalable_targets", ServiceNamespace="ecs"
    )
    assert expected == {
        one["ResourceId"]: (one["MinCapacity"], one["MaxCapacity"]) for one in targets
    }


def test_scaling_holds_what_the_spec_says(applied) -> None:
    expected = set()
    for key, service in services(applied.spec).items():
        scaling = service.get("scaling", {})
        cooldown = scaling.get("cooldown", {})
        waits = (seconds(cooldown.get("in", "300s")), seconds(cooldown.get("out", "60s")))
        held = {metric: scaling[word] for word, metric in UTILIZATION.items() if word in scaling}
        if "requests_per_target" in scaling:
            held["ALBRequestCountPerTarget"] = scaling["requests_per_target"]
        for metric in scaling.get("metrics", {}).values():
            name = f"{metric['namespace']} {metric['metric_name']} {metric.get('statistic', 'Average')}"
            held[name] = metric["target"]
        expected |= {(key, metric, float(target), *waits) for metric, target in held.items()}
    policies = applied.read(
        "application-autoscaling", "describe_scaling_policies", ServiceNamespace="ecs"
    )
    tracked = [one for one in policies if one["PolicyType"] == "TargetTrackingScaling"]
    assert expected == {(one["ResourceId"].rpartition("/")[2], *policy(one)) for one in tracked}


def test_requests_are_counted_on_the_route_of_the_service(applied) -> None:
    for one in applied.read(
        "application-autoscaling", "describe_scaling_policies", ServiceNamespace="ecs"
    ):
        metric = one.get("TargetTrackingScalingPolicyConfiguration", {}).get(
            "PredefinedMetricSpecification", {}
        )
        if "ResourceLabel" in metric:
            [balancer] = found(applied)[one["ResourceId"].rpartition("/")[2]]["loadBalancers"]
            group = balancer["targetGroupArn"]
            [owner] = set(target_groups(applied)[group]["LoadBalancerArns"])
            label = f"{owner.partition('loadbalancer/')[2]}/{group.rpartition(':')[2]}"
            assert label == metric["ResourceLabel"]


def test_bounds_change_when_the_spec_says(applied) -> None:
    expected = {
        (key, one["schedule"], one.get("timezone", "UTC"), one["min"], one["max"])
        for key, service in services(applied.spec).items()
        for one in service.get("scaling", {}).get("schedules", {}).values()
    }
    actions = applied.read(
        "application-autoscaling", "describe_scheduled_actions", ServiceNamespace="ecs"
    )
    assert expected == {
        (
            one["ResourceId"].rpartition("/")[2],
            one["Schedule"],
            one.get("Timezone", "UTC"),
            one["ScalableTargetAction"]["MinCapacity"],
            one["ScalableTargetAction"]["MaxCapacity"],
        )
        for one in actions
    }


def test_tasks_with_a_network_of_their_own_stand_in_the_subnets_of_the_spec(applied) -> None:
    blocks = {
        subnet["SubnetId"]: subnet["CidrBlock"]
        for subnet in applied.read("ec2", "describe_subnets")
    }
    for key, service in services(applied.spec).items():
        actual = found(applied)[key].get("networkConfiguration")
        if network_mode(applied.spec, service) != "awsvpc":
            assert actual is None
            continue
        tier = service.get("subnets", "private")
        network = actual["awsvpcConfiguration"]
        expected = {each[tier] for each in zones(applied.spec).values()}

        assert expected == {written(applied.spec, blocks, subnet) for subnet in network["subnets"]}
        assert ("ENABLED" if tier == "public" else "DISABLED") == network["assignPublicIp"]
        assert 1 == len(network["securityGroups"])


def test_only_balancers_and_named_peers_reach_tasks_with_a_network_of_their_own(applied) -> None:
    for key, service in services(applied.spec).items():
        if network_mode(applied.spec, service) == "awsvpc":
            expected = from_balancers(applied, key, service) | from_clients(applied, key, service)
            assert expected | from_rules(applied, service) == opened(
                applied, group_of(applied, key), egress=False
            )


def test_tasks_get_out_over_https_and_inside_the_vpc_unless_the_spec_says_otherwise(
    applied,
) -> None:
    for key, service in services(applied.spec).items():
        if network_mode(applied.spec, service) == "awsvpc" and "egress" not in service:
            expected = {("tcp", 443, 443, "0.0.0.0/0"), ("-1", -1, -1, vpc_block(applied.spec))}
            v6 = {
                one
                for one in opened(applied, group_of(applied, key), egress=True)
                if ":" in str(one[3])
            }
            assert expected == opened(applied, group_of(applied, key), egress=True) - v6


def test_peers_know_each_other_in_the_namespace_of_the_cluster(applied) -> None:
    wanted = [
        key
        for key, service in services(applied.spec).items()
        if switch(service.get("service_connect"))
    ]
    given = applied.spec.get("cluster", {}).get("service_connect", cluster_name(applied.spec))
    name = given.get("namespace", cluster_name(applied.spec)) if isinstance(given, dict) else given
    namespaces = {
        one["Name"]: one["Arn"]
        for one in applied.read("servicediscovery", "list_namespaces")
        if one["Type"] == "HTTP"
    }
    assert ({name} if wanted else set()) == set(namespaces)
    for key in wanted:
        assert namespaces[name] == connection(applied, key)["namespace"]


def test_peers_reach_the_port_of_the_spec_by_the_name_of_the_spec(applied) -> None:
    for key, service in services(applied.spec).items():
        if not switch(service.get("service_connect")):
            assert {} == connection(applied, key)
            continue
        connect = connection(applied, key)
        assert connect.get("enabled")
        if settings(service).get("client_only"):
            assert [] == connect.get("services", [])
            continue
        name = settings(service).get("port") or next(iter(ports(key, service)))
        [reached] = connect["services"]
        [alias] = reached["clientAliases"]
        expected = (
            name,
            settings(service).get("alias", key),
            ports(key, service)[name]["container_port"],
        )
        assert expected == (reached["portName"], alias["dnsName"], alias["port"])


def test_logs_of_the_proxy_stand_beside_those_of_the_service(applied) -> None:
    for key, service in services(applied.spec).items():
        if switch(service.get("service_connect")):
            log = connection(applied, key)["logConfiguration"]
            group = f"/ecs/{cluster_name(applied.spec)}/services/{key}"
            expected = ("awslogs", group, "service-connect")
            options = log["options"]
            assert expected == (
                log["logDriver"],
                options["awslogs-group"],
                options["awslogs-stream-prefix"],
            )


def test_instances_let_peers_at_the_ports_of_bridged_services(applied) -> None:
    expected = set()
    for key, service in services(applied.spec).items():
        serves = switch(service.get("service_connect")) and not settings(service).get("client_only")
        if serves and network_mode(applied.spec, service) == "bridge":
            host = ports(key, service)[
                settings(service).get("port") or next(iter(ports(key, service)))
            ].get("host_port")
            first, last = (host, host) if host else (32768, 65535)
            for group in capacity(applied.spec, service):
                own = peer_id(applied, f"instance_groups.{group}")
                expected |= {(own, "tcp", first, last, peer) for peer in callers(applied, key)}
    groups = {
        peer_id(applied, f"instance_groups.{group}")
        for group in applied.spec.get("instance_groups", {})
    }
    assert expected == {
        (group, *rule)
        for group in groups
        for rule in opened(applied, group, egress=False, described="Service Connect")
    }


def test_each_name_in_dns_leads_to_the_tasks_of_its_service(applied) -> None:
    expected = {}
    for key, service in services(applied.spec).items():
        if "cloud_map" in service:
            given = service["cloud_map"]
            given = given if isinstance(given, dict) else {"namespace": given}
            record = given.get(
                "type", "a" if network_mode(applied.spec, service) == "awsvpc" else "srv"
            )
            reached = {
                "containerName": key,
                "containerPort": port_of(key, service, given.get("port")),
            }
            expected[key] = (
                f"{key}.{given['namespace']}",
                record.upper(),
                reached if record == "srv" else {},
            )
    client = applied.client("servicediscovery")
    names = {one["Id"]: one["Name"] for one in applied.read("servicediscovery", "list_namespaces")}
    actual = {}
    for key, service in found(applied).items():
        for registry in service["serviceRegistries"]:
            one = client.get_service(Id=registry.pop("registryArn").rpartition("/")[2])["Service"]
            [record] = one["DnsConfig"]["DnsRecords"]
            actual[key] = (
                f"{one['Name']}.{names[one['DnsConfig']['NamespaceId']]}",
                record["Type"],
                registry,
            )
    assert expected == actual


def test_names_in_dns_are_known_in_the_vpc_of_the_cluster(applied) -> None:
    given = [one["cloud_map"] for one in services(applied.spec).values() if "cloud_map" in one]
    wanted = {one["namespace"] if isinstance(one, dict) else one for one in given}
    made = {
        one["Name"]
        for one in applied.read("servicediscovery", "list_namespaces")
        if one["Type"] == "DNS_PRIVATE"
    }
    assert {name for name in wanted if not name.startswith("ns-")} == made


# What AWS says


def connection(applied, key: str) -> dict[str, Any]:
    """Return what a service has of Service Connect."""
    [deployment] = found(applied)[key]["deployments"]
    connect: dict[str, Any] = deployment.get("serviceConnectConfiguration", {})
    return connect


def found(applied) -> dict[str, dict[str, Any]]:
    """Return the services of the cluster by name."""
    cluster = cluster_name(applied.spec)
    arns = applied.read("ecs", "list_services", cluster=cluster)
    parts = [arns[start : start + 10] for start in range(0, len(arns), 10)]
    answers = [
        applied.client("ecs").describe_services(cluster=cluster, services=part)["services"]
        for part in parts
    ]
    return {service["serviceName"]: service for answer in answers for service in answer}


def definition(applied, key: str) -> dict[str, Any]:
    arn = found(applied)[key]["taskDefinition"]
    task: dict[str, Any] = applied.client("ecs").describe_task_definition(taskDefinition=arn)[
        "taskDefinition"
    ]
    return task


def container_definitions(applied, key: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in definition(applied, key)["containerDefinitions"]}


def pulled(applied, image: str) -> str:
    """Return where an image is pulled from: the cache of its registry, if the spec has one."""
    host, _, path = image.partition("/")
    cache = applied.spec.get("registry_auth", {}).get(host, {}).get("pull_through_cache")
    return (
        f"{account(applied.spec)}.dkr.ecr.{applied.region}.amazonaws.com/{cache}/{path}"
        if cache
        else image
    )


def stream(service: dict[str, Any]) -> str | None:
    """Return the Firehose that the logs of a service go to."""
    destination = service.get("logs", {}).get("destination")
    return (
        destination["stream"]
        if isinstance(destination, dict) and destination["type"] == "firehose"
        else None
    )


def pairs(items: list[dict[str, Any]], name: str, value: str) -> dict[str, Any]:
    return {item[name]: item[value] for item in items}


def statements(applied, role_arn: str) -> dict[str, set[str]]:
    """Return what a role's own policies allow: action -> resources."""
    role, iam = role_arn.rpartition("/")[2], applied.client("iam")
    allowed: dict[str, set[str]] = {}
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        document = json.loads(unquote(document)) if isinstance(document, str) else document
        for statement in document["Statement"]:
            assert "Allow" == statement["Effect"]
            for resource in listed(statement["Resource"]):
                add(allowed, " ".join(listed(statement["Action"])), resource)
    return allowed


def owners_of_groups(applied) -> dict[str, str]:
    """Return the service of each target group."""
    return {
        one["targetGroupArn"]: key
        for key, service in found(applied).items()
        for one in service["loadBalancers"]
    }


def target_groups(applied) -> dict[str, dict[str, Any]]:
    return {one["TargetGroupArn"]: one for one in applied.read("elbv2", "describe_target_groups")}


def shown(applied, group: dict[str, Any]) -> dict[str, Any]:
    """Return of a target group what `target_group` says."""
    answer = applied.client("elbv2").describe_target_group_attributes(
        TargetGroupArn=group["TargetGroupArn"]
    )
    attributes = pairs(answer["Attributes"], "Key", "Value")
    [owner] = set(group["LoadBalancerArns"])
    network = group["Protocol"] not in ("HTTP", "HTTPS")
    return {
        "balancer": owner.split("/")[-2],
        "kind": group["TargetType"],
        "port": group["Port"],
        "protocol": group["Protocol"],
        "check": None if network else (group["HealthCheckPath"], group["Matcher"]["HttpCode"]),
        "interval": group["HealthCheckIntervalSeconds"],
        "thresholds": (group["HealthyThresholdCount"], group["UnhealthyThresholdCount"]),
        "deregistration_delay": attributes["deregistration_delay.timeout_seconds"],
        "stickiness": attributes.get("stickiness.enabled", "false"),
    }


def rules(applied) -> list[tuple[str, int, dict[str, Any]]]:
    """Return the rules of all listeners but their defaults, with the balancer and the port."""
    return [
        (balancer["LoadBalancerName"], listener["Port"], rule)
        for balancer in applied.read("elbv2", "describe_load_balancers")
        for listener in applied.read(
            "elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"]
        )
        for rule in applied.read("elbv2", "describe_rules", ListenerArn=listener["ListenerArn"])
        if not rule["IsDefault"]
    ]


def led_to(rule: dict[str, Any]) -> dict[str, int]:
    """Return the target groups of a rule with their weights; a single one has all requests."""
    [action] = rule["Actions"]
    groups = action.get("ForwardConfig", {}).get("TargetGroups", [])
    return (
        {one["TargetGroupArn"]: one["Weight"] for one in groups}
        if groups
        else {action["TargetGroupArn"]: 1}
    )


def asked(rule: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """Return what a rule asks of a request."""
    return frozenset(
        (one["Field"], value)
        for one in rule["Conditions"]
        for config in one.values()
        if isinstance(config, dict)
        for value in config.get("Values", ())
    )


def policy(one: dict[str, Any]) -> tuple[str, float, int, int]:
    """Return the metric that a policy holds, its target and how long it waits in and out."""
    config = one["TargetTrackingScalingPolicyConfiguration"]
    if custom := config.get("CustomizedMetricSpecification"):
        metric = f"{custom['Namespace']} {custom['MetricName']} {custom['Statistic']}"
    else:
        metric = config["PredefinedMetricSpecification"]["PredefinedMetricType"]
    return metric, config["TargetValue"], config["ScaleInCooldown"], config["ScaleOutCooldown"]


def group_of(applied, key: str) -> str:
    """Return the security group of a service's tasks."""
    [group] = found(applied)[key]["networkConfiguration"]["awsvpcConfiguration"]["securityGroups"]
    return str(group)


def group_named(applied, start: str) -> str:
    """Return the security group whose name starts so; Terraform appends 26 characters."""
    groups = applied.read("ec2", "describe_security_groups")
    [group] = [
        one["GroupId"]
        for one in groups
        if re.fullmatch(re.escape(start) + r"[0-9a-f]{26}", one["GroupName"])
    ]
    return str(group)


def opened(applied, group: str, *, egress: bool, described: str = "") -> set[tuple[object, ...]]:
    """Return protocol, ports and peer of each rule of a security group, or of those that are described so."""
    found = applied.read("ec2", "describe_security_group_rules")
    return {
        (
            rule["IpProtocol"],
            rule["FromPort"],
            rule["ToPort"],
            rule.get("CidrIpv4")
            or rule.get("CidrIpv6")
            or rule.get("PrefixListId")
            or rule["ReferencedGroupInfo"]["GroupId"],
        )
        for rule in found
        if rule["GroupId"] == group
        and rule["IsEgress"] == egress
        and rule.get("Description", "").startswith(described)
    }


# What the spec says


def step(given: Any) -> tuple[str, str | None]:
    """Return type and field of a step of a placement strategy."""
    one = {"spread": given} if isinstance(given, str) else given
    if "spread" in one:
        return "spread", FIELDS.get(one["spread"], one["spread"])
    return ("binpack", one["binpack"]) if "binpack" in one else ("random", None)


def arn(applied, service: str) -> str:
    return f"arn:aws:{service}:{applied.region}:{account(applied.spec)}"


def value_from(applied, secret: Any) -> str:
    """Return what ECS should read a secret from."""
    secret = (
        {"arn" if secret.startswith("arn:") else "ssm": secret}
        if isinstance(secret, str)
        else secret
    )
    key = f":{secret['key']}::" if "key" in secret else ""
    if "secretsmanager" in secret:
        return f"{arn(applied, 'secretsmanager')}:secret:{secret['secretsmanager']}{key}"
    return str(secret.get("ssm") or secret["arn"] + key)


def right_to_read(applied, secret: Any) -> tuple[str, str]:
    """Return action and resource that reading a secret needs."""
    source = value_from(applied, secret)
    if ":secretsmanager:" not in source:
        return (
            "ssm:GetParameters",
            source if ":" in source else f"{arn(applied, 'ssm')}:parameter{source}",
        )
    # IAM knows neither key nor version of a secret, and six characters behind its name.
    whole = ":".join(source.split(":")[:7])
    suffix = "" if re.search(r"-[A-Za-z0-9]{6}$", whole) else "-??????"
    return "secretsmanager:GetSecretValue", whole + suffix


def add(allowed: dict[str, set[str]], actions: str, resource: str) -> None:
    for action in actions.split():
        allowed.setdefault(action, set()).add(resource)


def in_order(groups: Any) -> list[dict[str, Any]]:
    return sorted(groups, key=lambda group: json.dumps(group, sort_keys=True))


def target_group(
    applied, key: str, service: dict[str, Any], route: dict[str, Any], kind: str
) -> dict[str, Any]:
    """Return what the spec says of a route's target group."""
    check = route["health_check"]
    protocol = (
        route["listen"].partition("/")[2] if "listen" in route else route.get("protocol", "http")
    ).upper()
    return {
        "balancer": f"{cluster_name(applied.spec)}-{route['load_balancer']}",
        "kind": kind,
        "port": port_of(key, service, route.get("port")),
        "protocol": {"GRPC": "HTTP", "TLS": "TCP"}.get(protocol, protocol),
        "check": None
        if "listen" in route
        else (check.get("path", "/"), str(check.get("success_codes", 200))),
        "interval": seconds(check.get("interval", "30s")),
        "thresholds": (check.get("healthy_threshold", 3), check.get("unhealthy_threshold", 3)),
        "deregistration_delay": str(seconds(route.get("deregistration_delay", "30s"))),
        "stickiness": "true" if "stickiness" in route else "false",
    }


def listening(spec: dict[str, Any], balancer: str) -> list[int]:
    """Return the ports of a balancer that answer: 443 with a certificate, 80 unless it redirects or is off."""
    given = spec["load_balancers"][balancer]
    dns = given.get("dns") or {}
    secure = bool(given.get("certificate_arns")) or bool(dns and dns.get("certificate", True))
    plain = given.get("http", "redirect" if secure else "forward") == "forward"
    return [*([443] if secure else []), *([80] if plain else [])]


def conditions(match: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """Return what a pattern asks of a request."""
    host, slash, path = match["pattern"].partition("/")
    asked = {("host-header", host)} if host else set()
    if slash and (path != "*" or not host):
        asked.add(("path-pattern", slash + path))
    asked |= {("http-request-method", method) for method in listed(match.get("methods", []))}
    asked |= {("source-ip", block) for block in listed(match.get("source_cidrs", []))}
    return frozenset(
        asked
        | {
            ("http-header", str(value))
            for one in match.get("headers", {}).values()
            for value in listed(one)
        }
    )


def from_balancers(applied, key: str, service: dict[str, Any]) -> set[tuple[object, ...]]:
    """Return what the balancers of a service's routes open: the port of the route."""
    opens = set()
    for _, route in routes(service):
        protocol = route.get("listen", "80/tcp").partition("/")[2]
        port = port_of(key, service, route.get("port"))
        group = group_named(applied, f"{cluster_name(applied.spec)}-{route['load_balancer']}-lb-")
        for one in {"udp": ("udp",), "tcp_udp": ("tcp", "udp")}.get(protocol, ("tcp",)):
            opens.add((one, port, port, group))
    return opens


def from_clients(applied, key: str, service: dict[str, Any]) -> set[tuple[object, ...]]:
    """Return what Service Connect opens: the port that peers reach, to each of them and to nobody else."""
    if not switch(service.get("service_connect")) or settings(service).get("client_only"):
        return set()
    port = port_of(key, service, settings(service).get("port"))
    return {("tcp", port, port, peer) for peer in callers(applied, key)}


def callers(applied, key: str) -> set[str]:
    """Return the security groups of all who have Service Connect beside a service."""
    peers = set()
    for name, other in services(applied.spec).items():
        if name != key and switch(other.get("service_connect")):
            awsvpc = network_mode(applied.spec, other) == "awsvpc"
            names = (
                [f"services.{name}"]
                if awsvpc
                else [f"instance_groups.{one}" for one in capacity(applied.spec, other)]
            )
            peers |= {peer_id(applied, one) for one in names}
    return peers


def settings(service: dict[str, Any]) -> dict[str, Any]:
    """Return what a service says of Service Connect beyond that it has it."""
    given = service.get("service_connect")
    return given if isinstance(given, dict) else {}


def from_rules(applied, service: dict[str, Any]) -> set[tuple[object, ...]]:
    """Return what the spec opens itself, by blocks or to peers that it names."""
    opens = set()
    for rule in service.get("ingress", {}).values():
        first, _, last = (
            str(rule.get("port", "-1")).partition("-") if "port" in rule else ("-1", "", "-1")
        )
        protocol = "-1" if rule.get("protocol") == "all" else rule.get("protocol", "tcp")
        for peer in listed(rule["from"]):
            opens.add((protocol, int(first), int(last or first), peer_id(applied, peer)))
    return opens


def peer_id(applied, peer: str) -> str:
    """Return a peer as EC2 knows it."""
    section, _, key = peer.partition(".")
    cluster = cluster_name(applied.spec)
    match section:
        case "services":
            return group_of(applied, key)
        case "jobs":
            return group_named(applied, f"{cluster}-{key}-")
        case "load_balancers":
            return group_named(applied, f"{cluster}-{key}-lb-")
        case "instance_groups":
            return group_named(applied, f"{cluster}-{key}-instances-")
        case _:
            return peer
