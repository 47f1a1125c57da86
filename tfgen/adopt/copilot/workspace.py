"""The files of a workspace: which manifests there are, and what else lies beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tfgen.adopt.copilot.leftovers import MANIFEST, beside
from tfgen.adopt.copilot.values import below, text_of
from tfgen.adopt.given import Given, read
from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.frozen import frozen

# Folders of copilot/ that hold no services: environments, pipelines and what npm installs.
_OTHERS = {"environments", "pipelines", "node_modules"}


@frozen
class Workspace:
    """Manifests by the name of their folder, and files that hold no manifest."""

    folder: Path
    summary: Given | None
    workloads: dict[str, Given]
    environments: dict[str, Given]
    others: tuple[Given, ...]

    @property
    def files(self) -> Iterator[Given]:
        """Yield everything in which something may be left."""
        yield from filter(None, (self.summary,))
        yield from (*self.environments.values(), *self.workloads.values(), *self.others)

    @property
    def stages(self) -> list[str]:
        """Return the names of all environments that some manifest knows, in order."""
        names = set(self.environments)
        for manifest in self.workloads.values():
            overrides = manifest.get("environments")
            names |= set(overrides.entries) if overrides else set()
        return sorted(names)

    @property
    def application(self) -> str:
        """Return the name of the application, "" where no file has it."""
        name = below(self.summary, "application")
        return text_of(name)


def opened(folder: Path) -> Workspace:
    """Read a workspace. Raises TfgenError where the folder has none, or a file is no YAML."""
    root = folder / "copilot" if (folder / "copilot").is_dir() else folder
    workloads = {
        path.parent.name: read(path)
        for path in _manifests(root)
        if not _OTHERS & {*path.relative_to(root).parts}
    }
    if not workloads:
        message = f"{folder} holds no manifest of a service or job of AWS Copilot"
        help = "give the folder that holds copilot/, or copilot/ itself"
        raise TfgenError([Diagnostic("ADOPT020", message, help=help)])
    summary = root / ".workspace"
    environments = {path.parent.name: read(path) for path in _manifests(root / "environments")}
    return Workspace(
        root,
        read(summary) if summary.is_file() else None,
        workloads,
        environments,
        tuple(beside(root)),
    )


def _manifests(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*/{MANIFEST}"))
