"""Rules of `tags`: that no key is taken, and that every service of AWS takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts.limits import TAG_KEY_LENGTH, TAG_PATTERN, TAG_VALUE_LENGTH, TAGS, Range
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Workload
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, dotted, finding, rule

_IAM_TAGS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"

# ECS puts AmazonECSManaged on the groups of its capacity providers; tfgen sets the others.
_OWN_TAGS = ("Environment", "Cluster", "InstanceGroup", "Name", "AmazonECSManaged")
_SECTIONS = ("tags", "services", "jobs")


def _tags(cluster: Cluster) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give the tags of all resources, and those of each service and job, with their paths."""
    yield from each([cluster], lambda whole: [(("tags",), whole.tags)])
    for (workload,) in over.workloads(cluster):
        yield from each([workload], lambda one: [((*one.path, "tags"), one.tags)])


@rule(
    Code(
        "RULE062",
        "tag-reserved",
        what="AWS, ECS or tfgen itself sets the tag.",
        why=(
            "AWS refuses keys that start with aws:. A tag that tfgen or ECS sets would have two "
            "values, and IAM, for which Name and name are one key, refuses both together."
        ),
        help="Use another key.",
        # Of aws: in all services:
        # https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
        source=_IAM_TAGS,
    ),
    sections=_SECTIONS,
    over=_tags,
)
def tags_not_reserved(cluster: Cluster, at: Path, tags: dict[str, str]) -> Iterator[Diagnostic]:
    """Refuse tags that AWS reserves, or that tfgen or ECS sets, in any case."""
    own = {name.lower() for name in _OWN_TAGS}
    for key in tags:
        path = (*at, key)
        if key.lower().startswith("aws:"):
            message = f"tag {shown(key)}: AWS reserves keys that start with aws:"
            yield finding(cluster, "RULE062", path, message, "use another key", key=True)
        elif key.lower() in own:
            message = f"tag {shown(key)} is set by {_owner(key)} itself"
            help = "remove it, or use another key"
            yield finding(cluster, "RULE062", path, message, help, key=True)


def _owner(key: str) -> str:
    if key.lower() == "amazonecsmanaged":
        return "ECS"
    return "tfgen"


@rule(
    Code(
        "RULE063",
        "tag-not-accepted",
        what="Not every service of AWS takes the tag.",
        why=(
            "Every resource gets the cluster's tags. A key has 1 to 128 characters and a value up "
            "to 256, and some services refuse all but letters, digits, spaces and a few signs."
        ),
        help="Shorten it, and use letters, digits, spaces and + - = . _ : / @.",
        source=TAG_KEY_LENGTH.source,
    ),
    sections=_SECTIONS,
    over=_tags,
)
def tags_accepted(cluster: Cluster, at: Path, tags: dict[str, str]) -> Iterator[Diagnostic]:
    """Hold tags to the lengths and characters that every service takes."""
    for key, value in tags.items():
        parts = (("key", key, TAG_KEY_LENGTH), ("value", value, TAG_VALUE_LENGTH))
        for part, text, limit in parts:
            if fault := _fault_of_tag(text, limit):
                message = f"the {part} of tag {shown(key)} {fault}"
                help = "use letters, digits, spaces and + - = . _ : / @"
                is_key = part == "key"
                yield finding(cluster, "RULE063", (*at, key), message, help, key=is_key)


def _fault_of_tag(text: str, limit: Range) -> str:
    if len(text) not in limit:
        return f"has {len(text)} characters, and AWS takes {limit.low} to {limit.high}"
    # Letters and digits of every language pass, as AWS takes them too.
    wrong = [sign for sign in text if not re.fullmatch(TAG_PATTERN, sign)]
    if not wrong:
        return ""
    return f"holds {wrong[0]!r}, which not every service of AWS takes"


@rule(
    Code(
        "RULE064",
        "tags-differ-in-case-only",
        what="Two tags differ in case only.",
        why=(
            "Most services would keep both, but IAM takes them for one key and refuses the second: "
            "the cluster's roles could not be made."
        ),
        help="Remove one of the two.",
        source=_IAM_TAGS,
    ),
    sections=_SECTIONS,
    over=_tags,
)
def tags_differ(cluster: Cluster, at: Path, tags: dict[str, str]) -> Iterator[Diagnostic]:
    """Refuse tags whose keys differ in case only, from those of all resources too."""
    first: dict[str, tuple[str, Path]] = {}
    if at != ("tags",):
        first = {key.lower(): (key, ("tags", key)) for key in cluster.tags}
    for key in tags:
        other, place = first.setdefault(key.lower(), (key, (*at, key)))
        if other != key:
            both = f"tag {shown(key)} differs from {shown(other)} in case only"
            message = f"{both}, and IAM takes both for one"
            also = ((place, "the other tag"),)
            help = f"remove {key} or {other}"
            yield finding(cluster, "RULE064", (*at, key), message, help, key=True, also=also)


@rule(
    Code(
        "RULE450",
        "too-many-tags",
        what="A service or job has more tags than a resource takes.",
        why=(
            "It has the tags of all resources beside its own. A resource takes 50, of which tfgen "
            "and AWS set some."
        ),
        help="Remove some, of its own or of all.",
        source=TAGS.source,
    ),
    sections=_SECTIONS,
    over=over.workloads,
)
def few_tags(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold the tags of a workload, together with those of all, to what a resource takes."""
    count, most = len({**cluster.tags, **workload.tags}), TAGS.high - len(_OWN_TAGS)
    if workload.tags and count > most:
        path = (*workload.path, "tags")
        message = f"{dotted(workload.path)} has {count} tags with those of all, and {most} are left"
        help = f"remove {count - most} of them, of its own or of the tags of all"
        yield finding(cluster, "RULE450", path, message, help, key=True)


RULES = (tags_not_reserved, tags_accepted, tags_differ, few_tags)
