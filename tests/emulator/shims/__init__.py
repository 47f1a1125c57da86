"""What moto 5.2 does otherwise than AWS, so that the real provider cannot create, read or delete.
One defect a shim."""

from __future__ import annotations


def install() -> None:
    """Mend moto in this process: importing a shim puts it in place."""
    from emulator.shims import (  # noqa: F401
        autoscaling,
        budgets,
        ec2,
        ecr,
        ecs,
        efs,
        elbv2,
        logs,
        scaling,
        sns,
        sqs,
        stepfunctions,
        unknown,
    )
