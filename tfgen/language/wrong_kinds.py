"""What to write where a mapping belongs and something else stands.

Other tools have lists where this language has names: of each entry its name is looked for, and the
line to write is shown with it. What may be a secret is not repeated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tfgen.language.paths import Path
from tfgen.source import Scalar

# What stands behind a name, by the field; of others it is left open.
_BEHIND = {
    "availability_zones": "{public: 10.0.0.0/24, private: 10.0.50.0/24}",
    "capacity": "{weight: 1}",
    "depends_on": "healthy",
    "extra_hosts": "10.0.0.9",
    "ports": "8080",
    "routes": "/*",
    "ulimits": "65536",
}
# Members of these have names, which are no secrets.
_WITH_NAMES = frozenset(
    {*_BEHIND, "instance_groups", "jobs", "load_balancers", "queues", "repositories"}
    | {"services", "sidecars", "system_containers", "file_systems"}
)
# The key below each that people mean where they write a single value.
_MAIN = {
    "cluster": "name",
    "deployment": "strategy",
    "logs": "retention_days",
    "network": "cidr",
    "security": "profile",
    "state": "bucket",
}
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,62}")
# Their entries may be secrets as a whole: not even names are repeated.
_OWN_TEXTS = {
    "environment": "NAME: value",
    "labels": "name: value",
    "secrets": "NAME: /path/of/a/parameter",
    "details": "name: value",
}
# Who writes lists there has values in them that name their own place.
_SHOWN = frozenset({"extra_hosts", "ports"})
_IN_WORDS = {
    "depends_on": "; it waits for containers of its own task, not for other services",
    "ports": ": each port has a name",
}
_NAMES = ("name", "Name", "key", "Key", "id")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}")


def as_mapping(path: Path, value: object) -> str:
    """Return what to write in place of a value that is no mapping."""
    field = str(path[-1]) if path else ""
    if field == "volumes" and isinstance(value, tuple):
        return _mounted(value)
    if field in _OWN_TEXTS:
        return f"write {_OWN_TEXTS[field]} below it, a line for each"
    if field in _MAIN and isinstance(value, Scalar) and _PLAIN.fullmatch(value.text):
        return f"write {field}: {{{_MAIN[field]}: {value.text}}}"
    name, behind = _first(field, value)
    if not name or field not in _WITH_NAMES:
        return "write key: value below it"
    return f"write {name}: {behind} below it{_IN_WORDS.get(field, '')}"


def _first(field: str, value: object) -> tuple[str, str]:
    """Return the name of the first entry, or of the only value, and what stands behind it."""
    entry = value[0] if isinstance(value, tuple) and value else value
    behind = _BEHIND.get(field, "…")
    if isinstance(entry, Mapping):
        return _named(entry), behind
    if not isinstance(entry, Scalar) or entry.is_null:
        return "", behind
    return _spelled(field, entry.text, behind)


def _named(entry: Mapping[str, object]) -> str:
    for key in _NAMES:
        name = entry.get(key)
        if isinstance(name, Scalar) and _NAME.fullmatch(name.text):
            return name.text
    return ""


def _spelled(field: str, text: str, behind: str) -> tuple[str, str]:
    """Take apart NAME=value, name:value, or a name alone."""
    # A port has no name in Compose; people call the first one web.
    if field == "ports":
        return "web", text if re.fullmatch(r"[0-9:]{1,11}(?:/(?:tcp|udp))?", text) else behind
    if field == "routes" and text.startswith("/"):
        return "<load balancer>", text
    name, *rest = re.split(r"\s*[=:]\s*", text, maxsplit=1)
    if not _NAME.fullmatch(name):
        return "", behind
    if field in _SHOWN and rest and re.fullmatch(r"[0-9A-Fa-f.:]+", rest[0]):
        return name, rest[0]
    return name, behind


def _mounted(volumes: tuple[object, ...]) -> str:
    """Tell how a volume of Compose is written: as a volume, and where it is mounted."""
    name, target = "data", "/data"
    if volumes and isinstance(volumes[0], Scalar):
        parts = volumes[0].text.split(":")
        if len(parts) > 1 and re.fullmatch(r"/[\w./-]+", parts[1]):
            target = parts[1]
        if re.fullmatch(r"[a-z][a-z0-9-]*", parts[0]):
            name = parts[0]
    elif volumes and isinstance(volumes[0], Mapping):
        name = _named(volumes[0]) or name
    volume = f"volumes: {{{name}: {{}}}}"
    return f"write {volume}, with its kind in the braces, and mounts: [{name}:{target}]"
