"""A service of a Compose file → a service or a job of a spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.adopt.compose import images, left, traefik
from tfgen.adopt.compose.container import health_check, plain_fields
from tfgen.adopt.compose.env_files import env_files
from tfgen.adopt.compose.environment import environment, secrets
from tfgen.adopt.compose.ports import Port
from tfgen.adopt.compose.project import Project, Unit
from tfgen.adopt.compose.routes import Way, checked_path, route
from tfgen.adopt.compose.size import count, gpus, size
from tfgen.adopt.compose.values import pairs
from tfgen.adopt.compose.volumes import Volumes, tmpfs
from tfgen.adopt.containers.fields import in_order_of_fields
from tfgen.adopt.containers.ground import group_for, stand_on_instances
from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.containers.images import repository
from tfgen.adopt.draft import Draft
from tfgen.adopt.wish import Wish
from tfgen.frozen import frozen
from tfgen.language.container_values import IMAGE_FORM

_ARCHITECTURES = {"amd64": "x86_64", "arm64": "arm64", "x86_64": "x86_64", "aarch64": "arm64"}
# One task at a time: two would write the same files.
_ALONE = {"minimum_healthy_percent": 0, "maximum_percent": 100}
_ALONE_WHY = "Never two at once: they would write the same files."


@frozen
class Setting:
    """What all services share while the spec is made."""

    draft: Draft
    wish: Wish
    project: Project
    hidden: Hidden
    volumes: Volumes
    keys: Mapping[str, str]
    ports: Mapping[str, list[Port]]
    ways: Mapping[str, Way]
    balancer: str


def service(setting: Setting, unit: Unit, host: str) -> bool:
    """Put a service into the draft; tell whether it has the size of the defaults.

    `host` says what it needs an instance for, "" where Fargate does.
    """
    fields: dict[str, Any] = {}
    comments: dict[str, str] = {}
    on_instances = bool(host)
    _image(setting, unit, fields)
    if (number := gpus(unit)) and on_instances:
        fields["gpus"] = number
    _platform(unit, fields)
    if on_instances:
        fields["capacity"] = group_for("architecture" in fields, number > 0)
        why = f"{unit.name} needs instances: {host}"
        at = unit.node.key_at
        stand_on_instances(setting.draft, setting.wish, fields["capacity"], why, at)
    has_default_size = size(unit, fields, on_instances)
    is_job = setting.project.ends(unit)
    plain_fields(unit, fields, on_instances)
    env_files(unit, fields, setting.hidden)
    in_files = environment(unit, fields, setting.hidden)
    secrets(unit, fields, setting.hidden, in_files)
    setting.volumes.into(fields, unit, on_instances)
    tmpfs(unit, fields, on_instances)
    health_check(unit, fields)
    _labels(setting, unit, fields)
    _ports(setting, unit, fields)
    # ECS runs a job once: it has neither routes nor peers.
    if not is_job:
        _of_service(setting, unit, fields, comments)
    _tell(unit, is_job)
    path = ("jobs" if is_job else "services", setting.keys[unit.name])
    for key, value in in_order_of_fields(fields):
        setting.draft.put((*path, key), value, comments.get(key, ""))
    return has_default_size


def _image(setting: Setting, unit: Unit, fields: dict[str, Any]) -> None:
    image, build = unit.text("image"), unit.field("build")
    node = unit.field("image")
    # docker.io is the registry of a name with a slash; one without is of the build itself.
    if image and not (build and "/" not in image) and images.is_whole(image, IMAGE_FORM):
        fields["image"] = image
        # tfgen's default would be process 1 before it.
        if images.has_own_init(image):
            fields["init"] = False
        return
    key = setting.keys[unit.name]
    name, _, tag = image.partition(":")
    fields["image"] = repository(setting.draft, key, tag, unit.node.key_at)
    if node:
        node.changed(f"the image is {name or key} of the spec's own repositories")


def _platform(unit: Unit, fields: dict[str, Any]) -> None:
    node = unit.field("platform")
    if node is None:
        return
    parts = unit.text("platform").lower().split("/")
    architecture = _ARCHITECTURES.get(parts[1] if len(parts) > 1 else parts[0])
    if architecture is None or (len(parts) > 1 and parts[0] != "linux"):
        node.lose("tfgen has linux on x86_64 and arm64", "write architecture: arm64")
    elif architecture == "x86_64":
        node.changed("it is what a spec has by default")
    elif "gpus" in fields:
        # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html
        node.lose("AWS has no image for ECS on arm64 with GPUs", "build the image for x86_64")
    else:
        fields["architecture"] = architecture


def _ports(setting: Setting, unit: Unit, fields: dict[str, Any]) -> None:
    ports = setting.ports[unit.name]
    if len(ports) == 1 and ports[0].spec == ports[0].number and not ports[0].name:
        fields["port"] = ports[0].number
    elif ports:
        fields["ports"] = {port.key: port.spec for port in ports}


def _of_service(
    setting: Setting, unit: Unit, fields: dict[str, Any], comments: dict[str, str]
) -> None:
    """Put what a service has and a job does not."""
    count(unit, fields)
    way = setting.ways.get(unit.name)
    if way:
        check = checked_path(unit)
        fields["routes"] = {setting.balancer: route(way, "ports" in fields, check)}
        if way.is_made_up:
            _tell_of_way(setting, unit, way, check)
            comments["routes"] = "Made up: the file publishes a port, and names no host."
    _service_connect(setting, unit, fields)
    kind = images.database(unit.text("image"))
    has_files = any("efs" in volume for volume in fields.get("volumes", {}).values())
    node = unit.field("image")
    if kind and node:
        why = f"{unit.name} is carried over as a container, one task without copies"
        node.remark("ADOPT041", why, f"AWS has {kind.on_aws} for it")
        # Two of them would write the same files while a new version starts.
        if has_files:
            fields["deployment"] = _ALONE
            comments["deployment"] = _ALONE_WHY


def _tell_of_way(setting: Setting, unit: Unit, way: Way, check: str) -> None:
    at = way.port.node.at if way.port.node else unit.node.key_at
    path = ("services", setting.keys[unit.name], "routes")
    asks = "" if check else "; its check asks for / and wants 200"
    if setting.wish.platform:
        asks += "; give --load-balancer for the platform's"
    setting.draft.say(
        path,
        f"{'.'.join(path)} is made up: {way.patterns[0]} leads to port {way.port.number}",
        f"write the host or path that leads there{asks}",
        at,
    )


def _service_connect(setting: Setting, unit: Unit, fields: dict[str, Any]) -> None:
    """Let the peers of a service call it by the name that it has for them in Compose."""
    # Alone on its network it calls nobody of the file by name.
    if not setting.project.peers(unit):
        return
    tcp = [port for port in setting.ports[unit.name] if port.protocol == "tcp"]
    if not tcp:
        fields["service_connect"] = {"client_only": True}
        if not _calls_only(setting, unit):
            help = "if others call it, write port: and service_connect: true"
            unit.node.remark("ADOPT042", "no port of it is known, so peers do not reach it", help)
        return
    form: dict[str, Any] = {}
    key = setting.keys[unit.name]
    if key != unit.name:
        form["alias"] = unit.name.lower().replace("_", "-")
        if form["alias"] != unit.name:
            why = f"peers call it {form['alias']}: names in DNS have no other signs"
            help = f"write {form['alias']} wherever others name it {unit.name}"
            unit.node.remark("ADOPT042", why, help)
        if form["alias"] == key:
            del form["alias"]
    if "ports" in fields:
        form["port"] = tcp[0].key
        # The language has one port of a service for its peers.
        for port in tcp[1:]:
            _tell_of_second(unit, port, tcp[0])
    fields["service_connect"] = form or True


def _tell_of_second(unit: Unit, port: Port, first: Port) -> None:
    node = port.node or unit.node
    node.remark(
        "ADOPT042",
        f"peers reach port {first.number} of {unit.name} by its name, and not {port.number}",
        "a second service of the same image can have the other port",
    )


def _calls_only(setting: Setting, unit: Unit) -> bool:
    """Tell whether nobody waits for a service or links to it."""
    for other in setting.project.peers(unit):
        for key in ("depends_on", "links"):
            field = other.field(key)
            if field is None:
                continue
            names = {*field.entries, *(str(item.peek).split(":")[0] for item in field.items)}
            if unit.name in names:
                return False
    return True


def _labels(setting: Setting, unit: Unit, fields: dict[str, Any]) -> None:
    for pair in pairs(unit.field("labels"), unit.variables):
        if setting.hidden.is_secret(pair.name, pair.value or ""):
            pair.node.lose("it looks like a secret, and no label is one", "secrets: {NAME: …}")
        elif not traefik.is_of_traefik(pair):
            fields.setdefault("labels", {})[pair.name] = pair.value or ""


def _tell(unit: Unit, is_job: bool) -> None:
    """Give reasons for what is left of a service."""
    restart = unit.field("restart")
    if restart and not is_job and unit.text("restart") != "no":
        restart.changed("ECS starts a new task whenever one ends")
    elif restart and not is_job:
        restart.lose(
            "ECS starts a new task whenever one ends",
            "if it is to run once, make it a member of jobs",
        )
    elif restart:
        restart.lose("a job runs once each time that it is started", "retry: 3 tries again")
    if is_job:
        unit.node.changed(
            "it is a job, since others wait for its end",
            "start it before a new version with aws ecs run-task",
        )
    _tell_of_networks(unit)
    deploy = unit.field("deploy")
    left.leave(unit.fields, left.SERVICE)
    if deploy:
        deploy.leave(*left.SWARM)
        left.leave(deploy.entries, left.DEPLOY)


def _tell_of_networks(unit: Unit) -> None:
    """Say what of a service's networks is kept: who reaches whom, by the name of the service."""
    networks = unit.field("networks")
    if networks is None:
        return
    names = [unit.variables.text(item) for item in networks.items]
    for network in networks.entries.values():
        network.text  # noqa: B018
        network.leave(
            "a service has one name, and addresses that AWS gives",
            "service_connect: {alias: …} is another name",
        )
    named = ", ".join((*networks.entries, *names))
    networks.changed(f"services that share {named} reach each other by Service Connect")
