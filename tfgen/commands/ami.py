"""Images of instance groups, compared with those that AWS recommends in its SSM parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tfgen.commands.check import checked
from tfgen.commands.edit import Edit, edit, write
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.frozen import frozen
from tfgen.pipeline import Checked
from tfgen.resolve import Cluster

# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
MOST_PARAMETERS = 10

_NO_CREDENTIALS = ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError")


@frozen
class Image:
    """The image of an instance group: the pinned one and its place, and what AWS recommends."""

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


def images_of(specs: Sequence[Path]) -> list[Image]:
    """Check specs, and return the images of all their groups. Raises TfgenError."""
    return [image for spec in checked(specs) for image in images(spec)]


def images(spec: Checked) -> tuple[Image, ...]:
    """Ask AWS which images it recommends for a spec's groups. Raises TfgenError."""
    cluster = spec.cluster
    groups = sorted(cluster.instance_groups.items())
    parameters = {name: group.ami_parameter for name, group in groups if group.ami_parameter}
    recommended = _recommended(cluster, sorted(set(parameters.values())))
    result = []
    for name, parameter in parameters.items():
        pinned = cluster.instance_groups[name].ami_id
        at = cluster.at("instance_groups", name, "ami_id") if pinned else None
        result.append(Image(cluster.file, name, parameter, recommended[parameter], pinned, at))
    return tuple(result)


def update(specs: Sequence[Path], images: Sequence[Image]) -> list[str]:
    """Write what AWS recommends over outdated pins; return the files that were edited.

    Raises TfgenError, with every file as it was, where a spec would not be valid any more.
    """
    edits = edits_of(images)
    before = edit(edits)
    try:
        checked(specs)
    except TfgenError:
        for path, data in before.items():
            write(path, data)
        raise
    return sorted({change.at.file for change in edits})


def edits_of(images: Iterable[Image]) -> tuple[Edit, ...]:
    """Return what has to be written where.

    Raises TfgenError where one line pins images that must now differ.
    """
    by_place: dict[Location, Image] = {}
    clashes = []
    for image in images:
        # Groups may share a pin, by an anchor or by defaults.
        if image.at is None:
            continue
        first = by_place.setdefault(image.at, image)
        if first.recommended != image.recommended:
            clashes.append(_clash(first, image))
    if clashes:
        raise TfgenError(clashes)
    return tuple(
        Edit(place, image.ami_id or "", image.recommended)
        for place, image in by_place.items()
        if image.outdated
    )


def _clash(first: Image, other: Image) -> Diagnostic:
    groups = f"{first.group} ({first.spec}) and of {other.group} ({other.spec})"
    differ = f"different ones: {first.recommended} and {other.recommended}"
    message = f"this line pins the image of {groups}, for which AWS recommends {differ}"
    return Diagnostic("WRITE031", message, first.at, "write ami_id in each group itself")


def as_text(images: Sequence[Image], *, updated: bool = False) -> str:
    """Return one line for each group."""
    lines = [f"{image.spec}: {image.group}: {_words(image, updated)}\n" for image in images]
    return "".join(lines)


def _words(image: Image, updated: bool) -> str:
    if image.ami_id is None:
        return f"not pinned; AWS recommends {image.recommended}"
    if not image.outdated:
        return f"{image.ami_id} is the one that AWS recommends"
    if updated:
        return f"{image.ami_id} -> {image.recommended}"
    return f"{image.ami_id}; AWS recommends {image.recommended}"


def as_json(images: Sequence[Image], *, updated: bool = False) -> str:
    """Return the groups as JSON."""
    groups = [
        {
            "spec": image.spec,
            "instance_group": image.group,
            "ami_id": image.ami_id,
            "recommended": image.recommended,
            "parameter": image.parameter,
            "outdated": image.outdated and not updated,
            "updated": image.outdated and updated,
        }
        for image in images
    ]
    return json.dumps({"format_version": 1, "images": groups}, indent=2) + "\n"


def _recommended(cluster: Cluster, parameters: Sequence[str]) -> Mapping[str, str]:
    """Return the image id in each public parameter, in the spec's region and with its profile."""
    if not parameters:
        return {}
    try:
        from botocore.exceptions import BotoCoreError, ClientError

        values = _values(cluster, parameters)
    except ImportError as error:
        message = "this command asks AWS with boto3, which is not installed"
        help = "install it: pip install 'tfgen[aws]'"
        raise TfgenError([Diagnostic("IO060", message, help=help)]) from error
    except (BotoCoreError, ClientError) as error:
        raise TfgenError([_unanswered(error, cluster)]) from error
    if missing := sorted(set(parameters) - set(values)):
        message = f"AWS has no parameter {missing[0]} in {cluster.region}"
        help = "check region, instance type and ami_family"
        raise TfgenError([Diagnostic("IO061", message, help=help)])
    return values


def _values(cluster: Cluster, parameters: Sequence[str]) -> dict[str, str]:
    import boto3
    from botocore.config import Config

    session = boto3.Session(profile_name=cluster.profile, region_name=cluster.region)
    # Without limits of our own a machine with no way to AWS waits for minutes.
    patience = Config(connect_timeout=10, read_timeout=20, retries={"mode": "standard"})
    ssm = session.client("ssm", config=patience)
    values: dict[str, str] = {}
    for start in range(0, len(parameters), MOST_PARAMETERS):
        answer = ssm.get_parameters(Names=list(parameters[start : start + MOST_PARAMETERS]))
        values |= {parameter["Name"]: parameter["Value"] for parameter in answer["Parameters"]}
    return values


def _unanswered(error: Any, cluster: Cluster) -> Diagnostic:
    """Say why AWS gave no answer, in one line and without what a request carried."""
    response = getattr(error, "response", None) or {}
    code = response.get("Error", {}).get("Code", "")
    why, help = _reason(type(error).__name__, code, cluster)
    message = f"AWS was asked for its recommended images and did not answer: {why}"
    return Diagnostic("IO061", message, help=help)


def _reason(kind: str, code: str, cluster: Cluster) -> tuple[str, str]:
    """Return why, and what to do; `kind` is that of the exception, `code` that of AWS's answer."""
    # Expired and invalid tokens have a dozen names, and all of them hold this word.
    if kind in _NO_CREDENTIALS or "Token" in kind + code:
        help = "log in: aws sso login, AWS_PROFILE, or profile in the spec"
        return f"no valid credentials ({code or kind})", help
    if kind == "ProfileNotFound":
        help = "write another profile in the cluster, or configure this one"
        return f"there is no profile '{cluster.profile}'", help
    if code.startswith("AccessDenied"):
        help = "allow ssm:GetParameters on arn:aws:ssm:*::parameter/aws/service/*"
        return f"access denied ({code})", help
    help = f"check the network and that {cluster.region} is the right region, then try again"
    return code or kind, help
