"""What a cluster goes through in years: renames, removals, zones, CI, people; step by step."""

from __future__ import annotations

from typing import Any

from lives import actor
from lives.features import BASE
from lives.life import LEFT_OUT, Step
from lives.running import Running

SERVICES: dict[str, Any] = BASE["services"]
OTHER_CERTIFICATE = (
    "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3e-0000-4000-8000-0123456789ab"
)
READER_GONE = {"services": {key: value for key, value in SERVICES.items() if key != "reader"}}
WEB, SHOP, SCALED = SERVICES["web"], SERVICES["shop"], SERVICES["scaled"]
THREE_ZONES = {
    "network.availability_zones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    "network.nat_zone": "eu-west-1b",
}
NEW_ZONE = ("module.*_subnet.*eu-west-1a*", "module.*eu-west-1a*", "module.instance_group_*")
OTHERS_IN_ZONES = (
    "module.vpc_endpoints.aws_vpc_endpoint.*",
    "module.load_balancer_public.aws_lb.this",
    "module.service_api.aws_ecs_service.this",
    "module.instance_group_*.aws_autoscaling_group.this",
)
SHOP_IMAGE = "012345678901.dkr.ecr.eu-west-1.amazonaws.com/shop"
JOB_IMAGE = "012345678901.dkr.ecr.eu-west-1.amazonaws.com/report"


LATE = {"services.late": {"image": f"{SHOP_IMAGE}:1", "memory": 128}}
LATE_LOGS = "/ecs/acc/services/late"


def renamed(key: str, new: str, **fields: Any) -> dict[str, Any]:
    """Return the services with one of them under another name."""
    services = {new if name == key else name: value for name, value in SERVICES.items()}
    return {"services": {**services, new: {**SERVICES[key], **fields}}}


def has_file_systems(count: int) -> Any:
    """Look how many file systems there are."""

    def look(cluster: Running) -> None:
        present = cluster.client("efs").describe_file_systems()["FileSystems"]
        assert count == len(present)

    return look


def has_queues(count: int) -> Any:
    """Look how many queues of orders there are, the dead-letter queue with them."""

    def look(cluster: Running) -> None:
        queues = cluster.client("sqs").list_queues(QueueNamePrefix="acc-orders")
        assert count == len(queues.get("QueueUrls", ())), queues

    return look


def has_log_group(name: str, there: bool) -> Any:
    """Look whether a log group is there."""

    def look(cluster: Running) -> None:
        groups = cluster.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        assert there == (name in [group["logGroupName"] for group in groups])

    return look


def ci_deploys(image: str) -> Any:
    """Let CI deploy an image of the shop."""
    return lambda cluster: actor.deploys(cluster, "acc", "shop", f"{SHOP_IMAGE}:{image}")


def shop_runs(revision: int) -> Any:
    """Look which revision the shop runs, and that it is not deregistered."""

    def look(cluster: Running) -> None:
        running = actor.runs(cluster, "acc", "shop")
        assert running.endswith(f":{revision}"), running
        assert running in actor.active(cluster, "acc-shop")

    return look


def job_is(image: str) -> Any:
    """Look which image the newest revision of the job has."""

    def look(cluster: Running) -> None:
        newest = actor.newest(cluster, "acc-report")
        assert f"{JOB_IMAGE}:{image}" == newest["containerDefinitions"][0]["image"]

    return look


def report_by_ci_and_cleaned_up(cluster: Running) -> None:
    """Let CI define the job anew, and deregister what was there before."""
    actor.registers(cluster, "acc-report", f"{JOB_IMAGE}:2")
    actor.cleans_up(cluster, "acc-report")


def same_addresses(cluster: Running) -> None:
    """Look that the address of the NAT gateway is the first one."""
    addresses = cluster.client("ec2").describe_addresses()["Addresses"]
    assert 1 == len(addresses)


def prioritised(pattern: str) -> dict[str, Any]:
    """Return a route whose rule has the one priority that services ask for in turn."""
    return {"match": [{"pattern": pattern, "priority": 5}]}


def still_reaches_the_world(cluster: Running) -> None:
    """Look that the tasks of the API may still fetch images, secrets and parameters."""
    ec2 = cluster.client("ec2")
    groups = ec2.describe_security_groups()["SecurityGroups"]
    own = [group["GroupId"] for group in groups if group["GroupName"].startswith("acc-api-")]
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": own}])
    assert "0.0.0.0/0" in [
        rule.get("CidrIpv4")
        for rule in rules["SecurityGroupRules"]
        if rule["IsEgress"] and rule["ToPort"] in (-1, 443)
    ]


