"""The policies of an account or a plan as plain values: whose, of which kind, and what they say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from spec_data import listed

# Policies that IAM holds for an identity; all others stand at a resource and name principals.
IDENTITY = ("identity", "managed")


class Account(Protocol):
    """What reads an account: `applied` of tests/aws."""

    def client(self, service: str) -> Any:
        """Return a client of boto3."""

    def read(self, service: str, operation: str, **arguments: Any) -> Any:
        """Return the whole list that an operation gives."""


@dataclass(frozen=True)
class Policy:
    """A policy: the ARN of what it stands at, its kind, its name, and what it says."""

    at: str
    kind: str
    name: str
    statements: tuple[Mapping[str, Any], ...]

    @property
    def is_identity(self) -> bool:
        """Whether it says what somebody may do, not who may do something with a thing."""
        return self.kind in IDENTITY

    def __str__(self) -> str:
        return f"{self.kind} policy {self.name} of {self.at}"

    def with_statements(self, statements: Iterable[Mapping[str, Any]]) -> Policy:
        """Return the same policy with other statements."""
        return replace(self, statements=tuple(statements))


def policy(at: str, kind: str, name: str, document: Any) -> Policy:
    """Read a document, which some calls of AWS give as text and others as data."""
    data = json.loads(document) if isinstance(document, str) else document
    return Policy(at, kind, name, tuple(listed(data["Statement"])))


def policies(account: Account) -> tuple[Policy, ...]:
    """Return every policy that stands in an account, but those of roles that AWS itself makes."""
    readers = (_of_roles, _of_topics, _of_keys, _of_queues, _of_buckets, _of_file_systems)
    return tuple(policy for reader in readers for policy in reader(account))


def _of_roles(account: Account) -> Iterator[Policy]:
    for role in account.read("iam", "list_roles"):
        if role["Path"].startswith("/aws-service-role/"):
            continue
        at, name = role["Arn"], role["RoleName"]
        yield policy(at, "trust", name, role["AssumeRolePolicyDocument"])
        yield from _inline(account, at, name)
        yield from _attached(account, at, name)


def _inline(account: Account, at: str, role: str) -> Iterator[Policy]:
    iam = account.client("iam")
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        answer = iam.get_role_policy(RoleName=role, PolicyName=name)
        yield policy(at, "identity", name, answer["PolicyDocument"])


def _attached(account: Account, at: str, role: str) -> Iterator[Policy]:
    iam = account.client("iam")
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = attached["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        answer = iam.get_policy_version(PolicyArn=arn, VersionId=version)
        kind = "managed" if ":iam::aws:" in arn else "identity"
        yield policy(at, kind, attached["PolicyName"], answer["PolicyVersion"]["Document"])


def _of_topics(account: Account) -> Iterator[Policy]:
    for topic in account.read("sns", "list_topics"):
        arn = topic["TopicArn"]
        attributes = account.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
        yield policy(arn, "topic", arn.rpartition(":")[2], attributes["Policy"])


def _of_keys(account: Account) -> Iterator[Policy]:
    kms = account.client("kms")
    names = {
        alias["TargetKeyId"]: alias["AliasName"]
        for alias in account.read("kms", "list_aliases")
        if "TargetKeyId" in alias
    }
    for key in account.read("kms", "list_keys"):
        answer = kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")
        name = names.get(key["KeyId"], key["KeyId"])
        if not name.startswith("alias/aws/"):
            yield policy(key["KeyArn"], "key", name, answer["Policy"])


def _of_queues(account: Account) -> Iterator[Policy]:
    sqs = account.client("sqs")
    for url in account.read("sqs", "list_queues"):
        names = ["Policy", "QueueArn"]
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        yield policy(answer["QueueArn"], "queue", url.rpartition("/")[2], answer["Policy"])


def _of_buckets(account: Account) -> Iterator[Policy]:
    for bucket in account.read("s3", "list_buckets"):
        name = bucket["Name"]
        answer = account.client("s3").get_bucket_policy(Bucket=name)
        yield policy(f"arn:aws:s3:::{name}", "bucket", name, answer["Policy"])


def _of_file_systems(account: Account) -> Iterator[Policy]:
    efs = account.client("efs")
    for system in account.read("efs", "describe_file_systems"):
        answer = efs.describe_file_system_policy(FileSystemId=system["FileSystemId"])
        at = system["FileSystemArn"]
        yield policy(at, "file system", system["FileSystemId"], answer["Policy"])


# What carries a policy in a plan: the type of the resource, its argument, and the kind.
_PLANNED = (
    ("aws_iam_role", "assume_role_policy", "trust"),
    ("aws_iam_role_policy", "policy", "identity"),
    ("aws_iam_policy", "policy", "identity"),
    ("aws_sns_topic_policy", "policy", "topic"),
    ("aws_kms_key", "policy", "key"),
    ("aws_sqs_queue_policy", "policy", "queue"),
    ("aws_s3_bucket_policy", "policy", "bucket"),
    ("aws_efs_file_system_policy", "policy", "file system"),
)


def planned_policies(resources: Iterable[Mapping[str, Any]]) -> tuple[Policy, ...]:
    """Return the policies of a plan that name no id of something new: the others an apply tells."""
    return tuple(
        policy(resource["address"], kind, resource["name"], resource["values"][argument])
        for resource in resources
        for type_, argument, kind in _PLANNED
        if resource["type"] == type_ and resource.get("values", {}).get(argument)
    )
