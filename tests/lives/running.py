"""A cluster that runs on the emulator: rendered over its former tree, planned, applied, copied."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
import terraform_cli
import yaml
from emulator.server import copied, serve
from terraform_trees import (
    EMULATED,
    Workspace,
    emulated_environment,
    leave_out_what_is_not_emulated,
)

from tfgen.commands.render import Wish, done
from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.pipeline import check

TODAY = datetime.date(2026, 1, 1)
SILENT = ("no-op", "read")


@dataclass(frozen=True)
class Change:
    """What a plan does to a resource; `because` are the arguments that ask for a replacement."""

    address: str
    actions: tuple[str, ...]
    because: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """One word for the actions, `replace` for two."""
        if len(self.actions) > 1:
            return "replace"
        return self.actions[0]


@dataclass(frozen=True)
class Told:
    """What rendering said: findings, and whether it refused to write."""

    findings: tuple[Diagnostic, ...]
    refused: bool = False

    @property
    def codes(self) -> set[str]:
        """The codes of the findings."""
        return {diagnostic.code for diagnostic in self.findings}


@dataclass(frozen=True)
class Running:
    """A cluster's folder: `repository` has the tree as users commit it, `space` where it is applied."""

    home: Path
    endpoint: str
    region: str
    space: Workspace

    @property
    def repository(self) -> Path:
        """The folder of the committed tree."""
        return self.home / "out/cluster"

    def client(self, service: str) -> Any:
        """Return a client of boto3 for this account."""
        return boto3.client(
            service,
            region_name=self.region,
            endpoint_url=self.endpoint,
            aws_access_key_id="emulator",
            aws_secret_access_key="emulator",
        )

    def render(self, spec: Mapping[str, Any]) -> Told:
        """Render a spec over the tree that is there; where it is refused the tree stays."""
        file = self.home / "cluster.yaml"
        file.write_text(yaml.safe_dump(dict(spec), sort_keys=False))
        try:
            checked = check(file, TODAY)
        except TfgenError as refusal:
            return Told(tuple(refusal.diagnostics), refused=True)
        tree = done(checked, self.repository, Wish(adopt=True))
        told = (*checked.findings, *tree.findings)
        if tree.failed:
            return Told(told, refused=True)
        self.take_over()
        return Told(told)

    def take_over(self) -> None:
        """Bring the committed tree to where it is applied, as the emulator needs it."""
        folder = self.space.folder
        kept = {".terraform", ".terraform.lock.hcl", "terraform.tfstate", "emulator_override.tf"}
        for path in folder.iterdir():
            if path.name in kept:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        ignored = shutil.ignore_patterns("backend.tf", ".tfgen*")
        shutil.copytree(self.repository, folder, dirs_exist_ok=True, ignore=ignored)
        leave_out_what_is_not_emulated(folder)
        self.space.must("init", "-input=false", "-no-color")

    def plan(self, *args: str) -> list[Change]:
        """Return what a plan changes."""
        changes = self.space.plan(*args).get("resource_changes", [])
        return [_change(change) for change in changes if not _is_silent(change)]

    def apply(self) -> str:
        """Apply the last plan; return Terraform's errors, "" where there is none."""
        done = self.space.run("apply", "-input=false", "-no-color", "tfplan")
        if done.returncode:
            return done.stderr
        return ""

    @contextmanager
    def copy(self, home: Path) -> Iterator[Running]:
        """Yield a cluster that stands as this one does, and goes its own way."""
        shutil.copytree(self.home, home, symlinks=True)
        with copied(self.endpoint) as endpoint:
            environment = {**self.space.environment, **emulated_environment(endpoint)}
            space = Workspace(home / "tree", environment)
            yield replace(self, home=home, endpoint=endpoint, space=space)


@contextmanager
def running(spec: Mapping[str, Any], home: Path) -> Iterator[Running]:
    """Yield the cluster of a spec, applied to an empty account."""
    (home / "tree").mkdir(parents=True)
    (home / "tree/emulator_override.tf").write_text(EMULATED)
    first = home / "first.yaml"
    # An account has from the start what its spec names: what the lives name later stands in it too.
    later = (Path(__file__).parent / "features.yaml").read_text().replace("\n", "\n# ")
    first.write_text(f"{yaml.safe_dump(dict(spec))}\n# {later}")
    with serve(home / "emulator.log", first) as endpoint:
        environment = terraform_cli.real_environment(home) | emulated_environment(endpoint)
        space = Workspace(home / "tree", environment)
        cluster = Running(home, endpoint, spec["region"], space)
        told = cluster.render(spec)
        assert not told.refused, told
        cluster.plan()
        errors = cluster.apply()
        assert "" == errors, errors
        yield cluster


def _is_silent(change: Mapping[str, Any]) -> bool:
    # Moved only: its address changes, and nothing of it.
    return change["mode"] == "data" or change["change"]["actions"] in ([word] for word in SILENT)


def _change(change: Mapping[str, Any]) -> Change:
    because = tuple(".".join(map(str, path)) for path in change["change"].get("replace_paths", ()))
    return Change(change["address"], tuple(change["change"]["actions"]), because)


def as_text(changes: list[Change]) -> str:
    """Return changes as lines."""
    return json.dumps(
        [[change.kind, change.address, change.because] for change in changes], indent=1
    )
