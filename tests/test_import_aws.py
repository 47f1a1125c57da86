"""`tfgen import aws`: a cluster that the emulator has, read by boto3 into the provider's terms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import legacy_cluster
import pytest
import yaml
from botocore.exceptions import ClientError
from looked_at import every
from moto import mock_aws

from tfgen.adopt import Draft
from tfgen.adopt.aws.account import Account
from tfgen.adopt.aws.cluster import Named, read_all
from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.sketch import Sketch
from tfgen.adopt.live.unspoken import placement
from tfgen.adopt.live.world import Keys, World
from tfgen.cli import main
from tfgen.commands import importing_aws
from tfgen.verify.provider import Body, body

# Each call of boto3 reads the models of its services anew.
pytestmark = pytest.mark.slow

ASK = ["import", "aws", "--cluster", legacy_cluster.NAME, "--region", legacy_cluster.REGION]
# Each resource has one, whatever its schema says.
BESIDE_SCHEMA = {"id"}


def client(service: str) -> Any:
    return boto3.client(service, region_name=legacy_cluster.REGION)


@pytest.fixture(autouse=True, scope="module")
def emulator() -> Iterator[None]:
    with mock_aws():
        legacy_cluster.make(client)
        yield


@pytest.fixture(autouse=True)
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))


class Watched:
    """A client that keeps the names of what it is asked, and may be refused one of them."""

    def __init__(self, service: str, asked: list[str], refused: str = "") -> None:
        self._client, self._asked, self._refused = client(service), asked, refused
        self._service = service

    def can_paginate(self, operation: str) -> bool:
        self._asked.append(f"{self._service}.{operation}")
        if f"{self._service}.{operation}" == self._refused:
            error = {"Code": "AccessDenied", "Message": "not authorized"}
            raise ClientError({"Error": error}, operation)  # type: ignore[typeddict-item]
        return bool(self._client.can_paginate(operation))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def read(asked: list[str], refused: str = "", name: str = legacy_cluster.NAME) -> Account:
    return read_all(lambda service: Watched(service, asked, refused), name)


def counts(account: Account) -> dict[str, int]:
    found: dict[str, int] = {}
    for thing in account.things:
        found[thing.type] = found.get(thing.type, 0) + 1
    return found


def test_all_of_a_cluster_is_read() -> None:
    found = counts(read([]))
    wanted = {
        "aws_autoscaling_group": 1,
        "aws_cloudwatch_log_group": 3,
        "aws_cloudwatch_metric_alarm": 1,
        "aws_ecs_capacity_provider": 1,
        "aws_ecs_cluster": 1,
        "aws_ecs_cluster_capacity_providers": 1,
        "aws_ecs_service": 2,
        "aws_ecs_task_definition": 3,
        "aws_eip": 1,
        "aws_internet_gateway": 1,
        "aws_launch_template": 1,
        "aws_lb": 1,
        "aws_lb_listener": 1,
        "aws_lb_listener_rule": 2,
        "aws_lb_target_group": 2,
        "aws_nat_gateway": 1,
        "aws_route": 2,
        "aws_route_table_association": 4,
        "aws_scheduler_schedule": 1,
        "aws_subnet": 4,
        "aws_vpc": 1,
    }
    assert wanted == {type_: found.get(type_) for type_ in wanted}


def test_nothing_of_another_cluster_is_read() -> None:
    """The account has the default VPC, and whatever else stands beside."""
    vpcs = {thing.id for thing in read([]).of("aws_vpc")}
    assert len(client("ec2").describe_vpcs()["Vpcs"]) > len(vpcs) == 1


def test_values_have_the_names_that_the_provider_has() -> None:
    wrong = {
        thing.type: names
        for thing in every(read([]).things)
        if (names := set(unknown(body("resource", thing.type, "5"), thing.values)) - BESIDE_SCHEMA)
    }
    assert {} == wrong


def unknown(known: Body | None, values: Any) -> Iterator[str]:
    """Yield the names that the schema of the provider does not have, inside of blocks too."""
    assert known is not None
    for name, value in values.items():
        if name in known.blocks:
            for part in value:
                yield from unknown(known.blocks[name].body, part)
        elif name not in known.attributes:
            yield name


def test_only_questions_are_asked_and_none_for_a_secret() -> None:
    asked: list[str] = []
    read(asked)
    verbs = {one.partition(".")[2].partition("_")[0] for one in every(asked)}
    assert verbs == {"describe", "list", "get"}
    assert [] == [one for one in asked if one.startswith(("secretsmanager", "ssm.get"))]
    assert {"scheduler.get_schedule"} == {one for one in asked if ".get_" in one}


REFUSED = (
    ("elbv2.describe_load_balancers", "aws_lb"),
    ("elbv2.describe_target_groups", "aws_lb_target_group"),
    ("autoscaling.describe_auto_scaling_groups", "aws_autoscaling_group"),
    ("cloudwatch.describe_alarms", "aws_cloudwatch_metric_alarm"),
    ("scheduler.list_schedules", "aws_scheduler_schedule"),
    ("logs.describe_log_groups", "aws_cloudwatch_log_group"),
    ("ecs.describe_task_definition", "aws_ecs_task_definition"),
)


@pytest.mark.parametrize(("operation", "type_"), REFUSED)
def test_what_may_not_be_asked_is_listed_and_the_rest_is_read(operation: str, type_: str) -> None:
    account = read([], operation)
    found = counts(account)
    assert type_ not in found
    assert {"aws_ecs_cluster", "aws_ecs_service"} <= set(found)
    assert [operation] == [f"{one.service}.{one.operation}" for one in account.unread]
    assert "AccessDenied: not authorized" == account.unread[0].why


def test_services_are_asked_for_ten_at_a_time() -> None:
    ecs = client("ecs")
    ecs.create_cluster(clusterName="large")
    for number in range(12):
        ecs.create_service(
            cluster="large",
            serviceName=f"service-{number}",
            taskDefinition="legacy-api",
            launchType="EC2",
        )
    asked: list[str] = []
    assert 12 == counts(read(asked, name="large"))["aws_ecs_service"]
    assert 2 == asked.count("ecs.describe_services")


def test_the_command_writes_a_spec_and_blocks(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(ASK)
    spec = yaml.safe_load(Path("cluster.yaml").read_text())
    assert ({"web", "api"}, {"nightly"}) == (set(spec["services"]), set(spec["jobs"]))
    blocks = Path("out/cluster/adopt.tf").read_text()
    # Without the shims of tests/emulator moto forgets that services have a capacity provider.
    assert 26 == blocks.count("import {")
    assert "moved" not in blocks.replace("removed", "")
    said = capsys.readouterr().err
    assert "26 imported" in said
    assert "ids are those of AWS provider 6" in said
    assert "--capacity-provider-strategy capacityProvider=legacy_capacity,weight=1" in said


@pytest.mark.parametrize(("version", "id_"), [("5.100.0", "legacy_capacity"), ("6.2.0", "arn:aws")])
def test_ids_are_those_of_the_provider_of_the_lock_file(version: str, id_: str) -> None:
    lock = f'provider "registry.terraform.io/hashicorp/aws" {{\n  version     = "{version}"\n}}\n'
    Path("out/cluster").mkdir(parents=True)
    Path("out/cluster/.terraform.lock.hcl").write_text(lock)
    assert 0 == main(ASK)
    _, _, below = Path("out/cluster/adopt.tf").read_text().partition("aws_ecs_capacity_provider.")
    assert id_ in below.partition("}")[0]


def test_a_cluster_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert 64 > main(["import", "aws", "--cluster", "other", "--region", "eu-west-1"]) > 0
    assert "error[ADOPT085]: AWS has no cluster other in eu-west-1" in capsys.readouterr().err
    assert not Path("cluster.yaml").exists()


def test_a_part_that_may_not_be_read_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = "cloudwatch.describe_alarms"
    monkeypatch.setattr(
        importing_aws, "_clients", lambda *_: lambda service: Watched(service, [], refused)
    )
    assert 0 == main(ASK)
    assert "warning[ADOPT086]: cloudwatch:DescribeAlarms was refused" in capsys.readouterr().err


def test_what_a_service_has_beside_its_lines_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    ecs = client("ecs")
    ecs.create_cluster(clusterName="rich")
    ecs.create_service(
        cluster="rich",
        serviceName="orders",
        taskDefinition="legacy-api",
        launchType="EC2",
        deploymentController={"type": "CODE_DEPLOY"},
        serviceRegistries=[
            {"registryArn": "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1a2b"}
        ],
    )
    assert main(["import", "aws", "--cluster", "rich", "--region", "eu-west-1"]) in (0, 1)
    said = capsys.readouterr().err
    assert "service orders has a name in Cloud Map, which the apply would take away" in said
    assert "service orders is deployed by CODE_DEPLOY" in said


PLACED = (
    ([("spread", "attribute:ecs.availability-zone"), ("spread", "instanceId")], [], None),
    ([], [], {"strategy": []}),
    ([("binpack", "MEMORY")], [], {"strategy": [{"binpack": "memory"}]}),
    (
        [("random", None), ("spread", "instanceId")],
        [],
        {"strategy": [{"random": True}, "instance"]},
    ),
    (
        [("spread", "attribute:ecs.availability-zone"), ("spread", "instanceId")],
        [{"type": "distinctInstance"}, {"type": "memberOf", "expression": "attribute:a == b"}],
        {"constraints": ["distinct_instance", "attribute:a == b"]},
    ),
)


@pytest.mark.parametrize(("steps", "constraints", "wanted"), PLACED)
def test_tasks_are_placed_as_before(steps: Any, constraints: Any, wanted: Any) -> None:
    draft = Draft()
    draft.put(("instance_groups", "default"), {})
    sketch = Sketch(World([], "x"), draft, Live("", "", {}), "acc", Keys(), {}, {}, Hidden(draft))
    values = {
        "ordered_placement_strategy": [{"type": type_, "field": field} for type_, field in steps],
        "placement_constraints": constraints,
    }
    placement(sketch, ("services", "web"), values)
    assert wanted == draft.get(("services", "web", "placement"))


def test_what_nothing_leads_to_is_read_by_name() -> None:
    client("ecs").create_cluster(clusterName="empty")
    named = Named(("legacy-web",), ("Legacy-ASG",))
    without, with_names = (read_all(client, "empty", given) for given in (Named(), named))
    more = {"aws_lb": 1, "aws_lb_listener": 1, "aws_autoscaling_group": 1, "aws_vpc": 1}
    assert {} == {type_: number for type_, number in counts(without).items() if type_ in more}
    assert more == {type_: counts(with_names).get(type_) for type_ in more}


def test_the_vpc_that_aws_made_is_named_and_not_taken_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    client("ecs").create_cluster(clusterName="plain")
    (vpc,) = client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])[
        "Vpcs"
    ]
    subnets = client("ec2").describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])
    ids = [subnet["SubnetId"] for subnet in subnets["Subnets"]]
    client("elbv2").create_load_balancer(Name="plain", Subnets=ids)
    ask = ["import", "aws", "--cluster", "plain", "--region", "eu-west-1"]
    # Each zone of such a VPC has one subnet, and the spec asks for a private one beside it.
    assert 1 == main([*ask, "--load-balancer", "plain"])
    network = yaml.safe_load(Path("cluster.yaml").read_text())["network"]
    assert (vpc["VpcId"], vpc["CidrBlock"]) == (network["vpc_id"], network["cidr"])
    zones = {
        subnet["AvailabilityZone"]: {"public": subnet["SubnetId"]} for subnet in subnets["Subnets"]
    }
    assert zones == network["availability_zones"]
    said = capsys.readouterr().err
    assert len(zones) == said.count("warning[ADOPT088]") > 1


def test_a_cluster_whose_name_no_spec_can_have_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    client("ecs").create_cluster(clusterName="My_Shop")
    assert 1 == main(["import", "aws", "--cluster", "My_Shop", "--region", "eu-west-1"])
    said = capsys.readouterr().err
    assert "error[ADOPT087]: the cluster My_Shop cannot be that of a spec" in said
    assert "platform: {cluster: My_Shop}" in said


def test_a_rule_that_starts_tasks_is_a_job(capsys: pytest.CaptureFixture[str]) -> None:
    made = client("ecs").create_cluster(clusterName="ruled")["cluster"]["clusterArn"]
    task = client("ecs").describe_task_definition(taskDefinition="legacy-nightly")
    given = {
        "containerOverrides": [
            {
                "name": "legacy-nightly",
                "command": ["report", "--all"],
                "environment": [{"name": "DAYS", "value": "7"}],
                "cpu": 64,
            }
        ]
    }
    events = client("events")
    events.put_rule(Name="Ruled-Report", ScheduleExpression="rate(1 day)")
    events.put_targets(
        Rule="Ruled-Report",
        Targets=[
            {
                "Id": "run",
                "Arn": made,
                "RoleArn": "arn:aws:iam::123456789012:role/events",
                "Input": json.dumps(given),
                "EcsParameters": {
                    "TaskDefinitionArn": task["taskDefinition"]["taskDefinitionArn"],
                    "TaskCount": 2,
                    "LaunchType": "EC2",
                },
            }
        ],
    )
    main(["import", "aws", "--cluster", "ruled", "--region", "eu-west-1"])
    (job,) = yaml.safe_load(Path("cluster.yaml").read_text())["jobs"].values()
    wanted = {
        "schedule": "rate(1 day)",
        "task_count": 2,
        "overrides": {"command": ["report", "--all"], "environment": {"DAYS": "7"}},
        "enabled": False,
    }
    assert wanted == {word: job.get(word) for word in wanted}
    said = capsys.readouterr().err
    assert "Ruled-Report goes on, and the tree has a schedule of its own, which is off" in said
    assert "Ruled-Report overrides cpu of its task, which has no place in the spec" in said
