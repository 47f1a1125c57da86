"""Services and jobs by the type of their manifests."""

from __future__ import annotations

from tfgen.adopt.copilot.containers import (
    leave_env_file,
    put_commands,
    put_depends_on,
    put_health_check,
    put_image,
    put_labels,
    put_secrets,
    put_sidecars,
    put_variables,
)
from tfgen.adopt.copilot.messages import put_queues, put_topics
from tfgen.adopt.copilot.ports import Ports
from tfgen.adopt.copilot.routes import Routes, put_routes
from tfgen.adopt.copilot.scene import Member, Scene
from tfgen.adopt.copilot.schedules import put_runs
from tfgen.adopt.copilot.sizes import put_count, put_size
from tfgen.adopt.copilot.storage import put_storage
from tfgen.adopt.copilot.surroundings import (
    leave_overrides,
    put_deployment,
    put_discovery,
    put_exec,
    put_logging,
    put_placement,
    put_tracing,
)
from tfgen.adopt.copilot.values import as_key, text_of
from tfgen.adopt.given import Given

LOAD_BALANCED = "Load Balanced Web Service"
BACKEND = "Backend Service"
WORKER = "Worker Service"
REQUEST_DRIVEN = "Request-Driven Web Service"
JOB = "Scheduled Job"
STATIC = "Static Site"
SERVICES = {LOAD_BALANCED, BACKEND, WORKER, REQUEST_DRIVEN}


def kind_of(manifest: Given) -> str:
    """Return the type that a manifest says."""
    kind = manifest.get("type")
    return text_of(kind)


def path_of(manifest: Given, folder: str) -> tuple[str, str] | None:
    """Return the path of a manifest in the spec, None where it has none."""
    name = manifest.get("name")
    key = as_key(name.text if name and name.text else folder)
    if kind_of(manifest) == JOB:
        return ("jobs", key)
    return ("services", key) if kind_of(manifest) in SERVICES else None


def put_workload(scene: Scene, manifest: Given, folder: str, peers: list[str]) -> None:
    """Put a service or job; leave what is neither."""
    path = path_of(manifest, folder)
    if path is None:
        _leave_whole(manifest)
        return
    named = manifest.get("name")
    name = named.text if named and named.text else folder
    member = Member(scene, path, name)
    if named and path[1] != name:
        named.changed(f"a key of a spec has no such form: it is {path[1]}")
    ports = Ports(member, manifest)
    _put_task(member, manifest, ports)
    if path[0] == "jobs":
        put_runs(member, manifest)
        return
    _put_service(member, manifest, ports, peers)


def _leave_whole(manifest: Given) -> None:
    kind = kind_of(manifest)
    why = f"{kind or 'nothing'} is no type of Copilot's services and jobs"
    help = "write one that Copilot knows"
    if kind == STATIC:
        why = "a static site has no tasks: it is a bucket behind CloudFront"
        help = "keep its stack, or write it as Terraform of your own"
    for key, value in manifest.entries.items():
        if key not in ("name", "type"):
            value.leave(why, help)
    (manifest.get("type") or manifest).changed(why, help)


def _put_task(member: Member, manifest: Given, ports: Ports) -> None:
    """Put what services and jobs share: containers, size, storage, network."""
    image = manifest.get("image")
    put_image(member, image, manifest)
    put_size(member, manifest)
    ports.put(manifest)
    put_commands(member, manifest)
    put_variables(member, manifest.get("variables"))
    leave_env_file(manifest.get("env_file"))
    put_secrets(member, manifest.get("secrets"))
    if image:
        put_health_check(member, image.get("healthcheck"))
        put_depends_on(member, image.get("depends_on"))
        put_labels(member, image.get("labels"))
    put_sidecars(member, manifest.get("sidecars"))
    put_storage(member, manifest.get("storage"))
    put_placement(member, manifest.get("network", "vpc"))
    put_topics(member, manifest.get("publish"))
    put_logging(member, manifest.get("logging"))
    leave_overrides(manifest)


def _put_service(member: Member, manifest: Given, ports: Ports, peers: list[str]) -> None:
    kind = kind_of(manifest)
    put_exec(member, manifest.get("exec"))
    routes = Routes(member, ports)
    if kind in (LOAD_BALANCED, REQUEST_DRIVEN):
        http = manifest.get("http")
        routes.kind = "app_runner" if kind == REQUEST_DRIVEN else "alb"
        if http is None and kind == REQUEST_DRIVEN:
            http = Given(manifest.path, manifest.at, {})
        routes.put_http(http, "public")
        routes.put_network(manifest.get("nlb"))
    elif kind == BACKEND:
        routes.put_http(manifest.get("http"), "internal")
    put_routes(member, routes)
    count = manifest.get("count")
    if kind == REQUEST_DRIVEN:
        _leave_app_runner(member, manifest, count)
    else:
        put_count(member, count, routes.of_http)
    if kind == WORKER:
        put_queues(member, manifest.get("subscribe"))
    if kind != WORKER:
        put_discovery(member, manifest.get("network", "connect"), peers)
    else:
        _put_client(member, manifest.get("network", "connect"))
    put_deployment(member, manifest.get("deployment"))
    put_tracing(member, manifest.get("observability"))


def _put_client(member: Member, connect: Given | None) -> None:
    # A worker takes no requests, but it may call its peers by name.
    put_discovery(member, connect, [])


def _leave_app_runner(member: Member, manifest: Given, count: Given | None) -> None:
    """Say what App Runner did that a service of ECS does not."""
    if count:
        count.leave("App Runner counts by requests at a time", "write desired_count or scaling")
    if tags := manifest.get("tags"):
        member.put("tags", {key: value.text for key, value in tags.entries.items()})
    kind = manifest.get("type")
    if kind:
        kind.changed(
            "App Runner becomes a service on Fargate behind the public load balancer",
            "write scaling where one task is not enough; the address is another one",
        )
