"""An application's spec with its platform beneath: one root, of which some belongs to the other.

The platform's sections come under those of the application, from its own spec or from what
`platform` says of one that exists. So everything that holds for one spec holds across the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.frozen import frozen
from tfgen.language.extends import chain, merged
from tfgen.language.instance_groups import InstanceGroup
from tfgen.language.load_balancers import LoadBalancer
from tfgen.language.nearby import nearby
from tfgen.language.paths import Path
from tfgen.language.section import Section, fields_of
from tfgen.language.shorthand import is_null, merge, with_defaults
from tfgen.source import Document, Entry, Fields, Scalar

# What a platform has and its applications have not.
OF_PLATFORM = (
    "network",
    "cluster",
    "instance_groups",
    "managed_instances",
    "load_balancers",
    "registry_auth",
    "system_containers",
    "access",
    "ami_updates",
)
# What is one for both: an application may repeat it.
OF_BOTH = ("environment", "region", "new_region", "account_id")
# What an application takes over where it says nothing else, but for these fields of its own.
TAKEN_OVER: Mapping[str, tuple[str, ...]] = {
    "profile": (),
    "tags": (),
    "state": ("key", "http", "gcs.prefix", "azurerm.key", "cloud.workspace"),
    "logs": ("prefix",),
    "alerts": (),
    "iam": (),
    "security": ("waivers",),
}
# Fields of `state` that say where it is.
PLACES = frozenset({"bucket", "http", "gcs", "azurerm", "cloud"})
# What is known of members that exist, whoever made them; the rest of their fields nobody knows.
_KNOWN: Mapping[str, tuple[type[Section], frozenset[str]]] = {
    "instance_groups": (InstanceGroup, frozenset({"moved_from", "instance_type"})),
    "load_balancers": (LoadBalancer, frozenset({"moved_from", "type"})),
}
_UNKNOWN = (("cluster", "container_insights"),)


@frozen
class Beneath:
    """A root with its platform; `unknown` are paths of what exists and nobody tells.

    `platform` is the document of the platform's spec, None where it is none of tfgen's, `taken` are
    the sections that are its own, and `log_prefix` what it writes for its log groups, if anything.
    """

    root: Fields
    unknown: frozenset[Path] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    platform: Document | None = None
    taken: frozenset[str] = frozenset()
    log_prefix: str = ""


def beneath(root: Fields, file: str) -> Beneath:
    """Return a root in its long form with the platform that it names beneath it.

    Raises TfgenError for a platform that cannot be read.
    """
    platform = _fields(root, "platform")
    if platform is None:
        _require_one(root)
        return Beneath(root)
    spec = platform.entries.get("spec")
    if spec is None or not isinstance(spec.value, Scalar) or is_null(spec.value):
        described = _described(platform)
        return Beneath(
            _over(described, root),
            frozenset(_unknown(described)),
            tuple(_foreign(root, "what platform says of it")),
            taken=frozenset(OF_PLATFORM),
        )
    document = nearby(spec.value, file, "platform", "SPEC015")
    there = with_defaults(merged(chain(document).documents))
    _require_platform(there, document.file, spec.value.at)
    faults = (*_foreign(root, f"that of {document.file}"), *_other(root, there))
    over = _over(_taken(there), root)
    taken = frozenset({*OF_PLATFORM, *TAKEN_OVER} - ({*root.entries} - {*OF_PLATFORM}))
    prefix = _log_prefix(there)
    return Beneath(over, diagnostics=faults, platform=document, taken=taken, log_prefix=prefix)


def _log_prefix(platform: Fields) -> str:
    entry = (_fields(platform, "logs") or Fields({}, platform.at)).entries.get("prefix")
    if entry is None or not isinstance(entry.value, Scalar) or is_null(entry.value):
        return ""
    return entry.value.text


def _require_one(root: Fields) -> None:
    """Refuse a platform that is no mapping: what it leaves open would look like a fault as well."""
    entry = root.entries.get("platform")
    if entry is not None and not is_null(entry.value):
        message = "platform: is neither the path of a spec nor a mapping"
        help = "write the path of one spec, or what of the platform exists: {cluster: …, vpc_id: …}"
        raise TfgenError([Diagnostic("SPEC004", message, entry.value.at, help, path=("platform",))])


def _fields(root: Fields, key: str) -> Fields | None:
    entry = root.entries.get(key)
    if entry is None or not isinstance(entry.value, Fields):
        return None
    return entry.value


def _over(there: Mapping[str, Entry], root: Fields) -> Fields:
    """Return the application's own over what it takes of the platform."""
    own = {key: entry for key, entry in root.entries.items() if key not in OF_PLATFORM}
    entries = {**there, **own}
    for key in ("tags", "state", "logs", "security"):
        if key in there and key in own and not _is_another_place(key, own[key].value):
            value = merge(there[key].value, own[key].value)
            entries[key] = Entry(own[key].key_at, value)
    return Fields(entries, root.at)


def _taken(platform: Fields) -> dict[str, Entry]:
    """Return what an application takes of its platform's spec."""
    entries = {key: platform.entries[key] for key in OF_PLATFORM if key in platform.entries}
    entries |= {key: platform.entries[key] for key in OF_BOTH if key in platform.entries}
    for key, own in TAKEN_OVER.items():
        entry = platform.entries.get(key)
        if entry is None:
            continue
        value = _without(entry.value, own)
        # On a server a state has an address of its own: nothing is left of it to take over.
        if key != "state" or _is_another_place(key, value):
            entries[key] = Entry(entry.key_at, value)
    return entries


