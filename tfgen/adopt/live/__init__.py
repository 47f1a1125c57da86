"""Clusters that run → a draft of a spec, and the blocks by which Terraform adopts them."""
