"""The small parts of the web chat: pace, Markdown, colours, texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import TextNotFound
from connectors.channels.markdown import to_html
from connectors.channels.pace import Pace
from connectors.channels.pipeline import message_id
from kb.texts import YamlTexts
from tests.fakes.municipalities import FakeMunicipalities
from web.theme import Theme, contrast, theme_of


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_pace_allows_a_burst_then_one_at_a_time() -> None:
    time = Time()
    pace = Pace(20, time)
    assert [pace.allows("a") for _ in range(21)] == [True] * 20 + [False]
    assert pace.allows("b")
    time.now += 3
    assert pace.allows("a")
    assert not pace.allows("a")
    time.now += 600
    assert [pace.allows("a") for _ in range(21)] == [True] * 20 + [False]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**vet** en\nregel", "<p><strong>vet</strong> en<br>\nregel</p>"),
        ("- een\n- twee", "<ul>\n<li>een</li>\n<li>twee</li>\n</ul>"),
        ("[a](https://a.nl/?b=1&c=2)", '<p><a href="https://a.nl/?b=1&amp;c=2">a</a></p>'),
        ("[bel](tel:14010)", '<p><a href="tel:14010">bel</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html,a)", "<p>[x](data:text/html,a)</p>"),
        ("[x](//evil.example)", "<p>[x](//evil.example)</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("![x](https://a.nl/x.png)", '<p>!<a href="https://a.nl/x.png">x</a></p>'),
        ("# kop", "<p># kop</p>"),
        ("`code`", "<p>`code`</p>"),
    ],
)
def test_markdown_gives_only_what_is_allowed(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@given(st.text(alphabet="<>&\"'[]()*_-`! \n:abjs/#\\", max_size=80))
def test_markdown_never_lets_a_foreign_tag_through(text: str) -> None:
    html = to_html(text)
    for tag in ("p", "ul", "ol", "li", "strong", "em"):
        html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in html.replace("<br>", "").replace("</a>", "").replace('<a href="', "")


colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(colours, colours)
def test_theme_is_always_readable(primary: str, on_primary: str) -> None:
    theme = theme_of({"primary": primary, "on_primary": on_primary})
    assert theme.primary == primary
    assert contrast(theme.primary, theme.on_primary) >= 4.5
    assert contrast(theme.link, "#ffffff") >= 4.5


def test_theme_may_be_given_as_tokens_of_the_design_system() -> None:
    tokens = {
        "--utrecht-button-primary-action-background-color": "#00811f",
        "--utrecht-button-primary-action-color": "#fffffe",
        "--utrecht-link-color": "#003300",
    }
    assert theme_of(tokens) == Theme("#00811f", "#fffffe", "#003300")
    assert theme_of(tokens | {"--utrecht-link-color": "#ffff00"}).link == "#00811f"


def test_theme_ignores_what_is_no_colour() -> None:
    assert theme_of({"primary": "red;}body{display:none"}) == theme_of({})


def test_message_id_is_checked_or_made() -> None:
    assert message_id("abc-DEF_1") == "abc-DEF_1"
    assert message_id(None) and message_id("") and message_id(None) != message_id(None)
    for bad in ("a:0", "a" * 65, "é", " ", 5, ["a"], "a\n"):
        assert message_id(bad) is None


@pytest.fixture
def texts(tmp_path: Path) -> YamlTexts:
    (tmp_path / "a.yml").write_text(
        "responses:\n"
        "  utter_hello:\n  - text: Hallo, {gemeente}. Bel {telefoon}.\n  - text: Tweede\n"
        "  utter_slot:\n  - text: Uw zaak {zaak}\n"
        "  utter_custom:\n  - custom: {a: 1}\n"
    )
    return YamlTexts(tmp_path, FakeMunicipalities())


def test_texts_fills_in_the_municipality(texts: YamlTexts) -> None:
    expected = "Hallo, Rotterdam. Bel 14 010."
    assert texts.text("utter_hello", "rotterdam") == expected
    assert texts.text("utter_hello", "tilburg") != expected
    assert texts.text("utter_hello", "rotterdam") == expected
    assert texts.text("utter_slot", "rotterdam", zaak="7") == "Uw zaak 7"


@pytest.mark.parametrize("key", ["utter_slot", "utter_custom", "utter_nothing"])
def test_texts_names_what_is_missing(texts: YamlTexts, key: str) -> None:
    with pytest.raises(TextNotFound):
        texts.text(key, "rotterdam")
