"""Rebuild tfgen/facts/replacements.json: which changed attribute makes the AWS provider replace a resource.

    terraform providers schema -json > aws-5.json    # where required_providers asks for hashicorp/aws 5.100.0
    TF_PROVIDER_MIRROR=FOLDER python bench/rebuild_replacements.py 5.100.0=aws-5.json PLAN.json …

The provider's schema does not say it: its code does. So resources are put into a state that was never applied, each with one
attribute that differs from the configuration, and `terraform plan -refresh=false` says of thousands of them at once what it
would do; no AWS is asked. What is configured is what plans of trees say (`terraform show -json` of the examples'
plans), with a made-up id where a plan does not know one.

The file: version and day; by type each attribute, with dots between blocks, with what its change does: "r" replaces, "u"
is done in place, "n" is overlooked; where it depends, by whether the attribute "comes", "changes" or "goes". What is not
there was never tried: the provider refused, or no tree writes it. Then by type what the provider takes where nothing is written.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from mutations import terraform, with_mirror

TARGET = Path(__file__).parent.parent / "tfgen/facts/replacements.json"

Path_: TypeAlias = tuple[str, ...]
Values: TypeAlias = dict[str, Any]

PROVIDER = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "%s"
    }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""

# What a plan does not know gets a value that the provider's checks let pass.
MADE_UP = (
    (r"role_arn|execution_role|task_role", "arn:aws:iam::012345678901:role/x"),
    (r"topic_arn", "arn:aws:sns:eu-west-1:012345678901:x"),
    (r"listener_arn", "arn:aws:elasticloadbalancing:eu-west-1:012345678901:listener/app/x/0123456789abcdef/0123456789abcdef"),
    (r"target_group_arn", "arn:aws:elasticloadbalancing:eu-west-1:012345678901:targetgroup/x/0123456789abcdef"),
    (r"_actions$", "arn:aws:sns:eu-west-1:012345678901:x"),
    (r"ipv6", "2001:db8::/64"),
    (r"^type$", "A"),
    (r"rebalancing", "DISABLED"),
    (r"arn|cluster$|resource_share", "arn:aws:iam::012345678901:role/x"),
    (r"version$", "1"),
    (r"cidr", "10.0.0.0/24"),
    (r"policy$|definition|_body$", '{"Version":"2012-10-17","Statement":[]}'),
    (r"user_data|base64", "eA=="),
    (r"", "x-0123456789abcdef0"),
)  # fmt: skip


class Trial(NamedTuple):
    """A resource, the attribute that differs in its state, and how; no path where nothing does."""

    type: str
    path: Path_
    how: str
    configured: Values
    state: Values


class Answer(NamedTuple):
    """What Terraform would do, which paths make it replace, what would be there then, and what nobody knows before."""

    actions: list[str]
    replacing: list[Path_]
    after: Values
    pending: list[str]


def shapes(plans: Iterable[Path]) -> dict[str, list[tuple[Values, Values]]]:
    """Return what plans configure of each type, with what they do not know yet."""
    found: dict[str, list[tuple[Values, Values]]] = defaultdict(list)
    seen: dict[str, set[frozenset[Path_]]] = defaultdict(set)
    for plan in plans:
        for change in json.loads(plan.read_text())["resource_changes"]:
            if change["mode"] != "managed" or not change["type"].startswith("aws_"):
                continue
            after, unknown = change["change"]["after"], change["change"]["after_unknown"]
            shape = frozenset(path for path, _ in leaves(after)) | {
                path for path, value in leaves(unknown) if value
            }
            if shape not in seen[change["type"]]:
                seen[change["type"]].add(shape)
                found[change["type"]].append((after, unknown))
    # Those that write most first: the others add what they have beyond.
    return {type_: sorted(each, key=lambda e: -len(str(e))) for type_, each in found.items()}


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Yield the values that are set in nested ones, by path without numbers."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, (*path, key))
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from leaves(item, path)
    elif (value is not None and value != [] and value is not False) or isinstance(value, bool):
        yield path, value


def configured(block: Mapping[str, Any], after: Any, unknown: Any, *, top: bool = False) -> Values:
    """Return what can be written of a type, with values made up for what is not known."""
    values: Values = {}
    for name, attribute in block.get("attributes", {}).items():
        if not (attribute.get("optional") or attribute.get("required")):
            continue
        if top and name in ("id", "tags_all"):
            continue
        value = (after or {}).get(name)
        missing = (unknown or {}).get(name) if isinstance(unknown, dict) else None
        if value is None and missing and attribute.get("computed"):
            continue  # nobody wrote it
        if value is None and missing:
            value = made_up(name, attribute["type"])
        if value is not None:
            values[name] = without_gaps(value, missing, name)
    for name, nested in block.get("block_types", {}).items():
        items = (after or {}).get(name) or []
        gaps = ((unknown or {}).get(name) if isinstance(unknown, dict) else None) or []
        if isinstance(items, dict):
            values[name] = configured(nested["block"], items, gaps)
        elif items:
            gaps = [*gaps, *({} for _ in items)] if isinstance(gaps, list) else [{} for _ in items]
            values[name] = [
                configured(nested["block"], i, g) for i, g in zip(items, gaps, strict=False)
            ]
    return values


def without_gaps(value: Any, missing: Any, name: str) -> Any:
    """Return a collection with its unknown members made up."""
    if isinstance(value, list) and isinstance(missing, list):
        gaps = [*missing, *(False for _ in value)]
        return [
            made_up(name, "string") if gap is True and v is None else v
            for v, gap in zip(value, gaps, strict=False)
        ] or [made_up(name, "string") for gap in missing if gap is True]
    if isinstance(value, dict) and isinstance(missing, dict):
        return {
            **value,
            **{k: made_up(name, "string") for k, gap in missing.items() if gap is True},
        }
    return value


def made_up(name: str, type_: Any) -> Any:
    """Return a value for what a plan does not know."""
    if isinstance(type_, list):
        inner = made_up(name, type_[1])
        return {"x": inner} if type_[0] == "map" else [inner]
    if type_ == "number":
        return 1
    if type_ == "bool":
        return True
    return next(value for pattern, value in MADE_UP if re.search(pattern, name))


def stated(block: Mapping[str, Any], values: Mapping[str, Any]) -> Values:
    """Return configured values as a state has them: all that the schema names, null where nothing is."""
    state: Values = {name: values.get(name) for name in block.get("attributes", {})}
    for name, nested in block.get("block_types", {}).items():
        given = values.get(name)
        if nested["nesting_mode"] == "single":
            state[name] = stated(nested["block"], given) if given else None
        else:
            state[name] = [stated(nested["block"], item) for item in given or []]
    return state


def at_rest(type_: str, block: Mapping[str, Any], values: Values) -> Trial:
    """Return a resource that is as configured."""
    state = stated(block, values) | {"id": "x-0123456789abcdef0"}
    if "tags_all" in state:
        state["tags_all"] = values.get("tags")
    # What AWS said, so that it shows where a change makes it say it again.
    for name, attribute in block["attributes"].items():
        if attribute.get("computed") and not attribute.get("optional") and name != "id":
            state[name] = {"string": f"arn:aws:x:eu-west-1:012345678901:{type_}", "number": 1}.get(
                str(attribute["type"]), state[name]
            )
    return Trial(type_, (), "", values, state)


def with_one_more(trial: Trial, block: Mapping[str, Any], unknown: Any) -> Iterator[Trial]:
    """Yield a resource with each argument that may be written, and that AWS says else.

    A plan does not tell whether somebody wrote it.
    """
    for name, attribute in block["attributes"].items():
        both = attribute.get("optional") and attribute.get("computed")
        if both and name not in ("id", "tags_all") and (unknown or {}).get(name) is True:
            given = {**trial.configured, name: made_up(name, attribute["type"])}
            yield at_rest(trial.type, block, given)


def settled(trial: Trial, answer: Answer) -> Trial:
    """Return a resource at rest with the provider's defaults in its state."""
    return trial._replace(state=filled(trial.state, answer.after))


