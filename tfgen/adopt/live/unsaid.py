"""What tasks have beyond what a description reads: told, so that it is not missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.adopt.live.sketch import Sketch
from tfgen.diagnostics import Severity

# The word of the spec for it, "" where there is none.
_OF_DEFINITIONS = {
    "inference_accelerator": "",
    "ipc_mode": "ipc_mode",
    "pid_mode": "pid_mode",
    "placement_constraints": "placement.constraints",
    # App Mesh, which AWS has given up: https://docs.aws.amazon.com/app-mesh/latest/userguide/
    "proxy_configuration": "service_connect",
}


def unsaid_of_task(sketch: Sketch, path: str, values: Mapping[str, Any]) -> None:
    """Tell what of a task definition is not in the draft."""
    for name, word in _OF_DEFINITIONS.items():
        if values.get(name):
            _tell(sketch, f"{path}: {name} of the task definition", path, word)
    for volume in values.get("volume") or ():
        # Volumes of plug-ins have options that the spec says in another way.
        for name in ("docker_volume_configuration", "fsx_windows_file_server_volume_configuration"):
            if volume.get(name):
                _tell(sketch, f"{path}: {name} of volume {volume['name']}", path, "volumes")


def _tell(sketch: Sketch, what: str, path: str, word: str) -> None:
    help = f"say it by {path}.{word}" if word else "tfgen has no such thing"
    sketch.say("ADOPT001", f"{what} is not carried over", help, Severity.WARNING)
