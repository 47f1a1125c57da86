"""Rules of expressions of Terraform: what nobody can judge here, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language import Spec
from tfgen.resolve import Cluster
from tfgen.resolve.expressions import expressions, texts
from tfgen.rules.rule import finding, listed, rule

_LANGUAGE = "https://developer.hashicorp.com/terraform/language"
_SECTIONS = tuple(Spec.model_fields)
# What a reference begins with in Terraform: no variable of a shell or of IAM has such a name.
_TEMPLATE = re.compile(
    r"\$\{((?:var|local|module|data\.aws_[a-z0-9_]+|aws_[a-z0-9_]+)\.[A-Za-z_][^{}]*)\}"
)
_ROOT_OF_VARIABLE = re.compile(r"\bvar\.([a-z_][a-z0-9_]*)")
# Nobody judges what a variable of a container is worth.
_UNJUDGED = "environment"


@rule(
    Code(
        "RULE380",
        "not-judged-here",
        what="Values that Terraform works out are not known here, and not judged.",
        why=(
            "Whether a key or topic is of this region and account, whom a security group lets in "
            "and what a policy allows, shows only once AWS has it."
        ),
        help="Look at these in the plan; or write the value itself where it is known.",
        source=f"{_LANGUAGE}/expressions/references",
        severity=Severity.NOTE,
    ),
    sections=_SECTIONS,
)
def expressions_are_not_judged(cluster: Cluster) -> Iterator[Diagnostic]:
    """Say once which values the rules of reachability, rights and ARNs could not look at."""
    blind = {
        path: expression.text
        for path, expression in expressions(cluster).items()
        if _UNJUDGED not in path
    }
    if blind:
        first = next(iter(blind))
        names = listed(list(dict.fromkeys(blind.values())), "and")
        message = f"not known here, and so not judged: {names}"
        help = "check region, account, rights and open ports of these in the plan"
        yield finding(cluster, "RULE380", first, message, help)


@rule(
    Code(
        "RULE381",
        "template-stays-text",
        what="A text looks like a template of Terraform, and stays a text.",
        why="Nothing in a text of a spec becomes code: AWS gets it with the dollar and braces.",
        help="Write {terraform: …} in place of the whole text; what joins texts is a local of "
        "your own.",
        source=f"{_LANGUAGE}/expressions/strings",
        severity=Severity.WARNING,
    ),
    sections=_SECTIONS,
)
def templates_are_meant(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of texts with `${…}` around a name of Terraform's."""
    for path, text in texts(cluster):
        if match := _TEMPLATE.search(text):
            help = "write a local of that text in a .tf file of your own, and {terraform: local.…}"
            if match[0] == text:
                help = f"write {{terraform: {match[1]}}}"
            message = f"{match[0]} stays a text, and AWS gets it as it stands"
            yield finding(cluster, "RULE381", path, message, help)


@rule(
    Code(
        "RULE382",
        "secret-named-in-spec",
        what="The spec names a variable of Terraform that is sensitive.",
        why=(
            "What the spec names goes into task definitions, policies and names, where whoever may "
            "describe them reads it."
        ),
        help="Keep it in a secret of your own Terraform, and name the ARN of that under secrets.",
        source=f"{_LANGUAGE}/values/variables#sensitive",
    ),
    sections=_SECTIONS,
)
def sensitive_stays_out(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a sensitive variable where its value would be shown."""
    for path, expression in expressions(cluster).items():
        for name in _ROOT_OF_VARIABLE.findall(expression.text):
            variable = cluster.variables.get(name)
            if variable is None or not variable.sensitive:
                continue
            message = f"var.{name} is sensitive, and AWS shows what stands here"
            help = (
                f"write var.{name} into a secret in a .tf file of your own, and under secrets "
                "{terraform: aws_secretsmanager_secret.<name>.arn}"
            )
            also = ((("variables", name, "sensitive"), "said here"),)
            yield finding(cluster, "RULE382", path, message, help, also=also)


RULES = (expressions_are_not_judged, templates_are_meant, sensitive_stays_out)
