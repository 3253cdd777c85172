"""A municipality is one YAML file and no code."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.domain.municipality import Location, Municipality
from kb.errors import ContentError
from kb.municipality_file import read_municipality

SMALL = {
    "name": "Tilburg",
    "contact": {"phone": "14 013", "website": "https://t.example"},
    "hours_text": "op werkdagen",
}
PAGES = ("appointment_page", "contact_page", "report_page", "complaint_page", "zaak_page")


def read(folder: Path, content: object) -> Municipality:
    path = folder / "tilburg" / "municipality.yml"
    path.parent.mkdir()
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return read_municipality(path)


def test_municipality_is_named_in_addresses_after_its_folder(tmp_path: Path) -> None:
    found = read(tmp_path, SMALL)
    assert (found.slug, found.name, found.phone) == ("tilburg", "Tilburg", "14 013")


@pytest.mark.parametrize("page", PAGES)
def test_page_is_the_website_when_there_is_no_page_of_its_own(tmp_path: Path, page: str) -> None:
    assert getattr(read(tmp_path, SMALL), page) == "https://t.example"


@pytest.mark.parametrize("page", PAGES)
def test_page_is_its_own_when_it_is_given(tmp_path: Path, page: str) -> None:
    contact = {**SMALL["contact"], page: "https://t.example/here"}  # type: ignore[dict-item]
    found = read(tmp_path, SMALL | {"contact": contact})
    assert getattr(found, page) == "https://t.example/here"
    assert sum(getattr(found, other) == "https://t.example/here" for other in PAGES) == 1


def test_municipality_has_hours_places_and_facts_when_they_are_given(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        SMALL
        | {
            "hours_text": "op werkdagen",
            "hours": {"phone": {"mon": ["08:00-18:00"], "sun": None}, "desk": None},
            "locations": [{"name": "Stadhuis", "address": "Plein 1", "city": "Tilburg"}],
            "aliases": ["tilburg stad"],
            "theme": {"primary": "#000000"},
            "facts": {"tarief": {"value": 80.5, "source": "x"}, "kaal": "ja"},
        },
    )
    assert found.hours == {"phone": {"mon": ("08:00-18:00",), "sun": ()}, "desk": {}}
    assert found.locations == (Location("Stadhuis", "Plein 1", "", "Tilburg"),)
    assert found.facts == {"tarief": "80.5", "kaal": "ja"}
    assert (found.aliases, found.theme) == (("tilburg stad",), {"primary": "#000000"})
    assert found.values()["adres"] == "Stadhuis, Plein 1, Tilburg"


def test_address_is_the_website_when_there_is_no_location(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL).values()["adres"] == "https://t.example"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("name: [open", "geen geldige YAML"),
        ("- a", "moet uit"),
        ("", "moet uit"),
        ({"name": "Tilburg"}, "verplicht"),
        ({"contact": {"phone": "1"}}, "verplicht"),
    ],
)
def test_file_is_refused_with_a_hint_when_it_cannot_be_used(
    tmp_path: Path, content: object, problem: str
) -> None:
    with pytest.raises(ContentError, match=problem):
        read(tmp_path, content)


def test_file_is_refused_with_a_hint_when_facts_have_another_form(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        read(tmp_path, SMALL | {"facts": ["tarief"]})


def test_file_is_refused_with_a_hint_when_it_has_no_hours_text(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="hours_text"):
        read(tmp_path, SMALL | {"hours_text": ""})


def test_municipality_may_want_balie_to_be_surer_than_elsewhere(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL | {"thresholds": {"answer": 0.8}}).thresholds == {"answer": 0.8}


def test_municipality_has_no_thresholds_of_its_own_when_it_names_none(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL).thresholds == {}


@pytest.mark.parametrize("own", [{"answer": 2}, {"answer": "hoog"}, {"crisis": 0.5}, [0.5]])
def test_file_is_refused_with_a_hint_when_a_threshold_is_none(tmp_path: Path, own: object) -> None:
    with pytest.raises(ContentError, match="thresholds"):
        read(tmp_path, SMALL | {"thresholds": own})


def test_municipality_names_the_other_sites_that_show_the_chat(tmp_path: Path) -> None:
    origins = ["https://formulieren.tilburg.nl", "http://localhost:3000"]
    assert read(tmp_path, SMALL | {"origins": origins}).origins == tuple(origins)


@pytest.mark.parametrize(
    "origins",
    ["https://a.nl", ["*"], ["https://a.nl/pad"], ["http://a.nl"], ["a.nl"], [None], {"a": 1}],
)
def test_file_is_refused_with_a_hint_when_an_origin_is_none(
    tmp_path: Path, origins: object
) -> None:
    with pytest.raises(ContentError, match="origins"):
        read(tmp_path, SMALL | {"origins": origins})
