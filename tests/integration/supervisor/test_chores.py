"""Whether the schema is up to date is asked without Alembic; both must agree."""

import pytest
from alembic.script import ScriptDirectory

from backend.kit.ports import free_port
from backend.migrations.run import configuration
from backend.supervisor import chores
from backend.supervisor.chores import newest_revision, revision_of


def test_the_newest_migration_is_alembics_head(postgres_url: str) -> None:
    head = ScriptDirectory.from_config(configuration(postgres_url)).get_current_head()
    assert newest_revision() == head
    assert revision_of(postgres_url) == head


def test_a_database_without_tables_stands_nowhere(empty_postgres_url: str) -> None:
    assert revision_of(empty_postgres_url) is None


def test_a_database_that_is_away_is_said_in_a_line() -> None:
    with pytest.raises(chores.ChoreFailed, match="does not take connections"):
        chores.wait_for(f"postgresql://lantai:secret@127.0.0.1:{free_port()}/lantai", limit=0)


def test_a_failed_chore_tells_the_operator_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> str:
        raise chores.ChoreFailed("no training sentences")

    monkeypatch.setattr(chores, "model", fail)
    assert chores.main("model") == 1
    assert capsys.readouterr().err == "no training sentences\n"
