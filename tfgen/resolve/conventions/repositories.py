"""Conventions of repositories: their names."""

from __future__ import annotations

from tfgen.facts.limits import REPOSITORY_NAME
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.names import Name, Names
from tfgen.resolve.repositories import Repository

REPOSITORIES = Conventions(Repository)


@REPOSITORIES.sets("name", "<cluster>/<repository>, by its oldest key")
def _name(cluster: Cluster, repository: Repository) -> Name:
    oldest = names.oldest(repository.key, repository.moved_from)
    text = f"{cluster.prefix}/{oldest}"
    return Name(text, f"repository {repository.key}", REPOSITORY_NAME)


@REPOSITORIES.sets("names", "<cluster>/<repository>")
def _names(cluster: Cluster, repository: Repository) -> Names:
    return (repository.name,)
