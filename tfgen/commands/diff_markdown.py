"""What a change does, as a comment of a pull request: a screen of it, and the rest folded."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.changes.addresses import Kind
from tfgen.changes.deadly import DEADLY
from tfgen.commands.diff import Differing
from tfgen.commands.diff_text import address_lines, sentence, summary, unclear_lines
from tfgen.diagnostics import Severity

_MOST = 12


def as_markdown(told: Differing) -> str:
    """Return what a change does as Markdown."""
    lines = [f"### tfgen: {_code(told.present)}", ""]
    if not told.differs:
        return "\n".join((*lines, "The next apply does nothing.", ""))
    lines += _deadly(told)
    sentences = [
        f"- {_sentence(sentence(change, told.words.get(str(change.part), ())))}"
        for change in told.effects.parts
    ]
    lines += sentences[:_MOST]
    if len(sentences) > _MOST:
        lines.append(f"- … and {len(sentences) - _MOST} further parts, below")
    lines += ["", f"<details><summary>{summary(told)}</summary>", ""]
    lines += [*sentences[_MOST:], ""] * (len(sentences) > _MOST)
    # Longer than any run of backticks in an address.
    lines += ["````text", *address_lines(told), *unclear_lines(told)]
    lines += ["````", "", f"Compared with {_code(told.former)}.", "</details>"]
    return "\n".join((*lines, ""))


def _deadly(told: Differing) -> Iterator[str]:
    refused = [one for one in told.findings if one.severity is Severity.ERROR]
    deadly = told.effects.deadly
    for one in deadly[:_MOST]:
        verb = "goes" if one.kind is Kind.REMOVED else "is replaced"
        sure = "" if one.certain else " (possibly)"
        kept = ", which Terraform refuses to plan" * one.protected
        yield f"- **Destroys** {DEADLY[one.type]}: {_code(one.address)} {verb}{sure}{kept}"
    if len(deadly) > _MOST:
        yield f"- **Destroys** {len(deadly) - _MOST} more of that kind"
    for finding in refused[:_MOST]:
        yield f"- **`tfgen render` refuses** ({finding.code}): {_plain(finding.message)}"
    if deadly or refused:
        yield ""


def _sentence(text: str) -> str:
    part, _, rest = text.partition(": ")
    return f"**{_plain(part)}**: {_plain(rest)}"


def _plain(text: str) -> str:
    """Return text in which Markdown has no signs of its own, and nobody is mentioned."""
    for sign in "\\`*_[]<>|#@":
        text = text.replace(sign, f"\\{sign}")
    return text


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"
