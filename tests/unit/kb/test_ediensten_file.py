"""An eDienst is one YAML file and no code; what is wrong in it is told to an editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.domain.ediensten.declaration import Condition, Kind, System
from assistant.domain.identity import Level
from assistant.settings import ROOT
from kb.ediensten_file import read_edienst
from kb.errors import ContentError
from kb.library import Library

DAY = {"key": "dag", "ask": "Welke dag?", "kind": "date", "label": "Dag", "property": "dag"}
BACK = {"key": "hoe", "ask": "Hoe?", "kind": "choice", "label": "Hoe", "property": "hoe",
        "options": [{"key": "post", "title": "Per post"}], "when": {"field": "dag", "values": ["x"]}}  # fmt: skip
SMALL: dict[str, Any] = {
    "title": "Iets aanvragen", "zaaktype": "IETS", "level": "midden", "intro": "Dit is het.",
    "receipt": "U hoort het.", "fields": [DAY, BACK],
}  # fmt: skip


def write(folder: Path, content: Any) -> Path:
    path = folder / "iets.yml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def test_file_becomes_an_edienst(tmp_path: Path) -> None:
    found = read_edienst(write(tmp_path, SMALL))
    assert (found.key, found.level, found.zaaktype) == ("iets", Level.MIDDEN, "IETS")
    day, how = found.fields
    assert (day.kind, how.when) == (Kind.DATE, Condition("dag", ("x",)))
    assert found.is_named_in("ik wil iets aanvragen graag")
    assert found.missing({"dag": "y"}) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": None}, "`title`"),
        ({"zaaktype": ""}, "`zaaktype` is leeg"),
        ({"level": "zwaar"}, "`level` heeft een waarde die niet mag"),
        ({"kleur": "rood"}, "`kleur` is geen veld dat hier mag staan"),
        ({"fields": [DAY | {"kind": "kleur"}]}, "`fields.0.kind` heeft een waarde die niet mag"),
        ({"fields": [DAY, DAY]}, "`dag` staat er twee keer"),
        ({"fields": [DAY | {"kind": "choice"}]}, "`options` hoort bij `kind: choice`"),
        ({"fields": [DAY | {"latest": 3}]}, "hoort `outside`"),
        ({"fields": [BACK, DAY]}, "`when` noemt `dag`, dat staat er niet boven"),
        ({"referrals": [{"when": {"field": "weg", "values": ["x"]}, "text": "Nee."}]}, "dat er niet is"),
        ({"fields": []}, "`fields`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    with pytest.raises(ContentError, match=r"iets\.yml") as error:
        read_edienst(write(tmp_path, SMALL | change))
    assert told in str(error.value)


@pytest.mark.parametrize("content", ["a: [", "", "- x"])
def test_what_is_no_declaration_at_all(tmp_path: Path, content: str) -> None:
    with pytest.raises(ContentError):
        read_edienst(write(tmp_path, content))


def test_ours_fit_the_catalogue_of_the_back_office() -> None:
    catalogue = yaml.safe_load((ROOT / "backoffice/zgw/catalogus.yml").read_text(encoding="utf-8"))
    every = Library(ROOT / "kb").ediensten("rotterdam").every
    assert {one.key for one in every} >= {"verhuizing", "klacht", "compliment", "parkeervergunning"}
    for one in (one for one in every if one.system is System.ZAKEN):
        known = set(catalogue["zaaktypen"][one.zaaktype]["eigenschappen"])
        assert {field.property for field in one.fields} - {""} <= known, one.key
