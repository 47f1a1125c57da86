"""Images, commands, variables, secrets and health checks of main containers and sidecars.

https://aws.github.io/copilot-cli/docs/manifest/backend-service/#image
"""

from __future__ import annotations

import re
from typing import Any

from tfgen.adopt.copilot.scene import Member
from tfgen.adopt.copilot.values import as_key, below, entries, flag, items, number, span, words
from tfgen.adopt.given import Given

# https://aws.github.io/copilot-cli/docs/manifest/backend-service/#image-healthcheck
_CHECK = {"interval": "10s", "timeout": "5s", "retries": 2, "start_period": "0s"}
_CHECK_OF_SPEC = {"interval": "30s", "timeout": "5s", "retries": 3, "start_period": "0s"}
_CHECK_COMMAND = "curl -f http://localhost/ || exit 1"
_NO_EXPORT = "it is an export of CloudFormation, which a spec cannot read"


def put_image(member: Member, image: Given | None, manifest: Given) -> None:
    """Put the image; one that Copilot builds is the newest that it pushed, or --image names it."""
    wanted = member.scene.images.get(member.name)
    location = below(image, "location")
    if image and image.is_plain:
        location = image
    build = below(image, "build")
    if image and build:
        for left in (image, build):
            left.leave("tfgen builds no images", "build and push it in CI, and name its tag here")
    if wanted:
        member.put("image", wanted)
        if location:
            location.leave("--image names another")
    elif location and location.text:
        member.put("image", member.scene.text(location))
    else:
        _made_up_image(member, (build or image or manifest))
    secret = below(image, "credentials")
    if secret and build:
        secret.leave("an image of ECR needs none")
    elif secret:
        _credentials(member, secret)


def _made_up_image(member: Member, at: Given) -> None:
    scene = member.scene
    service, _, sidecar = member.name.partition("/")
    repository = f"{scene.application}/{service}" if scene.application else service
    tag = f"{sidecar}-latest" if sidecar else "latest"
    # Copilot makes a repository for each service, and tags what it pushes with latest too.
    registry = f"{scene.account}.dkr.ecr.{scene.region}.amazonaws.com"
    why = "the image that Copilot pushed last"
    help = f"give --image {member.name}=IMAGE with a tag of your CI"
    if not scene.knows_account:
        why += ", in an account that no manifest names"
        help += ", or --account"
    uri = f"{registry}/{repository}:{tag}"
    scene.draft.made_up((*member.path, "image"), uri, why, help, at.key_at)


def _credentials(member: Member, secret: Given | None) -> None:
    if secret is None or not secret.text:
        return
    uri = str(member.get("image"))
    # As Docker tells a host from a path: it has a dot or a port.
    host = uri.split("/")[0] if re.match(r"[^/]+[.:][^/]*/", uri) else "docker.io"
    arn = member.scene.text(secret)
    if member.scene.is_application:
        secret.lose("credentials of registries are the platform's", "write them in its spec")
        return
    before = member.scene.draft.get(("registry_auth", host, "secret_arn"))
    if before not in (None, arn):
        secret.lose(f"images of {host} have other credentials already", "write one for the host")
        return
    member.scene.draft.put(("registry_auth", host), {"secret_arn": arn})


def put_commands(member: Member, given: Given) -> None:
    """Put entrypoint and command, split as a shell does."""
    member.put("entrypoint", words(given.get("entrypoint")))
    member.put("command", words(given.get("command")))


def put_depends_on(member: Member, given: Given | None) -> None:
    """Put which containers come first."""
    if given and given.entries:
        first = {as_key(name): value.text.lower() for name, value in given.entries.items()}
        member.put("depends_on", first)


def put_labels(member: Member, given: Given | None) -> None:
    """Put Docker labels."""
    if given and given.entries:
        member.put("labels", {k: member.scene.text(v) for k, v in given.entries.items()})


def put_health_check(member: Member, given: Given | None) -> None:
    """Put the check inside of the container, with Copilot's defaults where it says nothing."""
    if given is None or not given.is_map:
        return
    check: dict[str, Any] = {"command": _check_command(given.get("command"))}
    for field, usual in _CHECK.items():
        value = given.get(field)
        said = number(value) if field == "retries" else span(value)
        chosen = usual if said is None else said
        if chosen != _CHECK_OF_SPEC[field]:
            check[field] = chosen
    member.put("health_check", check["command"] if len(check) == 1 else check)


