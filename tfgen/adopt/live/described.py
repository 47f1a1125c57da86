"""Things that run → a draft of the spec that makes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.draft import Draft
from tfgen.adopt.live.balancers import balancers
from tfgen.adopt.live.instances import instance_groups
from tfgen.adopt.live.jobs import jobs
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.network import network
from tfgen.adopt.live.services import services
from tfgen.adopt.live.sketch import Sketch
from tfgen.adopt.live.world import Keys, World, as_key
from tfgen.adopt.wish import Wish
from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError
from tfgen.language.cluster import NAME_FORM


def described(things: Iterable[Live], file: str, wish: Wish, cluster: str = "") -> Draft:
    """Return a draft of the cluster among things that run, the only one unless it is named.

    Raises TfgenError where there is no cluster, or several.
    """
    world = World(things, file)
    of = _cluster(world, cluster)
    try:
        sketch = _begun(world, of, wish)
        for part in (network, instance_groups, balancers, services, jobs):
            part(sketch)
    except ValueError as error:
        # Not which: a state has secrets.
        message = f"{file}: a number or a block is not as the AWS provider writes it"
        help = "give what `terraform state pull` prints, as it is"
        fault = Diagnostic("ADOPT070", message, Location(file, length=0), help)
        raise TfgenError([fault]) from error
    return sketch.draft


def _cluster(world: World, name: str) -> Live:
    clusters = [live for live in world.of("aws_ecs_cluster") if name in ("", live.values["name"])]
    if len(clusters) == 1:
        return clusters[0]
    named = ", ".join(sorted(str(live.values["name"]) for live in world.of("aws_ecs_cluster")))
    message = f"{world.file} has no ECS cluster"
    if named:
        message = f"{world.file} has the clusters {named}, and a spec is one of them"
    help = "name one with --cluster" if named else "give the state that the cluster stands in"
    raise TfgenError([Diagnostic("ADOPT071", message, Location(world.file, length=0), help)])


def _begun(world: World, cluster: Live, wish: Wish) -> Sketch:
    draft = Draft()
    name = str(cluster.values["name"])
    environment = wish.environment or as_key(world.tagged("Environment")) or as_key(name)
    draft.put(("environment",), environment)
    keys = Keys(name, environment)
    sketch = Sketch(world, draft, cluster, name, keys, {}, {}, Hidden(draft))
    if region := wish.region or world.commonest("region"):
        draft.put(("region",), region)
    else:
        why = "no ARN tells the region"
        draft.made_up(("region",), "eu-west-1", why, "give --region", sketch.at)
    # Terraform then touches no other account, whatever credentials it finds.
    if account := world.commonest("account"):
        draft.put(("account_id",), account)
    # A cluster is named like its environment, unless the spec says otherwise.
    if name != environment:
        draft.put(("cluster", "name"), name)
    if not re.fullmatch(NAME_FORM, name):
        message = f"the cluster {name} cannot be that of a spec: AWS renames none, and names in "
        message += "AWS that begin with such a name are refused"
        help = f"write an application of its services, with platform: {{cluster: {name}}}"
        sketch.say("ADOPT087", message, help, Severity.ERROR)
    setting = {item["name"]: item["value"] for item in cluster.values.get("setting") or ()}
    insights = setting.get("containerInsights")
    if insights in ("enabled", "disabled", "enhanced"):
        sketch.put(("cluster", "container_insights"), insights, "enhanced")
    return sketch
