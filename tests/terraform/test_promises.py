"""The tests that stand in each tree pass with AWS mocked, whatever the provider."""

from __future__ import annotations

import re


def test_terraform_finds_every_promise_kept(planned) -> None:
    text = (planned.workspace.folder / "tests/spec.tftest.hcl").read_text()
    runs = re.findall(r'^run "(\w+)"', text, re.M)
    sections = re.findall(r'^    error_message = "(\w+)', text, re.M)
    said = planned.workspace.must("test", "-no-color")

    assert runs
    assert runs == re.findall(r'run "(\w+)"\.\.\. pass', said)
    # A VPC that exists is not made here, and so nothing of it is promised.
    made = set() if "vpc_id" in planned.spec.get("network", {}) else {"network"}
    assert {"cluster"} | made <= set(sections)
