"""The back office against its own descriptions: thousands of odd calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
odd_calls = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def described(path: Path) -> Any:
    """The description in a file."""
    return schemathesis.openapi.from_dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def call(
    drawn: Mapping[str, Any],
    address: str,
    headers: Mapping[str, str],
    ours: Collection[str] = (),
) -> None:
    """Make one drawn call, and check what comes back.

    `ours`: headers with which the API itself says no, also where the system that it speaks for
    gives that the status 500.
    """
    made = drawn["case"]
    response = made.call(base_url=address, headers=dict(headers), timeout=10)
    said_no = any(name in response.headers for name in ours)
    checks = [one for one in CHECKS if not (said_no and one is not_a_server_error)]
    made.validate_response(response, checks=checks)
