"""Values that are written out, against what the AWS provider's own code allows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.verify.modules import Declaration, Module, SourceFile
from tfgen.verify.origins import Origins
from tfgen.verify.provider_checks import Checks, Limits, Steps
from tfgen.verify.syntax import Attribute, Block, Body, Expression, Kind, is_null

_MOST_LISTED = 8
# Of each form, what every text of it has; what AWS refuses beyond that is not told here.
_FORMS = {
    "arn": (re.compile(r"arn:(?:[^:]*:){4}.+", re.DOTALL), "an ARN", "write arn:..."),
    "int": (re.compile(r"[+-]?\d+"), "a whole number", "write digits"),
    "cidr": (re.compile(r"[0-9a-fA-F.:]+/\d+"), "a block of addresses", "write ADDRESS/BITS"),
}
# What Terraform knows only when it plans or applies, whatever it is made of.
_UNKNOWN_CALLS = frozenset({"timestamp", "uuid", "bcrypt"})


class Looked(NamedTuple):
    """What the checks of one resource or data source share; `title` is its type."""

    module: Module
    origins: Origins
    checks: Checks
    title: str
    strict: bool

    def known(self, value: Expression) -> Expression | None:
        """Return what a value is when `terraform validate` runs; None if it is not known then."""
        origins = list(self.origins.of(value, self.module))
        if len(origins) != 1:
            return None
        worked_out = origins[0].value
        calls = {part.name for part in worked_out.walk() if part.kind is Kind.CALL}
        return None if worked_out.references or calls & _UNKNOWN_CALLS else worked_out

    def is_known(self, body: Body) -> bool:
        """Return whether all in a body is known when `terraform validate` runs."""
        return all(
            self.known(argument.value) is not None
            for inner in body.walk()
            for argument in inner.attributes
        )


def check(declaration: Declaration, looked: Looked) -> Iterator[Diagnostic]:
    """Yield the arguments whose values, or which themselves, the provider refuses."""
    yield from _body(declaration.file, declaration.block.body, (), looked)


def _body(file: SourceFile, body: Body, path: Steps, looked: Looked) -> Iterator[Diagnostic]:
    for argument in body.attributes:
        yield from _argument(file, argument, (*path, argument.name), looked)
    for block in body.blocks:
        for diagnostic in _block(file, block, path, looked):
            if not looked.strict and _is_seen_later(block, looked):
                diagnostic = replace(diagnostic, severity=Severity.WARNING)
            yield diagnostic


def _block(file: SourceFile, block: Block, path: Steps, looked: Looked) -> Iterator[Diagnostic]:
    if block.type != "dynamic":
        yield from _body(file, block.body, (*path, block.type), looked)
        return
    for content in block.body.of_type("content"):
        yield from _body(file, content.body, (*path, block.name), looked)


def _is_seen_later(block: Block, looked: Looked) -> bool:
    """Return whether Terraform itself looks into a block only when it plans or applies."""
    return block.type == "dynamic" or (looked.checks.whole and not looked.is_known(block.body))


def _argument(
    file: SourceFile, argument: Attribute, path: Steps, looked: Looked
) -> Iterator[Diagnostic]:
    name, checks = f"{'.'.join(path)} of {looked.title}", looked.checks
    if path in checks.unset and not is_null(argument.value):
        here = file.at(argument, len(argument.name))
        yield Diagnostic("HCL063", f"{name} is set by the provider alone", here, f"remove {name}")
    if not any(path in of for of in (checks.values, checks.ranges, checks.lengths, checks.forms)):
        return
    known = looked.known(argument.value)
    if known is None:
        return
    for value in known.children if known.kind is Kind.LIST else (known,):
        text = _text(value)
        if text is not None and (fault := _fault(text, path, checks)):
            code, why, help_ = fault
            yield Diagnostic(code, f"{name} {why}", file.at(argument.value), help_)


def _text(value: Expression) -> str | None:
    """Return a literal as the text that Terraform makes of it; None if it is none, or null."""
    if value.kind is Kind.LITERAL and isinstance(value.value, bool):
        return str(value.value).lower()
    if value.kind is Kind.LITERAL and isinstance(value.value, int | float):
        return str(value.value)
    return value.text()


def _fault(text: str, path: Steps, checks: Checks) -> tuple[str, str, str] | None:
    """Return code, message and help of what is wrong with a value."""
    if path in checks.values:
        return _not_allowed(text, checks.values[path], path in checks.any_case)
    if path in checks.ranges and not _within(_number(text), checks.ranges[path]):
        between = _between(checks.ranges[path])
        return "HCL077", f"takes {between}, and this is {text}", f"write {between}"
    if path in checks.lengths and not _within(len(text), checks.lengths[path]):
        between = _between(checks.lengths[path])
        why = f"takes a text of {between} characters, and this has {len(text)}"
        return "HCL077", why, "write another text"
    if path in checks.forms:
        return _malformed(text, checks.forms[path])
    return None


def _not_allowed(text: str, values: tuple[str, ...], any_case: bool) -> tuple[str, str, str] | None:
    if text in values or (any_case and text.lower() in {value.lower() for value in values}):
        return None
    listed = ", ".join(values[:_MOST_LISTED]) + ", ..." * (len(values) > _MOST_LISTED)
    help_ = closest(text, values) or closest(text.upper(), values) or f"write one of {listed}"
    return "HCL076", f"takes {listed}, and this is {text!r}", help_


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _within(number: float | None, limits: Limits) -> bool:
    least, most = limits
    # A text that is no number is a wrong type, which is told elsewhere.
    if number is None:
        return True
    return (least is None or number >= least) and (most is None or number <= most)


def _between(limits: Limits) -> str:
    least, most = limits
    if least is None:
        return f"at most {most}"
    if most is None:
        return f"{least} or more"
    return f"{least} to {most}"


def _malformed(text: str, form: str) -> tuple[str, str, str] | None:
    if form == "json":
        try:
            json.loads(text)
        except ValueError:
            return "HCL078", "takes JSON, and this is none", "write jsonencode(...)"
        return None
    pattern, wanted, help_ = _FORMS[form]
    if not text or pattern.fullmatch(text):
        return None
    return "HCL078", f"takes {wanted}, and this is none", help_
