"""Rules of running the cluster: logs, alerts, tags, state, credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.facts import aws
from tfgen.facts.limits import TAG_KEY_LENGTH, TAG_PATTERN, TAG_VALUE_LENGTH, Range
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster
from tfgen.rules.load_balancers import BUCKET_NAME_REFUSED, bucket
from tfgen.rules.network import REGION_UNKNOWN, unknown_region
from tfgen.rules.rule import Path, Rule, finding, listed

_LOGS = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference"
_RETENTION = f"{_LOGS}/API_PutRetentionPolicy.html"
_CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs"
_LOG_GROUPS = f"{_CLOUDWATCH}/Working-with-log-groups-and-streams.html"
_TAGS = "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"
_IAM_TAGS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"
_MAIL = "https://www.rfc-editor.org/errata/eid1690"
_OBJECT_KEYS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html"

LONGEST_ADDRESS = 254
LONGEST_OBJECT_KEY = 1024  # bytes

# Tags that tfgen or ECS sets.
_OWN_TAGS = ("Environment", "Cluster", "InstanceGroup", "Name", "AmazonECSManaged")


def retention_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the retention of logs to the days that CloudWatch Logs knows; 0 keeps them for ever.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    """
    yield from retention(cluster, ("logs", "retention_days"), cluster.logs.retention_days)


def flow_log_retention_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the retention of flow logs to the days that CloudWatch Logs knows.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    """
    flow_logs = cluster.network.flow_logs
    if flow_logs and flow_logs.gives("retention_days"):
        path = ("network", "flow_logs", "retention_days")
        yield from retention(cluster, path, flow_logs.retention_days)


def retention(cluster: Cluster, path: Path, days: int) -> Iterator[Diagnostic]:
    """Hold days to those that CloudWatch Logs knows; 0 keeps logs for ever."""
    if days == 0 or days in aws.LOG_RETENTION_DAYS:
        return
    below = [str(allowed) for allowed in aws.LOG_RETENTION_DAYS if allowed < days][-1:]
    above = [str(allowed) for allowed in aws.LOG_RETENTION_DAYS if allowed > days][:1]
    message = f"CloudWatch Logs cannot keep logs for {days} days"
    help = f"write {listed(below + above)}; 0 keeps them for ever"
    yield finding(cluster, "RULE060", path, message, help, source=_RETENTION)


def log_prefix_not_reserved(cluster: Cluster) -> Iterator[Diagnostic]:
    """Keep log groups out of aws/, which AWS reserves.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    """
    prefix = cluster.logs.prefix
    if prefix and re.match(r"/?aws(/|$)", prefix):
        message = f"log groups under '{prefix}' belong to services of AWS"
        help = "use another prefix, such as /ecs/<cluster>"
        yield finding(cluster, "RULE061", ("logs", "prefix"), message, help, source=_LOG_GROUPS)


def tags_not_reserved(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse tags that AWS reserves, or that tfgen or ECS sets, in any case.

    IAM takes both spellings for one.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
    """
    own = {name.lower(): name for name in _OWN_TAGS}
    for key in cluster.tags:
        path = ("tags", key)
        if key.lower().startswith("aws:"):
            message = f"tag {shown(key)}: AWS reserves keys that start with aws:"
            help = "use another key"
            yield finding(cluster, "RULE062", path, message, help, source=_TAGS, key=True)
        elif key.lower() in own:
            owner = "ECS" if key.lower() == "amazonecsmanaged" else "tfgen"
            message = f"tag {shown(key)} is set by {owner} itself"
            help = "remove it, or use another key"
            yield finding(cluster, "RULE062", path, message, help, source=_IAM_TAGS, key=True)


