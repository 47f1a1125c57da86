"""What CI has to know of specs: where their trees stand, and which is applied before which."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from tfgen.commands.folders import targets
from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError
from tfgen.frozen import frozen
from tfgen.language.nearby import real
from tfgen.pipeline import Checked
from tfgen.resolve import Cluster
from tfgen.write.whose import standing

# A variable of the engine holds the ARN where none is given.
ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]+")
_BACKEND = re.compile(r'^\s*(?:backend "\w+"|cloud) \{', re.M)


@frozen
class Roles:
    """The roles that jobs take for one tree; "" is what a variable of the engine says."""

    plan: str = ""
    apply: str = ""


@frozen
class Tree:
    """The tree of a spec, by paths from the root of the repository.

    `after` names the trees that have to be applied before it: its platform's. `templates` is the
    folder of templates of its owner's that it was rendered with; "" where there is none.
    """

    spec: str
    folder: str
    cluster: Cluster
    roles: Roles
    after: tuple[str, ...]
    templates: str = ""

    @property
    def name(self) -> str:
        """What CI calls it, its environment too: the name of its folder."""
        return PurePath(self.folder).name

    @property
    def is_application(self) -> bool:
        """Whether it runs on a platform that another tree makes."""
        return self.cluster.application is not None


def trees(specs: Sequence[Checked], out: Path, roles: Mapping[str, Roles]) -> list[Tree]:
    """Return the trees of specs, platforms first.

    `roles` are by spec, those of "" for all others. Raises TfgenError where CI could not work.
    """
    folders = [target.folder for target in targets(specs, out)]
    faults = [*_outside(specs, out), *_stateless(specs, folders), *_unknown(specs, roles)]
    if faults:
        raise TfgenError(faults)
    by_spec = {real(spec.path): folder.name for spec, folder in zip(specs, folders, strict=True)}
    made = [
        Tree(
            spec.path.as_posix(),
            folder.as_posix(),
            spec.cluster,
            _roles_of(spec.path.as_posix(), roles),
            _after(spec.cluster, by_spec),
            _templates_of(folder),
        )
        for spec, folder in zip(specs, folders, strict=True)
    ]
    return sorted(made, key=lambda tree: (tree.is_application, tree.folder))


# What the deployer has to name, so that jobs of an engine may take its role.
_DEPLOYERS = {"github": "github: owner/name", "gitlab": "gitlab: group/project"}


def notes(specs: Sequence[Checked], engine: str) -> Iterator[Diagnostic]:
    """Yield what will not work in CI until the spec says more."""
    for spec in specs:
        cluster = spec.cluster
        external = [
            key
            for key, service in cluster.services.items()
            if service.deployment.owner == "external"
        ]
        deployer = cluster.deployer
        # Atlantis deploys nothing: whoever does is not known here.
        if external and not (deployer and getattr(deployer, engine, True)):
            whose = f"of {engine} " if deployer else ""
            message = f"there is no role for CI {whose}that deploys {', '.join(sorted(external))}"
            wanted = _DEPLOYERS.get(engine, _DEPLOYERS["github"])
            help = f"write deployer with the repository: deployer: {{{wanted}}}"
            yield _warning("USAGE063", message, cluster.at("services", external[0]), help)


def _roles_of(spec: str, roles: Mapping[str, Roles]) -> Roles:
    of_all, own = roles.get("", Roles()), roles.get(spec, Roles())
    return Roles(own.plan or of_all.plan, own.apply or of_all.apply)


def _after(cluster: Cluster, by_spec: Mapping[Path, str]) -> tuple[str, ...]:
    platform = cluster.reading.platform
    if platform is None:
        return ()
    name = by_spec.get(real(Path(platform.file)))
    return (name,) if name else ()


def _templates_of(folder: Path) -> str:
    """Return the templates that a tree says it was rendered with, by their path from the root."""
    try:
        record = standing(folder)
    except OSError:  # what checks the tree says so
        return ""
    # After a merge there may be two, of which one is asked for.
    ways = sorted(record.said("templates")) if record else []
    return PurePath(os.path.normpath(folder / ways[0])).as_posix() if ways else ""


def _outside(specs: Sequence[Checked], out: Path) -> Iterator[Diagnostic]:
    for path in (*(spec.path for spec in specs), out):
        inside = os.path.normpath(path)
        if path.is_absolute() or inside.startswith("..") or str(path) == "-":
            message = f"CI cannot find {path}: it is no path below this folder"
            help = "run tfgen ci in the root of the repository, with paths from there"
            yield Diagnostic("USAGE061", message, Location(str(path), length=0), help)


def _stateless(specs: Sequence[Checked], folders: Sequence[Path]) -> Iterator[Diagnostic]:
    for spec, folder in zip(specs, folders, strict=True):
        if spec.cluster.state is None and not _has_own_backend(folder):
            message = f"{spec.path} has no state that outlives a job of CI"
            help = "write state, such as state: {bucket: acme-terraform-state}"
            yield Diagnostic("USAGE060", message, Location(str(spec.path), length=0), help)


def _has_own_backend(folder: Path) -> bool:
    """Tell whether a file that the user put beside the tree says where the state is."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("*.tf"))
    return any(_BACKEND.search(text) for text in texts)


def _unknown(specs: Sequence[Checked], roles: Mapping[str, Roles]) -> Iterator[Diagnostic]:
    known = {"", *(spec.path.as_posix() for spec in specs)}
    for spec, given in roles.items():
        if spec not in known:
            message = f"a role is given for {spec}, which is none of the specs"
            help = "write the path as it is given: --plan-role SPEC=ARN"
            yield Diagnostic("USAGE062", message, help=help)
        for arn in filter(None, (given.plan, given.apply)):
            if not ROLE_ARN.fullmatch(arn):
                message = f"{arn} is not the ARN of a role"
                help = "write arn:aws:iam::<account>:role/<name>, or leave it to a variable"
                yield Diagnostic("USAGE062", message, help=help)


def _warning(code: str, message: str, place: Location, help: str) -> Diagnostic:
    return Diagnostic(code, message, place, help, Severity.WARNING)
