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
documents = described(ROOT / "backoffice" / "zgw" / "documenten.yaml")


@pytest.fixture(scope="module")
def backoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield address


def authorised() -> dict[str, str]:
    claims = {"iss": "balie", "client_id": "balie", "iat": int(time.time()) - 5}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, algorithm='HS256')}"}


@schema.parametrize()
@odd_calls
def test_answers_are_as_described(backoffice: str, **drawn: schemathesis.Case) -> None:
    call(drawn, backoffice, authorised())


@documents.parametrize()
@odd_calls
def test_documents_are_as_described(backoffice: str, **drawn: schemathesis.Case) -> None:
    call(drawn, backoffice, authorised())
