"""Instance types spot-checked by hand, and what their names tell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tfgen.facts import aws

FACTS = Path(aws.__file__).with_name("aws.json")


# Columns: architecture, MiB, vCPUs, accelerator, network interfaces.
# https://docs.aws.amazon.com/ec2/latest/instancetypes/
@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("t3.small", ("x86_64", 2048, 2, None, 3)),
        ("t4g.small", ("arm64", 2048, 2, None, 3)),
        ("t2.micro", ("x86_64", 1024, 1, None, 2)),
        ("m5.large", ("x86_64", 8192, 2, None, 3)),
        ("m7i-flex.large", ("x86_64", 8192, 2, None, 3)),
        ("c7g.xlarge", ("arm64", 8192, 4, None, 4)),
        ("r6g.16xlarge", ("arm64", 524288, 64, None, 15)),
        ("g4dn.xlarge", ("x86_64", 16384, 4, "gpu", 3)),
        ("g5g.xlarge", ("arm64", 8192, 4, "gpu", 4)),
        ("inf2.xlarge", ("x86_64", 16384, 4, "neuron", 4)),
        ("a1.medium", ("arm64", 2048, 1, None, 2)),
    ],
)
def test_instance_types_by_hand(name: str, facts: tuple[object, ...]) -> None:
    actual = aws.INSTANCE_TYPES[name]
    assert facts == (
        actual.architecture,
        actual.memory,
        actual.vcpus,
        actual.accelerator,
        actual.enis,
    )


@pytest.mark.parametrize(
    ("name", "gpus"),
    [
        ("m7i.large", 0),
        ("g5.12xlarge", 4),
        ("p5.48xlarge", 8),
        ("g6f.large", 0),  # an eighth of one
        ("g4ad.xlarge", 0),  # of AMD
        ("inf2.xlarge", 0),
        ("p3.2xlarge", None),  # no source tells
    ],
)
def test_gpus_by_hand(name: str, gpus: int | None) -> None:
    assert gpus == aws.INSTANCE_TYPES[name].gpus


def test_every_instance_type_is_consistent() -> None:
    assert len(aws.INSTANCE_TYPES) > 1400
    for name, instance_type in aws.INSTANCE_TYPES.items():
        assert name == instance_type.name
        assert re.fullmatch(aws.INSTANCE_TYPE_PATTERN, name), name
        assert instance_type.missing_in < set(aws.REGIONS), name
        assert (
            (instance_type.memory is None)
            == (instance_type.vcpus is None)
            == (instance_type.enis is None)
        ), name
        assert instance_type.memory is None or (
            instance_type.memory > 0 and instance_type.vcpus and instance_type.enis
        ), name


def test_most_instance_types_have_numbers() -> None:
    without = [
        name for name, instance_type in aws.INSTANCE_TYPES.items() if instance_type.memory is None
    ]
    assert len(without) / len(aws.INSTANCE_TYPES) < 0.04


def test_names_tell_the_same_as_the_sources() -> None:
    families = json.loads(FACTS.read_text())["instance_types"]
    told = {
        family: facts["architecture"]
        for family, facts in families.items()
        if "architecture" in facts
    }
    assert len(told) > 180
    assert told == {family: aws.architecture(f"{family}.large") for family in told}
    accelerated = {
        family: facts["accelerator"] for family, facts in families.items() if "accelerator" in facts
    }
    derived = {family: aws.accelerator(f"{family}.large") for family in families}
    # Of described families, trn2u alone has Neuron cores that the source leaves out.
    differing = {family for family in told if derived[family] != accelerated.get(family)}
    assert {"trn2u"} == differing


@pytest.mark.parametrize(
    ("name", "architecture", "accelerator"),
    [
        ("m99g.large", "arm64", None),
        ("c99gn.xlarge", "arm64", None),
        ("i99ge.metal-48xl", "arm64", None),
        ("is4gen.large", "arm64", None),
        ("m99i-flex.large", "x86_64", None),
        ("g99e.xlarge", "x86_64", "gpu"),
        ("g99g.xlarge", "arm64", "gpu"),
        ("gr9.4xlarge", "x86_64", "gpu"),
        ("g4ad.xlarge", "x86_64", None),
        ("p9-b900.48xlarge", "x86_64", "gpu"),
        ("p6e-gb200.36xlarge", "arm64", "gpu"),
        ("trn9.48xlarge", "x86_64", "neuron"),
        ("u9i-6tb.112xlarge", "x86_64", None),
        ("mac1.metal", "x86_64", None),
        ("mac-m9.metal", "arm64", None),
        ("mac2-m2pro.metal", "arm64", None),
    ],
)
def test_names_of_types_not_yet_known_are_derived(
    name: str, architecture: str, accelerator: str | None
) -> None:
    assert re.fullmatch(aws.INSTANCE_TYPE_PATTERN, name)
    assert (architecture, accelerator) == (aws.architecture(name), aws.accelerator(name))


@pytest.mark.parametrize(
    "name",
    [
        "t3",
        "t3.",
        ".small",
        "T3.small",
        "t3.smal",
        "t3 .small",
        "t3.0xlarge",
        "3t.small",
        "t3.small\n",
    ],
)
def test_malformed_instance_types_do_not_match(name: str) -> None:
    assert not re.fullmatch(aws.INSTANCE_TYPE_PATTERN, name)
    assert aws.instance_type(name) is None


def test_deriving_from_no_name_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="not an instance type"):
        aws.architecture("3t.small")


def test_missing_regions_are_claimed_only_where_offers_are_known() -> None:
    assert frozenset() == aws.INSTANCE_TYPES["t3.small"].missing_in
    assert "eu-west-3" in aws.INSTANCE_TYPES["a1.large"].missing_in
    assert "eu-west-1" not in aws.INSTANCE_TYPES["a1.large"].missing_in
    assert frozenset() == aws.INSTANCE_TYPES["p6e-gb200.36xlarge"].missing_in
    assert not any(
        "eusc-de-east-1" in instance_type.missing_in
        for instance_type in aws.INSTANCE_TYPES.values()
    )


@pytest.mark.parametrize(
    ("family", "architecture", "accelerator", "name"),
    [
        (
            "al2023",
            "x86_64",
            None,
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
        ),
        (
            "al2023",
            "arm64",
            None,
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
        ),
        (
            "al2023",
            "x86_64",
            "gpu",
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id",
        ),
        (
            "al2023",
            "x86_64",
            "neuron",
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/neuron/recommended/image_id",
        ),
        ("al2023", "arm64", "gpu", None),
        (
            "bottlerocket",
            "x86_64",
            None,
            "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id",
        ),
        (
            "bottlerocket",
            "arm64",
            "gpu",
            "/aws/service/bottlerocket/aws-ecs-2-nvidia/arm64/latest/image_id",
        ),
        ("bottlerocket", "x86_64", "neuron", None),
    ],
)
def test_image_parameters(
    family: aws.AmiFamily,
    architecture: aws.Architecture,
    accelerator: aws.Accelerator | None,
    name: str | None,
) -> None:
    assert name == aws.ecs_ami_parameter(family, architecture, accelerator)
