"""Move a database's schema: `upgrade(url)` at every start, `downgrade(url)` for tests."""

from pathlib import Path

from alembic import command
from alembic.config import Config

import backend.models  # noqa: F401  registers every table


def configuration(database_url: str) -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["database_url"] = database_url
    return config


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the schema up to a revision."""
    command.upgrade(configuration(database_url), revision)


def downgrade(database_url: str, revision: str = "base") -> None:
    """Take the schema back to a revision."""
    command.downgrade(configuration(database_url), revision)


def check(database_url: str) -> None:
    """Raise alembic's CommandError when models and migrations differ."""
    command.check(configuration(database_url))
