"""The table of processes: names as promised, and how little Rasa is told."""

from pathlib import Path

import pytest

from backend.kit import crypto
from backend.kit.settings import Settings, load_settings
from backend.supervisor.embedded import embedded_for
from backend.supervisor.plan import Plan
from backend.supervisor.processes import plan, rasa_environment
from backend.understanding import modelfiles


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LANTAI_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANTAI_HOME", str(tmp_path / "home"))
    made = load_settings()
    crypto.configure(made)
    return made


def planned(settings: Settings) -> Plan:
    return plan(settings, embedded_for(settings))


def test_all_parts_run_on_embedded_defaults(settings: Settings) -> None:
    made = planned(settings)
    assert {part.name for part in made.parts} == {
        *("gateway", "backend", "worker", "rasa", "actions"),
        *("postgres", "redis", "simulator"),
    }
    assert set(made.urls) == {
        *("gateway", "backend", "console", "h5", "simulator", "rasa", "actions", "database", "redis"),
    }


def test_servers_of_the_operators_own_are_not_embedded(settings: Settings) -> None:
    settings.database_url = "postgresql://lantai@db.example/lantai"
    settings.redis_url = "redis://cache.example/0"
    made = planned(settings)
    names = {part.name for part in made.parts}
    assert not names & {"postgres", "redis"}
    waits = {name for part in made.parts for name in part.after} | {n for c in made.chores for n in c.after}
    assert waits <= names | {chore.name for chore in made.chores}


def test_a_real_account_runs_without_the_simulator(settings: Settings) -> None:
    settings.simulator = "off"
    made = planned(settings)
    assert "simulator" not in {part.name for part in made.parts} | set(made.urls)


def test_embedded_servers_keep_their_place_between_runs(settings: Settings) -> None:
    first = settings.model_copy(), settings.model_copy()
    for copy in first:
        embedded_for(copy)
    assert first[0].database_url == first[1].database_url
    assert first[0].redis_url == first[1].redis_url


def test_rasa_is_told_nothing_that_opens_identity_data(settings: Settings) -> None:
    planned(settings)
    told = rasa_environment(settings)
    secrets = (settings.encryption_key, settings.service_token, settings.wechat_app_secret, settings.admin_password)
    assert not [name for name, value in told.items() if value in secrets]
    assert "LANTAI_ENCRYPTION_KEY" not in told


def test_rasa_starts_on_the_model_that_the_chore_named(settings: Settings) -> None:
    rasa = next(part for part in planned(settings).parts if part.name == "rasa")
    assert rasa.command({"model": "models/one"}).words[-2:] == ("--model", "models/one")


def test_rasa_starts_again_on_the_model_that_is_in_use_by_then(settings: Settings) -> None:
    rasa = next(part for part in planned(settings).parts if part.name == "rasa")
    newer = settings.home / "models" / "newer.tar.gz"
    newer.parent.mkdir(parents=True)
    newer.write_text("")
    modelfiles.put_in_use(settings.home, newer)
    assert rasa.command({"model": "models/one"}).words[-1] == str(newer)
