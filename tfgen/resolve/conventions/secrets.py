"""Conventions of secrets that the tree makes: their names."""

from __future__ import annotations

from tfgen.facts.limits import SECRET_NAME
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.names import Name, Names
from tfgen.resolve.secrets import EmptySecret

SECRETS = Conventions(EmptySecret)


@SECRETS.sets("name", "<cluster>/<secret>, by its oldest key")
def _name(cluster: Cluster, secret: EmptySecret) -> Name:
    oldest = names.oldest(secret.key, secret.moved_from)
    text = f"{cluster.prefix}/{oldest}"
    return Name(text, f"secret {secret.key}", SECRET_NAME)


@SECRETS.sets("names", "<cluster>/<secret>")
def _names(cluster: Cluster, secret: EmptySecret) -> Names:
    return (secret.name,)
