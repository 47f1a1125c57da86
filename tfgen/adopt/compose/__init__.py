"""A Compose file → a draft of a spec."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tfgen.adopt.compose import images, left, traefik
from tfgen.adopt.compose.environment import declared
from tfgen.adopt.compose.interpolation import Variables
from tfgen.adopt.compose.ports import ports
from tfgen.adopt.compose.project import Files, Project, Unit
from tfgen.adopt.compose.routes import ways
from tfgen.adopt.compose.services import Setting, service
from tfgen.adopt.compose.size import DEFAULT, gpus
from tfgen.adopt.compose.values import is_true, pairs, several
from tfgen.adopt.compose.volumes import Volumes, mounts, needs_host
from tfgen.adopt.containers.ground import in_order, lay
from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.containers.keys import Keys, key_of
from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.adopt.wish import Wish
from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.facts.limits import FARGATE_CAPABILITIES

_KINDS = "give a Compose file, with services: and an image or build: in each"


def convert(
    node: Given,
    wish: Wish,
    variables: Mapping[str, str] | None = None,
    profiles: Collection[str] = (),
    on_instances: bool = False,
    balancer: str = "default",
    files: Files = lambda path: None,
) -> Draft:
    """Return the draft of a spec for a Compose file. Raises TfgenError where it is none.

    `variables` are those that its texts name, `files` reads the files of variables of services.
    """
    _require_compose(node)
    draft = Draft()
    name = node.get("name")
    texts = Variables(variables or {})
    called = texts.text(name) if name else ""
    lay(draft, wish, called or node.at.file.rsplit("/", 1)[-1].split(".")[0], node.at)
    project = Project(node, texts, profiles, files)
    _name(draft, wish, name, called)
    setting = _setting(draft, wish, project, balancer)
    needed = {unit.name: _needs(unit, on_instances) for unit in project.units}
    wanted = [unit for unit in project.units if not _is_replaced(setting, unit)]
    with_defaults = [unit for unit in wanted if service(setting, unit, needed[unit.name])]
    _ground(setting, any(not needed[unit.name] for unit in wanted))
    if with_defaults:
        _size(draft, with_defaults[0])
    left.leave(node.entries, left.TOP)
    in_order(draft)
    return draft


def _require_compose(node: Given) -> None:
    services = node.get("services")
    if services is None or not services.is_map or not services.entries:
        message = f"{node.at.file} has no services: it is no Compose file"
        raise TfgenError([Diagnostic("ADOPT011", message, node.at, _KINDS)])


def _name(draft: Draft, wish: Wish, name: Given | None, called: str) -> None:
    if name is None:
        return
    if wish.platform:
        name.changed("the application is named like it")
        return
    # The room that names of AWS leave a cluster's.
    cluster = key_of(f"{draft.get(('environment',))}-{called}")[:24].rstrip("-")
    draft.put(("cluster", "name"), cluster)


def _setting(draft: Draft, wish: Wish, project: Project, balancer: str) -> Setting:
    keys = Keys()
    # A name that is a key stays one, whatever others come near it.
    names = sorted((unit.name for unit in project.units), key=lambda name: key_of(name) != name)
    by_name = {name: keys[name] for name in names}
    open_ports = ports(project)
    hidden = Hidden(draft)
    declared(project, hidden)
    volumes = Volumes(draft, project)
    leading = ways(project, open_ports, by_name, is_shared=bool(wish.platform))
    return Setting(draft, wish, project, hidden, volumes, by_name, open_ports, leading, balancer)


def _needs(unit: Unit, on_instances: bool) -> str:
    """Return what a service needs an instance for, "" where Fargate has all of it."""
    if on_instances:
        return "it was asked for"
    if is_true(unit.field("privileged")):
        return "it is privileged"
    if unit.field("devices"):
        return "it has devices of the host"
    for key in ("network_mode", "pid", "ipc"):
        mode = unit.field(key)
        if mode and mode.peek == "host":
            return f"{key}: host"
    if gpus(unit):
        return "it has GPUs"
    for item in several(unit.field("cap_add")):
        if str(item.peek).upper().removeprefix("CAP_") not in FARGATE_CAPABILITIES:
            return f"Fargate does not add the capability {item.peek}"
    host = [mount.source for mount in mounts(unit) if needs_host(mount)]
    return f"it mounts {host[0]} of the host" if host else ""


def _is_replaced(setting: Setting, unit: Unit) -> bool:
    """Tell whether a service is a proxy in whose place there is a load balancer."""
    by_label = [
        pair
        for other in setting.project.units
        for pair in pairs(other.field("labels"), other.variables)
        if traefik.is_of_traefik(pair) and traefik.patterns(pair)
    ]
    if images.base_name(unit.text("image")) not in images.PROXIES or not by_label:
        return False
    unit.node.lose(
        "the load balancer takes its place",
        "routes, certificate_arns and dns say what its labels and arguments said",
    )
    return True


def _ground(setting: Setting, has_fargate: bool) -> None:
    """Say what runs where nothing else is said, and whether there is a balancer."""
    draft = setting.draft
    if setting.wish.platform:
        draft.put(("defaults", "services", "capacity"), "fargate")
        return
    if draft.get(("instance_groups",)) and has_fargate:
        draft.put(("cluster", "default_capacity"), "fargate")
    services = draft.get(("services",)) or {}
    if not any("routes" in fields for fields in services.values()):
        draft.put(("load_balancers",), {})


def _size(draft: Draft, first: Unit) -> None:
    cpu, memory = DEFAULT
    why = "services of which the file says no size"
    sections = [key for key in ("services", "jobs") if draft.get((key,))]
    for section in sections:
        draft.put(("defaults", section, "cpu"), cpu)
        draft.put(("defaults", section, "memory"), memory)
    draft.say(
        ("defaults",),
        f"defaults.services is made up: {cpu} CPU units and {memory} MiB, for {why}",
        "write cpu and memory as large as each service needs",
        first.node.key_at,
    )
