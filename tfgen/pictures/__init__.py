"""Pictures of a cluster: from the resolved spec to boxes and arrows, and from these to files."""
