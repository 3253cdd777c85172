"""A reply as a text message: what is left, what gives way, and that choices work typed back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.conversation import Choice, Link, Outcome, Reply, Source
from assistant.domain.transcript import Author, Message
from assistant.errors import TextNotFound
from connectors.channels.sms.gsm import fold, is_gsm, segments
from connectors.channels.sms.rendering import MOST_SEGMENTS, SmsRenderer
from kb.texts import YamlTexts
from nlu.choices import resolve
from nlu.normaliser import normalise
from tests.fakes.municipalities import FakeMunicipalities
from tests.repo.sources import ROOT, articles

LINE = "+31600000000"
PLACES = FakeMunicipalities()
RENDERER = SmsRenderer(
    YamlTexts(ROOT / "data" / "responses", PLACES), PLACES, lambda line: {LINE: "rotterdam"}[line]
)
CHOOSE = "Antwoord met het nummer."
WEBSITE = "https://www.rotterdam.example/"
_URL = re.compile(r"https?://[^\s]*[^\s.,]")


def shown(text: str, *titles: str, **parts: object) -> str:
    choices = tuple(Choice(title, "/x") for title in titles)
    reply = Reply(text, choices=choices, **parts)  # type: ignore[arg-type]
    at = datetime(2026, 11, 23, tzinfo=UTC)
    message = Message(2, "m:0", Author.ASSISTANT, text, at, reply=reply)
    return RENDERER.render(message, LINE)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Dat kost **€ 87,30**.\n\nU betaalt met pin.", "Dat kost € 87,30.\nU betaalt met pin."),
        ("Neem mee:\n\n- uw pas\n- een *foto*", "Neem mee:\n- uw pas\n- een foto"),
        ("1. Bel ons\n2. Kom langs", "1. Bel ons\n2. Kom langs"),
        ("- een\n  - twee\n- drie", "- een\n- twee\n- drie"),
        ("Bel [14 010](tel:14010) of [mail](mailto:a@b.nl).", "Bel 14 010 of mail (a@b.nl)."),
        ("Kijk op [de site](https://a.nl/x).", "Kijk op de site.\nhttps://a.nl/x"),
        ("Kijk op https://a.nl/x.", "Kijk op https://a.nl/x."),
        ("Zie https://a.nl/x of https://b.nl/y.", "Zie https://a.nl/x of b.nl."),
        ("Eén\nregel <b>", "Eén\nregel <b>"),
        ("", ""),
    ],
)
def test_text_is_plain(markdown: str, text: str) -> None:
    assert shown(markdown) == text


def test_human_is_named() -> None:
    assert shown("Ik kijk het na.", speaker="Fatima") == "Fatima: Ik kijk het na."


def test_choices_are_numbered() -> None:
    assert shown("Bedoelt u een van deze?", "Paspoort aanvragen", "Iets anders") == (
        f"Bedoelt u een van deze?\n1 Paspoort aanvragen\n2 Iets anders\n{CHOOSE}"
    )


def test_steps_keep_the_number_that_they_have() -> None:
    assert shown("Stappen:", "Stap 2: Adres", "Stap 5: Feest").endswith(
        f"Stap 2: Adres\nStap 5: Feest\n{CHOOSE}"
    )
    assert shown("Klaar?", "Stap 2: Adres", "Iets anders").endswith(
        "Stap 2: Adres\nIets anders\nAntwoord met het nummer of met de woorden."
    )


def test_one_link_and_where_an_answer_comes_from() -> None:
    links = (Link("Afspraak", "https://a.nl/afspraak"), Link("Melding", "https://a.nl/melding"))
    source = Source("Rijksoverheid: paspoort", "https://r.nl/paspoort", "2026-11-22")
    assert shown("Maak een afspraak.", links=links, sources=(source, source)) == (
        "Maak een afspraak.\nhttps://a.nl/afspraak\nBron: Rijksoverheid: paspoort (22-11-2026)"
    )


def test_a_long_answer_loses_its_source_before_a_word_of_text() -> None:
    text = " ".join(["Dit is een zin van precies dertig."] * 17)
    source = Source("Rijksoverheid", "https://r.nl/", "2026-11-22")
    assert shown(text, sources=(source,)) == text


def test_what_is_too_long_ends_with_a_sentence_and_where_to_read_on() -> None:
    text = " ".join(f"Dit is zin {number} van een heel lang antwoord." for number in range(40))
    sms = shown(text, "Medewerker spreken")
    lines = sms.split("\n")
    assert text.startswith(lines[0]) and lines[0].endswith("antwoord.")
    assert lines[1:] == [f"Lees verder: {WEBSITE}", "1 Medewerker spreken", CHOOSE]
    assert segments(sms) == MOST_SEGMENTS
    # One sentence more would not have fitted.
    assert len(sms) + len("Dit is zin 10 van een heel lang antwoord. ") > 4 * 153


def test_what_is_too_long_is_read_on_where_the_reply_points() -> None:
    long = "Dit is een zin. " * 60
    assert "Lees verder: https://a.nl/x" in shown(long, links=(Link("A", "https://a.nl/x"),))
    assert "Lees verder: https://b.nl/y" in shown(f"{long} Zie https://b.nl/y.")


def test_a_list_that_does_not_fit_is_not_announced() -> None:
    items = "\n".join(f"- {'lang ' * 130}{number}" for number in range(2))
    assert shown(f"U komt langs. Neem mee:\n\n{items}").startswith("U komt langs.\nLees verder:")


def test_one_endless_sentence_is_cut_between_words() -> None:
    assert "woord...\nLees verder:" in shown("woord " * 200)


def test_another_script_has_less_room_and_keeps_its_letters() -> None:
    sms = shown("Це речення українською мовою. " * 20, "Так", "Ні")
    assert segments(sms) == MOST_SEGMENTS
    assert sms.startswith("Це речення українською мовою.")
    assert "1 Так\n2 Ні" in sms


def test_a_text_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(TextNotFound):
        SmsRenderer(YamlTexts(tmp_path, PLACES), PLACES, lambda line: "rotterdam")


# --- what always holds

words = st.text(alphabet="abcdé ’€…–ëï1.?!\n*_[]()-", min_size=1, max_size=40)
texts = st.lists(
    st.one_of(words, st.sampled_from(["Zin. ", "**Kop**\n\n", "- punt\n"])), max_size=60
)
titles = st.text(alphabet="abcdefghijklm ’éë€:?", min_size=1, max_size=90).filter(str.strip)
steps = st.builds("Stap {}: {}".format, st.integers(1, 30), titles)
urls = st.sampled_from(["https://a.nl/", "https://voorbeeld.nl/" + "pad/" * 30, "https://é.nl/ë"])
replies = st.builds(
    Reply,
    st.one_of(texts.map("".join), st.text(max_size=900)),
    st.just(Outcome.ANSWER),
    st.lists(titles, max_size=9).map(lambda found: tuple(Choice(t, "/x") for t in found)),
    st.lists(st.builds(Link, words, urls), max_size=3).map(tuple),
    st.lists(st.builds(Source, words, urls, st.sampled_from(["2026-11-22", "?"])), max_size=2).map(
        tuple
    ),
)


def rendered(reply: Reply) -> str:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return RENDERER.render(Message(2, "m:0", Author.ASSISTANT, reply.text, at, reply=reply), LINE)


@settings(max_examples=200, deadline=None)
@given(replies)
def test_never_a_fifth_segment_and_never_a_choice_lost(reply: Reply) -> None:
    sms = rendered(reply)
    assert segments(sms) <= MOST_SEGMENTS
    lines = sms.split("\n")
    if reply.choices:
        assert lines[-1] == CHOOSE
        offered = lines[-1 - len(reply.choices) : -1]
        for number, (line, choice) in enumerate(zip(offered, reply.choices, strict=True), 1):
            title = fold(" ".join(choice.title.split()))
            label, _, rest = line.partition(" ")
            assert label == str(number)
            assert title == rest or title.startswith(rest.removesuffix("...").rstrip())
    written = "".join((reply.text, *(choice.title for choice in reply.choices)))
    if is_gsm(fold(written)):
        assert is_gsm(sms)


@settings(max_examples=200, deadline=None)
@given(replies)
def test_never_two_addresses(reply: Reply) -> None:
    assert len(set(_URL.findall(rendered(reply)))) <= 1


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(titles, steps), min_size=1, max_size=9, unique=True))
def test_a_number_typed_back_is_the_choice_that_it_stands_before(offered: list[str]) -> None:
    sms = shown("Kies:", *offered)
    lines = sms.split("\n")[-1 - len(offered) : -1]
    seen: set[str] = set()
    for index, line in enumerate(lines):
        number = re.match(r"(?:Stap )?(\d+)\b", line)
        if number is None:  # beside steps, a choice without a number is answered in its words
            assert any(title.startswith("Stap ") for title in offered)
            continue
        if number[1] in seen:
            continue  # two steps with one number: the first
        seen.add(number[1])
        for typed in (number[1], f"{number[1]}.", f" {number[1]} ", f"nummer {number[1]}"):
            assert resolve(normalise(typed), offered) == index


def test_an_answer_of_the_library_is_hardly_ever_cut() -> None:
    """With three choices and a human below it."""
    whole = cut = 0
    for article in articles():
        headings = [section.heading for section in article.sections][:3]
        for text in (article.lead, *(section.text for section in article.sections)):
            sms = shown(text, *headings, "Medewerker spreken")
            assert is_gsm(sms)
            cut += "Lees verder" in sms
            whole += "Lees verder" not in sms
    assert cut < whole / 50
