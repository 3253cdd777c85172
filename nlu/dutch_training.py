"""Trains the small Dutch pipeline that finds names, from the sentences in `nlu/names/`."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILES = Path(__file__).with_name("names")
MUNICIPALITIES = Path(__file__).resolve().parent.parent / "kb" / "municipalities" / "places.txt"
SEED = 20261122
COPIES = 10
"""Sentences made from each template."""
COPIES_WITHOUT = 2
QUESTIONS = 3000
"""Questions of residents, from the training data, that show what is not a name."""
WITH_A_QUESTION = 0.3
"""Share of the sentences with names that has such a question before or behind it."""
ROUNDS = 4
BATCH = 48
DROPOUT = 0.2
WIDTH = 48
OFTEN = 6
"""Times that a word must occur to be known by itself."""
TWICE = 2
RULE = "rule"
RARE = "zeldzaam"
INVENTED = 0.5
"""Share of the names put together from halves of others, so that no list is learnt by heart."""
# With a capital inside a sentence, or with a house number: the name of a street.
_STREET = re.compile(
    r"\b[A-Z]\w*(?:straat|laan|weg|plein|singel|gracht|kade|dijk|hof)\b|(?:straat|laan|weg|plein) \d"
)
_SAME_AS_A_WORD = {"Best", "Goes", "Bergen", "Heel", "Brink", "Spui", "Horst", "Laren", "Losser"}
_WORD = re.compile(r"[\w-]+")
_SLOT = re.compile(r"\{(\w+)\}")
_LABELS = {
    "street": "STREET", "person": "PERSON", "first": "PERSON", "last": "PERSON", "place": "PLACE",
}  # fmt: skip

Span = tuple[int, int, str]


@dataclass(frozen=True)
class Sentence:
    """A sentence with its names: (start, end, label)."""

    text: str
    names: tuple[Span, ...] = ()


class Maker:
    """Fills templates at random, the same way every time."""

    def __init__(
        self, questions: Iterable[str], files: Path = FILES, municipalities: Path = MUNICIPALITIES
    ) -> None:
        self._random = random.Random(SEED)
        self._streets = _read(files, "streets")
        self._people = _read(files, "people")
        self._templates = _read(files, "sentences")
        self._organisations = _words(_read(files, "organisations")["organisations"])
        known = municipalities.read_text(encoding="utf-8").split("\n")
        self._places = [place.strip() for place in known if place.strip()]
        self._own_places = [str(place) for place in _read(files, "places")["places"]]
        # In the order of their hashes: an edit in the library changes few of them.
        ordered = sorted(set(questions), key=lambda text: hashlib.sha256(text.encode()).digest())
        self._nameless_questions = [text for text in ordered if text and self._nameless(text)]
        self._questions = self._nameless_questions[:QUESTIONS]

    def sentences(self) -> list[Sentence]:
        """All sentences to learn from, in random order."""
        made = [
            self._typed(self._fill(template))
            for key, copies in (("with_names", COPIES), ("without_names", COPIES_WITHOUT))
            for template in self._templates[key]
            for _ in range(copies)
        ]
        made = [self._with_question(sentence) for sentence in made]
        made += [self._typed(Sentence(question)) for question in self._questions]
        self._random.shuffle(made)
        return made

    def common_words(self) -> list[str]:
        """Words without a capital that occur where there are no names."""
        counts = Counter(word for text in self._nameless_questions for word in _WORD.findall(text))
        return sorted(word for word, n in counts.items() if n >= TWICE and word == word.lower())

    def _nameless(self, text: str) -> bool:
        """Whether a question surely has no name, so that it can show what is none."""
        words = _WORD.findall(text)
        folded = " ".join(["", *words, ""]).lower()
        if any(f" {place.lower()} " in folded for place in (*self._places, *self._own_places)):
            return False
        if _STREET.search(text):
            return False
        known = {*_words(self._people["first"]), *_words(self._people["last"])}
        return not known & set(words[1:])

    def _with_question(self, sentence: Sentence) -> Sentence:
        if not self._questions or not sentence.names or self._random.random() > WITH_A_QUESTION:
            return sentence
        question = self._typed(Sentence(self._pick(self._questions))).text
        between = self._random.choice([". ", " ", ", ", "\n", "? "])
        if self._random.random() < 0.5:
            return Sentence(f"{sentence.text}{between}{question}", sentence.names)
        moved = len(question) + len(between)
        names = tuple((start + moved, end + moved, label) for start, end, label in sentence.names)
        return Sentence(f"{question}{between}{sentence.text}", names)

    def _fill(self, template: str) -> Sentence:
        text, names, position = "", [], 0
        for slot in _SLOT.finditer(template):
            text += template[position : slot.start()]
            value = self._value(slot[1])
            if slot[1] in _LABELS:
                names.append((len(text), len(text) + len(value), _LABELS[slot[1]]))
            text += value
            position = slot.end()
        return Sentence(text + template[position:], tuple(names))

    def _typed(self, sentence: Sentence) -> Sentence:
        """As it might be typed: half of it without capitals, some of it without a full stop."""
        text, chance = sentence.text, self._random.random()
        if chance < 0.5:
            lowered = text.lower()
            # "İ" becomes two characters in lower case, and the names would shift.
            text = lowered if len(lowered) == len(text) else text
        elif chance < 0.8:
            text = text[0].upper() + text[1:]
        elif chance < 0.83:
            text = text.upper() if len(text.upper()) == len(text) else text
        if text[-1].isalnum() and self._random.random() < 0.3:
            text += self._random.choice([".", "?", "!", " aub", " graag"])
        return Sentence(text, sentence.names)

    def _value(self, slot: str) -> str:
        make = {
            "street": self._street,
            "person": self._person,
            "first": lambda: self._name(_words(self._people["first"])),
            "last": self._last,
            "place": self._place,
            "organisation": lambda: self._pick(self._organisations).replace("-", " "),
            "number": self._number,
        }
        return make[slot]()

    def _street(self) -> str:
        if self._random.random() < 0.12:
            return self._pick(self._streets["whole"])
        name = self._name(_words(self._streets["stems"])) + self._pick(
            _words(self._streets["endings"])
        )
        chance = self._random.random()
        if chance < 0.1:
            return f"{self._pick(_words(self._streets['fronts']))} {name}"
        if chance < 0.16:
            return f"{self._pick(_words(self._people['first']))} {self._last()}straat"
        return name

    def _person(self) -> str:
        first = self._name(_words(self._people["first"]))
        chance = self._random.random()
        if chance < 0.15:
            return first
        return f"{first[0]}. {self._last()}" if chance < 0.3 else f"{first} {self._last()}"

    def _last(self) -> str:
        name = self._name(_words(self._people["last"]))
        if self._random.random() < 0.3:
            return f"{self._pick(self._people['before_last'])} {name}"
        return name

    def _place(self) -> str:
        return self._name(self._own_places if self._random.random() < 0.5 else self._places)

    def _number(self) -> str:
        return f"{self._random.randrange(1, 400)}{self._pick(['', '', '', 'a', 'B', '-2', ' bis'])}"

    def _name(self, values: Sequence[str]) -> str:
        name = self._pick(values)
        if self._random.random() > INVENTED or " " in name:
            return name
        other = self._pick(values).split(" ")[-1]
        return name[: (len(name) + 1) // 2] + other[len(other) // 2 :].lower()

    def _pick(self, values: Sequence[str]) -> str:
        return str(self._random.choice(values))


def rules(municipalities: Path = MUNICIPALITIES) -> list[dict[str, Any]]:
    """Patterns for spaCy's entity ruler: what is a name whatever stands around it."""
    streets = _read(FILES, "streets")
    endings = "|".join(_words(streets["sure_endings"]))
    common = "|".join(_words(streets["common"]))
    street = {"LOWER": {"REGEX": rf"^(?!(?:{common})$)[\w'-]{{4,}}(?:{endings})$"}}
    fronts = {"LOWER": {"IN": [front.lower() for front in _words(streets["fronts"])]}, "OP": "+"}
    small = {"LOWER": {"IN": ["van", "de", "den", "der", "het"]}, "OP": "*"}
    known = municipalities.read_text(encoding="utf-8").split("\n")
    places = {place.strip() for place in known} | set(_read(FILES, "places")["places"])
    # Half of what starts with a capital "Best" is a greeting.
    places -= {"", *_SAME_AS_A_WORD}
    return [
        {"label": "STREET", "pattern": [street], "id": RULE},
        {"label": "STREET", "pattern": [fronts, small, street], "id": RULE},
        *({"label": "STREET", "pattern": str(name), "id": RULE} for name in streets["whole"]),
        *({"label": "PLACE", "pattern": str(place), "id": RULE} for place in sorted(places)),
    ]


