"""The modules: one folder name is one text in all trees, and what they declare is the language's,
read and used."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import scale_specs
import spec_strategies as specs
import terraform_cli
import yaml
from hypothesis import HealthCheck, Phase, given, note, settings
from looked_at import every
from own_terraform import built

from tfgen.language.capacity import Share
from tfgen.language.classic_balancers import ClassicHealthCheck
from tfgen.language.cluster import Cluster
from tfgen.language.containers import Container, Task, Volume
from tfgen.language.file_systems import FileSystem
from tfgen.language.instance_groups import InstanceGroup
from tfgen.language.jobs import Job
from tfgen.language.load_balancers import DefaultTargetGroup, LoadBalancer
from tfgen.language.network import FlowLogs, Network
from tfgen.language.scaling import Scaling
from tfgen.language.section import Section, fields_of
from tfgen.language.services import Match, Route, Service
from tfgen.pipeline import build
from tfgen.render.folder import templates_folder
from tfgen.tree import VARIANTS
from tfgen.verify.parse import parse
from tfgen.verify.syntax import Body, Expression, Kind

HERE = Path(__file__).parent
EXAMPLES = [
    *sorted((HERE.parent / "specs").glob("*.yaml")),
    *sorted((HERE / "show").glob("*.yaml")),
    *sorted((HERE.parent / "specs/teams").glob("*.yaml")),
]
# An application whose platform has IPv6, or tasks in public subnets, names them; no example is one.
UNSEEN = {"platform_vpc": {"ipv6_cidr", "public_subnet_ids"}}
NAMES = [*(path.stem for path in EXAMPLES), "fifty-services-1", "fifty-services-2"]
TODAY = datetime.date(2026, 1, 1)
# Drawing a spec takes a while, and shrinking one would take minutes: the first that fails is
# printed.
slow_to_draw = settings(
    suppress_health_check=list(HealthCheck), phases=set(Phase) - {Phase.shrink, Phase.explain}
)
Files = Mapping[str, str]
Modules = dict[str, dict[str, str]]


def modules_of(files: Files) -> Modules:
    """Return the texts of the modules of a tree, by folder."""
    actual: Modules = {}
    for path, text in files.items():
        if path.startswith("modules/"):
            _, folder, name = path.split("/", 2)
            actual.setdefault(folder, {})[name] = text
    return actual


@cache
def tree(name: str) -> dict[str, str]:
    """Return the tree of a spec that is at hand."""
    at_hand = {path.stem: path for path in EXAMPLES}
    large = name.removeprefix("fifty-services-")
    verified = (
        built(at_hand[name], TODAY)
        if name in at_hand
        else build(specs.check(yaml.safe_dump(scale_specs.cluster(50, int(large)))))
    )
    return {file.path: file.text for file in verified.files}


def trees() -> list[dict[str, str]]:
    return [tree(name) for name in NAMES]


# One folder name, one text


@cache
def known() -> Modules:
    """Return the first text that each folder has, in the order of the trees; drawn ones add what is
    new in them."""
    first: Modules = {}
    for files in trees():
        first = {**modules_of(files), **first}
    return first


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_has_the_same_text_in_all_trees(name: str) -> None:
    for folder, texts in every(modules_of(tree(name)).items()):
        assert known()[folder] == texts


@pytest.mark.slow
@settings(slow_to_draw, max_examples=settings().max_examples // 5)
@given(specs.sound())
def test_a_folder_has_the_same_text_in_drawn_trees(
    examples: Iterator[int], data: specs.Data
) -> None:
    next(examples)
    text = specs.written(data)
    note(text)
    for folder, texts in every(
        modules_of({file.path: file.text for file in build(specs.check(text)).files}).items()
    ):
        assert known().setdefault(folder, texts) == texts


# What a module declares


def folders() -> list[str]:
    return sorted(path.name for path in (templates_folder() / "modules").iterdir() if path.is_dir())


every_module = pytest.mark.parametrize("module", folders())


def texts_of(module: str) -> dict[str, str]:
    """Return the files of a module's templates, without the tags that stand alone on their
    lines."""
    folder = templates_folder() / "modules" / module
    return {
        path.name.removesuffix(".j2"): re.sub(r"^ *\{%.*%\}\n", "", path.read_text(), flags=re.M)
        for path in folder.iterdir()
    }


def declared(module: str, type_: str) -> Iterator[tuple[str, Body]]:
    """Yield the variables or outputs of a module with what they say; in two variants one may stand
    twice."""
    for name, text in texts_of(module).items():
        if name.endswith(".tf"):
            yield from ((block.name, block.body) for block in parse(text).of_type(type_))


@pytest.mark.slow
def test_every_module_is_called_in_some_tree() -> None:
    called = {folder for files in trees() for folder in modules_of(files)}
    assert set() == {
        module
        for module in every(folders())
        if not any(of_module(folder, module) for folder in called)
    }


@every_module
def test_every_variable_is_read(module: str) -> None:
    bodies = [parse(text) for name, text in texts_of(module).items() if name.endswith(".tf")]
    read = {
        reference.names[1]
        for body in bodies
        for part in (
            body._replace(blocks=tuple(block for block in body.blocks if block.type != "variable")),
        )
        for expression in part.expressions()
        for reference in expression.references
        if reference.root == "var" and len(reference.names) > 1
    }
    assert set() == {name for name, _ in declared(module, "variable")} - read


@cache
def used_outputs() -> set[tuple[str, str]]:
    """Return the outputs that roots, owners and promises use, by module: all of them stand in files
    of a root."""
    used = set()
    for files in trees():
        root = "\n".join(text for path, text in files.items() if not path.startswith("modules/"))
        module_of = dict(
            re.findall(r'^module "(\w+)" \{\n  source = "\./modules/(\w+)"$', root, re.M)
        )
        used |= {
            (module_of[call], output)
            for call, output in re.findall(r"\bmodule\.(\w+)\.(\w+)", root)
            if call in module_of
        }
    return used


def of_module(folder: str, module: str) -> bool:
    """Tell whether a folder is a module in one of its variants."""
    return folder == module or (
        folder.startswith(f"{module}_")
        and set(folder.removeprefix(f"{module}_").split("_")) <= set(VARIANTS)
    )


@every_module
@pytest.mark.slow
def test_every_output_is_used(module: str) -> None:
    used = {output for folder, output in used_outputs() if of_module(folder, module)}
    used |= UNSEEN.get(module, set())
    assert set() == {name for name, _ in declared(module, "output")} - used


@pytest.mark.skipif(not terraform_cli.terraform(), reason=terraform_cli.NO_TERRAFORM)
def test_terraform_formats_the_modules_as_they_stand() -> None:
    done = terraform_cli.run(templates_folder() / "modules", "fmt", "-check", "-diff", "-recursive")
    assert (0, "") == (done.returncode, done.stdout)


# Defaults

# What a module, or a variable of it, is about: its words are those of these sections of the
# language.
ABOUT: dict[str, tuple[type[Section], ...]] = {
    "alb": (LoadBalancer,),
    "docker_container": (Container,),
    "ecs_capacity_providers.default_capacity": (Share,),
    "ecs_cluster": (Cluster,),
    "ecs_instances": (InstanceGroup,),
    "ecs_service": (Service,),
    "ecs_service.capacity": (Share,),
    "ecs_task": (Task,),
    "ecs_task.containers": (Container,),
    "ecs_task.volumes": (Volume,),
    "efs": (FileSystem,),
    "elb": (LoadBalancer,),
    "elb.health_check": (ClassicHealthCheck,),
    "flow_logs": (FlowLogs,),
    "job_event_rules": (Job,),
    "job_event_rules.capacity": (Share,),
    "job_schedule": (Job,),
    "job_schedule.capacity": (Share,),
    "job_workflow": (Job,),
    "job_workflow.capacity": (Share,),
    "nlb": (LoadBalancer,),
    "service_listeners.listeners": (Route,),
    "service_routes.listener_rules": (Match,),
    "service_routes.routes": (Route,),
    "service_scaling": (Scaling,),
    "service_scaling.scaling": (Scaling,),
    "target_group": (DefaultTargetGroup,),
    "vpc": (Network,),
}


def section_in(kind: Any) -> type[Section] | None:
    """Return the section of a field: itself, or what its map or list is of."""
    if isinstance(kind, type) and issubclass(kind, Section):
        return kind
    parts = [section_in(part) for part in get_args(kind)] if get_origin(kind) else []
    return next((part for part in parts if part), None)


def below(place: str, sections: tuple[type[Section], ...], word: str) -> tuple[type[Section], ...]:
    """Return what a part of a module is about."""
    if place in ABOUT:
        return ABOUT[place]
    kinds = [
        section_in(fields_of(section)[word][0])
        for section in sections
        if word in fields_of(section)
    ]
    return tuple(kind for kind in kinds if kind)


def members(type_: Expression | None) -> Iterator[tuple[str, Expression, Expression | None]]:
    """Yield the members of the object in a type: name, type and default; one that has to be given
    has no default."""
    if type_ is None or type_.kind is not Kind.CALL:
        return
    inner = type_.children[0]
    if type_.name != "object":
        yield from members(inner)
        return
    for key, value in inner.items:
        if value.kind is Kind.CALL and value.name == "optional":
            wanted, *default = value.children
            yield str(key.value), wanted, default[0] if default else NULL
        else:
            yield str(key.value), value, None


NULL = parse("null = null\n").attributes[0].value


def plain(value: Expression) -> Any:
    """Return a default as data."""
    if value.kind is Kind.LIST:
        return [plain(item) for item in value.children]
    if value.kind is Kind.OBJECT:
        return {str(key.value): plain(item) for key, item in value.items}
    return value.value


def defaults(module: str) -> Iterator[tuple[str, tuple[type[Section], ...], str, Any]]:
    """Yield what has a default in a module: its place, what that is about, its word, and the
    default."""
    about = ABOUT.get(module, ())
    for name, body in declared(module, "variable"):
        if (value := body.value("default")) is not None:
            yield f"{module}.{name}", about, name, plain(value)
        place = f"{module}.{name}"
        yield from _inside(place, below(place, about, name), body.value("type"))


def _inside(
    place: str, about: tuple[type[Section], ...], type_: Expression | None
) -> Iterator[tuple[str, tuple[type[Section], ...], str, Any]]:
    for word, inner, default in members(type_):
        if default is not None:
            yield f"{place}.{word}", about, word, plain(default)
        yield from _inside(f"{place}.{word}", below(f"{place}.{word}", about, word), inner)


def language_default(section: type[Section], word: str) -> Any:
    """Return the default that the language has for a word, as data; a section that says nothing is
    an empty map."""
    name = next(
        name for name, field in section.model_fields.items() if word == (field.alias or name)
    )
    value = section.model_fields[name].get_default()
    if isinstance(value, Section):
        return {}
    return list(value) if isinstance(value, tuple) else value


# A word with another default than the language's, and why.
OTHERWISE = {
    "alb.access_logs": "the bucket always has a name, so the root gives it",
    "alb.http": "a convention: with a certificate it redirects",
    "ecs_instances.log_drivers": "a convention: what Docker has without further destinations",
    "ecs_instances.refresh": "without it nothing is replaced: the root gives an empty one",
    "ecs_service.deployment.bake_time": "a convention of services that shift their requests",
    "ecs_service.desired_count": "a convention: the least of scaling, else one",
    "ecs_service.health_check_grace_period": "a convention: with routes",
    "service_listeners.listeners.health_check.protocol": "a convention: http with a path, else tcp",
    "service_listeners.listeners.health_check.port": "left out, AWS's word for the route's port",
    "service_routes.routes.health_check.port": "left out, AWS's word for the route's port",
    "ecs_service.placement.strategy": "on Fargate AWS alone places tasks: the root gives the usual one on instances",
    "ecs_service.deployment.strategy": "of services that shift their requests, which rolling ones do not",
    "ecs_service.tags": "null leaves a service as it is that has none of its own",
    "ecs_task.logs.retention_days": "a convention: as long as all logs of the cluster",
    "ecs_task.containers.capabilities": "without any the root gives none",
    "elb.access_logs": "as of alb",
    "elb.listeners.instance_protocol": "a convention: that of the balancer, which is tcp by default",
    "flow_logs.traffic_type": "as AWS spells it",
    "job_schedule.overrides": "without any the root gives none",
    "nlb.access_logs": "as of alb",
    "service_listeners.listeners.protocol": "the balancer's and not the tasks', which speak tcp in any case",
}


def compared(module: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield what has a default in a module and in the language: its place, and both defaults."""
    for place, about, word, default in defaults(module):
        for section in about:
            if word in fields_of(section) and not required(section, word):
                yield place, language_default(section, word), default


def test_a_default_of_a_module_is_the_languages_own() -> None:
    differing = {
        place: (language, default)
        for module in folders()
        for place, language, default in compared(module)
        if language != default and not (language in (None, 0, []) and default in (None, 0, [], {}))
    }
    assert OTHERWISE.keys() == differing.keys(), differing


def test_the_defaults_of_many_words_are_compared(
    record_property: Callable[[str, object], None],
) -> None:
    places = {place for module in folders() for place, *_ in compared(module)}
    record_property("figure", f"{len(places)} defaults of modules are compared with the language's")
    assert {
        "ecs_task.containers.health_check.interval",
        "service_routes.routes.health_check.path",
    } <= places
    assert len(places) > 100


def required(section: type[Section], word: str) -> bool:
    return any(
        field.is_required()
        for name, field in section.model_fields.items()
        if word == (field.alias or name)
    )
