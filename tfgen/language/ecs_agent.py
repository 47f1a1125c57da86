"""Values that the ECS agent of an instance is given."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.scalars import Words, matching

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
EnvironmentName = Annotated[
    str,
    matching(
        r"(?:ECS|AWS)_[A-Z0-9_]+",
        "a key of /etc/ecs/ecs.config",
        "write a key of the ECS agent, such as ECS_LOGLEVEL",
    ),
]
ConfigValue = Annotated[
    str,
    matching(
        r"[^\r\n\x00]*",
        "one line of /etc/ecs/ecs.config",
        "write the value without line breaks",
        bare=True,
    ),
]
# Neither what a shell reads in single quotes, nor what IAM reads in an ARN:
# a * there would be every object.
ConfigObject = Annotated[
    str,
    matching(
        r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[A-Za-z0-9/._=+@:,-]{1,900}(?<!/)",
        "an object in S3",
        "write s3://bucket/key, with a key of letters, digits and / . _ - = + @ : ,",
    ),
]
LogDriver = Annotated[
    Literal[
        "json-file",
        "awslogs",
        "fluentd",
        "gelf",
        "journald",
        "splunk",
        "syslog",
        "awsfirelens",
        "none",
    ],
    Words(),
]
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attribute.html
AttributeName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9._/-]{1,128}",
        "the name of an attribute",
        "use up to 128 letters, digits and the characters . _ / -",
    ),
]
AttributeValue = Annotated[
    str,
    matching(
        r"(?! )[A-Za-z0-9._/@:+\\ -]{1,128}(?<! )",
        "the value of an attribute",
        "use up to 128 letters, digits, inner spaces and the characters . _ / @ : + \\ -",
        bare=True,
    ),
]
