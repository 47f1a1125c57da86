"""Names that sound as of a secret, or are one letter off such a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_STEMS = (
    *("passwd", "password", "passphrase", "secret", "token", "apikey", "accesskey"),
    *("privatekey", "secretkey", "signingkey", "credential", "authorization", "bearer"),
)
_SHORT = (
    r"pass(?!through)|ssword|pwd|psk|dsn|auth|salt|cookie|smtp_?url|database_?url|api_?key|_key\b"
)
# Words of the language, and of AWS, that only sound like a secret's name.
_SOUNDS = re.compile(
    r"\bmutual_authentication\b|\bregistry_auth:|\bon_unauthenticated_request:"
    r"|\bauth:(?=\s*(?:\{|$))|\bsecrets?manager\b(?!:)"
)


def tells_name(line: str) -> bool:
    """Tell whether a line has a name as of a secret, or one letter off it."""
    line = _SOUNDS.sub("", line)
    if re.search(_SHORT, line, re.IGNORECASE):
        return True
    return _names().search(re.sub(r"[-_. ]", "", line)) is not None


@cache
def _names() -> re.Pattern[str]:
    forms = {form for stem in _STEMS for form in _near(stem)}
    return re.compile("|".join(sorted(forms)), re.IGNORECASE)


def _near(stem: str) -> Iterator[str]:
    """Yield patterns of a word with a letter too few, too many or another one."""
    for at in range(1, len(stem)):
        yield f"{stem[:at]}.{stem[at:]}"
        yield f"{stem[:at]}.?{stem[at + 1 :]}"
    yield stem[1:]
