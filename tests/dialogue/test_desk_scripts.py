"""Residents who want a human, and the staff who help them: every state, and what breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogue.conftest import MONDAY_MORNING
from tests.dialogue.desk.player import Play
from tools.evaluate.stack import Stack, running

SCRIPTS = yaml.safe_load((Path(__file__).parent / "desk" / "scripts.yml").read_text())
MOMENTS = {
    "monday": MONDAY_MORNING,
    "evening": "2026-11-23T22:00:00+01:00",
    "christmas": "2026-12-25T11:00:00+01:00",
}


@pytest.fixture(scope="module", params=MOMENTS)
def moment(request: pytest.FixtureRequest) -> Iterator[tuple[str, Stack]]:
    with running(now=MOMENTS[request.param]) as stack:
        yield request.param, stack


def at(moment: str) -> list[dict[str, Any]]:
    return [one for one in SCRIPTS if one.get("moment", "monday") == moment]


def test_as_people_at_both_ends_expect(
    moment: tuple[str, Stack], subtests: pytest.Subtests
) -> None:
    name, balie = moment
    for script in at(name):
        with subtests.test(msg=script["title"]):
            Play(balie, script).run()


def test_forty_of_them_and_each_has_a_name_of_its_own() -> None:
    titles = [script["title"] for script in SCRIPTS]
    assert len(titles) >= 40
    assert len(set(titles)) == len(titles)
    assert {script.get("moment", "monday") for script in SCRIPTS} == set(MOMENTS)
