"""The register of persons in the back office against its own description."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis

from assistant.settings import ROOT
from tests.contract.backoffice_process import TOKEN, running_backoffice
from tests.contract.described import call, described, odd_calls

schema = described(ROOT / "backoffice" / "brp" / "openapi.yaml")


@pytest.fixture(scope="module")
def backoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("backoffice")
    with running_backoffice(folder) as address:
        yield address


@schema.parametrize()
@odd_calls
def test_answers_are_as_described(backoffice: str, **drawn: schemathesis.Case) -> None:
    call(drawn, backoffice, {"X-API-KEY": TOKEN})
