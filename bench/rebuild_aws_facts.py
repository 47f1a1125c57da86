"""Rebuild tfgen/facts/aws.json from what botocore, cfn-lint and moto ship about AWS.

The three packages are sources of names and numbers only; tfgen never imports them. Run it in an environment of its own:

    python -m venv facts-venv
    facts-venv/bin/pip install botocore cfn-lint moto
    facts-venv/bin/python bench/rebuild_aws_facts.py 2026-11-23

The argument is the day on which the packages were fetched; set AS_OF in tfgen/facts/aws.py to the same day. The same
packages and day give the same bytes. The file's keys:

    regions           region -> partition, letters of its availability zones by any source, letters by every source
    offering_regions  the regions whose instance types are known, sorted
    instance_types    family -> architecture and accelerator (where a source tells), gpus: size -> whole GPUs of
                      NVIDIA (where there are any), and sizes:
                      size -> vCPUs, MiB of memory, network interfaces, regions without it; null is not known,
                      and the regions are a bit mask over offering_regions in hex, lowest bit first
"""

from __future__ import annotations

import gzip
import importlib.metadata
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import botocore
import cfnlint.helpers
import moto
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

TARGET = Path(__file__).parent.parent / "tfgen" / "facts" / "aws.json"
BOTOCORE, CFN_LINT, MOTO = (Path(module.__file__).parent for module in (botocore, cfnlint, moto))
PUBLISHED_PARTITIONS = (
    "aws",
    "aws-cn",
    "aws-eusc",
    "aws-us-gov",
)  # of the isolated ones the sources only guess zones
Families = dict[str, dict[str, Any]]


def read(path: Path) -> Any:
    """Read a JSON file, gzipped or not."""
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)


def letters(zones: Iterable[str]) -> set[str]:
    """Return the last letters of zone names."""
    return {zone[-1] for zone in zones}


def zone_sources(region: str) -> list[set[str]]:
    """Return the zone letters of a region as each source gives them, leaving out those that do not know the region."""
    offerings = MOTO / f"ec2/resources/instance_type_offerings/availability-zone/{region}.json.gz"
    sources = [
        letters(cfnlint.helpers.AVAILABILITY_ZONES.get(region, ())),
        letters(zone.name for zone in RegionsAndZonesBackend.zones.get(region, ())),
        letters(offering["Location"] for offering in read(offerings))
        if offerings.exists()
        else set(),
    ]
    return [source for source in sources if source]


def regions() -> dict[str, list[str]]:
    """Return region -> partition, letters of every source together, letters that every source lists."""
    partitions = read(BOTOCORE / "data/partitions.json")["partitions"]
    partition_of = {region: each["id"] for each in partitions for region in each["regions"]}
    found = {}
    for region in sorted(partition_of):
        sources = zone_sources(region)
        if sources and partition_of[region] in PUBLISHED_PARTITIONS:
            every, common = (
                joined(operation(*sources)) for operation in (set.union, set.intersection)
            )
            found[region] = [partition_of[region], every, common]
    return found


def joined(zone_letters: set[str]) -> str:
    """Return letters in order as one word."""
    return "".join(sorted(zone_letters))


def offerings() -> dict[str, set[str]]:
    """Return the instance types that a region offers, of cfn-lint and moto together."""
    listed = read(CFN_LINT / "data/schemas/extensions/aws_ec2_instance/instancetype_enum.json")
    found = {region: set(listed[region]["enum"]) for region in regions() if region in listed}
    for path in sorted((MOTO / "ec2/resources/instance_type_offerings/region").glob("*.json.gz")):
        found.setdefault(path.name.split(".")[0], set()).update(
            offer["InstanceType"] for offer in read(path)
        )
    return dict(sorted(found.items()))


def architecture(facts: dict[str, Any]) -> str:
    """Return the 64-bit architecture of an instance type; a Mac's counts as its processor's."""
    architectures = {
        name.removesuffix("_mac") for name in facts["ProcessorInfo"]["SupportedArchitectures"]
    } - {"i386"}
    (only,) = architectures
    return str(only)


def accelerator(facts: dict[str, Any]) -> dict[str, str]:
    """Return "gpu" for NVIDIA or "neuron" for Inferentia and Trainium as an entry, or none."""
    makers = {gpu["Manufacturer"] for gpu in facts.get("GpuInfo", {}).get("Gpus", ())}
    kind = "gpu" if "NVIDIA" in makers else "neuron" if "NeuronInfo" in facts else None
    return {"accelerator": kind} if kind else {}


def gpus(facts: dict[str, Any]) -> int | None:
    """Return how many whole GPUs of NVIDIA a type has; None for a type without."""
    counts = [
        gpu["Count"]
        for gpu in facts.get("GpuInfo", {}).get("Gpus", ())
        if gpu["Manufacturer"] == "NVIDIA"
    ]
    return sum(counts) if counts else None


def size_numbers(facts: dict[str, Any] | None) -> list[int | None]:
    """Return vCPUs, memory in MiB and network interfaces; None for what moto does not describe."""
    if facts is None:
        return [None, None, None]
    return [
        facts["VCpuInfo"]["DefaultVCpus"],
        facts["MemoryInfo"]["SizeInMiB"],
        facts["NetworkInfo"]["MaximumNetworkInterfaces"],
    ]


def regions_without(name: str, offered: dict[str, set[str]]) -> str | None:
    """Return the mask of regions that do not offer a type; None when no region is known to offer it."""
    missing = [name not in types for types in offered.values()]
    return (
        None
        if all(missing)
        else format(sum(1 << place for place, is_missing in enumerate(missing) if is_missing), "x")
    )


def instance_types() -> dict[str, Any]:
    """Return every instance type of botocore's enumeration by family, with the facts of moto and the offers."""
    service = max(
        (BOTOCORE / "data/ec2").glob("*/service-2.json.gz")
    )  # folders are named by the API's date
    described = read(MOTO / "ec2/resources/instance_types.json.gz")
    offered = offerings()
    families: Families = defaultdict(dict)
    for name in sorted(read(service)["shapes"]["InstanceType"]["enum"]):
        family, _, size = name.partition(".")
        facts = described.get(name)
        if facts is not None:
            families[family] |= {"architecture": architecture(facts)} | accelerator(facts)
            count = gpus(facts)
            if count is not None:
                families[family].setdefault("gpus", {})[size] = count
        families[family].setdefault("sizes", {})[size] = [
            *size_numbers(facts),
            regions_without(name, offered),
        ]
    return {"offering_regions": list(offered), "instance_types": dict(sorted(families.items()))}


def text(facts: dict[str, Any]) -> str:
    """Lay the facts out with one line an entry, so that a rebuild gives a readable diff."""
    lines = []
    for key, value in facts.items():
        if isinstance(value, dict):
            entries = ",\n".join(
                f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}"
                for name, entry in value.items()
            )
            lines.append(f"{json.dumps(key)}:{{\n{entries}}}")
        else:
            lines.append(f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}")
    return "{" + ",\n".join(lines) + "}\n"


def main() -> None:
    """Write the file."""
    (as_of,) = sys.argv[1:]
    sources = {name: importlib.metadata.version(name) for name in ("botocore", "cfn-lint", "moto")}
    TARGET.write_text(
        text({"as_of": as_of, "sources": sources, "regions": regions(), **instance_types()}),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
