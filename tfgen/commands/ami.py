"""The images of instance groups, compared with those that AWS recommends in its public SSM parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tfgen.commands.edit import Edit
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.pipeline import Checked
from tfgen.resolve import Cluster

# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
MOST_PARAMETERS = 10


@dataclass(frozen=True, slots=True)
class Image:
    """The image of an instance group: the pinned one with its place, if any, and the one that AWS recommends."""

    spec: str
    group: str
    parameter: str
    recommended: str
    ami_id: str | None = None
    at: Location | None = None

    @property
    def outdated(self) -> bool:
        """Whether another image is pinned than AWS recommends."""
        return self.ami_id is not None and self.ami_id != self.recommended


def images(checked: Checked) -> tuple[Image, ...]:
    """Ask AWS which images it recommends for a spec's groups. Raises TfgenError where it cannot be asked."""
    cluster = checked.cluster
    parameters = {
        name: parameter
        for name, group in sorted(cluster.instance_groups.items())
        if (parameter := group.ami_parameter)
    }
    recommended = _recommended(cluster, sorted(set(parameters.values())))
    found = []
    for name, parameter in parameters.items():
        path = ("instance_groups", name, "ami_id")
        pinned = cluster.instance_groups[name].ami_id
        at = cluster.at(*path) if pinned else None
        found.append(Image(cluster.file, name, parameter, recommended[parameter], pinned, at))
    return tuple(found)


def edits(found: Iterable[Image]) -> tuple[Edit, ...]:
    """Return what has to be written where. Raises TfgenError where one line pins images that must now differ."""
    wanted: dict[Location, Image] = {}
    clashes = []
    for image in (one for one in found if one.at and one.ami_id):
        assert image.at
        first = wanted.setdefault(image.at, image)
        if first.recommended != image.recommended:
            clashes.append(_clash(first, image))
    if clashes:
        raise TfgenError(clashes)
    return tuple(
        Edit(at, one.ami_id or "", one.recommended) for at, one in wanted.items() if one.outdated
    )


def as_text(found: Sequence[Image], *, updated: bool = False) -> str:
    """Return one line for each group."""
    return "".join(f"{one.spec}: {one.group}: {_words(one, updated)}\n" for one in found)


def as_json(found: Sequence[Image], *, updated: bool = False) -> str:
    """Return the groups as JSON."""
    groups = [
        {
            "spec": one.spec,
            "instance_group": one.group,
            "ami_id": one.ami_id,
            "recommended": one.recommended,
            "parameter": one.parameter,
            "outdated": one.outdated and not updated,
            "updated": one.outdated and updated,
        }
        for one in found
    ]
    return json.dumps({"format_version": 1, "images": groups}, indent=2) + "\n"


def _words(one: Image, updated: bool) -> str:
    if one.ami_id is None:
        return f"not pinned; AWS recommends {one.recommended}"
    if not one.outdated:
        return f"{one.ami_id} is the one that AWS recommends"
    return (
        f"{one.ami_id} -> {one.recommended}"
        if updated
        else f"{one.ami_id}; AWS recommends {one.recommended}"
    )


def _clash(first: Image, other: Image) -> Diagnostic:
    message = (
        f"this line pins the image of {first.group} ({first.spec}) and of {other.group} ({other.spec}), "
        f"for which AWS recommends different ones: {first.recommended} and {other.recommended}"
    )
    return Diagnostic("WRITE031", message, first.at, "write ami_id in each group itself")


def _recommended(cluster: Cluster, parameters: Sequence[str]) -> Mapping[str, str]:
    """Return the image id in each public parameter, in the spec's region and with its profile."""
    if not parameters:
        return {}
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as error:
        message = "this command asks AWS with boto3, which is not installed"
        raise TfgenError(
            [Diagnostic("IO060", message, help="install it: pip install 'tfgen[aws]'")]
        ) from error
    try:
        session = boto3.Session(profile_name=cluster.profile, region_name=cluster.region)
        ssm = session.client(
            "ssm", config=Config(connect_timeout=10, read_timeout=20, retries={"mode": "standard"})
        )
        found: dict[str, str] = {}
        for start in range(0, len(parameters), MOST_PARAMETERS):
            answer = ssm.get_parameters(Names=list(parameters[start : start + MOST_PARAMETERS]))
            found |= {one["Name"]: one["Value"] for one in answer["Parameters"]}
    except (BotoCoreError, ClientError) as error:
        raise TfgenError([_unanswered(error, cluster)]) from error
    if missing := sorted(set(parameters) - set(found)):
        message = f"AWS has no parameter {missing[0]} in {cluster.region}"
        raise TfgenError(
            [Diagnostic("IO061", message, help="check region, instance type and ami_family")]
        )
    return found


def _unanswered(error: Any, cluster: Cluster) -> Diagnostic:
    """Say why AWS gave no answer, in one line and without what a request carried."""
    kind = type(error).__name__
    response = getattr(error, "response", None) or {}
    code = response.get("Error", {}).get("Code", "")
    if (
        kind in ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError")
        or "Token" in kind + code
    ):
        why, help = (
            f"no valid credentials ({code or kind})",
            "log in: aws sso login, AWS_PROFILE, or profile in the spec",
        )
    elif kind == "ProfileNotFound":
        why, help = (
            f"there is no profile '{cluster.profile}'",
            "write another profile in the cluster, or configure this one",
        )
    elif code.startswith("AccessDenied"):
        why, help = (
            f"access denied ({code})",
            "allow ssm:GetParameters on arn:aws:ssm:*::parameter/aws/service/*",
        )
    else:
        why, help = (
            code or kind,
            f"check the network and that {cluster.region} is the right region, then try again",
        )
    return Diagnostic(
        "IO061", f"AWS was asked for its recommended images and did not answer: {why}", help=help
    )
