"""AWS's own models of its calls, held against each request that the real provider sends.

moto takes nearly everything. botocore ships for each call the required members, enumerations, patterns, lengths and
ranges: https://github.com/boto/botocore/tree/develop/botocore/data
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model

_SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]+/(?P<name>[^/]+)/aws4_request")
_VERSION = re.compile(rb"(?:^|&)Version=(?P<version>[\d-]+)")


@dataclass(frozen=True)
class Fault:
    """What AWS's model says against a request: at which member, which value, and why."""

    service: str
    call: str
    member: str
    value: str
    why: str


@dataclass(frozen=True)
class Call:
    """A request as AWS reads it: service, call, and the parameters by the names of the model."""

    service: str
    name: str
    parameters: dict[str, Any]


def call_of(environ: Mapping[str, Any], body: bytes) -> Call | None:
    """Return the call that a request is; None for one that is not signed for a service."""
    environ = {**environ, "wsgi.input": io.BytesIO(body)}
    request = Request(environ)
    scope = _SCOPE.search(request.headers.get("Authorization", ""))
    if scope is None:
        return None
    version = _VERSION.search(body)
    service = _service(scope["name"], version["version"].decode() if version else "")
    operation, uri = get_service_router(service).match(request)
    protocol = determine_request_protocol(get_service_model(service), request.content_type)
    parameters = PROTOCOL_PARSERS[protocol](operation).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.get_data(),
            "url_path": request.path,
            "url_params": uri,
        }
    )
    return Call(service, operation.name, parameters)


@cache
def _service(signing_name: str, version: str) -> str:
    """Return botocore's name of the service that a request is signed for."""
    found = [name for name, metadata in _services() if _signs(metadata, name) == signing_name]
    if version:
        found = [
            name for name in found if dict(_services())[name]["apiVersion"] == version
        ] or found
    return signing_name if signing_name in found else found[0]


def _signs(metadata: Mapping[str, Any], name: str) -> str:
    return str(metadata.get("signingName") or metadata.get("endpointPrefix") or name)


@cache
def _services() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    session = botocore.session.get_session()
    names = session.get_available_services()
    return tuple((name, session.get_service_model(name).metadata) for name in names)


def faults(call: Call) -> list[Fault]:
    """Return what AWS's model says against a call."""
    shape = get_service_model(call.service).operation_model(call.name).input_shape
    if shape is None:
        return []
    return [
        Fault(call.service, call.name, member, repr(value), why)
        for member, value, why in _of_shape(shape, call.parameters, "")
    ]


Found = tuple[str, Any, str]


def _of_shape(shape: Any, value: Any, at: str) -> Iterator[Found]:
    checks: Mapping[str, Callable[[Any, Any, str], Iterator[Found]]] = {
        "structure": _of_structure,
        "list": _of_list,
        "map": _of_map,
        "string": _of_string,
    }
    if value is None:
        return
    if shape.type_name in ("integer", "long", "float", "double"):
        yield from _within(shape, value, value, at)
    elif check := checks.get(shape.type_name):
        yield from check(shape, value, at)


def _of_structure(shape: Any, value: Any, at: str) -> Iterator[Found]:
    for name in shape.required_members:
        if value.get(name) is None:
            yield f"{at}.{name}".lstrip("."), None, "is required"
    for name, member in value.items():
        if name in shape.members:
            yield from _of_shape(shape.members[name], member, f"{at}.{name}".lstrip("."))


def _of_list(shape: Any, value: Any, at: str) -> Iterator[Found]:
    yield from _within(shape, len(value), value, at)
    for number, item in enumerate(value):
        yield from _of_shape(shape.member, item, f"{at}[{number}]")


def _of_map(shape: Any, value: Any, at: str) -> Iterator[Found]:
    yield from _within(shape, len(value), value, at)
    for key, item in value.items():
        yield from _of_shape(shape.key, key, f"{at} key")
        yield from _of_shape(shape.value, item, f"{at}[{key}]")


def _of_string(shape: Any, value: Any, at: str) -> Iterator[Found]:
    text = str(value)
    if shape.enum and text not in shape.enum:
        yield at, text, f"is none of {', '.join(shape.enum)}"
    yield from _within(shape, len(text), text, at)
    pattern = _pattern(shape.metadata.get("pattern", ""))
    if pattern and not pattern.search(text):
        yield at, text, f"does not match {shape.metadata['pattern']}"


def _within(shape: Any, size: float, value: Any, at: str) -> Iterator[Found]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and float(size) < float(least):
        yield at, value, f"is under {least}"
    if most is not None and float(size) > float(most):
        yield at, value, f"is over {most}"


# Classes and ranges as Java writes them; Python's `re` writes them in another way.
_CLASSES = {
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF",
    r"\w-": r"\w\-",
    r"\p{Zs}": " ",
    r"\p{Print}": "[ -~]",
    r"\p{L}": r"a-zA-ZÀ-￿",
    r"\p{Z}": r"\s",
    r"\p{N}": r"0-9",
    r"\p{M}": "",
    r"\p{S}": r"$+<=>^`|~",
    r"\p{P}": r"!-/:-@\[-`{-~",
    r"\p{ASCII}": r"\x00-\x7f",
    r"\p{Alnum}": r"a-zA-Z0-9",
    r"\p{Alpha}": r"a-zA-Z",
    r"\p{Graph}": r"!-~",
}


@cache
def _pattern(text: str) -> re.Pattern[str] | None:
    """Compile a pattern as the services apply it: to the whole text. None where Python cannot read it."""
    if not text:
        return None
    for java, python in _CLASSES.items():
        text = text.replace(java, python)
    try:
        return re.compile(f"^(?:{text})$", re.DOTALL)
    except re.error:
        return None


class Checked:
    """A WSGI application in front of the emulator: it writes down what the provider asks for."""

    def __init__(self, application: Any, record: Path) -> None:
        self._application = application
        self._record = record

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Hand the request on, and record it if it comes from Terraform."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if "Terraform" in environ.get("HTTP_USER_AGENT", ""):
            self._note(environ, body)
        return self._application({**environ, "wsgi.input": io.BytesIO(body)}, start_response)

    def _note(self, environ: Mapping[str, Any], body: bytes) -> None:
        try:
            call = call_of(environ, body)
        except Exception as error:  # a request that cannot be read is a fault like any other
            line = {"unread": f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {error!r}"}
        else:
            if call is None:
                return
            line = asdict(call)
        with self._record.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")


def recorded(record: Path) -> list[Call]:
    """Return the calls that were written down. Raises ValueError for a request that could not be read."""
    calls = []
    for text in record.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if "unread" in line:
            raise ValueError(line["unread"])
        calls.append(Call(line["service"], line["name"], line["parameters"]))
    return calls
