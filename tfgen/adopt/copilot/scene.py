"""What a converter needs beside a manifest: names of Copilot's, and the draft that it writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tfgen.adopt.draft import Draft, Path
from tfgen.adopt.given import Given
from tfgen.adopt.wish import Wish
from tfgen.diagnostics import Diagnostic, Location, Severity
from tfgen.frozen import frozen

# A backslash before it keeps the text as it is.
_VARIABLE = re.compile(r"(?<!\\)\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_NO_ACCOUNT = "000000000000"


@frozen
class Said:
    """What options say: the wish, the account, and images by service or service/sidecar."""

    wish: Wish = Wish()
    account: str = ""
    images: Mapping[str, str] = {}


class Scene:
    """One environment of a workspace, and the draft of its spec."""

    def __init__(self, application: str, environment: str, region: str, said: Said) -> None:
        self.application = application
        self.environment = environment
        self.region = region
        self.account = said.account or _NO_ACCOUNT
        self.knows_account = bool(said.account)
        self.images = said.images
        self.is_application = bool(said.wish.platform)
        self.draft = Draft()
        # Patterns of routes by balancer, and who has them.
        self.patterns: dict[tuple[str, str], str] = {}
        # Names that lead to a balancer: the balancer, the name, its hosted zone or "", the place.
        self.aliases: list[tuple[str, str, str, Given]] = []
        self.balancers: dict[str, dict[str, Any]] = {}
        self.is_private = False
        # What scales by the messages that wait.
        self.backlog: Given | None = None
        # Else the spec makes a VPC of its own.
        self.joins_vpc = self.is_application
        self.vpc_cidr: str | None = "10.0.0.0/16"
        # Of a VPC that exists: the kinds of its subnets.
        self.subnets: set[str] = set()

    def text(self, value: Given) -> str:
        """Return a text with Copilot's own variables put in; others are said."""
        # Copilot puts these in itself, all else is of whoever runs it.
        known = {"COPILOT_ENVIRONMENT_NAME": self.environment}
        if self.application:
            known["COPILOT_APPLICATION_NAME"] = self.application
        text = value.text
        unknown = [name for name in _VARIABLE.findall(text) if name not in known]
        if unknown:
            names = ", ".join(dict.fromkeys(unknown))
            message = f"{value.name} has {names} of the shell, and stands in the spec as written"
            help = "write the value into the spec"
            self.say("ADOPT021", message, help, value.key_at, Severity.WARNING)
        put_in = _VARIABLE.sub(lambda entry: known.get(entry[1], entry[0]), text)
        return put_in.replace("\\${", "${")

    def say(
        self, code: str, message: str, help: str, at: Location, severity: Severity = Severity.NOTE
    ) -> None:
        """Add a finding at a place of a manifest."""
        self.draft.findings.append(Diagnostic(code, message, at, help, severity))


class Member:
    """A service, job or container of the draft, under its path."""

    def __init__(self, scene: Scene, path: Path, name: str) -> None:
        self.scene = scene
        self.path = path
        self.name = name

    @property
    def key(self) -> str:
        """Its key in the spec."""
        return self.path[-1]

    def put(self, field: str, value: Any, comment: str = "") -> None:
        """Put a field, unless it is None."""
        if value is not None:
            self.scene.draft.put((*self.path, field), value, comment)

    def get(self, field: str) -> Any:
        """Return a field, None where it has none."""
        return self.scene.draft.get((*self.path, field))
