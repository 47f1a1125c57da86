"""What of a tree holds data that exists once, by the words under which a spec lets go of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.frozen import frozen
from tfgen.resolve import labels

LOG_GROUP = "aws_cloudwatch_log_group.this"
FILE_SYSTEM = "aws_efs_file_system.this"
QUEUE = "aws_sqs_queue.this"
REPOSITORY = "aws_ecr_repository.this"
SECRET = "aws_secretsmanager_secret.this"


@frozen
class Holder:
    """A call that holds data: its name, with {} for the label of a member, and what is in it.

    `resource` is what holds it; without one Terraform has to forget the whole call.
    """

    call: str
    contents: str
    resource: str = LOG_GROUP

    def address(self, key: str = "") -> str:
        """Return the address of what holds the data."""
        call = self.call.format(labels.label(key))
        return ".".join(part for part in ("module", call, self.resource) if part)

    def key(self, call: str) -> str | None:
        """Return the key of the member that a call belongs to; None where it is of another kind."""
        before, _, after = self.call.partition("{}")
        label = call.removeprefix(before).removesuffix(after)
        if f"{before}{label}{after}" != call or not label:
            return None
        return label.replace("_", "-")


# By word, with {} for the key of a member.
OF_MEMBERS: Mapping[str, tuple[Holder, ...]] = {
    "file_systems.{}": (Holder("file_system_{}", "its files", FILE_SYSTEM),),
    "queues.{}": (Holder("queue_{}", "its messages", QUEUE),),
    "queues.{}.dead_letter": (Holder("dead_letter_queue_{}", "the messages that failed", QUEUE),),
    "repositories.{}": (Holder("repository_{}", "its images", REPOSITORY),),
    "secrets.{}": (Holder("secret_{}", "its value", SECRET),),
    "services.{}": (Holder("service_{}_task", "its logs"),),
    "jobs.{}": (Holder("job_{}_task", "its logs"),),
    "system_containers.{}": (
        Holder("system_container_{}_task", "its logs"),
        Holder("system_container_{}", "its logs"),
    ),
    "instance_groups.{}.host_logs": (
        Holder("instance_group_{}_host_logs", "the logs of its hosts"),
    ),
    "load_balancers.{}.access_logs": (
        Holder("load_balancer_{}_access_logs", "the logs in its bucket", ""),
    ),
    "load_balancers.{}.waf_logs": (Holder("load_balancer_{}_waf_logs", "the logs of its web ACL"),),
}
OF_FEATURES: Mapping[str, tuple[Holder, ...]] = {
    "access.exec": (
        Holder("exec_logs", "the log of ECS Exec"),
        Holder("exec_key", "the key of that log", ""),
    ),
    "access.ssm": (
        Holder("sessions_logs", "the log of sessions"),
        Holder("sessions_key", "the key of that log", ""),
    ),
    "alerts": (Holder("alerts_key", "the key of alerts on their way", ""),),
    "cluster.container_insights": (
        Holder("container_insights_logs", "what Container Insights has counted"),
    ),
    "logs.host": (Holder("host_logs", "the logs that all hosts write"),),
    "network.flow_logs": (Holder("flow_logs", "the flow logs of the VPC"),),
}
# Log groups that take other names while what writes to them stays.
LOGS = "logs"


def held_by(word: str) -> Iterator[tuple[Holder, str]]:
    """Yield what a word of let_go stands for: each holder, with the key of its member."""
    if word in OF_FEATURES:
        for holder in OF_FEATURES[word]:
            yield holder, ""
        return
    key = word.split(".")[1]
    for holder in OF_MEMBERS.get(word.replace(f".{key}", ".{}", 1), ()):
        yield holder, key


def holder_of(call: str) -> tuple[str, Holder] | None:
    """Return the word of let_go for a call, and what it holds; None where it holds nothing."""
    for word, holders in OF_FEATURES.items():
        for holder in holders:
            if holder.call == call:
                return word, holder
    for word, holders in OF_MEMBERS.items():
        for holder in holders:
            key = holder.key(call)
            if key and not key.endswith(_PARTS_OF_MEMBERS):
                return word.format(key), holder
    return None


_PARTS_OF_MEMBERS = tuple(f"-{part.replace('_', '-')}" for part in labels.PARTS)
