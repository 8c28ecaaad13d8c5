"""Whether the schema is up to date is asked without Alembic; both must agree."""

from alembic.script import ScriptDirectory

from backend.migrations.run import configuration
from backend.supervisor.chores import newest_revision, revision_of


def test_the_newest_migration_is_alembics_head(postgres_url: str) -> None:
    head = ScriptDirectory.from_config(configuration(postgres_url)).get_current_head()
    assert newest_revision() == head
    assert revision_of(postgres_url) == head


def test_a_database_without_tables_stands_nowhere(empty_postgres_url: str) -> None:
    assert revision_of(empty_postgres_url) is None
