"""A workspace → a draft for each environment that is asked for."""

from __future__ import annotations

import re

from tfgen.adopt.copilot.balancers import put_balancers
from tfgen.adopt.copilot.environment import look_at_network, put_environment
from tfgen.adopt.copilot.laid_over import LaidOver
from tfgen.adopt.copilot.scene import Said, Scene
from tfgen.adopt.copilot.surroundings import RETENTION
from tfgen.adopt.copilot.values import below, items
from tfgen.adopt.copilot.workloads import path_of, put_workload
from tfgen.adopt.copilot.workspace import Workspace
from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.diagnostics import Diagnostic, Location, TfgenError

_USUAL_REGION = "us-east-1"
_USUAL_STAGE = "test"
# Longer ones leave no room for what is composed of them.
_LONGEST_NAME = 24
_INJECTED = (
    "COPILOT_SERVICE_NAME, COPILOT_LB_DNS, COPILOT_SNS_TOPIC_ARNS, COPILOT_TOPIC_QUEUE_URIS and "
    "COPILOT_MOUNT_POINTS"
)
_REGION_OF_ARN = re.compile(r"arn:aws[a-z-]*:acm:([a-z0-9-]+):")


def drafts(workspace: Workspace, said: Said) -> dict[str, Draft]:
    """Return the drafts of the environment that is asked for, or of all, by their names."""
    stages = workspace.stages
    wanted = said.wish.environment
    if wanted and stages and wanted not in stages:
        message = f"no manifest of {workspace.folder} knows environment {wanted}"
        help = f"give one of {', '.join(stages)}"
        raise TfgenError([Diagnostic("ADOPT022", message, help=help)])
    chosen = [wanted] if wanted else stages or [""]
    _leave_others(workspace, chosen)
    return {stage or _USUAL_STAGE: _draft(workspace, stage, said) for stage in chosen}


def _leave_others(workspace: Workspace, chosen: list[str]) -> None:
    sources = [manifest.get("environments") for manifest in workspace.workloads.values()]
    for entries in (workspace.environments, *(each.entries for each in sources if each)):
        for stage, given in entries.items():
            if stage not in chosen:
                given.leave(f"it is of environment {stage}", f"import it by --environment {stage}")


def _draft(workspace: Workspace, stage: str, said: Said) -> Draft:
    environment = workspace.environments.get(stage)
    application = workspace.application or said.wish.application
    # No manifest has a region, but what it names may be of one.
    region = said.wish.region or _region(environment)
    scene = Scene(application, stage or _USUAL_STAGE, region or _USUAL_REGION, said)
    first = next(iter(workspace.workloads.values()))
    if scene.is_application:
        _put_application(scene, said)
    else:
        _put_head(scene, workspace)
        _say_made_up(scene, stage, region, first.at)
    _put_defaults(scene, workspace, first)
    look_at_network(scene, environment)
    _put_workloads(scene, workspace, stage)
    if scene.is_application:
        _leave_environment(environment)
        put_balancers(scene, None)
    else:
        put_environment(scene, environment)
        put_balancers(scene, environment)
    return _tidied(scene)


def _region(environment: Given | None) -> str:
    """Return the region of an environment's certificates, "" where it has none."""
    certificates = below(environment, "http", "public", "certificates")
    arns = [item.text for item in items(certificates)]
    return next((entry[1] for arn in arns if (entry := _REGION_OF_ARN.match(arn))), "")


def _put_application(scene: Scene, said: Said) -> None:
    name = said.wish.application or re.sub(r"[^a-z0-9]", "", scene.application)[:16]
    scene.draft.put(("application",), name or "app")
    scene.draft.put(("platform",), said.wish.platform)


def _say_made_up(scene: Scene, stage: str, region: str, at: Location) -> None:
    """Say what a spec needs and no manifest has."""
    draft = scene.draft
    if not stage:
        why = "no manifest names an environment"
        draft.made_up(("environment",), _USUAL_STAGE, why, "give --environment", at)
    if not region:
        why = "manifests of Copilot name no region"
        draft.made_up(("region",), _USUAL_REGION, why, "give --region", at)


