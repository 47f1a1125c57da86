"""Hostile text in every field that takes any text comes back from real Terraform as it was given,
in NFC."""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import spec_strategies as specs
import terraform_cli
from hypothesis import HealthCheck, Phase, given, settings

from tfgen.hcl import Call, Ref, Text
from tfgen.pipeline import build
from tfgen.plan import plan
from tfgen.tree import Plan
from tfgen.verify.parse import parse

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(terraform_cli.terraform() is None, reason=terraform_cli.NO_TERRAFORM),
]

WITH_SCRIPT = "ecs_instances"
# What other modules give is null here, which no script and no validation takes.
FROM_OTHERS = re.compile(r"\bvar\.(?:docker_containers|session_policy_arns)\b")
VALIDATION = re.compile(r"^\n?  validation \{\n.*?^  \}\n", re.M | re.S)


@pytest.mark.sweep
def test_terraform_reads_every_text_of_a_spec_as_it_was_given(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Give all specs to one apply: each root as rendered, with modules that only say what they were
    given."""
    plans, hostile, due = {}, 0, list(specs.HOSTILE)
    for number, (data, text) in enumerate(drawn()):
        specs.put_text(data, due[0] if due else text)
        if (sound := specs.repaired(data)) is None:
            continue
        due = due[1:]
        checked = specs.check(specs.written(sound))
        plans[f"spec_{number}"] = plan(checked.cluster, "spec.yaml")
        files = {file.path: file.text for file in build(checked).files}
        terraform_cli.write(tmp_path / f"spec_{number}", echoing(files, plans[f"spec_{number}"]))
    terraform_cli.write(tmp_path, {"main.tf": "".join(map(call_of, plans))})

    for command in (["init"], ["apply", "-auto-approve", "-no-color"]):
        done = terraform_cli.run(tmp_path, *command)
        assert 0 == done.returncode, done.stderr[:5000]
    read = json.loads(terraform_cli.run(tmp_path, "output", "-json").stdout)

    for name, planned in plans.items():
        given_, said = read[name]["value"], expected(planned)
        hostile += sum(text in specs.HOSTILE for text in texts(said))
        assert [] == list(differences(given_["calls"], said, name))
        assert [] == list(differences(given_["tags"], planned.root.default_tags, f"{name}.tags"))
        for call, script in given_["scripts"].items():
            for line in lines_of_script(planned, call):
                assert line in script, f"{name}.{call}"
    assert [] == due
    assert len(plans) > len(specs.HOSTILE)
    record_property(
        "figure", f"hostile texts read back by terraform: {hostile} in {len(plans)} specs"
    )


def drawn() -> list[tuple[specs.Data, str]]:
    """Return full specs, each with a text for it, the same in each run."""
    actual: list[tuple[specs.Data, str]] = []
    one = settings(
        derandomize=True,
        database=None,
        max_examples=2 * len(specs.HOSTILE),
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @one
    @given(specs.full(), specs.TEXTS)
    def collect(data: specs.Data, text: str) -> None:
        actual.append((copy.deepcopy(data), text))

    collect()
    return actual


# Modules that say what they were given


def echoing(files: Mapping[str, str], planned: Plan) -> dict[str, str]:
    """Return the root's calls as rendered, and modules with their own variables and without any
    resource."""
    tags = re.search(r"tags = (\{.*?\n    \})", files["providers.tf"], re.S)
    assert tags
    calls = "\n".join(f"{call.call} = module.{call.call}.given" for call in planned.modules)
    scripts = "\n".join(
        f"{c.call} = module.{c.call}.script" for c in planned.modules if c.module == WITH_SCRIPT
    )
    root = {f"{file.name}.tf": without_data(files[f"{file.name}.tf"]) for file in planned.files}
    indexed = indexed_outputs("\n".join(root.values()))
    made = {
        **root,
        "echo.tf": f'output "calls" {{\nvalue = {{\n{calls}\n}}\n}}\n'
        f'output "scripts" {{\nvalue = {{\n{scripts}\n}}\n}}\noutput "tags" {{\nvalue = {tags[1]}\n}}\n',
    }
    for call in planned.modules:
        folder = f"modules/{call.folder}"
        made[f"{folder}/variables.tf"] = VALIDATION.sub("", files[f"{folder}/variables.tf"])
        made[f"{folder}/echo.tf"] = echo(files, folder, indexed)
        if call.module == WITH_SCRIPT:
            made[f"{folder}/user_data.tf"] = FROM_OTHERS.sub("{}", files[f"{folder}/user_data.tf"])
            made |= {
                path: text
                for path, text in files.items()
                if path.startswith(folder) and path.endswith(".tftpl")
            }
            made[f"{folder}/echo.tf"] += 'output "script" {\nvalue = local.user_data\n}\n'
    return made


def without_data(text: str) -> str:
    """Return a file of the root that asks AWS nothing."""
    text = re.sub(r'^data "\w+" "\w+" \{\}\n', "", text, flags=re.M)
    return text.replace("data.aws_caller_identity.current.account_id", '"123456789012"')


def indexed_outputs(root: str) -> dict[str, str]:
    """Return the outputs that the root reads as maps, with a map that has the keys it asks for."""
    alias = dict(re.findall(r"^ +(\w+) += module\.\w+\.(\w+)$", root, re.M))
    keys: dict[str, set[str]] = {
        name: set() for name in re.findall(r"values\(module\.\w+\.(\w+)\)", root)
    }
    for kind, name, key in re.findall(r'\b(local|module\.\w+)\.(\w+)\["(.+?)"\]', root):
        keys.setdefault(alias.get(name, name) if kind == "local" else name, set()).add(key)
    return {
        name: f"{{ {', '.join(f'{json.dumps(key)} = null' for key in sorted(of))} }}"
        for name, of in keys.items()
    }


def value_of(output: str, text: str, indexed: Mapping[str, str]) -> str:
    """Return what stands for an output: a map where the root reads one of that name, but no list."""
    if re.search(rf'output "{output}" {{[^}}]*?value +=  *\[', text):
        return "null"
    return indexed.get(output, "null")


def echo(files: Mapping[str, str], folder: str, indexed: Mapping[str, str]) -> str:
    outputs = [
        f'output "{block.name}" {{\nvalue = {value_of(block.name, files[f"{folder}/outputs.tf"], indexed)}\n}}'
        for block in parse(files[f"{folder}/outputs.tf"]).blocks
        if block.type == "output"
    ]
    variables = [block.name for block in parse(files[f"{folder}/variables.tf"]).blocks]
    given_ = "\n".join(f"{name} = var.{name}" for name in variables)
    return "\n".join([*outputs, f'output "given" {{\nvalue = {{\n{given_}\n}}\n}}']) + "\n"


def call_of(name: str) -> str:
    value = f"{{ calls = module.{name}.calls, scripts = module.{name}.scripts, tags = module.{name}.tags }}"
    return f'module "{name}" {{ source = "./{name}" }}\noutput "{name}" {{ value = {value} }}\n'


# What they must have been given


def expected(planned: Plan) -> dict[str, dict[str, Any]]:
    shared = {f"local.{local.name}": local.value for file in planned.files for local in file.locals}
    return {call.call: resolved(call.given, shared) for call in planned.modules}


def resolved(value: Any, shared: Mapping[str, Any]) -> Any:
    """Return a value with the local values that it names put in."""
    match value:
        case Ref():
            return resolved(shared[value.traversal], shared) if value.traversal in shared else value
        case Text():
            parts = [resolved(part, shared) for part in value.parts]
            return (
                "".join(parts)
                if all(isinstance(part, str) for part in parts)
                else Ref("another.module")
            )
        case Mapping():
            return {key: resolved(item, shared) for key, item in value.items()}
        case Sequence() if not isinstance(value, str):
            return [resolved(item, shared) for item in value]
    return value


def lines_of_script(planned: Plan, call: str) -> Iterator[str]:
    inputs = expected(planned)[call]
    if "boot_commands" in inputs:
        yield nfc(inputs["boot_commands"]).rstrip("\r\n")
    for name, value in inputs.get("ecs_config", {}).items():
        yield f"\n{name}={nfc(value)}\n"


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for one in value.values():
                yield from texts(one)
        case Sequence():
            for one in value:
                yield from texts(one)


def differences(read: Any, asked: Any, path: str) -> Iterator[str]:
    """Yield where another value was read than was asked for; what refers to another module says
    nothing here."""
    match asked:
        case Ref() | Call():
            return
        case str():
            same = read == nfc(asked)
        case Decimal():
            same = read == float(asked)
        case Mapping():
            same = isinstance(read, dict) and {nfc(key) for key in asked} <= read.keys()
            for key, value in asked.items() if same else ():
                yield from differences(read[nfc(key)], value, f"{path}.{key}")
        case Sequence():
            same = isinstance(read, list) and len(read) == len(asked)
            for number, value in enumerate(asked if same else ()):
                yield from differences(read[number], value, f"{path}.{number}")
        case _:
            same = read == asked
    if not same:
        yield path


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
