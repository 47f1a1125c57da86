"""`grants`: what a task does with things of AWS, by purpose; the rights follow from it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from tfgen.language.field import Field
from tfgen.language.scalars import KmsKeyArn, TextOrExpression, Words, arn, later, matching
from tfgen.language.section import One, Section

# A key of the spec, a name in AWS, or beside an ARN any word: what it has to be hangs on these.
GrantName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9/_+=.@-]{0,511}",
        "a name in AWS",
        "write the name of the thing, or any word beside its arn",
    ),
]
QueueArn = Annotated[
    TextOrExpression, later(arn("sqs", r"[A-Za-z0-9_-]{1,80}(?:\.fifo)?", "a queue of SQS"))
]
BucketArn = Annotated[
    TextOrExpression,
    later(
        matching(
            r"arn:aws(?:-[a-z]+)*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
            "the ARN of a bucket",
            "write arn:aws:s3:::<bucket>, without objects",
        )
    ),
]
TableArn = Annotated[
    TextOrExpression,
    later(arn("dynamodb", r"table/[A-Za-z0-9_.-]{3,255}", "a table of DynamoDB")),
]
GrantedTopicArn = Annotated[
    TextOrExpression, later(arn("sns", r"[A-Za-z0-9_-]{1,256}(?:\.fifo)?", "a topic of SNS"))
]
SecretArn = Annotated[
    TextOrExpression,
    later(arn("secretsmanager", r"secret:[A-Za-z0-9/_+=.@-]+", "a secret of Secrets Manager")),
]
# IAM reads * and ? as wildcards, and $ before a brace as a variable.
Prefix = Annotated[
    str,
    matching(
        r"[A-Za-z0-9!_.'()-][A-Za-z0-9!_.'()/-]*",
        "the beginning of keys of objects",
        "write it without a slash before it, as in reports/",
    ),
]

_KEY = "Key that encrypts it, if that is one of your own: the task may then use it so far."


class Encrypted(Section):
    """What a key of the user's own may encrypt."""

    kms_key_arn: KmsKeyArn | None = Field(None, description=_KEY)


class QueueGrant(Encrypted):
    """What a task does with a queue of SQS."""

    access: Annotated[Literal["send", "consume", "send_consume"], Words()] = Field(
        description="send: messages go there; consume: they are received, hidden and deleted."
    )
    arn: QueueArn | None = Field(
        None, description="ARN of a queue that exists. Left out: the queue of that key."
    )


class BucketGrant(Encrypted):
    """What a task does with the objects of a bucket of S3."""

    access: Annotated[Literal["read", "write", "read_write"], Words()] = Field(
        description="read: get and list objects; write: put and delete them."
    )
    arn: BucketArn | None = Field(
        None, description="ARN of the bucket. Left out: the bucket of that name."
    )
    prefix: Prefix | None = Field(
        None, description="What the keys of the objects begin with. Left out: all objects."
    )


class TableGrant(Encrypted):
    """What a task does with the items of a table of DynamoDB."""

    access: Annotated[Literal["read", "write", "read_write"], Words()] = Field(
        description="read: get, query and scan, indexes too; write: put, update and delete items."
    )
    arn: TableArn | None = Field(
        None, description="ARN of the table. Left out: the table of that name."
    )


class TopicGrant(Encrypted):
    """What a task does with a topic of SNS."""

    access: Annotated[Literal["publish"], Words()] = Field(description="publish: send messages.")
    arn: GrantedTopicArn | None = Field(
        None, description="ARN of the topic. Left out: the topic of that name."
    )


class KeyGrant(Section):
    """What a task itself does with a key of KMS."""

    access: Annotated[
        Literal["encrypt", "decrypt", "encrypt_decrypt", "sign", "verify"], Words()
    ] = Field(
        description="encrypt: also make data keys; decrypt: also data keys; sign and verify: "
        "with an asymmetric key."
    )
    arn: KmsKeyArn | None = Field(None, description="ARN of the key. Left out: the key of that id.")


class SecretGrant(Encrypted):
    """What a task does with a secret of Secrets Manager while it runs."""

    access: Annotated[Literal["read"], Words()] = Field(description="read: get its value.")
    arn: SecretArn | None = Field(
        None, description="ARN of the secret. Left out: the secret of that name."
    )


Grant: TypeAlias = QueueGrant | BucketGrant | TableGrant | TopicGrant | KeyGrant | SecretGrant


class Grants(Section):
    """Things by the service of AWS that has them, each with what the task does there."""

    sqs: dict[GrantName, Annotated[QueueGrant, One("access")]] = Field(
        {}, description="Queues of SQS, by key of queues: {orders: consume}."
    )
    s3: dict[GrantName, Annotated[BucketGrant, One("access")]] = Field(
        {}, description="Buckets of S3, by name: {acme-uploads: read_write}."
    )
    dynamodb: dict[GrantName, Annotated[TableGrant, One("access")]] = Field(
        {}, description="Tables of DynamoDB, by name: {orders: read}."
    )
    sns: dict[GrantName, Annotated[TopicGrant, One("access")]] = Field(
        {}, description="Topics of SNS, by name: {acc-events: publish}."
    )
    kms: dict[GrantName, Annotated[KeyGrant, One("access")]] = Field(
        {},
        description="Keys of KMS that the program itself uses, by id; those that encrypt other "
        "things stand there.",
    )
    secretsmanager: dict[GrantName, Annotated[SecretGrant, One("access")]] = Field(
        {},
        description="Secrets that the program itself reads, by name; secrets gives them as "
        "variables.",
    )
