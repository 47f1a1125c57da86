"""What a code means: for the terminal, as JSON, and as the page of all findings."""

from __future__ import annotations

import difflib
import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tfgen.commands.codes import Documented, documented
from tfgen.commands.examples import Example, example
from tfgen.commands.report import printable
from tfgen.diagnostics import FAMILIES, Diagnostic, TfgenError, closest, family

WIDTH = 96
# A spec that is too large by design is no less clear for its middle left out.
MOST_LINES = 40

_FAMILIES = {
    "YAML": "The text of a spec is not the YAML that tfgen accepts.",
    "SPEC": "A section of a spec does not have its shape.",
    "RULE": "Sections of a spec do not fit together, or break a limit of AWS.",
    "SEC": "A spec relaxes something. `security.profile` grades these findings, and "
    "`security.waivers` accepts them one by one, with a reason.",
    "ADOPT": "What `tfgen import` reads is not what it should be, or is not carried over whole.",
    "HCL": "A Terraform tree is not sound, be it rendered or given to `tfgen verify`.",
    "CHANGE": "The next apply would destroy or cost something, as `tfgen render` sees by the tree "
    "that stands.",
    "WRITE": "Something that is not tfgen's own would be lost.",
    "IO": "Input or output failed.",
    "USAGE": "The command line is at fault.",
    "BUG": "tfgen itself is at fault.",
}


def explained(words: Sequence[str]) -> list[Documented]:
    """Return the codes of that number or name, or all where none is asked for.

    Raises TfgenError for a word that is neither.
    """
    known = documented()
    by_name = {entry.code.name: entry for entry in known.values()}
    entries, unknown = [], []
    for word in words:
        entry = known.get(word.upper()) or by_name.get(word.lower())
        if entry:
            entries.append(entry)
        else:
            near = closest(word.upper(), list(known)) or closest(word.lower(), list(by_name))
            help = near or "tfgen explain without a code lists all"
            unknown.append(Diagnostic("USAGE003", f"there is no code or name {word!r}", help=help))
    if unknown:
        raise TfgenError(unknown)
    return entries if words else list(known.values())


def are_codes(words: Sequence[str]) -> bool:
    """Tell whether words are codes or their names, also misspelt ones; no word is all codes."""
    names = {entry.code.name for entry in documented().values()}
    return all(_is_code(word, names) for word in words)


def _is_code(word: str, names: Iterable[str]) -> bool:
    if family(word.upper()) in FAMILIES and word[-1:].isdigit():
        return True
    # Names have hyphens, which paths and words of AWS seldom have.
    return word.lower() in names or ("-" in word and closest(word.lower(), list(names)) != "")


def as_list(entries: Sequence[Documented]) -> str:
    """Return a line for each code."""
    width = max(len(entry.code.name) for entry in entries)
    return "".join(
        f"{entry.code.code:<8} {entry.code.name:<{width}}  {entry.code.what}\n" for entry in entries
    )


def as_text(entries: Sequence[Documented]) -> str:
    """Return what the codes mean, for a terminal."""
    return "\n".join("".join(f"{line}\n" for line in _text(entry)) for entry in entries)


def _text(entry: Documented) -> Iterator[str]:
    code = entry.code
    yield f"{code.code} {code.name} ({_severity(entry)})"
    yield ""
    yield from textwrap.wrap(code.what, WIDTH)
    yield ""
    yield from _wrapped("why", code.why)
    yield from _wrapped("do", code.help)
    if entry.sections:
        yield from _wrapped("reads", ", ".join(entry.sections))
    if code.source:
        yield f"  {'source':<8}{code.source}"
    if told := example(code.code):
        yield from _example(told)


def _wrapped(label: str, words: str) -> Iterator[str]:
    lines = textwrap.wrap(words, WIDTH - 10, break_long_words=False, break_on_hyphens=False)
    for number, line in enumerate(lines):
        yield f"  {'' if number else label:<8}{line}"


def _example(told: Example) -> Iterator[str]:
    if told.before:
        yield from ("", "This change:", "", *_indented(_shortened(_changed(told))))
    else:
        yield from ("", "This spec:", "", *_indented(_shortened(told.spec)))
    yield from ("", "is told:", "", *_indented(_shortened(told.says)))
    if told.mended != told.spec:
        yield from ("", "and is mended so:", "", *_indented(_shortened(_mends(told))))


def _shortened(text: str) -> str:
    """Return a text without its middle if it has many lines, and long lines without their end."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES // 2], "…", *lines[-MOST_LINES // 4 :]]
    return "\n".join(map(_cut, lines))


def _cut(line: str) -> str:
    # A spec at fault may hold what would move a terminal's cursor.
    line = printable(line)
    if len(line) > 3 * WIDTH:
        return line[: 2 * WIDTH] + "…"
    return line


def _indented(text: str) -> list[str]:
    return [f"    {line}".rstrip() for line in text.splitlines()]


def _mends(told: Example) -> str:
    """Return the lines that the mended spec changes."""
    return _difference(told.spec, told.mended, context=1)


def _changed(told: Example) -> str:
    """Return a spec whole, with what it said before."""
    return _difference(told.before, told.spec, context=MOST_LINES)


def _difference(before: str, after: str, context: int) -> str:
    """Return a diff without its head."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=context, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def _severity(entry: Documented) -> str:
    if family(entry.code.code) == "SEC":
        return "graded by security.profile"
    return entry.code.severity.value


def as_json(entries: Sequence[Documented]) -> str:
    """Return the codes as JSON, each with its example."""
    codes = [
        {
            "code": entry.code.code,
            "name": entry.code.name,
            "severity": _severity(entry),
            "sections": list(entry.sections),
            "what": entry.code.what,
            "why": entry.code.why,
            "help": entry.code.help,
            "source": entry.code.source,
            "example": _json_example(example(entry.code.code)),
        }
        for entry in entries
    ]
    return json.dumps({"format_version": 1, "codes": codes}, indent=2, ensure_ascii=False) + "\n"


def _json_example(told: Example | None) -> dict[str, str] | None:
    if told is None:
        return None
    example = {"spec": told.spec, "says": told.says, "mended": told.mended}
    return {"before": told.before, **example} if told.before else example


def as_markdown(entries: Sequence[Documented]) -> str:
    """Return the page of findings, by family; each code has an anchor of its own, in lower case."""
    page = ["# Findings", "", "`tfgen explain CODE` prints each of these.", ""]
    for name, members in groupby(entries, lambda entry: family(entry.code.code)):
        page += [f"## {name}", "", _FAMILIES[name], ""]
        for entry in members:
            page += [*_markdown(entry), ""]
    return "\n".join(page).rstrip() + "\n"


def _markdown(entry: Documented) -> Iterator[str]:
    yield f"### {entry.code.code}"
    yield ""
    yield from body(entry)


def body(entry: Documented) -> Iterator[str]:
    """Yield what a code means as lines of Markdown, without a heading."""
    code = entry.code
    yield f"**{code.name}** · {_severity(entry)}"
    yield ""
    yield f"{code.what} {code.why}"
    yield ""
    yield f"What to do: {code.help}"
    if code.source:
        yield ""
        yield f"Source: <{code.source}>"
    told = example(code.code)
    if told:
        if told.before:
            yield from ("", "```diff", *_shortened(_changed(told)).splitlines(), "```")
        else:
            yield from ("", "```yaml", *_shortened(told.spec).splitlines(), "```")
        yield from ("", "```text", *_shortened(told.says).splitlines(), "```")
        if told.mended != told.spec:
            yield from ("", "```diff", *_shortened(_mends(told)).splitlines(), "```")
