"""A value at fault that twelve members inherit is told once, where it is written.

Each case of a rule in tests/bad whose finding lies in a field of a member is taken: the field goes
to `defaults`, as people write what members share, or to the `defaults` of a base, and the member
comes twelve times.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import bad_specs
import pytest
import yaml
from bad_specs import BadSpec
from looked_at import every
from test_bad_specs import TODAY, found
from yaml import MappingNode, Node, ScalarNode

from tfgen import language, rules, source
from tfgen.diagnostics import Diagnostic
from tfgen.resolve import resolve

BASE = "# base.yaml\n"  # what stands behind it is the base
SECTIONS = ("services", "jobs", "system_containers", "instance_groups", "load_balancers")
MORE = [f"more-{letter}" for letter in "abcdefghijk"]
# Members that inherit these differ in what is wrong with them.
OF_MEMBERS_ALONE = {
    "RULE044": "the rule's tag Name holds the name of the group, whose length differs",
    "RULE116": "a container waits for itself, the others for one that is in no task of theirs",
    "RULE228": "two rules of a balancer are written, and each has a priority",
    "RULE289": "too many share a pattern, and what they share is at fault too",
    "RULE451": "a name is wrong, and the others have it too",
}


# Each looks at hundreds of specs.
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_twelve_members_that_inherit_one_value_have_one_finding() -> None:
    codes, several = set(), set()
    for case, text in every([*inherited(within)]):
        own = [one for one in check(text) if one.code == case.code]
        inside = [one for one in own if is_inherited(one, text)]
        places = {(one.location, one.path[2:]) for one in inside}
        codes.add(case.code)
        if len(places) < len(inside):
            several.add(case.code)
    assert {*OF_MEMBERS_ALONE} == several
    assert len(codes) > 100


def test_a_value_inherited_from_a_base_is_found_in_the_base() -> None:
    codes, elsewhere = set(), set()
    for case, text in every([*inherited(in_base)]):
        spec, _, base = text.partition(BASE)
        Path("base.yaml").write_text(base)
        files = [one.location.file for one in check(spec) if one.code == case.code and one.location]
        codes.add(case.code)
        if "base.yaml" not in files:
            elsewhere.add(case.code)
    assert {"RULE290"} == elsewhere  # its weight has a meaning once others share the pattern
    assert len(codes) > 100


def test_an_alias_in_one_task_has_one_finding() -> None:
    text = (
        "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\n"
        "state: {bucket: acc-terraform-state}\nservices:\n"
        "  web: {image: &image nginx:latest, capacity: fargate, cpu: 256, memory: 512, "
        "sidecars: {proxy: {image: *image}}}\n"
        "  api: {image: nginx:latest, capacity: fargate, cpu: 256, memory: 512}\n"
    )
    places = [one.location for one in check(text) if one.code == "RULE110"]
    assert [7, 8] == [place.line for place in places if place]


def check(text: str) -> tuple[Diagnostic, ...]:
    cluster = resolve(language.read(source.parse(text.encode(), "spec.yaml")))
    return rules.check(cluster, TODAY)


def is_inherited(finding: Diagnostic, text: str) -> bool:
    """Tell whether a finding lies in the defaults, which stand at the end."""
    assert finding.location is not None
    return finding.location.line > text[: text.index("\ndefaults:")].count("\n")


# Where a field goes: in a spec's own defaults, or in those of its base


def within(root: MappingNode, defaults: MappingNode) -> str:
    root.value.append((scalar("defaults"), defaults))
    return written(root)


def in_base(root: MappingNode, defaults: MappingNode) -> str:
    base = MappingNode("tag:yaml.org,2002:map", [(scalar("defaults"), defaults)])
    root.value.insert(0, (scalar("extends"), scalar("base.yaml")))
    return written(root) + BASE + written(base)


def inherited(
    place: Callable[[MappingNode, MappingNode], str],
) -> Iterator[tuple[BadSpec, str]]:
    """Yield the cases whose fault lies in a member's field, after that went to the defaults."""
    for case in bad_specs.of_families("RULE", "SEC"):
        path = next(one.path for one in found(case) if one.code == case.code)
        if case.beside or len(path) < 3 or path[0] not in SECTIONS:
            continue
        section, member, field = map(str, path[:3])
        root = yaml.compose(case.text, yaml.SafeLoader)
        written_member = value_at(root, section, member)
        value = value_at(root, section, member, field)
        if (
            value is None
            or not isinstance(written_member, MappingNode)
            or value_at(root, "defaults")
        ):
            continue
        written_member.value = [(k, v) for k, v in written_member.value if k.value != field]
        members = value_at(root, section)
        assert isinstance(members, MappingNode)
        for name in MORE:
            members.value.append((scalar(name), copy.deepcopy(written_member)))
        yield case, place(root, mapping(section, mapping(field, value)))


def value_at(node: Node | None, *keys: str) -> Node | None:
    for key in keys:
        if not isinstance(node, MappingNode):
            return None
        node = next((value for name, value in node.value if name.value == key), None)
    return node


def scalar(text: str) -> ScalarNode:
    return ScalarNode("tag:yaml.org,2002:str", text)


def mapping(key: str, value: Node) -> MappingNode:
    return MappingNode("tag:yaml.org,2002:map", [(scalar(key), value)])


def written(node: Node) -> str:
    text: str = yaml.serialize(node, width=10_000, allow_unicode=True)
    return text