def tags_accepted(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold tags to the lengths and characters that every service takes.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html
    """
    help = "use letters, digits, spaces and + - = . _ : / @"
    for key, value in cluster.tags.items():
        for what, text, limit in (("key", key, TAG_KEY_LENGTH), ("value", value, TAG_VALUE_LENGTH)):
            if fault := _fault_of_tag(text, limit):
                message = f"the {what} of tag {shown(key)} {fault}"
                at, source, is_key = ("tags", key), limit.source, what == "key"
                yield finding(cluster, "RULE063", at, message, help, source=source, key=is_key)


def _fault_of_tag(text: str, limit: Range) -> str:
    if len(text) not in limit:
        return f"has {len(text)} characters, and AWS takes {limit.low} to {limit.high}"
    wrong = [sign for sign in text if not re.fullmatch(TAG_PATTERN, sign)]
    return f"holds {wrong[0]!r}, which not every service of AWS takes" if wrong else ""


def tags_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse tags whose keys differ in case only: IAM takes them for one key.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
    """
    first: dict[str, str] = {}
    for key in cluster.tags:
        other = first.setdefault(key.lower(), key)
        if other != key:
            both = f"tag {shown(key)} differs from {shown(other)} in case only"
            yield finding(
                cluster,
                "RULE064",
                ("tags", key),
                f"{both}, and IAM takes both for one",
                "remove one of the two",
                source=_IAM_TAGS,
                key=True,
                also=((("tags", other), "the other tag"),),
            )


def addresses_well_formed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold e-mail addresses to their form: length, dots, the labels of the domain.

    https://www.rfc-editor.org/errata/eid1690
    """
    for index, address in enumerate(cluster.alerts.emails):
        if why := _fault_of_address(address):
            message = f"{shown(address)} is no e-mail address: {why}"
            path = ("alerts", "emails", index)
            yield finding(cluster, "RULE065", path, message, "correct the address", source=_MAIL)


def _fault_of_address(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if len(address) > LONGEST_ADDRESS:
        return f"it has {len(address)} characters, and mail allows {LONGEST_ADDRESS}"
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "before the @ a dot stands alone between two others or at an end"
    for label in domain.split("."):
        if len(label) > 63 or label.startswith("-") or label.endswith("-"):
            return f"{shown(domain)} is no domain"
    return ""


def state_bucket_name(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the name of the state's bucket to S3's rules.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    if state := cluster.state:
        yield from bucket(cluster, ("state", "bucket"), state.bucket)


def state_region_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a region of the state that is not known.

    https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
    """
    state = cluster.state
    if state and state.gives("region"):
        yield from unknown_region(cluster, ("state", "region"), state.region)


def state_key_short_enough(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the state's object key to 1024 bytes.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    """
    if cluster.state is None:
        return
    size = len(cluster.state.key.encode())
    if size > LONGEST_OBJECT_KEY:
        message = f"the state's object key has {size} bytes, and S3 takes {LONGEST_OBJECT_KEY}"
        path = ("state", "key")
        yield finding(cluster, "RULE066", path, message, "shorten it", source=_OBJECT_KEYS)


def state_is_shared(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where the state stays in a local file: who loses it can change the cluster no more."""
    if cluster.state is None:
        message = "without state: Terraform keeps its state in a local file, which nobody else has"
        help = "write state: {bucket: …} with a bucket that exists"
        yield finding(cluster, "RULE067", ("state",), message, help, severity=Severity.NOTE)


def profile_is_local(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where the provider takes a named profile, which other machines and CI may not have."""
    if cluster.profile is not None:
        where = "on every machine that applies, CI included"
        message = f"profile {shown(cluster.profile)} must exist {where}"
        help = "leave it out and set AWS_PROFILE where you need it"
        yield finding(cluster, "RULE068", ("profile",), message, help, severity=Severity.NOTE)


RULES = (
    Rule(("logs",), retention_allowed),
    Rule(("network",), flow_log_retention_allowed),
    Rule(("logs",), log_prefix_not_reserved),
    Rule(("tags",), tags_not_reserved),
    Rule(("tags",), tags_accepted),
    Rule(("tags",), tags_differ),
    Rule(("alerts",), addresses_well_formed),
    Rule(("state",), state_bucket_name, codes=(BUCKET_NAME_REFUSED,)),
    Rule(("state",), state_region_known, codes=(REGION_UNKNOWN,)),
    Rule(("state", "region", "environment", "cluster"), state_key_short_enough),
    Rule(("state",), state_is_shared),
    Rule(("profile",), profile_is_local),
)
