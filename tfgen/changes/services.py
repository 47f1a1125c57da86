"""What a change does to services that run: other names, other ways of deployment."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.changes.change import Change, Check
from tfgen.changes.root import Call
from tfgen.diagnostics import Code, Diagnostic, Severity

_FORMER_NAME = Code(
    "CHANGE030",
    "former-name-dropped",
    what="moved_from was taken out while AWS still has the old name.",
    why=(
        "Nothing that AWS knows by a name can be renamed: a member keeps the name that it had "
        "first, and moved_from says which. Without it the next apply would make it anew."
    ),
    help="Write moved_from again; it stays for as long as the member does.",
    source="https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
)
_RENAMED = Code(
    "CHANGE031",
    "service-replaced",
    what="A service would be another one: AWS renames none, and moves none to another cluster.",
    why="The old one ends before the new one starts, and nothing answers in between.",
    help="Write moved_from only for a name that AWS has: the oldest key of the service.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html",
    severity=Severity.WARNING,
)
_TO_ROLLING = Code(
    "CHANGE032",
    "strategy-stays",
    what="A service that shifted its requests is to be deployed by rolling.",
    why=(
        "The provider tells ECS nothing of a strategy that is no longer written, while its second "
        "target group and the role for it go."
    ),
    help="Set the strategy in ECS before the apply: the message has the command.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/migrate-deployment-strategies.html",
    severity=Severity.WARNING,
)
_TO_SHIFTING = Code(
    "CHANGE033",
    "rules-replaced",
    what="A service that was deployed by rolling is to shift its requests.",
    why="Its listener rules lead to one target group, and a shift needs rules with both.",
    help="Have Terraform replace them in the same apply, as the tree's README says.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html",
    severity=Severity.WARNING,
)
_UPDATE = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html"
_CAPACITY = Code(
    "CHANGE034",
    "capacity-without-deployment",
    what="The capacity of a service changes, and no new deployment is asked for.",
    why=(
        "ECS takes another capacity only with a new deployment. Without one the AWS provider "
        "destroys the service and makes it again, and nothing answers in between; its newest "
        "versions refuse."
    ),
    help="Write force_new_deployment: true, apply, and take it out after that.",
    source=_UPDATE,
)
_ANEW = Code(
    "CHANGE035",
    "tasks-start-anew",
    what="A setting of a service changes, and all of its tasks start anew.",
    why=(
        "Terraform asks for a new deployment with each change of a service, for ECS demands one "
        "where the capacity changes."
    ),
    help="Write deployment.force_new_deployment: false, so that the tasks stay.",
    source=_UPDATE,
    severity=Severity.NOTE,
)
_ALARMS = Code(
    "CHANGE036",
    "alarms-stay-in-ecs",
    what="A service loses all its alarms, whose names ECS keeps.",
    why=(
        "The provider tells ECS nothing of a list that goes away, and refuses an empty one: every "
        "plan from then on would show a change that no apply makes."
    ),
    help="Write deployment.former_alarms with what it had; they are switched off.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentAlarms.html",
)
CODES = (_FORMER_NAME, _RENAMED, _TO_ROLLING, _TO_SHIFTING, _CAPACITY, _ANEW, _ALARMS)

# What ECS changes of a service without a new deployment, if it is not asked for one.
_WITHOUT_DEPLOYMENT = {
    "deployment",
    "desired_count",
    "exec",
    "health_check_grace_period",
    "placement",
}


def former_names_stay(change: Change) -> Iterator[Diagnostic]:
    """Refuse to drop a former name that AWS still has."""
    now = set(change.present.moved.values())
    for name in dict.fromkeys(change.former.moved.values()):
        call = change.former.calls.get(name)
        # Told once a member, at the call that it is itself.
        if call is None or name in now or not _is_member(call):
            continue
        if name not in change.present.calls:
            continue
        first = _first_name(change, name)
        message = f"{_shown(name)} was {_shown(first)}, and AWS knows it by that name"
        key = _key(first)
        yield change.told(_FORMER_NAME, call, message, f"write moved_from: {key} again")


_MEMBERS = (
    *("ecs_service", "ecs_instances", "ecs_managed_instances"),
    *("ecs_daemon", "ecs_task", "docker_container"),
)


def _is_member(call: Call) -> bool:
    # A job is its task; of a service and a daemon the task is a part.
    if call.module == "ecs_task":
        return call.name.startswith("job_")
    return call.module in _MEMBERS


def _first_name(change: Change, name: str) -> str:
    former = {present: before for before, present in change.former.moved.items()}
    seen = set()
    while name in former and name not in seen:
        seen.add(name)
        name = former[name]
    return name


_KINDS = (
    *("system_container", "instance_group", "managed_instances", "load_balancer"),
    *("file_system", "service", "job"),
)


def _key(call: str) -> str:
    for kind in _KINDS:
        if call.startswith(f"{kind}_"):
            return call.removeprefix(f"{kind}_").removesuffix("_task").replace("_", "-")
    return call


def _shown(call: str) -> str:
    for kind in _KINDS:
        if call.startswith(f"{kind}_"):
            return f"{kind.replace('_', ' ')} {_key(call)}"
    return call


def services_keep_their_names(change: Change) -> Iterator[Diagnostic]:
    """Tell of services that would be other ones."""
    dropped = set(change.former.moved.values()) - set(change.present.moved.values())
    for before, after in change.kept():
        if before.module != "ecs_service" or before.name in dropped:
            continue
        former, name = before.get("name"), after.get("name")
        if former != name:
            message = f"service {former} would end, and {name} start in its place"
            help = "keep service_name; write moved_from only for the oldest key, which AWS has"
            yield change.told(_RENAMED, before, message, help)


def strategies_change_by_hand(change: Change) -> Iterator[Diagnostic]:
    """Tell what a change of the deployment strategy asks for."""
    for before, after in change.kept():
        if before.module != "ecs_service":
            continue
        shifted, shifts = "shifting" in before.folder, "shifting" in after.folder
        name = before.get("name")
        if shifted and not shifts:
            message = f"ECS would go on shifting the requests of service {name}"
            help = (
                f"before the apply, when no deployment runs: aws ecs update-service --cluster "
                f"{change.cluster.ecs_name} --service {name} "
                "--deployment-configuration strategy=ROLLING"
            )
            yield change.told(_TO_ROLLING, before, message, help)
        if shifts and not shifted and before.get("targets"):
            message = f"the listener rules of service {name} lead to one target group"
            help = "have Terraform replace them in the same apply, as the tree's README says"
            yield change.told(_TO_SHIFTING, before, message, help)


def tasks_start_anew_where_they_must(change: Change) -> Iterator[Diagnostic]:
    """Refuse another capacity without a new deployment, and tell of one that is not needed."""
    for before, after in change.kept("ecs_service"):
        service = after.get("name")
        # Another service is made anew anyway.
        if before.get("name") != service:
            continue
        changed = _changed(before, after)
        forced = after.get("deployment.force_new_deployment", True)
        if "capacity" in changed and not forced:
            message = f"service {service} would be replaced: its capacity changes"
            help = "write force_new_deployment: true, apply, and take it out after that"
            yield change.told(_CAPACITY, before, message, help)
        elif _needs_none(change, before, after, changed) and forced:
            message = f"all tasks of service {service} start anew: {', '.join(changed)}"
            help = "write deployment.force_new_deployment: false, so that the tasks stay"
            yield change.told(_ANEW, before, message, help)


def _changed(before: Call, after: Call) -> list[str]:
    names = sorted({*before.inputs, *after.inputs} - {"timeout_minutes"})
    return [name for name in names if before.get(name) != after.get(name)]


def _needs_none(change: Change, before: Call, after: Call, changed: list[str]) -> bool:
    """Whether ECS would make these changes to the tasks that run."""
    task = change.former.calls.get(f"{before.name}_task")
    next_task = change.present.calls.get(f"{after.name}_task")
    same_task = task and next_task and task.inputs == next_task.inputs
    same_way = before.folder == after.folder and set(changed) <= _WITHOUT_DEPLOYMENT
    return bool(changed and same_task and same_way)


def alarms_are_switched_off(change: Change) -> Iterator[Diagnostic]:
    """Ask for the alarms that a service had before it has none."""
    for before, after in change.kept("ecs_service"):
        if not before.get("deployment.alarms") or after.get("deployment.alarms"):
            continue
        name, had = before.get("name"), _alarms_of(change, before)
        message = f"service {name} has no alarms any more, and ECS keeps the names of those it had"
        help = f"write deployment: {{former_alarms: [{', '.join(had)}]}} for it"
        yield change.told(_ALARMS, before, message, help)


def _alarms_of(change: Change, service: Call) -> list[str]:
    """Return the alarms that a service had, by the words of the spec."""
    alarms = change.former.calls.get(f"{service.name}_alarms")
    if alarms:
        return sorted(alarms.get("alarms", {}))
    # It had none then either: only their names.
    names = [str(name) for name in service.get("deployment.alarms.names", [])]
    prefix = f"{change.cluster.name}-{service.get('name')}-"
    return [name.removeprefix(prefix).replace("-", "_") for name in names]


CHECKS: tuple[Check, ...] = (
    tasks_start_anew_where_they_must,
    former_names_stay,
    services_keep_their_names,
    strategies_change_by_hand,
    alarms_are_switched_off,
)
