"""The parsed files of a tree, folder by folder: a folder with .tf files is a Terraform module."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from tfgen.diagnostics import Diagnostic, Location
from tfgen.tree import RenderedFile
from tfgen.verify.parse import parse
from tfgen.verify.syntax import (
    Attribute,
    Block,
    Body,
    Expression,
    Label,
    Place,
    Reference,
    SyntaxFault,
)

# The arguments of a module call that are not inputs:
# https://developer.hashicorp.com/terraform/language/block/module
META_ARGUMENTS = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})

_OVERRIDE = re.compile(r"(?:.*_)?override\.tf")


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """A parsed file: `path` is relative to the tree's root."""

    path: str
    body: Body

    def at(
        self, thing: Attribute | Block | Expression | Label | Place | Reference, length: int = 1
    ) -> Location:
        """Return where something of this file stands."""
        return Location(self.path, thing.line, thing.column, length)


class Declaration(NamedTuple):
    """A block that declares something, or for a local its argument."""

    file: SourceFile
    block: Block
    argument: Attribute | None = None

    @property
    def location(self) -> Location:
        """Return where the name stands."""
        if self.argument:
            return self.file.at(self.argument, len(self.argument.name))
        if not self.block.labels:
            return self.file.at(self.block, len(self.block.type))
        label = self.block.labels[-1]
        return self.file.at(label, len(label.value or "") + 2)


@dataclass(frozen=True, eq=False)
class Module:
    """A folder with .tf files.

    `overrides` are the files whose blocks are merged into those of the others
    (https://developer.hashicorp.com/terraform/language/files/override). Of a module that is not
    `whole`, a part cannot be read (a fault in a file, a .tf.json), so that nothing can be said
    about what it does not declare.
    """

    folder: str
    files: tuple[SourceFile, ...]
    overrides: tuple[SourceFile, ...] = ()
    whole: bool = True

    def blocks(self, *types: str, overrides: bool = True) -> Iterator[Declaration]:
        """Yield the top-level blocks of some types, in the order of files and lines."""
        files = self.files
        if overrides:
            files = (*self.files, *self.overrides)
        for file in files:
            for block in file.body.blocks:
                if block.type in types:
                    yield Declaration(file, block)

    @cached_property
    def variables(self) -> Mapping[str, Declaration]:
        """The variables by name."""
        return _by_name(self.blocks("variable"))

    @cached_property
    def outputs(self) -> Mapping[str, Declaration]:
        """The outputs by name."""
        return _by_name(self.blocks("output"))

    @cached_property
    def calls(self) -> Mapping[str, Declaration]:
        """The module calls by name."""
        return _by_name(self.blocks("module"))

    @cached_property
    def locals(self) -> Mapping[str, Declaration]:
        """The local values by name."""
        locals_: dict[str, Declaration] = {}
        for file, block, _ in self.blocks("locals"):
            for argument in block.body.attributes:
                locals_.setdefault(argument.name, Declaration(file, block, argument))
        return locals_

    @cached_property
    def resources(self) -> Mapping[tuple[str, str, str], Declaration]:
        """What has an address: by "resource", "data" or "ephemeral", type and name."""
        resources: dict[tuple[str, str, str], Declaration] = {}
        # Only the assertions of a check see its data source, but its address is the module's.
        nested = (
            Declaration(d.file, data)
            for d in self.blocks("check")
            for data in d.block.body.of_type("data")
        )
        for declaration in (*self.blocks("resource", "data", "ephemeral"), *nested):
            block = declaration.block
            if len(block.labels) == 2:
                address = (block.type, block.labels[0].value or "", block.name)
                resources.setdefault(address, declaration)
        return resources

    @cached_property
    def provider_aliases(self) -> frozenset[tuple[str, ...]]:
        """The providers with an alias that are configured here, or that the caller gives."""
        configured = {
            (d.block.name, str(alias.value))
            for d in self.blocks("provider")
            if (alias := d.block.body.value("alias"))
        }
        entries = (
            value
            for d in self.blocks("terraform")
            for block in d.block.body.of_type("required_providers")
            for argument in block.body.attributes
            for key, value in argument.value.items
            if key.value == "configuration_aliases"
        )
        return frozenset(
            configured | {reference.names for entry in entries for reference in entry.references}
        )

    @cached_property
    def arguments(self) -> Mapping[str, Mapping[str, tuple[SourceFile, Attribute]]]:
        """What each module call sets, with what override files set in it."""
        calls: dict[str, dict[str, tuple[SourceFile, Attribute]]] = {}
        for file, block, _ in self.blocks("module"):
            of_call = calls.setdefault(block.name, {})
            of_call |= {argument.name: (file, argument) for argument in block.body.attributes}
        return calls

    def source(self, call: str) -> str | None:
        """Return the folder that a call names by a local source, else None.

        Outside of the tree it begins with `..`.
        """
        if "source" not in self.arguments[call]:
            return None
        _, argument = self.arguments[call]["source"]
        source = argument.value.text()
        # Without ./ Terraform takes it for an address in a registry.
        if source is None or not source.startswith(("./", "../")):
            return None
        folder = posixpath.normpath(posixpath.join(self.folder, source))
        if folder == ".":
            return ""
        return folder

    def expressions(self, *names: str) -> Iterator[Expression]:
        """Yield the expressions of some names, at any depth."""
        for file in (*self.files, *self.overrides):
            for expression in file.body.expressions():
                if expression.name in names:
                    yield expression

    @property
    def title(self) -> str:
        """The module's name in a message."""
        return self.folder or "the root module"


