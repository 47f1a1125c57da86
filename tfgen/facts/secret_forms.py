"""How a text gives away that it holds a secret."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

_FORMS = {
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]{1,20} ){0,3}PRIVATE KEY"),
    "a GitHub token": re.compile(r"\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_\w{22})"),
    "a GitLab token": re.compile(r"\bglpat-[\w-]{20}"),
    "a Slack token": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10}"),
    # https://docs.stripe.com/keys#obtain-api-keys: those that begin with pk_ are public.
    "a Stripe key": re.compile(r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{10}"),
    "a SendGrid key": re.compile(r"\bSG\.[\w-]{16,32}\.[\w-]{16}"),
    # ${NAME} and <name> in the place of the password are put in later.
    "a password in a URL": re.compile(
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,80}:(?![$<{])[^\s/@]{3,200}@"
    ),
}
# A literal after the sign: not a variable, a command, a path or a placeholder.
_LIKELY = re.compile(
    r"(?:password|passwd|passphrase|secret|token|credentials?|(?:api|private|signing)[_-]?key"
    r"|access[_-]?key(?![_-]?id))\w{0,40}"
    r"[\"']?[ \t]*[=:][ \t]*[\"']?(?![\s\"'$`</{])\S{4}",
    re.IGNORECASE,
)
_NAMED_SECRET = re.compile(r"pass|pwd|secret|token|credential|key|auth", re.IGNORECASE)
# What a client sends to say who it is: https://datatracker.ietf.org/doc/html/rfc6750#section-2.1
_SENT = re.compile(
    r"authorization[\"']?[ \t]*[=:][ \t]*[\"']?(?:bearer|basic)[ \t]+(?![\s\"'$`</{])\S{4}",
    re.IGNORECASE,
)
# DB_PASS and MYSQL_PWD, but neither BYPASS nor PASS_THROUGH.
_SHORT_NAME = re.compile(r"(?:^|.*[_.-])(?:pass|pwd|psk)[0-9]?", re.IGNORECASE)
# What a name ends in that says something about a secret: where it lies, or how long it is.
_ABOUT = re.compile(
    r".*[_.-](?:age|alg|algorithm|audience|backend|bucket|cookie|count|dir|directory|duration"
    r"|enabled|encoding|endpoint|expires|expir(?:y|ation)|field|file|format|header|hosts?|issuer"
    r"|length|lifetime|limit|location|max|min|mode|names?|param|path|policy|port|prefix|provider"
    r"|ref|region|required|rotation|rules|scopes?|service|store|strategy|suffix|timeout|ttl|type"
    r"|ur[il]|version)",
    re.IGNORECASE,
)
# Long, and with all kinds of letters and digits: whatever its name, a machine made it.
_MADE = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9+/=_-]{20,}")
# A name such as TOKEN_TTL or SECRET_ARN does not make a secret of its value.
_HARMLESS = re.compile(
    r"[0-9.]*|(?:true|false|none|null)|https?://[^@]*|arn:.*",
    re.IGNORECASE,
)


def kind(line: str) -> str | None:
    """Return what secret a line certainly holds."""
    for name, form in _FORMS.items():
        if form.search(line):
            return name
    return None


def is_likely(line: str) -> bool:
    """Tell whether a line looks like a secret: a name such as password, and a literal after it."""
    return any(form.search(line) for form in (_LIKELY, _SENT))


def variable_kind(name: str, value: str) -> str | None:
    """Return what secret a variable holds, or seems to.

    A number, a URL or a word such as true is none.
    """
    if certain := kind(value):
        return certain
    if _HARMLESS.fullmatch(value) or not _is_named(name, value):
        return None
    if _ABOUT.fullmatch(name) and not _MADE.fullmatch(value):
        return None
    return "what looks like a secret"


def _is_named(name: str, value: str) -> bool:
    """Tell whether a name says that its value is a secret, and the value may be one."""
    if is_likely(f"{name}={value}"):
        return True
    # PWD is where a process is, too.
    return bool(_SHORT_NAME.fullmatch(name)) and is_likely(f"password={value}")


def words_kind(words: Sequence[str]) -> str | None:
    """Return what secret the last of some words of a command holds, or seems to.

    A word may be a whole line for a shell.
    """
    *before, last = words
    if certain := kind(last):
        return certain
    parts = [*before[-1:], *last.split()]
    if _SENT.search(last) or any(_is_given(*pair) for pair in itertools.pairwise(("", *parts))):
        return "what looks like a secret"
    return None


def _is_given(before: str, word: str) -> bool:
    """Tell whether a word gives a secret: --password=hunter2, or hunter2 behind --password."""
    name, _, value = word.partition("=")
    if before.startswith("-") and not word.startswith("-"):
        name, value = before, word
    return bool(value) and variable_kind(name, value) is not None


# Of a command: a program, a path, a flag, a word or a port; nothing that a machine made up.
_PLAIN_WORD = re.compile(
    r"--?[a-z][a-z.-]{0,40}(?:=(?:true|false|[0-9]{1,5}|/[a-z/.-]{1,40}))?|[0-9]{1,5}"
    r"|[./]{0,2}[a-z]{1,20}(?:[./:_-][a-z]{1,20}){0,6}|[0-9.]{7,15}:[0-9]{1,5}"
)


def is_plain_word(word: str) -> bool:
    """Tell whether a word of a command may be shown: a path, a flag, a small number."""
    return _PLAIN_WORD.fullmatch(word) is not None and not _NAMED_SECRET.search(word)
