"""A service with a new name: its tree differs by the name of its calls alone, whatever the service
has."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from tfgen.pipeline import build, check

TODAY = datetime.date(2026, 11, 24)
SPEC = """\
version: 1
environment: acc
region: eu-west-1
alerts: {{emails: [ops@example.com]}}
file_systems: {{data: {{}}}}
load_balancers:
  public: {{certificate_arns: [arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab]}}
services:
  {name}:
    {moved}
    image: public.ecr.aws/nginx/nginx:1.27
    cpu: 512
    memory: 1024
    port: 80
    exec: true
    routes: {{public: www.example.com}}
    service_connect: {{}}
    cloud_map: {{namespace: acc.internal}}
    volumes: {{files: {{efs: data}}}}
    mounts: [files:/data]
    sidecars:
      proxy: {{image: "public.ecr.aws/envoy:1.31", cpu: 128, memory: 256, depends_on: {{{name}: start}}}}
    scaling: {{min: 1, max: 3, steps: {{queue: {{namespace: Shop, metric_name: Waiting, out: {{5: 1}}}}}}}}
    alarms: {{cpu: 90, http_5xx: 10}}
    deployment: {{strategy: canary, rollback_alarms: [http_5xx]}}
    dashboard: true
  peer:
    image: public.ecr.aws/nginx/nginx:1.27
    cpu: 256
    memory: 512
    port: 81
    service_connect: {{}}
    ingress: {{web: {{port: 82, from: services.{name}}}}}
"""


def tree(tmp_path: Path, name: str, moved: str) -> dict[str, str]:
    """Return the files of a tree but those that say a name to people, with the present name as
    `web`."""
    path = tmp_path / "spec.yaml"
    path.write_text(SPEC.format(name=name, moved=moved))
    files = {file.path: file.text for file in build(check(path, TODAY)).files}
    spoken = ("README.md", "tests/spec.tftest.hcl", "moved.tf")
    return {
        key.replace(f"service_{name}", "service_web"): text.replace(
            f"service_{name}", "service_web"
        )
        for key, text in files.items()
        if key not in spoken
    }


def test_a_new_name_changes_the_addresses_of_the_calls_and_nothing_else(tmp_path: Path) -> None:
    former, present = tree(tmp_path, "web", ""), tree(tmp_path, "shop", "moved_from: web")

    assert "" not in former.values()
    assert {} == {key: text for key, text in present.items() if text != former.get(key)}
    assert former.keys() == present.keys()


def test_terraform_is_told_of_each_step_of_each_call(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(SPEC.format(name="shop", moved="moved_from: [web, store]"))
    files = {file.path: file.text for file in build(check(path, TODAY)).files}
    calls = re.findall(r'^module "service_shop(\w*)"', files["service_shop.tf"], re.M)

    assert {"", "_task", "_routes", "_alarms", "_scaling", "_dashboard", "_discovery"} <= set(calls)
    steps = re.findall(
        r"from = module\.service_(\w+)\n  to   = module\.service_(\w+)\n", files["moved.tf"]
    )
    assert sorted(steps) == sorted(
        (f"{former}{part}", f"{present}{part}")
        for former, present in (("web", "store"), ("store", "shop"))
        for part in calls
    )


def test_a_neighbour_whose_name_begins_alike_is_not_renamed(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        SPEC.format(name="shop", moved="moved_from: web").replace("  peer:\n", "  shop-peer:\n")
    )
    files = {file.path: file.text for file in build(check(path, TODAY)).files}

    assert "service_shop_peer" in files["service_shop_peer.tf"]
    assert "peer" not in files["moved.tf"]
