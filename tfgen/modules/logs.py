"""The inputs that every module with log groups takes."""

from __future__ import annotations

from tfgen.aws import LEAST_RETENTION_DAYS
from tfgen.resolve import Cluster
from tfgen.tree import Input


def log_inputs(cluster: Cluster, *, retention: bool = True, key: bool = True) -> tuple[Input, ...]:
    """Return the inputs of a module with log groups; `retention` and `key` where it has none of its own."""
    inputs = [
        Input("log_prefix", "string", "First part of the log groups' names", cluster.logs.prefix)
    ]
    if retention:
        days = cluster.logs.retention_days
        inputs.append(
            Input(
                "log_retention_days",
                "number",
                "Days that logs are kept; 0 keeps them for ever",
                days,
            )
        )
    return (*inputs, *(log_key_inputs(cluster) if key else ()))


def log_key_inputs(cluster: Cluster) -> tuple[Input, ...]:
    """Return the input of a module whose log groups have the spec's key."""
    arn = cluster.logs.kms_key_arn
    return (Input("log_kms_key_arn", "string", "ARN of the log groups' key", arn),) if arn else ()


def log_shape(cluster: Cluster, days: int | None = None) -> dict[str, bool]:
    """Return what the templates of a module with log groups see; `days` where it has a retention of its own."""
    days = cluster.logs.retention_days if days is None else days
    return {
        "log_kms_key": cluster.logs.kms_key_arn is not None,
        "log_short": 0 < days < LEAST_RETENTION_DAYS,
    }


def kept(days: int) -> str:
    """Return how long logs are kept, in words."""
    return f"for {days} days" if days else "for ever"
