"""Rules of running the cluster: who gets mail, who applies."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster
from tfgen.rules.rule import finding, rule

# What a mail server takes in a command: 256 characters, of which two are < and >.
# https://www.rfc-editor.org/errata/eid1690
LONGEST_ADDRESS = 254
LONGEST_LABEL = 63


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
            yield finding(cluster, "RULE065", path, message, "write it as in ops@example.com")


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
    profile_is_local,
)
