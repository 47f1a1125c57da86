"""Step Functions: workflows."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.stepfunctions.parser.asl.parse.asl_parser import (
    AmazonStateLanguageParser,
    ASLParserException,
)
from moto.stepfunctions.responses import StepFunctionResponse


def validate_state_machine_definition(self: Any) -> ActionResult:
    """The provider asks in each plan whether a definition is one; moto can tell, and is never asked."""
    try:
        AmazonStateLanguageParser.parse(self._get_param("definition"))
    except ASLParserException as error:
        fault = {"severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED", "message": str(error)}
        return ActionResult({"result": "FAIL", "diagnostics": [fault]})
    return ActionResult({"result": "OK", "diagnostics": []})


def list_state_machine_versions(self: Any) -> ActionResult:
    """moto keeps no versions, and a workflow here publishes none."""
    return ActionResult({"stateMachineVersions": []})


StepFunctionResponse.list_state_machine_versions = list_state_machine_versions
StepFunctionResponse.validate_state_machine_definition = validate_state_machine_definition
