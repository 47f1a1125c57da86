"""States as Terraform keeps them, or as `terraform show -json` prints them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tfgen.adopt.live.live import Live
from tfgen.adopt.state.secrets import without_secrets
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.frozen import frozen
from tfgen.system.regular import read_regular

# A state has all that AWS says of a cluster, its task definitions and policies too.
MOST_READ = 256 * 1024 * 1024

_HELP = "give what `terraform state pull` or `terraform show -json` prints"
_TEXT = str | int | None


@frozen
class State:
    """The managed resources of a state, and the addresses of those that are tainted.

    `elsewhere` has the provider of those whose provider has an alias: of another region or account,
    most often. Data sources are not here.
    """

    file: str
    resources: tuple[Live, ...]
    tainted: tuple[str, ...]
    elsewhere: Mapping[str, str]


def read(path: Path) -> State:
    """Read a state, of `-` from standard input. Raises TfgenError where it is none."""
    try:
        if str(path) == "-":
            return parse(sys.stdin.buffer.read(MOST_READ), "-")
        data = read_regular(path, MOST_READ)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{path} cannot be read: {reason}"
        raise TfgenError([Diagnostic("IO040", message, help=_HELP)]) from error
    return parse(data, str(path))


def parse(data: bytes, file: str) -> State:
    """Read the bytes of a state; `file` is the name that findings carry."""
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _no_state(file, "it is no JSON") from error
    if not isinstance(whole, dict):
        raise _no_state(file, "it is no object")
    try:
        return _state(file, tuple(_instances(file, whole)))
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise _no_state(file, "a resource is not as Terraform writes it") from error


def _no_state(file: str, why: str) -> TfgenError:
    message = f"{file} is no Terraform state: {why}"
    return TfgenError([Diagnostic("ADOPT070", message, Location(file, length=0), _HELP)])


@frozen
class _Instance:
    live: Live
    tainted: bool
    provider: str


def _state(file: str, instances: tuple[_Instance, ...]) -> State:
    return State(
        file,
        tuple(item.live for item in instances),
        tuple(item.live.address for item in instances if item.tainted),
        {item.live.address: item.provider for item in instances if item.provider},
    )


def _instances(file: str, whole: Mapping[str, Any]) -> Iterator[_Instance]:
    # Both forms have a version of their own, and no key in common.
    if isinstance(whole.get("resources"), list) and whole.get("version") == 4:
        return _of_version_4(whole["resources"])
    if isinstance(whole.get("values"), dict) and "format_version" in whole:
        return _shown(whole["values"].get("root_module") or {})
    if "version" in whole:
        raise _no_state(file, f"version {whole['version']} is not 4")
    raise _no_state(file, "it has no resources")


def _of_version_4(resources: list[Any]) -> Iterator[_Instance]:
    for resource in resources:
        # Data sources are read anew, and are nothing to take over.
        if resource["mode"] != "managed":
            continue
        base = f"{resource['type']}.{resource['name']}"
        if resource.get("module"):
            base = f"{resource['module']}.{base}"
        provider = _with_alias(resource.get("provider") or "")
        for instance in resource["instances"]:
            # An object that a replacement has left behind: Terraform will delete it.
            if instance.get("deposed"):
                continue
            address = base + _index(instance.get("index_key"))
            # A path leads into the attribute; all of that is left out.
            marked = [path[0]["value"] for path in instance.get("sensitive_attributes") or ()]
            live = _live(resource["type"], address, instance.get("attributes") or {}, marked)
            yield _Instance(live, instance.get("status") == "tainted", provider)


def _with_alias(provider: str) -> str:
    """Return a provider as configurations name it, such as aws.virginia; "" without an alias."""
    source, _, alias = provider.rpartition("].")
    return f"{source.rpartition('/')[2].strip(chr(34))}.{alias}" if source else ""


def _shown(module: Mapping[str, Any]) -> Iterator[_Instance]:
    for resource in module.get("resources", ()):
        if resource["mode"] != "managed" or resource.get("deposed_key"):
            continue
        marked = _marked(resource.get("sensitive_values") or {})
        live = _live(resource["type"], resource["address"], resource["values"], marked)
        yield _Instance(live, bool(resource.get("tainted")), "")
    for child in module.get("child_modules", ()):
        yield from _shown(child)


def _marked(sensitive: Mapping[str, Any]) -> list[str]:
    """Return the attributes in which something is marked: what is not, is empty or false."""
    return [name for name, value in sensitive.items() if _has_mark(value)]


def _has_mark(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_mark, value.values()))
    if isinstance(value, list):
        return any(map(_has_mark, value))
    return value is True


def _live(type_: str, address: str, values: Mapping[str, Any], marked: list[str]) -> Live:
    # Before anything else sees them.
    kept = without_secrets(type_, values, marked)
    return Live(type_, str(kept.get("id") or ""), kept, address)


def _index(key: _TEXT) -> str:
    """Return the key of an instance as it stands in an address."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    # In quotes Terraform reads ${ and %{ as the begin of a template.
    text = json.dumps(key, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    return f"[{text}]"
