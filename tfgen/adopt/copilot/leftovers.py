"""What lies beside manifests, and comes into no spec: addons, overrides and pipelines.

Each is told by itself: resources of an addon, patches of an override, files of all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tfgen.adopt.copilot.values import entries, text_of
from tfgen.adopt.given import Given, read
from tfgen.diagnostics import Location, TfgenError

# What becomes of resources of addons, by the service in their type.
# https://aws.github.io/copilot-cli/docs/developing/addons/workload/
_STAYS = {
    "S3": "keep its stack, and give tasks grants.s3.<bucket>",
    "DynamoDB": "keep its stack, and give tasks grants.dynamodb.<table>",
    "SQS": "keep its stack and give tasks grants.sqs with its arn, or make one under queues",
    "SNS": "keep its stack, and give tasks grants.sns.<topic>",
    "SecretsManager": "keep its stack, and name it under secrets of a service",
    "SSM": "keep its stack, and name it under secrets of a service",
    "KMS": "keep its stack, and name its ARN as kms_key_arn beside what it encrypts",
    "RDS": "keep its stack: the database lives on; name its secret under secrets of a service",
    "ElastiCache": "keep its stack, and let the tasks in by security_groups of the service",
    "IAM": "write what it allows as grants or task_role.statements of the service",
    "EFS": "name the file system's id under volumes.<name>.efs",
    "EC2": "keep its stack, or write it as Terraform of your own",
    "CloudWatch": "write alarms under the service, or keep its stack",
}
# Where Copilot sees a new word of a name: UsersDDBTableName is USERS_DDB_TABLE_NAME.
_BEFORE_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])")
_ELSE = "keep its stack, or write it as Terraform of your own"
MANIFEST = "manifest.yml"
# Below copilot/: a folder for each service, job, environment or pipeline.
_DEPTHS = {"environments": 3}
_PIPELINE = "CI is your own: tfgen render and terraform plan take its place"


def beside(root: Path) -> Iterator[Given]:
    """Yield what is told of the files beside manifests."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if not path.is_file() or "node_modules" in parts:
            continue
        if "addons" in parts:
            # Addons of an environment give no variables to containers.
            yield from _parts_of_addon(path, gives_variables="environments" not in parts)
        elif "overrides" in parts:
            yield from _parts_of_override(path)
        elif "pipelines" in parts or path.name in ("pipeline.yml", "buildspec.yml"):
            yield _whole(path, "a spec has no pipelines", _PIPELINE)
        elif path.name == MANIFEST and len(parts) > _DEPTHS.get(parts[0], 2):
            yield _whole(path, "Copilot reads no manifest that lies so deep", "move it up")


def _whole(path: Path, why: str, help: str) -> Given:
    file = Given((), Location(str(path), length=0), (None, ""))
    file.leave(f"{path.name}: {why}", help)
    return file


def _parts_of_addon(path: Path, *, gives_variables: bool) -> Iterator[Given]:
    why = "an addon is CloudFormation of its own"
    template = _readable(path)
    if template is None or not template.entries:
        yield _whole(path, why, _ELSE)
        return
    # Read apart: to know the type of a resource is not to carry it over.
    types = _types(path)
    for section, content in template.entries.items():
        if section == "Outputs" and gives_variables and content.entries:
            yield from _outputs(content)
            continue
        if section != "Resources" or not content.entries:
            content.leave(f"{why}, with its {section}", _ELSE)
            yield content
            continue
        for name, resource in content.entries.items():
            kind = types.get(name, "")
            service = kind.split("::")[1] if kind.count("::") == 2 else ""
            resource.leave(f"{kind or 'it'} is a resource of an addon", _STAYS.get(service, _ELSE))
            yield resource


def _outputs(content: Given) -> Iterator[Given]:
    """Yield the outputs of an addon of a service, each with the variable that Copilot makes of it.

    https://aws.github.io/copilot-cli/docs/developing/addons/workload/
    """
    for name, output in content.entries.items():
        variable = _BEFORE_WORD.sub("_", name).upper()
        output.leave(
            f"Copilot gives it to containers as the variable {variable}, unless it is a policy or "
            "a security group",
            f"write {variable} under environment or secrets of the service, if it is read",
        )
        yield output


def _types(path: Path) -> dict[str, str]:
    resources = entries(read(path).get("Resources"))
    return {name: text_of(entry.get("Type")) for name, entry in resources.items()}


def _parts_of_override(path: Path) -> Iterator[Given]:
    why = "it changes Copilot's CloudFormation, which is gone"
    help = "write what it was for into the spec, or as Terraform of your own"
    patches = _readable(path) if path.suffix in (".yml", ".yaml") else None
    if patches is None or not patches.items:
        yield _whole(path, why, help)
        return
    # Each patch was for something: one line for all would hide the others.
    for patch in patches.items:
        patch.leave(why, help)
        yield patch


def _readable(path: Path) -> Given | None:
    """Return a file of YAML, None where it is something else: it is only told that it is left."""
    try:
        return read(path)
    except TfgenError:
        return None
