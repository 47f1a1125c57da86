"""Rebuild tfgen/facts/provider_checks.json.gz: what the AWS provider refuses beyond its schema.

    terraform providers schema -json > aws-5.json    # where required_providers asks for hashicorp/aws 5.100.0
    TF_PROVIDER_MIRROR=FOLDER python bench/rebuild_provider_checks.py 5.100.0=aws-5.json [TYPE or PREFIX* …]

The allowed values, ranges and conflicts of arguments stand in the provider's code, not in its schema. So each argument
gets wrong values on purpose, `terraform validate -json` judges thousands of blocks at once, and its messages say what
would have been right. What they say is tried in turn: each value that is allowed must pass, and the one beside each end
of a range must not. What does not hold so is left out, as is an argument with several messages, which may be
alternatives. Required arguments of the resource are variables, of which `validate` knows nothing. Without types: those in USED.

The file, unzipped: a line of JSON with version and day, then a line a type: its kind, its name and its facts. In them
paths have dots between blocks and argument.

v  the texts or numbers that an argument takes; i: those of these arguments that take them in upper and lower case
r  least and most of a number, l of a length; null is no limit
f  the form of a text: arn, json, int or cidr
n  arguments of the schema that cannot be set
c  for an argument those that it cannot stand beside; w: those that it needs beside it
x  groups of which at most one may stand
s  by block (the empty path for the resource): groups of which one has to stand in it
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from mutations import terraform, with_mirror
from provider_messages import combination, meaning

TARGET = Path(__file__).parent.parent / "tfgen/facts/provider_checks.json.gz"
TOGETHER = 1500
DEEPEST = 3

# What tfgen's templates use, and what stands beside them most often.
USED = (
    "aws_acm* aws_alb* aws_appautoscaling* aws_autoscaling* aws_backup_* aws_cloudfront_dist* aws_cloudtrail "
    "aws_cloudwatch_* aws_codebuild_project aws_db_* aws_default_* aws_dynamodb_table* aws_ebs_* aws_ecr* aws_ecs_* "
    "aws_efs_* aws_eip* aws_elasticache_* aws_elb* aws_flow_log aws_iam_* aws_instance aws_internet_gateway "
    "aws_kinesis_* aws_kms_* aws_lambda_* aws_launch_* aws_lb* aws_nat_gateway aws_network_* aws_placement_group "
    "aws_rds_* aws_route* aws_s3_bucket* aws_s3_object aws_scheduler_* aws_secretsmanager_* aws_security_group* "
    "aws_service_discovery_* aws_sfn_state_machine aws_sns_* aws_sqs_* aws_ssm_document aws_ssm_parameter aws_subnet* "
    "aws_volume_attachment aws_vpc* aws_wafv2_ip_set aws_wafv2_web_acl_association aws_ami* aws_caller_identity "
    "aws_partition aws_region"
)
_KINDS = {"resource": "resource_schemas", "data": "data_source_schemas"}

Path_: TypeAlias = tuple[str, ...]
Block: TypeAlias = Mapping[str, Any]
Type: TypeAlias = tuple[str, str]
Given: TypeAlias = Mapping[Path_, "str | None"]


class Trial(NamedTuple):
    """A block of a type in which these arguments and blocks stand, with HCL texts; a block has None."""

    type: Type
    given: Given


class Said(NamedTuple):
    """A message of the provider, and the argument or block on whose line it stands; else the type's own path ()."""

    path: Path_
    text: str


def rendered(block: Block, given: Given, path: Path_ = ()) -> Iterator[tuple[str, Path_]]:
    """Yield lines with the paths of what stands on them; what is required stands too, as a variable."""
    below = {key[len(path)] for key in given if key[: len(path)] == path and len(key) > len(path)}
    pad = "  " * (len(path) + 1)
    for name, attribute in block.get("attributes", {}).items():
        here = (*path, name)
        if here in given or attribute.get("required"):
            # A block of the older kind in which anything is unknown is not looked at at all.
            left_out = text_of(attribute["type"], "1", '"x"') if path else "var.u"
            yield f"{pad}{name} = {given.get(here, left_out)}", here
    for name, nested in block.get("block_types", {}).items():
        least = nested.get("min_items", 0)
        for _ in range(max(least, name in below)):
            yield f"{pad}{name} {{", (*path, name)
            yield from rendered(nested["block"], given, (*path, name))
            yield f"{pad}}}", (*path, name)


