"""The APIs of zaken in the back office against their own description: thousands of odd calls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.settings import ROOT
from tests.contract.backoffice_process import running_backoffice
from tests.unit.backoffice.zgw import SECRET

DESCRIPTION = ROOT / "backoffice" / "zgw" / "openapi.yaml"
schema = schemathesis.openapi.from_dict(yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8")))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def backoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield address


@schema.parametrize()
@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_described(backoffice: str, **drawn: schemathesis.Case) -> None:
    claims = {"iss": "balie", "client_id": "balie", "iat": int(time.time()) - 5}
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    headers = {"Authorization": f"Bearer {token}"}
    drawn["case"].call_and_validate(base_url=backoffice, headers=headers, checks=CHECKS, timeout=10)
