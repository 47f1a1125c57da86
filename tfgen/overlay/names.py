"""Which templates there are, and what a name of one leads to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tfgen.diagnostics import closest
from tfgen.render.folder import templates_folder

# A part of each module that no module's folder has.
OF_EACH = "versions.tf.j2"
_FURTHER = re.compile(r"[a-z0-9][a-z0-9_-]*\.tf(\.j2)?")
# Terraform merges the first over others, and the second tfgen writes where something has moved.
_TAKEN = re.compile(r"((.*_)?override|moved)\.tf(\.j2)?")


@cache
def listed() -> tuple[str, ...]:
    """Return the paths of all templates that may be replaced, sorted: modules/alb/main.tf."""
    top = templates_folder()
    names = {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()}
    below = {name for name in names if name.startswith("root/") or name.count("/") == 2}
    return tuple(sorted(below | {f"modules/{name}/{OF_EACH}" for name in modules()}))


@cache
def modules() -> tuple[str, ...]:
    """Return the names of tfgen's modules."""
    return tuple(sorted(path.name for path in (templates_folder() / "modules").glob("*/")))


def text_of(name: str) -> str:
    """Return the text of one of tfgen's templates."""
    path = templates_folder() / name
    if not path.is_file() and name.endswith(OF_EACH):
        path = templates_folder() / "modules" / OF_EACH
    return path.read_text(encoding="utf-8")


def original_of(path: str) -> str:
    """Return the template of tfgen's that a file replaces, "" where it is none.

    One with tags may stand in place of one without, and the other way round.
    """
    for name in (path, f"{path}.j2", path.removesuffix(".j2")):
        # The root's files are told by names with their ending alone.
        if name in listed() and (name == path or path.startswith("modules/")):
            return name
    return ""


def refusal(path: str) -> tuple[str, str]:
    """Return why a file of a user's own stands for nothing, and the way out; "" twice if it may."""
    *above, name = path.split("/")
    if original_of(path):
        return "", ""
    if above[:1] == ["modules"] and len(above) == 2:
        if above[1] not in modules():
            return f"tfgen has no module {above[1]}", _near(above[1], modules())
        if _TAKEN.fullmatch(name):
            return f"{name} is a name that Terraform or tfgen has a use of", "name it otherwise"
        if _FURTHER.fullmatch(name):
            return "", ""
    # A further file of the root needs no template: it stands in the tree, and stays there.
    wanted = "it replaces no template, and only a module takes a further .tf file"
    return wanted, _near(path, listed())


def _near(word: str, known: Sequence[str]) -> str:
    return closest(word, known) or "tfgen templates lists what there is"