def quiet(rest: Sequence[Trial], answers: Mapping[int, Answer]) -> Iterator[Trial]:
    """Yield the resources of which nothing would be done, and of a type that has none the others."""
    silent = {number for number, answer in answers.items() if answer.actions == ["no-op"]}
    types = {rest[number].type for number in silent}
    for number in sorted(answers):
        if number in silent or rest[number].type not in types:
            yield rest[number]


def filled(state: Any, after: Any) -> Any:
    """Return a state with what a plan would make of it, where the plan says that."""
    if isinstance(state, dict) and isinstance(after, dict):
        return {key: filled(value, after.get(key)) for key, value in state.items()}
    if isinstance(state, list) and isinstance(after, list):
        # A set may have lost a double, and stands in another order.
        same = len(state) == len(after)
        return (
            [filled(value, then) for value, then in zip(state, after, strict=True)]
            if same
            else state
        )
    return state if after is None else after


def differing(trial: Trial, block: Mapping[str, Any], tried: set[Any]) -> Iterator[Trial]:
    """Yield a resource for each attribute that may differ, in each way that was not tried yet."""
    for path, how, state in differing_states(block, trial.state, trial.configured):
        if (trial.type, path, how) not in tried:
            tried.add((trial.type, path, how))
            yield Trial(trial.type, path, how, trial.configured, state)


