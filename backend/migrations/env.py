"""Alembic's entry: compares and moves the database that `run.configuration` names."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine, pool

from backend.kit.crypto import EncryptedBytes
from backend.kit.db import async_url
from backend.models.base import Base


def ours(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave the queue's tables to procrastinate and Rasa's to Rasa: only what the models know is compared."""
    return not (
        kind == "table" and reflected and compare_to is None and (name or "").startswith(("procrastinate_", "rasa_"))
    )


def render(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Encrypted columns are plain bytes to the database."""
    return "sa.LargeBinary()" if kind == "type" and isinstance(item, EncryptedBytes) else False


def migrate() -> None:
    """Run the asked migrations in one transaction."""
    url = context.config.attributes["database_url"]
    engine = create_engine(async_url(url), poolclass=pool.NullPool, connect_args={"connect_timeout": 5})
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=ours,
            render_item=render,
            compare_type=True,
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


migrate()
