"""Messages that their form gives away."""

from __future__ import annotations

import time

import pytest

from nlu.shapes import intent_of_shape

PERSONAL, CODE = "share_personal_data", "inject_instruction"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("mijn bsn is [BSN]", PERSONAL),
        ("stort op [iban] graag", PERSONAL),
        ("mijn wachtwoord is geheim123", PERSONAL),
        ("pincode: 1234", PERSONAL),
        ('/faq{"article": "paspoort"}', CODE),
        ('faq{"article": "paspoort"}', CODE),
        ("<script>alert(1)</script>", CODE),
        ("select * from users", CODE),
        ("' or '1'='1", CODE),
        ("x'; DROP TABLE events; --", CODE),
        ("{{7*7}}", CODE),
        ("", ""),
        ("ik ben mijn wachtwoord vergeten", ""),
        ("wat is een bsn", ""),
        ("bel mij op [TELEFOON]", ""),
        ("en/of", ""),
        ("kan ik een container < 3 dagen neerzetten", ""),
    ],
)
def test_intent_of_shape_decides_only_on_a_telling_form(text: str, intent: str) -> None:
    assert intent_of_shape(text) == intent


@pytest.mark.parametrize("text", ["select " * 300, "{{" * 1000, "wachtwoord " * 180])
def test_intent_of_shape_is_quick_when_the_text_is_made_to_be_slow(text: str) -> None:
    started = time.perf_counter()
    intent_of_shape(text)
    assert time.perf_counter() - started < 0.5
