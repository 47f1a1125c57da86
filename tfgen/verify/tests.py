"""Test files of `terraform test`: their blocks, and what assertions name in the module."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, closest
from tfgen.verify.modules import Declaration, Module, SourceFile, Tree
from tfgen.verify.references import reference
from tfgen.verify.scopes import Scope, Use
from tfgen.verify.syntax import Block

# https://developer.hashicorp.com/terraform/language/tests; `test` came with Terraform 1.12.
_BLOCKS = (
    "run",
    "variables",
    "provider",
    "mock_provider",
    "override_data",
    "override_module",
    "override_resource",
    "test",
)

# What belongs to the test and not to the module: a file's variables may be of its runs alone.
_OF_THE_TEST = frozenset({"var", "run", "each", "count", "self", "path"})


def check(tree: Tree) -> Iterator[Diagnostic]:
    """Yield the blocks that a test file cannot have, and names that do not resolve."""
    for file in tree.tests:
        if file.path.endswith(".tftest.hcl"):
            yield from _blocks(file)
            folder = posixpath.dirname(file.path)
            parent = posixpath.dirname(folder) if posixpath.basename(folder) == "tests" else folder
            for run in file.body.of_type("run"):
                yield from _run(file, run)
                if parent in tree.modules and not any(run.body.of_type("module")):
                    yield from _assertions(tree, tree.modules[parent], file, run)


def _blocks(file: SourceFile) -> Iterator[Diagnostic]:
    for block in file.body.blocks:
        if block.type not in _BLOCKS:
            why = f"a test file has no {block.type} block"
            listed = f"the blocks are {', '.join(sorted(_BLOCKS))}"
            known = closest(block.type, list(_BLOCKS)) or listed
            yield Diagnostic("HCL008", why, file.at(block, len(block.type)), known)


def _run(file: SourceFile, run: Block) -> Iterator[Diagnostic]:
    command = run.body.value("command")
    # plan and apply are bare words, which the parser takes for references.
    if command and not (command.references and command.references[0].root in ("plan", "apply")):
        yield Diagnostic(
            "HCL033",
            "a run has the command plan or apply",
            file.at(command),
            "write command = plan",
        )
    for block in run.body.of_type("assert"):
        for name in ("condition", "error_message"):
            if block.body.value(name) is None:
                why = f"the assertion has no {name}"
                yield Diagnostic("HCL033", why, file.at(block, len("assert")), f"add {name}")


def _assertions(tree: Tree, module: Module, file: SourceFile, run: Block) -> Iterator[Diagnostic]:
    scope = Scope(Declaration(file, run))
    for block in run.body.of_type("assert"):
        for argument in block.body.attributes:
            for named in argument.value.references:
                if named.root == "output":
                    yield from _output(module, Use(named, file, scope))
                elif named.root not in _OF_THE_TEST:
                    yield from reference(tree, module, Use(named, file, scope))


def _output(module: Module, use: Use) -> Iterator[Diagnostic]:
    name = next((step for step in use.reference.steps[:1] if isinstance(step, str)), None)
    if module.whole and name is not None and name not in module.outputs:
        why = f"{module.title} has no output {name}"
        help_ = closest(name, list(module.outputs)) or f"declare the output {name}"
        yield Diagnostic(
            "HCL013", why, use.file.at(use.reference, len("output.") + len(name)), help_
        )
