"""How a tree takes over what a state holds: blocks for Terraform, and what is said beside them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from tfgen import source
from tfgen.adopt.live.blocks import Blocks, blocks, text, without_keys
from tfgen.adopt.live.match import Matched, matched
from tfgen.adopt.live.taken import taken
from tfgen.adopt.live.told import differing, insights_group, told
from tfgen.adopt.state import State
from tfgen.commands.new_spec import exists
from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError
from tfgen.evaluation import Worked, worked_out
from tfgen.frozen import frozen
from tfgen.pipeline import build, check_document
from tfgen.verify.modules import read
from tfgen.verify.provider import body

# By its first line the file is known, so that it may be written anew.
HEADING = (
    "Terraform takes over what runs: made by tfgen import, for one apply.",
    "Delete this file once each state of this tree was applied with it.",
)


FORGET = (
    "The root that had these things forgets them: made by tfgen import, for one apply there.",
    "Put it in place of their configuration, and take out the block of what stays there.",
)

_OURS = (f"# {HEADING[0]}", f"# {FORGET[0]}")


@frozen
class Adoption:
    """The blocks, the file that has them, and what is said of what they do not take over.

    `forget` is the file for the root of the state, where the tree gets another one; else "".
    """

    blocks: Blocks
    text: str
    findings: tuple[Diagnostic, ...]
    forget: str = ""


def adoption(
    spec: str, path: Path, state: State, *, same_state: bool, provider: int = 6
) -> Adoption:
    """Return how the tree of a spec takes over what a state holds.

    Raises TfgenError where the spec has errors.
    """
    worked = _worked(spec, path)
    here = [live for live in state.resources if live.address not in state.elsewhere]
    away = [live for live in state.resources if live.address in state.elsewhere]
    found = matched(worked.resources.values(), here)
    found = Matched(found.pairs, found.unfit, (*found.left, *away))
    made = blocks(found.pairs, state.resources, same_state=same_state, provider=provider)
    if same_state:
        made, clashes = taken(made, worked.resources, state.file)
    else:
        clashes = ()
    # Nothing in a state tells whether it is there.
    group = insights_group(found, worked.resources.values())
    said = (
        *told(found, state.file, state.elsewhere),
        *differing(found, worked.resources, state.file, _keeps),
        *clashes,
        *_tainted(state),
        *(_may_exist(*group, state.file) if group else ()),
    )
    written = text(made, HEADING) + (_commented(*group) if group else "")
    return Adoption(made, written, said, "" if same_state else _forgotten(state))


def _forgotten(state: State) -> str:
    """Return blocks that forget all of a state: without them an apply there would delete it."""
    addresses = [without_keys(live.address) for live in state.resources if live.address]
    if not addresses:
        return ""
    return text(Blocks((), (), tuple(dict.fromkeys(addresses))), FORGET)


def _keeps(type_: str, name: str) -> bool:
    """Return whether the provider leaves an attribute alone that no configuration writes."""
    schema = body("resource", type_, "5") or body("resource", type_, "6")
    attribute = schema.attributes.get(name) if schema else None
    return attribute is None or attribute.computed or not attribute.optional


def _may_exist(address: str, name: str, file: str) -> Iterator[Diagnostic]:
    message = f"log group {name} may be there already: ECS makes it, in no state"
    help = f"if it is, import it to {address}: the block stands in a comment"
    yield Diagnostic("ADOPT076", message, Location(file, length=0), help, Severity.WARNING)


def _commented(address: str, name: str) -> str:
    """Return the block for what may exist, which is a fault where it does not."""
    block = text(Blocks((), ((address, name),), ()))
    return "\n# If ECS has made it already:\n" + "".join(
        f"# {line}\n" for line in block.splitlines()
    )


def provider_of(tree: Path) -> int | None:
    """Return the major version of the AWS provider that `terraform init` chose for a tree.

    https://developer.hashicorp.com/terraform/language/files/dependency-lock
    """
    try:
        lock = (tree / ".terraform.lock.hcl").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    chosen = re.search(r'provider "[^"]*/hashicorp/aws" \{\s+version\s+= "([0-9]+)\.', lock)
    return int(chosen[1]) if chosen else None


def _worked(spec: str, path: Path) -> Worked:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    checked = check_document(source.parse(spec.encode(), str(path)), today)
    return worked_out(read(build(checked).files)[0])


def _tainted(state: State) -> list[Diagnostic]:
    return [
        Diagnostic(
            "ADOPT075",
            f"{address} is tainted, so that the apply replaces it",
            Location(state.file, length=0),
            f"terraform untaint '{address}', if it is whole",
            Severity.WARNING,
        )
        for address in state.tainted
    ]


def write_blocks(path: Path, written: str) -> None:
    """Write a file of blocks; one that was written so before is written anew.

    Raises TfgenError where there is another file.
    """
    try:
        # Whose a file is, its first line says: a person's own is never written over.
        if path.exists() and path.read_text(encoding="utf-8").split("\n")[0] not in _OURS:
            raise exists(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8", newline="\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be written: {getattr(error, 'strerror', None) or error}"
        help = "give another path with --blocks"
        raise TfgenError([Diagnostic("IO040", message, help=help)]) from error
