"""What rendering says of the tree that stands: each edit of a cluster, and what is told of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
import standing_trees
import yaml
from looked_at import every

from tfgen import changes
from tfgen.changes import capacity, ownership, services
from tfgen.cli import main
from tfgen.commands.render import Built
from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language import let_go
from tfgen.modules.held import LOGS, OF_FEATURES, OF_MEMBERS

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "templates/modules"
REGISTRY = "012345678901.dkr.ecr.eu-west-1.amazonaws.com"
CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
KEY = "arn:aws:kms:eu-west-1:012345678901:key/1f2e3d4c-0000-4000-8000-0123456789ab"
BASE: dict[str, Any] = yaml.safe_load(f"""
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
state: {{bucket: acc-terraform-state}}
network: {{nat: single, availability_zones: [eu-west-1b, eu-west-1c]}}
instance_groups:
  default: {{instance_type: t3.small, ami_id: ami-0123456789abcdef0}}
  batch: {{instance_type: t3.small, ami_id: ami-0123456789abcdef0}}
load_balancers: {{public: {{certificate_arns: {CERTIFICATE}}}}}
file_systems: {{library: {{}}}}
services:
  web:
    image: {REGISTRY}/web:1
    memory: 256
    read_only_root: true
    port: 8080
    routes: {{public: www.example.com}}
  reader:
    image: {REGISTRY}/reader:1
    capacity: fargate
    cpu: 256
    memory: 512
    read_only_root: true
    volumes: {{library: {{efs: library}}}}
    mounts: ["library:/srv"]
jobs:
  nightly: {{image: {REGISTRY}/job:1, memory: 256, read_only_root: true}}
