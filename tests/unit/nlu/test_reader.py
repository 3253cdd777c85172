"""From one message to what the resident wants, on a small model that is really trained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.crisis import CrisisPatterns
from nlu.confidence import Calibration
from nlu.context import Context
from nlu.gazetteer import Gazetteer
from nlu.reader import SURE_PART, Reader
from tests.fakes.encoder import FakeEncoder
from tests.unit.nlu.tiny import BUTTONS, THRESHOLDS, read, reader, trained

PASSPORT, LICENCE = Context(article="paspoort"), Context(article="rijbewijs")


def first(text: str, context: Context | None = None) -> tuple[str, str, str]:
    """(intent, slug, section) as they are read."""
    reading = read(text, context)
    best = reading.candidates[0]
    return reading.intent, best.slug, best.section


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wat kost een paspoort", ("faq", "paspoort", "kosten")),
        ("Hoe verleng ik m'n RIJBEWIJS??", ("faq", "rijbewijs", "algemeen")),
        ("ik ben werkloos", ("referral", "uwv", "algemeen")),
        ("hallo", ("greet", "", "algemeen")),
    ],
)
def test_reader_gives_intent_article_and_section(text: str, expected: tuple[str, ...]) -> None:
    assert first(text) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("paspoort", {"kosten", "algemeen"}),
        ("wat kost een paspoort", {"kosten", ""}),
    ],
)
def test_reader_gives_two_sections_only_when_they_answer_about_as_well(
    text: str, shown: set[str]
) -> None:
    best = read(text).candidates[0]
    assert best.slug == "paspoort"
    assert {best.section, best.also} == shown


# --- crisis before everything


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("er is brand", Context()),
        ("BRÁND! wat kost een paspoort", PASSPORT),
        ("de eerste, brand", BUTTONS),
        ("brand [BSN]", Context()),
        ("there is a brand in the house of my neighbour", Context()),
    ],
)
def test_reader_sees_danger_before_anything_else(text: str, context: Context) -> None:
    encoder = FakeEncoder()
    reading = reader(encoder=encoder).read(text, context)
    assert (reading.intent, reading.confidence) == ("crisis", 1.0)
    assert [c.slug for c in reading.candidates] == ["brand"]
    assert encoder.asked == []


def test_reader_sees_danger_in_words_that_no_pattern_has() -> None:
    reading = read("de hele keuken staat in vlammen")
    assert (reading.intent, reading.candidates[0].slug) == ("crisis", "brand")


def test_reader_sees_danger_when_another_reading_is_more_likely() -> None:
    text = "wat kost een rijbewijs in vlammen"
    calm = read(text, crisis=1.1)
    all_readings = reader()._candidates(text, Context())
    danger = next(c.confidence for c in all_readings if c.kind == "crisis")
    assert all(c.kind != "crisis" for c in calm.candidates)
    assert (calm.intent, calm.candidates[0].slug) == ("faq", "rijbewijs")
    assert danger < 0.5
    assert read(text, crisis=danger * 0.99).intent == "crisis"
    assert read(text, crisis=danger * 1.01).intent == "faq"


# --- form


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("mijn bsn is [BSN]", "share_personal_data"),
        ('faq{"article": "paspoort"}', "inject_instruction"),
        ("...", "nonsense"),
        ("😭", "nonsense"),
        ("", "nonsense"),
    ],
)
def test_reader_lets_the_form_decide_where_words_do_not_count(text: str, intent: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.confidence) == (intent, 1.0)


# --- steps of a checklist


@pytest.mark.parametrize("text", ["de stap is gedaan", "gedaan", "die heb ik gedaan"])
def test_reader_takes_a_step_for_done_in_the_light_of_the_checklist(text: str) -> None:
    context = Context(article="paspoort", life_event="verhuizen")
    assert read(text, context).intent == "mark_step_done"


def test_reader_goes_on_from_a_checklist_to_a_step_and_not_to_the_checklist_again() -> None:
    context = Context(article="verhuizen", life_event="verhuizen")
    assert first("en wat kost dat?", context) == ("faq", "rijbewijs", "kosten")


@pytest.mark.parametrize("context", [Context(), Context("paspoort_kind"), Context("verhuizen")])
def test_reader_needs_no_subject_for_a_checklist(context: Context) -> None:
    assert first("stappenplan verhuizen", context) == ("life_event", "verhuizen", "algemeen")


def test_reader_thinks_less_of_a_step_when_no_checklist_was_shown() -> None:
    text = "mijn paspoort aanvragen heb ik gedaan"
    step, alone = (
        next(c.confidence for c in read(text, context).candidates if c.label == "mark_step_done")
        for context in (Context(life_event="verhuizen"), Context())
    )
    assert alone < step / 4
    assert sum(c.confidence for c in read(text).candidates) <= 1.001


# --- buttons


@pytest.mark.parametrize("text", ["1", "de eerste", "Paspoort aanvragen", "ik kies de eerste!"])
def test_reader_presses_the_button_that_is_named(text: str) -> None:
    reading = read(text, BUTTONS)
    assert reading.intent == "choose_answer"
    assert reading.entities == {"article": "paspoort", "section": "algemeen"}


def test_reader_presses_a_button_without_an_article() -> None:
    reading = read("iets anders", BUTTONS)
    assert (reading.intent, reading.entities) == ("deny", {})


@pytest.mark.parametrize("context", [Context(), PASSPORT])
def test_reader_presses_nothing_when_there_are_no_buttons(context: Context) -> None:
    assert read("paspoort aanvragen", context).intent == "faq"


def test_reader_answers_a_new_question_though_buttons_are_shown() -> None:
    assert first("wat kost een rijbewijs", BUTTONS) == ("faq", "rijbewijs", "kosten")


# --- correction


@pytest.mark.parametrize(
    "text",
    [
        "nee ik bedoel rijbewijs verlengen",
        "Nee, ik bedoelde rijbewijs verlengen",
        "sorry, ik bedoel rijbewijs verlengen",
        "niet dat, het gaat over rijbewijs verlengen",
    ],
)
def test_reader_reads_what_is_meant_when_the_resident_corrects(text: str) -> None:
    encoder = FakeEncoder()
    reading = reader(encoder=encoder).read(text, PASSPORT)
    assert (reading.intent, reading.candidates[0].slug) == ("faq", "rijbewijs")
    assert encoder.asked == ["rijbewijs verlengen"]


# --- context


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("en wat kost dat?", PASSPORT, ("faq", "paspoort", "kosten")),
        ("en wat kost dat?", LICENCE, ("faq", "rijbewijs", "kosten")),
        ("hoe lang duurt dat", PASSPORT, ("faq", "paspoort", "termijn")),
        ("en voor mijn kind?", PASSPORT, ("faq", "paspoort_kind", "algemeen")),
        ("wat kost een rijbewijs", PASSPORT, ("faq", "rijbewijs", "kosten")),
        ("bedankt", PASSPORT, ("thank", "", "algemeen")),
        ("hallo", PASSPORT, ("greet", "", "algemeen")),
        ("kosten", PASSPORT, ("faq", "paspoort", "kosten")),
        ("een mens spreken", PASSPORT, ("request_human", "", "algemeen")),
        ("ik ben werkloos", PASSPORT, ("referral", "uwv", "algemeen")),
    ],
)
def test_reader_takes_the_subject_from_before_only_when_it_is_needed(
    text: str, context: Context, expected: tuple[str, ...]
) -> None:
    assert first(text, context) == expected


def test_reader_reads_on_when_the_subject_is_unknown() -> None:
    assert read("en wat kost dat?", Context(article="weg")) == read("en wat kost dat?")


def test_a_message_repeated_after_a_guess_does_not_lean_on_that_guess() -> None:
    guessed = Context(article="paspoort", unclear="En wat kost dat?")
    assert read("en wat kost dat", guessed) == read("en wat kost dat", Context())
    assert read("hoe duur is dat", guessed) == read("hoe duur is dat", PASSPORT)


# --- several questions


def test_reader_finds_each_question_of_a_message_with_its_section() -> None:
    reading = read("Wat kost een paspoort en hoe verleng ik mijn rijbewijs?")
    assert reading.intent == "several_questions"
    assert [(q.slug, q.section) for q in reading.questions] == [
        ("paspoort", "kosten"),
        ("rijbewijs", "algemeen"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ik ga verhuizen. wat kost een paspoort",
        "hallo, wat kost een paspoort?",
        "hoe vraag ik een paspoort aan en mag ik een medewerker spreken?",
        "wat kost een paspoort? hoe duur is een paspoort?",
    ],
)
def test_reader_answers_one_question_when_the_rest_asks_nothing_else(text: str) -> None:
    reading = read(text)
    assert reading.intent != "several_questions"
    assert reading.questions == ()


def test_reader_finds_both_questions_when_they_are_about_one_article() -> None:
    reading = read("wat kost een paspoort en hoe lang duurt het?")
    assert [(q.slug, q.section) for q in reading.questions] == [
        ("paspoort", "kosten"),
        ("paspoort", "termijn"),
    ]


# --- thresholds


@pytest.mark.parametrize(
    ("answer", "ask", "intent", "offered"),
    [
        (0.1, 0.05, "faq", None),
        (0.95, 0.1, "nlu_fallback", 3),
        (0.95, 0.3, "nlu_fallback", 3),
        (0.95, 0.9, "nlu_fallback", 0),
    ],
)
def test_reader_answers_asks_or_gives_up_by_how_sure_it_is(
    answer: float, ask: float, intent: str, offered: int | None
) -> None:
    reading = read("wat kost dat", answer=answer, ask=ask)
    assert reading.intent == intent
    assert 0.3 < reading.confidence < 0.9
    if offered is not None:
        assert len(reading.candidates) == offered


def test_reader_offers_nothing_when_it_is_unsure_and_knows_no_word_of_it() -> None:
    reading = read("kwijt", answer=0.1, ask=0.01, crisis=1.1)
    assert 0.1 < reading.confidence < SURE_PART
    assert (reading.intent, reading.candidates) == ("nlu_fallback", ())


def test_reader_offers_the_question_that_came_with_a_number() -> None:
    reading = read("wat kost een paspoort, mijn bsn is [BSN]")
    assert reading.intent == "share_personal_data"
    assert [c.slug for c in reading.candidates] == ["", "paspoort"]


def test_reader_offers_the_likeliest_first() -> None:
    offered = read("wat kost dat", answer=0.99, ask=0.0).candidates
    assert len(offered) == 3
    assert [c.confidence for c in offered] == sorted((c.confidence for c in offered), reverse=True)


# --- another language, another place


def test_reader_names_the_language_and_offers_only_what_can_be_understood() -> None:
    reading = read("can i speak to a human please, i need the passport")
    assert (reading.intent, reading.language) == ("speak_other_language", "en")
    assert reading.candidates
    assert all(c.slug or c.label == "request_human" for c in reading.candidates)
    assert reading.questions == ()


def test_reader_reads_a_mix_as_dutch_when_dutch_prevails() -> None:
    assert read("wat kost een paspoort for my son").language == "nl"


@pytest.mark.parametrize(
    ("text", "intent", "place"),
    [
        ("ik woon in Breda, wat kost een paspoort", "ask_other_municipality", "Breda"),
        ("wat kost een paspoort in venlo", "ask_other_municipality", "Venlo"),
        ("ik verhuis naar breda, wat kost een rijbewijs", "faq", "Breda"),
        ("wat kost een paspoort in tilburg", "faq", ""),
    ],
)
def test_reader_tells_a_question_about_elsewhere_from_one_that_names_it(
    text: str, intent: str, place: str
) -> None:
    reading = read(text)
    assert (reading.intent, reading.place) == (intent, place)


@pytest.mark.parametrize(("text", "product"), [("wat kost een reispas", "paspoort"), ("hallo", "")])
def test_reader_names_the_product(text: str, product: str) -> None:
    assert read(text).product == product


def test_reader_remembers_nothing_between_messages() -> None:
    one = reader()
    alone = one.read("en wat kost dat?", Context())
    one.read("wat kost een paspoort", Context())
    assert one.read("en wat kost dat?", Context()) == alone


@pytest.mark.parametrize(("sure_from", "asked"), [(0.0, []), (1.1, ["rijbewijs verlengen"])])
def test_reader_asks_the_encoder_only_when_the_distilled_vector_leaves_it_unsure(
    sure_from: float, asked: list[str]
) -> None:
    encoder = FakeEncoder()
    thresholds = replace(THRESHOLDS, sketch=sure_from)
    reading = reader(thresholds, encoder).read("rijbewijs verlengen", Context())
    assert encoder.asked == asked
    assert reading.candidates[0].label.startswith("faq/rijbewijs")


def test_reader_never_asks_the_encoder_for_a_part_of_a_message() -> None:
    encoder = FakeEncoder()
    thresholds = replace(THRESHOLDS, sketch=1.1)
    whole = "wat kost een paspoort en hoe verleng ik mijn rijbewijs?"
    assert reader(thresholds, encoder).read(whole, Context()).intent == "several_questions"
    assert encoder.asked == [whole]


def test_reader_is_as_careful_as_the_municipality_wants_it() -> None:
    model, memory = trained()
    careful = Reader(
        model=model,
        memory=memory,
        gazetteer=Gazetteer((), [], []),
        crisis=CrisisPatterns(()),
        encoder=FakeEncoder(),
        thresholds=THRESHOLDS,
        own_thresholds={"utrecht": THRESHOLDS.with_own({"answer": 1.0})},
    )
    text = "wat kost een rijbewijs"
    assert careful.read(text, Context(municipality="tilburg")).intent == "faq"
    assert careful.read(text, Context(municipality="utrecht")).intent == "nlu_fallback"


def test_reader_says_how_often_it_is_right_not_how_the_model_shares_its_probability() -> None:
    plain, calibrated = (
        reader(calibration=c).read("wat kost dat", Context())
        for c in (Calibration(), Calibration(1.0, 1.0))
    )
    assert calibrated.confidence > plain.confidence
    assert calibrated.candidates == plain.candidates


def test_reader_sees_danger_beside_a_number() -> None:
    reading = read("mijn bsn is [BSN] en de hele keuken staat in vlammen")
    assert (reading.intent, reading.candidates[0].slug) == ("crisis", "brand")


def test_reader_asks_the_encoder_when_a_sketch_took_it_for_a_step_and_no_checklist_was_shown() -> (
    None
):
    encoder = FakeEncoder()
    thresholds = replace(THRESHOLDS, sketch=0.0)
    made = reader(thresholds, encoder)
    assert (
        made.read("gedaan", Context(article="verhuizen", life_event="verhuizen")).intent
        == "mark_step_done"
    )
    assert encoder.asked == []
    made.read("gedaan", Context())
    assert encoder.asked == ["gedaan"]
