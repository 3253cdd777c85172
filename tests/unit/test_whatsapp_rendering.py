"""How a message of Balie looks on WhatsApp, and that it is always one that Meta takes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.choices import choice_id
from assistant.domain.conversation import Choice, Link, Reply, Source
from assistant.domain.transcript import Author, Message
from connectors.channels.whatsapp.rendering import Renderer
from connectors.channels.whatsapp.text import cut, to_whatsapp
from kb.texts import YamlTexts
from tests.fakes.municipalities import FakeMunicipalities
from tests.repo.sources import ROOT

SEQUENCE = 7
PAGE = "https://www.rotterdam.example/afspraak"
renderer = Renderer(YamlTexts(ROOT / "data" / "responses", FakeMunicipalities()))


def content(reply: Reply) -> dict[str, Any]:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    message = Message(SEQUENCE, "m:0", Author.ASSISTANT, reply.text, at, reply=reply)
    return renderer.content(message, "rotterdam")


def choices(*titles: str) -> tuple[Choice, ...]:
    return tuple(Choice(title, "/secret_payload") for title in titles)


def asked(*titles: str, text: str = "Welke?") -> dict[str, Any]:
    return content(Reply(text, choices=choices(*titles)))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**vet** en *schuin*\nregel", "*vet* en _schuin_\nregel"),
        ("Neem mee:\n\n- een\n- **twee**\n\nKlaar.", "Neem mee:\n\n- een\n- *twee*\n\nKlaar."),
        ("3. drie\n4. vier", "3. drie\n4. vier"),
        ("- een\n  - diep\n- twee", "- een\n  - diep\n- twee"),
        (f"Kijk op [de website]({PAGE}).", f"Kijk op de website ({PAGE})."),
        (f"[www.rotterdam.example/afspraak]({PAGE})", PAGE),
        ("Bel [14 010](tel:14010)", "Bel 14 010"),
        ("Bel [de gemeente](tel:14010)", "Bel de gemeente (14010)"),
        ("[info@a.example](mailto:info@a.example)", "info@a.example"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("cafe\u0301", "caf\u00e9"),
        ("# kop\n\n<b>x</b>", "# kop\n\n<b>x</b>"),
    ],
)
def test_markdown_becomes_what_whatsapp_shows(markdown: str, text: str) -> None:
    assert to_whatsapp(markdown) == text


def test_human_is_named() -> None:
    assert content(Reply("Ik kijk het na.", speaker="Fatima"))["text"]["body"] == (
        "Fatima: Ik kijk het na."
    )


def test_three_short_choices_are_buttons_with_our_ids() -> None:
    interactive = asked("Paspoort", "Rijbewijs", "Identiteitskaart é")["interactive"]
    assert interactive["type"] == "button"
    assert interactive["body"] == {"text": "Welke?"}
    assert [button["reply"] for button in interactive["action"]["buttons"]] == [
        {"id": "7-0", "title": "Paspoort"},
        {"id": "7-1", "title": "Rijbewijs"},
        {"id": "7-2", "title": "Identiteitskaart é"},
    ]


def test_a_longer_title_makes_a_list_that_breaks_at_a_word() -> None:
    interactive = asked("Paspoort", "Verhuizing doorgeven binnen de gemeente")["interactive"]
    assert interactive["type"] == "list"
    assert interactive["action"]["button"] == "Maak een keuze"
    assert interactive["action"]["sections"] == [
        {
            "rows": [
                {"id": "7-0", "title": "Paspoort"},
                {
                    "id": "7-1",
                    "title": "Verhuizing doorgeven…",
                    "description": "binnen de gemeente",
                },
            ]
        }
    ]


def test_one_long_word_stands_whole_in_the_description() -> None:
    word = "Arbeidsongeschiktheidsverzekering"
    rows = asked(word)["interactive"]["action"]["sections"][0]["rows"]
    assert rows == [{"id": "7-0", "title": word[:23] + "…", "description": word}]


def test_ten_choices_are_a_list_and_eleven_are_numbers() -> None:
    titles = [f"Onderwerp {number}" for number in range(1, 12)]
    assert asked(*titles[:10])["interactive"]["type"] == "list"
    body = asked(*titles)["text"]["body"]
    assert body.startswith("Welke?\n\n1. Onderwerp 1\n2. Onderwerp 2\n")
    assert body.endswith("\n11. Onderwerp 11\n\nTyp het nummer van uw keuze.")


@pytest.mark.parametrize(
    "titles",
    [
        ("Paspoort", "paspoort"),
        ("Rijbewijs verlengen bij 75 jaar", "Rijbewijs verlengen bij ziekte"),
        ("Rijbewijs", "x" * 30 + " en " + "y" * 80),
    ],
    ids=["the same", "the same once shortened", "too long for a row"],
)
def test_choices_that_a_list_cannot_tell_apart_get_numbers(titles: tuple[str, ...]) -> None:
    body = asked(*titles)["text"]["body"]
    assert f"1. {titles[0]}\n2. {titles[1]}\n" in body


def test_a_text_too_long_for_buttons_keeps_its_choices_as_numbers() -> None:
    long = "Dit is een zin. " * 70
    body = asked("Ja", "Nee", text=long)["text"]["body"]
    assert body.startswith("Dit is een zin. ")
    assert body.endswith("1. Ja\n2. Nee\n\nTyp het nummer van uw keuze.")


def test_a_text_that_is_cut_keeps_the_choices_and_the_way_to_the_rest() -> None:
    reply = Reply("Dit is een zin. " * 300, choices=choices("Ja", "Nee"), links=(Link("x", PAGE),))
    body = content(reply)["text"]["body"]
    assert 4000 < len(body) <= 4096
    ending = f"Lees meer: {PAGE}\n\n1. Ja\n2. Nee\n\nTyp het nummer van uw keuze."
    assert body.endswith(f"een zin.\n\n{ending}")


@pytest.mark.parametrize(("length", "kind"), [(1024, "interactive"), (1025, "text")])
def test_buttons_go_with_a_text_up_to_the_limit(length: int, kind: str) -> None:
    assert asked("Ja", text="x" * length)["type"] == kind
    assert content(Reply("x" * length, links=(Link("Lees", PAGE),)))["type"] == kind


def test_one_link_is_a_button_and_two_are_text() -> None:
    one, two = Link("Afspraak maken", PAGE), Link("Contact", "https://www.rotterdam.example/c")
    interactive = content(Reply("Dat kan.", links=(one,)))["interactive"]
    assert interactive == {
        "type": "cta_url",
        "body": {"text": "Dat kan."},
        "action": {"name": "cta_url", "parameters": {"display_text": one.title, "url": PAGE}},
    }
    assert content(Reply("Dat kan.", links=(one, two)))["text"] == {
        "body": f"Dat kan.\n\nAfspraak maken ({PAGE})\nContact ({two.url})",
        "preview_url": False,
    }


def test_a_link_beside_choices_is_text_in_the_body() -> None:
    reply = Reply("Dat kan.", choices=choices("Ja"), links=(Link("Afspraak", PAGE),))
    assert content(reply)["interactive"]["body"]["text"] == f"Dat kan.\n\nAfspraak ({PAGE})"


def test_an_unsafe_link_is_left_out() -> None:
    reply = Reply("Dat kan.", links=(Link("x", "javascript:alert(1)"),))
    assert content(reply)["text"]["body"] == "Dat kan."


def test_an_answer_names_its_source_and_when_that_was_checked() -> None:
    sources = (
        Source("Rijksoverheid", "https://www.rijksoverheid.example/p", "2026-11-02"),
        Source("Gemeente", "https://www.rotterdam.example/p", "onbekend"),
    )
    assert content(Reply("Ja.", sources=sources))["text"]["body"] == (
        "Ja.\n\nBron: Rijksoverheid (https://www.rijksoverheid.example/p), "
        "gecontroleerd op 2-11-2026.\nBron: Gemeente (https://www.rotterdam.example/p)."
    )


def test_a_text_that_is_too_long_ends_at_a_sentence_and_says_where_the_rest_is() -> None:
    links = (Link("Alles over afval in de gemeente", PAGE),)
    body = content(Reply("Dit is een zin. " * 300, links=links))["text"]["body"]
    assert 4000 < len(body) <= 4096
    assert body.endswith(f"een zin.\n\nLees meer: {PAGE}")
    without = content(Reply("Dit is een zin. " * 300))["text"]["body"]
    assert without.endswith("een zin.\n\nLees meer op https://www.rotterdam.example/")


def test_a_message_without_a_reply_is_its_text() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    message = Message(1, "m", Author.ASSISTANT, "Goedemiddag", at)
    assert renderer.content(message, "rotterdam")["text"]["body"] == "Goedemiddag"


# --- whatever an answer is, Meta takes it and no choice is lost

words = st.text(alphabet="abcdeéëü ĳ🙂.-*_()", min_size=1, max_size=40)
titles = st.one_of(
    st.lists(words, min_size=1, max_size=5).map(" ".join),
    st.sampled_from(
        ["Ja", "Nee", "Rijbewijs verlengen bij 75 jaar", "Rijbewijs verlengen bij ziekte"]
    ),
).filter(str.strip)
urls = st.one_of(
    st.just(PAGE),
    st.integers(1, 3000).map(lambda length: "https://a.example/" + "p" * length),
    st.sampled_from(["tel:14010", "mailto:a@b.example", "javascript:1", "HTTPS://A.example"]),
)
texts = st.lists(
    st.one_of(words, st.just("- **lijst** met [link](https://a.example/x)\n"), st.just("\n\n")),
    max_size=20,
).flatmap(lambda parts: st.integers(1, 200).map(lambda times: "Zo. " + " ".join(parts) * times))
replies = st.builds(
    Reply,
    text=texts,
    choices=st.lists(titles, max_size=100).map(lambda found: choices(*found)),
    links=st.lists(st.builds(Link, titles, urls), max_size=4).map(tuple),
    sources=st.lists(st.builds(Source, titles, urls, st.just("2026-01-31")), max_size=3).map(tuple),
)


def within(text: str, most: int) -> None:
    assert text.strip()
    assert len(text) <= most


@given(replies)
def test_every_reply_is_a_message_within_the_limits_of_meta(reply: Reply) -> None:
    found = content(reply)
    assert "secret_payload" not in str(found)
    if found["type"] == "text":
        within(found["text"]["body"], 4096)
        return
    interactive = found["interactive"]
    within(interactive["body"]["text"], 1024)
    action = interactive["action"]
    match interactive["type"]:
        case "button":
            options = [button["reply"] for button in action["buttons"]]
            assert len(options) <= 3
            most = 20
        case "list":
            within(action["button"], 20)
            (section,) = action["sections"]
            options = section["rows"]
            assert len(options) <= 10
            for row in options:
                assert "description" not in row or 0 < len(row["description"]) <= 72
            most = 24
        case kind:
            assert kind == "cta_url"
            within(action["parameters"]["display_text"], 20)
            return
    for option in options:
        within(option["title"], most)
    shown = [option["title"].casefold() for option in options]
    assert len(set(shown)) == len(shown)


@given(replies.filter(lambda reply: reply.choices))
def test_no_choice_is_lost(reply: Reply) -> None:
    found = content(reply)
    wanted = [" ".join(choice.title.split()) for choice in reply.choices]
    ids = [choice_id(SEQUENCE, index) for index in range(len(wanted))]
    if found["type"] == "text":
        lines = found["text"]["body"].splitlines()
        numbered = lines[-2 - len(wanted) : -2]
        for number, (line, title) in enumerate(zip(numbered, wanted, strict=True), start=1):
            assert line.startswith(f"{number}. ")
            assert title.startswith(line.removeprefix(f"{number}. ").removesuffix("…").rstrip())
            assert len(wanted) > 10 or line == f"{number}. {title}"
        return
    action = found["interactive"]["action"]
    if "buttons" in action:
        options = [button["reply"] for button in action["buttons"]]
    else:
        options = action["sections"][0]["rows"]
    assert [option["id"] for option in options] == ids
    for option, title in zip(options, wanted, strict=True):
        rest = option.get("description", "")
        head = option["title"].removesuffix("…") if rest else option["title"]
        assert title in (head, f"{head} {rest}", rest)


@given(texts, st.integers(10, 300))
def test_cut_keeps_the_beginning_and_no_half_words(text: str, limit: int) -> None:
    found = cut(text, limit)
    assert len(found) <= limit
    if found == text:
        return
    kept = found.removesuffix("…")
    assert text.startswith(kept)
    # Only a first word that is longer than all there is room for is broken.
    assert text[len(kept)].isspace() or " " not in text[:limit]


def test_cut_prefers_sentences_then_words() -> None:
    text = "Eerste zin. Tweede zin is langer."
    assert cut(text, 40) == text
    assert cut(text, 20) == "Eerste zin."
    assert cut("Een heel lange zin zonder einde", 20) == "Een heel lange zin…"
    assert cut("x" * 30, 10) == "x" * 9 + "…"
