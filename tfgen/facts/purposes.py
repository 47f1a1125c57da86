"""What AWS asks for a purpose: the actions, and what of a thing each of them touches.

By service as IAM calls it and by purpose, from the pages of PAGES as of 2026-11. `on` is what
stands behind the ARN of the thing; `of_key` are the actions on a key of one's own that encrypts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tfgen.frozen import frozen

_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference"

PAGES: Final[Mapping[str, str]] = {
    "dynamodb": f"{_REFERENCE}/list_amazondynamodb.html",
    "kms": f"{_REFERENCE}/list_awskeymanagementservice.html",
    "s3": f"{_REFERENCE}/list_amazons3.html",
    "secretsmanager": f"{_REFERENCE}/list_awssecretsmanager.html",
    "sns": f"{_REFERENCE}/list_amazonsns.html",
    "sqs": f"{_REFERENCE}/list_amazonsqs.html",
}


@frozen
class Right:
    """Actions of a service, without its name, and what of a thing they touch."""

    actions: tuple[str, ...]
    on: tuple[str, ...] = ("",)


@frozen
class Purpose:
    """The rights on a thing, and the actions on the key that encrypts it."""

    rights: tuple[Right, ...]
    of_key: tuple[str, ...] = ()

    def __or__(self, other: Purpose) -> Purpose:
        """Return what serves both purposes."""
        of_key = tuple(sorted({*self.of_key, *other.of_key}))
        return Purpose((*self.rights, *other.rights), of_key)


# Who asks for a queue by its name or counts its messages needs the last two.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
_SEND = Purpose(
    (Right(("GetQueueAttributes", "GetQueueUrl", "SendMessage")),),
    of_key=("Decrypt", "GenerateDataKey"),
)
_CONSUME = Purpose(
    (
        Right(
            (
                "ChangeMessageVisibility",
                "DeleteMessage",
                "GetQueueAttributes",
                "GetQueueUrl",
                "ReceiveMessage",
            )
        ),
    ),
    of_key=("Decrypt",),
)
# Who may not list a bucket is told that an object is forbidden where there is none.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
_GET = Purpose((Right(("GetObject",), ("/*",)), Right(("ListBucket",))), of_key=("Decrypt",))
_PUT = Purpose(
    (Right(("AbortMultipartUpload", "DeleteObject", "PutObject"), ("/*",)),),
    of_key=("Decrypt", "GenerateDataKey"),
)
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
_READ_ITEMS = Purpose(
    (
        Right(("BatchGetItem", "ConditionCheckItem", "DescribeTable", "GetItem")),
        Right(("Query", "Scan"), ("", "/index/*")),
    ),
    of_key=("Decrypt", "DescribeKey"),
)
_WRITE_ITEMS = Purpose(
    (
        Right(
            (
                "BatchWriteItem",
                "ConditionCheckItem",
                "DeleteItem",
                "DescribeTable",
                "PutItem",
                "UpdateItem",
            )
        ),
    ),
    of_key=("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"),
)
_ENCRYPT = Purpose((Right(("Encrypt", "GenerateDataKey")),))
_DECRYPT = Purpose((Right(("Decrypt",)),))

PURPOSES: Final[Mapping[str, Mapping[str, Purpose]]] = {
    "dynamodb": {
        "read": _READ_ITEMS,
        "write": _WRITE_ITEMS,
        "read_write": _READ_ITEMS | _WRITE_ITEMS,
    },
    "kms": {
        "encrypt": _ENCRYPT,
        "decrypt": _DECRYPT,
        "encrypt_decrypt": _ENCRYPT | _DECRYPT,
        "sign": Purpose((Right(("GetPublicKey", "Sign")),)),
        "verify": Purpose((Right(("GetPublicKey", "Verify")),)),
    },
    "s3": {"read": _GET, "write": _PUT, "read_write": _GET | _PUT},
    "secretsmanager": {
        # https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
        "read": Purpose((Right(("DescribeSecret", "GetSecretValue")),), of_key=("Decrypt",)),
    },
    "sns": {
        # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        "publish": Purpose((Right(("Publish",)),), of_key=("Decrypt", "GenerateDataKey")),
    },
    "sqs": {"send": _SEND, "consume": _CONSUME, "send_consume": _SEND | _CONSUME},
}