""")
WEB = BASE["services"]["web"]
LARGER = {f"instance_groups.{group}.instance_type": "m7i.large" for group in ("default", "batch")}
READER = BASE["services"]["reader"]
JOB = BASE["jobs"]["nightly"]
LEFT = {"web": WEB}
BLUE_GREEN = {**WEB, "deployment": {"strategy": "blue_green"}}
WATCHED = {**WEB, "alarms": {"cpu": 80, "memory": 90}, "deployment": {"rollback_alarms": ["cpu"]}}
OF_CI = {**WEB, "deployment": {"owner": "external"}}
JOB_OF_CI = {**JOB, "deployment": {"owner": "external"}}
SCALED = {**WEB, "scaling": {"min": 1, "max": 4, "cpu": 60}}
NIGHT = {"schedule": "cron(0 20 * * ? *)", "min": 1, "max": 2}
SCHEDULED = {**WEB, "scaling": {**SCALED["scaling"], "schedules": {"night": NIGHT}}}
QUEUE: dict[str, Any] = {"queues": {"orders": {}}}
REPOSITORY: dict[str, Any] = {"repositories": {"web": {}}}
MANAGED: dict[str, Any] = {"managed_instances": {"small": {}}}
SECRET: dict[str, Any] = {"secrets": {"mail": {}}}
UNPROTECTED = {"certificate_arns": CERTIFICATE, "deletion_protection": False}
EDGE = {
    "load_balancers.edge": {
        "type": "network",
        "certificate_arns": "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab",
    }
}
KEPT = {"match": "www.example.com", "target_group_name": "old"}
GIVEN = {"eu-west-1b": "eipalloc-0a1b2c3d4e5f60718"}
PEERING = "pcx-0a1b2c3d4e5f60718"
POOL = {"instance_groups.batch.warm_pool": True}
SHARED = {"logs": {"host": {"shared": True}}}
STAY = {"force_new_deployment": False}


def routed(pattern: str, priority: int | None = None) -> dict[str, Any]:
    """Return the web service with a route for a pattern."""
    match = [{"pattern": pattern, "priority": priority}] if priority else pattern
    return {**WEB, "routes": {"public": {"match": match}}}


Edit = Mapping[str, Any]


class Case(NamedTuple):
    """An edit of a cluster, the codes that are told of it, and what the cluster had beside BASE."""

    edit: Edit
    codes: set[str]
    before: Edit = MappingProxyType({})


def edited(spec: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """Return a spec with values at dotted paths; None removes what is there."""
    whole = copy.deepcopy(dict(spec))
    for path, value in edit.items():
        *above, last = path.split(".")
        node = whole
        for part in above:
            node = node.setdefault(part, {})
        if value is None:
            node.pop(last, None)
        else:
            node[last] = value
    return whole


CASES = {
    # What holds data.
    "file-system-removed": Case(
        {"file_systems": None, "services.reader.volumes": None, "services.reader.mounts": None},
        {"CHANGE001"},
    ),
    "file-system-renamed": Case(
        {"file_systems": {"books": {}}, "services.reader.volumes": {"library": {"efs": "books"}}},
        {"CHANGE001"},
    ),
    "file-system-moved": Case(
        {
            "file_systems": {"books": {"moved_from": "library"}},
            "services.reader.volumes": {"library": {"efs": "books"}},
        },
        set(),
    ),
    "file-system-other-key": Case({"file_systems.library": {"kms_key_arn": KEY}}, {"CHANGE003"}),
    "managed-instances-renamed-in-silence": Case(
        {"managed_instances": {"large": {}}}, {"WRITE071"}, before=MANAGED
    ),
    "managed-instances-renamed": Case(
        {"managed_instances": {"large": {"moved_from": "small"}}}, set(), before=MANAGED
    ),
    "managed-instances-of-two-names": Case(
        {"managed_instances": {"small": {}, "large": {}}}, set(), before=MANAGED
    ),
    "queue-removed": Case({"queues": None}, {"CHANGE001"}, before=QUEUE),
    "queue-let-go": Case(
        {"queues": None, "let_go": ["queues.orders", "queues.orders.dead_letter"]},
        set(),
        before=QUEUE,
    ),
    "queue-without-dead-letter": Case(
        {"queues.orders": {"dead_letter": False}}, {"CHANGE001"}, before=QUEUE
    ),
    "queue-moved": Case({"queues": {"purchases": {"moved_from": "orders"}}}, set(), before=QUEUE),
    "queue-fifo": Case({"queues.orders": {"fifo": True}}, {"CHANGE003"}, before=QUEUE),
    "queue-other-key": Case({"queues.orders": {"kms_key_arn": KEY}}, set(), before=QUEUE),
    "repository-removed": Case({"repositories": None}, {"CHANGE001"}, before=REPOSITORY),
    "repository-moved": Case(
        {"repositories": {"front": {"moved_from": "web"}}}, set(), before=REPOSITORY
    ),
    "repository-other-key": Case(
        {"repositories.web": {"kms_key_arn": KEY}}, {"CHANGE003"}, before=REPOSITORY
    ),
    "secret-removed": Case({"secrets": None}, {"CHANGE001"}, before=SECRET),
    "secret-let-go": Case({"secrets": None, "let_go": ["secrets.mail"]}, set(), before=SECRET),
    "secret-moved": Case({"secrets": {"post": {"moved_from": "mail"}}}, set(), before=SECRET),
    "secret-other-key": Case({"secrets.mail": {"kms_key_arn": KEY}}, set(), before=SECRET),
    "service-removed": Case({"services": LEFT}, {"CHANGE001"}),
    "service-let-go": Case({"services": LEFT, "let_go": ["services.reader"]}, set()),
    "service-destroyed": Case({"services": LEFT, "let_go": {"services.reader": "destroy"}}, set()),
    "service-renamed": Case({"services": {"www": WEB, "reader": READER}}, {"CHANGE001"}),
    "service-moved": Case(
        {"services": {"www": {**WEB, "moved_from": "web"}, "reader": READER}}, set()
    ),
    "job-removed": Case({"jobs": None}, {"CHANGE001"}),
    "job-of-ci": Case({"jobs.nightly.deployment": {"owner": "external"}}, set()),
    "flow-logs-off": Case({"network.flow_logs": False}, {"CHANGE001"}),
    "flow-logs-let-go": Case({"network.flow_logs": False, "let_go": ["network.flow_logs"]}, set()),
    "insights-off": Case({"cluster": {"container_insights": "disabled"}}, {"CHANGE001"}),
    "host-logs-off": Case({"logs": {"host": False}}, {"CHANGE001", "CHANGE041"}),
    "host-logs-shared": Case(SHARED, {"CHANGE001", "CHANGE041"}),
    "host-logs-shared-let-go": Case(
        {
            **SHARED,
            "let_go": [f"instance_groups.{key}.host_logs" for key in BASE["instance_groups"]],
        },
        {"CHANGE041"},
    ),
    "host-logs-shared-no-more": Case({}, {"CHANGE001", "CHANGE041"}, before=SHARED),
    "host-logs-shared-other-prefix": Case(
        {"logs": {"prefix": "/apps", "host": {"shared": True}}},
        {"CHANGE002", "CHANGE041"},
        before=SHARED,
    ),
    "warm-pool": Case(POOL, {"CHANGE041"}),
    "warm-pool-removed": Case({}, {"CHANGE041"}, before=POOL),
    "warm-pool-running": Case(
        {"instance_groups.batch.warm_pool": {"pool_state": "running"}}, {"CHANGE041"}, before=POOL
    ),
    "warm-pool-larger": Case(
        {"instance_groups.batch.warm_pool": {"min_size": 2}}, set(), before=POOL
    ),
    "execution-role": Case(
        {
            "services.web.execution_role": {
                "statements": [{"actions": ["ecr:BatchGetImage"], "resources": ["*"]}]
            }
        },
        set(),
    ),
    "exec-off": Case({"access": {"exec": False}}, {"CHANGE001"}),
    "sessions-off": Case({"access": {"ssm": False}}, {"CHANGE001"}),
    "access-logs-off": Case({"load_balancers.public.access_logs": False}, {"CHANGE001"}),
    "bottlerocket": Case(
        {"instance_groups.batch": {"instance_type": "t3.small", "ami_family": "bottlerocket"}},
        {"CHANGE001", "CHANGE041"},
    ),
    "group-removed": Case(
        {"instance_groups": {"default": BASE["instance_groups"]["default"]}}, {"CHANGE001"}
    ),
    "group-moved": Case(
        {
            "instance_groups": {
                "default": BASE["instance_groups"]["default"],
                "night": {**BASE["instance_groups"]["batch"], "moved_from": "batch"},
            }
        },
        set(),
    ),
    "log-prefix": Case({"logs": {"prefix": "/apps"}}, {"CHANGE002", "CHANGE041"}),
    "log-prefix-let-go": Case(
        {"logs": {"prefix": "/apps"}, "let_go": {"logs": "destroy"}}, {"CHANGE041"}
    ),
    "log-class": Case({"logs": {"class": "infrequent_access"}}, {"CHANGE060"}),
    "log-class-removed": Case({}, {"CHANGE061"}, before={"logs": {"class": "infrequent_access"}}),
    "let-go-done": Case({"let_go": ["services.old"]}, {"CHANGE004"}),
    # The network.
    "vpc-block": Case({"network.cidr": "10.8.0.0/16"}, {"CHANGE010", "CHANGE011"}),
    "ipv6": Case({"network.ipv6": True}, set()),
    "ipv6-off": Case({"network.ipv6": False}, {"CHANGE015"}, before={"network.ipv6": True}),
    "public-block": Case(
        {
            "network.availability_zones": {
                "eu-west-1b": {"public": "10.0.20.0/24"},
                "eu-west-1c": {},
            }
        },
        {"CHANGE011"},
    ),
    "private-block": Case(
        {
            "network.availability_zones": {
                "eu-west-1b": {"private": "10.0.77.0/24"},
                "eu-west-1c": {},
            }
        },
        {"CHANGE011"},
    ),
    "zone-before": Case(
        {"network.availability_zones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"]}, {"CHANGE013"}
    ),
    "zone-before-with-nat-zone": Case(
        {
            "network.availability_zones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
            "network.nat_zone": "eu-west-1b",
        },
        set(),
    ),
    "nat-zone-moved": Case({"network.nat_zone": "eu-west-1c"}, {"CHANGE014"}),
    "zone-exchanged": Case(
        {"network.availability_zones": ["eu-west-1a", "eu-west-1b"]}, {"CHANGE012", "CHANGE013"}
    ),
    "nat-per-zone": Case({"network.nat": "per_az"}, set()),
    "nat-none": Case({"network.nat": "none"}, {"CHANGE014"}),
    "nat-other-address": Case({"network.nat_allocation_ids": GIVEN}, {"CHANGE071"}),
    "nat-instance": Case({"network.nat": "instance"}, {"CHANGE014"}),
    "nat-gateway-again": Case({}, {"CHANGE014"}, before={"network.nat": "instance"}),
    "nat-instance-per-zone": Case(
        {"network.nat": "instance_per_az"}, set(), before={"network.nat": "instance"}
    ),
    "nat-instance-of-another-type": Case(
        {"network.nat": "instance", "network.nat_instance_type": "t4g.small"},
        set(),
        before={"network.nat": "instance"},
    ),
    "nat-instance-other-address": Case(
        {"network.nat": "instance", "network.nat_allocation_ids": GIVEN},
        {"CHANGE071"},
        before={"network.nat": "instance"},
    ),
    "nat-instance-with-the-gateway-s-address": Case(
        {"network.nat": "instance", "network.nat_allocation_ids": GIVEN},
        {"CHANGE014", "CHANGE092"},
        before={"network.nat_allocation_ids": GIVEN},
    ),
    "block-added": Case({"network.secondary_cidr_blocks": ["100.64.0.0/16"]}, set()),
    "block-removed": Case(
        {}, {"CHANGE090"}, before={"network.secondary_cidr_blocks": ["100.64.0.0/16"]}
    ),
    "block-of-a-former-route": Case(
        {"network.secondary_cidr_blocks": ["10.99.0.0/16"]},
        {"CHANGE070", "CHANGE091"},
        before={"network.routes": {"10.99.0.0/24": PEERING}},
    ),
    "nat-new-address": Case({}, {"CHANGE071"}, before={"network.nat_allocation_ids": GIVEN}),
    "route-added": Case({"network.routes": {"10.99.0.0/16": PEERING}}, set()),
    "route-to-another": Case(
        {"network.routes": {"10.99.0.0/16": "tgw-0a1b2c3d4e5f60718"}},
        set(),
        before={"network.routes": {"10.99.0.0/16": PEERING}},
    ),
    "route-removed": Case({}, {"CHANGE070"}, before={"network.routes": {"10.99.0.0/16": PEERING}}),
    "destinations-narrower": Case(
        {"network.internet_destinations": ["203.0.113.0/24"]}, {"CHANGE070"}
    ),
    "destinations-in-halves": Case(
        {"network.internet_destinations": ["0.0.0.0/1", "128.0.0.0/1"]}, set()
    ),
    # Trunks, of an account's setting: t3 has none.
    "trunks-on": Case(
        {"cluster": {"awsvpc_trunking": True}, **LARGER}, {"CHANGE076"}, before=LARGER
    ),
    "trunks-off": Case(
        LARGER, {"CHANGE075"}, before={"cluster": {"awsvpc_trunking": True}, **LARGER}
    ),
    # Balancers.
    "scheme": Case({"load_balancers.public.scheme": "internal"}, {"CHANGE020"}),
    "scheme-unprotected": Case(
        {"load_balancers.public": {**UNPROTECTED, "scheme": "internal"}},
        {"CHANGE021"},
        before={"load_balancers.public": UNPROTECTED},
    ),
    "balancer-removed": Case(
        {"load_balancers": {}, "services.web.routes": None}, {"CHANGE001", "CHANGE020"}
    ),
    "balancer-moved": Case(
        {
            "load_balancers": {
                "outside": {"certificate_arns": CERTIFICATE, "moved_from": "public"}
            },
            "services.web.routes": {"outside": "www.example.com"},
        },
        set(),
    ),
    "default-balancer-goes": Case(
        {"load_balancers": {"public": {"certificate_arns": CERTIFICATE}}},
        {"CHANGE001", "CHANGE020"},
        before={"load_balancers": None, "services.web.routes": {"default": "www.example.com"}},
    ),
    "priority-given-on": Case(
        {
            "services.web": routed("www.example.com"),
            "services.other": routed("other.example.com", 5),
        },
        {"CHANGE022"},
        before={"services.web": routed("www.example.com", 5)},
    ),
    "certificate": Case(
        {"load_balancers.public.certificate_arns": [CERTIFICATE[:-1] + "c"]}, set()
    ),
    # Services.
    "former-name-dropped": Case(
        {"services": {"www": WEB, "reader": READER}},
        {"CHANGE002", "CHANGE030"},
        before={"services": {"www": {**WEB, "moved_from": "web"}, "reader": READER}},
    ),
    "former-name-that-never-was": Case(
        {"services.web.moved_from": "old"}, {"CHANGE002", "CHANGE031"}
    ),
    "alarms-removed": Case(
        {"services.web": WEB}, {"CHANGE035", "CHANGE036"}, before={"services.web": WATCHED}
    ),
    "alarms-former": Case(
        {"services.web": {**WEB, "deployment": {"former_alarms": ["cpu", "memory"]}}},
        {"CHANGE035"},
        before={"services.web": WATCHED},
    ),
    "to-shifting": Case({"services.web": BLUE_GREEN}, {"CHANGE033"}),
    "to-rolling": Case({"services.web": WEB}, {"CHANGE032"}, before={"services.web": BLUE_GREEN}),
    "image": Case({"services.web.image": f"{REGISTRY}/web:2"}, set()),
    "count": Case({"services.web.desired_count": 3}, {"CHANGE035"}),
    "count-with-image": Case(
        {"services.web.desired_count": 3, "services.web.image": f"{REGISTRY}/web:2"}, set()
    ),
    "count-and-tasks-stay": Case(
        {"services.web.desired_count": 3, "services.web.deployment": STAY},
        set(),
        before={"services.web.deployment": STAY},
    ),
    "capacity": Case({"services.web.capacity": "batch"}, set()),
    "capacity-and-tasks-stay": Case(
        {"services.web.capacity": "batch", "services.web.deployment": STAY},
        {"CHANGE034"},
        before={"services.web.deployment": STAY},
    ),
    "scaling": Case({"services.web.scaling": {"min": 1, "max": 3, "cpu": 60}}, set()),
    "owner": Case({"services.web.deployment": {"owner": "external"}}, set()),
    # What something else than Terraform decides.
    "ci-and-memory": Case(
        {"services.web": {**OF_CI, "memory": 300}}, {"CHANGE050"}, before={"services.web": OF_CI}
    ),
    "ci-and-alarms": Case(
        {"services.web": {**OF_CI, "alarms": {"cpu": 80}}},
        {"CHANGE035"},
        before={"services.web": OF_CI},
    ),
    "ci-and-job": Case(
        {"jobs.nightly": {**JOB_OF_CI, "memory": 300}},
        {"CHANGE050"},
        before={"jobs.nightly": JOB_OF_CI},
    ),
    "from-ci": Case({"services.web": WEB}, {"CHANGE051"}, before={"services.web": OF_CI}),
    "job-from-ci": Case({"jobs.nightly": JOB}, {"CHANGE051"}, before={"jobs.nightly": JOB_OF_CI}),
    "unscaled": Case({"services.web": WEB}, {"CHANGE052"}, before={"services.web": SCALED}),
    "bounds-beside-schedules": Case(
        {"services.web": {**SCHEDULED, "scaling": {**SCHEDULED["scaling"], "max": 9}}},
        {"CHANGE053"},
        before={"services.web": SCHEDULED},
    ),
    # The cluster and its instances.
    "cluster-name": Case(
        {"cluster": {"name": "blue"}},
        {"CHANGE002", "CHANGE020", "CHANGE040", "CHANGE041"},
    ),
    "tag": Case({"tags": {"Team": "shop"}}, {"CHANGE041"}),
    "instance-type": Case({"instance_groups.batch.instance_type": "t3.medium"}, {"CHANGE041"}),
    "group-size": Case({"instance_groups.batch.max_size": 7}, set()),
    "autoscaling-group-renamed": Case(
        {"instance_groups.batch.autoscaling_group_name": "Old"}, {"CHANGE041", "CHANGE800"}
    ),
    "capacity-provider-renamed": Case(
        {"instance_groups.batch.capacity_provider": {}},
        {"CHANGE800"},
        before={"instance_groups.batch.capacity_provider": {"name": "old"}},
    ),
    "target-group-renamed": Case(
        {"services.web.routes.public": KEPT},
        {"CHANGE801"},
    ),
    "target-group-name-stays": Case(
        {"services.web.port": 8081, "services.web.routes.public": KEPT},
        {"CHANGE801"},
        before={"services.web.routes.public": KEPT},
    ),
    "target-group-and-its-port-stay": Case(
        {
            "services.web.port": 8081,
            "services.web.routes.public": {**KEPT, "target_group_port": 80},
        },
        set(),
        before={"services.web.routes.public": {**KEPT, "target_group_port": 80}},
    ),
    "listener-of-a-network-balancer-moves": Case(
        {**EDGE, "services.web.routes.edge": {"listen": "9001/tls"}},
        set(),
        before={**EDGE, "services.web.routes.edge": {"listen": "9000/tcp"}},
    ),
    "balancer-renamed": Case({"load_balancers.public.name": "old"}, {"CHANGE020"}),
    "managed-instances-on-spot": Case(
        {"managed_instances": {"spare": {"capacity_option_type": "spot"}}},
        {"CHANGE085"},
        before={"managed_instances": {"spare": {}}},
    ),
    "managed-instances-larger": Case(
        {"managed_instances": {"spare": {"storage_size": 120}}},
        set(),
        before={"managed_instances": {"spare": {}}},
    ),
}


def rendered(spec: Mapping[str, Any], folder: Path) -> Built:
    """Return the tree of a spec, with what it does to the one in a folder."""
    return standing_trees.rendered(in_file(spec, folder), folder / "out")


def stand(spec: Mapping[str, Any], folder: Path) -> None:
    """Write the tree of a spec into a folder."""
    standing_trees.stand(in_file(spec, folder), folder / "out")


def in_file(spec: Mapping[str, Any], folder: Path) -> Path:
    file = folder / "cluster.yaml"
    file.write_text(yaml.safe_dump(dict(spec)))
    return file


def told(case: Case, folder: Path) -> tuple[Diagnostic, ...]:
    """Return what is told of an edit."""
    before = edited(BASE, case.before)
    stand(before, folder)
    tree = rendered(edited(before, {**dict.fromkeys(case.before), **case.edit}), folder)
    return tree.findings


@pytest.mark.parametrize("name", CASES)
def test_an_edit_is_told(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    findings = told(case, tmp_path)
    assert case.codes == {diagnostic.code for diagnostic in findings}, findings


def test_every_code_is_told_of_some_edit() -> None:
    assert {code.code for code in changes.CODES} == set().union(
        *(case.codes for case in every(CASES.values()))
    )


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with BASE and its tree."""
    folder = tmp_path_factory.mktemp("standing")
    stand(BASE, folder)
    return folder


