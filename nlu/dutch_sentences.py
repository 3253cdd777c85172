"""Makes sentences with names to learn from, out of the templates and lists in `nlu/names/`."""

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
COPIES = 13
"""Sentences made from each template."""
COPIES_WITHOUT = 2
QUESTIONS = 2000
"""Questions of residents, from the training data, that show what is not a name."""
WITH_A_QUESTION = 0.3
"""Share of the sentences with names that has such a question before or behind it."""
TWICE = 2
INVENTED = 0.5
"""Share of the names put together from halves of others, so that no list is learnt by heart."""
# With a capital inside a sentence, or with a house number: the name of a street.
_STREET = re.compile(
    r"\b[A-Z]\w*(?:straat|laan|weg|plein|singel|gracht|kade|dijk|hof)\b"
    r"|(?:straat|laan|weg|plein) \d"
)
WORD = re.compile(r"[\w-]+")
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
        self._streets = read(files, "streets")
        self._people = read(files, "people")
        self._templates = read(files, "sentences")
        self._organisations = words(read(files, "organisations")["organisations"])
        known = municipalities.read_text(encoding="utf-8").split("\n")
        self._places = [place.strip() for place in known if place.strip()]
        self._own_places = [str(place) for place in read(files, "places")["places"]]
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
        """Words without a capital that are no names: they occur where there are none."""
        counts = Counter(word for text in self._nameless_questions for word in WORD.findall(text))
        often = {word for word, times in counts.items() if times >= TWICE}
        own = {word for text in self._templates["without_names"] for word in WORD.findall(text)}
        own |= set(words(self._streets["common"]))
        return sorted(word for word in often | own if word == word.lower())

    def _nameless(self, text: str) -> bool:
        """Whether a question surely has no name, so that it can show what is none."""
        found = WORD.findall(text)
        folded = " ".join(["", *found, ""]).lower()
        if any(f" {place.lower()} " in folded for place in (*self._places, *self._own_places)):
            return False
        if _STREET.search(text):
            return False
        known = {*words(self._people["first"]), *words(self._people["last"])}
        return not known & set(found[1:])

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
            "first": lambda: self._name(words(self._people["first"])),
            "last": self._last,
            "place": self._place,
            "organisation": lambda: self._pick(self._organisations).replace("-", " "),
            "number": self._number,
        }
        return make[slot]()

    def _street(self) -> str:
        if self._random.random() < 0.12:
            return self._pick(self._streets["whole"])
        name = self._name(words(self._streets["stems"])) + self._pick(
            words(self._streets["endings"])
        )
        chance = self._random.random()
        if chance < 0.1:
            return f"{self._pick(words(self._streets['fronts']))} {name}"
        if chance < 0.16:
            return f"{self._pick(words(self._people['first']))} {self._last()}straat"
        return name

    def _person(self) -> str:
        first = self._name(words(self._people["first"]))
        chance = self._random.random()
        if chance < 0.15:
            return first
        return f"{first[0]}. {self._last()}" if chance < 0.3 else f"{first} {self._last()}"

    def _last(self) -> str:
        name = self._name(words(self._people["last"]))
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


def read(files: Path, name: str) -> dict[str, Any]:
    """One of the lists."""
    return dict(yaml.safe_load((files / f"{name}.yml").read_text(encoding="utf-8")))


def words(text: str) -> list[str]:
    """A list that is written as running text."""
    return text.split()
