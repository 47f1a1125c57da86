"""`logs`: CloudWatch log groups."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tfgen.spec.scalars import Int, KmsKeyArn, matching
from tfgen.spec.section import Section, Switch

# Log groups <prefix>/host/<group>/<name>.
HOST_LOGS = ("audit", "dmesg", "docker", "ecs-agent", "ecs-init", "messages")


class HostLogs(Section):
    """Logs of the instances: ECS agent, init and audit; the system's messages, Docker's and the kernel's."""


class Logs(Section):
    """CloudWatch log groups."""

    prefix: (
        Annotated[
            str, matching(r"/?[A-Za-z0-9._/#-]{1,200}(?<!/)", "a log group prefix", "use letters, digits and . _ / # -")
        ]
        | None
    ) = Field(None, description="First part of every log group's name. Default: /ecs/<cluster>.")
    retention_days: Int = Field(365, description="Days that logs are kept, from AWS's set; 0 keeps them for ever.")
    kms_key_arn: KmsKeyArn | None = Field(
        None, description="Key of every log group; its policy must admit CloudWatch Logs. Default: AWS's own key."
    )
    host: Annotated[HostLogs | None, Switch()] = Field(
        HostLogs(),
        description="Logs of the instances in CloudWatch: ecs-agent, ecs-init, audit, messages, docker and dmesg, a "
        "log group each and a stream per instance. Bottlerocket takes no agent that would send them.",
    )
