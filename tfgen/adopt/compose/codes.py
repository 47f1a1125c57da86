"""What can be found in a Compose file."""

from __future__ import annotations

from tfgen.diagnostics import Code, Severity

CODES = (
    Code(
        "ADOPT040",
        "variable-not-set",
        what="A Compose file takes a value from a variable that nothing sets.",
        why="Compose fills it in from the shell or from .env when it runs; a spec has no such "
        "variables, so that each reader sees what is applied. The place is empty in the spec.",
        help="Give the file with the variables by --env-file, or write the value into the spec.",
        source="https://docs.docker.com/reference/compose-file/interpolation/",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT041",
        "database-in-a-container",
        what="A database of a Compose file is carried over as a container.",
        why="It runs as it did, as one task, but nobody makes it highly available, patches it or "
        "restores it to a moment; and while a new version starts it is away.",
        help="Use Amazon RDS, ElastiCache or what AWS has of its kind, and give the services its "
        "address; or keep the container where its data may be lost.",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT042",
        "peer-not-reached-as-before",
        what="Services that share a network do not reach one of them as they did.",
        why="In Compose each port of a container is open to its peers, by any name that it has; "
        "Service Connect opens the one that is named, by a name that DNS allows.",
        help="Write port: of the service, or the other name where peers call it.",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html",
        severity=Severity.WARNING,
    ),
)
