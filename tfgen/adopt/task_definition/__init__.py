"""Task definitions, with their services or without → a draft of a spec."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from tfgen.adopt.containers.fields import in_order_of_fields
from tfgen.adopt.containers.ground import in_order, lay, stand_on_instances
from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.containers.keys import Keys, key_of
from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.adopt.task_definition import service as services
from tfgen.adopt.task_definition.left import pass_over_what_is_empty
from tfgen.adopt.task_definition.task import (
    Definition,
    main_container,
    runs_on_fargate,
    service,
)
from tfgen.adopt.wish import Wish
from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.language.scalars import REGION_FORM

_ARN = re.compile(r"arn:aws[a-z-]*:ecs:([a-z0-9-]+):([0-9]{12}):task-definition/.+")
_REGION = re.compile(REGION_FORM)
_IN_REGION = re.compile(
    r"(?:^arn:aws[a-z-]*:[a-z]+:([a-z]{2}-[a-z-]+-[0-9]):[0-9]{12}:"
    r"|\.dkr\.ecr\.([a-z]{2}-[a-z-]+-[0-9])\.amazonaws\.com)"
)
_KIND = "give what aws ecs describe-task-definition prints, or register-task-definition takes"
_SERVICES = "give what aws ecs describe-services prints"


def convert(
    files: Sequence[Given],
    described: Sequence[Given],
    wish: Wish,
    main: str = "",
    balancer: str = "default",
) -> Draft:
    """Return the draft of a spec. Raises TfgenError where a file has no task definition."""
    draft = Draft()
    for file in (*files, *described):
        pass_over_what_is_empty(file)
    nodes = [_definition_of(file) for file in files]
    running = [element for file in described for element in _services_of(file)]
    _lay(draft, wish, nodes)
    definitions = _definitions(nodes, running, main)
    hidden = Hidden(draft)
    # Where several have a way in, each has hosts of its own; so has one on others' balancer.
    is_shared = sum(services.is_balanced(node) for _, node in definitions) > 1 or wish.platform
    for definition, node in definitions:
        _put(draft, wish, hidden, definition, node, balancer, is_shared=bool(is_shared))
    _ground(draft, wish, [definition for definition, _ in definitions])
    in_order(draft)
    return draft


def _definition_of(file: Given) -> Given:
    node = file.get("taskDefinition") or file
    containers = node.get("containerDefinitions")
    if containers is None or not containers.items:
        message = f"{file.at.file} has no containerDefinitions: it is no task definition"
        raise TfgenError([Diagnostic("ADOPT011", message, file.at, _KIND)])
    tags = file.get("tags")
    if tags and node is not file:
        # describe-task-definition prints them beside it.
        tags.leave("they are the task definition's", "tags: {…} of the service")
    return node


def _services_of(file: Given) -> tuple[Given, ...]:
    listed = file.get("services")
    nodes = listed.items if listed else (file.get("service") or file,)
    if not all(element.get("taskDefinition") for element in nodes):
        message = f"{file.at.file} has no services with a taskDefinition"
        raise TfgenError([Diagnostic("ADOPT011", message, file.at, _SERVICES)])
    return nodes


def _lay(draft: Draft, wish: Wish, nodes: Sequence[Given]) -> None:
    """Put what the spec stands on; an ARN tells region and account."""
    first = nodes[0]
    arn = first.get("taskDefinitionArn")
    match = _ARN.fullmatch(str(arn.peek)) if arn else None
    family = first.get("family")
    lay(draft, wish, str(family.peek) if family else "tasks", first.at, _region(nodes))
    if match and not wish.platform:
        draft.put(("account_id",), match[2])
    for node in nodes:
        if told := node.get("taskDefinitionArn"):
            told.text  # noqa: B018
            told.changed("of it the spec has region and account")


def _region(nodes: Sequence[Given]) -> str:
    """Return the region that ARNs, registries or log groups of the task definitions name."""
    for node in nodes:
        for text in _texts(node):
            if match := _IN_REGION.search(text):
                return match[1] or match[2]
        for container in (node.get("containerDefinitions") or node).items:
            region = container.get("logConfiguration", "options", "awslogs-region")
            if region and _REGION.fullmatch(str(region.peek)):
                return str(region.peek)
    return ""


def _texts(node: Given) -> Iterator[str]:
    if isinstance(node.peek, str):
        yield node.peek
    for below in (*node.entries.values(), *node.items):
        yield from _texts(below)


def _definitions(
    nodes: Sequence[Given], running: Sequence[Given], main: str
) -> list[tuple[Definition, Given | None]]:
    keys = Keys()
    by_family: dict[str, Given] = {}
    definitions: list[tuple[Definition, Given | None]] = []
    for node in nodes:
        family = node.get("family")
        named = family.text if family else ""
        if named in by_family:
            message = f"two files have the family {named}"
            raise TfgenError([Diagnostic("ADOPT051", message, node.at, "give the newest alone")])
        by_family[named] = node
        of_it = next((element for element in running if services.family_of(element) == named), None)
        # With one of each there is nothing to choose.
        if of_it is None and len(nodes) == len(running) == 1:
            of_it = running[0]
        key = keys[named or "main"]
        if family and key != named:
            family.changed(f"the service is {key}, as keys of a spec are written")
        definitions.append((_definition(node, named, key, of_it, main), of_it))
    if main and not any(main_container(node, main) for node in nodes):
        message = f"no task definition has a container {main}"
        raise TfgenError([Diagnostic("ADOPT050", message, nodes[0].at, "leave --main out")])
    return definitions


def _definition(node: Given, family: str, key: str, running: Given | None, main: str) -> Definition:
    container = main_container(node, main) or main_container(node, "")
    assert container is not None  # containerDefinitions has items
    asked = _launch(running)
    on_fargate = asked == "FARGATE" if asked else runs_on_fargate(node)
    kinds = node.get("requiresCompatibilities")
    for item in kinds.items if kinds else ():
        where = "on Fargate" if on_fargate else "on instances"
        item.changed(f"of {item.text} the service is one that runs {where}")
    is_connected = services.connected(running) is not None
    return Definition(node, family, key, container, on_fargate, is_connected)


def _launch(running: Given | None) -> str:
    """Return FARGATE or EC2 for where a service runs, "" where it does not say."""
    if running is None:
        return ""
    strategy = running.get("capacityProviderStrategy")
    items = strategy.items if strategy else ()
    names = [str(name.peek) for item in items if (name := item.get("capacityProvider"))]
    if names:
        return "FARGATE" if names[0].startswith("FARGATE") else "EC2"
    launch = running.get("launchType")
    return str(launch.peek) if launch and launch.peek else ""


def _put(
    draft: Draft,
    wish: Wish,
    hidden: Hidden,
    definition: Definition,
    running: Given | None,
    balancer: str,
    is_shared: bool,
) -> None:
    """Put a service into the draft."""
    fields: dict[str, Any] = service(draft, hidden, definition)
    strategy = services.capacity(running)
    if running:
        own = services.fields(draft, running, definition, balancer, is_shared)
        tags = {**fields.get("tags", {}), **own.get("tags", {})}
        placement = services.placed(running, fields.get("placement", {}), own.get("placement", {}))
        fields = {**fields, **own}
        fields |= {key: entry for key, entry in (("tags", tags), ("placement", placement)) if entry}
        for name, form in services.disks(running).items():
            fields.setdefault("volumes", {})[key_of(name)] = {"ebs": form}
    groups = [name for name in strategy if not name.startswith("fargate")]
    if not definition.on_fargate:
        for group in groups or ["default"]:
            why = f"{definition.key} runs on instances"
            is_arm = fields.get("architecture") == "arm64"
            at = definition.node.at
            stand_on_instances(draft, wish, group, why, at, is_arm, fields.get("gpus", 0) > 0)
    if strategy and list(strategy.items()) != [("fargate", 1)]:
        fields["capacity"] = _shortest(strategy)
    elif not definition.on_fargate:
        fields["capacity"] = "default"
    for key, entry in in_order_of_fields(fields):
        draft.put(("services", definition.key, key), entry)


def _shortest(strategy: dict[str, Any]) -> Any:
    """Return a strategy as short as it goes: one name, or shares by name."""
    if len(strategy) == 1 and next(iter(strategy.values())) == 1:
        return next(iter(strategy))
    return strategy


def _ground(draft: Draft, wish: Wish, definitions: Sequence[Definition]) -> None:
    """Say what runs where nothing else is said, and whether there is a balancer."""
    has_fargate = any(definition.on_fargate for definition in definitions)
    if wish.platform:
        if has_fargate:
            draft.put(("defaults", "services", "capacity"), "fargate")
        return
    groups = draft.get(("instance_groups",)) or {}
    if groups and has_fargate:
        draft.put(("cluster", "default_capacity"), "fargate")
    made = draft.get(("services",)) or {}
    if len(groups) == 1 and not has_fargate:
        # The only group is where everything runs.
        for fields in made.values():
            if isinstance(fields.get("capacity"), str):
                del fields["capacity"]
    if not any("routes" in fields for fields in made.values()):
        draft.put(("load_balancers",), {})
