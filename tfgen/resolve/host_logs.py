"""Whose the log groups of hosts are: of one instance group each, or of all."""

from __future__ import annotations

from tfgen.resolve.cluster import Cluster


def hosts_share_logs(cluster: Cluster) -> bool:
    """Say whether the hosts of all instance groups write into the same log groups."""
    host = cluster.logs.host
    if host is None or not host.shared:
        return False
    return any(group.has_host_logs for group in cluster.instance_groups.values())
