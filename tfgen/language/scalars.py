"""The types of single values: they decide how one is read, never the look of its text."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from tfgen.language.blocks import read_block, read_cidr
from tfgen.language.expressions import EXPRESSION_SCHEMA, Expression, TextOrExpression, later
from tfgen.language.numbers import (
    plain_number,
    read_bool,
    read_duration,
    read_gib,
    read_int,
    read_number,
)
from tfgen.language.texts import ANY_SCALAR, Reads, Words, fault, matching, read_text, shown

# Sections take types and readers from here alone.
__all__ = [
    "ANY_SCALAR",
    "DURATION",
    "EXPRESSION_SCHEMA",
    "KEY_FORM",
    "AccountId",
    "Block",
    "Bool",
    "Cidr",
    "Expression",
    "Gib",
    "Int",
    "Key",
    "KmsKeyArn",
    "KnownKmsKeyArn",
    "Number",
    "Reads",
    "Seconds",
    "Text",
    "TextForAws",
    "TextOrExpression",
    "Words",
    "arn",
    "fault",
    "iam_arn",
    "later",
    "matching",
    "plain_number",
    "read_block",
    "read_bool",
    "read_cidr",
    "read_duration",
    "read_gib",
    "read_int",
    "read_number",
    "read_text",
    "shown",
]

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
REGION_FORM = "[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}"


def arn(service: str, resource: str, noun: str) -> Reads:
    """Return the annotation of a string that is the ARN of one kind of resource of a region."""
    form = rf"arn:aws(?:-[a-z]+)*:{service}:{REGION_FORM}:[0-9]{{12}}:{resource}"
    help = f"write it whole, as in arn:aws:{service}:<region>:<account>:…"
    return matching(form, f"the ARN of {noun}", help)


def iam_arn(account: str, resource: str, noun: str) -> Reads:
    """Return the annotation of a string that is the ARN of one kind of resource of IAM."""
    # IAM knows no regions: their place in the ARN is empty.
    form = rf"arn:aws(?:-[a-z]+)*:iam::{account}:{resource}"
    return matching(form, f"the ARN of {noun}", "write it whole, as in arn:aws:iam::<account>:…")


Text = Annotated[str, Reads(read_text, ANY_SCALAR)]
TextForAws = Annotated[TextOrExpression, later(Reads(read_text, ANY_SCALAR))]
Bool = Annotated[bool, Reads(read_bool)]
Int = Annotated[int, Reads(read_int)]
Number = Annotated[Decimal, Reads(read_number, {"type": "number"})]
Gib = Annotated[int, Reads(read_gib)]
DURATION = {
    "type": "string",
    "pattern": r"^(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$",
    "patternErrorMessage": "Write a number with a unit, such as 30s, 5m or 1h30m.",
}
Seconds = Annotated[int, Reads(read_duration, DURATION)]
_BLOCK = {
    "type": "string",
    "patternErrorMessage": "Write an address and a prefix, such as 10.0.0.0/16.",
}
Cidr = Annotated[str, Reads(read_cidr, {**_BLOCK, "pattern": r"^[0-9.]+/[0-9]+$"})]
Block = Annotated[str, Reads(read_block, {**_BLOCK, "pattern": r"^[0-9a-f.:]+/[0-9]+$"})]

# Names in AWS are composed of keys, and that of a load balancer has 32 characters at most:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
KEY_FORM = r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,30}"
KEY_HELP = (
    "use up to 31 lower-case letters, digits and single hyphens, "
    "with a letter first and no hyphen at the end"
)
Key = Annotated[str, matching(KEY_FORM, "a valid name", KEY_HELP)]
AccountId = Annotated[
    str,
    # Without quotes 012345670123 is an octal number to YAML 1.1; here it is read as its text.
    matching(r"[0-9]{12}", "an AWS account id", "write its 12 digits, quoted", bare=True),
]
# An alias is no key to IAM, nor to what keeps the key that it leads to at the moment.
# https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
_KMS_KEY = matching(
    rf"arn:aws(?:-[a-z]+)*:kms:{REGION_FORM}:[0-9]{{12}}:key/(?:mrk-)?[0-9a-f-]+",
    "the ARN of a KMS key",
    "write arn:aws:kms:<region>:<account>:key/…: "
    "aws kms describe-key --key-id <alias or id> --query KeyMetadata.Arn tells it",
)
KmsKeyArn = Annotated[TextOrExpression, later(_KMS_KEY)]
# Where an address in the state, or the place of the state itself, hangs on it.
KnownKmsKeyArn = Annotated[str, _KMS_KEY]
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
SECRET_NAME_FORM = r"secret:[A-Za-z0-9/_+=.@-]+"
