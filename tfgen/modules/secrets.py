"""The module `secretsmanager_secret`: a secret whose value people put there."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import below_cluster
from tfgen.resolve import Cluster, EmptySecret, labels
from tfgen.tree import ModulePlan, Promise

FILE = "secrets"


def secrets(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan every secret."""
    for secret in cluster.secrets.values():
        inputs: dict[str, Value] = {
            "name": below_cluster(cluster, secret.name),
            **changed(secret, "description", "kms_key_arn", "recovery_window_days"),
        }
        call = f"secret_{labels.label(secret.key)}"
        promises = tuple(_promises(secret))
        yield ModulePlan(call, "secretsmanager_secret", FILE, inputs, promises=promises)


def _promises(secret: EmptySecret) -> Iterator[Promise]:
    path, name = f"secrets.{secret.key}", str(secret.name)
    yield Promise("name", name, path, f"there is a secret {name}, without a value")
    days = secret.recovery_window_days
    text = f"for {days} days {secret.key} can be brought back once it is deleted"
    yield Promise("recovery_window_days", days, f"{path}.recovery_window_days", text)
