"""Rules of secrets that ECS reads: each has one place."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, closest
from tfgen.language.containers import Secret
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, Task
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import Path, finding, listed, rule

_SECRETS = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html"
)
# arn:partition:secretsmanager:region:account:secret:name
_PLACES = "write /path/of/a/parameter, {secretsmanager: name}, {arn: …} or {secret: key}"
_COLONS_OF_A_SECRET = 6

SECRET_PLACE = Code(
    "RULE114",
    "secret-without-one-place",
    what="A secret has no place or several, or a key where there is none or already one.",
    why="ECS takes one valueFrom for each: a parameter, or a secret of Secrets Manager. Only "
    "the latter may be JSON, of which key names a member, as :key:stage:version behind an ARN "
    "does.",
    help="Write one of secret, ssm, arn and secretsmanager; key only with a secret of Secrets "
    "Manager.",
    source=_SECRETS,
)
SECRET_OF_THE_SPEC = Code(
    "RULE584",
    "secret-not-in-the-spec",
    what="A task is given a secret that is not in secrets.",
    why="The word is a key of that section, whose secrets this spec makes.",
    help="Name a key of secrets, add it there, or write secretsmanager for one that exists.",
    source=_SECRETS,
)


@rule(SECRET_PLACE, SECRET_OF_THE_SPEC, sections=(*SECTIONS, "secrets"), over=over.containers)
def secrets_have_one_place(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Demand one place for each secret, and a key of its JSON only where there is one."""
    for name, secret in container.secrets.items():
        path = (*container.path, "secrets", name)
        yield from one_place(cluster, path, f"secret {shown(name)}", secret)


def one_place(cluster: Cluster, path: Path, noun: str, secret: Secret) -> Iterator[Diagnostic]:
    """Demand one place of one secret, whatever it is for."""
    words = ("secret", "ssm", "arn", "secretsmanager")
    places = [word for word in words if getattr(secret, word) is not None]
    # An ARN may be of either store; its third part tells.
    has_keys = secret.store == "secretsmanager"
    if len(places) != 1:
        has = listed(places, "and") or "none of them"
        message = f"{noun} needs one of secret, ssm, arn and secretsmanager, and has {has}"
        help = "keep the one that it is in" if places else _PLACES
        yield finding(cluster, "RULE114", path, message, help, key=True)
    elif secret.secret and secret.secret not in cluster.secrets:
        help = closest(secret.secret, list(cluster.secrets))
        help = help or f"add secrets: {{{secret.secret}: {{}}}}, or write secretsmanager"
        message = f"there is no secret {shown(secret.secret)} in this spec"
        yield finding(cluster, "RULE584", (*path, "secret"), message, help)
    elif secret.key and not has_keys:
        message = f"{noun} is a parameter, and only secrets of Secrets Manager have keys"
        yield finding(cluster, "RULE114", (*path, "key"), message, "remove key")
    elif secret.key and (tail := _tail(str(secret.arn))):
        message = f"{noun} has a key, and so has its ARN: {tail}"
        help = f"write arn: {_with_key(str(secret.arn), secret.key)}, without key"
        yield finding(cluster, "RULE114", (*path, "key"), message, help)


def _tail(arn: str) -> str:
    """Return what follows the ARN of a secret: :key:stage:version, or nothing."""
    return "".join(f":{part}" for part in arn.split(":")[_COLONS_OF_A_SECRET + 1 :])


def _with_key(arn: str, key: str) -> str:
    """Return the ARN with another key of the secret's JSON, of the same stage and version."""
    parts = arn.split(":")
    parts[_COLONS_OF_A_SECRET + 1] = key
    return ":".join(parts)


RULES = (secrets_have_one_place,)
