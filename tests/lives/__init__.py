"""Clusters that run and change: what an apply does to what is there already."""
