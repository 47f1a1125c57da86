"""Terraform states → the things that they hold."""

from tfgen.adopt.state.read import State, parse, read

__all__ = ["State", "parse", "read"]
