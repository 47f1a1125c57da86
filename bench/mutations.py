"""Compare `tfgen verify` with `terraform validate` on a thousand and more single mutations of real trees.

    TF_PROVIDER_MIRROR=FOLDER python bench/mutations.py [TREE …] [-n 1200] [--seed 1] [--missed FILE]

Needs `terraform` on PATH (or TERRAFORM) and the AWS provider where Terraform finds it: in the filesystem mirror that
TF_PROVIDER_MIRROR names, or as the CLI configuration (TF_CLI_CONFIG_FILE) says. Without TREE: out/* and tests/foreign*.

Terraform runs once a tree for `init`, and then on many mutants at once, each as a module of one root: its messages name
their files. What it says before it looks at values hides the rest, so those mutants are taken out and it runs again.
Where the two disagree, the mutant is judged once more, alone. Printed by kind: mutants, how many Terraform refuses, how
many of those `verify` refuses too, false alarms; then the time of both on the whole trees.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from mutate import KINDS, Mutant, mutants

from tfgen.diagnostics import TfgenError
from tfgen.tree import RenderedFile
from tfgen.verify import read_tree, verify

ROOT = Path(__file__).parent.parent
TOGETHER = 40
# Where a tree configures its providers by alias, each mutant starts its own.
WITH_OWN_PROVIDERS = 8

# A module may have neither its own configuration of a provider that many share, nor these blocks.
_PROVIDER = re.compile(r'^provider "aws" \{\n(?s:.*?)^\}\n', re.M)
_ROOT_ONLY = re.compile(r"^(?:import|terraform|provider)\b(?s:.*?)^\}", re.M)
_PROVIDERS = re.compile(
    r'^  required_providers \{\n(?s:.*?)^  \}\n|^(?:resource|data) "[^_"]*', re.M
)
_INSTALLED = re.compile(r'provider "registry.terraform.io/hashicorp/aws" \{\s+version += "([^"]+)"')
_AWS_VERSION = re.compile(r'(= "hashicorp/aws"\s+version += ")[^"]+(")')
_IMPORTS = re.compile(r"^import \{\n(?s:.*?)^\}\n", re.M)


class Tree(NamedTuple):
    """A tree in a scratch folder where `init` ran: its files and Terraform's list of its modules."""

    name: str
    folder: Path
    files: Mapping[str, str]
    modules: Sequence[Mapping[str, str]]


