"""How a scalar of the spec is read: the field's type decides, never the look of the text.

Every reader takes the `Scalar` that `source` kept (text, style, place) and returns a plain value, or raises a
`PydanticCustomError` whose context carries the help. Values that are no `Scalar` are field defaults and pass.
"""

from __future__ import annotations

import ipaddress
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, NoReturn, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from tfgen.diagnostics import closest
from tfgen.source import Scalar


@dataclass(frozen=True, eq=False)
class Reads:
    """Annotate a field's type with its reader and, where the type does not say it, its JSON Schema."""

    reader: Callable[[object], object]
    schema: dict[str, Any] | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.reader, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return dict(self.schema) if self.schema is not None else handler(schema)


@dataclass(frozen=True)
class Words:
    """Annotate a `Literal` of strings: one of its words, with a suggestion where another stands."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        words = get_args(source)
        return core_schema.no_info_before_validator_function(
            lambda value: read_word(value, words), handler(source)
        )


def fault(code: str, message: str, help: str = "", *, secret: bool = False) -> NoReturn:
    """Refuse a value: message and help reach the diagnostic unchanged; `secret` keeps the line from being shown."""
    raise PydanticCustomError(
        code, "{message}", {"message": message, "help": help, "secret": secret}
    )


def shown(text: str) -> str:
    """Return the text as an error shows it: quoted, cut, without control characters."""
    cut = text if len(text) <= 60 else text[:57] + "..."
    return "'" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut) + "'"


def read_text(value: object, what: str = "a string") -> str:
    """Return the text of a scalar verbatim, in Unicode's form NFC (HCL normalises strings to it)."""
    match value:
        case Scalar() if value.is_null:
            help = (
                "give a value, or write '' for the empty string"
                if what == "a string"
                else "give a value"
            )
            fault("SPEC005", f"is empty where {what} belongs", help)
        case Scalar():
            return unicodedata.normalize("NFC", value.text)
        case str():
            return value
        case dict():
            fault("SPEC004", f"is a mapping where {what} belongs", "write one value")
        case tuple():
            fault("SPEC004", f"is a list where {what} belongs", "write one value")
        case _:
            fault("SPEC004", f"is not {what}", "write one value")


def read_int(value: object, mib: int = 1) -> int:
    """Read a plain integer: no quotes, no leading zero, no underscore, no exponent.

    `mib` is the number of MiB in the field's unit, for the help when a size stands there with its own unit.
    """
    if isinstance(value, int):
        return value
    text = read_text(value, "an integer")
    if not re.fullmatch(r"-?(0|[1-9][0-9]*)", text):
        fault("SPEC006", f"{shown(text)} is not an integer", _integer_help(text, mib))
    if isinstance(value, Scalar) and not value.plain:
        fault("SPEC006", f"{shown(text)} is quoted where an integer belongs", "remove the quotes")
    if len(text) > 15:
        fault("SPEC006", f"{shown(text)} is too large", "write a smaller integer")
    return int(text)


def read_gib(value: object) -> int:
    """Read a size in GiB: a plain integer."""
    return read_int(value, 1024)


def _integer_help(text: str, mib: int) -> str:
    compact = text.replace("_", "").replace(",", "")
    size = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(m|mb|mib|g|gb|gib|vcpu)", text.lower())
    if size:
        number = Fraction(size[1]) * {"m": 1, "g": 1024, "v": 1024}[size[2][0]] / mib
        return f"write the number alone: {math.ceil(number)}"
    if re.fullmatch(r"[0-9]+%", text):
        return f"write the percentage without the sign: {text[:-1]}"
    for base, pattern in (
        (16, r"0[xX][0-9a-fA-F]{1,12}"),
        (8, r"0[oO]?[0-7]{1,12}"),
        (2, r"0[bB][01]{1,40}"),
    ):
        if re.fullmatch(pattern, text):
            return (
                f"write it as a decimal number: {int(re.sub('^0[xXoObB]?', '', text) or '0', base)}"
            )
    return (
        f"write {int(compact)}"
        if re.fullmatch(r"[0-9]{1,15}", compact)
        else "write a plain integer such as 2"
    )


def read_bool(value: object) -> bool:
    """Read `true` or `false`; YAML 1.1's other words are refused."""
    if isinstance(value, bool):
        return value
    text = read_text(value, "true or false")
    if text not in ("true", "false") or (isinstance(value, Scalar) and not value.plain):
        meant = {
            "yes": "true",
            "on": "true",
            "y": "true",
            "no": "false",
            "off": "false",
            "n": "false",
        }
        wanted = meant.get(
            text.lower(), text.lower() if text.lower() in ("true", "false") else "true or false"
        )
        fault("SPEC007", f"{shown(text)} is not a boolean", f"write {wanted}, without quotes")
    return text == "true"


_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def read_duration(value: object) -> int:
    """Read a duration with units (`30s`, `5m`, `1h30m`, `1d`) into whole seconds."""
    if isinstance(value, int):
        return value
    text = read_text(value, "a duration")
    parts = re.fullmatch(
        r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?", text
    )
    if not parts or not text:
        is_number = re.fullmatch(r"[0-9]{1,6}", text)
        help = (
            f"write {text}s"
            if is_number
            else "write a number with a unit, such as 30s, 5m or 1h30m"
        )
        fault("SPEC008", f"{shown(text)} is not a duration", help)
    return sum(int(n) * _UNITS[u] for n, u in zip(parts.groups(), _UNITS, strict=True) if n)


