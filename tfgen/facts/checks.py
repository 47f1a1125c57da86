"""Which checks of checkov say the same as a security finding of ours. Imports nothing of ours.

Where a spec may relax what a module makes, the module skips the check, inside the block that it is
about and with the reason there, and the finding tells of it on the spec; a test runs checkov to
hold that. https://www.checkov.io/5.Policy%20Index/terraform.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CHECKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "SEC001": ("CKV2_AWS_20", "CKV_AWS_2", "CKV_AWS_103", "CKV_AWS_378"),
        "SEC002": ("CKV_AWS_91", "CKV_AWS_92"),
        "SEC003": ("CKV_AWS_150",),
        "SEC004": ("CKV2_AWS_11",),
        "SEC005": ("CKV_AWS_338",),
        "SEC006": ("CKV_AWS_65",),
        "SEC007": ("CKV_AWS_24", "CKV_AWS_25"),
        "SEC009": ("CKV2_AWS_74", "CKV_AWS_103"),
        "SEC010": ("CKV_AWS_88",),
        "SEC011": ("CKV_AWS_341",),
        "SEC024": ("CKV_AWS_273",),
        "SEC026": ("CKV2_AWS_71",),
        "SEC028": ("CKV_AWS_333",),
        "SEC013": ("CKV_AWS_113",),
        "SEC014": ("CKV_AWS_223", "CKV_AWS_224"),
        "SEC045": ("CKV_AWS_192",),
    }
)