class Judge:
    """A scratch folder where Terraform judges trials with the real provider."""

    def __init__(self, folder: Path, version: str, schemas: Mapping[str, Any]) -> None:
        self.folder, self.schemas = folder, schemas
        with_mirror(folder)
        source = f'aws = {{ source = "hashicorp/aws", version = "{version}" }}'
        head = f'terraform {{\n  required_providers {{\n    {source}\n  }}\n}}\nvariable "u" {{}}\n'
        (folder / "main.tf").write_text(head)
        done = terraform(folder, "init", "-input=false", "-no-color")
        if done.returncode:
            sys.exit(done.stderr)

    def block(self, type_: Type) -> Block:
        """Return the schema of a type."""
        kind, name = type_
        block: Block = self.schemas[_KINDS[kind]][name]["block"]
        return block

    def said(self, trials: Sequence[Trial]) -> list[list[Said]]:
        """Return what the provider says of each trial."""
        answers: list[list[Said]] = []
        for at in range(0, len(trials), TOGETHER):
            answers += self._said(trials[at : at + TOGETHER])
            print(f"{len(answers)} of {len(trials)} judged", file=sys.stderr)
        return answers

    def _said(self, trials: Sequence[Trial]) -> list[list[Said]]:
        lines: dict[str, list[Path_]] = {}
        # A file a trial: for each message Terraform reads its file from the beginning.
        for number, trial in enumerate(trials):
            kind, name = trial.type
            first = (f'{kind} "{name}" "t{number}" {{', ())
            text = [first, *rendered(self.block(trial.type), trial.given), ("}", ())]
            (self.folder / f"t{number}.tf").write_text("".join(f"{line}\n" for line, _ in text))
            lines[f"t{number}.tf"] = [path for _, path in text]
        told = json.loads(terraform(self.folder, "validate", "-json").stdout)
        answers: dict[str, list[Said]] = {name: [] for name in lines}
        for diagnostic in told["diagnostics"]:
            if diagnostic["severity"] == "error":
                place = diagnostic["range"]
                path = lines[place["filename"]][place["start"]["line"] - 1]
                text = f"{diagnostic['summary']}\n{diagnostic.get('detail', '')}".strip()
                answers[place["filename"]].append(Said(path, text))
        for name in lines:
            (self.folder / name).unlink()
        return list(answers.values())


class Places(NamedTuple):
    """What may be written in a type: the HCL types of arguments by path, the blocks, and those in sets of blocks."""

    arguments: Mapping[Path_, Any]
    blocks: frozenset[Path_]
    hidden: frozenset[Path_]


def places(block: Block) -> Places:
    """Return the places of a type, to the depth at which they are looked at."""
    arguments: dict[Path_, Any] = {}
    blocks: set[Path_] = set()
    hidden: set[Path_] = set()

    def walk(body: Block, path: Path_, in_set: bool) -> None:
        for name, attribute in body.get("attributes", {}).items():
            if attribute.get("optional") or attribute.get("required"):
                arguments[*path, name] = attribute["type"]
                hidden.update([(*path, name)] if in_set else [])
        for name, nested in body.get("block_types", {}).items():
            if len(path) < DEEPEST and nested["nesting_mode"] != "single":
                blocks.add((*path, name))
                walk(nested["block"], (*path, name), in_set or nested["nesting_mode"] == "set")

    walk(block, (), False)
    return Places(arguments, frozenset(blocks), frozenset(hidden))


def text_of(type_: Any, number: str, string: str) -> str:
    """Return a value of a type, made of a number and a string."""
    simple = {"string": string, "number": number, "bool": "true"}
    if isinstance(type_, str):
        return simple[type_]
    collection, inner = type_
    if collection in ("list", "set"):
        return f"[{text_of(inner, number, string)}]"
    if collection == "map":
        return f"{{ k = {text_of(inner, number, string)} }}"
    return "var.u"


PROBES = (("-987654321", '"tfgen!"'), ("987654321", f'"{"x" * 1100}"'), ("987654321", '""'))


def written(known: Places, paths: Iterable[Path_], probe: int = 0) -> dict[Path_, str | None]:
    """Return these places with wrong values."""
    return {
        path: None if path in known.blocks else text_of(known.arguments[path], *PROBES[probe])
        for path in paths
    }


def halves(known: Places) -> Iterator[list[Path_]]:
    """Yield halves of a type's places such that of any two one stands without the other somewhere."""
    every = sorted({*known.arguments, *known.blocks})
    for bit in range(len(every).bit_length()):
        for side in (0, 1):
            yield [path for number, path in enumerate(every) if number >> bit & 1 == side]


