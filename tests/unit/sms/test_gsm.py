"""What a text message costs, and that one odd character does not double it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.channels.sms.gsm import BASIC, EXTENSION, fold, is_gsm, segments


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # An escape and its character stay together: 76 pairs and one place left over.
        ("€" * 152, 2),
        ("€" * 153, 3),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("𐍈" * 35, 1),
        ("𐍈" * 36, 2),
        ("𐍈" * 66, 2),
        ("𐍈" * 67, 3),
    ],
)
def test_segments(text: str, parts: int) -> None:
    assert segments(text) == parts


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("’t kost „één” – of “twee” — euro…", '\'t kost "één" - of "twee" - euro...'),
        ("€ 10", "€ 10"),
        ("é è à ù ò ö ü ä ñ ß Ç", "é è à ù ò ö ü ä ñ ß Ç"),
        ("België, efficiënt, garçon, ó ú ê ï", "Belgie, efficient, garcon, o u e i"),
        ("e\u0301e\u0301n", "één"),
        ("14\u00a0010", "14 010"),
        ("m² ½ → ≥ 3×4", "m2 1/2 -> >= 3x4"),
        ("Zażółć Łódź, İstanbul ığ", "Zazolc Lodz, Istanbul ig"),
        ("Gelukt ✅ 👍🏽 ❤️!", "Gelukt   !"),
        ("Привіт, й", "Привіт, й"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_the_alphabet_has_its_size() -> None:
    # 128 places, of which one is the escape to the extension.
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10


@given(st.text())
def test_fold_is_stable_and_only_what_cannot_be_folded_is_left(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    left = [char for char in once if not is_gsm(char)]
    assert all(not char.isascii() for char in left)


@given(st.text(alphabet=sorted(BASIC | EXTENSION), max_size=700))
def test_segments_of_gsm_are_between_its_bounds(text: str) -> None:
    septets = sum(2 if char in EXTENSION else 1 for char in text)
    assert fold(text) == text
    assert math.ceil(septets / 160) <= segments(text) <= max(1, math.ceil(septets / 152))


@given(st.text(max_size=300), st.text(max_size=50))
def test_more_text_never_takes_fewer_segments(text: str, more: str) -> None:
    assert segments(text + more) >= segments(text)
