"""`access`: how people reach the instances."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tfgen.spec.section import Section, Switch


class Ssm(Section):
    """Session Manager and Run Command on the instances."""


class Access(Section):
    """How people reach the instances."""

    ssm: Annotated[Ssm | None, Switch()] = Field(Ssm(), description="Session Manager and Run Command on the instances.")
