"""Telephone numbers and e-mail addresses as they are said. All numbers are invented."""

from __future__ import annotations

import pytest

from assistant.domain.dutch.contacts import find_emails, find_phones
from assistant.domain.dutch.problems import Problem


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("06-12345678", "+31612345678"),
        ("nul zes twaalf vierendertig zesenvijftig achtenzeventig", "+31612345678"),
        ("nul zes een twee drie vier vijf zes zeven acht", "+31612345678"),
        ("nul zes, twaalf, vierendertig, zesenvijftig, achtenzeventig", "+31612345678"),
        ("nul zes dubbel vier 12 34 56", "+31644123456"),
        ("plus eenendertig zes 12345678", "+31612345678"),
        ("bel mij op 010 267 16 25", "+31102671625"),
    ],
)
def test_a_number_is_read(text: str, wanted: str) -> None:
    [found] = find_phones(text)
    assert (found.value, found.problems, found.masked) == (wanted, (), False)


def test_a_masked_number_is_recognised_and_has_no_value() -> None:
    [found] = find_phones("mijn nummer is [telefoonnummer]")
    assert (found.text, found.masked, found.value) == ("[telefoonnummer]", True, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [("nul zes, twaalf drie", Problem.INCOMPLETE), ("0612345678 9", Problem.IMPOSSIBLE)],
)
def test_a_number_of_another_length_is_named_so(text: str, problem: Problem) -> None:
    [found] = find_phones(text)
    assert (found.value, found.problems) == ("", (problem,))


@pytest.mark.parametrize(
    "text", ["01-11-2026", "van 09.30 - 10.30 uur", "in 2026", "0123 AB", "zaak 0001", ""]
)
def test_dates_and_hours_are_no_number(text: str) -> None:
    assert find_phones(text) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sanne punt visser apenstaartje gmail punt com", "sanne.visser@gmail.com"),
        ("mijn mail is sanne punt visser at gmail punt com", "sanne.visser@gmail.com"),
        ("j punt de vries apenstaartje ziggo punt nl", "j.devries@ziggo.nl"),
        ("jan tachtig apenstaartje kpn punt nl", "jan80@kpn.nl"),
        ("jan streepje piet apenstaart voorbeeld punt nl", "jan-piet@voorbeeld.nl"),
        ("jan laag streepje piet apenstaartje voorbeeld punt nl", "jan_piet@voorbeeld.nl"),
        ("sanne@voorbeeld.nl", "sanne@voorbeeld.nl"),
    ],
)
def test_an_address_is_read(text: str, wanted: str) -> None:
    assert [found.value for found in find_emails(text)] == [wanted]


def test_a_masked_address_is_recognised() -> None:
    [found] = find_emails("mail naar [e-mailadres]")
    assert (found.masked, found.value) == (True, "")


@pytest.mark.parametrize("text", ["ik ben at home", "een punt", "", "ad hoc"])
def test_other_words_are_no_address(text: str) -> None:
    assert find_emails(text) == ()
