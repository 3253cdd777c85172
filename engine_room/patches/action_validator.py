"""Rasa checks the answer of each custom action with `jsonschema.validate`, which first checks the
schema itself, a constant, again: 30 ms of CPU per action. One validator made once does the same
check in 0.03 ms and raises the same error.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any


def apply(module: ModuleType) -> None:
    """Replace the check of `RemoteAction` by one with a ready-made validator."""
    from jsonschema import ValidationError
    from jsonschema.validators import validator_for

    schema = module.RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)
    docs = f"{module.DOCS_BASE_URL}/custom-actions"

    def validate_action_result(_: Any, result: dict[str, Any]) -> bool:
        try:
            validator.validate(result)
        except ValidationError as error:
            error.message += (
                ". Failed to validate Action server response from API, make sure your response "
                "from the Action endpoint is valid. For more information about the format visit "
                f"{docs}"
            )
            raise
        return True

    module.RemoteAction._validate_action_result = validate_action_result