def _put_head(scene: Scene, workspace: Workspace) -> None:
    """Put the sections in the order in which a spec has them; some are filled later."""
    draft = scene.draft
    draft.put(("environment",), scene.environment)
    draft.put(("region",), scene.region)
    if scene.knows_account:
        draft.put(("account_id",), scene.account)
    draft.put(("network",), {})
    _put_name(scene, workspace)
    for section in ("load_balancers", "registry_auth", "file_systems", "queues"):
        draft.put((section,), {})


def _put_name(scene: Scene, workspace: Workspace) -> None:
    # Two applications of an account have environments of the same name.
    name = f"{scene.environment}-{scene.application}".lower()
    given = below(workspace.summary, "application")
    scene.draft.put(("cluster",), {})
    if scene.application and len(name) <= _LONGEST_NAME:
        scene.draft.put(("cluster", "name"), name)
    elif given:
        given.changed(f"{name} is too long for a cluster's name, which is {scene.environment}")


def _put_defaults(scene: Scene, workspace: Workspace, first: Given) -> None:
    variables = {
        "COPILOT_APPLICATION_NAME": scene.application,
        "COPILOT_ENVIRONMENT_NAME": scene.environment,
        "COPILOT_SERVICE_DISCOVERY_ENDPOINT": f"{scene.environment}.{scene.application}.local",
    }
    kinds = sorted(
        {
            path[0]
            for folder, manifest in workspace.workloads.items()
            if (path := path_of(manifest, folder))
        },
        reverse=True,
    )
    capacity = {"capacity": "fargate"} if scene.is_application else {}
    if scene.application:
        for kind in kinds:
            fields = {**capacity, "environment": dict(variables)}
            comment = "Copilot gave these to every container." if kind == kinds[0] else ""
            scene.draft.put(("defaults", kind), fields, comment)
    message = f"Copilot also gives containers {_INJECTED}, which the spec does not"
    help = "search the programs for COPILOT_, and write what they read under environment"
    scene.say("ADOPT023", message, help, first.at)


def _put_workloads(scene: Scene, workspace: Workspace, stage: str) -> None:
    for section in ("services", "jobs"):
        scene.draft.put((section,), {})
    merged = {
        folder: _for_stage(manifest, stage) for folder, manifest in workspace.workloads.items()
    }
    paths = {folder: path_of(manifest, folder) for folder, manifest in merged.items()}
    peers = [".".join(path) for path in paths.values() if path]
    for folder, manifest in merged.items():
        put_workload(scene, manifest, folder, peers)
    if not scene.is_application:
        scene.draft.put(("logs",), {"retention_days": RETENTION})
    _say_placement(scene, merged)


def _for_stage(manifest: Given, stage: str) -> Given:
    over = manifest.get("environments", stage)
    return LaidOver(manifest, over) if over and over.is_map else manifest


def _say_placement(scene: Scene, merged: dict[str, Given]) -> None:
    """Say that tasks are no longer in public subnets, where no manifest says that they are."""
    silent = {
        ".".join(path): manifest
        for folder, manifest in merged.items()
        if (path := path_of(manifest, folder))
        and manifest.get("network", "vpc", "placement") is None
    }
    if scene.vpc_cidr is None or not silent:
        return
    message = (
        f"Copilot puts the tasks of {', '.join(silent)} into public subnets, since no placement "
        "says otherwise; here they are in private ones, behind NAT"
    )
    help = "write subnets: public to have it as it was"
    scene.say("ADOPT024", message, help, next(iter(silent.values())).at)


def _leave_environment(environment: Given | None) -> None:
    if environment:
        for value in environment.entries.values():
            value.lose("the spec of the platform says it")


def _tidied(scene: Scene) -> Draft:
    """Return the draft without sections that nothing was put into."""
    spec = scene.draft.spec
    for section in list(spec):
        if spec[section] == {} and section != "load_balancers":
            del spec[section]
    if scene.is_application:
        spec.pop("load_balancers", None)
    return scene.draft
