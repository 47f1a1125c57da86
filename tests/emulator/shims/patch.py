"""How a shim gets around a method of moto's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]


def around(owner: type, *names: str) -> Callable[[Function], Function]:
    """Decorate a function to run in place of methods of moto's: it gets the original, then the
    arguments."""

    def put(function: Function) -> Function:
        for name in names:
            setattr(owner, name, _bound(function, getattr(owner, name, None)))
        return function

    return put


def _bound(function: Function, original: Function | None) -> Function:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return function(original, self, *args, **kwargs)

    return method
