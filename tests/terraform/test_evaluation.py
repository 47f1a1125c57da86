"""What `tfgen diff` works out of a tree is what Terraform plans of it: addresses, and values that are known."""

from __future__ import annotations

from typing import Any

from looked_at import every
from terraform.conftest import Planned

from tfgen.evaluation import Applied, Ref, Worked, worked_out
from tfgen.verify import read_tree
from tfgen.verify.modules import read


def worked(planned: Planned) -> Worked:
    tree, faults = read(read_tree(planned.workspace.folder))
    assert [] == faults
    return worked_out(tree)


def changes(planned: Planned) -> dict[str, dict[str, Any]]:
    return {
        change["address"]: change["change"]["after"]
        for change in planned.plan["resource_changes"]
        if change["mode"] == "managed"
    }


def test_the_addresses_are_those_of_the_plan(planned: Planned) -> None:
    actual = worked(planned)

    assert () == actual.unclear
    assert set(every(changes(planned))) == set(actual.resources)


def test_scalars_and_the_numbers_of_blocks_are_those_of_the_plan(planned: Planned) -> None:
    after = changes(planned)

    differing = [
        (address, name, value, after[address][name])
        for address, resource in every(worked(planned).resources.items())
        for name, value in resource.values.items()
        if name in after[address] and not alike(value, after[address][name])
    ]

    assert [] == differing


def alike(value: Any, planned: Any) -> bool:
    """Compare what is known; JSON is compared by what `diff` says of it."""
    if isinstance(value, Ref | Applied):
        return True
    # The provider keeps no empty list apart from none.
    if value == [] and planned is None:
        return True
    if isinstance(value, list) and isinstance(planned, list):
        return len(value) == len(planned)
    if isinstance(value, list) and isinstance(planned, dict):
        # A block of which there is one at most.
        return len(value) == 1
    # The provider takes numbers for texts, and the other way round.
    return isinstance(value, dict) or str(value).lower() == str(planned).lower()
