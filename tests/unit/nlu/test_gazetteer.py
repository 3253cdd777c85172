"""Names of products and of other municipalities."""

from __future__ import annotations

import pytest

from assistant.domain.articles import Article, Kind, Step
from nlu.gazetteer import Gazetteer

ARTICLES = [
    Article("paspoort", Kind.FAQ, "Paspoort aanvragen", "", terms=("paspoort", "reispas"),
            related=("noodreisdocument",)),
    Article("paspoort_kind", Kind.FAQ, "Paspoort kind", "", terms=("paspoort voor een kind",)),
    Article("rijbewijs", Kind.FAQ, "Rijbewijs", ""),
    Article("uwv", Kind.REFERRAL, "UWV", "", terms=("wia",)),
    Article("id", Kind.FAQ, "ID-kaart", "", terms=("ID-kaart",)),
    Article("verhuizen", Kind.LIFE_EVENT, "Verhuizen", "", terms=("gaan verhuizen",),
            steps=(Step("", "", "", "uwv"), Step("", "", "", "id"))),
]  # fmt: skip
NAMES = Gazetteer(ARTICLES, ["Breda", "Súdwest-Fryslân", "Ede", "Tilburg", "Oss"], ["Tilburg"])


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("wat kost een paspoort", "paspoort"),
        ("paspoort voor een kind aanvragen", "paspoort_kind"),
        ("reispas of paspoort voor een kind", "paspoort_kind"),
        ("mijn id-kaart is weg", "id"),
        ("paspoorten", ""),
        ("ik zit in de wia", ""),
        ("wij gaan verhuizen", ""),
        ("iets anders", ""),
    ],
)
def test_product_is_the_longest_name_in_the_text(text: str, slug: str) -> None:
    assert NAMES.product(text) == slug


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ik woon in breda", "Breda"),
        ("geldt dat ook in sudwest-fryslan", "Súdwest-Fryslân"),
        ("ik woon in tilburg", ""),
        ("bredaseweg", ""),
        ("ik bel jullie vandaag", ""),
    ],
)
def test_other_place_is_a_municipality_that_is_not_ours(text: str, place: str) -> None:
    assert NAMES.other_place(text) == place


def test_names_find_nothing_when_there_are_none() -> None:
    empty = Gazetteer([], [], [])
    assert (empty.product("paspoort"), empty.other_place("breda")) == ("", "")
    assert (empty.name("paspoort"), empty.family("x")) == ("", frozenset({"x"}))


@pytest.mark.parametrize(
    ("slug", "name"), [("paspoort", "paspoort"), ("rijbewijs", "rijbewijs"), ("onbekend", "")]
)
def test_name_is_how_residents_call_it(slug: str, name: str) -> None:
    assert NAMES.name(slug) == name


def test_family_is_what_is_related_and_what_has_the_same_stem() -> None:
    assert NAMES.family("paspoort") == {"paspoort", "paspoort_kind", "noodreisdocument"}
    assert NAMES.family("paspoort_kind") == {"paspoort", "paspoort_kind"}
    assert NAMES.family("rijbewijs") == {"rijbewijs"}


def test_family_of_a_life_event_is_what_its_steps_are_about() -> None:
    assert NAMES.family("verhuizen") == {"verhuizen", "uwv", "id"}
