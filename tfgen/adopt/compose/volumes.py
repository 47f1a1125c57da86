"""Volumes of a Compose file: named ones are file systems, what lies beside the file stays there.

https://docs.docker.com/reference/compose-file/services/#volumes
"""

from __future__ import annotations

import re
from typing import Any

from tfgen.adopt.compose import images
from tfgen.adopt.compose.project import Project, Unit
from tfgen.adopt.compose.values import is_true, mib_of, several
from tfgen.adopt.containers.keys import Keys, key_of
from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.frozen import frozen

# What is the host's own, which only a container on an instance can see.
_OF_HOST = re.compile(
    r"/(?:(?:var/run|run|proc|sys|dev|lib/modules|boot|var/lib/docker|var/log)(?:/.*)?)?"
)
# Files mounted so that logs have the host's time.
_TIME = {"/etc/localtime", "/etc/timezone"}
_DATA = re.compile(
    r"[^/]*(?:data|db|storage|upload|media|volume|postgres|mysql|mariadb|redis|mongo|elastic"
    r"|minio|backup)[^/.]*"
)
_COPY = (
    "what lies beside the Compose file is on no machine of AWS",
    "copy files into the image; for what the container writes, a volume with efs: a file system",
)
_HOST_PATH = (
    "a task on Fargate has no host",
    "copy it into the image, or give it an instance group where the path is",
)
_NEW = "it is a new file system, which is empty: copy the data into it"


@frozen
class Mount:
    """A mount of a service: what of, where to, and what stands there in the file."""

    kind: str
    source: str
    target: str
    is_read_only: bool
    node: Given


def mounts(unit: Unit) -> list[Mount]:
    """Return the mounts of a service, in either form."""
    listed: list[Mount] = []
    for item in several(unit.field("volumes")):
        listed.append(_long(unit, item) if item.is_map else _short(unit, item))
    return listed


def _short(unit: Unit, item: Given) -> Mount:
    text = unit.variables.text(item)
    if re.match(r"[A-Za-z]:[\\/]", text):
        # A drive of Windows, which is on no machine of AWS either.
        return Mount("bind", ".", text[2:].partition(":")[2], False, item)
    parts = text.split(":")
    if len(parts) == 1:
        return Mount("volume", "", parts[0], False, item)
    source, target, *options = parts
    # A name without a path is that of a volume.
    kind = "bind" if source.startswith((".", "/", "~")) or not source else "volume"
    # A path that a variable was to say is no name of a volume.
    if unit.variables.is_open(item) and "$" in str(item.peek).split(":")[0]:
        kind = "bind"
    is_read_only = "ro" in ",".join(options).split(",")
    return Mount(kind, source, target, is_read_only, item)


def _long(unit: Unit, item: Given) -> Mount:
    text = {
        key: unit.variables.text(item.entries[key])
        for key in ("type", "source", "target")
        if key in item.entries
    }
    read_only = item.get("read_only")
    is_read_only = is_true(read_only)
    if read_only:
        read_only.text  # noqa: B018
        if not is_read_only:
            read_only.changed("the mount can be written to, which is the default")
    kind = text.get("type", "volume")
    if kind == "volume" and "type" in item.entries:
        item.entries["type"].changed("it is what a mount has by default")
    return Mount(kind, text.get("source", ""), text.get("target", ""), is_read_only, item)


def needs_host(mount: Mount) -> bool:
    """Tell whether a mount is of the host itself."""
    return mount.kind == "bind" and bool(_OF_HOST.fullmatch(mount.source))