class Learned:
    """What is known of a type so far, from what was said of its trials."""

    def __init__(self, known: Places) -> None:
        self.places = known
        self.facts: dict[str, dict[str, Any]] = defaultdict(dict)
        self.excludes: dict[Path_, set[Path_]] = defaultdict(set)
        self.needs: dict[Path_, set[Path_]] = defaultdict(set)
        self.one: set[frozenset[Path_]] = set()
        self.some: dict[Path_, set[frozenset[Path_]]] = defaultdict(set)

    def listen(self, trial: Trial, said: Sequence[Said]) -> None:
        """Take in what was said of a trial; of an argument in a set of blocks it is said on another line."""
        by_path: dict[Path_, list[str]] = defaultdict(list)
        alone = [path for path in trial.given if path in self.places.hidden]
        for path, text in said:
            by_path[alone[0] if len(alone) == 1 and len(trial.given) == 1 else path].append(text)
        for path, texts in by_path.items():
            for text in texts:
                self._combination(path, text, bare=set(trial.given) <= {path})
            # Of a set of blocks the provider says the argument's name alone, on the set's line.
            own = [text for text in texts if mentions(text, path) or "unknown key" in text]
            if path in self.places.arguments and (fact := meaning(own)):
                self._value(".".join(path), *fact)

    def _combination(self, path: Path_, text: str, bare: bool) -> None:
        kind, names = combination(text) or ("", [])
        others = frozenset(tuple(name.split(".")) for name in names)
        is_place = path in self.places.arguments or path in self.places.blocks
        if kind == "conflicts" and is_place:
            self.excludes[path] |= others
        elif kind == "with" and is_place:
            self.needs[path] |= others - {path}
        elif kind == "together":
            for other in others:
                self.needs[other] |= others - {other}
        elif kind == "one":
            self.one.add(others)
        elif kind == "some" and bare:
            self.some[path].add(others)

    def _value(self, path: str, kind: str, fact: Any) -> None:
        known = self.facts[kind].get(path)
        if known and kind in "rl":
            fact = [new if old is None else old for old, new in zip(known, fact, strict=True)]
        self.facts[kind][path] = fact

    def unlike(self, path: Path_) -> set[Path_]:
        """Return what an argument or block cannot stand beside, as far as it is known."""
        listed = self.excludes[path] | {
            at for at, others in self.excludes.items() if path in others
        }
        return listed.union(*(group for group in self.one if path in group)) - {path}

    def line(self) -> dict[str, Any]:
        """Return what is written of a type."""
        named = {path: ".".join(path) for path in (*self.places.arguments, *self.places.blocks)}
        pairs = {frozenset((a, b)) for a, others in self.excludes.items() for b in others}
        conflicts: dict[str, list[str]] = defaultdict(list)
        for a, b in sorted(
            sorted(pair) for pair in pairs if len(pair) == 2 and pair <= named.keys()
        ):
            conflicts[named[a]].append(named[b])

        def listed(groups: Iterable[frozenset[Path_]]) -> list[list[str]]:
            return sorted(sorted(map(named.__getitem__, g)) for g in groups if g <= named.keys())

        facts: dict[str, Any] = {kind: dict(sorted(of.items())) for kind, of in self.facts.items()}
        facts["n"] = sorted(facts.get("n", ()))
        facts["i"] = sorted(set(facts.get("i", ())) & facts.get("v", {}).keys())
        facts["c"] = conflicts
        facts["w"] = {
            named[path]: sorted(map(named.__getitem__, others & named.keys()))
            for path, others in sorted(self.needs.items())
            if path in named
        }
        facts["x"] = listed(self.one)
        facts["s"] = {
            ".".join(at): listed(groups)
            for at, groups in sorted(self.some.items())
            if all(path[: len(at)] == at for group in groups for path in group)
        }
        return {kind: facts[kind] for kind in sorted(facts) if facts[kind]}


def learn(judge: Judge, learned: Mapping[Type, Learned]) -> None:
    """Find the facts of the types: all arguments at once, halves of them, each hidden one alone, each block empty."""
    trials: list[Trial] = []
    for type_, own in learned.items():
        known = own.places
        every = {*known.arguments, *known.blocks}
        trials += [Trial(type_, written(known, every, probe)) for probe in range(len(PROBES))]
        trials += [Trial(type_, written(known, half)) for half in halves(known)]
        trials += [
            Trial(type_, written(known, [path], probe))
            for path in known.hidden
            for probe in range(2)
        ]
        trials += [Trial(type_, {}), *(Trial(type_, {path: None}) for path in known.blocks)]
    hear(judge, learned, trials)
    exclusions(judge, learned)


def hear(judge: Judge, learned: Mapping[Type, Learned], trials: Sequence[Trial]) -> None:
    """Let trials be judged, and take in what is said."""
    for trial, said in zip(trials, judge.said(trials), strict=True):
        learned[trial.type].listen(trial, said)


