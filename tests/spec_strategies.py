"""Specs for property tests, drawn from the models themselves: a new field is covered as soon as it
exists.

`given_as_data` draws a spec as YAML data, `sound` makes it one that the rules accept by leaving out
what they refuse.
"""

from __future__ import annotations

import datetime
import inspect
import math
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pattern_texts
import yaml
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent.parent))  # where this is run as a script

from tfgen import language, rules, source
from tfgen.diagnostics import Diagnostic, Severity, TfgenError, family
from tfgen.facts import aws
from tfgen.language.container_values import read_address
from tfgen.language.expressions import Later
from tfgen.language.field import FieldInfo
from tfgen.language.job_events import read_detail
from tfgen.language.network import read_subnet
from tfgen.language.scalars import (
    Reads,
    Words,
    read_block,
    read_bool,
    read_cidr,
    read_duration,
    read_gib,
    read_int,
    read_number,
    read_text,
)
from tfgen.language.section import Names, One, Section, Switch, fields_of, unwrap
from tfgen.language.security import read_date
from tfgen.language.top import Defaults, Spec
from tfgen.pipeline import Checked
from tfgen.resolve import resolve

TODAY = datetime.date(2026, 1, 1)

Data = dict[str, Any]
ABSENT = object()

# Text that has broken a quoting before: of YAML, of HCL, of a shell, of a reader's eyes.
HOSTILE = (
    '"',
    "'",
    "\\",
    "${path.module}",
    "$${x}",
    "%{ if true }",
    "%%{",
    "a$",
    "a%",
    "${",
    "}",
    '"}"${"',
    "a\nb",
    "\ttab\r\n",
    "#c",
    "a: b",
    "- a",
    "&a",
    "*a",
    "!a",
    "<<EOT\nx\nEOT",
    "e\u0301",
    "\u202eevil\u202c",
    "\u200b",
    "\U0001f600\U0001f468\u200d\U0001f469",
    "\u05e9\u05dc\u05d5\u05dd",
    "\x85\u2028",
    "012",
    "1_000",
    "yes",
    "null",
    "~",
    "",
    " ",
    "x" * 900,
)
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(
    '"\\$%{}\n\t#:-&*!|>@`'
)
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(CHARACTERS, max_size=40))

KEYS = st.text(CHARACTERS, min_size=1, max_size=30).map(lambda text: "".join(text.split()) or "key")

REGIONS = ("eu-west-1", "us-east-1", "ap-southeast-2", "cn-north-1", "us-gov-west-1")
# Sections whose members are worth having in most examples.
OFTEN = ("instance_groups", "load_balancers", "services", "jobs")
# A section with this many optional fields has most of them left out.
MANY = 12
INSTANCE_TYPES = (
    "t3.small",
    "t3.medium",
    "m7g.large",
    "c6i.xlarge",
    "r6g.medium",
    "g4dn.xlarge",
    "inf2.xlarge",
)
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfs3SCWVMLkfcFmAPruLVBe7QokC398CPBryYU1KaQW"
MIXED_TYPES = (
    ["m7g.large", "r6g.medium"],
    ["t3.small", "t3.medium", "c6i.xlarge"],
    ["g4dn.xlarge"],
)
SUBNET_IDS = ("subnet-0123abcd", "subnet-0a1b2c3d4e5f60711")
BLOCKS = ("10.0.0.0/16", "10.20.0.0/16", "172.20.0.0/20", "192.168.0.0/22")


def given_as_data() -> st.SearchStrategy[Data]:
    """Draw a spec as the data that its YAML would hold, in short and long forms; the rules may
    refuse it."""
    return st.sampled_from(REGIONS).flatmap(_of_region)


def sound() -> st.SearchStrategy[Data]:
    """Draw a spec that no rule refuses."""
    return given_as_data().map(repaired).filter(lambda data: data is not None)


def full() -> st.SearchStrategy[Data]:
    """Draw a spec with a value in every field that goes together with the others; the rules may
    refuse it."""
    return st.sampled_from(REGIONS).flatmap(lambda region: _of_region(region, full=True))


def put_text(data: Data, text: str) -> None:
    """Put a text into every field of a spec that takes any text."""
    for parent, key, kind, markers in _places(data, Spec):
        if _takes_text(markers):
            parent[key] = text
        elif (
            get_origin(kind) is dict
            and isinstance(parent[key], dict)
            and _takes_text(unwrap(get_args(kind)[1])[1])
        ):
            parent[key] = dict.fromkeys(parent[key], text)


def _takes_text(markers: tuple[Any, ...]) -> bool:
    return any(isinstance(marker, Reads) and marker.reader is read_text for marker in markers)


