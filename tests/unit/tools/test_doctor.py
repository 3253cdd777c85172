"""The doctor tells the truth, keeps secrets and never falls ill itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.settings import Settings
from connectors.storage.database import open_engine
from connectors.storage.schema import newest, upgrade
from tests.contract.backoffice_process import TOKEN, running_backoffice
from tools import doctor
from tools.doctor import Finding, Verdict

SECRETS = {name: f"{name[0]}-very-secret" for name in doctor.SECRETS}


def verdicts(findings: Iterator[Finding]) -> set[Verdict]:
    return {finding.verdict for finding in findings}


def test_development_secrets_are_fine_on_this_machine_only() -> None:
    assert verdicts(doctor.check_secrets(Settings())) == {Verdict.NOTE}
    assert verdicts(doctor.check_secrets(Settings(host="0.0.0.0"))) == {Verdict.WRONG}
    assert verdicts(doctor.check_secrets(Settings(host="0.0.0.0", **SECRETS))) == {Verdict.GOOD}


def test_the_secret_of_a_provider_is_wanted_where_there_is_one() -> None:
    given = {name: value for name, value in SECRETS.items() if name != "staff_oidc_secret"}
    assert verdicts(doctor.check_secrets(Settings(host="0.0.0.0", **given))) == {Verdict.GOOD}
    (wrong,) = doctor.check_secrets(
        Settings(host="0.0.0.0", staff_oidc_issuer="https://login.example", **given)
    )
    assert wrong.verdict is Verdict.WRONG and "BALIE_STAFF_OIDC_SECRET" in wrong.detail


def test_chatwoot_without_its_secrets_is_wrong() -> None:
    *_, wrong = doctor.check_secrets(
        Settings(chatwoot_url="https://chat.example", chatwoot_token="t")
    )
    assert (wrong.verdict, wrong.detail) == (Verdict.WRONG, "set BALIE_CHATWOOT_SECRET")


def test_no_secret_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql+psycopg://balie:p-very-secret@127.0.0.1:1/balie"
    settings = Settings(database_url=url, engine_port=1, **SECRETS)
    monkeypatch.setattr(doctor, "get_settings", lambda: settings)
    assert doctor.main() == 1  # that database does not answer
    assert "very-secret" not in capsys.readouterr().out


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def check_tea(_: Settings) -> Iterator[Finding]:
        raise OSError("out of tea")
        yield

    monkeypatch.setattr(doctor, "CHECKS", (check_tea, doctor.check_python))
    first, second = doctor.examine(Settings())
    assert first == Finding("tea", Verdict.WRONG, "OSError: out of tea")
    assert second.verdict is Verdict.GOOD


def test_migrations_are_named_with_what_happens_to_them(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'balie.db'}")

    def said() -> Finding:
        return list(doctor.check_database(settings))[1]

    assert said().verdict is Verdict.NOTE and said().detail.startswith("none")
    engine = open_engine(settings.database_url)
    upgrade(engine)
    assert said() == Finding("migrations", Verdict.GOOD, f"{newest()}, the newest")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    assert said().verdict is Verdict.WRONG and "9999" in said().detail


def test_another_tracker_store_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_configured_tracker_store", lambda: "InMemoryTrackerStore")
    assert verdicts(doctor.check_tracker_store(Settings(engine_port=1))) == {Verdict.WRONG}


def test_our_tracker_store_is_what_rasa_makes_of_endpoints_yml() -> None:
    (finding,) = doctor.check_tracker_store(Settings(engine_port=1))
    assert finding.verdict is Verdict.GOOD


def test_the_environment_of_the_tests_is_the_locked_one() -> None:
    assert verdicts(doctor.check_lock(Settings())) == {Verdict.GOOD}
    assert verdicts(doctor.check_engine_room(Settings())) == {Verdict.GOOD}


def test_case_system_and_broker_are_really_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_backoffice(tmp_path) as address:
        settings = Settings(zgw_url=address, oidc_issuer=f"{address}/digid")
        zaken, digid = list(doctor.check_zaken(settings)), list(doctor.check_digid(settings))
        assert [one.verdict for one in (*zaken, *digid)] == [Verdict.GOOD] * 4
        assert "rotterdam: 11 zaaktypen" in [one.detail for one in zaken]
        unknown = Settings(zgw_url=address, zgw_organisations={"elders": "999000044"})
        assert verdicts(doctor.check_zaken(unknown)) == {Verdict.WRONG}
        wrong = Settings(zgw_url=address, zgw_secret="a-secret-that-is-wrong-but-long-enough")
        assert verdicts(doctor.check_zaken(wrong)) == {Verdict.NOTE}
        monkeypatch.setattr(doctor, "SKEW_SECONDS", -3600)
        assert Verdict.WRONG in verdicts(doctor.check_zaken(settings))
    gone = Settings(zgw_url="http://127.0.0.1:1", oidc_issuer="http://127.0.0.1:1")
    assert (
        verdicts(doctor.check_zaken(gone)) == verdicts(doctor.check_digid(gone)) == {Verdict.NOTE}
    )


def test_other_systems_are_really_asked(tmp_path: Path) -> None:
    with running_backoffice(tmp_path) as address:
        urls = {
            "reports_url": f"{address}/signals",
            "addresses_url": f"{address}/pdok/search/v3_1",
            "persons_url": f"{address}/haalcentraal/api/brp",
            "payments_url": f"{address}/mollie/v2",
            "staff_oidc_issuer": f"{address}/medewerkers",
        }
        found = list(doctor.check_others(Settings(**urls, payments_key=TOKEN, persons_key=TOKEN)))
        assert [one.verdict for one in found] == [Verdict.GOOD] * 4 + [
            Verdict.NOTE, Verdict.GOOD, Verdict.NOTE,
        ]  # fmt: skip
        assert found[5].subject == "staff"
        assert found[5].detail.endswith("must know http://127.0.0.1:8080/desk/inloggen/terug")
        assert "16 categories" in found[0].detail
        (wrong,) = (
            one
            for one in doctor.check_others(Settings(**urls, payments_key="another"))
            if one.subject == "payments"
        )
        assert wrong.verdict is Verdict.NOTE
    away = dict.fromkeys(urls, "http://127.0.0.1:1")
    assert verdicts(doctor.check_others(Settings(**away))) == {Verdict.NOTE}
