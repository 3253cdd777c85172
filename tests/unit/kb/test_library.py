"""The whole library: national texts, local ones instead, and one bad file that harms no other."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.domain.articles import Kind
from assistant.errors import ArticleNotFound, MunicipalityNotFound
from kb.library import Library
from tests.unit.kb.small_library import FACTS, STEP, add, make, page


def test_library_fills_in_what_the_municipality_knows(tmp_path: Path) -> None:
    library = Library(make(tmp_path))
    article = library.article("paspoort", "tilburg")
    assert article.lead == "U vraagt een paspoort aan bij Tilburg."
    assert article.sections[0].text == "De prijs staat op https://www.tilburg.example."


def test_library_lists_national_articles_as_they_are_written(tmp_path: Path) -> None:
    (article,) = Library(make(tmp_path)).articles()
    assert "{{gemeente}}" in article.lead


def test_library_keeps_kinds_apart_by_folder(tmp_path: Path) -> None:
    path = make(tmp_path)
    add(path / "referrals" / "uwv.md", page(title="UWV"))
    add(path / "crisis" / "brand.md", page(title="Brand", patterns=["brand"]))
    add(path / "life_events" / "verhuizen.md", page(title="Verhuizen", steps=[STEP]))
    kinds = {article.slug: article.kind for article in Library(path).articles()}
    assert kinds == {
        "paspoort": Kind.FAQ,
        "uwv": Kind.REFERRAL,
        "brand": Kind.CRISIS,
        "verhuizen": Kind.LIFE_EVENT,
    }


def test_library_fills_in_what_the_municipality_knows_in_steps_too(tmp_path: Path) -> None:
    path = make(tmp_path)
    add(path / "life_events" / "verhuizen.md", page(steps=[STEP | {"when": "bij {{gemeente}}"}]))
    (step,) = Library(path).article("verhuizen", "tilburg").steps
    assert (step.text, step.when) == ("Vraag het aan bij Tilburg.", "bij Tilburg")


def test_library_prefers_a_local_article_only_in_its_own_municipality(tmp_path: Path) -> None:
    path = make(tmp_path)
    (path / "municipalities" / "utrecht").mkdir()
    add(
        path / "municipalities" / "utrecht" / "municipality.yml",
        yaml.safe_dump(
            {"name": "Utrecht", "contact": {"phone": "14 030"}, "hours_text": "op werkdagen"}
        ),
    )
    local = path / "municipalities" / "tilburg" / "articles"
    add(local / "paspoort.md", page("In {{gemeente}} gaat dat anders.\n"))
    add(local / "kermis.md", page("De kermis van {{gemeente}}.\n", title="Kermis"))
    library = Library(path)
    assert library.article("paspoort", "tilburg").lead == "In Tilburg gaat dat anders."
    assert library.article("paspoort", "utrecht").lead == "U vraagt een paspoort aan bij Utrecht."
    assert library.article("kermis", "tilburg").title == "Kermis"
    assert [a.slug for a in library.articles()] == ["paspoort"]
    assert [a.slug for a in library.local_articles("tilburg")] == ["kermis", "paspoort"]
    with pytest.raises(ArticleNotFound):
        library.article("kermis", "utrecht")


@pytest.mark.parametrize("folder", ["articles", "crisis", "municipalities/tilburg/articles"])
def test_library_leaves_out_a_broken_file_and_says_which(tmp_path: Path, folder: str) -> None:
    path = make(tmp_path)
    broken = add(path / folder / "stuk.md", "geen kop")
    library = Library(path)
    assert [error.path for error in library.broken] == [str(broken)]
    assert library.article("paspoort", "tilburg").title == "Paspoort aanvragen"
    with pytest.raises(ArticleNotFound):
        library.article("stuk", "tilburg")


def test_library_falls_back_on_the_national_article_when_the_local_file_is_broken(
    tmp_path: Path,
) -> None:
    path = make(tmp_path)
    add(path / "municipalities" / "tilburg" / "articles" / "paspoort.md", "geen kop")
    assert "bij Tilburg" in Library(path).article("paspoort", "tilburg").lead


def test_library_leaves_out_a_broken_municipality_and_serves_the_others(tmp_path: Path) -> None:
    path = make(tmp_path)
    (path / "municipalities" / "stuk").mkdir()
    add(path / "municipalities" / "stuk" / "municipality.yml", "name: [")
    library = Library(path)
    assert library.slugs() == ("tilburg",)
    assert len(library.broken) == 1


def test_library_knows_no_other_municipality(tmp_path: Path) -> None:
    library = Library(make(tmp_path))
    assert library.get("tilburg").phone == "14 013"
    for ask in (lambda: library.get("ede"), lambda: library.article("paspoort", "ede")):
        with pytest.raises(MunicipalityNotFound):
            ask()


def test_library_lists_the_names_of_local_facts(tmp_path: Path) -> None:
    assert Library(make(tmp_path)).facts == frozenset(FACTS)


def test_library_leaves_out_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = make(tmp_path)
    (path / "articles" / "stuk.md").write_bytes(page("Een café").encode("latin-1"))
    assert len(Library(path).broken) == 1
