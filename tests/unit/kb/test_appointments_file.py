"""What residents can make an appointment for is one YAML file and no code."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.domain.appointments import Method
from kb.appointments_file import read_appointments, with_own_names
from kb.errors import ContentError

SMALL = {
    "products": {
        "paspoort": {
            "title": "Paspoort aanvragen",
            "article": "paspoort",
            "words": ["paspoort", "pas"],
            "also": {"gestolen": "paspoort_vermist"},
        },
        "ophalen": {"title": "Document ophalen", "words": ["paspoort ophalen"]},
    },
    "methods": {"video": "Videobellen"},
}


def read(folder: Path, content: object):  # type: ignore[no-untyped-def]
    path = folder / "appointments.yml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return read_appointments(path)


def test_products_are_found_by_their_words_the_longest_first(tmp_path: Path) -> None:
    found = read(tmp_path, SMALL)
    assert found.named_in("ik wil mijn paspoort ophalen") == ("ophalen",)
    assert found.named_in("PASPOORTEN en een pas") == ("paspoort",)
    assert found.named_in("paspoortje") == ("paspoort",)
    assert found.named_in("kompas") == ()


def test_methods_are_places_where_nobody_goes(tmp_path: Path) -> None:
    found = read(tmp_path, SMALL)
    assert found.method_of("videobellen") is Method.VIDEO
    assert found.method_of("Stadhuis") is Method.DESK


def test_what_to_know_beside_it(tmp_path: Path) -> None:
    found = read(tmp_path, SMALL)
    assert found.also(("paspoort",), "mijn pas is gestolen!") == "paspoort_vermist"
    assert found.also(("ophalen",), "gestolen") == ""


def test_own_names_of_a_system(tmp_path: Path) -> None:
    found = with_own_names(read(tmp_path, SMALL), {"paspoort": "Reisdocument"})
    entry = found.by_system_name("reisdocument")
    assert entry is not None
    assert (entry.key, entry.title) == ("paspoort", "Paspoort aanvragen")


def test_without_a_file_nothing_can_be_booked(tmp_path: Path) -> None:
    assert read_appointments(tmp_path / "none.yml").entries == ()


@pytest.mark.parametrize(
    "content",
    [
        "products: [",
        "products: niets",
        {"products": {"a": {"words": ["x"]}}},
        {"products": {"a": {"title": "A", "words": ["x"]}, "b": {"title": "B", "words": ["X"]}}},
        {"products": {}, "methods": {"duif": "Postduif"}},
    ],
    ids=["no yaml", "no products", "no title", "one word for two", "unknown method"],
)
def test_mistake_is_told_to_the_editor(tmp_path: Path, content: object) -> None:
    with pytest.raises(ContentError):
        read(tmp_path, content)
