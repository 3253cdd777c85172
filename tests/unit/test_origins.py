"""Which sites a municipality may name as its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.municipality import Municipality
from assistant.domain.origins import is_trusted_origin, origin_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://www.a.nl", "https://www.a.nl"),
        ("https://www.a.nl/", "https://www.a.nl"),
        (" https://WWW.a.nl/pad?x=1#y", "https://www.a.nl"),
        ("https://a.nl:443/", "https://a.nl"),
        ("http://a.nl:8080", "http://a.nl:8080"),
        ("https://[::1]:8080/", "https://[::1]:8080"),
        ("https://jan@a.nl", ""),
        ("https://a.nl:x", ""),
        ("https://münchen.de", ""),
        ("https://", ""),
        ("ftp://a.nl", ""),
        ("www.a.nl", ""),
        ("", ""),
    ],
)
def test_origin_is_as_a_browser_names_it(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    ("value", "trusted"),
    [
        ("https://www.a.nl", True),
        ("https://a.nl:8443", True),
        ("http://localhost:3000", True),
        ("http://127.0.0.1:3000", True),
        ("http://www.a.nl", False),
        ("http://localhost.evil.example", False),
        ("https://www.a.nl/", False),
        ("https://*.a.nl", True),  # no browser ever sends it: it opens nothing
        ("*", False),
        ("null", False),
        ("", False),
    ],
)
def test_origin_without_tls_is_not_trusted(value: str, trusted: bool) -> None:
    assert is_trusted_origin(value) is trusted


@given(st.text(max_size=40))
def test_origin_of_an_origin_is_itself(text: str) -> None:
    origin = origin_of(f"https://{text}")
    assert origin_of(origin) == origin


def test_chat_is_shown_on_the_website_and_on_what_the_municipality_names() -> None:
    place = Municipality("a", "A", "", "https://www.a.nl/home", "", origins=("https://b.nl",))
    assert place.shows_chat("https://www.a.nl") and place.shows_chat("https://b.nl")
    assert not any(place.shows_chat(o) for o in ("", "null", "https://a.nl", "http://www.a.nl"))
    assert not Municipality("a", "A", "", "", "").shows_chat("")
