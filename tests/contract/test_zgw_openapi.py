"""The APIs of zaken in the back office against their own description."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
import schemathesis

from assistant.settings import ROOT
from tests.contract.backoffice_process import running_backoffice
from tests.contract.described import call, described, odd_calls
from tests.unit.backoffice.zgw import SECRET

schema = described(ROOT / "backoffice" / "zgw" / "openapi.yaml")


@pytest.fixture(scope="module")
def backoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield address


@schema.parametrize()
@odd_calls
def test_answers_are_as_described(backoffice: str, **drawn: schemathesis.Case) -> None:
    claims = {"iss": "balie", "client_id": "balie", "iat": int(time.time()) - 5}
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    call(drawn, backoffice, {"Authorization": f"Bearer {token}"})
