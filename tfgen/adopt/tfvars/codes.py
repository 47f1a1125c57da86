"""What can be found in a variable file."""

from __future__ import annotations

from tfgen.diagnostics import Code, Severity

CODES = (
    Code(
        "ADOPT060",
        "variable-file-with-an-expression",
        what="A variable file has a value that is not written out.",
        why="Terraform takes values alone there: no references, no functions, no operators.",
        help="Write the value out.",
        source="https://developer.hashicorp.com/terraform/language/values/variables",
    ),
    Code(
        "ADOPT061",
        "fault-of-the-layout",
        what="The hand-written layout has a fault here, which the spec does not take over.",
        why="What was right for Amazon Linux 1, or for a sample, is not for a cluster that stays.",
        help="Read what the finding says, and do what it asks for in the old repository.",
        severity=Severity.NOTE,
    ),
)
