"""What a change does where something else than Terraform decides: CI, scaling, schedules."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.changes.change import Change, Check
from tfgen.changes.root import Call
from tfgen.diagnostics import Code, Diagnostic, Severity

_LEFT_TO_CI = Code(
    "CHANGE050",
    "left-to-ci",
    what="The task of a service or job changes that CI deploys.",
    why=(
        "Terraform registers a new revision for a service and lets it run what CI deployed; of a "
        "job, whose newest revision runs, it leaves the definition alone."
    ),
    help=(
        "Have CI deploy it: from the family's newest revision for a service, from a definition "
        "of its own for a job."
    ),
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-task-definition-console-v2.html",
    severity=Severity.NOTE,
)
_TAKEN_OVER = Code(
    "CHANGE051",
    "taken-over-from-ci",
    what="Terraform takes a service or job over from CI.",
    why="The next apply deploys the image that the spec names, whatever CI has deployed since.",
    help="Write the image that runs into the spec first.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html",
    severity=Severity.WARNING,
)
_COUNT = Code(
    "CHANGE052",
    "count-set-back",
    what="A service loses its scaling, and desired_count decides again.",
    why="The next apply sets the number of tasks to it, however many scaling had started.",
    help="Write desired_count with the number that runs.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
    severity=Severity.WARNING,
)
_BOUNDS = Code(
    "CHANGE053",
    "bounds-of-schedules",
    what="The bounds of a scaling change that has schedules.",
    why=(
        "Its schedules set the bounds in AWS, and Terraform leaves them alone: else each apply "
        "would undo what a schedule did."
    ),
    help="Change the bounds of the schedules too; the next one of them to come sets them.",
    source="https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html",
    severity=Severity.NOTE,
)
CODES = (_LEFT_TO_CI, _TAKEN_OVER, _COUNT, _BOUNDS)

# What a revision of a task definition is made of.
_OF_REVISIONS = ("containers", "fargate", "logs", "network_mode", "task_role_arn", "volumes")
# Of its logs the group has these, which no revision names.
_OF_LOG_GROUPS = ("class", "kms_key_arn", "retention_days")


def _is_of_ci(call: Call) -> bool:
    return bool(call.get("keep_revisions", False)) or call.folder.endswith("_external")


def ci_deploys_what_changes(change: Change) -> Iterator[Diagnostic]:
    """Tell that a change of a task waits for CI, or takes the place of what CI did."""
    for before, after in change.kept("ecs_task"):
        family = before.get("family")
        if not _is_of_ci(before):
            continue
        if not _is_of_ci(after):
            message = f"the next apply deploys {family} as the spec has it, and not as CI left it"
            help = "write the image that runs into the spec first"
            yield change.told(_TAKEN_OVER, before, message, help)
        elif any(_in_revision(before, name) != _in_revision(after, name) for name in _OF_REVISIONS):
            message = f"{family} is deployed by CI, and runs this change once CI deploys it"
            help = "have CI start from the newest revision of the family"
            if before.folder.endswith("_external"):
                message = f"{family} is defined by CI, and Terraform leaves its definition alone"
                help = "make this change in CI too"
            yield change.told(_LEFT_TO_CI, before, message, help)


def _in_revision(task: Call, name: str) -> object:
    value = task.get(name)
    if name != "logs" or not isinstance(value, dict):
        return value
    return {key: part for key, part in value.items() if key not in _OF_LOG_GROUPS}


def counts_stay(change: Change) -> Iterator[Diagnostic]:
    """Tell that a service without its scaling goes back to desired_count."""
    for before, after in change.kept("ecs_service"):
        if "_scaled" in before.folder and "_scaled" not in after.folder:
            count = after.get("desired_count", 1)
            tasks = "1 task" if count == 1 else f"{count} tasks"
            message = f"service {before.get('name')} goes to {tasks}, as it has no scaling"
            help = "write desired_count with the number that runs"
            yield change.told(_COUNT, before, message, help)


def schedules_keep_the_bounds(change: Change) -> Iterator[Diagnostic]:
    """Tell that other bounds wait for a schedule to set them."""
    for before, after in change.kept("service_scaling"):
        scheduled = before.folder.endswith("_scheduled") and after.folder.endswith("_scheduled")
        former = [before.get(f"scaling.{bound}") for bound in ("min", "max")]
        bounds = [after.get(f"scaling.{bound}") for bound in ("min", "max")]
        if scheduled and former != bounds:
            message = f"the schedules of {before.get('family')} set its bounds, and Terraform none"
            help = "change the bounds of the schedules too: the next of them to come sets them"
            yield change.told(_BOUNDS, before, message, help)


CHECKS: tuple[Check, ...] = (ci_deploys_what_changes, counts_stay, schedules_keep_the_bounds)
