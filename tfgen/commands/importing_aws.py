"""What `tfgen import aws` reads: a cluster that runs, by the clients of boto3."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from tfgen.adopt.aws.account import Account, Unread
from tfgen.adopt.aws.cluster import NOTHING, Named, read_all
from tfgen.adopt.state import State
from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError


def read(
    name: str, region: str, profile: str, named: Named = NOTHING
) -> tuple[State, tuple[Diagnostic, ...]]:
    """Return the things of a cluster, and what of it could not be read. Raises TfgenError."""
    account = _asked(name, region, profile, named)
    file = f"cluster {name}"
    unread = tuple(_unread(one, file) for one in account.unread)
    if not account.things:
        message = f"AWS has no cluster {name}" + (f" in {region}" if region else "")
        help = "aws ecs list-clusters shows what there is; --region and --profile say where"
        raise TfgenError([*unread, Diagnostic("ADOPT085", message, help=help)])
    return State(file, account.things, (), {}), unread


def _asked(name: str, region: str, profile: str, named: Named) -> Account:
    try:
        from botocore.exceptions import BotoCoreError

        return read_all(_clients(region, profile), name, named)
    except ImportError as error:
        message = "this command asks AWS with boto3, which is not installed"
        help = "install it: pip install 'tfgen[aws]'"
        raise TfgenError([Diagnostic("IO060", message, help=help)]) from error
    except BotoCoreError as error:
        message = f"AWS did not answer: {error}"
        help = "log in (aws sso login, AWS_PROFILE), and check --region, --profile and the network"
        raise TfgenError([Diagnostic("IO061", message, help=help)]) from error


def _clients(region: str, profile: str) -> Callable[[str], Any]:
    import boto3
    from botocore.config import Config

    session = boto3.Session(profile_name=profile or None, region_name=region or None)
    # Many questions in a row: where AWS asks for patience, botocore waits by itself.
    patience = Config(connect_timeout=10, read_timeout=30, retries={"mode": "adaptive"})

    @cache
    def client(service: str) -> Any:
        return session.client(service, config=patience)

    return client


def _unread(one: Unread, file: str) -> Diagnostic:
    action = "".join(word.capitalize() for word in one.operation.split("_"))
    message = f"{one.service}:{action} was refused, and what it tells is not read: {one.why}"
    help = f"allow {one.service}:{action}, and run the command again"
    return Diagnostic("ADOPT086", message, Location(file, length=0), help, Severity.WARNING)
