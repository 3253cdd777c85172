"""Teams: those of everybody, and what a municipality changes in them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.settings import ROOT
from kb.errors import ContentError
from kb.library import Library
from kb.municipality_file import read_municipality
from kb.teams_file import read_teams

OWN = {"name": "Wmo-loket", "knows": ["wmo"], "hours": {"mon": ["09:00-12:00"]}}


def write(path: Path, content: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def test_a_municipality_adds_changes_and_leaves_out(tmp_path: Path) -> None:
    every = read_teams(
        write(tmp_path / "teams.yml", {"zorg": {"name": "Zorg"}, "water": {"name": "Water"}})
    )
    place = {
        "name": "Tilburg", "contact": {"phone": "14 013"}, "hours_text": "op werkdagen",
        "teams": {"zorg": OWN, "water": None, "kunst": {"name": "Kunst"}},
    }  # fmt: skip
    found = read_municipality(write(tmp_path / "tilburg" / "municipality.yml", place), every)
    assert [(team.key, team.name) for team in found.teams] == [
        ("zorg", "Wmo-loket"), ("kunst", "Kunst"),
    ]  # fmt: skip
    assert found.teams[0].knows == {"wmo"}
    assert found.teams[0].hours == {"mon": ("09:00-12:00",)}


@pytest.mark.parametrize(
    "content",
    [
        "zorg: {name: [", "- zorg", {"zorg": "Zorg"}, {"zorg": {}}, {"zorg": {"naam": "Zorg"}},
        {"zorg": {"name": "Zorg", "knows": "wmo"}},
        {"zorg": {"name": "Zorg", "hours": {"maandag": []}}},
        {"zorg": {"name": "Zorg", "hours": ["09:00-12:00"]}},
    ],
)  # fmt: skip
def test_what_is_no_team_is_refused_with_the_file(tmp_path: Path, content: object) -> None:
    with pytest.raises(ContentError, match=r"teams\.yml"):
        read_teams(write(tmp_path / "teams.yml", content))


def test_every_subject_that_teams_know_is_in_the_library() -> None:
    library = Library(ROOT / "kb")
    owners = {article.owner for article in library.articles()}
    slugs = {article.slug for article in library.articles()}
    for team in read_teams(ROOT / "kb" / "teams.yml").values():
        assert team.knows <= owners | slugs, team.key
