"""What can be found in a workspace of Copilot, beyond what is found in any tool's files."""

from __future__ import annotations

from tfgen.diagnostics import Code, Severity

CODES = (
    Code(
        "ADOPT020",
        "no-copilot-workspace",
        what="The folder holds no manifest of AWS Copilot.",
        why="Copilot keeps a manifest.yml for each service, job and environment below a folder "
        "named copilot.",
        help="Give the folder that holds copilot/, or copilot/ itself.",
        source="https://aws.github.io/copilot-cli/docs/manifest/overview/",
    ),
    Code(
        "ADOPT021",
        "value-of-the-shell",
        what="A value of a manifest comes from a variable of the shell.",
        why="Copilot puts the shell's variables into manifests before it reads them. A spec has "
        "no such variables: it gives the same tree to everybody.",
        help="Write the value into the spec, or {terraform: var.<name>} with variables.<name> "
        "where it differs from one apply to the next.",
        source="https://aws.github.io/copilot-cli/docs/developing/manifest-env-var/",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT022",
        "no-such-copilot-environment",
        what="No manifest of the workspace knows the environment.",
        why="What is written for an environment that is not the one asked for would be left out, "
        "and the spec would be that of none.",
        help="Give one of the environments that the finding names.",
    ),
    Code(
        "ADOPT023",
        "variables-of-copilot",
        what="Copilot gives containers variables that their manifest does not have.",
        why="A program that reads them finds nothing once Terraform makes its task.",
        help="Search the programs for COPILOT_, and write what they read under environment.",
        source="https://aws.github.io/copilot-cli/docs/developing/environment-variables/",
        severity=Severity.NOTE,
    ),
    Code(
        "ADOPT024",
        "default-of-copilot",
        what="Where a manifest says nothing, Copilot does another thing than the spec.",
        why="A default is no value of a file, so nothing else would tell of it.",
        help="Look whether the value in the spec is what you want.",
        severity=Severity.NOTE,
    ),
)
