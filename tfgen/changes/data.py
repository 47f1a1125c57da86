"""What holds data outlives its line in the spec, unless the spec lets go of it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.changes.change import Change, Check
from tfgen.changes.root import Call
from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.modules.held import LOGS, holder_of

_GOES = Code(
    "CHANGE001",
    "data-goes",
    what="Something that holds data is no longer in the spec.",
    why=(
        "The next apply would delete it with all that is in it: prevent_destroy guards only while "
        "its block stands."
    ),
    help=(
        "Write its word under let_go: Terraform then forgets it, and it stays in AWS; with "
        "`destroy` it goes. Or write it into the spec again."
    ),
    source="https://developer.hashicorp.com/terraform/language/block/removed",
)
_RENAMED = Code(
    "CHANGE002",
    "log-groups-renamed",
    what="Log groups take other names, or none, while what wrote to them stays.",
    why="CloudWatch renames no log group: the next apply deletes the old ones with their logs.",
    help=(
        "Write let_go: {logs: destroy} to let them go. To keep them, have Terraform forget them "
        "before the apply: terraform state rm with the address of each."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html",
)
_REPLACED = Code(
    "CHANGE003",
    "data-replaced",
    what="Something that holds data would need to be another one.",
    why=(
        "EFS and ECR take a key when they make a file system or a repository, SQS takes fifo when "
        "it makes a queue, and never again. Terraform refuses the plan."
    ),
    help=(
        "Write a second one beside it, bring the data over (files with DataSync or a job that "
        "mounts both, messages by receiving the last of them), and let go of the first."
    ),
    source="https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html",
)
_ECR_KEYS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html"
_FIFO = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-moving.html"
_IDLE = Code(
    "CHANGE004",
    "let-go-done",
    what="let_go names what the tree no longer has.",
    why="It has done its work, and would let go in silence of what takes that name later.",
    help="Remove the line once the tree is applied everywhere.",
    severity=Severity.NOTE,
)
_CLASS = Code(
    "CHANGE060",
    "log-group-of-another-class",
    what="A log group that is there gets another class.",
    why=(
        "CloudWatch Logs gives a group its class when it makes it, and never again: the next apply "
        "deletes the group with its logs and makes a new one. Tasks that run go on writing to "
        "streams that are gone, until they are replaced."
    ),
    help=(
        "Leave the class as it was, or write let_go: {logs: destroy} to let the logs go, and "
        "deploy the services anew after the apply. With another logs.prefix there are new groups."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
)
_KEPT_CLASS = Code(
    "CHANGE061",
    "log-group-keeps-its-class",
    what="A log group has a class that the spec no longer says.",
    why="Without a class Terraform leaves a group as it is: it would stay infrequent_access.",
    help="Write class: infrequent_access again, or class: standard, which makes a new group.",
    source=_CLASS.source,
)
CODES = (_GOES, _RENAMED, _REPLACED, _IDLE, _CLASS, _KEPT_CLASS)


def data_stays(change: Change) -> Iterator[Diagnostic]:
    """Ask for a word before a call goes that holds data."""
    for call in change.gone():
        known = holder_of(call.name)
        if known is None or not holds_data(call):
            continue
        word, holder = known
        if word in change.let_go:
            continue
        message = f"{word} is no longer in the spec, and {holder.contents} would be deleted"
        help = (
            f"write let_go: [{word}] to keep that in AWS without Terraform, or "
            f"let_go: {{{word}: destroy}}"
        )
        section, *steps = word.split(".")
        if steps and section in _RENAMABLE:
            renamed = "it" if len(steps) == 1 else f"{section}.{steps[0]}"
            help += f"; if {renamed} was renamed, write moved_from: {steps[0]}"
        yield change.told(_GOES, call, message, help)


_RENAMABLE = (
    *("file_systems", "instance_groups", "jobs", "load_balancers", "managed_instances", "queues"),
    *("repositories", "secrets", "services", "system_containers"),
)


def holds_data(call: Call) -> bool:
    """Say whether what a call makes has data of its own, such as logs."""
    if call.module in _LOG_GROUPS:
        return bool(log_groups(call))
    return call.module in _DATA


_DATA = (
    *("efs", "load_balancer_access_logs", "session_key", "alerts_key"),
    *("sqs_queue", "ecr_repository", "secretsmanager_secret"),
)
_LOG_GROUPS = ("ecs_task", "log_group", "flow_logs", "host_logs", "docker_container")


def log_groups(call: Call) -> frozenset[str]:
    """Return the names of the log groups that a call makes; of a host's what they begin with."""
    match call.module:
        case "ecs_task":
            names = [call.get("logs.log_group")]
        case "log_group":
            names = [call.get("name")]
        case "flow_logs":
            names = [f"{call.get('log_prefix')}/vpc-flow-logs"]
        case "host_logs":
            # Without the name of an instance group they are those of all.
            parts = (call.get("log_prefix"), "host", call.get("name"))
            names = ["/".join(str(part) for part in parts if part)]
        case "docker_container":
            names = list(call.get("log_group_names", []))
        case _:
            names = []
    return frozenset(str(name) for name in names if name)


