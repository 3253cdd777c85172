"""Plays the scripts in `zaken/`: consent, a real login at the broker, and the zaak as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import inspect, text

from assistant.settings import ROOT
from connectors.storage.database import open_engine
from tests.dialogue.played import play, shown
from tools.evaluate import dialogues
from tools.evaluate.stack import Stack

META, SCRIPTS = dialogues.load(Path(__file__).parent / "zaken" / "dialogues.yml")
PERSONS = yaml.safe_load((ROOT / "backoffice/digid/persons.yml").read_text(encoding="utf-8"))
BAR = 0.95


@pytest.fixture(scope="module")
def played(balie: Stack) -> list[dict[str, Any]]:
    return play(balie, META, SCRIPTS)


def test_scripts_end_as_they_should(played: list[dict[str, Any]]) -> None:
    failed = [line for line in played if not line["passed"]]
    assert 1 - len(failed) / len(played) >= BAR, "\n\n".join(
        shown(line, SCRIPTS) for line in failed
    )


def test_nothing_of_balie_holds_a_bsn(balie: Stack, played: list[dict[str, Any]]) -> None:
    numbers = [person["bsn"] for person in PERSONS["personen"]]
    engine = open_engine(balie.database_url)
    with engine.connect() as connection:
        logged_in = connection.execute(text("SELECT count(*) FROM logins")).scalar_one()
        kept = {
            name: str(connection.execute(text(f'SELECT * FROM "{name}"')).all())  # noqa: S608
            for name in inspect(engine).get_table_names()
        }
    engine.dispose()
    assert logged_in > len(SCRIPTS) / 2
    assert [name for name, rows in kept.items() if any(bsn in rows for bsn in numbers)] == []
    assert [bsn for bsn in numbers if bsn in balie.log.read_text(errors="replace")] == []
