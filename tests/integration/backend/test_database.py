"""Sessions and their connections."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import InvalidRequestError

from backend.kit import db
from backend.kit.db import Database, libpq_url


async def _pid(database: Database) -> int:
    async with database.session() as session:
        found: int = await session.scalar(text("select pg_backend_pid()"))
        return found


async def test_a_connection_lost_at_rest_is_replaced(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "_RESTED_SECONDS", 0.0)
    database = Database(postgres_url)
    lost = await _pid(database)
    assert await _pid(database) == lost
    with psycopg.connect(libpq_url(postgres_url), autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s)", (lost,))
    assert await _pid(database) != lost
    await database.close()


async def test_a_session_that_was_closed_cannot_take_a_connection_again(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with database.session() as session:
        await session.execute(text("select 1"))
    with pytest.raises(InvalidRequestError):
        await session.execute(text("select 1"))
    await database.close()