def texts_of(data: Data) -> st.SearchStrategy[str]:
    """Draw a way to write a spec as YAML; what may not stand in a file as it is has to be written
    by its number."""
    flow, ascii_ = (
        st.sampled_from([True, False, None]),
        st.just(True) if _hides(data) else st.booleans(),
    )
    return st.builds(lambda flow, ascii_: written(data, flow=flow, ascii_=ascii_), flow, ascii_)


def _hides(data: Data) -> bool:
    try:
        source.parse(written(data, ascii_=False).encode(), "spec.yaml")
    except TfgenError as error:
        return {"YAML002", "YAML019"} >= {finding.code for finding in error.diagnostics}
    return False


def written(data: Any, *, flow: bool | None = False, ascii_: bool = True) -> str:
    """Return data as YAML."""
    return yaml.safe_dump(data, default_flow_style=flow, allow_unicode=not ascii_, sort_keys=False)


def check(text: str, name: str = "spec.yaml") -> Checked:
    """Read and check the text of a spec; raise TfgenError with every finding where one is an
    error."""
    reading = language.read(source.parse(text.encode(), name))
    cluster = resolve(reading)
    actual = (*reading.diagnostics, *rules.check(cluster, TODAY))
    if any(finding.severity is Severity.ERROR for finding in actual):
        raise TfgenError(actual)
    return Checked(cluster, actual)


def repaired(data: Data) -> Data | None:
    """Leave out of a spec what its errors name until there are none; None where that comes to no
    end."""
    for _ in range(40):
        try:
            check(written(data))
        except TfgenError as error:
            paths = [
                _cause(finding)
                for finding in error.diagnostics
                if finding.severity is Severity.ERROR
            ]
            if not any([_without(data, path) for path in paths]):
                return None
        else:
            return data
    return None


def _cause(error: Diagnostic) -> tuple[str | int, ...]:
    """Return what to leave out: a finding of security is an error by the profile alone, even in a
    default."""
    return ("security", "profile") if family(error.code) == "SEC" else error.path


def _without(data: Any, path: tuple[str | int, ...]) -> bool:
    """Remove the deepest part of a path that the data holds and may miss; tell whether there was
    one."""
    held = []
    for part in path:
        inside = (
            part in data
            if isinstance(data, dict)
            else isinstance(data, list) and isinstance(part, int)
        )
        if not inside or (isinstance(data, list) and part >= len(data)):
            break
        held.append((data, part))
        data = data[part]
    for parent, part in reversed(held):
        if part not in ("version", "environment", "region", "instance_type", "bucket", "reason"):
            del parent[part]
            return True
    return False


# From the models


@cache
def _of_region(region: str, *, full: bool = False) -> st.SearchStrategy[Data]:
    fields = _Fields(region, full=full)
    spec = fields.section(Spec, {"version": 1, "region": region})
    if full:
        return spec
    defaults = fields.section(Defaults, {}, partial=True)
    return st.tuples(spec, st.none() | defaults).map(
        lambda both: {**both[0], "defaults": both[1]} if both[1] else both[0]
    )