def terraform(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run terraform in a folder."""
    command = [os.environ.get("TERRAFORM", "terraform"), *arguments]
    environment = {**os.environ, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def with_mirror(scratch: Path) -> None:
    """Let Terraform take its providers from TF_PROVIDER_MIRROR, if that is given."""
    if mirror := os.environ.get("TF_PROVIDER_MIRROR"):
        source = f'filesystem_mirror {{\n    path = "{mirror}"\n  }}'
        (scratch / "terraform.rc").write_text(f"provider_installation {{\n  {source}\n}}\n")
        os.environ["TF_CLI_CONFIG_FILE"] = str(scratch / "terraform.rc")


def prepared(source: Path, scratch: Path) -> Tree:
    """Copy a tree and run `init` on it."""
    folder = scratch / source.name
    # `validate` does not look at what test files assert, and `verify` does.
    files = {
        file.path: file.text for file in read_tree(source) if not file.path.endswith(".tftest.hcl")
    }
    write(folder, files)
    done = terraform(folder, "init", "-backend=false", "-input=false", "-no-color")
    if done.returncode:
        sys.exit(f"{source}: terraform init fails\n{done.stderr}")
    files |= pinned(folder, files)
    write(folder, files)
    terraform(folder, "init", "-backend=false", "-input=false", "-no-color")
    if not accepts(folder):
        sys.exit(f"{source}: terraform validate refuses the tree as it is")
    known = folder / ".terraform/modules/modules.json"
    modules = (
        json.loads(known.read_text())["Modules"]
        if known.exists()
        else [{"Key": "", "Source": "", "Dir": "."}]
    )
    return Tree(source.name, folder, files, modules)


def pinned(folder: Path, files: Mapping[str, str]) -> Mapping[str, str]:
    """Return the root's files with a constraint on the provider, narrowed to the version that is installed.

    `verify` knows several versions, and what only one of them refuses is no fault of such a tree.
    """
    lock = folder / ".terraform.lock.hcl"
    installed = _INSTALLED.search(lock.read_text()) if lock.exists() else None
    if installed is None:
        return {}
    return {
        path: _AWS_VERSION.sub(rf"\g<1>{installed[1]}\g<2>", text)
        for path, text in files.items()
        if "/" not in path
    }


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def accepts(folder: Path) -> bool:
    """Return what Terraform says of a folder where `init` ran; it says nothing if it cannot read its settings."""
    said = terraform(folder, "validate", "-json").stdout
    return bool(said) and bool(json.loads(said)["valid"])


def alone(tree: Tree, scratch: Path, mutant: Mutant) -> bool:
    """Return whether Terraform accepts a mutant."""
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder = Path(name)
        write(folder, {**tree.files, mutant.path: mutant.text})
        shutil.copytree(tree.folder / ".terraform", folder / ".terraform", symlinks=True)
        lock = tree.folder / ".terraform.lock.hcl"
        if lock.exists():
            shutil.copy(lock, folder)
        got = terraform(folder, "get", "-no-color")
        return not got.returncode and accepts(folder)


def together(tree: Tree, scratch: Path, group: Sequence[Mutant]) -> list[bool]:
    """Return which of the mutants Terraform accepts."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    names = {f"m{number:03}": mutant for number, mutant in enumerate(group)}
    known = [{"Key": "", "Source": "", "Dir": "."}]
    for name, mutant in names.items():
        write(
            folder / name,
            {path: in_module(tree, text) for path, text in tree.files.items()}
            | {mutant.path: in_module(tree, mutant.text)},
        )
        for one in tree.modules:
            key = f"{name}.{one['Key']}" if one["Key"] else name
            source = one["Source"] or f"./{name}"
            known.append(
                {"Key": key, "Source": source, "Dir": os.path.normpath(f"{name}/{one['Dir']}")}
            )
    write(folder, {".terraform/modules/modules.json": json.dumps({"Modules": known})})
    if (tree.folder / ".terraform/providers").exists():
        (folder / ".terraform/providers").symlink_to(tree.folder / ".terraform/providers")
        shutil.copy(tree.folder / ".terraform.lock.hcl", folder)
    left = set(names)
    while left:
        calls = (f'module "{name}" {{\n  source = "./{name}"\n}}\n' for name in sorted(left))
        write(folder, {"main.tf": "".join(calls) + 'provider "aws" {\n  region = "eu-west-1"\n}\n'})
        refused = errors(folder)
        if refused is None:
            shutil.rmtree(folder)
            half = len(group) // 2
            parts = (group[:half], group[half:]) if half else ()
            return [one for part in parts for one in together(tree, scratch, part)] or [
                alone(tree, scratch, group[0])
            ]
        if not refused:
            break
        left -= refused
    shutil.rmtree(folder)
    return [name in left for name in names]


def errors(folder: Path) -> set[str] | None:
    """Return the modules with errors; None if an error is not said to be in one."""
    output = terraform(folder, "validate", "-json").stdout
    if not output:
        return None
    said = json.loads(output)
    places = [
        one.get("range", {}).get("filename", "")
        for one in said["diagnostics"]
        if one["severity"] == "error"
    ]
    found = {place.partition("/")[0] for place in places if re.match(r"m\d+/", place)}
    return None if places and not found else found


def has_aliases(tree: Tree) -> bool:
    """Return whether a tree configures a provider more than once; then no module can get it from the root."""
    return any(
        "alias" in found for text in tree.files.values() for found in _PROVIDER.findall(text)
    )


def in_module(tree: Tree, text: str) -> str:
    """Return a file without what only a root may have, or what all modules get from it."""
    return _IMPORTS.sub("", text if has_aliases(tree) else _PROVIDER.sub("", text))


def needs_own_run(before: str, mutant: Mutant) -> bool:
    """Return whether a mutant differs in a root's own blocks, or in its providers: their errors name no file."""
    if set(_PROVIDERS.findall(before)) != set(_PROVIDERS.findall(mutant.text)):
        return True
    return "/" not in mutant.path and _ROOT_ONLY.findall(before) != _ROOT_ONLY.findall(mutant.text)


def judged(tree: Tree, scratch: Path, made: Sequence[Mutant], workers: int) -> list[bool]:
    """Return which mutants Terraform accepts."""
    single = [mutant for mutant in made if needs_own_run(tree.files[mutant.path], mutant)]
    rest = [mutant for mutant in made if mutant not in single]
    size = WITH_OWN_PROVIDERS if has_aliases(tree) else TOGETHER
    groups = [rest[at : at + size] for at in range(0, len(rest), size)]
    with ThreadPoolExecutor(workers) as pool:
        one_by_one = pool.map(partial(alone, tree, scratch), single)
        in_groups = pool.map(partial(together, tree, scratch), groups)
        verdicts = dict(zip(map(id, single), one_by_one, strict=True))
        for group, answers in zip(groups, in_groups, strict=True):
            verdicts |= dict(zip(map(id, group), answers, strict=True))
    return [verdicts[id(mutant)] for mutant in made]


def verified(tree: Tree, mutant: Mutant) -> bool:
    """Return whether `verify` accepts a mutant."""
    files = {**tree.files, mutant.path: mutant.text}
    try:
        verify([RenderedFile(path, text) for path, text in files.items()], conventions=False)
    except TfgenError:
        return False
    return True


def compared(
    tree: Tree, scratch: Path, made: Sequence[Mutant], workers: int
) -> Iterator[tuple[Mutant, bool, bool]]:
    """Yield each mutant with what Terraform and `verify` say."""
    ours = [verified(tree, mutant) for mutant in made]
    theirs = judged(tree, scratch, made, workers)
    doubtful = [at for at in range(len(made)) if ours[at] != theirs[at]]
    with ThreadPoolExecutor(workers) as pool:
        for at, verdict in zip(
            doubtful,
            pool.map(partial(alone, tree, scratch), (made[at] for at in doubtful)),
            strict=True,
        ):
            theirs[at] = verdict
    yield from zip(made, theirs, ours, strict=True)


def seconds(folder: Path, *commands: Sequence[str]) -> tuple[float, float]:
    """Run commands in a folder and return wall and processor time."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    for command in commands:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        time.monotonic() - start,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    )


def timed(tree: Tree, scratch: Path) -> str:
    """Return a line with the times of both on a tree, from its files alone."""
    binary = os.environ.get("TERRAFORM", "terraform")
    both = [[binary, "init", "-backend=false", "-input=false"], [binary, "validate"]]
    ours, theirs = [], []
    for number in range(3):
        folder = scratch / f"timed-{tree.name}-{number}"
        write(folder, tree.files)
        ours.append(
            seconds(
                ROOT, [sys.executable, "-m", "tfgen", "verify", "--no-conventions", str(folder)]
            )
        )
        theirs.append(seconds(folder, *both))
    (wall, cpu), (their_wall, their_cpu) = (
        [statistics.median(times) for times in zip(*taken, strict=True)] for taken in (ours, theirs)
    )
    times = f"verify {wall:6.2f} s ({cpu:.2f} s CPU)   terraform {their_wall:6.2f} s ({their_cpu:.2f} s CPU)"
    return f"{tree.name:<16} {times}   {their_wall / wall:.0f} x ({their_cpu / cpu:.0f} x)"


def table(results: Sequence[tuple[Mutant, bool, bool]]) -> Iterator[str]:
    """Yield the lines of the table by kind."""
    yield f"{'kind':<26}{'mutants':>8}{'refused':>9}{'caught':>8}{'missed':>8}{'':>7}{'false alarms':>14}"
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, "all")}
    for mutant, theirs, ours in results:
        for name in (mutant.kind, "all"):
            counts[name]["mutants"] += 1
            counts[name]["refused"] += not theirs
            counts[name]["caught"] += not theirs and not ours
            counts[name]["false"] += theirs and not ours
    for kind, of in counts.items():
        share = f"{of['caught'] / of['refused']:6.1%}" if of["refused"] else "-"
        missed = of["refused"] - of["caught"]
        yield f"{kind:<26}{of['mutants']:>8}{of['refused']:>9}{of['caught']:>8}{missed:>8}{share:>7}{of['false']:>14}"


def main() -> None:
    """Mutate, compare and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "trees", nargs="*", type=Path, help="folders; default: out/* and tests/foreign*"
    )
    parser.add_argument("-n", type=int, default=1200, help="mutations in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="how many terraform run at once")
    parser.add_argument(
        "--missed", type=Path, help="file for each mutant on which the two disagree, as JSON lines"
    )
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    generated = [path.parent for path in ROOT.glob("out/**/.tfgen")]
    foreign = [path for path in ROOT.glob("tests/foreign*") if path.is_dir()]
    sources = arguments.trees or sorted([*generated, *foreign])
    results = []
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        os.environ.pop(
            "PYTHONDONTWRITEBYTECODE", None
        )  # what is installed has its bytecode beside it
        with_mirror(scratch)
        trees = [prepared(source, scratch) for source in sources]
        for tree in trees:
            sound = {path: text for path, text in tree.files.items() if path.endswith(".tf")}
            made = mutants(sound, arguments.n // len(trees), chance)
            results += compared(tree, scratch, made, arguments.workers)
            print(f"{tree.name}: {len(made)} mutants judged", file=sys.stderr)
        times = [timed(tree, scratch) for tree in trees]
    if arguments.missed:
        wrong = [
            {**one._asdict(), "text": "", "accepted": theirs}
            for one, theirs, ours in results
            if theirs != ours
        ]
        arguments.missed.write_text("".join(json.dumps(one) + "\n" for one in wrong))
    print(*table(results), "", *times, sep="\n")


if __name__ == "__main__":
    main()