def differing_states(
    block: Mapping[str, Any], state: Values, values: Mapping[str, Any], above: Path_ = ()
) -> Iterator[tuple[Path_, str, Values]]:
    """Yield states with one attribute that is another than is configured."""
    for name, attribute in block.get("attributes", {}).items():
        settable = attribute.get("optional") or attribute.get("required")
        if not settable or (*above, name) in (("id",), ("tags_all",)):
            continue
        # What AWS may say itself does not differ as long as nobody writes it.
        if values.get(name) is None and attribute.get("computed"):
            continue
        if values.get(name) is not None and attribute.get("optional"):
            yield (*above, name), "comes", {**state, name: None}
        for value in other(state.get(name), attribute["type"]):
            how = "goes" if values.get(name) is None else "changes"
            yield (*above, name), how, {**state, name: value}
    yield from differing_blocks(block, state, values, above)


def differing_blocks(
    block: Mapping[str, Any], state: Values, values: Mapping[str, Any], above: Path_
) -> Iterator[tuple[Path_, str, Values]]:
    """Yield states with a block less, a block more, and with one attribute in a block that differs."""
    for name, nested in block.get("block_types", {}).items():
        given, here = values.get(name), (*above, name)
        if name == "timeouts" or nested["nesting_mode"] == "single":
            continue
        if not given and not state[name]:
            yield here, "goes", {**state, name: [stated(nested["block"], {})]}
        if given:
            yield here, "comes", {**state, name: state[name][1:]}
        for at, item in enumerate(given or []):
            for path, how, inner in differing_states(nested["block"], state[name][at], item, here):
                yield path, how, {**state, name: [*state[name][:at], inner, *state[name][at + 1 :]]}


def other(value: Any, type_: Any) -> Iterator[Any]:
    """Yield values that differ from one."""
    if isinstance(type_, list):
        if type_[0] == "map":
            yield {**(value or {}), "tfgen": "other"} if type_[1] == "string" else {}
        elif type_[1] == "string":
            yield [*(value or []), "tfgen-other"]
    elif type_ == "number":
        yield (value or 0) + 1
    elif type_ == "bool":
        yield not value
    elif isinstance(value, str) and value.startswith(("{", "[")):
        yield '{"tfgen":"other"}' if value.startswith("{") else '[{"name":"tfgen","image":"other"}]'
    elif isinstance(value, str) and re.fullmatch(r"\d+", value):
        yield str(int(value) + 1)
    else:
        yield "tfgen-other"


