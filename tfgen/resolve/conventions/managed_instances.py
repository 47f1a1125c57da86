"""Conventions of managed instances: their names."""

from __future__ import annotations

from tfgen.facts.limits import CAPACITY_PROVIDER_NAME, INSTANCE_PROFILE_NAME, ROLE_NAME
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.managed_instances import ManagedInstances
from tfgen.resolve.names import Name, Names

MANAGED_INSTANCES = Conventions(ManagedInstances)
# What the module puts behind the first part: the role of the instances, and that of ECS.
_ROLES = {"instance": "role of the instances", "ecs": "role of ECS"}


@MANAGED_INSTANCES.sets("name", "its oldest key: another name would replace what is there")
def _name(cluster: Cluster, managed: ManagedInstances) -> str:
    return names.oldest(managed.key, managed.moved_from)


@MANAGED_INSTANCES.sets("role_name_prefix", "<cluster>-<name>, shortened")
def _role_name_prefix(cluster: Cluster, managed: ManagedInstances) -> Name:
    # Behind it come a word and 26 characters of Terraform's, and IAM takes 64.
    prefix = names.fitted(names.joined(cluster.name, managed.name), 28) + "-"
    return Name(prefix, f"roles of managed instances {managed.name}", ROLE_NAME, is_prefix=True)


@MANAGED_INSTANCES.sets("names", "<cluster>-<name>")
def _names(cluster: Cluster, managed: ManagedInstances) -> Names:
    whole = names.joined(cluster.name, managed.name)
    of, first = f"managed instances {managed.name}", managed.role_name_prefix
    every = [
        Name(f"{first}{word}-", f"{role} of {of}", ROLE_NAME, is_prefix=True)
        for word, role in _ROLES.items()
    ]
    profile = f"instance profile of {of}"
    every += [
        Name(f"{first}instance-", profile, INSTANCE_PROFILE_NAME, is_prefix=True),
        Name(whole, f"capacity provider of {of}", CAPACITY_PROVIDER_NAME),
    ]
    described = f"Managed instances {managed.name} in cluster {cluster.name}"
    prefix = f"{whole}-managed-instances-"
    return (*every, *names.security_group_names(prefix, f"security group of {of}", described))
