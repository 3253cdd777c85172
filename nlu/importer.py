"""Brings the questions of the answer library into Rasa's training data.

An editor adds a question to one Markdown file; `rasa train`, `rasa data validate` and
`rasa test nlu` see it as an example of the retrieval intent `faq/<article>`. Life events go the
same way, as `life_event/<event>`.
"""

from __future__ import annotations

from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from kb.library import Library

LIBRARY = Path(__file__).resolve().parent.parent / "kb"


class AnswerLibraryImporter(RasaFileImporter):
    """Rasa's own file importer, with the library's questions added to the NLU data."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Training data from `data/nlu` and from every article of the library."""
        return super().get_nlu_data(language).merge(library_training_data(LIBRARY))


def library_training_data(path: Path) -> TrainingData:
    """One example per question, national and local, labelled with its article and section."""
    library = Library(path)
    articles = library.every_article()
    examples = []
    for article in articles:
        for section, questions in article.questions.items():
            for question in questions:
                data = {
                    TEXT: question,
                    INTENT: article.kind.value,
                    INTENT_RESPONSE_KEY: article.intent,
                    "metadata": {"section": section},
                }
                examples.append(Message(data=data))
    responses = {f"utter_{article.intent}": [{"text": article.title}] for article in articles}
    return TrainingData(examples, responses=responses)