def test_the_same_spec_changes_nothing(standing: Path) -> None:
    tree = rendered(BASE, standing)
    assert () == tree.findings


def test_a_finding_stands_at_the_call_and_is_as_grave_as_its_code(standing: Path) -> None:
    graded = {code.code: code.severity for code in changes.CODES}
    tree = rendered(edited(BASE, CASES["cluster-name"].edit), standing)
    for diagnostic in every(tree.findings):
        assert graded[diagnostic.code] is diagnostic.severity
        place = diagnostic.location
        assert place is not None
        line = Path(place.file).read_text().splitlines()[place.line - 1]
        assert line.startswith("module "), line


def test_what_is_kept_is_forgotten_by_terraform(standing: Path) -> None:
    tree = rendered(edited(BASE, CASES["service-let-go"].edit), standing)
    texts = {file.path: file.text for file in tree.tree.files}
    assert "from = module.service_reader_task.aws_cloudwatch_log_group.this" in texts["removed.tf"]
    assert "destroy = false" in texts["removed.tf"]

    tree = rendered(edited(BASE, CASES["service-destroyed"].edit), standing)
    assert "removed.tf" not in {file.path for file in tree.tree.files}


def test_a_tree_that_cannot_be_read_is_left_to_the_writer(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/main.tf").write_bytes(b"\xff")
    tree = rendered(BASE, tmp_path)
    assert () == tree.findings

    (tmp_path / "out/main.tf").write_text('module "a" {')
    tree = rendered(BASE, tmp_path)
    assert () == tree.findings


def test_of_a_tree_with_a_file_missing_nothing_is_said(tmp_path: Path) -> None:
    stand(BASE, tmp_path)
    (tmp_path / "out/main.tf").unlink()
    tree = rendered(edited(BASE, CASES["service-removed"].edit), tmp_path)
    assert () == tree.findings


def test_the_command_refuses_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, out = tmp_path / "acc.yaml", tmp_path / "out"
    spec.write_text(yaml.safe_dump(BASE))
    assert 0 == main(["render", str(spec), "-o", str(out)])
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    spec.write_text(yaml.safe_dump(edited(BASE, CASES["service-removed"].edit)))

    assert 3 == main(["render", str(spec), "-o", str(out)])
    assert before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert "let_go: [services.reader]" in capsys.readouterr().err
    assert 2 == main(["render", "--check", str(spec), "-o", str(out)])
    assert "CHANGE001" in capsys.readouterr().err


def test_the_language_knows_what_holds_data() -> None:
    held = {word.format("[KEY]") for word in (*OF_MEMBERS, *OF_FEATURES)} | {LOGS}
    form = let_go.KEY_FORM
    words = {member.replace("\\.", ".").replace(form, "[KEY]") for member in let_go.OF_MEMBERS}
    assert held == words | set(let_go.OF_FEATURES)


# What the rooms of tfgen name of modules: sets of inputs by the module that has them.
NAMED_INPUTS = {
    "ecs_instances": capacity._OF_THE_GROUP,
    "docker_container": capacity._OF_LOG_GROUPS,
    "ecs_task": {*ownership._OF_REVISIONS},
    "ecs_service": services._WITHOUT_DEPLOYMENT,
}


def test_changes_name_inputs_that_modules_have() -> None:
    """A name that no module has any more compares nothing with nothing, and keeps quiet."""
    for module, names in every(NAMED_INPUTS.items()):
        assert set() == set(names) - inputs_of(module), module
    everywhere = {name for folder in MODULES.iterdir() for name in inputs_of(folder.name)}
    asked = {
        name for file in every((ROOT / "tfgen/changes").glob("*.py")) for name in asked_in(file)
    }
    assert set() == {name.partition(".")[0] for name in asked} - everywhere


def inputs_of(module: str) -> set[str]:
    """Return the variables of a module."""
    return set(re.findall(r'^variable "(\w+)"', _text(MODULES / module), re.M))


def _text(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.glob("variables.tf*"))


def asked_in(file: Path) -> set[str]:
    """Return the inputs that a file asks calls for by name."""
    return set(
        re.findall(
            r'\b(?:before|after|call|service|task|former)\.get\(\s*"([\w.]+)"', file.read_text()
        )
    )


def test_each_severity_has_its_use() -> None:
    graded: dict[Severity, list[Code]] = {}
    for code in changes.CODES:
        graded.setdefault(code.severity, []).append(code)
    assert set(Severity) == set(graded)
