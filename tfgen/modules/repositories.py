"""The module `ecr_repository`: where images are kept, and how many of them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import below_cluster
from tfgen.resolve import Cluster, Repository, labels
from tfgen.tree import ModulePlan, Promise

FILE = "repositories"


def repositories(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan every repository."""
    for repository in cluster.repositories.values():
        inputs: dict[str, Value] = {
            "name": below_cluster(cluster, repository.name),
            **changed(repository, "immutable_tags", "keep_images", "kms_key_arn"),
        }
        call = f"repository_{labels.label(repository.key)}"
        promises = tuple(_promises(repository))
        yield ModulePlan(call, "ecr_repository", FILE, inputs, promises=promises)


def _promises(repository: Repository) -> Iterator[Promise]:
    path, name = f"repositories.{repository.key}", str(repository.name)
    yield Promise("name", name, path, f"there is a repository {name}")
    kept = repository.keep_images
    text = f"the newest {kept} images of {repository.key} are kept"
    yield Promise("keep_images", kept, f"{path}.keep_images", text)
