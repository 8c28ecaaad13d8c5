"""The database: one engine a process, one session a transaction, committed at the edge alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from backend.kit.addresses import async_url as async_url
from backend.kit.addresses import libpq_url as libpq_url


class Database:
    """A pool of connections with short waits, so that an absent database is noticed at once."""

    def __init__(self, url: str, *, pool_size: int = 10, max_overflow: int = 10, pre_ping: bool = True) -> None:
        self.engine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=max_overflow,
            pool_timeout=3,
            pool_pre_ping=pre_ping,
            connect_args={"connect_timeout": 2, "options": "-c timezone=UTC -c lock_timeout=5000"},
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, close_resets_only=False)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends well, rolled back when it raises."""
        async with self._sessions() as session, session.begin():
            yield session

    async def ping(self) -> None:
        """Raise an SQLAlchemyError when the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("select 1"))

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


async def driver_connection(session: AsyncSession) -> Any:
    """The psycopg connection of a session, for jobs inserted in the same transaction."""
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection
