"""tfgen: one YAML cluster spec becomes a verified Terraform tree for Amazon ECS.

From a spec to a folder, stage by stage:

>>> import datetime
>>> from pathlib import Path
>>> import tfgen
>>> checked = tfgen.check(Path("specs/minimal.yaml"), today=datetime.date(2026, 12, 1))
>>> checked.cluster.region
'eu-west-1'
>>> tree = tfgen.build(checked)
>>> tfgen.compare(tree, Path("out/minimal")).differs
True
>>> done = tfgen.write_tree(tree, Path("out/minimal"))
>>> {change.kind.value for change in done.changes}
{'create'}

Any Terraform folder can be verified, without network, credentials or providers:

>>> tfgen.verify_folder(Path("out/minimal")).warnings
()

What stands in the way is raised with all its findings; each has a code, a place and what to do:

>>> try:
...     tfgen.check(Path("specs/misspelt.yaml"), today=datetime.date(2026, 12, 1))
... except tfgen.TfgenError as error:
...     for diagnostic in error.diagnostics:
...         print(diagnostic.severity, diagnostic.code)
error IO001

Nothing is imported before it is used: `import tfgen` takes no time.
"""

from __future__ import annotations

TYPE_CHECKING = False  # to import `typing` takes a third of what Python takes to start

if TYPE_CHECKING:
    from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError
    from tfgen.overlay import read_overlay
    from tfgen.pipeline import Checked, build, check, check_together
    from tfgen.resolve import Cluster
    from tfgen.tree import RenderedFile, VerifiedTree
    from tfgen.verify import verify_folder
    from tfgen.write import Change, ChangeKind, Comparison, compare, unified_diff
    from tfgen.write import write as write_tree

__all__ = [
    "Change",
    "ChangeKind",
    "Checked",
    "Cluster",
    "Comparison",
    "Diagnostic",
    "Location",
    "RenderedFile",
    "Severity",
    "TfgenError",
    "VerifiedTree",
    "build",
    "check",
    "check_together",
    "compare",
    "read_overlay",
    "unified_diff",
    "verify_folder",
    "write_tree",
]

# Where each name is. None of them is also a module of this package, such as `verify` and `write`:
# as soon as somebody imports a module, Python puts it in the place of a name like it.
_HOMES = {
    **dict.fromkeys(("Diagnostic", "Location", "Severity", "TfgenError"), "diagnostics"),
    **dict.fromkeys(("Checked", "build", "check", "check_together"), "pipeline"),
    "verify_folder": "verify",
    "Cluster": "resolve",
    "read_overlay": "overlay",
    **dict.fromkeys(("RenderedFile", "VerifiedTree"), "tree"),
    **dict.fromkeys(("Change", "ChangeKind", "Comparison", "compare", "unified_diff"), "write"),
    "write_tree": "write",
}
_NAMES_AT_HOME = {"write_tree": "write"}

if not TYPE_CHECKING:  # to mypy, a package with this function would have every name

    def __getattr__(name: str) -> object:
        """Import a name of the package when it is first used."""
        if name not in _HOMES:
            raise AttributeError(f"module 'tfgen' has no attribute {name!r}")
        from importlib import import_module

        home = import_module(f"tfgen.{_HOMES[name]}")
        value = getattr(home, _NAMES_AT_HOME.get(name, name))
        # Found at once from now on.
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
