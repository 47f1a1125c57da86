"""How a text gives away that it holds a secret."""

from __future__ import annotations

import re

_FORMS = {
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]{1,20} ){0,3}PRIVATE KEY"),
    "a GitHub token": re.compile(r"\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_\w{22})"),
    "a GitLab token": re.compile(r"\bglpat-[\w-]{20}"),
    "a Slack token": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10}"),
    "a password in a URL": re.compile(
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,80}:(?![$<{])[^\s/@]{3,200}@"
    ),
}
# A literal after the sign: not a variable, a command, a path or a placeholder.
_LIKELY = re.compile(
    r"(?:password|passwd|secret|token|api_?key)\w{0,40}[\"']?[ \t]*[=:][ \t]*[\"']?(?![\s\"'$`</{])\S{4}",
    re.IGNORECASE,
)


def kind(line: str) -> str | None:
    """Return what secret a line certainly holds."""
    return next((kind for kind, form in _FORMS.items() if form.search(line)), None)


def is_likely(line: str) -> bool:
    """Tell whether a line looks like it holds a secret: a name such as password, and a literal after it."""
    return _LIKELY.search(line) is not None


def variable_kind(name: str, value: str) -> str | None:
    """Return what secret a variable holds, or seems to; a number, a URL or a word such as true is none."""
    if found := kind(value):
        return found
    harmless = re.fullmatch(
        r"[0-9.]*|(?:true|false|none|null)|https?://[^@]*|arn:.*", value, re.IGNORECASE
    )
    return None if harmless or not is_likely(f"{name}={value}") else "what looks like a secret"
