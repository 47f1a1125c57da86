"""Where a value goes to AWS, an expression of Terraform may stand: `{terraform: var.domain}`."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from tfgen.expression import Expression, expression
from tfgen.language.refused import Refused
from tfgen.language.texts import EXPRESSION, Reads, fault, is_expression, read_text, shown
from tfgen.source import Scalar

__all__ = ["EXPRESSION_SCHEMA", "Expression", "Later", "TextOrExpression", "later"]

# What stands in a mapping of an expression, as an editor is told it.
EXPRESSION_SCHEMA = {
    "type": "object",
    "properties": {EXPRESSION: {"type": "string"}},
    "required": [EXPRESSION],
    "additionalProperties": False,
}
_HELP = (
    "write a reference, such as aws_sqs_queue.orders.url, or a function of references; for all "
    "else write a local in a .tf file of your own, and its name here: local.orders_url"
)
# Where such a thing begins, a text is no reference.
_WHY = {
    r"\$\{": "${ … } belongs into a text of Terraform",
    r"<<": "a heredoc is no reference",
    r"[\n\r]": "it has more than one line",
    r"""(?<!\[)"(?!\])""": "a quote stands only around a key in brackets",
    r"[^A-Za-z0-9_.,()\[\]*\"/:@ \n\r-]": "it has a sign that is part of no reference",
}

# A value that is known here, or an expression for one.
TextOrExpression: TypeAlias = str | Expression


class Later(Reads):
    """A reader of texts that takes `{terraform: …}` too: Terraform works that out, not tfgen."""


def later(reads: Reads) -> Later:
    """Return a reader that takes what this one takes, or an expression."""

    def read(value: object) -> object:
        if isinstance(value, dict) and is_expression(value):
            return _read(value)
        if isinstance(value, Expression):
            return value
        try:
            return reads.reader(value)
        except Refused as refused:
            _explain_template(value, refused)
            raise

    return Later(read, reads.schema)


def _read(value: dict[str, Any]) -> Expression:
    text = read_text(value[EXPRESSION], "an expression of Terraform")
    try:
        return expression(text)
    except ValueError:
        at, why = _why(text)
        fault("SPEC025", f"{shown(text)} is no reference of Terraform: {why}", _HELP, at=at)


def _why(text: str) -> tuple[int, str]:
    """Return where a text is no reference, counted from 0, and why."""
    known = ((re.search(form, text), why) for form, why in _WHY.items())
    return min(
        ((match.start(), why) for match, why in known if match),
        default=(0, "it has not the form TYPE.NAME.ATTRIBUTE"),
    )


def _explain_template(value: object, refused: Refused) -> None:
    """Refuse a text in `${…}`, which stays a text, with the form that may be meant."""
    if template := isinstance(value, Scalar) and re.fullmatch(r"\$\{([^{}]+)\}", value.text):
        help = f"write {{{EXPRESSION}: {template[1]}}} for what Terraform works out"
        for refusal in refused.faults:
            fault(refusal.kind, refusal.context["message"], help)
