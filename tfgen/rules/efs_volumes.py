"""Rules of volumes of EFS that lead through an access point or to a directory that exists."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.containers import EfsVolume
from tfgen.resolve import Cluster, Task
from tfgen.rules.containers import SECTIONS
from tfgen.rules.file_systems import efs_volumes
from tfgen.rules.rule import Path, finding, listed, rule

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html"
_EFS = "https://docs.aws.amazon.com/efs/latest/ug"


@rule(
    Code(
        "RULE484",
        "file-system-seen-in-two-ways",
        what="A volume leads into a file system in two ways.",
        why="path has an access point made, access_point_id names one that exists, and each says "
        "what the task sees and as which user. ECS takes no root_directory beside one, and "
        "without one it does nothing as another user.",
        help="Keep path with uid and gid, access_point_id, or root_directory.",
        source=_API,
    ),
    sections=SECTIONS,
    over=efs_volumes,
)
def file_systems_seen_in_one_way(
    cluster: Cluster,
    task: Task,
    path: Path,
    efs: EfsVolume,
) -> Iterator[Diagnostic]:
    """Hold volumes to one way, with a user only where tfgen makes the access point."""
    of_others = [way for way in ("access_point_id", "root_directory") if getattr(efs, way)]
    # uid 0 is root, and no absence.
    own = [way for way in ("path", "uid", "gid") if getattr(efs, way) is not None]
    if not of_others:
        return
    if len(of_others) > 1 or "path" in own:
        message = f"volume {path[-2]} leads through {listed([*own[:1], *of_others], 'and')} at once"
        help = "keep one: path with uid and gid, access_point_id, or root_directory"
        yield finding(cluster, "RULE484", path, message, help, key=True)
    elif own:
        message = f"{of_others[0]} takes no {listed(own)}: only an access point of path has a user"
        help = "remove what says the user, or write path in place of the rest"
        yield finding(cluster, "RULE484", (*path, own[0]), message, help, key=True)


@rule(
    Code(
        "RULE485",
        "directory-that-must-exist",
        what="A volume leads to what must exist in its file system already.",
        why="EFS makes the directory of path when it is first mounted. It makes no root_directory, "
        "and an access point that is gone or of another file system leads nowhere: the mount "
        "fails, and the task does not start.",
        help="See that it is there before the tasks start, or write path with uid and gid.",
        source=f"{_EFS}/troubleshooting-efs-mounting.html",
        severity=Severity.NOTE,
    ),
    sections=SECTIONS,
    over=efs_volumes,
)
def directories_are_told(
    cluster: Cluster,
    task: Task,
    path: Path,
    efs: EfsVolume,
) -> Iterator[Diagnostic]:
    """Tell what of a file system must be there, which only EFS knows."""
    # Of two ways at once RULE484 has told.
    if efs.path or (efs.access_point_id and efs.root_directory):
        return
    for way, noun in (("access_point_id", "access point"), ("root_directory", "directory")):
        name = getattr(efs, way)
        if name:
            message = f"tasks start only if {noun} {name} is in file system {efs.file_system}"
            help = "see that it is there, or write path with uid and gid to have one made"
            yield finding(cluster, "RULE485", (*path, way), message, help)


RULES = (file_systems_seen_in_one_way, directories_are_told)
