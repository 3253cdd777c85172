"""From an article to what the resident gets: text, follow-ups, links, sources."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.articles import LEAD, Article, Kind, Section
from assistant.domain.conversation import Choice, Link, Outcome, Reply, Source
from assistant.domain.municipality import Municipality
from assistant.errors import ArticleNotFound, MunicipalityNotFound
from assistant.services.answers import AnswerService, Question, combine
from tests.fakes.ediensten import FakeEDiensten
from tests.fakes.library import FakeLibrary
from tests.fakes.municipalities import FakeMunicipalities
from tests.fakes.texts import FakeTexts

RIJK = Source("Rijksoverheid: paspoort", "https://www.rijksoverheid.nl/p", "2026-11-01")
OWN = Source("Gemeente Tilburg: paspoort", "https://www.tilburg.example/p", "2026-11-02")
ELSEWHERE = Source("Gemeente Ede: paspoort", "https://www.ede.example/p", "2026-11-03")
PASSPORT = Article(
    "paspoort",
    Kind.FAQ,
    "Paspoort aanvragen",
    "De inleiding.",
    sections=tuple(Section(f"s{n}", f"Kop {n}", f"Tekst {n}") for n in range(1, 6)),
    sources=(ELSEWHERE, RIJK, OWN),
)
SHORT = Article("kort", Kind.FAQ, "Kort", "Kort antwoord.", sources=(RIJK,))
UWV = Article("uwv", Kind.REFERRAL, "UWV", "Ga naar het UWV.", sources=(RIJK,))
FIRE = Article(
    "brand", Kind.CRISIS, "Brand", "Bel 112.", sections=PASSPORT.sections, sources=(RIJK,)
)


class WithPages(FakeMunicipalities):
    def get(self, slug: str) -> Municipality:
        return replace(
            super().get(slug),
            appointment_page="https://t/afspraak",
            report_page="https://t/melding",
            facts={"link_paspoort": "https://t/paspoort", "link_id_kaart_kind": "https://t/id"},
        )


def service(*articles: Article) -> AnswerService:
    known = (PASSPORT, SHORT, UWV, FIRE, *articles)
    return AnswerService(FakeLibrary(known), WithPages(), FakeTexts(), FakeEDiensten())


def answer(slug: str, section: str = LEAD, *articles: Article) -> Reply:
    return service(*articles).answer(Question(slug, section), "tilburg")


def payload(slug: str, section: str) -> str:
    return f'/choose_answer{{"article": "{slug}", "section": "{section}"}}'


@pytest.mark.parametrize(
    ("slug", "section", "text", "outcome"),
    [
        ("paspoort", LEAD, "De inleiding.", Outcome.ANSWER),
        ("paspoort", "s2", "**Kop 2**\n\nTekst 2", Outcome.ANSWER),
        ("paspoort", "weg", "De inleiding.", Outcome.ANSWER),
        ("kort", LEAD, "Kort antwoord.", Outcome.ANSWER),
        ("uwv", LEAD, "Ga naar het UWV.", Outcome.REFERRAL),
        ("brand", LEAD, "Bel 112.", Outcome.REFERRAL),
    ],
)
def test_answer_is_the_section_that_was_asked_for(
    slug: str, section: str, text: str, outcome: Outcome
) -> None:
    reply = answer(slug, section)
    assert (reply.text, reply.outcome, reply.articles) == (text, outcome, (slug,))


@pytest.mark.parametrize(
    ("section", "offered"),
    [
        (LEAD, [("Kop 1", "s1"), ("Kop 2", "s2"), ("Kop 3", "s3")]),
        ("s1", [("Paspoort aanvragen", LEAD), ("Kop 2", "s2"), ("Kop 3", "s3")]),
        ("s5", [("Paspoort aanvragen", LEAD), ("Kop 1", "s1"), ("Kop 2", "s2")]),
    ],
)
def test_answer_offers_at_most_three_other_sections(
    section: str, offered: list[tuple[str, str]]
) -> None:
    assert answer("paspoort", section).choices == tuple(
        Choice(title, payload("paspoort", anchor)) for title, anchor in offered
    )


@pytest.mark.parametrize(
    ("section", "also", "text", "offered"),
    [
        ("s3", "s1", "**Kop 1**\n\nTekst 1\n\n**Kop 3**\n\nTekst 3", [LEAD, "s2", "s4"]),
        ("s1", LEAD, "De inleiding.\n\n**Kop 1**\n\nTekst 1", ["s2", "s3", "s4"]),
        ("s1", "s1", "**Kop 1**\n\nTekst 1", [LEAD, "s2", "s3"]),
    ],
)
def test_answer_shows_a_second_section_in_the_order_of_the_article(
    section: str, also: str, text: str, offered: list[str]
) -> None:
    reply = service().answer(Question("paspoort", section, also), "tilburg")
    assert reply.text == text
    assert [c.payload for c in reply.choices] == [payload("paspoort", a) for a in offered]


def test_answer_offers_nothing_more_in_a_crisis() -> None:
    reply = answer("brand")
    assert (reply.choices, reply.sources) == ((), ())


def test_answer_offers_a_human_when_the_article_says_so() -> None:
    article = replace(SHORT, slug="zorg", actions=("request_human",))
    assert answer("zorg", LEAD, article).choices == (
        Choice("utter_button_request_human (tilburg)", "/request_human"),
    )


def test_answer_on_something_sensitive_offers_a_human_before_all_else() -> None:
    article = replace(SHORT, slug="schulden", actions=("make_appointment", "human_first"))
    reply = answer("schulden", LEAD, article)
    assert reply.text == f"utter_human_first (tilburg)\n\n{SHORT.lead}"
    assert reply.choices[0] == Choice("utter_button_request_human (tilburg)", "/request_human")


@pytest.mark.parametrize(
    ("slug", "actions", "links"),
    [
        ("a", ("make_appointment",), [("make_appointment", "https://t/afspraak")]),
        ("a", ("report_public_space",), [("report_public_space", "https://t/melding")]),
        ("a", ("start_edienst",), []),
        ("id-kaart_kind", ("start_edienst",), [("start_edienst", "https://t/id")]),
        ("a", ("request_human",), []),
        ("a", (), []),
        (
            "id-kaart_kind",
            ("start_edienst", "make_appointment"),
            [("start_edienst", "https://t/id"), ("make_appointment", "https://t/afspraak")],
        ),
    ],
)
def test_answer_links_to_what_can_be_done(
    slug: str, actions: tuple[str, ...], links: list[tuple[str, str]]
) -> None:
    reply = answer(slug, LEAD, replace(SHORT, slug=slug, actions=actions))
    assert reply.links == tuple(Link(f"utter_button_{a} (tilburg)", url) for a, url in links)


def test_answer_leaves_out_a_link_when_the_municipality_has_no_such_page() -> None:
    article = replace(SHORT, slug="a", actions=("make_appointment",))
    bare = AnswerService(FakeLibrary([article]), FakeMunicipalities(), FakeTexts(), FakeEDiensten())
    assert bare.answer(Question("a"), "tilburg").links == ()


def test_answer_names_at_most_two_sources_the_own_municipality_first() -> None:
    assert answer("paspoort").sources == (OWN, RIJK)
    there = service().answer(Question("paspoort"), "rotterdam")
    assert there.sources == (RIJK, ELSEWHERE)


def test_a_button_for_a_life_event_asks_for_its_checklist() -> None:
    event = Article("verhuizen", Kind.LIFE_EVENT, "Verhuizen", "De stappen.", sources=(RIJK,))
    made = AnswerService(
        FakeLibrary([SHORT, event]), FakeMunicipalities(), FakeTexts(), FakeEDiensten()
    )
    assert made.choices(["verhuizen", "kort"], "tilburg") == (
        Choice("Verhuizen", '/life_event{"article": "verhuizen"}'),
        Choice("Kort", payload("kort", LEAD)),
    )
    reply = made.answer(Question("verhuizen"), "tilburg")
    assert (reply.outcome, reply.sources, reply.choices) == (Outcome.ANSWER, (RIJK,), ())


def test_answer_names_no_source_of_a_referral() -> None:
    assert answer("uwv").sources == ()


@pytest.mark.parametrize(
    ("slug", "municipality", "error"),
    [("weg", "tilburg", ArticleNotFound), ("kort", "ede", MunicipalityNotFound)],
)
def test_answer_fails_when_there_is_no_such_article_or_municipality(
    slug: str, municipality: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        service().answer(Question(slug), municipality)


def test_choices_are_titles_of_known_articles_at_most_three() -> None:
    found = service().choices(["kort", "weg", "uwv", "paspoort", "brand"], "tilburg")
    assert found == (
        Choice("Kort", payload("kort", LEAD)),
        Choice("UWV", payload("uwv", LEAD)),
        Choice("Paspoort aanvragen", payload("paspoort", LEAD)),
    )


def test_title_is_empty_when_there_is_no_such_article() -> None:
    assert (service().title("kort", "tilburg"), service().title("weg", "tilburg")) == ("Kort", "")


def test_combine_keeps_every_answer_whole_and_names_each_source_once() -> None:
    passport, short = answer("paspoort", "s1"), answer("kort")
    both = combine([passport, short])
    assert both.text == "**Kop 1**\n\nTekst 1\n\nKort antwoord."
    assert both.sources == (OWN, RIJK)
    assert both.articles == ("paspoort", "kort")
    assert (both.outcome, both.choices) == (Outcome.ANSWER, passport.choices)
