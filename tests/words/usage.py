"""Which words a spec uses: by its text for the forms, by how it was read and resolved for all
else."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, get_origin

from field_trials import is_section

from tfgen import language, rules, source
from tfgen.diagnostics import Diagnostic, Severity
from tfgen.expression import Expression
from tfgen.language.extends import chain
from tfgen.language.meaning import NO_USE
from tfgen.language.section import (
    Expressed,
    Names,
    One,
    OneName,
    Shorthand,
    Spelled,
    Switch,
    Unread,
    fields_of,
    member_of,
)
from tfgen.language.texts import is_expression
from tfgen.language.top import Defaults, Spec
from tfgen.resolve import resolve
from tfgen.resolve.cluster import Cluster
from tfgen.source import Document, Entry, Fields, Items, Scalar
from words import texts
from words.vocabulary import RUNNERS, Field, Place, Word, by_place, features, spelling, values_of

TODAY = datetime.date(2026, 1, 1)
Path_ = tuple[str | int, ...]
# An empty list is no use of a field, but where none is something else than the default.
NOTHING_SAID = {("alerts", "events")}


class Judged(NamedTuple):
    """A spec as tfgen reads it, and what stands against it: errors, and values without a use."""

    document: Document
    cluster: Cluster
    against: tuple[Diagnostic, ...]


def judged(text: str, file: str = "spec.yaml") -> Judged:
    """Read, resolve and check a spec."""
    document = source.parse(text.encode(), file)
    reading = language.read(document)
    cluster = resolve(reading)
    told = (*reading.diagnostics, *rules.check(cluster, TODAY))
    return Judged(document, cluster, tuple(finding for finding in told if is_against(finding)))


def is_against(finding: Diagnostic) -> bool:
    """Tell whether a finding says that a value is wrong or has no use."""
    return finding.severity is Severity.ERROR or finding.code == NO_USE


def words_of_file(path: Path) -> frozenset[Word]:
    """Return the words that a spec uses; raise ValueError where something stands against it."""
    spec = judged(path.read_text(encoding="utf-8"), str(path))
    if spec.against:
        raise ValueError(f"{path.name}: {spec.against[0]}")
    return words_of(spec)


def words_of(spec: Judged) -> frozenset[Word]:
    """Return the words that a spec uses."""
    return frozenset((*_written(spec), *_forms(spec.document), *_pairs(spec)))


def place_of(path: Path_) -> Place:
    """Return the path of the language that a path of a spec is of."""
    kind: Any = Spec
    place: list[str] = []
    for part in path:
        place.append(str(part) if is_section(kind) else "*")
        known = by_place().get(tuple(place))
        if known is None:
            return ()
        kind = known.kind
    return tuple(place)


def _written(spec: Judged) -> Iterator[Word]:
    """Yield fields, values of enumerations and ways of texts that were written, or came from
    `defaults`."""
    for path in spec.cluster.places:
        place = place_of(path)
        if not place:
            continue
        field = by_place()[place]
        value = value_at(spec.cluster.reading.spec, path)
        if value == () and place not in NOTHING_SAID:
            continue
        if place[-1] != "*":
            yield Word("fields", place)
        yield from _of_names(field, names_in(value))


def _of_names(field: Field, names: tuple[Any, ...]) -> Iterator[Word]:
    known = values_of(field)
    for name in names:
        text = str(name)
        if isinstance(name, bool):
            text = text.lower()
        if text in known:
            yield Word("values", field.place, text)
        for way in texts.ways_of(field.place):
            if re.fullmatch(way.pattern, text):
                yield Word("texts", field.place, way.name)


def names_in(value: Any) -> tuple[Any, ...]:
    """Return the keys of a map, or the value itself."""
    return tuple(value) if isinstance(value, dict) else (value,)


def value_at(value: Any, path: Path_) -> Any:
    """Return what was read at a path; None below what is switched off or could not be read."""
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, tuple):
            value = value[int(part)]
        elif value is not None and not isinstance(value, Expression):
            names = {about.alias or name: name for name, about in type(value).model_fields.items()}
            value = vars(value).get(names[str(part)])
    return value


# Forms


def _forms(document: Document) -> Iterator[Word]:
    for part in chain(document).documents:
        entries = part.root.entries
        if "extends" in entries:
            yield Word("forms", ("extends",))
        yield from _of_section(part.root, Spec, ())
        if "defaults" in entries:
            yield from _of_defaults(entries["defaults"].value)


def _of_defaults(node: Any) -> Iterator[Word]:
    for section, entry in node.entries.items():
        yield Word("forms", ("defaults", section))
        model, _ = fields_of(Defaults)[section]
        yield from _of_section(entry.value, model, (section, "*"))


def _of_section(node: Any, model: Any, place: Place) -> Iterator[Word]:
    for key, entry in node.entries.items():
        if key in fields_of(model):
            yield from _of_node(entry.value, Field((*place, key), *fields_of(model)[key]))


def _of_node(node: Any, field: Field) -> Iterator[Word]:
    """Yield the form of a value, and those of what is inside of it."""
    if isinstance(node, Fields) and is_expression(node.entries):
        if any(isinstance(marker, Expressed) for marker in field.markers):
            yield Word("forms", field.place, "expression")
        return
    name, node = _form(node, field)
    if name and node != Items((), node.at):
        yield Word("forms", field.place, name)
    if isinstance(node, Items):
        member, markers = member_of(field.kind, tuple)
        for item in node.items:
            yield from _of_node(item, Field((*field.place, "*"), member, markers))
    elif isinstance(node, Fields) and is_section(field.kind):
        yield from _of_section(node, field.kind, field.place)
    elif isinstance(node, Fields) and get_origin(field.kind) is dict:
        member, markers = member_of(field.kind, dict)
        for entry in node.entries.values():
            yield from _of_node(entry.value, Field((*field.place, "*"), member, markers))


def _form(node: Any, field: Field) -> tuple[str, Any]:
    """Return the name of the form that a value is written in, and its long form."""
    scalar = isinstance(node, Scalar)
    if scalar and node.is_null:
        # Elsewhere a key without a value is a field that is left out.
        names = {"*": "name alone"}
        return names.get(field.place[-1], ""), node
    for marker in field.markers:
        match marker, node:
            case Switch(), Scalar(plain=True) if node.text in ("true", "false"):
                return node.text, node
            case One(key=""), Scalar():
                return "only item", Items((node,), node.at)
            case One(), Scalar():
                return f"only {marker.key}", Fields({marker.key: Entry(node.at, node)}, node.at)
            case OneName(), Scalar():
                return "only name", node
            case Names(), Items():
                return "names", node
            case Spelled(), Scalar():
                return spelling(marker.read, node.text), node
    if any(isinstance(marker, Shorthand) for marker in field.markers):
        return "long", node
    return "", node


# Pairs


def _pairs(spec: Judged) -> Iterator[Word]:
    for section in RUNNERS:
        for key, workload in getattr(spec.cluster, section).items():
            # A workload that could not be read has no pairs.
            with suppress(Unread):
                runner = runner_of(workload)
                for path in _written_of(spec, section, key):
                    yield Word("pairs", path, runner)


def _written_of(spec: Judged, section: str, key: str) -> Iterator[Place]:
    known = frozenset(features(section))
    for path in spec.cluster.places:
        if path[:2] != (section, key):
            continue
        place = place_of(path)
        value = value_at(spec.cluster.reading.spec, path)
        if value == ():
            continue
        for name in names_in(value):
            yield from known & {place, (*place, f"={name}")}


def runner_of(workload: Any) -> str:
    """Return how a workload is run, in the words of the vocabulary."""
    run = getattr(workload, "run", "instances")
    if run == "instances" and workload.on_fargate:
        run = "fargate"
    return f"{run} {workload.network_mode}"
