"""A value that Terraform works out and tfgen does not know: `{terraform: var.domain}`."""

from __future__ import annotations

import re

from tfgen.frozen import frozen

_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
# A name, an index, a splat, or a key in quotes, in which nothing can be a template.
_STEP = rf"""(?:\.{_NAME}|\[[0-9]+\]|\[\*\]|\["[A-Za-z0-9_./:@ -]+"\])"""
_REFERENCE = re.compile(rf"{_NAME}{_STEP}+")
# Before a name there is another part of it, or the text of a key.
_ROOT = rf"(?!(?:null|true|false|for)\b){_NAME}"
_PART = re.compile(rf"""(?<![\w.\-"\[\x00])(?:{_ROOT}{_STEP}+|[0-9]+)""")
# \0 stands for a part that is proved.
_CALL = re.compile(rf"""(?<![\w.\-"\x00])[a-z][a-z0-9_]*\( *\x00(?: *, *\x00)* *\){_STEP}*""")


@frozen
class Expression:
    """A reference, or a call of a function with references and numbers, in one line of HCL.

    Raises ValueError for any other text: nothing else of a spec becomes code.
    https://developer.hashicorp.com/terraform/language/expressions/references
    """

    text: str

    def __post_init__(self) -> None:
        left, before = _PART.sub("\0", self.text.replace("\0", "?")), ""
        while left != before:
            left, before = _CALL.sub("\0", left), left
        # What names nothing is known now, and is written as a text.
        if left != "\0" or not self.references:
            raise ValueError(f"{self.text!r} is not a reference such as aws_sqs_queue.orders.url")

    def __str__(self) -> str:
        return self.text

    @property
    def references(self) -> tuple[str, ...]:
        """What it names: `aws_sqs_queue.orders.url`, in order."""
        return tuple(_REFERENCE.findall(self.text))


def expression(text: str) -> Expression:
    """Return the expression of a text, spaced as `terraform fmt` has it. Raises ValueError."""
    tight = re.sub(r" *([(),]) *", r"\1", text.strip(" "))
    return Expression(tight.replace(",", ", "))
