"""A data set small enough to train on in a moment, and readers made of it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from assistant.domain.articles import LEAD, Article, Kind, Section, Step
from kb.crisis import CrisisPatterns
from nlu.confidence import UNCALIBRATED, Calibration, Thresholds
from nlu.context import Context
from nlu.gazetteer import Gazetteer
from nlu.memory import Memory
from nlu.model import AnswerModel
from nlu.normaliser import normalise
from nlu.reader import Reader, Reading
from tests.fakes.encoder import FakeEncoder

ARTICLES = (
    Article(
        "paspoort", Kind.FAQ, "Paspoort aanvragen", "Een paspoort vraagt u aan bij de balie.",
        terms=("paspoort", "reispas"), related=("paspoort_kind",),
        sections=(
            Section("kosten", "Wat kost een paspoort?", "De prijs van een paspoort is bekend."),
            Section("termijn", "Hoe lang duurt het?", "Een paspoort is na vijf werkdagen klaar."),
        ),
        questions={
            LEAD: ("hoe vraag ik een paspoort aan", "paspoort aanvragen", "nieuw paspoort aanvragen",
                   "ik wil een paspoort"),
            "kosten": ("wat kost een paspoort", "kosten paspoort", "hoe duur is een paspoort",
                       "prijs van een paspoort"),
            "termijn": ("hoe lang duurt een paspoort", "wanneer is mijn paspoort klaar"),
        },
    ),
    Article(
        "paspoort_kind", Kind.FAQ, "Paspoort voor een kind", "Voor een kind gaat u samen.",
        terms=("paspoort voor een kind", "kinderpaspoort"),
        questions={
            LEAD: ("paspoort voor mijn kind", "paspoort voor mijn dochter en mijn kind",
                   "kinderpaspoort voor mijn kind", "hoe krijgt mijn kind een paspoort",
                   "voor mijn kind een paspoort"),
        },
    ),
    Article(
        "rijbewijs", Kind.FAQ, "Rijbewijs verlengen", "Een rijbewijs verlengt u bij de balie.",
        terms=("rijbewijs",),
        sections=(Section("kosten", "Wat kost een rijbewijs?", "De prijs van een rijbewijs."),),
        questions={
            LEAD: ("hoe verleng ik mijn rijbewijs", "rijbewijs verlengen", "nieuw rijbewijs",
                   "mijn rijbewijs is verlopen", "ik wil een rijbewijs"),
            "kosten": ("wat kost een rijbewijs", "kosten rijbewijs", "hoe duur is een rijbewijs"),
        },
    ),
    Article(
        "uwv", Kind.REFERRAL, "UWV", "Daarvoor gaat u naar het UWV.", terms=("werkloos",),
        questions={LEAD: ("ik ben werkloos wie betaalt mij", "ww uitkering aanvragen",
                          "ik ben ontslagen en werkloos", "uitkering omdat ik werkloos ben")},
    ),
    Article(
        "verhuizen", Kind.LIFE_EVENT, "Stappenplan verhuizen", "De stappen bij een verhuizing.",
        terms=("verhuizen",), steps=(Step("Rijbewijs", "Wijzig het.", "daarna", "rijbewijs"),),
        questions={LEAD: ("wat allemaal regelen bij verhuizen", "stappenplan verhuizen",
                          "checklist verhuizen", "verhuizen waar moet ik aan denken")},
    ),
    Article(
        "brand", Kind.CRISIS, "Brand", "Bel 112.", patterns=(r"\bbrand\b",), priority=1,
        questions={LEAD: ("mijn keuken staat in vlammen", "er komen vlammen uit het huis",
                          "overal vlammen en rook", "help vlammen")},
    ),
)  # fmt: skip
INTENTS = {
    "greet": ("hallo", "goedemorgen", "hallo daar", "dag balie", "hallo goedemorgen"),
    "thank": ("bedankt", "dank u wel", "heel erg bedankt", "dank je wel", "bedankt hoor"),
    "request_human": ("ik wil een medewerker spreken", "mag ik een mens spreken", "medewerker",
                      "medewerker spreken graag", "can i speak to a human"),
    "mark_step_done": ("de stap is gedaan", "die stap heb ik gedaan", "gedaan", "afvinken graag"),
    "ask_other_municipality": ("ik woon in een andere gemeente", "ik woon in een andere plaats",
                               "geldt dit in een andere gemeente", "ik woon niet hier"),
}  # fmt: skip
THRESHOLDS = Thresholds(answer=0.4, ask=0.08, crisis=0.15, sketch=1.1)  # always ask the encoder
BUTTONS = Context(
    titles=("Paspoort aanvragen", "Iets anders"),
    payloads=('/choose_answer{"article": "paspoort", "section": "algemeen"}', "/deny"),
)


class Trained(NamedTuple):
    model: AnswerModel
    memory: Memory


def examples() -> list[tuple[str, str, str]]:
    """(normalised text, label, anchor)."""
    found = [(normalise(t), intent, LEAD) for intent, texts in INTENTS.items() for t in texts]
    return found + [
        (normalise(text), article.intent, anchor)
        for article in ARTICLES
        for anchor, texts in article.questions.items()
        for text in texts
    ]


@cache
def trained() -> Trained:
    """Trained once for all tests."""
    encoder = FakeEncoder()
    texts, labels, _ = zip(*examples(), strict=True)
    model = AnswerModel.train(texts, labels, encoder)
    return Trained(model, Memory.build(model.labels, examples(), ARTICLES, encoder))


def reader(
    thresholds: Thresholds = THRESHOLDS,
    encoder: FakeEncoder | None = None,
    calibration: Calibration = UNCALIBRATED,
) -> Reader:
    model, memory = trained()
    return Reader(
        model=model,
        memory=memory,
        gazetteer=Gazetteer(ARTICLES, ["Breda", "Venlo"], ["Tilburg"]),
        crisis=CrisisPatterns(ARTICLES),
        encoder=encoder or FakeEncoder(),
        thresholds=thresholds,
        calibration=calibration,
    )


def read(text: str, context: Context | None = None, **thresholds: float) -> Reading:
    """What a reader with these thresholds makes of a text."""
    changed = Thresholds(**(THRESHOLDS.__dict__ | thresholds))
    return reader(changed).read(text, context or Context())