def _is_another_place(key: str, own: Any) -> bool:
    """Whether an application keeps its state elsewhere than its platform."""
    return key == "state" and isinstance(own, Fields) and not PLACES.isdisjoint(own.entries)


def _without(node: Any, paths: Iterable[str]) -> Any:
    """Return a node without what stands at some dotted paths."""
    if not isinstance(node, Fields):
        return node
    below: dict[str, list[str]] = {}
    for path in paths:
        first, _, rest = path.partition(".")
        below.setdefault(first, []).append(rest)
    entries = {}
    for key, entry in node.entries.items():
        if key not in below:
            entries[key] = entry
        elif "" not in below[key]:
            entries[key] = Entry(entry.key_at, _without(entry.value, below[key]))
    return Fields(entries, node.at)


def _foreign(root: Fields, owner: str) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each section that only a platform has."""
    for key in OF_PLATFORM:
        entry = root.entries.get(key)
        if entry is not None and not is_null(entry.value):
            message = f"{key} is the platform's, and an application has none of its own"
            help = f"remove it; the application gets {owner}"
            yield Diagnostic("SPEC030", message, entry.key_at, help, path=(key,))


def _other(root: Fields, platform: Fields) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each value that is one for both and differs."""
    for key in OF_BOTH:
        own, there = root.entries.get(key), platform.entries.get(key)
        if own is None or there is None:
            continue
        if not isinstance(own.value, Scalar) or not isinstance(there.value, Scalar):
            continue
        if own.value.text != there.value.text and not own.value.is_null:
            message = f"{key} {own.value.text} is not that of the platform, {there.value.text}"
            also = ((there.value.at, "the platform's"),)
            help = "remove it: an application has what its platform has"
            yield Diagnostic("SPEC031", message, own.value.at, help, path=(key,), also=also)


def _require_platform(platform: Fields, file: str, named_at: Location) -> None:
    """Refuse a platform that is itself an application."""
    for key in ("application", "platform"):
        entry = platform.entries.get(key)
        if entry is not None and not is_null(entry.value):
            message = f"{file} is an application itself, and no platform"
            help = "name the spec that has the network and the cluster"
            also = ((entry.key_at, "which says so"),)
            path = ("platform",)
            raise TfgenError([Diagnostic("SPEC032", message, named_at, help, path=path, also=also)])


def _described(platform: Fields) -> dict[str, Entry]:
    """Return the sections that say what `platform` says of a platform that exists."""
    at = platform.at
    network = _some(platform, "vpc_id", "cidr")
    network["availability_zones"] = Entry(at, _zones(platform))
    return {
        "network": Entry(at, Fields(network, at)),
        "cluster": Entry(at, Fields(_some(platform, "service_connect"), at)),
        "load_balancers": _members(platform, "load_balancers", "type"),
        "instance_groups": _members(platform, "capacity", "instance_type"),
        "access": Entry(at, Fields(_exec(platform), at)),
    }


def _some(node: Fields, *keys: str) -> dict[str, Entry]:
    """Return those of some entries that are there."""
    return {key: node.entries[key] for key in keys if key in node.entries}


def _zones(platform: Fields) -> Fields:
    """Return the zones, each with the subnets that are given for it."""
    zones: dict[str, dict[str, Entry]] = {}
    for tier in ("public", "private"):
        subnets = _fields(platform, f"{tier}_subnets")
        for zone, entry in _entries(subnets):
            zones.setdefault(zone, {})[tier] = entry
    return Fields(
        {
            zone: Entry(next(iter(tiers.values())).key_at, Fields(tiers, platform.at))
            for zone, tiers in zones.items()
        },
        platform.at,
    )


def _members(platform: Fields, key: str, *known: str) -> Entry:
    """Return the members of a section with those fields that the section itself knows."""
    members = {}
    for name, entry in _entries(_fields(platform, key)):
        if isinstance(entry.value, Fields):
            fields = Fields(_some(entry.value, *known), entry.value.at)
            members[name] = Entry(entry.key_at, fields)
    return Entry(platform.at, Fields(members, platform.at))


def _exec(platform: Fields) -> dict[str, Entry]:
    """Return the audit of ECS Exec, with logs where there is a group of them."""
    audit = _fields(platform, "exec")
    if audit is None:
        return {}
    logged = str("log_group" in audit.entries).lower()
    fields = _some(audit, "kms_key_arn")
    fields["logs"] = Entry(audit.at, Scalar(logged, True, audit.at))
    return {"exec": Entry(audit.at, Fields(fields, audit.at))}


def _entries(node: Fields | None) -> Iterator[tuple[str, Entry]]:
    if node is not None:
        yield from node.entries.items()


def _unknown(there: Mapping[str, Entry]) -> Iterator[Path]:
    """Yield the paths of what nobody tells of a platform that exists."""
    yield from _UNKNOWN
    for section, (kind, known) in _KNOWN.items():
        for name, _ in _entries(_fields(Fields(there, there[section].key_at), section)):
            for field in fields_of(kind):
                if field not in known:
                    yield (section, name, field)