class Volumes:
    """The volumes of a spec: file systems that services share, by the names of the file."""

    def __init__(self, draft: Draft, project: Project) -> None:
        self._draft = draft
        self._keys = Keys()
        declared = project.node.get("volumes")
        self._declared = declared.entries if declared else {}
        for name, volume in self._declared.items():
            self._declare(project, name, volume)

    def _declare(self, project: Project, name: str, volume: Given) -> None:
        key = self._keys[name]
        self._draft.put(("file_systems", key), {})
        if not volume.entries:
            volume.whole  # noqa: B018
        volume.changed(f"it is the file system {key} of EFS, empty at first")
        for word, entry in volume.entries.items():
            if word == "external":
                project.variables.text(entry)
                entry.changed(_NEW)
            else:
                entry.leave("a file system of EFS has no such thing", f"look at file_systems.{key}")

    def into(self, fields: dict[str, Any], unit: Unit, on_instances: bool) -> None:
        """Put the mounts of a service, and what is mounted, into its fields."""
        for mount in mounts(unit):
            key = self._key(mount, unit, on_instances)
            if not key:
                continue
            ending = ":ro" if mount.is_read_only else ""
            line = f"{key}:{mount.target.rstrip('/') or '/'}{ending}"
            targets = [element.split(":")[1] for element in fields.get("mounts", [])]
            if not mount.target.startswith("/") or mount.target in targets or mount.target == "/":
                mount.node.lose("it is mounted at no path of its own", "write mounts: [x:/path]")
            elif key.startswith("/"):
                fields.setdefault("mounts", []).append(line)
            else:
                fields.setdefault("mounts", []).append(line)
                fields.setdefault("volumes", {})[key] = self._volume(mount, unit, key)

    def _volume(self, mount: Mount, unit: Unit, key: str) -> dict[str, Any]:
        if self._draft.get(("file_systems", key)) != {}:
            return {}
        user = re.fullmatch(r"([0-9]{1,9}):([0-9]{1,9})", unit.text("user"))
        if not user:
            return {"efs": key}
        # A new file system is root's: who is not has a directory of his own.
        own = {"path": f"/{key}", "uid": int(user[1]), "gid": int(user[2])}
        return {"efs": {"file_system": key, **own}}

    def _key(self, mount: Mount, unit: Unit, on_instances: bool) -> str:
        """Return the key of what is mounted, a path of the host, or "" where nothing is."""
        if mount.kind == "tmpfs":
            mount.node.changed("it is scratch space of the task, on a disk and not in memory")
            return key_of(mount.target, "scratch")
        if mount.kind == "volume" and not mount.source:
            mount.node.changed("it is scratch space of the task, gone with it")
            return key_of(mount.target, "scratch")
        if mount.kind == "volume":
            return self._named(mount)
        if mount.source in _TIME:
            mount.node.lose("tasks have the time of UTC", "environment: {TZ: Europe/Amsterdam}")
        elif needs_host(mount) and on_instances:
            return mount.source.rstrip("/") or "/"
        elif mount.kind == "bind" and self._is_data(mount, unit):
            return self._from_directory(mount)
        elif mount.kind == "bind":
            mount.node.lose(*(_HOST_PATH if mount.source.startswith("/") else _COPY))
        else:
            mount.node.lose("tasks have no such mounts")
        return ""

    def _named(self, mount: Mount) -> str:
        key = self._keys[mount.source]
        if mount.source not in self._declared and self._draft.get(("file_systems", key)) is None:
            self._draft.put(("file_systems", key), {})
            mount.node.changed("no volumes: has it; it is a new file system")
        return key

    def _is_data(self, mount: Mount, unit: Unit) -> bool:
        if mount.is_read_only or not mount.source.startswith(("./", "../", "/", "~")):
            return False
        last = mount.source.rstrip("/").rsplit("/", 1)[-1]
        # A name with an ending is of one file.
        if "." in last:
            return False
        is_of_database = images.database(unit.text("image")) and "/etc/" not in mount.target
        return bool(is_of_database or _DATA.fullmatch(last.lower()))

    def _from_directory(self, mount: Mount) -> str:
        key = self._keys[mount.source.strip("./~") or unit_name(mount)]
        self._draft.put(("file_systems", key), {})
        mount.node.changed(f"the directory is the file system {key}: {_NEW}")
        return key


def unit_name(mount: Mount) -> str:
    """Return a name for what is mounted, by where it is."""
    return mount.target.strip("/") or "data"


def tmpfs(unit: Unit, fields: dict[str, Any], on_instances: bool) -> None:
    """Put file systems in memory into the fields; on Fargate they are scratch space."""
    for item in several(unit.field("tmpfs")):
        path, _, options = unit.variables.text(item).partition(":")
        words = [word for word in options.split(",") if word]
        if not on_instances:
            key = key_of(path, "scratch")
            fields.setdefault("volumes", {})[key] = {}
            fields.setdefault("mounts", []).append(f"{key}:{path}")
            item.changed("Fargate has no file systems in memory: it is scratch space of the task")
            continue
        sizes = [mib_of(word.removeprefix("size=")) for word in words if word.startswith("size=")]
        rest = [word for word in words if not word.startswith("size=")]
        size = next((size for size in sizes if size), None)
        if size is None:
            item.changed("it has 64 MiB: ECS wants a size")
        form = {"size": size or 64, "mount_options": rest}
        fields.setdefault("tmpfs", {})[path] = form if rest else form["size"]
