"""Calls that moto does not know."""

from __future__ import annotations

import json
from typing import Any

from moto.core.responses import BaseResponse

from emulator.shims.patch import Function, around


@around(BaseResponse, "call_action")
def refuse_what_is_unknown(original: Function, response: Any) -> Any:
    """moto fails within, which the provider takes for a fault that passes: it asks for half an hour."""
    try:
        return original(response)
    except NotImplementedError as error:
        if "json" in response.headers.get("Content-Type", ""):
            body = json.dumps({"__type": "UnknownOperationException", "message": str(error)})
        else:
            fault = f"<Code>InvalidAction</Code><Message>{error}</Message>"
            body = f"<ErrorResponse><Error>{fault}</Error></ErrorResponse>"
        return 400, {"status": 400}, body
