"""Checklists at life events: their steps, what is done, and which step a text means."""

from __future__ import annotations

import pytest

from assistant.domain.articles import Article, Kind, Step
from assistant.domain.life_events import Checklist, names_a_number, says_both, says_not_done
from assistant.errors import ArticleNotFound, MunicipalityNotFound
from assistant.services.life_events import LifeEventService, done_payload
from tests.fakes.library import FakeLibrary

STEPS = (
    Step("Verhuizing doorgeven", "Geef uw adres door.", "binnen 5 dagen", "verhuismelding"),
    Step("Anderen inlichten", "Schrijf uw bank.", "daarna", "verhuismelding_instanties", "zelf"),
    Step("Toeslagen aanpassen", "Log in.", "binnen 4 weken", "dienst-toeslagen", "wijzigen"),
    Step("Uitkering regelen", "Vraag die aan.", "daarna", "verhuismelding_instanties", "gemeente"),
)
SERVICE = LifeEventService(
    FakeLibrary(
        [
            Article("verhuizen", Kind.LIFE_EVENT, "Stappenplan verhuizen", "", steps=STEPS),
            Article("scheiden", Kind.LIFE_EVENT, "Stappenplan scheiden", "", steps=STEPS[:1]),
            Article("verhuismelding", Kind.FAQ, "Verhuizing doorgeven", ""),
        ]
    )
)
FIRST, THIRD = "verhuizen/verhuismelding/algemeen", "verhuizen/dienst-toeslagen/wijzigen"


def checklist(*done: str) -> Checklist:
    return SERVICE.checklist("verhuizen", "tilburg", done)


def numbers(items: tuple[object, ...]) -> list[int]:
    return [item.number for item in items]  # type: ignore[attr-defined]


# --- progress


def test_checklist_has_every_step_to_do_in_the_order_of_the_file() -> None:
    made = checklist()
    assert [item.step for item in made.items] == list(STEPS)
    assert numbers(made.to_do) == [1, 2, 3, 4]
    assert made.done == ()


def test_checklist_ticks_what_is_done_and_keeps_the_numbers() -> None:
    made = checklist(FIRST, THIRD)
    assert numbers(made.done) == [1, 3]
    assert numbers(made.to_do) == [2, 4]


@pytest.mark.parametrize(
    "other", ["scheiden/verhuismelding/algemeen", "verhuizen/weg/algemeen", ""]
)
def test_checklist_is_not_ticked_by_steps_of_another_life_event_or_of_the_past(other: str) -> None:
    assert checklist(other).done == ()


@pytest.mark.parametrize("slug", ["verhuismelding", "weg", ""])
def test_there_is_no_checklist_for_what_is_no_life_event(slug: str) -> None:
    with pytest.raises(ArticleNotFound):
        SERVICE.checklist(slug, "tilburg")
    with pytest.raises(MunicipalityNotFound):
        SERVICE.checklist("verhuizen", "ede")


def test_titles_are_those_of_life_events_only() -> None:
    assert SERVICE.titles("tilburg") == ("Stappenplan verhuizen", "Stappenplan scheiden")


def test_button_and_checklist_name_a_step_alike() -> None:
    item = checklist().items[2]
    assert done_payload(item) == f'/mark_step_done{{"step": "{THIRD}"}}'
    assert checklist().item(THIRD) == item
    assert checklist().item("verhuizen/weg/x") is None


def test_step_about_an_article_is_the_one_that_is_still_to_do() -> None:
    second = "verhuizen/verhuismelding_instanties/zelf"
    about = [checklist(*done).about("verhuismelding_instanties") for done in ((), (second,))]
    assert [item.number if item else 0 for item in about] == [2, 4]
    assert checklist().about("paspoort") is None


# --- which step a text means


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("klaar met stap 1", [1]),
        ("Stap Drie heb ik gedaan!", [3]),
        ("stap een is klaar", [1]),
        ("stap 1 en 2 zijn klaar", [1, 2]),
        ("stappen 1, 3 en 4", [1, 3, 4]),
        ("stap 2 t/m 4 zijn gedaan", [2, 3, 4]),
        ("stap 1 tot en met 3", [1, 2, 3]),
        ("stap 1 en stap 3", [1, 3]),
        ("nr. 2 is gebeurd", [2]),
        ("2 is klaar", [2]),
        ("de eerste heb ik al gedaan", [1]),
        ("de 2e ook", [2]),
        ("de laatste is klaar", [4]),
        ("de eerste en de derde", [1, 3]),
        ("alles is gedaan", [1, 2, 3, 4]),
        ("alle stappen zijn klaar", [1, 2, 3, 4]),
        ("ik heb nog niet alles gedaan", []),
        ("de toeslagen zijn aangepast", [3]),
        ("mijn uitkering is al rond", [4]),
        ("ik heb mijn verhuizing doorgegeven", [1]),
        ("stap 9 is klaar", []),
        ("dat heb ik drie dagen geleden gedaan", []),
        ("dat heb ik op 3 november gedaan", []),
        ("een collega heeft dat gedaan", []),
        ("gedaan", []),
        ("", []),
    ],
)
def test_named_in_finds_the_steps_by_number_place_or_words(text: str, meant: list[int]) -> None:
    assert numbers(checklist().named_in(text)) == meant


@pytest.mark.parametrize(
    ("text", "undone"),
    [
        ("stap 2 is toch nog niet klaar", True),
        ("stap 2 moet ik nog doen", True),
        ("dat heb ik nog geen tijd voor gehad", True),
        ("stap 2 is klaar", False),
        ("Gedaan", False),
    ],
)
def test_a_text_can_say_that_a_step_is_not_done(text: str, undone: bool) -> None:
    assert says_not_done(text) is undone


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("stap 1 is klaar maar stap 2 niet", True),
        ("alles behalve stap 2 is klaar", True),
        ("stap 1 nog niet maar stap 2 wel", True),
        ("stap 1 is klaar", False),
        ("dat heb ik nog niet gedaan", False),
    ],
)
def test_a_text_that_says_both_done_and_not_done_is_recognised(text: str, both: bool) -> None:
    assert says_both(text) is both


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("stap 12 is klaar", True),
        ("2 is klaar", True),
        ("2 weken geleden gedaan", False),
        ("op de 3e heb ik dat gedaan", False),
        ("dat is gedaan", False),
    ],
)
def test_a_number_of_a_step_is_told_from_another_number(text: str, names: bool) -> None:
    assert names_a_number(text) is names
