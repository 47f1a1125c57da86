"""What a program does for the purpose of each of its grants, from AWS's pages and from the spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from spec_data import long_form

from rights.evaluate import Call
from rights.facts import Facts

_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference"
# By service and purpose: calls with what they touch behind the thing's own ARN, and where it is one
# of many the extent of these.
_QUEUE = (("GetQueueAttributes", "", ""), ("GetQueueUrl", "", ""))
_SEND = (("SendMessage", "", ""), *_QUEUE)
_CONSUME = (
    ("ReceiveMessage", "", ""),
    ("DeleteMessage", "", ""),
    ("ChangeMessageVisibility", "", ""),
    *_QUEUE,
)
_OBJECT = ("/{prefix}a/b", "/{prefix}*")
_GET = (("GetObject", *_OBJECT), ("ListBucket", "", ""))
_PUT = tuple((action, *_OBJECT) for action in ("PutObject", "DeleteObject", "AbortMultipartUpload"))
_INDEX = ("/index/by-date", "/index/*")
_READ_ITEMS = (
    *((action, "", "") for action in ("GetItem", "BatchGetItem", "Query", "Scan")),
    *((action, *_INDEX) for action in ("Query", "Scan")),
    *((action, "", "") for action in ("DescribeTable", "ConditionCheckItem")),
)
_WRITE_ITEMS = tuple(
    (action, "", "")
    for action in (
        *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"),
        *("DescribeTable", "ConditionCheckItem"),
    )
)
_ENCRYPT = (("Encrypt", "", ""), ("GenerateDataKey", "", ""))
_DECRYPT = (("Decrypt", "", ""),)
_CALLS: Mapping[str, Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "sqs": {"send": _SEND, "consume": _CONSUME, "send_consume": (*_SEND, *_CONSUME)},
    "s3": {"read": _GET, "write": _PUT, "read_write": (*_GET, *_PUT)},
    "dynamodb": {
        "read": _READ_ITEMS,
        "write": _WRITE_ITEMS,
        "read_write": (*_READ_ITEMS, *_WRITE_ITEMS),
    },
    "sns": {"publish": (("Publish", "", ""),)},
    "kms": {
        "encrypt": _ENCRYPT,
        "decrypt": _DECRYPT,
        "encrypt_decrypt": (*_ENCRYPT, *_DECRYPT),
        "sign": (("Sign", "", ""), ("GetPublicKey", "", "")),
        "verify": (("Verify", "", ""), ("GetPublicKey", "", "")),
    },
    "secretsmanager": {
        "read": (("GetSecretValue", "", ""), ("DescribeSecret", "", "")),
    },
}
_OPEN, _CLOSE = ("Decrypt",), ("Decrypt", "GenerateDataKey")
# What a service does with the key of a thing in the name of who asks.
_OF_KEY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    # …/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    "sqs": {"send": _CLOSE, "consume": _OPEN, "send_consume": _CLOSE},
    # …/AmazonS3/latest/userguide/UsingKMSEncryption.html
    "s3": {"read": _OPEN, "write": _CLOSE, "read_write": _CLOSE},
    # …/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    "dynamodb": {
        "read": ("Decrypt", "DescribeKey"),
        "write": (*_CLOSE, "DescribeKey", "Encrypt", "ReEncryptFrom", "ReEncryptTo"),
        "read_write": (*_CLOSE, "DescribeKey", "Encrypt", "ReEncryptFrom", "ReEncryptTo"),
    },
    # …/sns/latest/dg/sns-key-management.html
    "sns": {"publish": _CLOSE},
    # …/secretsmanager/latest/userguide/security-encryption.html
    "secretsmanager": {"read": _OPEN},
}
_NAMED = {"dynamodb": "table/", "kms": "key/", "secretsmanager": "secret:", "sns": "", "sqs": ""}


def needed(facts: Facts, role: str, item: Mapping[str, Any]) -> Iterator[Call]:
    """Yield the calls of a service, job or system container for what it is granted."""
    for service, grants in item.get("grants", {}).items():
        for name, short in grants.items():
            grant = long_form(short, "access")
            yield from _of_grant(facts, role, service, name, grant)
            if key := _key(facts, service, name, grant):
                for action in _OF_KEY[service][grant["access"]]:
                    yield Call(role, f"kms:{action}", key, source=_REFERENCE)


def _of_grant(
    facts: Facts, role: str, service: str, name: str, grant: Mapping[str, Any]
) -> Iterator[Call]:
    arn, extent = _thing(facts, service, name, grant)
    prefix = grant.get("prefix", "")
    for action, behind, all_behind in _CALLS[service][grant["access"]]:
        context, varies = {}, {"resource": extent + all_behind.format(prefix=prefix)}
        if action == "ListBucket" and prefix:
            context, varies["s3:prefix"] = {"s3:prefix": f"{prefix}a"}, f"{prefix}*"
        concrete = arn + behind.format(prefix=prefix)
        yield Call(role, f"{service}:{action}", concrete, context, _REFERENCE, varies)


def _thing(facts: Facts, service: str, name: str, grant: Mapping[str, Any]) -> tuple[str, str]:
    """Return the ARN of what is granted, and that which a policy names where it cannot know it."""
    arn = grant.get("arn")
    if arn is None and service == "s3":
        arn = f"arn:aws:s3:::{name}"
    if arn is None:
        arn = facts.arn(service, f"{_NAMED[service]}{_name(facts, service, name)}")
    # AWS ends the ARN of a secret with six characters of its own.
    if service == "secretsmanager" and arn[-7:-6] != "-":
        return f"{arn}-AbCdEf", f"{arn}-??????"
    return arn, arn


def _name(facts: Facts, service: str, name: str) -> str:
    if service != "sqs":
        return name
    fifo = ".fifo" if facts.spec["queues"][name].get("fifo") else ""
    return f"{facts.cluster}-{name}{fifo}"


def _key(facts: Facts, service: str, name: str, grant: Mapping[str, Any]) -> str | None:
    if service == "sqs" and "arn" not in grant:
        key: str | None = facts.spec["queues"][name].get("kms_key_arn")
        return key
    return grant.get("kms_key_arn")
