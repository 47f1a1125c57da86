"""What the readers of values refuse, in our words and at its place.

A sound spec never imports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tfgen.diagnostics import Diagnostic, Location
from tfgen.language.field import FieldInfo
from tfgen.language.meant import percentage, units_of_cpu
from tfgen.language.paths import Path, type_at
from tfgen.language.places import Place
from tfgen.language.refused import KEY, Fault
from tfgen.language.scalars import Reads, read_duration
from tfgen.language.section import Switch
from tfgen.language.shorthand import BOOLEANS
from tfgen.language.state_backends import CREDENTIALS
from tfgen.language.texts import EXPRESSION
from tfgen.language.unknown_keys import help_for, meant_by
from tfgen.language.wrong_kinds import as_mapping
from tfgen.source import Scalar

# Words that the language had once, and what to write in their place.
FORMER: Mapping[int | str, str] = {"waf_acl_arn": "write waf: and the same ARN"}


def diagnostic(fault: Fault, places: Mapping[Path, Place], file: str) -> Diagnostic:
    """Return the finding for a fault."""
    path = tuple(part for part in fault.path if part != KEY)
    code, message, help = _words(fault, path)
    is_key = fault.path[-1:] == (KEY,) or code == "SPEC002"
    return Diagnostic(
        code,
        f"{'.'.join(map(str, path))}: {message}",
        _spot(fault, path, places) or _place(path, is_key, places, file),
        help,
        path=path,
        secret=fault.context.get("secret", False) or bool(_credential(path)),
    )


def _spot(fault: Fault, path: Path, places: Mapping[Path, Place]) -> Location | None:
    """Return where in an expression of Terraform the fault lies, where it stands in one line."""
    place = places.get((*path, EXPRESSION))
    at = fault.context.get("at", 0)
    if place is None or fault.kind != "SPEC025":
        return None
    if not at or at >= place.value.length:
        return place.value
    return replace(place.value, column=place.value.column + at, length=1)


def _place(path: Path, is_key: bool, places: Mapping[Path, Place], file: str) -> Location:
    """Return the place of a value, or of the nearest key around what was left out."""
    for end in range(len(path), -1, -1):
        place = places.get(path[:end])
        if place and end == len(path) and not is_key:
            return place.value
        if place:
            return place.key
    return Location(file)


def distinct(faults: list[Diagnostic]) -> list[Diagnostic]:
    """Return the faults that say something of their own."""
    return _once(_without_echoes(faults))


def _without_echoes(faults: list[Diagnostic]) -> list[Diagnostic]:
    """Drop "is required" where a key beside it is a misspelling of the required one."""
    meant = set(meant_keys(faults))
    return [fault for fault in faults if not (fault.code == "SPEC001" and fault.path in meant)]


def meant_keys(faults: list[Diagnostic]) -> Iterator[Path]:
    """Yield the paths of the keys that misspelt ones probably mean."""
    for fault in faults:
        if fault.code == "SPEC002" and (meant := meant_by(fault.path)):
            yield (*fault.path[:-1], meant)


def is_misspelt(fault: Diagnostic) -> bool:
    """Whether a key is not known, and stands for one that is."""
    return fault.code == "SPEC002" and meant_by(fault.path) != ""


def _once(faults: list[Diagnostic]) -> list[Diagnostic]:
    """Drop what `defaults` or an alias repeats under a further member, at the same place."""
    first: dict[tuple[object, ...], Diagnostic] = {}
    for fault in faults:
        # The message starts with the whole path, which tells the members apart.
        words = fault.message.partition(": ")[2]
        first.setdefault((fault.code, fault.location, fault.path[-1:], words), fault)
    return list(first.values())


def _words(fault: Fault, path: Path) -> tuple[str, str, str]:
    """Return code, message and help."""
    if fault.kind == "SPEC006" and path == ("version",):
        help = "write version: 1, the version of the language and not of the spec or of Compose"
        return fault.kind, fault.context["message"], help
    if fault.kind.startswith("SPEC"):
        return (
            fault.kind,
            fault.context["message"],
            _number_for(fault, path) or fault.context["help"],
        )
    match fault.kind:
        case "le" if path == ("version",):
            message = "is newer than the language that this tfgen reads, which is version 1"
            return "SPEC012", message, "write version: 1, or use the tfgen that it was written for"
        case "missing":
            return "SPEC001", "is required", f"add {path[-1]}: with a value{_about(path)}"
        case "unknown" if variable := _credential(path):
            help = f"remove it, and set {variable} where Terraform runs"
            return "SPEC002", "is a credential, which belongs in no spec", help
        case "unknown":
            return "SPEC002", "is not a key here", _known(path, fault.value)
        case "no list":
            message = f"is {_described(fault.value)} where a list belongs"
            return "SPEC004", message, _as_list(fault.value)
        case "no mapping":
            return "SPEC004", *_not_a_mapping(fault.value, path)
    return "SPEC012", *_beyond_limit(fault, path)


def _number_for(fault: Fault, path: Path) -> str:
    """Return the number to write where another unit was meant; "" where none is known."""
    value = fault.value
    if fault.kind != "SPEC006" or not isinstance(value, Scalar):
        return ""
    if path[-1] in ("cpu", "task_cpu") and (units := units_of_cpu(value.text)):
        return f"write {units}, in units of which one vCPU has 1024"
    lowest, highest = _range_of(path)
    if value.text in BOOLEANS and lowest is not None and highest is not None:
        what = "percentage" if highest == 100 else "number"
        return f"write a {what} from {lowest} to {highest}"
    return ""


def _as_list(value: object) -> str:
    if isinstance(value, Scalar) and re.fullmatch(r"[a-z][a-z0-9-]{0,30}", value.text):
        return f"write it as a list: [{value.text}]"
    return "write it as a list: [a, b]"


def _about(path: Path) -> str:
    """Return what a field is, in the first words of its description."""
    kind = type_at(path[:-1])[0]
    fields = getattr(kind, "model_fields", {})
    about = fields[path[-1]].description if path[-1] in fields else ""
    words = re.split(r"[.;:] |[.:]$", about or "")[0]
    return f" ({words[:1].lower()}{words[1:]})" if words else ""


def _credential(path: Path) -> str:
    """Return the variable that Terraform reads a credential from; "" for what is none."""
    if not path:
        return ""
    return CREDENTIALS.get(tuple(map(str, path[:-1])), {}).get(str(path[-1]), "")


def _known(path: Path, value: object) -> str:
    return FORMER.get(path[-1]) or help_for(path, value)


def _not_a_mapping(value: object, path: Path) -> tuple[str, str]:
    choice = ""
    if any(isinstance(marker, Switch) for marker in type_at(path)[1]):
        choice = "true, false or "
    message = f"is {_described(value)} where {choice}a mapping belongs"
    if choice:
        return message, f"write {choice}key: value below it"
    return message, as_mapping(path, value)


def _described(value: object) -> str:
    match value:
        case Scalar() if value.is_null:
            return "empty"
        case Scalar() | str() | int():
            return "a single value"
        case dict():
            return "a mapping"
        case tuple() | list():
            return "a list"
    return "off"


def _beyond_limit(fault: Fault, path: Path) -> tuple[str, str]:
    limit = _limit(fault.context["limit"], path)
    is_text = isinstance(fault.value, str)
    match fault.kind:
        case "ge" if _range_of(path)[1] == 100 and (share := _share_of(fault)):
            return f"is less than {limit}: it is a percentage", f"write {share}"
        case "ge":
            return f"is less than {limit}", f"write {limit} or more"
        case "le" if _is_one_number(path):
            return f"is more than {limit}", f"write {limit}"
        case "le":
            return f"is more than {limit}", f"write {limit} or less"
        case "min_length" if is_text and limit == "1":
            return "is empty", "write a text, or leave the line out"
        case "min_length" if is_text:
            return f"has fewer than {limit} characters", f"write {limit} or more"
        case "min_length":
            return f"has fewer than {limit} entries", "add an entry"
        case "max_length" if is_text:
            return f"is longer than {limit} characters", "shorten it"
    return f"has more than {limit} entries", "remove entries"


def _limit(limit: object, path: Path) -> str:
    if _reads(path, read_duration):
        return f"{limit}s"
    return str(limit)


def _reads(path: Path, reader: Callable[[object], object]) -> bool:
    markers = type_at(path)[1]
    return any(isinstance(marker, Reads) and marker.reader is reader for marker in markers)


def _is_one_number(path: Path) -> bool:
    """Whether only one number is taken at a path, as of the versions of the language."""
    lowest, highest = _range_of(path)
    return lowest is not None and lowest == highest


def _range_of(path: Path) -> tuple[Any, Any]:
    lowest = highest = None
    for marker in type_at(path)[1]:
        if isinstance(marker, FieldInfo):
            lowest = lowest if marker.ge is None else marker.ge
            highest = highest if marker.le is None else marker.le
    return lowest, highest


def _share_of(fault: Fault) -> str:
    value = fault.value
    return percentage(value.text if isinstance(value, Scalar) else str(value))
