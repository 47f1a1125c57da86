"""Rules of running the cluster: who gets mail, where the state lies, who applies."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster
from tfgen.rules.load_balancers import bucket, log_bucket_name
from tfgen.rules.network import region_known, unknown_region
from tfgen.rules.rule import codes_of, finding, rule

# What a mail server takes in a command: 256 characters, of which two are < and >.
# https://www.rfc-editor.org/errata/eid1690
LONGEST_ADDRESS = 254
LONGEST_LABEL = 63
LONGEST_OBJECT_KEY = 1024  # bytes


@rule(
    Code(
        "RULE065",
        "email-address-malformed",
        what="An address that gets the alerts is no e-mail address.",
        why=(
            "An address gets alerts once somebody there has confirmed SNS's first mail: where no "
            "mail arrives nobody can, and the alerts are lost without an error."
        ),
        help="Correct the address.",
        source="https://www.rfc-editor.org/errata/eid1690",
    ),
    sections=("alerts",),
)
def addresses_well_formed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold e-mail addresses to their form: length, dots, the labels of the domain."""
    for index, address in enumerate(cluster.alerts.emails):
        if fault := _fault_of_address(address):
            message = f"{shown(address)} is no e-mail address: {fault}"
            path = ("alerts", "emails", index)
            yield finding(cluster, "RULE065", path, message, "correct the address")


def _fault_of_address(address: str) -> str:
    # The form at the field has held each sign; where dots and hyphens may stand is left.
    local, _, domain = address.rpartition("@")
    if len(address) > LONGEST_ADDRESS:
        return f"it has {len(address)} characters, and mail allows {LONGEST_ADDRESS}"
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "before the @ a dot stands alone between two others or at an end"
    for label in domain.split("."):
        if len(label) > LONGEST_LABEL or label.startswith("-") or label.endswith("-"):
            return f"{shown(domain)} is no domain"
    return ""


@rule(*codes_of(log_bucket_name), sections=("state",))
def state_bucket_name(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the name of the state's bucket to S3's rules.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    if state := cluster.state:
        yield from bucket(cluster, ("state", "bucket"), state.bucket)


@rule(*codes_of(region_known), sections=("state", "new_region"))
def state_region_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a region of the state that is not known.

    https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
    """
    state = cluster.state
    # By default it is the cluster's own region, which has a rule of its own.
    if state and state.gives("region"):
        yield from unknown_region(cluster, ("state", "region"), state.region)


@rule(
    Code(
        "RULE066",
        "state-key-too-long",
        what="The object key of the state is too long.",
        why="S3 takes keys of up to 1024 bytes in UTF-8, in which many letters have more than one.",
        help="Shorten state.key.",
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html",
    ),
    sections=("state", "region", "environment", "cluster"),
)
def state_key_short_enough(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the state's object key to what S3 takes."""
    if cluster.state is None:
        return
    size = len(cluster.state.key.encode())
    if size > LONGEST_OBJECT_KEY:
        message = f"the state's object key has {size} bytes, and S3 takes {LONGEST_OBJECT_KEY}"
        yield finding(cluster, "RULE066", ("state", "key"), message, "shorten it")


@rule(
    Code(
        "RULE067",
        "state-in-local-file",
        what="The state of Terraform stays in a local file.",
        why=(
            "Terraform knows its resources by the state alone. Who has not the file makes all of "
            "them a second time, and who loses it can change or destroy none."
        ),
        help="Write state.bucket, the name of a bucket that exists.",
        severity=Severity.NOTE,
    ),
    sections=("state",),
)
def state_is_shared(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where the state stays in a local file."""
    if cluster.state is None:
        message = "without state: Terraform keeps its state in a local file, which nobody else has"
        help = "write state: {bucket: …} with a bucket that exists"
        yield finding(cluster, "RULE067", ("state",), message, help)


@rule(
    Code(
        "RULE068",
        "profile-named",
        what="The provider takes the credentials of a named profile.",
        why=(
            "A profile is a section of a file in somebody's home: on a machine without it, such as "
            "a runner of CI, Terraform finds no credentials and stops."
        ),
        help="Leave profile out, and set AWS_PROFILE where you need it.",
        severity=Severity.NOTE,
    ),
    sections=("profile",),
)
def profile_is_local(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where the provider takes a named profile."""
    if cluster.profile is not None:
        where = "on every machine that applies, CI included"
        message = f"profile {shown(cluster.profile)} must exist {where}"
        help = "leave it out and set AWS_PROFILE where you need it"
        yield finding(cluster, "RULE068", ("profile",), message, help)


RULES = (
    addresses_well_formed,
    state_bucket_name,
    state_region_known,
    state_key_short_enough,
    state_is_shared,
    profile_is_local,
)