def read_cidr(value: object) -> str:
    """Read an IPv4 block without host bits, such as 10.0.0.0/16."""
    text = read_text(value, "an IPv4 block")
    try:
        network = ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        fault(
            "SPEC009",
            f"{shown(text)} is not an IPv4 block",
            "write an address and a prefix, such as 10.0.0.0/16",
        )
    if "/" not in text:
        fault("SPEC009", f"{shown(text)} has no prefix", f"write {text}/32 for the one address")
    if str(network) != text:
        is_plain = text.endswith(f"/{network.prefixlen}")
        why = "is not the first address of its block" if is_plain else "has no plain prefix"
        fault("SPEC009", f"{shown(text)} {why}", f"write {network}")
    return text


def read_block(value: object) -> str:
    """Read an IPv4 or IPv6 block without host bits."""
    text = read_text(value, "an IPv4 or IPv6 block")
    if ":" not in text:
        return read_cidr(value)
    try:
        network = ipaddress.IPv6Network(text, strict=False)
    except ValueError:
        fault(
            "SPEC009",
            f"{shown(text)} is not an IPv6 block",
            "write an address and a prefix, such as ::/0",
        )
    if "/" not in text:
        fault("SPEC009", f"{shown(text)} has no prefix", f"write {text}/128 for the one address")
    if str(network) != text:
        fault("SPEC009", f"{shown(text)} is not the shortest form of its block", f"write {network}")
    return text


def read_word(value: object, words: tuple[str, ...]) -> str:
    """Read one of a fixed set of words."""
    text = read_text(value, "one of " + ", ".join(words))
    if text not in words:
        near = closest(text.lower(), words)
        fault(
            "SPEC011",
            f"{shown(text)} is not one of {', '.join(words)}",
            near or f"write {' or '.join(words)}",
        )
    return text


def matching(pattern: str, what: str, help: str, *, bare: bool = False) -> Reads:
    """Return the annotation of a string that matches a whole pattern; `what` names it with its article.

    `bare`: an editor, which reads YAML 1.2, takes some of its values for numbers or booleans.
    """
    compiled = re.compile(pattern)

    def read(value: object) -> str:
        text = read_text(value, what)
        if not compiled.fullmatch(text):
            fault("SPEC010", f"{shown(text)} is not {what}", help)
        return text

    written = re.sub(
        r"\(\?P<\w+>", "(?:", pattern
    )  # JavaScript, whose expressions editors read, has no (?P<…>
    return Reads(read, {**(ANY_SCALAR if bare else {"type": "string"}), "pattern": f"^{written}$"})


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
REGION_FORM = "[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}"


def arn(service: str, resource: str, what: str) -> Reads:
    """Return the annotation of a string that is the ARN of one kind of resource of a region."""
    form = rf"arn:aws(?:-[a-z]+)*:{service}:{REGION_FORM}:[0-9]{{12}}:{resource}"
    return matching(
        form, f"the ARN of {what}", f"write it whole, as in arn:aws:{service}:<region>:<account>:…"
    )


def iam_arn(account: str, resource: str, what: str) -> Reads:
    """Return the annotation of a string that is the ARN of one kind of resource of IAM, which knows no regions."""
    form = rf"arn:aws(?:-[a-z]+)*:iam::{account}:{resource}"
    return matching(form, f"the ARN of {what}", "write it whole, as in arn:aws:iam::<account>:…")


# An editor reads YAML 1.2, where a bare 4 or true is no string: a string field takes it verbatim all the same.
ANY_SCALAR = {"type": ["string", "number", "boolean"]}
Text = Annotated[str, Reads(read_text, ANY_SCALAR)]
Bool = Annotated[bool, Reads(read_bool)]
Int = Annotated[int, Reads(read_int)]
Gib = Annotated[int, Reads(read_gib)]
DURATION = {"type": "string", "pattern": r"^(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$"}
Seconds = Annotated[
    int,
    Reads(read_duration, DURATION),
    PlainSerializer(lambda seconds: f"{seconds}s", when_used="json"),
]
Cidr = Annotated[str, Reads(read_cidr, {"type": "string", "pattern": r"^[0-9.]+/[0-9]+$"})]

Block = Annotated[str, Reads(read_block, {"type": "string", "pattern": r"^[0-9a-f.:]+/[0-9]+$"})]

KEY_FORM = r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,30}"
KEY_HELP = "use up to 31 lower-case letters, digits and single hyphens, with a letter first and no hyphen at the end"
Key = Annotated[str, matching(KEY_FORM, "a valid name", KEY_HELP)]
AccountId = Annotated[
    str, matching(r"[0-9]{12}", "an AWS account id", "write its 12 digits, quoted")
]
# An alias is no key to IAM, nor to what keeps the key that it leads to at the moment.
# https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
KmsKeyArn = Annotated[
    str,
    matching(
        rf"arn:aws(?:-[a-z]+)*:kms:{REGION_FORM}:[0-9]{{12}}:key/(?:mrk-)?[0-9a-f-]+",
        "the ARN of a KMS key",
        "write arn:aws:kms:<region>:<account>:key/…: "
        "aws kms describe-key --key-id <alias or id> --query KeyMetadata.Arn tells it",
    ),
]
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
SECRET_NAME_FORM = r"secret:[A-Za-z0-9/_+=.@-]+"