def add_rules(pipeline: Any) -> Any:
    """Put the rules in front of `ner`, which leaves alone what they found."""
    ruler = pipeline.add_pipe("entity_ruler", before="ner")
    ruler.add_patterns(rules())
    return pipeline


def train(questions: Iterable[str]) -> Any:
    """A trained spaCy pipeline with one part, `ner`. The same data give the same pipeline.

    `questions` are those of the training data: they show how residents write, mostly without names.
    """
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed, minibatch

    maker = Maker(questions)
    made = maker.sentences()
    fix_random_seed(SEED)
    pipeline = spacy.blank("nl")
    seen = Counter(_WORD.findall(" ".join(sentence.text for sentence in made).lower()))
    pipeline.meta["common"] = maker.common_words()
    spell_alike(pipeline, sorted(word for word, times in seen.items() if times >= OFTEN))
    pipeline.add_pipe("ner", config={"model": _model()})
    examples = []
    for sentence in made:
        document = pipeline.make_doc(sentence.text)
        # A name that ends inside a token cannot be learnt; it is left out of the sentence.
        spans = [document.char_span(start, end, label) for start, end, label in sentence.names]
        annotations = {
            "entities": [(s.start_char, s.end_char, s.label_) for s in spans if s is not None]
        }
        examples.append(Example.from_dict(document, annotations))
    optimizer = pipeline.initialize(lambda: examples)
    shuffler = random.Random(SEED)
    for _ in range(ROUNDS):
        shuffler.shuffle(examples)
        for batch in minibatch(examples, BATCH):
            pipeline.update(batch, drop=DROPOUT, sgd=optimizer)
    return add_rules(pipeline)


def spell_alike(pipeline: Any, often: Sequence[str]) -> None:
    """Let the pipeline see words that it has seldom seen as one and the same word.

    A name that nobody has typed before then looks like the rare words in the training data, most of
    which are names. The words are kept with the pipeline: set this again after reading it.
    """
    from spacy.attrs import NORM

    known = frozenset(often)
    pipeline.meta["often"] = list(often)
    pipeline.vocab.lex_attr_getters[NORM] = lambda text: (
        text.lower() if text.lower() in known or not text[0].isalpha() else RARE
    )


def _model() -> dict[str, Any]:
    """spaCy's transition model on a small convolution over words, their edges and their shape."""
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": WIDTH,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": WIDTH,
                "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                "rows": [2000, 500, 1000, 500],
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": WIDTH,
                "window_size": 1,
                "maxout_pieces": 3,
                "depth": 3,
            },
        },
    }


def _read(files: Path, name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((files / f"{name}.yml").read_text(encoding="utf-8")))


def _words(text: str) -> list[str]:
    return text.split()
