"""Modules that were proved before: of the same texts the same is true, and nobody need parse them.

What can be wrong inside of a module that calls no other depends on its own files, on the versions
of the provider that the whole tree allows, and on tfgen's code and facts. All of that is in the key
or beside the value. What callers give is looked at each time, and a module of which anything was
found is not kept.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from tfgen.diagnostics import Diagnostic
from tfgen.system.cache import recall, remember, room
from tfgen.system.installed import first_stamp
from tfgen.tree import RenderedFile
from tfgen.verify import cycles, paths, templates
from tfgen.verify.modules import Module, Proved, SourceFile, Tree, read
from tfgen.verify.provider_versions import allowed
from tfgen.verify.syntax import Body

_Texts: TypeAlias = Mapping[str, Sequence[RenderedFile]]

# What callers see of a module, and what that is made of.
_SEEN = frozenset({"locals", "output", "terraform", "variable"})
# What is told of their names depends on other files than the module's own.
_OF_OTHERS = (".tf.json", ".tftest.hcl")
_MOST = 1000

_known: dict[str, Proved] = {}


def read_unproved(
    files: Sequence[RenderedFile],
    others: Collection[str] | None,
    own: Collection[str],
    *,
    strict: bool,
) -> tuple[Tree, list[Diagnostic]]:
    """Parse the files of a tree, but for modules that were proved as they stand here."""
    proved = dict(_found(_by_module(files, own)))
    tree, faults = read(files, others, own, proved)
    versions = allowed(tree)
    fitting = {
        folder: known
        for folder, known in proved.items()
        if (strict, versions[folder]) in known.among
    }
    if len(fitting) == len(proved):
        return tree, faults
    return read(files, others, own, fitting)


def keep_proved(tree: Tree, diagnostics: Iterable[Diagnostic], *, strict: bool) -> None:
    """Keep the modules of a tree of which nothing is told, for trees that have the same."""
    places = [diagnostic.location for diagnostic in diagnostics]
    if None in places:
        return
    told = {place.file for place in places if place}
    files = tuple(RenderedFile(path, text) for path, text in tree.texts.items())
    texts = _by_module(files, tree.own)
    versions = allowed(tree)
    for folder, module in tree.unproved.items():
        own = texts.get(folder, ())
        # A finding may stand at a file that the module lacks.
        clean = not any(file.startswith(f"{folder}/") for file in told)
        if own and clean and _stands_alone(tree, module, own):
            _keep(own, _proved(tree, module), (strict, versions[folder]))


def _keep(own: Sequence[RenderedFile], proved: Proved, circumstances: object) -> None:
    key = _key(own)
    before = _load(key)
    among = before.among if before else frozenset()
    proved = replace(proved, among=among | {circumstances})
    if len(_known) > _MOST:
        _known.clear()
    _known[key] = proved
    if folder := _room():
        remember(folder / key, proved)


def _found(texts: _Texts) -> Iterator[tuple[str, Proved]]:
    for folder, own in texts.items():
        if proved := _load(_key(own)):
            yield folder, proved


def _load(key: str) -> Proved | None:
    if key not in _known and (folder := _room()):
        kept: Proved | None = recall(folder / key)
        if kept is None:
            return None
        _known[key] = kept
    return _known.get(key)


@cache
def _room() -> Path | None:
    return room("modules")


def _key(own: Sequence[RenderedFile]) -> str:
    """Return a hash of tfgen and of all files of a module, with their paths."""
    parts = sha256(first_stamp().encode())
    for file in own:
        parts.update(f"{len(file.path)} {len(file.text)} {file.path}{file.text}".encode())
    return parts.hexdigest()


def _by_module(files: Sequence[RenderedFile], own: Collection[str]) -> _Texts:
    """Return the files in and below each folder with .tf files, but of the root and a user's."""
    folders = {posixpath.dirname(file.path) for file in files if file.path.endswith(".tf")} - {""}
    texts: dict[str, list[RenderedFile]] = {folder: [] for folder in folders}
    for file in files:
        for folder in folders.intersection(_above(file.path)):
            texts[folder].append(file)
    return {
        folder: sorted(inside, key=lambda file: file.path)
        for folder, inside in texts.items()
        if not any(file.path in own for file in inside)
    }


def _above(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


def _stands_alone(tree: Tree, module: Module, own: Sequence[RenderedFile]) -> bool:
    """Return whether nothing that is told of a module hangs on files of others."""
    if module.calls or module.overrides or not module.whole:
        return False
    if any(file.path.endswith(_OF_OTHERS) for file in own):
        return False
    inside = {file.path for file in own}
    return inside.issuperset((*templates.read_by(module), *paths.read_by(module)))


def _proved(tree: Tree, module: Module) -> Proved:
    files = tuple(SourceFile(file.path, _seen(file.body)) for file in module.files)
    outputs = cycles.inputs_of(module, {})
    return Proved(Module(module.folder, files), outputs, tuple(templates.read_by(module)))


def _seen(body: Body) -> Body:
    return Body((), tuple(block for block in body.blocks if block.type in _SEEN))
