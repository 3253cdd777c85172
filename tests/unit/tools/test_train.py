"""The fingerprint that decides whether to train."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import train


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name in ("data/nlu/a.yml", "kb/articles/paspoort.md", "nlu/model.py", "config.yml",
                 "domain.yml", "requirements.lock"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def test_it_is_the_same_for_the_same_sources(sources: Path) -> None:
    assert train.fingerprint(sources) == train.fingerprint(sources)
    assert train.fingerprint(sources) in train.model_path(sources).name


@pytest.mark.parametrize(
    "name", ["data/nlu/a.yml", "kb/articles/paspoort.md", "nlu/model.py", "config.yml",
             "domain.yml", "requirements.lock", "data/nlu/new.yml"],
)  # fmt: skip
def test_any_changed_source_changes_it(sources: Path, name: str) -> None:
    before = train.fingerprint(sources)
    (sources / name).write_text("changed")
    assert train.fingerprint(sources) != before


def test_a_renamed_source_changes_it(sources: Path) -> None:
    before = train.fingerprint(sources)
    (sources / "data/nlu/a.yml").rename(sources / "data/nlu/b.yml")
    assert train.fingerprint(sources) != before


def test_compiled_python_does_not_change_it(sources: Path) -> None:
    before = train.fingerprint(sources)
    (sources / "nlu/__pycache__").mkdir()
    (sources / "nlu/__pycache__/model.pyc").write_text("x")
    assert train.fingerprint(sources) == before


def test_a_fresh_model_is_not_trained_again(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(sources, monkeypatch)
    made: list[Path] = []

    def make(target: Path) -> None:
        target.parent.mkdir(exist_ok=True)
        target.touch()
        made.append(target)

    monkeypatch.setattr(train, "_train", make)
    assert train.ensure_model() == train.ensure_model()
    assert len(made) == 1


def test_a_failed_training_leaves_no_model(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(sources, monkeypatch)
    with pytest.raises(SystemExit, match="failed"):
        train.ensure_model()  # config.yml is no configuration of Rasa
    assert list(sources.glob("models/*")) == []


def _use(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = train.model_path(sources)
    monkeypatch.setattr(train, "ROOT", sources)
    monkeypatch.setattr(train, "VAR", sources / "var")
    monkeypatch.setattr(train, "MODELS", sources / "models")
    monkeypatch.setattr(train, "model_path", lambda: model)