def _check_command(given: Given | None) -> str | list[str]:
    command = words(given) if given and given.is_list else None
    if given and given.is_plain and given.text:
        return given.text
    if not command:
        return _CHECK_COMMAND
    # The first word tells ECS how to run the rest; a spec tells it by text or list.
    if command[0] == "CMD-SHELL":
        return " ".join(command[1:])
    return command[1:] if command[0] == "CMD" else command


def put_variables(member: Member, given: Given | None) -> None:
    """Put variables; exports of other stacks are left."""
    variables: dict[str, str] = {}
    for name, value in entries(given).items():
        if value.is_map:
            _leave_export(value, f"data.aws_cloudformation_export.{name.lower()}.value")
        elif value.is_plain:
            variables[name] = member.scene.text(value)
    # A queue's address may stand there already.
    if variables:
        member.put("environment", {**(member.get("environment") or {}), **variables})


def _leave_export(value: Given, reference: str) -> None:
    help = f"write the value, or {{terraform: {reference}}} with a data source of your own"
    value.leave(_NO_EXPORT, help)


def put_secrets(member: Member, given: Given | None) -> None:
    """Put secrets: their names stay, and with them their values."""
    secrets: dict[str, Any] = {}
    for name, value in entries(given).items():
        if value.is_plain and value.text:
            secrets[name] = _parameter(member.scene.text(value))
        elif named := value.get("secretsmanager"):
            secrets[name] = _secret(member.scene.text(named), named)
        elif value.get("from_cfn"):
            _leave_export(value, f"data.aws_cloudformation_export.{name.lower()}.value")
    if secrets:
        member.put("secrets", secrets)


def _parameter(text: str) -> Any:
    # What Copilot puts into CloudFormation is YAML again: people quote it twice.
    name = text.strip("'\"")
    return name if name.startswith(("/", "arn:")) else {"ssm": name}


def _secret(text: str, given: Given) -> Any:
    """Return name:key:stage:version of Secrets Manager as a spec has it."""
    if text.startswith("arn:"):
        return text
    name, _, rest = text.partition(":")
    key, _, version = rest.partition(":")
    if version.strip(":"):
        how = f"{version} is left out, and it is the newest version"
        given.changed(how, "write its ARN to have another one")
    return {"secretsmanager": name, "key": key} if key else {"secretsmanager": name}


def leave_env_file(given: Given | None) -> None:
    """Leave a file of variables: ECS reads it from S3, where Copilot put it."""
    if given:
        given.leave(
            "Copilot uploads the file of the workspace",
            "put it into S3 and name it under env_files, or write its variables under environment",
        )


def put_sidecars(member: Member, given: Given | None) -> None:
    """Put the further containers of a task."""
    for name, sidecar in entries(given).items():
        path = (*member.path, "sidecars", as_key(name))
        _put_sidecar(Member(member.scene, path, f"{member.name}/{name}"), sidecar, member)


def _put_sidecar(sidecar: Member, given: Given, member: Member) -> None:
    image = given.get("image")
    put_image(sidecar, image, given)
    _credentials(sidecar, given.get("credentialsParameter"))
    _put_port(sidecar, given.get("port"))
    if (essential := given.get("essential")) and not flag(essential):
        sidecar.put("essential", False)
    put_commands(sidecar, given)
    put_variables(sidecar, given.get("variables"))
    put_secrets(sidecar, given.get("secrets"))
    leave_env_file(given.get("env_file"))
    put_health_check(sidecar, given.get("healthcheck"))
    written = given
    if image and image.is_map:
        written = image
    put_depends_on(sidecar, given.get("depends_on") or written.get("depends_on"))
    put_labels(sidecar, given.get("labels") or written.get("labels"))
    _put_mounts(sidecar, given.get("mount_points"), member)


def _put_port(sidecar: Member, given: Given | None) -> None:
    if given is None or not given.text:
        return
    port, _, protocol = given.text.partition("/")
    if protocol in ("", "tcp"):
        sidecar.put("port", int(port) if port.isdecimal() else port)
        return
    sidecar.put("ports", {sidecar.key: f"{port}/{protocol}"})


def _put_mounts(sidecar: Member, given: Given | None, member: Member) -> None:
    mounts = []
    for point in items(given):
        source, path = point.get("source_volume"), point.get("path")
        if source is None or path is None:
            point.leave("it names no volume or no path")
            continue
        writable = (read_only := point.get("read_only")) is not None and not flag(read_only)
        mounts.append(f"{as_key(source.text)}:{path.text}{'' if writable else ':ro'}")
    sidecar.put("mounts", mounts or None)
