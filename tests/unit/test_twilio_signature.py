"""Twilio's signature, held against what Twilio publishes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.channels.twilio_signature import is_signed, read_form, signature

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
TOKEN = "12345"


def call(number: str) -> list[tuple[str, str]]:
    return [
        ("Digits", "1234"),
        ("To", "+18005551212"),
        ("From", number),
        ("Caller", number),
        ("CallSid", "CA1234567890ABCDE"),
    ]


@pytest.mark.parametrize(
    ("number", "published"),
    [
        ("+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("+14158675310", "GvWf1cFY/Q7PnoempGyD5oXAezc="),
    ],
)
def test_the_examples_in_twilios_documentation(number: str, published: str) -> None:
    assert signature(TOKEN, URL, call(number)) == published
    assert is_signed(published, TOKEN, URL, call(number))


@pytest.mark.parametrize(
    ("given_signature", "token", "url", "change"),
    [
        ("", TOKEN, URL, None),
        ("é", TOKEN, URL, None),
        ("RSOYDt4T1cUTdK1PDd93/VVr8B8", TOKEN, URL, None),
        ("RSOYDt4T1cUTdK1PDd93/VVr8B8=", "12346", URL, None),
        ("RSOYDt4T1cUTdK1PDd93/VVr8B8=", TOKEN, URL.replace("https", "http"), None),
        ("RSOYDt4T1cUTdK1PDd93/VVr8B8=", TOKEN, URL + "&baz=3", None),
        ("RSOYDt4T1cUTdK1PDd93/VVr8B8=", TOKEN, URL, ("Digits", "1235")),
        ("RSOYDt4T1cUTdK1PDd93/VVr8B8=", TOKEN, URL, ("Extra", "")),
    ],
)
def test_anything_else_is_not_signed(
    given_signature: str, token: str, url: str, change: tuple[str, str] | None
) -> None:
    fields = dict(call("+14158675309")) | (dict([change]) if change else {})
    assert not is_signed(given_signature, token, url, fields.items())


def test_an_empty_token_proves_nothing() -> None:
    fields = call("+14158675309")
    assert not is_signed(signature("", URL, fields), "", URL, fields)


def test_a_name_that_is_there_twice_counts_with_each_of_its_values_once() -> None:
    twice = [("a", "2"), ("a", "1"), ("a", "2")]
    assert signature(TOKEN, URL, twice) == signature(TOKEN, f"{URL}a1a2", [])


@given(st.permutations(call("+14158675309")))
def test_the_order_of_the_fields_does_not_count(fields: list[tuple[str, str]]) -> None:
    assert is_signed("RSOYDt4T1cUTdK1PDd93/VVr8B8=", TOKEN, URL, fields)


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        (b"Body=%C3%A9%F0%9F%99%82+x&A=", (("Body", "é🙂 x"), ("A", ""))),
        (b"", ()),
        (b"a=%ff", None),
        (b"\xc3\xa9=1", None),
        (b"a=1&" * 300, None),
    ],
)
def test_a_form_is_read(raw: bytes, fields: tuple[tuple[str, str], ...] | None) -> None:
    assert read_form(raw) == fields