def exclusions(judge: Judge, learned: Mapping[Type, Learned]) -> None:
    """Find all that excludes each other: a message names one, so that what is known is taken out, and asked again."""
    pending = {(t, path) for t, own in learned.items() for path in own.excludes}
    while pending:
        before = {(t, path): len(learned[t].unlike(path)) for t, path in pending}
        trials = []
        for type_, path in sorted(pending):
            own = learned[type_]
            rest = {*own.places.arguments, *own.places.blocks} - own.unlike(path)
            # What holds the argument itself stands with it.
            apart = {p for p in rest if not any(p[: len(u)] == u for u in own.unlike(path))}
            trials.append(Trial(type_, written(own.places, apart | {path})))
        hear(judge, learned, trials)
        pending = {at for at in pending if len(learned[at[0]].unlike(at[1])) > before[at]}


def confirm(judge: Judge, learned: Mapping[Type, Learned]) -> None:
    """Try what was learned, and drop what does not hold; texts in the other case may be taken too."""
    for probe in ("inside first", "inside last", "case", "outside first", "outside last"):
        trials: list[Trial] = []
        for type_, own in learned.items():
            trials += [Trial(type_, given) for given in confirming(own, probe)]
        for trial, said in zip(trials, judge.said(trials), strict=True):
            conclude(learned[trial.type], trial, said, probe)


def confirming(own: Learned, probe: str) -> Iterator[Given]:
    """Yield groups of arguments that may stand together, with values inside or outside of what is allowed."""
    values = {}
    for kind in "vr":
        for name, fact in own.facts[kind].items():
            path = tuple(name.split("."))
            if (value := probed(kind, fact, probe)) is not None:
                values[path] = text_of(own.places.arguments[path], value, value)
    left = sorted(values)
    while left:
        together: list[Path_] = []
        for path in left:
            # In a set of blocks the line does not tell which argument is meant.
            crowded = together and (path in own.places.hidden or together[0] in own.places.hidden)
            if not crowded and not own.unlike(path) & set(together):
                together.append(path)
        left = [path for path in left if path not in together]
        needed = {need for path in together for need in own.needs.get(path, ())}
        yield {**written(own.places, needed), **{path: values[path] for path in together}}


def probed(kind: str, fact: Sequence[Any], probe: str) -> str | None:
    """Return a value for a probe; None if there is none."""
    where, _, end = probe.partition(" ")
    value = fact[0] if end == "first" else fact[-1]
    if kind == "v":
        other_case = str(fact[0]).swapcase()
        if probe == "case":
            return json.dumps(other_case) if other_case not in map(str, fact) else None
        if where == "inside":
            return json.dumps(value)
        return '"tfgen!"' if isinstance(value, str) else None
    if value is None or probe == "case":
        return None
    return str(value + (0 if where == "inside" else -1 if end == "first" else 1))


def conclude(own: Learned, trial: Trial, said: Sequence[Said], probe: str) -> None:
    """Drop the facts that a trial does not bear out."""
    for path in trial.given:
        name = ".".join(path)
        kinds = [kind for kind in "vr" if name in own.facts[kind]]
        if path in own.places.hidden:
            refused = any(mentions(text, path) for _, text in said)
        else:
            refused = any(path == at for at, _ in said)
        for kind in kinds:
            if probe == "case" and not refused:
                own.facts["i"][name] = True
            elif probe != "case" and refused != probe.startswith("outside"):
                print(
                    f"dropped: {trial.type[1]}.{name} {own.facts[kind].pop(name)}", file=sys.stderr
                )


def mentions(text: str, path: Path_) -> bool:
    """Return whether a message names an argument."""
    return bool(path) and re.search(rf"\b{path[-1]}\b", text) is not None


def main() -> None:
    """Write the file."""
    version, _, path = sys.argv[1].partition("=")
    (schemas,) = json.loads(Path(path).read_text(encoding="utf-8"))["provider_schemas"].values()
    patterns = sys.argv[2:] or USED.split()
    types = [
        (kind, name)
        for kind, key in _KINDS.items()
        for name in sorted(schemas[key])
        if any(fnmatchcase(name, pattern) for pattern in patterns)
    ]
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(folder), version, schemas)
        learned = {type_: Learned(places(judge.block(type_))) for type_ in types}
        learn(judge, learned)
        confirm(judge, learned)
    day = datetime.now(UTC).date().isoformat()
    lines = [json.dumps({"version": version, "day": day})]
    for (kind, name), own in learned.items():
        if facts := own.line():
            lines.append(f"{kind} {name} {json.dumps(facts, separators=(',', ':'))}")
    TARGET.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), 9, mtime=0))
    print(f"{len(lines) - 1} types, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
