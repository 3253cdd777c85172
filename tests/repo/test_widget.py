"""The widget's files: small, safe on a stranger's page, and without text of their own."""

from __future__ import annotations

import gzip
import re

import pytest

from assistant.domain.municipality import Municipality
from kb import readability
from tests.repo.sources import ROOT, responses
from tests.repo.test_texts import is_dutch_sentence
from web.embedding import FOLDER, LANGUAGES, digest_of, read_code, read_texts

MOST_BYTES = 60_000
# What a strict policy forbids, or what would make text into markup.
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|srcdoc|"
    r"setAttribute\(\"style|cssText|\bcookie\b|localStorage|<style|https?://(?!www\.w3\.org/2000/svg)"
)


def code(name: str) -> str:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return re.sub(r"(?m)^\s*//.*$|\s//\s.*$", "", text)


def scripts() -> list[str]:
    return [name for name in read_code() if name.endswith(".js")]


def test_all_files_together_are_small() -> None:
    sizes = {name: len(gzip.compress(text, 9)) for name, text in read_code().items()}
    assert set(sizes) >= {"loader.js", "main.js", "style.css"}
    assert sum(sizes.values()) <= MOST_BYTES, sizes


@pytest.mark.parametrize("name", scripts())
def test_no_script_makes_text_into_markup_or_asks_elsewhere(name: str) -> None:
    # The pattern of safe addresses in an answer names schemes, not a place.
    assert FORBIDDEN.findall(code(name).replace(r"https?:\/\/", "")) == []


def test_style_asks_nothing_from_elsewhere() -> None:
    assert re.findall(r"url\(|@import", code("style.css")) == []


def test_scripts_and_texts_name_the_same_texts() -> None:
    everything = "\n".join(code(name) for name in scripts())
    named = set(re.findall(r"\btexts\.(\w+)", everything))
    for group in re.findall(r"\{([^{}]*)\} = this\.texts;", everything):
        named |= {name.strip() for name in group.split(",")}
    assert named == set(read_texts())


def test_no_text_for_residents_is_in_a_script() -> None:
    found = [
        (name, text)
        for name in scripts()
        for _, text in re.findall(r"([\"'`])((?:(?!\1).)*)\1", code(name))
        if is_dutch_sentence(text)
    ]
    assert found == []


def test_every_text_is_there_in_each_language_with_known_placeholders() -> None:
    local = set(Municipality("", "", "", "", "").values())
    for name, text in read_texts().items():
        assert tuple(text) == LANGUAGES, name
        marks = [set(re.findall(r"\{(\w+)\}", text[language])) for language in LANGUAGES]
        assert marks[0] == marks[1] and marks[0] <= local, name


def test_dutch_texts_are_at_level_b1() -> None:
    everything = "\n".join(text["nl"] for text in read_texts().values())
    hard = [
        f"{name}: {problem}"
        for name, text in read_texts().items()
        for problem in readability.problems(text["nl"], everything)
        if problem.blocks
    ]
    assert hard == []


def test_button_for_a_human_has_the_same_text_as_what_it_says() -> None:
    assert responses()["utter_label_human"] == [read_texts()["human"]["nl"]]


def test_address_of_the_code_changes_with_any_file() -> None:
    files = read_code()
    digests = {digest_of(files | {name: text + b" "}) for name, text in files.items()}
    assert len(digests | {digest_of(files)}) == len(files) + 1
    assert (ROOT / "web" / "widget") == FOLDER