class _Fields:
    """Strategies for what the fields of the models take, in a region."""

    def __init__(self, region: str, *, full: bool) -> None:
        self.full = full
        self.sections: dict[tuple[type[Section], int], st.SearchStrategy[Data]] = {}
        zones = aws.REGIONS[region].common_zones
        some = st.lists(st.sampled_from(zones), min_size=2, max_size=3, unique=True)

        def arn(service: str, *resources: str) -> st.SearchStrategy[str]:
            start = f"arn:{aws.partition(region)}:{service}:{region}:123456789012"
            return st.sampled_from([f"{start}:{resource}" for resource in resources])

        certificate = arn(
            "acm", *(f"certificate/0123abcd-01ab-23cd-45ef-0123456789a{x}" for x in "abc")
        )
        # What fits together by more than its own form, by the key in the spec.
        self.by_key: Mapping[str, st.SearchStrategy[Any]] = {
            "availability_zones": some | some.map(dict.fromkeys),
            "account_id": st.just("123456789012"),
            "nat_zone": st.sampled_from(zones),
            "instance_type": st.sampled_from(INSTANCE_TYPES),
            "instance_types": st.sampled_from(MIXED_TYPES),
            "cidr": st.sampled_from(BLOCKS),
            "retention_days": st.sampled_from(sorted(aws.LOG_RETENTION_DAYS)),
            "ssl_policy": st.sampled_from(sorted(aws.SSL_POLICIES)),
            "from": st.sampled_from(
                ["10.0.0.0/8", ["sg-0123456789abcdef0", "10.1.0.0/16"], "pl-0123abcd"]
            ),
            "to": st.sampled_from(
                ["0.0.0.0/0", ["sg-0123456789abcdef0", "10.1.0.0/16"], "pl-0123abcd"]
            ),
            "kms_key_arn": arn("kms", "key/0123abcd-01ab-23cd-45ef-0123456789ab"),
            "certificate_arns": certificate
            | st.lists(certificate, min_size=1, max_size=3, unique=True),
            "port": st.sampled_from([22, 443, 8080]),
            "public_key": st.sampled_from([PUBLIC_KEY, f"{PUBLIC_KEY} ops@example.com"]),
            "zone": st.sampled_from(zones),
            "schedule": st.sampled_from(["rate(1 day)", "rate(5 minutes)", "cron(30 2 * * ? *)"]),
            "timezone": st.sampled_from(["UTC", "Europe/Amsterdam"]),
            "file_system": st.sampled_from(["fs-0123abcd", "fs-0123456789abcdef0"]),
        }

    def section(
        self, model: type[Section], fixed: Data, *, partial: bool = False, depth: int = 0
    ) -> st.SearchStrategy[Data]:
        """Draw a section; `partial` leaves out what it requires too.

        Sections lie in sections, so what a deep one holds is drawn rarely and in ones: else one
        spec takes a minute.
        """
        required, optional = {}, {}
        for name, field in model.model_fields.items():
            key = field.alias or name
            if key not in fixed:
                drawn = self.field(key, *fields_of(model)[key], depth)
                (required if field.is_required() and not partial else optional)[key] = drawn
        constant = {key: st.just(value) for key, value in fixed.items()}
        always = optional if self.full and depth < 2 else OFTEN
        absent = [st.just(ABSENT)] * (1 if len(optional) < MANY else MANY // 2)
        maybe = {
            key: drawn if key in always else st.one_of(*absent, drawn)
            for key, drawn in optional.items()
        }
        drawn = st.fixed_dictionaries({**constant, **required, **maybe})
        return drawn.map(
            lambda data: {key: value for key, value in data.items() if value is not ABSENT}
        )

    def inner(self, model: type[Section], depth: int) -> st.SearchStrategy[Data]:
        """Draw a section inside of another; made once, since making it takes longer than drawing
        from it."""
        if (model, depth) not in self.sections:
            self.sections[model, depth] = self.section(model, {}, depth=depth)
        return self.sections[model, depth]

    def field(
        self, key: str, kind: Any, markers: tuple[Any, ...], depth: int
    ) -> st.SearchStrategy[Any]:
        """Draw what a field holds, in one of the forms that it allows."""
        if key in self.by_key and not (key == "port" and kind is int):
            return self.by_key[key]
        forms = [self.value(kind, markers, depth)]
        for marker in markers:
            match marker:
                case Switch():
                    forms.append(st.booleans())
                case One(key=""):
                    forms.append(self.value(*unwrap(get_args(kind)[0]), depth))
                case One(key=short):
                    forms.append(self.field(short, *fields_of(kind)[short], depth))
                case Names():
                    forms.append(forms[0].map(list))
        return st.one_of(forms)

    def key(self, kind: Any, markers: tuple[Any, ...]) -> st.SearchStrategy[str]:
        """Draw a key of a mapping; YAML demands more of it than of a value."""
        return KEYS if _takes_text(markers) else self.value(kind, markers, 0)

    def value(self, kind: Any, markers: tuple[Any, ...], depth: int) -> st.SearchStrategy[Any]:
        """Draw a value in its long form."""
        if isinstance(kind, type) and issubclass(kind, Section):
            return st.deferred(lambda: self.inner(kind, depth + 1))
        if get_origin(kind) is dict:
            keys, members = (unwrap(arg) for arg in get_args(kind))
            least = int(isinstance(members[0], type) and issubclass(members[0], Section))
            most = 3 if depth == 0 and not self.full else 1
            return st.dictionaries(
                self.key(*keys), self.value(*members, depth), min_size=least, max_size=most
            )
        if get_origin(kind) is tuple:
            item, least = (
                self.value(*unwrap(get_args(kind)[0]), depth),
                _limit(markers, "min_length", 0),
            )
            return st.lists(
                item, min_size=least, max_size=max(least, 3 if depth == 0 else 2), unique_by=str
            )
        if get_origin(kind) is Literal:
            return st.sampled_from(get_args(kind))
        return _scalar(kind, markers)


def _limit(markers: tuple[Any, ...], name: str, default: Any) -> Any:
    limits = (getattr(marker, name) for marker in markers if isinstance(marker, FieldInfo))
    return next((limit for limit in limits if limit is not None), default)


def _scalar(kind: Any, markers: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    reads = next(marker for marker in markers if isinstance(marker, Reads | Words))
    if isinstance(reads, Later):
        # What a text is read by, where it is no expression.
        reads = inspect.getclosurevars(reads.reader).nonlocals["reads"]
    least, most = _limit(markers, "ge", 0), _limit(markers, "le", 400)
    whole = st.integers(math.ceil(least), math.floor(most))
    drawn: Mapping[Callable[[object], object], st.SearchStrategy[Any]] = {
        read_bool: st.booleans(),
        read_int: whole,
        read_gib: whole,
        read_number: st.integers(math.ceil(least * 1000), math.floor(most * 1000)).map(
            lambda thousandths: thousandths / 1000
        ),
        read_duration: whole.map(lambda seconds: f"{seconds}s"),
        read_cidr: st.sampled_from([*BLOCKS, "0.0.0.0/0", "10.0.3.0/24"]),
        read_block: st.sampled_from([*BLOCKS, "0.0.0.0/0", "::/0", "fd00::/8"]),
        read_subnet: st.sampled_from(["10.0.3.0/24", "10.20.7.0/24", *SUBNET_IDS]),
        read_date: st.sampled_from(["2026-12-31", "2031-01-01"]),
        read_address: st.sampled_from(["10.20.0.9", "fd00::9"]),
        read_detail: st.sampled_from(
            ['{"state": ["failed"]}', '{"$or": [{"a": [1]}, {"b": [2]}]}']
        ),
        read_text: TEXTS,
    }
    reader = reads.reader
    if reader in drawn:
        return drawn[reader]
    pattern = (reads.schema or {})["pattern"]
    return st.sampled_from(pattern_texts.texts_of(pattern))


# Broken specs


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, bool]:
    """Draw a spec with one mistake in it, and whether it is one without doubt."""
    data = draw(sound())
    places = list(_places(data, Spec))
    kind = draw(st.sampled_from(["key", "type", "range", "required", "value", "text"]))
    if kind == "required":
        del data[draw(st.sampled_from(["version", "environment", "region"]))]
        return written(data), True
    if kind == "text":
        text = written(data)
        start = draw(st.integers(0, len(text)))
        return text[:start] + draw(TEXTS) + text[start + draw(st.integers(0, 9)) :], False
    if kind == "range" and (
        ranged := [(place, wrong) for place in places for wrong in _outside(place)]
    ):
        (parent, key, _, _), wrong = draw(st.sampled_from(ranged))
        parent[key] = wrong
        return written(data), True
    parent, key, type_, _ = draw(st.sampled_from(places))
    if kind == "key":
        parent[key + "x"] = parent.pop(key)
        return written(data), True
    scalar = not (
        get_origin(type_) in (dict, tuple)
        or (isinstance(type_, type) and issubclass(type_, Section))
    )
    parent[key] = draw(TEXTS) if kind == "value" else {"a": [{"b": 1}]}
    return written(data), kind != "value" and scalar


def _places(data: Any, kind: Any) -> list[tuple[Data, str, Any, tuple[Any, ...]]]:
    """Return the fields of all sections in a spec: the mapping, the key, the type and the markers
    of each."""
    actual = []
    if isinstance(kind, type) and issubclass(kind, Section) and isinstance(data, dict):
        for key, (inner, markers) in fields_of(kind).items():
            if key in data:
                actual += [(data, key, inner, markers), *_places(data[key], inner)]
    elif get_origin(kind) is dict and isinstance(data, dict):
        member = unwrap(get_args(kind)[1])[0]
        actual += [place for key in data for place in _places(data[key], member)]
    return actual


def _outside(place: tuple[Data, str, Any, tuple[Any, ...]]) -> list[Any]:
    """Return values beyond the limits of a field."""
    _, _, kind, markers = place
    if kind is not int:
        return []
    least, most = _limit(markers, "ge", None), _limit(markers, "le", None)
    beyond = [
        *([least - 1] if least is not None else []),
        *([most + 1] if most is not None else []),
    ]
    is_time = any(
        isinstance(marker, Reads) and marker.reader is read_duration for marker in markers
    )
    return [f"{number}s" for number in beyond if number >= 0] if is_time else beyond


def sections_of(kind: Any, known: set[type[Section]]) -> None:
    """Add a section, and all that lie in it, to those that are known."""
    if isinstance(kind, type) and issubclass(kind, Section):
        if kind not in known:
            known.add(kind)
            for inner, _ in fields_of(kind).values():
                sections_of(inner, known)
        return
    for part in get_args(kind):
        sections_of(unwrap(part)[0], known)


def keep_texts() -> None:
    """Keep the texts of all patterns of the language."""
    known: set[type[Section]] = set()
    sections_of(Spec, known)
    fields = _Fields(REGIONS[0], full=True)
    for model in known:
        fields.section(model, {})
    pattern_texts.keep()


if __name__ == "__main__":
    keep_texts()
