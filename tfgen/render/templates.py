"""The Jinja environment: what a template may print, and how it is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, Undefined
from markupsafe import Markup

from tfgen import hcl
from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.render.compiled import CompiledTemplates
from tfgen.render.folder import templates_folder
from tfgen.system.cache import cache_folder

# What Markdown may take for markup, as entities: in a table a backslash before | is not enough.
_MARKUP = {ord(character): f"&#{ord(character)};" for character in "&<>`|[]*_\\~#"}


def text(template: str, seen: Mapping[str, Any]) -> str:
    """Return what a template comes out as. Raises TfgenError (BUG) where it is at fault."""
    try:
        return environment().get_template(template).render(seen)
    except (TemplateError, TypeError, ValueError) as error:
        message = f"template {template}: {str(error).splitlines()[0]}"
        diagnostic = Diagnostic("BUG001", message, help="report it, with the spec")
        raise TfgenError([diagnostic]) from error


@cache
def environment() -> Environment:
    """Return the environment of all templates.

    Autoescape is on and `finalize` refuses plain text, so what a template prints is a token of
    `hcl` or a macro's result; a forgotten filter fails and never lets a value become code.
    """
    folder = cache_folder()
    compiled = None
    if folder:
        compiled = CompiledTemplates(folder)
    loader = FileSystemLoader(templates_folder())
    return with_filters(Environment(loader=loader, bytecode_cache=compiled, **settings()))


def settings() -> dict[str, Any]:
    """Return what holds for templates of tfgen's and of a user's own alike."""
    return {
        "undefined": StrictUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "finalize": _token,
    }


E = TypeVar("E", bound=Environment)


def with_filters(environment: E) -> E:
    """Give an environment tfgen's filters in place of Jinja's, and return it."""
    environment.filters = {name: _filter(function) for name, function in FILTERS.items()}
    return environment


def markdown(text: str) -> str:
    """Return text that Markdown shows as it is, in a table too."""
    return _one_line(text).translate(_MARKUP)


def code(text: str) -> str:
    """Return text as a code span of Markdown."""
    # A span knows no escapes: what would end it, or the cell of a table, becomes a blank.
    return f"`{_one_line(text).replace('`', ' ').replace('|', ' ')}`"


def joined(words: Iterable[str]) -> str:
    """Return words as code spans of Markdown, with commas between."""
    return ", ".join(map(code, words))


def row(cells: Iterable[str | tuple[str, ...]]) -> str:
    """Return a row of a table of Markdown: words as they are, names as code."""
    texts = [joined(cell) if isinstance(cell, tuple) else markdown(cell) for cell in cells]
    return f"| {' | '.join(texts)} |"


def fenced(text: str) -> str:
    """Return a line of a block of Markdown, which no line of it may end."""
    if "`" in text or "\n" in text:
        raise ValueError(f"a block of Markdown cannot hold {text!r}")
    return text


def _one_line(text: str) -> str:
    return " ".join(hcl.comment(text).replace("\n# ", " ").split())


FILTERS = {
    "hcl": hcl.hcl,
    "label": hcl.label,
    "identifier": hcl.identifier,
    "comment": hcl.comment,
    "type": hcl.type_expression,
    "markdown": markdown,
    "code": code,
    "fenced": fenced,
    "joined": joined,
    "row": row,
    "count": lambda rows: str(len(rows)),
    "file": lambda name: code(f"{name}.tf"),
}


def _filter(function: Any) -> Any:
    def token(value: Any) -> Markup:
        if isinstance(value, Undefined):
            value._fail_with_undefined_error()
        return Markup(function(value))

    return token


def _token(value: object) -> Markup:
    if not isinstance(value, Markup):
        raise TypeError(f"prints {type(value).__name__} without a filter")
    return value
