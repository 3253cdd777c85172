"""Words that end and resume text messages, and numbers that can be answered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.channels.arrivals import Keyword
from connectors.channels.provider_id import message_id_of
from connectors.channels.sms.arriving import arrivals, phone_number
from connectors.channels.sms.keywords import keyword_of


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        *[
            (word, Keyword.STOP)
            for word in ("STOP", "StopAll", "unsubscribe", "AFMELDEN", " stop! ")
        ],
        *[(word, Keyword.START) for word in ("START", "hervat", "Aanmelden.")],
        *[(word, Keyword.HELP) for word in ("HELP", "info", "Info?")],
        *[
            (text, Keyword.NONE)
            for text in ("", "stop ermee", "help mij", "ik wil mij aanmelden", "stopcontact", "2")
        ],
    ],
)
def test_a_keyword_is_the_whole_message(text: str, keyword: Keyword) -> None:
    assert keyword_of(text) is keyword


@pytest.mark.parametrize(
    ("given_number", "number"),
    [
        ("+31600000001", "+31600000001"),
        ("0031600000001", "+31600000001"),
        ("31600000001", "+31600000001"),
        ("+31 6 0000-0001", "+31600000001"),
        ("+15005550006", "+15005550006"),
        ("0600000001", ""),
        ("3669", ""),
        ("PostNL", ""),
        ("whatsapp:+31600000001", ""),
        ("+٣١٦٠٠٠٠٠٠٠١", ""),
        ("", ""),
    ],
)
def test_a_number_has_one_form(given_number: str, number: str) -> None:
    assert phone_number(given_number) == number


def test_what_the_provider_made_of_it_counts() -> None:
    [found] = arrivals(
        line="+31600000000",
        address="+31600000001",
        provider_id="x",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        text="doei",
        files=False,
        keyword=Keyword.STOP,
    )
    assert (found.keyword, found.text) == (Keyword.STOP, "")


@given(st.text())
def test_an_id_is_in_our_alphabet(provider_id: str) -> None:
    found = message_id_of(provider_id)
    assert len(found) == 32
    assert set(found) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_an_id_stays_what_it_was() -> None:
    # What was kept before an update must be known after it.
    assert message_id_of("wamid.x") == message_id_of("wamid.x")
    assert message_id_of("") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NM"
