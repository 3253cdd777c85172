"""Trains the small Dutch pipeline that finds names: a few rules around a small network."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nlu import dutch_sentences as sentences
from nlu.dutch_sentences import FILES, MUNICIPALITIES, SEED, WORD, Maker, read, words

ROUNDS = 5
BATCH = 48
DROPOUT = 0.2
WIDTH = 48
OFTEN = 6
"""Times that a word must occur to be known by itself."""
RARE = "zeldzaam"
RULE = "rule"
TOKENIZER = "balie.dutch"
_SAME_AS_A_WORD = {"Best", "Goes", "Bergen", "Heel", "Brink", "Spui", "Horst", "Laren", "Losser"}


def sources() -> list[Path]:
    """The files that the pipeline is made of, besides the training data."""
    return [*sorted(FILES.glob("*.yml")), MUNICIPALITIES, Path(__file__), Path(sentences.__file__)]


def rules(pipeline: Any) -> list[dict[str, Any]]:
    """Patterns for spaCy's entity ruler: what is a name whatever stands around it."""

    def exactly(name: str) -> list[dict[str, str]]:
        # A plain string would be a pattern too, but spaCy runs `ner` over each when it reads them.
        return [{"ORTH": token.text} for token in pipeline.make_doc(str(name))]

    streets = read(FILES, "streets")
    endings = "|".join(words(streets["sure_endings"]))
    common = "|".join(words(streets["common"]))
    street = {"LOWER": {"REGEX": rf"^(?!(?:{common})$)[\w'-]{{4,}}(?:{endings})$"}}
    fronts = {"LOWER": {"IN": [front.lower() for front in words(streets["fronts"])]}, "OP": "+"}
    small = {"LOWER": {"IN": ["van", "de", "den", "der", "het"]}, "OP": "*"}
    known = MUNICIPALITIES.read_text(encoding="utf-8").split("\n")
    places = {place.strip() for place in known} | set(read(FILES, "places")["places"])
    # Half of what starts with a capital "Best" is a greeting.
    places -= {"", *_SAME_AS_A_WORD}
    return [
        {"label": "STREET", "pattern": [street], "id": RULE},
        {"label": "STREET", "pattern": [fronts, small, street], "id": RULE},
        *({"label": "STREET", "pattern": exactly(name), "id": RULE} for name in streets["whole"]),
        *({"label": "PLACE", "pattern": exactly(place), "id": RULE} for place in sorted(places)),
    ]


def add_rules(pipeline: Any) -> Any:
    """Streets before `ner`, which leaves them alone; places after it: "Karin van Dongen" is one."""
    patterns = rules(pipeline)
    for label, where in (("STREET", {"before": "ner"}), ("PLACE", {"after": "ner"})):
        ruler = pipeline.add_pipe("entity_ruler", name=f"{label.lower()}_rules", **where)
        ruler.add_patterns([pattern for pattern in patterns if pattern["label"] == label])
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
    register_tokenizer()
    pipeline = spacy.blank("nl", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    seen = Counter(WORD.findall(" ".join(sentence.text for sentence in made).lower()))
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


def register_tokenizer() -> None:
    """Make the tokenizer known to spaCy; must be done before the pipeline is read."""
    import spacy

    @spacy.registry.tokenizers(TOKENIZER)
    def make() -> Any:
        return _tokenizer


def _tokenizer(pipeline: Any) -> Any:
    """Dutch, without the 1,500 abbreviations: reading those takes a second at each start."""
    from spacy.tokenizer import Tokenizer
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

    defaults = pipeline.Defaults
    return Tokenizer(
        pipeline.vocab,
        prefix_search=compile_prefix_regex(defaults.prefixes).search,
        suffix_search=compile_suffix_regex(defaults.suffixes).search,
        infix_finditer=compile_infix_regex(defaults.infixes).finditer,
    )


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
