"""What an editor is told beyond what is right: words to choose from, snippets, pages of AWS.

A word that is not among them is right all the same where it has its form: a region may be newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tfgen.facts import aws
from tfgen.language.definitions import REF, Schema
from tfgen.language.editing_pages import PAGES
from tfgen.language.instance_groups import InstanceType
from tfgen.language.network import ZoneName
from tfgen.language.scalars import DURATION, Key, Reads
from tfgen.language.section import unwrap
from tfgen.language.snippets import SNIPPETS
from tfgen.language.top import Spec

_WHOLE = {"Spec", "SpecPart", "Application"}
_WAIVING = {"Security", "SecurityPart"}


def told_to_editors(definitions: Mapping[str, Schema], codes: Iterable[str]) -> dict[str, Schema]:
    """Return definitions with words, snippets and links; `codes` are those of waivers."""
    known = {
        "RegionName": _form(Spec.model_fields["region"].annotation),
        "ZoneName": _form(ZoneName),
        "InstanceTypeName": _form(InstanceType),
        "Name": _form(Key),
        "Duration": DURATION,
    }
    names = {form["pattern"]: name for name, form in known.items()}
    told: dict[str, Schema] = {name: _named(schema, names) for name, schema in definitions.items()}
    for schema in told.values():
        for key, field in schema["properties"].items():
            _link(field)
            # Of CloudWatch Logs wherever it stands; queues keep messages for another time.
            if key == "retention_days":
                _of_days(field)
    for name in _WHOLE & told.keys():
        fields = told[name]["properties"]
        for key, snippets in SNIPPETS.items():
            fields[key]["anyOf"][0]["defaultSnippets"] = snippets
    for name in _WAIVING & told.keys():
        waivers = told[name]["properties"]["waivers"]["anyOf"][0]
        waivers["propertyNames"] = _either(codes, waivers["propertyNames"])
    return told | _lists(known)


def _link(field: Schema) -> None:
    """Give a field that holds sections of one kind the page about it."""
    links = {PAGES[name] for name in _held(field) if name in PAGES}
    if len(links) == 1:
        (link,) = links
        title = link.rpartition("/")[2].removesuffix(".html")
        page = f"[AWS: {title}]({link})"
        field["markdownDescription"] = f"{field['description']}\n\n{page}"
        # Where a value may have either of several forms, an editor joins what it reads of them.
        field["anyOf"][0]["markdownDescription"] = page


def _held(schema: Any) -> Iterator[str]:
    """Yield the names of the definitions in a field, and in its members."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield schema["$ref"].removeprefix(REF).removesuffix("Part")
    for choice in (*schema.get("anyOf", ()), schema.get("additionalProperties")):
        yield from _held(choice)


def _of_days(field: Schema) -> None:
    """Let a field take only the days that CloudWatch Logs knows; 0 is for ever."""
    for choice in field["anyOf"]:
        if choice.get("type") == "integer":
            choice["enum"] = [0, *aws.LOG_RETENTION_DAYS]


def _either(words: Iterable[str], form: Schema) -> Schema:
    """Return the schema of words that are known, or of others of their form."""
    # The form first: an editor tells what is wrong by it, and not by a list of all words.
    return {"anyOf": [form, {"enum": list(words), "type": "string"}]}


def _lists(forms: Mapping[str, Schema]) -> dict[str, Schema]:
    zones = [zone for region in aws.REGIONS.values() for zone in region.zones]
    types = {**forms["InstanceTypeName"], "defaultSnippets": list(_families())}
    return {
        "RegionName": _either(aws.REGIONS, forms["RegionName"]),
        "ZoneName": _either(sorted(zones), forms["ZoneName"]),
        # Of so many an editor would show all beside each one.
        "InstanceTypeName": types,
        "Name": forms["Name"],
        "Duration": forms["Duration"],
    }


def _families() -> Iterator[Schema]:
    """Yield a snippet for each family of instance types, which asks for the size."""
    sizes: dict[str, list[str]] = {}
    for name in aws.INSTANCE_TYPES:
        family, _, size = name.partition(".")
        sizes.setdefault(family, []).append(size)
    for family, of_family in sizes.items():
        yield {"label": family, "body": f"{family}.${{1|{','.join(of_family)}|}}"}


def _form(kind: Any) -> Schema:
    (form,) = (marker.schema for marker in unwrap(kind)[1] if isinstance(marker, Reads))
    return dict(form or {})


def _named(node: Any, known: Mapping[str, str]) -> Any:
    """Return a schema in which a text of a known form is one definition."""
    if isinstance(node, list):
        return [_named(item, known) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: _named(value, known) for key, value in node.items()}
    # Among properties there may be one that is named pattern.
    name = known.get(str(schema.get("pattern")))
    if name and schema.get("type", "string") == "string":
        for form in ("type", "pattern", "patternErrorMessage"):
            schema.pop(form, None)
        return {**schema, "anyOf": [{"$ref": REF + name}]} if schema else {"$ref": REF + name}
    return schema
