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
CODES = (_FORMER_NAME, _RENAMED, _TO_ROLLING, _TO_SHIFTING)


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


_MEMBERS = ("ecs_service", "ecs_instances", "ecs_daemon", "ecs_task", "docker_container")


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


_KINDS = ("system_container", "instance_group", "load_balancer", "file_system", "service", "job")


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
            help = "write moved_from only for a name that AWS has: the oldest key of the service"
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
                f"{change.cluster.name} --service {name} "
                "--deployment-configuration strategy=ROLLING"
            )
            yield change.told(_TO_ROLLING, before, message, help)
        if shifts and not shifted and before.get("targets"):
            message = f"the listener rules of service {name} lead to one target group"
            help = "have Terraform replace them in the same apply, as the tree's README says"
            yield change.told(_TO_SHIFTING, before, message, help)


CHECKS: tuple[Check, ...] = (
    former_names_stay,
    services_keep_their_names,
    strategies_change_by_hand,
)
