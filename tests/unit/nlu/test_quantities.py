"""The component that marks quantities: dates, times, addresses, amounts, ages."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.domain.masking import mask
from nlu.quantities import EXTRACTOR, KINDS, Quantities, entities


def found(text: str) -> list[tuple[str, str, Any]]:
    return [(e["entity"], e["value"], e.get("resolved")) for e in entities(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("kan ik morgen komen", [("date", "morgen", None)]),
        ("op 15-12-2026 graag", [("date", "15-12-2026", "2026-12-15")]),
        ("in mei 2027", [("date", "in mei 2027", "2027-05-01/2027-05-31")]),
        ("31-11-2026", [("date", "31-11-2026", None)]),
        ("15-12-26", [("date", "15-12-26", None)]),
        ("om half elf", [("time", "om half elf", "10:30")]),
        ("na vieren", [("time", "na vieren", "16:00/..")]),
        ("tussen 9 en 11", [("time", "tussen 9 en 11", "09:00/11:00")]),
        ("zo vroeg mogelijk", [("date", "zo vroeg mogelijk", None), ("time", "zo vroeg mogelijk", "first")]),
        ("maakt niet uit", [("time", "maakt niet uit", "any")]),
        ("25 uur", [("time", "25 uur", None)]),
        ("maandagochtend", [("date", "maandagochtend", None), ("time", "maandagochtend", "06:00/12:00")]),
        ("1234 AB 10 bis", [("postcode", "1234 AB", "1234 AB"), ("house_number", "10 bis", "10 bis")]),
        ("0123 AB", [("postcode", "0123 AB", None)]),
        ("tien euro vijftig", [("money", "tien euro vijftig", "10.50")]),
        ("twee kinderen", [("count", "twee kinderen", 2)]),
        ("mijn dochter van 5", [("age", "5", 5)]),
        ("een baby van 3 maanden", [("age", "3 maanden", "0:03")]),
        ("hoe vraag ik een paspoort aan", []),
    ],
)  # fmt: skip
def test_an_entity_has_the_words_and_what_they_mean(
    text: str, wanted: list[tuple[str, str, Any]]
) -> None:
    assert found(text) == wanted


def test_a_sentence_has_all_its_quantities_in_order() -> None:
    text = "volgende week dinsdag om half drie voor twee paspoorten, Kerkstraat 12a"
    assert [(kind, value) for kind, value, _ in found(text)] == [
        ("date", "volgende week dinsdag"),
        ("time", "om half drie"),
        ("count", "twee paspoorten"),
        ("house_number", "12a"),
    ]


def test_every_kind_is_one_that_the_domain_declares() -> None:
    text = "morgen om 3 uur, 3012 AB 5, [telefoonnummer], tien euro, twee kinderen, dochter van 4"
    assert {kind for kind, _, _ in found(text)} == set(KINDS)


def test_a_number_that_was_masked_stays_masked() -> None:
    text = mask("bel 06-12345678 na vieren, bsn 123456782").text
    assert found(text) == [
        ("phone", "[telefoonnummer]", None),
        ("time", "na vieren", "16:00/.."),
    ]


def test_a_spoken_number_is_marked_and_its_digits_are_not_in_the_entity() -> None:
    [phone] = entities("nul zes twaalf vierendertig zesenvijftig achtenzeventig")
    assert (phone["entity"], phone.get("resolved")) == ("phone", None)
    assert not any(char.isdigit() for char in str(phone["value"]))


def test_an_entity_stands_where_it_says() -> None:
    text = "Graag VRIJDAG om Half Elf in de Dorpsstraat 5, 3012 AB"
    for entity in entities(text):
        assert text[entity["start"] : entity["end"]] == entity["value"]
        assert entity["extractor"] == EXTRACTOR


def test_the_component_adds_to_what_others_found() -> None:
    message = Message({TEXT: "gat in de Kerkstraat sinds gisteren"})
    message.set(ENTITIES, [{"entity": "street", "value": "Kerkstraat", "start": 10, "end": 20}])
    Quantities().process([message])
    assert [e["entity"] for e in message.get(ENTITIES)] == ["street", "date"]


@pytest.mark.parametrize("text", ["", '/inform{"date": "morgen"}', "dank u wel"])
def test_a_button_or_a_text_without_quantities_gets_no_entities(text: str) -> None:
    message = Message({TEXT: text})
    Quantities().process([message])
    assert message.get(ENTITIES) is None
