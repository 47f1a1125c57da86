"""Who reaches the tasks of services, and how peers find them, against the spec's `services`."""

from __future__ import annotations

from typing import Any

from looked_at import every
from service_account import connection, found, group_named, group_of, opened, peer_id
from service_data import (
    capacity,
    network_mode,
    port_of,
    port_of_route,
    ports,
    routes,
    services,
)
from service_wanted import callers, on_their_own_network, peers, settings
from spec_data import (
    cluster_name,
    listed,
    long_form,
    seconds,
    switch,
    vpc_blocks,
    written,
    zones,
)
from terraform_trees import specs_with

pytestmark = specs_with("services")


def with_the_usual_egress(spec: dict[str, Any]) -> list[str]:
    return [key for key, service in on_their_own_network(spec).items() if "egress" not in service]


def test_tasks_with_a_network_of_their_own_stand_in_the_subnets_of_the_spec(applied) -> None:
    blocks = {
        subnet["SubnetId"]: subnet["CidrBlock"]
        for subnet in applied.read("ec2", "describe_subnets")
    }
    for key, service in every(services(applied.spec).items()):
        actual = found(applied)[key].get("networkConfiguration")
        if network_mode(applied.spec, service) != "awsvpc":
            assert actual is None
            continue
        tier = service.get("subnets", "private")
        network = actual["awsvpcConfiguration"]
        expected = {zone[tier] for zone in zones(applied.spec).values()}

        assert expected == {written(applied.spec, blocks, subnet) for subnet in network["subnets"]}
        assert ("ENABLED" if tier == "public" else "DISABLED") == network["assignPublicIp"]
        foreign = listed(service.get("security_groups", []))
        assert 1 + len(foreign) == len(network["securityGroups"])


@specs_with(on_their_own_network)
def test_only_balancers_and_named_peers_reach_tasks_with_a_network_of_their_own(applied) -> None:
    for key, service in every(on_their_own_network(applied.spec).items()):
        expected = from_balancers(applied, key, service) | from_clients(applied, key, service)
        assert expected | from_rules(applied, service) == opened(
            applied, group_of(applied, key), egress=False
        )


@specs_with(with_the_usual_egress)
def test_tasks_get_out_over_https_and_inside_the_vpc_unless_the_spec_says_otherwise(
    applied,
) -> None:
    for key in every(with_the_usual_egress(applied.spec)):
        expected = {("tcp", 443, 443, "0.0.0.0/0")}
        expected |= {("-1", -1, -1, block) for block in vpc_blocks(applied.spec)}
        v6 = {
            rule
            for rule in opened(applied, group_of(applied, key), egress=True)
            if ":" in str(rule[3])
        }
        assert expected == opened(applied, group_of(applied, key), egress=True) - v6


def test_peers_know_each_other_in_the_namespace_of_the_cluster(applied) -> None:
    wanted = peers(applied.spec)
    service_connect = applied.spec.get("cluster", {}).get(
        "service_connect", cluster_name(applied.spec)
    )
    name = long_form(service_connect, "namespace").get("namespace", cluster_name(applied.spec))
    namespaces = {
        namespace["Name"]: namespace["Arn"]
        for namespace in applied.read("servicediscovery", "list_namespaces")
        if namespace["Type"] == "HTTP"
    }
    assert ({name} if wanted else set()) == set(namespaces)
    for key in wanted:
        assert namespaces[name] == connection(applied, key)["namespace"]


def test_peers_reach_the_port_of_the_spec_by_the_name_of_the_spec(applied) -> None:
    for key, service in every(services(applied.spec).items()):
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


@specs_with("services.*.service_connect.timeout")
def test_proxies_wait_as_long_as_the_spec_says(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        connect = service.get("service_connect")
        wanted = settings(service).get("timeout") if switch(connect) else None
        if wanted is None:
            continue
        [reached] = connection(applied, key)["services"]
        assert {
            "idleTimeoutSeconds": seconds(wanted.get("idle", "300s")),
            "perRequestTimeoutSeconds": seconds(wanted.get("per_request", "15s")),
        } == reached["timeout"]


@specs_with(peers)
def test_logs_of_the_proxy_stand_beside_those_of_the_service(applied) -> None:
    for key in every(peers(applied.spec)):
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
            cloud_map = long_form(service["cloud_map"], "namespace")
            record = cloud_map.get(
                "type", "a" if network_mode(applied.spec, service) == "awsvpc" else "srv"
            )
            reached = {
                "containerName": key,
                "containerPort": port_of(key, service, cloud_map.get("port")),
            }
            expected[key] = (
                f"{key}.{cloud_map['namespace']}",
                record.upper(),
                reached if record == "srv" else {},
            )
    client = applied.client("servicediscovery")
    names = {
        namespace["Id"]: namespace["Name"]
        for namespace in applied.read("servicediscovery", "list_namespaces")
    }
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
    names = [
        service["cloud_map"]
        for service in services(applied.spec).values()
        if "cloud_map" in service
    ]
    wanted = {long_form(cloud_map, "namespace")["namespace"] for cloud_map in names}
    made = {
        namespace["Name"]
        for namespace in applied.read("servicediscovery", "list_namespaces")
        if namespace["Type"] == "DNS_PRIVATE"
    }
    assert {name for name in wanted if not name.startswith("ns-")} == made


def from_balancers(applied, key: str, service: dict[str, Any]) -> set[tuple[object, ...]]:
    """Return what the balancers of a service's routes open: the port of the route, and the one
    that its health check asks."""
    opens = set()
    for _, route in routes(service):
        protocol = route.get("listen", "80/tcp").partition("/")[2]
        port = port_of_route(key, service, route)
        group = group_named(applied, f"{cluster_name(applied.spec)}-{route['load_balancer']}-lb-")
        for one in {"udp": ("udp",), "tcp_udp": ("tcp", "udp")}.get(protocol, ("tcp",)):
            opens.add((one, port, port, group))
        asked = route.get("health_check", {})
        if isinstance(asked, dict) and "port" in asked:
            port = port_of(key, service, asked["port"], route.get("container"))
            opens.add(("tcp", port, port, group))
    return opens


def from_clients(applied, key: str, service: dict[str, Any]) -> set[tuple[object, ...]]:
    """Return what Service Connect opens: the port that peers reach, to each of them and to nobody
    else."""
    if not switch(service.get("service_connect")) or settings(service).get("client_only"):
        return set()
    port = port_of(key, service, settings(service).get("port"))
    return {("tcp", port, port, peer) for peer in callers(applied, key)}


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