@dataclass(frozen=True, slots=True)
class Proved:
    """A module inside of which nothing is wrong, which was seen before.

    Of its blocks the `module` has those that its callers see and what these are made of. `outputs`
    are the variables that each output is made of, `templates` the files that it reads; `among` are
    the circumstances under which it was looked at.
    """

    module: Module
    outputs: Mapping[str, Set[str]]
    templates: tuple[str, ...]
    among: frozenset[object] = frozenset()


@dataclass(frozen=True, eq=False)
class Tree:
    """All that `verify` looks at: modules by folder, test files, and texts by path.

    `others` are the paths of the files beside them, whose texts are of no interest; None if they
    are not known. `own` are those that a user wrote into a tree of tfgen's. Of a module that is
    `proved` only what its callers see is here.
    """

    modules: Mapping[str, Module]
    tests: tuple[SourceFile, ...]
    texts: Mapping[str, str]
    others: Collection[str] | None = None
    own: Collection[str] = ()
    proved: Mapping[str, Proved] = field(default_factory=dict)

    @cached_property
    def unproved(self) -> Mapping[str, Module]:
        """The modules inside of which something may be wrong."""
        return {
            folder: module for folder, module in self.modules.items() if folder not in self.proved
        }

    def called(self, module: Module, call: str) -> Module | None:
        """Return the module that a call of a module names, if it is of this tree."""
        folder = module.source(call)
        if folder is None:
            return None
        return self.modules.get(folder)

    def sources(self) -> Iterator[SourceFile]:
        """Yield every file that was parsed as a whole."""
        for module in self.unproved.values():
            yield from (*module.files, *module.overrides)
        yield from self.tests


def read(
    files: Sequence[RenderedFile],
    others: Collection[str] | None = None,
    own: Collection[str] = (),
    proved: Mapping[str, Proved] | None = None,
) -> tuple[Tree, list[Diagnostic]]:
    """Parse the files of a tree; a file that is not HCL becomes a diagnostic.

    Those of a module that is `proved` are not parsed.
    """
    proved = proved or {}
    parsed: dict[str, SourceFile] = {}
    faults: list[Diagnostic] = []
    for file in files:
        # .tf.json is not read: of its module nothing can be said that might stand there.
        if not file.path.endswith((".tf", ".tftest.hcl", ".tfvars")):
            continue
        if posixpath.dirname(file.path) in proved:
            continue
        try:
            parsed[file.path] = SourceFile(file.path, parse(file.text))
        except SyntaxFault as fault:
            faults.append(syntax_diagnostic(file.path, fault))
    texts = {file.path: file.text for file in files}
    paths = sorted(
        (posixpath.dirname(path), path) for path in texts if path.endswith((".tf", ".tf.json"))
    )
    by_folder = itertools.groupby(paths, key=itemgetter(0))
    modules = {
        folder: proved[folder].module
        if folder in proved
        else _module(folder, (path for _, path in group), parsed)
        for folder, group in by_folder
    }
    tests = tuple(file for path, file in parsed.items() if not path.endswith(".tf"))
    return Tree(modules, tests, texts, others, own, proved), faults


def syntax_diagnostic(path: str, fault: SyntaxFault) -> Diagnostic:
    """Return the diagnostic for a file that cannot be parsed."""
    return Diagnostic(fault.code, str(fault), Location(path, *fault.place), fault.help)


def _module(folder: str, paths: Iterable[str], parsed: Mapping[str, SourceFile]) -> Module:
    files = [parsed.get(path) for path in sorted(paths)]
    # A fault in one file is told once, not again as names that are declared in it.
    read_ = [file for file in files if file]
    overriding = [file for file in read_ if _OVERRIDE.fullmatch(posixpath.basename(file.path))]
    rest = tuple(file for file in read_ if file not in overriding)
    return Module(folder, rest, tuple(overriding), whole=len(read_) == len(files))


def _by_name(declarations: Iterator[Declaration]) -> dict[str, Declaration]:
    by_name: dict[str, Declaration] = {}
    for declaration in declarations:
        by_name.setdefault(declaration.block.name, declaration)
    return by_name
