"""Variables with secrets: the spec says where their values are, and never what they are."""

from __future__ import annotations

import re
from typing import Any

from tfgen.adopt.containers.keys import Keys
from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.facts import secret_forms

_WHY = "it looks like a secret, whose value no spec holds"
# Of what is secret by its name alone the value does not matter: it may be put in later.
_NAMED = re.compile(r".*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|_PASS|_PWD)")
# A key that a machine made, of which a spec that people write needs no such suspicion.
_KEY_NAME = re.compile(r"(?!.*(?:PUBLIC|PUBLISHABLE)).*(?:^|_|-)(?:KEY|SALT)")
_KEY_VALUE = re.compile(
    # As Laravel makes them: https://laravel.com/docs/encryption#configuration
    r"base64:[A-Za-z0-9+/_-]{16,}={0,2}"
    r"|(?=.*[0-9])(?=.*[A-Za-z])(?!pk_)[A-Za-z0-9+/_-]{20,}={0,2}"
)
# Some value that a machine may have made.
_SOME_VALUE = "x7Kq2mZp9"


class Hidden:
    """The secrets of a spec, of which two variables with one value share one."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._keys = Keys()
        self._by_value: dict[str, str] = {}

    def is_secret(self, name: str, value: str, later: bool = False) -> bool:
        """Tell whether a variable holds a secret; `later`: the value is put in from elsewhere."""
        if later:
            named = _NAMED.fullmatch(name.upper())
            return bool(named and secret_forms.variable_kind(name, _SOME_VALUE))
        is_key = _KEY_NAME.fullmatch(name.upper()) and _KEY_VALUE.fullmatch(value)
        return bool(is_key) or secret_forms.variable_kind(name, value) is not None

    def place(self, node: Given, name: str, value: str, known_as: str = "") -> dict[str, Any]:
        """Return where the value of a variable will be, and say that it has to be put there."""
        key = self._key(name, value, known_as)
        node.hide()
        node.lose(_WHY, _help(key))
        return {"secret": key}

    def place_of_file(self, node: Given, name: str, value: str) -> dict[str, Any]:
        """Return where the value of a variable will be that stands in a file which a node names."""
        key = self._key(name, value, "")
        node.remark("ADOPT001", f"{name} is not carried over: {_WHY}", _help(key))
        return {"secret": key}

    def _key(self, name: str, value: str, known_as: str) -> str:
        # Empty values of two variables are not one secret.
        key = self._by_value.setdefault(value or name, self._keys[known_as or name])
        self._draft.put(("secrets", key), {})
        return key

    def named(self, name: str) -> str:
        """Return the key of a secret that has a name of its own, and make it."""
        key = self._by_value.setdefault(f"\0{name}", self._keys[name])
        self._draft.put(("secrets", key), {})
        return key


def _help(key: str) -> str:
    return f"the spec makes secrets.{key} without a value: put it there before tasks start"
