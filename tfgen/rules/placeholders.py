"""Rules of values that look as if somebody would fill something in, which nobody does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, Task
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import finding, rule

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KeyValuePair.html"
# As Compose writes it, with a default perhaps, and as Kubernetes does.
_PLACEHOLDER = re.compile(
    r"(?P<open>\$[{(])(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::?[-+?][^})]*)?(?P<close>[})])"
)
_REGIONS = frozenset({"AWS_REGION", "AWS_DEFAULT_REGION", "REGION"})


@rule(
    Code(
        "RULE790",
        "placeholder-in-environment",
        what="A variable of a container has ${NAME} or $(NAME) in its value.",
        why="Compose and Kubernetes put a value in there. ECS does not, nor do tfgen and "
        "Terraform: the program is given the sign and the name as they stand.",
        help="Write the value; {terraform: var.name} for what Terraform is given when it applies; "
        "or secrets: for what ECS reads when the task starts. Leave it if the program fills it in.",
        source=_API,
        severity=Severity.WARNING,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def placeholders_stay(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Warn of ${NAME} in the environment, which nothing replaces."""
    for name, value in container.environment.items():
        if isinstance(value, str) and (placeholder := _PLACEHOLDER.search(value)):
            path = (*container.path, "environment", name)
            # Without what may stand behind the name: a default may be a secret.
            written = f"{placeholder['open']}{placeholder['name']}{placeholder['close']}"
            message = f"variable {shown(name)} gets {written} as it stands: ECS fills nothing in"
            help = _help(cluster, placeholder["name"])
            yield finding(cluster, "RULE790", path, message, help)


def _help(cluster: Cluster, variable: str) -> str:
    if variable in _REGIONS:
        return f"write {cluster.region}, the region of the spec"
    return "write the value, {terraform: var.<name>}, or its place under secrets"


RULES = (placeholders_stay,)
