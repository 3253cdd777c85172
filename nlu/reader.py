"""From one message to what the resident wants: crisis first, then buttons, intents and articles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from assistant.domain.articles import LEAD, Kind
from assistant.domain.text import fold
from kb.crisis import CrisisPatterns
from nlu.choices import resolve
from nlu.confidence import UNCALIBRATED, Calibration, Thresholds
from nlu.context import Context, leans_on_context, may_lean_on_context, payload_parts
from nlu.encoder import Encoder, Vectors
from nlu.follow_up import STEPS, stands_alone, with_subject
from nlu.gazetteer import Gazetteer
from nlu.language import foreign_language
from nlu.memory import Memory
from nlu.model import AnswerModel, Probabilities
from nlu.normaliser import normalise
from nlu.segments import is_question, split
from nlu.shapes import intent_of_shape
from nlu.spoken import repaired, without_fillers

TRANSLATABLE = frozenset(
    {"request_human", "make_appointment", "change_appointment", "cancel_appointment",
     "ask_appointment", "ask_zaak_status", "file_complaint"}
)  # fmt: skip
NO_CHECKLIST = 0.003
"""How much readings in `STEPS` count when there is no checklist to say them of."""
CLOSE = 0.1
"""Two sections of which the likeness differs less than this are both shown."""
GUESS = 0.7
"""Below this a message without one known word is not even guessed at."""
SURE_PART = 0.7
SHOWN = 6
"""Of so many readings it is looked up which section was asked for; no more are ever shown."""
UNNAMED_LANGUAGE = "en"
"""How a message is answered that is in no language we know the words of."""
OTHER_LANGUAGE = "speak_other_language"
ASKS_NOTHING = 0.11
"""By so much a text must be more like "do you speak English?" than like any question (cosine)
before it is taken to ask nothing. Measured on what people write in five languages."""
PLAUSIBLE = 0.03
"""Least probability in the whole message for a part of it to count as a question of its own."""
ANSWERABLE = frozenset({Kind.FAQ.value, Kind.REFERRAL.value})
_CORRECTION = re.compile(
    r"^(?:nee+|neen|niet dat|sorry|oh|fout)?[,.! ]*(?:nee+[,.! ]*)?"
    # "nee wacht, ...", "nee geen van die, ..."
    r"(?:(?<=nee )[a-z' ]{2,24}[,.]+ *)?"
    r"(?:ik bedoel(?:de)?|bedoel(?:de)? ik|het gaat (?:om|over)|ik had het over)\s+(?P<rest>.+)$"
)


@dataclass(frozen=True)
class Candidate:
    """One reading: an intent label, its probability, and for articles the section asked for.

    `also` is a second section that answers the question about as well, or empty.
    """

    label: str
    confidence: float
    section: str = LEAD
    also: str = ""

    @property
    def kind(self) -> str:
        return self.label.partition("/")[0]

    @property
    def slug(self) -> str:
        return self.label.partition("/")[2]

    def asks_the_same(self, other: Candidate) -> bool:
        """Whether both are answered by the same text."""
        shown = {self.section, self.also or self.section}
        return self.label == other.label and bool(shown & {other.section, other.also})


@dataclass(frozen=True)
class Reading:
    """How a message was read. `intent` is what Rasa gets to see.

    `questions`: what is answered one by one, of several questions or in another language.
    """

    intent: str
    confidence: float
    candidates: tuple[Candidate, ...] = ()
    questions: tuple[Candidate, ...] = ()
    entities: dict[str, str] = field(default_factory=dict)
    language: str = "nl"
    product: str = ""
    place: str = ""


class Reader:
    """Reads messages with a trained model. Holds no state between messages."""

    def __init__(
        self,
        model: AnswerModel,
        memory: Memory,
        gazetteer: Gazetteer,
        crisis: CrisisPatterns,
        encoder: Encoder,
        thresholds: Thresholds,
        calibration: Calibration = UNCALIBRATED,
        own_thresholds: Mapping[str, Thresholds] | None = None,
    ) -> None:
        """`own_thresholds`: those of municipalities that differ, by slug."""
        self._model = model
        self._memory = memory
        self._gazetteer = gazetteer
        self._crisis = crisis
        self._encoder = encoder
        self._thresholds = thresholds
        self._calibration = calibration
        self._own_thresholds = own_thresholds or {}
        self._dangerous = [label.startswith(f"{Kind.CRISIS}/") for label in model.labels]
        self._steps = np.array([label in STEPS for label in model.labels])

    def read(self, text: str, context: Context) -> Reading:
        """Read one message as typed (already masked), in the light of the conversation."""
        crisis = self._crisis.find(text)
        if crisis:
            best = Candidate(crisis.intent, 1.0)
            return Reading(Kind.CRISIS.value, 1.0, (best,))
        shape = intent_of_shape(text)
        if shape:
            # A number typed along with a question: the question is offered below the warning.
            rest = self._candidates(normalise(text), context)
            danger = self._danger(rest)
            ask = self._thresholds_at(context).ask
            sure = self._calibration.confidence
            asked = (c for c in rest if c.slug and c.kind != Kind.CRISIS)
            offered = tuple(c for c in asked if sure(c.confidence) >= ask)
            return danger or Reading(shape, 1.0, (Candidate(shape, 1.0), *offered))
        clean = normalise(text)
        if not re.search(r"[a-z0-9\u0400-\u06ff]", clean):
            return Reading("nonsense", 1.0, (Candidate("nonsense", 1.0),))
        if clean.strip(" .!?") == normalise(context.unclear).strip(" .!?"):
            # Who says the same again did not mean the guess: that is no subject to go on with.
            context = replace(context, article="")
        button = _button(clean, context)
        if button is not None:
            intent, entities = payload_parts(context.payloads[button])
            if intent:
                return Reading(intent, 1.0, entities=entities)
        correction = _CORRECTION.match(clean)
        if correction and len(correction["rest"]) > 2:
            clean = correction["rest"]
        clean = self._meant(without_fillers(clean))
        return self._understand(clean, text, context)

    def _meant(self, clean: str) -> str:
        """What a speaker means who takes words back: "een pas, nee, ik bedoel een rijbewijs"."""
        taken_back, meant = repaired(clean)
        both = self._gazetteer.product(taken_back) and self._gazetteer.product(meant)
        return meant if both else clean

    def _understand(self, clean: str, text: str, context: Context) -> Reading:
        language = foreign_language(fold(text))
        candidates = self._candidates(clean, context)
        danger = self._danger(candidates)
        if danger:
            return danger
        about_language = candidates[0].label == OTHER_LANGUAGE
        if not language and about_language:
            language = UNNAMED_LANGUAGE
        if language:
            candidates = self._translatable(clean)
        # What is not danger enough to act on is no subject to offer either.
        candidates = tuple(c for c in candidates if c.kind != Kind.CRISIS)
        best = candidates[0] if candidates else Candidate("out_of_scope", 0.0)
        if language:
            # "Do you speak English?" is no question to look up, however near an article comes.
            questions = () if about_language else self._sure(candidates, context)
        else:
            questions = self._questions(clean, candidates, context)
        reading = Reading(
            best.kind,
            self._calibration.confidence(best.confidence),
            candidates=candidates[:4],
            questions=questions,
            language=language or "nl",
            product=self._gazetteer.product(clean),
            place=self._gazetteer.other_place(clean),
        )
        return replace(reading, **self._decide(reading, clean, self._thresholds_at(context)))

    def _sure(self, candidates: tuple[Candidate, ...], context: Context) -> tuple[Candidate, ...]:
        """The best reading, where it is an answer that Balie may give at once."""
        enough = self._thresholds_at(context).answer
        return tuple(
            c
            for c in candidates[:1]
            if c.kind in ANSWERABLE and self._calibration.confidence(c.confidence) >= enough
        )

    def _thresholds_at(self, context: Context) -> Thresholds:
        return self._own_thresholds.get(context.municipality, self._thresholds)

    def _danger(self, candidates: tuple[Candidate, ...]) -> Reading | None:
        """The crisis that a message may well be. All kinds count together: it may be of several."""
        found = [c for c in candidates if c.kind == Kind.CRISIS]
        alarm = sum(c.confidence for c in found)
        if not found or alarm < self._thresholds.crisis:
            return None
        return Reading(Kind.CRISIS.value, alarm, tuple(found[:1]))

    def _decide(self, reading: Reading, clean: str, thresholds: Thresholds) -> dict[str, Any]:
        """What to do with a reading: which of its fields change."""
        if reading.language != "nl":
            return {"intent": OTHER_LANGUAGE}
        if reading.questions:
            return {"intent": "several_questions"}
        if reading.place and _asks_elsewhere(clean, reading.place):
            return {"intent": "ask_other_municipality"}
        if reading.confidence < GUESS and not self._model.knows_a_word_of(clean):
            return {"intent": "nlu_fallback", "candidates": ()}
        if reading.confidence >= thresholds.answer:
            return {}
        offered = reading.candidates[:3] if reading.confidence >= thresholds.ask else ()
        return {"intent": "nlu_fallback", "candidates": offered}

    def _translatable(self, clean: str) -> tuple[Candidate, ...]:
        """Readings of a text in another language: what it asks, not which language it is in."""
        vector = self._encoder.encode([clean])[0]
        scores = self._model.predict(self._model.ngrams([clean]), vector, self._memory)
        asks = np.array([_asks_something(label) for label in self._model.labels])
        near, _ = self._memory.likeness(vector)
        language = near[[label == OTHER_LANGUAGE for label in self._model.labels]]
        if near[asks].max() < language.max(initial=-1.0) - ASKS_NOTHING:
            return ()
        scores = np.where(asks, scores, 0.0) / scores[asks].sum()
        return tuple(
            self._with_section(Candidate(self._model.labels[i], float(scores[i])), vector)
            for i in np.argsort(-scores)[:3]
        )

    def _candidates(
        self, clean: str, context: Context, sketched: bool = False
    ) -> tuple[Candidate, ...]:
        """The ten most likely readings of one text and all kinds of danger, best first.

        Only the first few have their section.

        `sketched`: by the distilled vector alone, however unsure that is.
        """
        scores, vector = self._scores(clean, sketched)
        if not context.life_event:
            scores, vector = self._without_steps(clean, scores, vector, sketched)
        if context.article and may_lean_on_context(clean, bool(self._gazetteer.product(clean))):
            scores, vector = self._in_context(clean, context.article, scores, vector, sketched)
        ranked = np.argsort(-scores)
        # The likeliest, and danger however unlikely: its kinds are weighed together.
        kept = [*ranked[:10], *(i for i in ranked[10:] if self._dangerous[i])]
        found = [Candidate(self._model.labels[i], float(scores[i])) for i in kept]
        shown = 1 if sketched else SHOWN
        return (*(self._with_section(c, vector) for c in found[:shown]), *found[shown:])

    def _without_steps(
        self, clean: str, scores: Probabilities, vector: Vectors, sketched: bool
    ) -> tuple[Probabilities, Vectors]:
        """The same where no checklist was shown: then nothing is said of its steps.

        What is left is read again by the encoder when the steps had most of it: a distilled
        vector that was sure of them says little of the rest.
        """
        steps = self._steps
        if scores[steps].sum() >= 0.5 and not sketched:
            vector = self._encoder.encode([clean])[0]
            scores = self._model.predict(self._model.ngrams([clean]), vector, self._memory)
        scores = scores * np.where(steps, NO_CHECKLIST, 1.0)
        return (scores / scores.sum()).astype(np.float32), vector

    def _in_context(
        self,
        clean: str,
        article: str,
        alone: Probabilities,
        vector: Vectors,
        sketched: bool,
    ) -> tuple[Probabilities, Vectors]:
        """Read a text that may lean on the subject before it with that subject put in front.

        Keeps the reading without context where that is sure by itself, where it is small talk,
        or where the subject and the text have nothing to do with each other.
        """
        labels, leans = self._model.labels, leans_on_context(clean)
        if stands_alone(labels, alone, leans):
            return alone, vector
        together, other = self._scores(f"{self._gazetteer.name(article)} {clean}", sketched)
        family = self._gazetteer.family(article)
        scores = with_subject(labels, together, article, family, leans)
        return (alone, vector) if scores is None else (scores, other)

    def _with_section(self, candidate: Candidate, vector: Vectors) -> Candidate:
        if not candidate.slug or candidate.kind == Kind.CRISIS:
            return candidate
        (section, likeness), *others = self._memory.sections(candidate.label, vector)
        also = next((other for other, score in others[:1] if score > likeness - CLOSE), "")
        return replace(candidate, section=section, also=also)

    def _questions(
        self, clean: str, whole: tuple[Candidate, ...], context: Context
    ) -> tuple[Candidate, ...]:
        """The separate questions of one message; empty when it asks one thing.

        A part counts when it is recognised with confidence and the message as a whole points the
        same way: half a sentence on its own is easily misread.
        """
        parts = split(clean)
        if len(parts) < 2:
            return ()
        plausible = {c.label for c in whole if c.confidence >= PLAUSIBLE}
        found: list[Candidate] = []
        for part in parts:
            named = bool(self._gazetteer.product(part))
            if not named and not is_question(part):
                continue
            # A part that only the encoder could read is never sure enough to stand on its own.
            best = self._candidates(part, context, sketched=True)[0]
            if best.kind not in ANSWERABLE or best.confidence < SURE_PART:
                continue
            if best.label not in plausible and not named:
                continue
            context = replace(context, article=best.slug)
            if not any(best.asks_the_same(c) for c in found):
                found.append(best)
        same_way = any(c.label == whole[0].label for c in found)
        return tuple(found) if len(found) > 1 and same_way else ()

    def _scores(self, clean: str, sketched: bool) -> tuple[Probabilities, Vectors]:
        """Probability of each label, and the vector they rest on.

        The distilled vector first; the encoder, at forty times its cost, when that is unsure.
        """
        row = self._model.ngrams([clean])
        vector = self._model.sketch(row)
        scores = self._model.predict(row, vector, self._memory)
        if sketched or scores.max() >= self._thresholds.sketch:
            return scores, vector
        vector = self._encoder.encode([clean])[0]
        return self._model.predict(row, vector, self._memory), vector


def _button(clean: str, context: Context) -> int | None:
    """Index of the button that is named: of the latest message first.

    A text message numbers its own choices from one, also below an answer that had choices too.
    """
    latest = resolve(clean, context.titles[context.earlier :])
    if latest is not None:
        return context.earlier + latest
    return resolve(clean, context.titles[: context.earlier])


def _asks_something(label: str) -> bool:
    """Whether a text with this meaning can be helped in any language."""
    kind = label.partition("/")[0]
    return label in TRANSLATABLE or ("/" in label and kind != Kind.CRISIS)


def _asks_elsewhere(clean: str, place: str) -> bool:
    """Whether the message is about living or arranging something in that other place."""
    name = re.escape(fold(place))
    near = rf"\b(?:wonen?|woont|gemeente|in|voor|bij)\s+(?:in\s+)?(?:gemeente\s+)?{name}\b"
    moved = r"\b(?:naar|van|uit|vanuit|geboren|bevalling|ziekenhuis)\b"
    return bool(re.search(near, clean)) and not re.search(moved, clean)
