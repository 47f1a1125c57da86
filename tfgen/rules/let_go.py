"""Rules of `let_go`: it names what has left the spec, and what Terraform can forget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster
from tfgen.resolve.host_logs import hosts_share_logs
from tfgen.rules.rule import finding, rule

_REMOVED = "https://developer.hashicorp.com/terraform/language/block/removed"

MEMBERS = (
    "file_systems",
    "instance_groups",
    "jobs",
    "load_balancers",
    "queues",
    "repositories",
    "secrets",
    "services",
    "system_containers",
)
_ON: Mapping[str, Callable[[Cluster], object]] = {
    "access.exec": lambda cluster: cluster.access.exec,
    "access.ssm": lambda cluster: cluster.access.ssm,
    "alerts": lambda cluster: cluster.alerts.has_key,
    "cluster.container_insights": lambda cluster: cluster.cluster.container_insights != "disabled",
    "logs.host": hosts_share_logs,
    "network.flow_logs": lambda cluster: cluster.network.flow_logs,
}


@rule(
    Code(
        "RULE390",
        "let-go-of-what-is-there",
        what="let_go names something that the spec still has.",
        why="Terraform cannot forget what the tree declares.",
        help="Remove it from the spec, or from let_go.",
        source=_REMOVED,
    ),
    sections=("let_go", "access", "alerts", "cluster", "logs", "network", *MEMBERS),
)
def let_go_is_gone(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold let_go to what has left the spec."""
    for word in cluster.let_go:
        if _is_there(cluster, word):
            message = f"{shown(word)} is still in the spec, and let_go gives it up"
            help = "remove it from the spec, or this line from let_go"
            yield finding(cluster, "RULE390", ("let_go", word), message, help, key=True)


def _is_there(cluster: Cluster, word: str) -> bool:
    if word in _ON:
        return bool(_ON[word](cluster))
    section, *rest = word.split(".")
    if section not in MEMBERS or not rest:
        return False
    member = getattr(cluster, section).get(rest[0])
    if member is None:
        return False
    match rest[1:]:
        case ["access_logs"]:
            return bool(member.access_logs)
        case ["waf_logs"]:
            return bool(member.makes_web_acl)
        case ["dead_letter"]:
            return bool(member.dead_letter)
        case ["host_logs"]:
            return bool(member.has_host_logs and not hosts_share_logs(cluster))
    return True


@rule(
    Code(
        "RULE391",
        "renamed-logs-not-kept",
        what="let_go would keep log groups that take other names.",
        why="Terraform forgets a resource as a whole, and these stay under other names.",
        help=(
            "Write logs: destroy; what is to stay in AWS, have Terraform forget before the apply, "
            "with terraform state rm."
        ),
        source=_REMOVED,
    ),
    sections=("let_go",),
)
def renamed_logs_cannot_be_kept(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse to keep log groups that are renamed."""
    logs = cluster.let_go.get("logs")
    if logs is not None and logs.data == "keep":
        message = "log groups that take other names cannot be kept by a line of the spec"
        help = (
            "write let_go: {logs: destroy}; to keep a log group, have Terraform forget it before "
            "the apply: terraform state rm"
        )
        yield finding(cluster, "RULE391", ("let_go", "logs"), message, help, key=True)


RULES = (let_go_is_gone, renamed_logs_cannot_be_kept)
