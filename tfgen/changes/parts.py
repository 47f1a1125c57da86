"""The parts of a cluster: a service, a job, the network, and what addresses are whose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from tfgen.verify.modules import Tree

# What has a key in the spec, and the section that it stands in. Longer words before shorter ones.
SECTIONS: Mapping[str, str] = {
    "managed_instances": "managed_instances",
    "instance_group": "instance_groups",
    "load_balancer": "load_balancers",
    "file_system": "file_systems",
    "dead_letter_queue": "queues",
    "queue": "queues",
    "repository": "repositories",
    "secret": "secrets",
    "system_container": "system_containers",
    "service": "services",
    "job": "jobs",
}
_SHOWN = {"dead_letter_queue": "queue", "managed_instances": "managed instances"}
_TOPICS = {"main": "cluster", "": "own Terraform"}


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A part: a word for its kind, and its key in the spec where it has one."""

    kind: str
    key: str = ""
    section: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".rstrip()


class Parts:
    """The parts of a root: each call of a module belongs to one."""

    def __init__(self, tree: Tree) -> None:
        root = tree.modules.get("")
        calls = root.calls if root else {}
        self._files = {
            name: PurePosixPath(declaration.file.path).stem for name, declaration in calls.items()
        }
        self._kept: dict[str, Part] = {}
        self._modules = {name: root.source(name) for name in calls} if root else {}

    def of(self, address: str) -> Part:
        """Return the part that an address belongs to."""
        if not address.startswith("module."):
            return Part(_TOPICS[""])
        name = address.split(".")[1].partition("[")[0]
        if name not in self._kept:
            self._kept[name] = self._of_call(name)
        return self._kept[name]

    def _of_call(self, name: str) -> Part:
        file = self._files.get(name, "main")
        for word, section in SECTIONS.items():
            # Services and jobs have a file each.
            if word in ("service", "job") and file.startswith(f"{word}_"):
                return _keyed(word, file, section)
            if word not in ("service", "job") and name.startswith(f"{word}_"):
                return _keyed(word, self._first(name), section)
        return Part(_TOPICS.get(file, file).replace("_", " "))

    def _first(self, name: str) -> str:
        """Return the call that others of the part are named after."""
        words = name.split("_")
        for length in range(1, len(words)):
            other = "_".join(words[:length])
            # Another one of the kind may have a longer key that begins so.
            if other in self._modules and self._modules[other] != self._modules.get(name):
                return other
        return name


def _keyed(word: str, name: str, section: str) -> Part:
    key = name.removeprefix(f"{word}_").replace("_", "-")
    return Part(_SHOWN.get(word, word).replace("_", " "), key, section)
