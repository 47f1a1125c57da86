"""Templates of a user's own: rendered in Jinja's sandbox, told by their own lines.

Whoever names the folder trusts it; the sandbox is for what was copied into it unread.
https://jinja.palletsprojects.com/en/stable/sandbox/
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, FunctionLoader, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.render.folder import templates_folder
from tfgen.render.templates import settings, with_filters
from tfgen.tree import Overlay

# What expressions of a template raise of their own.
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError)
_OF_VALUES = (TypeError, ValueError)

_Loaded = tuple[str, str, Callable[[], bool]]


def own_text(template: str, overlay: Overlay, seen: Mapping[str, Any]) -> str:
    """Return what a template of an overlay comes out as. Raises TfgenError (HCL096)."""
    files = dict(overlay.files)
    environment = with_filters(SandboxedEnvironment(loader=_loader(files), **settings()))
    try:
        return environment.get_template(template).render(seen)
    except (*_FAULTS, *_OF_VALUES) as error:
        # What it includes may be at fault, and not the template itself.
        name, line = _place(error, template, files)
        length = len(files[name].split("\n")[line - 1])
        words = next(iter(str(error).splitlines()), "") or type(error).__name__
        message = f"the template cannot be rendered: {words}"
        place = Location(f"{overlay.folder}/{name}", line, length=length)
        help = "correct the line; tfgen templates prints what the template was copied from"
        raise TfgenError([Diagnostic("HCL096", message, place, help)]) from error


def _loader(files: Mapping[str, str]) -> BaseLoader:
    def load(name: str) -> _Loaded | None:
        if name not in files:
            return None
        return files[name], name, lambda: True

    # Macros of tfgen's are there for all; what lies elsewhere on the disk is not.
    return ChoiceLoader([FunctionLoader(load), FileSystemLoader(templates_folder())])


def _place(error: BaseException, template: str, files: Mapping[str, str]) -> tuple[str, int]:
    """Return the template and the line at which something went wrong, the innermost known."""
    name, line = getattr(error, "name", None), getattr(error, "lineno", None)
    if name in files and line:
        return str(name), int(line)
    # Jinja gives the frames of a template the lines of its text.
    frames = reversed(traceback.extract_tb(error.__traceback__))
    own = ((frame.filename, frame.lineno or 1) for frame in frames if frame.filename in files)
    return next(own, (template, 1))
