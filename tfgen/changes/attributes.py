"""What is configured of a resource, before and after: which attributes differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tfgen.evaluation import Applied, Ref, Resource
from tfgen.evaluation.values import Unordered, unordered
from tfgen.facts import replacements
from tfgen.verify.provider import Body, body

if TYPE_CHECKING:
    from tfgen.changes.addresses import Touched


SURELY = "surely"
PERHAPS = "perhaps"


class Way(NamedTuple):
    """An attribute by its path, without keys of lists, and whether it comes, changes or goes."""

    path: tuple[str, ...]
    how: str


def renamed(value: Any, rename: Callable[[str], str]) -> Any:
    """Return a value whose references lead to where things have moved."""
    if isinstance(value, Ref):
        return Ref(rename(value.address), value.path)
    if isinstance(value, Applied):
        return Applied(value.function, tuple(renamed(one, rename) for one in value.arguments))
    if isinstance(value, dict):
        return {key: renamed(member, rename) for key, member in value.items()}
    if isinstance(value, Unordered):
        return unordered([renamed(item, rename) for item in value])
    if isinstance(value, list):
        return [renamed(item, rename) for item in value]
    return value


def differing(before: Resource, after: Resource) -> Iterator[Way]:
    """Yield the attributes that the next apply finds changed."""
    if "all" in after.ignored:
        return
    # Arguments are the same in both versions, but for those that one of them alone has.
    schema = body("resource", after.type, "5") or body("resource", after.type, "6")
    for name in {**before.values, **after.values}:
        if name not in after.ignored:
            former, value = (_given(each, name) for each in (before, after))
            yield from _ways((name,), former, value, schema)


def _given(resource: Resource, name: str) -> Any:
    value = resource.values.get(name)
    if value is None:
        return replacements.default(resource.type, name)
    return value


def _ways(path: tuple[str, ...], former: Any, value: Any, schema: Body | None) -> Iterator[Way]:
    if former == value:
        return
    name = path[-1]
    block = schema.blocks.get(name) if schema else None
    if block and isinstance(former or [], list) and isinstance(value or [], list):
        yield from _of_blocks(path, former or [], value or [], block.body)
        return
    attribute = schema.attributes.get(name) if schema else None
    if attribute and attribute.type.name == "set" and _as_set(former) == _as_set(value):
        return
    if value is None and attribute and attribute.computed:
        # What nobody writes any more stays as it is.
        return
    yield Way(path, _how(former, value))


def _as_set(value: Any) -> Any:
    return unordered(value) if isinstance(value, list) else value


def _of_blocks(
    path: tuple[str, ...], former: list[Any], present: list[Any], schema: Body
) -> Iterator[Way]:
    gone = [block for block in former if block not in present]
    come = [block for block in present if block not in former]
    # A block that differs a little is that block changed, and not one that goes and one that comes.
    for before, after in zip(gone, come, strict=False):
        for name in {**before, **after}:
            yield from _ways((*path, name), before.get(name), after.get(name), schema)
    if len(come) > len(gone):
        yield Way(path, "comes")
    elif len(gone) > len(come):
        yield Way(path, "goes")


def _how(former: Any, value: Any) -> str:
    if former is None:
        return "comes"
    if value is None:
        return "goes"
    return "changes"


def pending(reference: Ref, told: Mapping[str, Touched]) -> str | None:
    """Return whether AWS says anew what a reference names: surely, perhaps, or None for no.

    Nobody knows it before then, so that whatever needs it changes.
    """
    other = told.get(reference.address)
    if other is None:
        return None
    names = replacements.pending(other.type)
    says_anew = other.kind == "changed" and reference.path and reference.path[0] in names
    if other.kind not in ("added", "replaced") and not says_anew:
        return None
    return SURELY if other.certain else PERHAPS
