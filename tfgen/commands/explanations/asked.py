"""What is asked for: codes, a path of the language or of a spec, a line of a tree, or a word."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tfgen.commands.explanations import Explanation, fields, lines, terms, values
from tfgen.commands.explanations.refusal import refused
from tfgen.diagnostics import closest


def explained(words: Sequence[str]) -> list[Explanation]:
    """Explain words that are no codes. Raises TfgenError for what is known nowhere."""
    first = Path(words[0])
    if words[0].endswith((".yaml", ".yml")) or (first.is_file() and not lines.is_place(words[0])):
        return _of_spec(first, words[1:])
    if all(map(lines.is_place, words)):
        return [lines.explained(word) for word in words]
    term = terms.named(" ".join(words))
    # A section of one name says more: what it is, and what may be written in it.
    if term and (words[0] not in fields.SECTIONS or len(words) > 1):
        return [terms.explained(term)]
    if len(words) == 1 and (resource := terms.made(words[0])):
        return [resource]
    paths = [fields.path_of(word) for word in words]
    if all(map(fields.is_path, paths)):
        return [_of_language(path) for path in paths]
    word = " ".join(words)
    near = closest(word.lower(), terms.names()) or closest(word, list(fields.SECTIONS))
    help = near or "tfgen explain alone lists the codes; a path begins with a section: services.web"
    raise refused(f"there is no code, path of the language or word of AWS {word!r}", help)


def _of_spec(spec: Path, words: Sequence[str]) -> list[Explanation]:
    from tfgen.commands.check import checked

    if not words:
        raise refused(f"{spec} alone is a lot", f"name a path of it: tfgen explain {spec} services")
    (sound,) = checked((spec,))
    return values.explained(sound, words)


def _of_language(path: tuple[str, ...]) -> Explanation:
    unknown, near = fields.unknown_part(path)
    if unknown:
        *above, last = unknown
        around = ".".join(above) or "the spec"
        help = near or f"tfgen explain {around} lists its keys"
        raise refused(f"{around} has no {last!r}", help)
    return fields.explained(path)