def books_at(path: str) -> dict[str, Any]:
    """Return the volumes of the reader with a directory of the library."""
    return {
        "services.reader.volumes": {
            "library": {"efs": {"file_system": "library", "path": path, "uid": 1000, "gid": 1000}}
        }
    }


def told(*codes: str) -> frozenset[str]:
    """Return the codes that a step is told."""
    return frozenset(codes)


LIBRARY_GONE = {
    "file_systems": LEFT_OUT,
    "services.reader.volumes": LEFT_OUT,
    "services.reader.mounts": LEFT_OUT,
}
OF_ORDERS = ("module.queue_orders*", "module.dead_letter_queue_orders.*")
OF_RARE_LOGS = {"services.web.logs": {"class": "infrequent_access"}}
SHARED_LOGS = {"logs": {"host": {"shared": True}}}
OF_DEFAULT = "instance_groups.default.host_logs"
NEIGHBOUR = {"image": f"{SHOP_IMAGE}:1", "memory": 128}
OF_LIBRARY = ("module.file_system_library*", "module.service_reader*")

LIVES: dict[str, tuple[Step, ...]] = {
    "nothing": (Step(),),
    "file-system-removed": (
        Step(LIBRARY_GONE, told=told("CHANGE001"), refused=True),
        Step(
            {**LIBRARY_GONE, "let_go": ["file_systems.library"]},
            touches=(
                "module.service_reader*",
                "module.file_system_library.aws_efs_file_system.this",
            ),
            destroys=(
                "module.file_system_library.aws_efs_[!f]*",
                "module.file_system_library.aws_efs_file_system_policy.this",
                "module.file_system_library_security_group.*",
                "module.service_reader_task.aws_iam_role_policy.*",
            ),
            sees=has_file_systems(1),
        ),
        Step(LIBRARY_GONE),
    ),
    "file-system-destroyed": (
        Step(
            {**LIBRARY_GONE, "let_go": {"file_systems.library": "destroy"}},
            touches=("module.service_reader*",),
            destroys=OF_LIBRARY,
            sees=has_file_systems(0),
        ),
    ),
    "file-system-renamed": (
        Step(
            {
                "file_systems": {"books": {"moved_from": "library"}},
                "services.reader.volumes": {"library": {"efs": "books"}},
            },
            sees=has_file_systems(1),
        ),
    ),
    "file-system-other-key": (
        Step(
            {
                "file_systems.library.kms_key_arn": "arn:aws:kms:eu-west-1:012345678901:key/"
                "1f2e3d4c-0000-4000-8000-0123456789ab"
            },
            told=told("CHANGE003"),
            refused=True,
        ),
    ),
    "file-system-path": (
        Step(
            books_at("/books"), touches=("module.service_reader*", "module.file_system_library.*")
        ),
        Step(
            books_at("/shelves"),
            touches=("module.service_reader*",),
            destroys=("module.service_reader_task.aws_efs_access_point.*",),
            sees=has_file_systems(1),
        ),
        Step(
            {},
            touches=("module.service_reader*",),
            destroys=("module.service_reader_task.aws_efs_access_point.*",),
            sees=has_file_systems(1),
        ),
    ),
    "queue-removed": (
        Step({"queues.orders": {}}, touches=OF_ORDERS),
        Step({}, told=told("CHANGE001"), refused=True),
        Step(
            {"let_go": ["queues.orders", "queues.orders.dead_letter"]},
            touches=OF_ORDERS,
            destroys=("module.*queue_orders.aws_sqs_queue_*", "module.queue_orders_alarms.*"),
            sees=has_queues(2),
        ),
        Step({}, sees=has_queues(2)),
    ),
    "queue-renamed": (
        Step({"queues.orders": {}}, touches=OF_ORDERS),
        Step({"queues.sales": {"moved_from": "orders"}}, sees=has_queues(2)),
    ),
    "repository-renamed": (
        Step({"repositories.shop": {}}, touches=("module.repository_shop.*",)),
        Step({"repositories.front": {"moved_from": "shop"}}),
        Step({}, told=told("CHANGE001"), refused=True),
    ),
    "log-class": (
        Step(OF_RARE_LOGS, told=told("CHANGE060"), refused=True),
        Step(
            {**OF_RARE_LOGS, "let_go": {"logs": "destroy"}},
            touches=("module.service_web*",),
            destroys=("module.service_web_task.aws_cloudwatch_log_group.*",),
        ),
    ),
    "host-logs-shared": (
        Step(SHARED_LOGS, told=told("CHANGE001", "CHANGE041"), refused=True),
        Step(
            {**SHARED_LOGS, "let_go": ["instance_groups.batch.host_logs", OF_DEFAULT]},
            touches=("module.host_logs.*", "module.instance_group_*"),
            told=told("CHANGE041"),
            sees=has_log_group("/ecs/acc/host/default/messages", there=True),
        ),
        Step(SHARED_LOGS, sees=has_log_group("/ecs/acc/host/messages", there=True)),
        Step({}, told=told("CHANGE001", "CHANGE041"), refused=True),
    ),
    "service-removed": (
        Step(READER_GONE, told=told("CHANGE001"), refused=True),
        Step(
            {**READER_GONE, "let_go": ["services.reader"]},
            destroys=("module.service_reader*", "module.file_system_library_security_group.*"),
            sees=has_log_group("/ecs/acc/services/reader", there=True),
        ),
        Step(READER_GONE),
    ),
    "service-destroyed": (
        Step(
            {**READER_GONE, "let_go": {"services.reader": "destroy"}},
            destroys=("module.service_reader*", "module.file_system_library_security_group.*"),
            sees=has_log_group("/ecs/acc/services/reader", there=False),
        ),
        Step(
            # What was destroyed can come back.
            {},
            touches=("module.service_reader*", "module.file_system_library_security_group.*"),
        ),
    ),
    "service-renamed": (
        Step(renamed("web", "www"), told=told("CHANGE001"), refused=True),
        Step(renamed("web", "www", moved_from="web")),
        Step(renamed("web", "www"), told=told("CHANGE002", "CHANGE030"), refused=True),
        Step(renamed("web", "front", moved_from=["web", "www"])),
    ),
    "neighbour-renamed": (
        Step({"services.read-all": NEIGHBOUR}, touches=("module.service_read_all*",)),
        Step(
            renamed("reader", "read", moved_from="reader") | {"services.read-all": NEIGHBOUR},
        ),
    ),
    "group-renamed": (
        Step(
            {
                "instance_groups": {
                    "default": BASE["instance_groups"]["default"],
                    "night": {**BASE["instance_groups"]["batch"], "moved_from": "batch"},
                }
            },
        ),
    ),
    "group-type": (
        Step(
            {
                "instance_groups.batch.instance_type": LEFT_OUT,
                "instance_groups.batch.instance_types": ["t3.large", "t3a.large"],
                "instance_groups.batch.spot": 100,
            },
            touches=("module.instance_group_batch.*",),
            told=told("CHANGE041"),
        ),
        Step({}, touches=("module.instance_group_batch.*",), told=told("CHANGE041")),
    ),
    "zones": (
        Step(
            {"network.availability_zones": THREE_ZONES["network.availability_zones"]},
            told=told("CHANGE013"),
            refused=True,
        ),
        Step(THREE_ZONES, touches=(*NEW_ZONE, *OTHERS_IN_ZONES), sees=same_addresses),
        Step(
            {"network.nat_zone": "eu-west-1b"},
            touches=OTHERS_IN_ZONES,
            destroys=("module.*eu-west-1a*",),
            told=told("CHANGE012"),
        ),
    ),
    "blocks": (
        Step(
            {
                "network.availability_zones": {
                    "eu-west-1b": {"public": "10.0.20.0/24"},
                    "eu-west-1c": {},
                }
            },
            told=told("CHANGE011"),
            refused=True,
        ),
        Step({"network.cidr": "10.8.0.0/16"}, told=told("CHANGE010", "CHANGE011"), refused=True),
    ),
    "nat": (
        Step({"network.nat": "per_az"}, touches=("module.nat.*",)),
        Step(
            {"network.nat": "single"},
            touches=("module.nat.aws_route.*",),
            destroys=("module.nat.aws_nat_gateway.*", "module.nat.aws_eip.*"),
            told=told("CHANGE014"),
        ),
    ),
    "ipv6": (
        Step(
            {"network.ipv6": True},
            touches=(
                "module.vpc.*",
                "module.*subnet.*",
                "module.internet_gateway.*",
                "module.egress_only_gateway.*",
                "module.*_security_group.*",
                "module.load_balancer_public.*",
            ),
        ),
        Step({}, told=told("CHANGE015"), refused=True),
    ),
    "balancer-renamed": (
        Step(
            {
                "load_balancers": {
                    "outside": {**BASE["load_balancers"]["public"], "moved_from": "public"}
                },
                "services.web.routes": {
                    "public": {"load_balancer": "outside", "match": "www.example.com"}
                },
                "services.api.routes": {
                    "public": {"load_balancer": "outside", "match": "api.example.com"}
                },
            },
        ),
    ),
    "balancer-scheme": (
        Step({"load_balancers.public.scheme": "internal"}, told=told("CHANGE020"), refused=True),
    ),
    "priority-given-on": (
        Step(
            {"services.web.routes": {"public": prioritised("www.example.com")}},
            touches=("module.service_web_routes.*",),
        ),
        Step(
            {"services.api.routes": {"public": prioritised("api.example.com")}},
            told=told("CHANGE022"),
            refused=True,
        ),
        Step({}, touches=("module.service_web_routes.*",)),
        Step(
            {"services.api.routes": {"public": prioritised("api.example.com")}},
            touches=("module.service_api_routes.*",),
        ),
    ),
    "egress-written": (
        Step(
            {"services.api.egress": {"database": {"port": 5432, "to": "10.99.0.0/16"}}},
            touches=("module.service_api_security_group.*",),
            sees=still_reaches_the_world,
        ),
        Step(
            {},
            destroys=(
                'module.service_api_security_group.aws_vpc_security_group_egress_rule.*"database*',
            ),
            sees=still_reaches_the_world,
        ),
    ),
    "certificate": (
        Step(
            {"load_balancers.public.certificate_arns": [OTHER_CERTIFICATE]},
            touches=("module.load_balancer_public.*",),
        ),
        Step(
            {"load_balancers.public.access_logs": False},
            told=told("CHANGE001"),
            refused=True,
        ),
    ),
    "cluster-name": (
        Step(
            {"cluster": {"name": "blue"}},
            told=told("CHANGE002", "CHANGE020", "CHANGE040", "CHANGE041", "CHANGE050"),
            refused=True,
        ),
    ),
    "ci-deploys": (
        Step(act=ci_deploys("2"), sees=shop_runs(2)),
        Step(
            {"services.shop.memory": 300},
            touches=("module.service_shop_task.*",),
            told=told("CHANGE050"),
            sees=shop_runs(2),
        ),
        Step({"services.shop.memory": 300}, act=ci_deploys("3"), sees=shop_runs(4)),
        Step(
            {"services.shop.memory": 300, "services.shop.deployment": LEFT_OUT},
            touches=("module.service_shop*",),
            told=told("CHANGE051"),
        ),
        Step(
            {"services.shop.memory": 300},
            touches=("module.service_shop*",),
        ),
    ),
    "ci-changes-what-runs": (
        # Nobody deployed yet: what runs is Terraform's own first revision, and stays.
        Step(
            {"services.shop.memory": 300},
            touches=("module.service_shop_task.*",),
            told=told("CHANGE050"),
            sees=shop_runs(1),
        ),
    ),
    "ci-defines-a-job": (
        Step(act=report_by_ci_and_cleaned_up, sees=job_is("2")),
        Step(
            {"jobs.report.memory": 300},
            told=told("CHANGE050"),
            sees=job_is("2"),
        ),
    ),
    "scaling-counts": (
        Step(act=lambda cluster: actor.scales(cluster, "acc", "scaled", 3)),
        Step(act=lambda cluster: actor.starts_instances(cluster, "acc", "batch", 3)),
        Step(
            {"services.scaled.scaling": LEFT_OUT, "services.scaled.desired_count": 3},
            touches=("module.service_scaled.aws_ecs_service.this",),
            destroys=("module.service_scaled_scaling.*",),
            told=told("CHANGE052"),
        ),
    ),
    "schedules-set-bounds": (
        Step(
            {
                "services.scaled.scaling.schedules": {
                    "night": {"schedule": "cron(0 20 * * ? *)", "min": 1, "max": 1}
                }
            },
            touches=("module.service_scaled_scaling.*",),
        ),
        Step(
            {
                "services.scaled.scaling.max": 5,
                "services.scaled.scaling.schedules": {
                    "night": {"schedule": "cron(0 20 * * ? *)", "min": 1, "max": 1}
                },
            },
            act=lambda cluster: actor.sets_bounds(cluster, "acc", "scaled", 1, 1),
            told=told("CHANGE053"),
        ),
        Step(
            {},
            touches=("module.service_scaled_scaling.*",),
            destroys=("module.service_scaled_scaling.aws_appautoscaling_scheduled_action.*",),
        ),
    ),
    "tagged-by-hand": (
        Step(
            act=lambda cluster: actor.tags_by_hand(cluster, "acc"),
            touches=("module.ecs_cluster.aws_ecs_cluster.this",),
        ),
    ),
    "stopped-half-way": (
        Step(
            LATE,
            touches=("module.service_late*",),
            fails="already exists",
            act=lambda cluster: actor.makes_log_group_again(cluster, LATE_LOGS),
        ),
        Step(
            LATE,
            touches=("module.service_late*",),
            act=lambda cluster: actor.deletes_log_group(cluster, LATE_LOGS),
        ),
    ),
    "a-tag-for-all": (
        Step({"tags": {"Team": "shop"}}, touches=("*",), told=told("CHANGE041")),
        Step({}, touches=("*",), told=told("CHANGE041")),
    ),
}
