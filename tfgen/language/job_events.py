"""`jobs.*.events`: events of EventBridge that start a job."""

from __future__ import annotations

import json
from typing import Annotated, Any

from tfgen.language.container_values import VariableName
from tfgen.language.field import Field
from tfgen.language.meaning import Not
from tfgen.language.scalars import Reads, Text, fault, matching, read_text, shown
from tfgen.language.section import One, Section

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
BucketName = Annotated[
    str,
    matching(
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "the name of a bucket",
        "write its name, without s3:// and without objects",
    ),
]
BusName = Annotated[
    str,
    matching(
        r"[.\-_A-Za-z0-9]{1,256}",
        "the name of an event bus",
        "use letters, digits and .-_",
    ),
]
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
EventPath = Annotated[
    str,
    matching(
        r"\$(?:\.[A-Za-z0-9_-]+(?:\[[0-9]+\])?)+",
        "a path into the event",
        "write it from the event's beginning, as in $.detail.object.key",
    ),
]


def read_detail(value: object) -> object:
    """Read the part of a pattern that is for the event's own detail, in JSON as AWS has it."""
    text = read_text(value)
    if not isinstance(text, str):
        return text
    help = 'write an object whose ends are lists, such as {"state": ["failed"]}'
    try:
        pattern = json.loads(text)
    except ValueError:
        fault("SPEC010", f"{shown(text)} is not JSON", help)
    if not isinstance(pattern, dict) or not _is_pattern(pattern):
        fault("SPEC010", f"{shown(text)} is no pattern of EventBridge", help)
    return text


def _is_pattern(pattern: dict[str, Any]) -> bool:
    return bool(pattern) and all(_may_stand(key, value) for key, value in pattern.items())


def _may_stand(key: str, value: Any) -> bool:
    if isinstance(value, dict):
        return _is_pattern(value)
    if not isinstance(value, list) or not value:
        return False
    # One of several patterns has to match; anywhere else a list has the values of one field.
    if key == "$or":
        return all(isinstance(member, dict) and _is_pattern(member) for member in value)
    return not any(isinstance(member, list) for member in value)


EventDetail = Annotated[str, Reads(read_detail)]

_NOT_OF_S3 = Not("with s3", s3=True, why="that is a pattern of its own")


class CreatedObjects(Section):
    """Objects that come into a bucket of S3."""

    bucket: BucketName = Field(
        description="Bucket whose notifications go to EventBridge, which is a setting of the "
        "bucket."
    )
    prefix: Text | None = Field(
        None,
        min_length=1,
        max_length=1024,
        description="What their keys begin with, such as incoming/. Left out: all objects.",
    )


class JobEvent(Section):
    """An event that starts a run: an object that comes into a bucket, or what a pattern matches."""

    s3: Annotated[CreatedObjects | None, One("bucket")] = Field(
        None, description="Objects that come into a bucket; the name of the bucket is enough."
    )
    source: Annotated[tuple[Text, ...], One(), _NOT_OF_S3] = Field(
        (), description="Who sends it, such as aws.ecr or a name of your own."
    )
    detail_type: Annotated[tuple[Text, ...], One(), _NOT_OF_S3] = Field(
        (), description="What kind of event it is, such as ECR Image Action. Left out: any."
    )
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    detail: Annotated[EventDetail | None, _NOT_OF_S3] = Field(
        None,
        max_length=4096,
        description='Pattern of what the event is about, in JSON: {"state": ["failed"]}. Left '
        "out: any.",
    )
    event_bus: Annotated[BusName, _NOT_OF_S3] = Field(
        "default", description="Bus that it comes on; events of AWS come on default."
    )
    environment: dict[VariableName, EventPath] = Field(
        {},
        max_length=100,
        description="Variables of the run with texts of the event, by their path in it: {KEY: "
        "$.detail.object.key}. A start fails where there is no text.",
    )
