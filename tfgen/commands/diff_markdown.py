"""What a change does, as a comment of a pull request: a screen of it, and the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tfgen.changes.addresses import Kind, Touched
from tfgen.changes.deadly import DEADLY
from tfgen.commands.diff import Differing
from tfgen.commands.diff_text import address_lines, sentence, summary, unclear_lines
from tfgen.diagnostics import Diagnostic, Severity

_MOST = 12


def as_markdown(told: Differing) -> str:
    """Return what a change does as Markdown."""
    lines = [f"### tfgen: {code(told.present)}", ""]
    if not told.differs:
        return "\n".join((*lines, "The next apply does nothing.", ""))
    lines += deadly_items(told.effects.deadly, told.findings)
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
    lines += ["````", "", f"Compared with {code(told.former)}.", "</details>"]
    return "\n".join((*lines, ""))


def deadly_items(deadly: Sequence[Touched], findings: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield what is destroyed, and what `tfgen render` refuses, as items of a list."""
    refused = [one for one in findings if one.severity is Severity.ERROR]
    for one in deadly[:_MOST]:
        verb = "goes" if one.kind is Kind.REMOVED else "is replaced"
        sure = "" if one.certain else " (possibly)"
        kept = ", which Terraform refuses to plan" * one.protected
        yield f"- **Destroys** {DEADLY[one.type]}: {code(one.address)} {verb}{sure}{kept}"
    if len(deadly) > _MOST:
        yield f"- **Destroys** {len(deadly) - _MOST} more of that kind"
    for finding in refused[:_MOST]:
        yield f"- **`tfgen render` refuses** ({finding.code}): {plain(finding.message)}"
    if deadly or refused:
        yield ""


def _sentence(text: str) -> str:
    part, _, rest = text.partition(": ")
    return f"**{plain(part)}**: {plain(rest)}"


def plain(text: str) -> str:
    """Return text in which Markdown has no signs of its own, and nobody is mentioned."""
    for sign in "\\`*_[]<>|#@":
        text = text.replace(sign, f"\\{sign}")
    return text


def code(text: str) -> str:
    """Return text as code of Markdown."""
    return f"`{text.replace('`', '')}`"
