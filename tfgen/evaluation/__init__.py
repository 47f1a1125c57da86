"""A parsed tree → its resources with their values, as far as Terraform knows them before an apply.

What only AWS knows stays a reference, so that two trees can be compared value by value.
"""

from __future__ import annotations

from tfgen.evaluation.resources import Resource, Worked
from tfgen.evaluation.tree import worked_out
from tfgen.evaluation.values import Applied, Ref, references

__all__ = ["Applied", "Ref", "Resource", "Worked", "references", "worked_out"]
