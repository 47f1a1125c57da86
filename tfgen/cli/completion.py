"""What a shell offers behind the TAB key: specs, paths in them, codes of findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

_SPECS = (".yaml", ".yml")


class SpecPath(click.Path):
    """The path of a spec: a shell offers YAML and folders, and nothing else."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the specs and folders that a path begins."""
        given = Path(incomplete or ".")
        folder = given if incomplete.endswith("/") or not incomplete else given.parent
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            return []
        offered = [f"{entry}/" if entry.is_dir() else str(entry) for entry in entries]
        return [
            # Behind a folder comes no blank.
            CompletionItem(name, type="dir" if name.endswith("/") else "plain")
            for name in offered
            if name.startswith(incomplete) and name.endswith(("/", *_SPECS))
        ]


def paths_of_spec(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the paths that begin so in the spec that was given before, section by section."""
    spec = context.params.get("spec")
    if spec is None:
        return []
    from tfgen.commands.check import checked
    from tfgen.commands.show import values
    from tfgen.diagnostics import TfgenError

    try:
        (sound,) = checked((spec,))
    except TfgenError:
        return []
    depth = incomplete.count(".")
    paths = _paths(values(sound.cluster), "", depth)
    return [CompletionItem(path) for path in paths if path.startswith(incomplete)]


def _paths(node: Any, above: str, depth: int) -> Iterator[str]:
    if not isinstance(node, Mapping):
        return
    for key, inner in node.items():
        path = f"{above}{key}"
        if depth == 0:
            yield path
        else:
            yield from _paths(inner, f"{path}.", depth - 1)


def codes_of_findings(
    _: click.Context, __: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the codes, or the names of findings, that begin so."""
    from tfgen.commands.codes import documented

    known = [one.code for one in documented().values()]
    codes = [CompletionItem(code.code, help=code.name) for code in known]
    names = [CompletionItem(code.name, help=code.code) for code in known]
    return [item for item in (*codes, *names) if item.value.startswith(incomplete)]