def log_groups_keep_their_names(change: Change) -> Iterator[Diagnostic]:
    """Ask for a word before log groups take other names."""
    if change.let_go.get(LOGS) == "destroy":
        return
    lost: dict[str, Call] = {}
    for before, after in change.kept(*_LOG_GROUPS):
        for name in log_groups(before) - log_groups(after):
            lost[name] = before
    if not lost:
        return
    first = min(lost)
    message = f"log group {first} takes another name or goes, and its logs would be deleted"
    if len(lost) > 1:
        others = len(lost) - 1
        message = f"log group {first} and {others} more take other names or go, with their logs"
    call = lost[first]
    help = (
        "write let_go: {logs: destroy} to let them go; to keep them, have Terraform forget each "
        f"before the apply: terraform state rm 'module.{call.name}.aws_cloudwatch_log_group.this'"
    )
    yield change.told(_RENAMED, call, message, help)


def log_groups_keep_their_class(change: Change) -> Iterator[Diagnostic]:
    """Ask for a word before log groups are made anew for another class."""
    for before, after in change.kept("ecs_task", "docker_container"):
        former, present = _class_of(before), _class_of(after)
        # Where none is written a group has AWS's own.
        if (former or "standard") == (present or "standard"):
            continue
        for name in sorted(log_groups(before) & log_groups(after)):
            yield from _other_class(change, before, name, former, present)


def _class_of(call: Call) -> str | None:
    for name in ("logs.class", "log_class"):
        if written := call.get(name):
            return str(written)
    return None


def _other_class(
    change: Change, call: Call, name: str, former: str | None, present: str | None
) -> Iterator[Diagnostic]:
    if present is None:
        message = f"log group {name} stays {former}, which the spec no longer says"
        help = f"write class: {former}, or class: standard to have a new group"
        yield change.told(_KEPT_CLASS, call, message, help)
    elif change.let_go.get(LOGS) != "destroy":
        message = f"log group {name} cannot become {present}: it would be made anew, without logs"
        help = (
            "write let_go: {logs: destroy} to let its logs go, and deploy the tasks anew after "
            "the apply; or leave class as it was"
        )
        yield change.told(_CLASS, call, message, help)


def file_systems_keep_their_keys(change: Change) -> Iterator[Diagnostic]:
    """Refuse another key for a file system that is there."""
    for before, after in change.kept("efs"):
        if before.get("kms_key_arn") != after.get("kms_key_arn"):
            message = f"{before.get('name')} has another key, which needs another file system"
            help = (
                "write a second file system with the key, copy the files, let the tasks mount it, "
                "and let go of this one"
            )
            yield change.told(_REPLACED, before, message, help)


def repositories_keep_their_keys(change: Change) -> Iterator[Diagnostic]:
    """Refuse another key for a repository that is there."""
    for before, after in change.kept("ecr_repository"):
        if before.get("kms_key_arn") != after.get("kms_key_arn"):
            message = f"{before.get('name')} has another key, which needs another repository"
            help = (
                "write a second repository with the key, push the images that run there, and let "
                f"go of this one ({_ECR_KEYS})"
            )
            yield change.told(_REPLACED, before, message, help)


def queues_stay_what_they_are(change: Change) -> Iterator[Diagnostic]:
    """Refuse a FIFO queue in the place of another one, and the other way round."""
    for before, after in change.kept("sqs_queue"):
        # Of a dead-letter queue it is told at the queue that it is beside.
        beside = before.name.startswith("dead_letter_queue_")
        if beside or before.get("fifo", False) == after.get("fifo", False):
            continue
        kind = "FIFO queue" if after.get("fifo", False) else "standard queue"
        message = f"{before.get('name')} would be a {kind}, which needs another queue"
        help = (
            f"write a second queue, send there, and let go of this one once it is empty ({_FIFO})"
        )
        yield change.told(_REPLACED, before, message, help)


def let_go_is_for_what_goes(change: Change) -> Iterator[Diagnostic]:
    """Tell of words that nothing is let go of by any more."""
    known = set()
    for call in change.former.calls.values():
        holder = holder_of(call.name)
        if holder:
            known.add(holder[0])
    for word in sorted(change.let_go.keys() - known - {LOGS}):
        place = change.cluster.at("let_go", word)
        message = f"the tree no longer has {word}, and let_go still names it"
        help = "remove the line once the tree is applied everywhere"
        yield Diagnostic(_IDLE.code, message, place, help, _IDLE.severity)


CHECKS: tuple[Check, ...] = (
    data_stays,
    log_groups_keep_their_names,
    log_groups_keep_their_class,
    file_systems_keep_their_keys,
    repositories_keep_their_keys,
    queues_stay_what_they_are,
    let_go_is_for_what_goes,
)
