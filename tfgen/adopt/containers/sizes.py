"""Sizes of tasks: those that Fargate has."""

from __future__ import annotations

from tfgen.facts.aws import FARGATE_SIZES


def fargate_size(cpu: int, memory: int) -> tuple[int, int]:
    """Return the smallest size with at least so much CPU and memory; of too much the largest."""
    for units, sizes in FARGATE_SIZES.items():
        if units < cpu:
            continue
        for size in sizes:
            if size >= memory:
                return units, size
    # More than the largest: the finding tells what it became.
    units, sizes = max(FARGATE_SIZES.items())
    return units, sizes[-1]


def mib(size: int) -> int:
    """Return bytes as MiB, rounded up."""
    return -(-size // (1024 * 1024))
