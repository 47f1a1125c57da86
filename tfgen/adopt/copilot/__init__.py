"""A workspace of AWS Copilot → drafts of specs, one for each of its environments.

https://aws.github.io/copilot-cli/docs/manifest/overview/
"""

from tfgen.adopt.copilot.convert import drafts
from tfgen.adopt.copilot.scene import Said
from tfgen.adopt.copilot.shared import shared
from tfgen.adopt.copilot.workspace import Workspace, opened

__all__ = ["Said", "Workspace", "drafts", "opened", "shared"]