class Planner:
    """A folder in which Terraform plans with the provider."""

    def __init__(self, folder: Path, version: str, schemas: Mapping[str, Any]) -> None:
        self.folder = folder
        self.schemas = schemas
        with_mirror(folder)
        (folder / "main.tf").write_text(PROVIDER % version)
        done = terraform(folder, "init", "-input=false", "-no-color")
        if done.returncode:
            sys.exit(done.stderr)

    def planned(self, tried: list[Trial]) -> dict[int, Answer]:
        """Return the answers by trial; one that the provider refuses is left out, and the rest planned again."""
        left = dict(enumerate(tried))
        while left:
            self._write(left)
            arguments = ("-refresh=false", "-input=false", "-no-color", "-out=tfplan", "-json")
            done = terraform(self.folder, "plan", *arguments)
            if done.returncode == 0:
                return self._read()
            refused = set(self._refused(done.stdout))
            if not refused & left.keys():
                sys.exit(done.stdout[-3000:] + done.stderr[-3000:])
            for number in refused & left.keys():
                print("refused:", left[number].type, left[number].path, file=sys.stderr)
                del left[number]
        return {}

    def _refused(self, output: str) -> Iterator[int]:
        for line in output.splitlines():
            said = json.loads(line)
            if said.get("@level") == "error":
                print(
                    said["diagnostic"]["summary"],
                    said["diagnostic"].get("detail", "")[:150],
                    file=sys.stderr,
                )
                # The address, or the name of the file.
                name = re.search(r"\bt(\d+)\b", json.dumps(said["diagnostic"]))
                if name:
                    yield int(name[1])

    def _write(self, tried: Mapping[int, Trial]) -> None:
        for old in self.folder.glob("t*.tf.json"):
            old.unlink()
        entries = []
        for number, trial in tried.items():
            body = {"resource": {trial.type: {f"t{number}": escaped(trial.configured)}}}
            (self.folder / f"t{number}.tf.json").write_text(json.dumps(body))
            version = self.schemas[trial.type]["version"]
            entries.append(
                {
                    "mode": "managed",
                    "type": trial.type,
                    "name": f"t{number}",
                    "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
                    "instances": [
                        {
                            "schema_version": version,
                            "attributes": trial.state,
                            "sensitive_attributes": [],
                        }
                    ],
                }
            )
        state = {
            "version": 4,
            "terraform_version": "1.10.0",
            "serial": 1,
            "lineage": "tfgen",
            "outputs": {},
            "resources": entries,
        }
        (self.folder / "terraform.tfstate").write_text(json.dumps(state))

    def _read(self) -> dict[int, Answer]:
        plan = json.loads(terraform(self.folder, "show", "-json", "tfplan").stdout)
        answers = {}
        for resource in plan["resource_changes"]:
            change = resource["change"]
            replacing = change.get("replace_paths", ())
            paths = [tuple(p for p in path if isinstance(p, str)) for path in replacing]
            pending = [name for name, unknown in change["after_unknown"].items() if unknown is True]
            answers[int(resource["name"][1:])] = Answer(
                change["actions"], paths, change["after"], pending
            )
        return answers


def escaped(value: Any) -> Any:
    """Return a value as JSON configuration has it: a text with no template in it."""
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, dict):
        return {key: escaped(member) for key, member in value.items()}
    if isinstance(value, list):
        return [escaped(item) for item in value]
    return value


def learned(tried: list[Trial], answers: Mapping[int, Answer]) -> dict[str, dict[str, Any]]:
    """Return by type and attribute what each way of changing it does: r replaces, u is in place."""
    words: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for number, answer in answers.items():
        trial = tried[number]
        word = {("update",): "u", ("no-op",): "n"}.get(tuple(answer.actions), "")
        # With any change the provider also sets what it takes where nothing is written, which a state
        # that was never applied lacks: that is no doing of this attribute.
        by = [path for path in answer.replacing if trial.state.get(path[0]) is not None]
        by += [path for path in answer.replacing if path == trial.path]
        if any(trial.path[: len(path)] == path[: len(trial.path)] for path in by):
            word = "r"
        elif answer.replacing and not by:
            word = "u"
        if word:
            words[trial.type][".".join(trial.path)][trial.how] = word
    return {type_: dict(sorted(map(shortened, of.items()))) for type_, of in sorted(words.items())}


def shortened(item: tuple[str, Mapping[str, str]]) -> tuple[str, Any]:
    """Return one letter for an attribute of which all ways do the same."""
    name, words = item
    letters = set(words.values())
    return name, letters.pop() if len(letters) == 1 else dict(words)


def anew(tried: list[Trial], answers: Mapping[int, Answer]) -> dict[str, list[str]]:
    """Return by type what AWS says anew where it is changed in place."""
    names: dict[str, set[str]] = defaultdict(set)
    for number, answer in answers.items():
        # What is unknown since it has never been in the state is none of it.
        state = tried[number].state
        if answer.actions == ["update"]:
            names[tried[number].type] |= {name for name in answer.pending if state.get(name)}
    return {type_: sorted(of) for type_, of in sorted(names.items()) if of}


def defaults(block: Mapping[str, Any], rest: Iterable[Trial]) -> dict[str, Any]:
    """Return what the provider sets of a type where nothing is configured."""
    found: dict[str, Any] = {}
    for trial in rest:
        for name, attribute in block["attributes"].items():
            value = trial.state[name]
            if (
                trial.configured.get(name) is None
                and not attribute.get("computed")
                and value is not None
            ):
                found[name] = value
    return found


def main() -> None:
    """Write the file."""
    version, _, path = sys.argv[1].partition("=")
    (provider,) = json.loads(Path(path).read_text(encoding="utf-8"))["provider_schemas"].values()
    schemas = {name: schema["block"] for name, schema in provider["resource_schemas"].items()}
    rest: list[Trial] = []
    for type_, each in sorted(shapes(map(Path, sys.argv[2:])).items()):
        for after, unknown in each if type_ in schemas else ():
            given = configured(schemas[type_], after, unknown, top=True)
            rest.append(at_rest(type_, schemas[type_], given))
            if after is each[0][0]:
                rest += with_one_more(rest[-1], schemas[type_], unknown)
    with tempfile.TemporaryDirectory() as folder:
        planner = Planner(Path(folder), version, provider["resource_schemas"])
        answers = planner.planned(rest)
        rest = [settled(rest[number], answers[number]) for number in sorted(answers)]
        rest = list(quiet(rest, planner.planned(rest)))
        tried: set[Any] = set()
        trials = [each for trial in rest for each in differing(trial, schemas[trial.type], tried)]
        print(len(rest), "at rest,", len(trials), "trials", file=sys.stderr)
        answers = planner.planned(trials)
    types, unknown = learned(trials, answers), anew(trials, answers)
    of_type: dict[str, list[Trial]] = defaultdict(list)
    for trial in rest:
        of_type[trial.type].append(trial)
    given = {type_: defaults(schemas[type_], each) for type_, each in of_type.items()}
    write(version, types, {type_: of for type_, of in given.items() if of}, unknown)


def write(
    version: str, types: Mapping[str, Any], given: Mapping[str, Any], unknown: Mapping[str, Any]
) -> None:
    """Write the file, a type a line."""
    day = datetime.now(UTC).date().isoformat()
    lines = [f'{{"version": "{version}", "day": "{day}",\n"types": {{']
    lines.append(",\n".join(f"{json.dumps(t)}: {json.dumps(of)}" for t, of in types.items()))
    lines.append('},\n"defaults": {')
    lines.append(",\n".join(f"{json.dumps(t)}: {json.dumps(of)}" for t, of in given.items()))
    lines.append('},\n"pending": {')
    lines.append(",\n".join(f"{json.dumps(t)}: {json.dumps(of)}" for t, of in unknown.items()))
    lines.append("}}\n")
    TARGET.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
