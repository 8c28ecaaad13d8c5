"""The database: one engine a process, one session a transaction, committed at the edge alone."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from backend.kit.addresses import async_url as async_url
from backend.kit.addresses import libpq_url as libpq_url

AWAY: tuple[type[Exception], ...] = (OperationalError, PoolTimeout)
"""Errors that say that the database cannot be reached just now."""
BROKEN: tuple[type[Exception], ...] = (DBAPIError,)
"""Its other errors: their text quotes values."""

_RESTED_SECONDS = 1.0
# A plan kept from the time when a table was empty reads all of it in the first busy hour; planning anew costs less.
_OPTIONS = "-c timezone=UTC -c lock_timeout=5000 -c plan_cache_mode=force_custom_plan"


class Database:
    """A pool of connections with short waits, so that an absent database is noticed at once."""

    def __init__(self, url: str, *, pool_size: int = 40, pre_ping: bool = True) -> None:
        self.engine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=0,  # connections beyond the pool would be opened and closed just when most is going on
            pool_timeout=3,
            connect_args={"connect_timeout": 2, "options": _OPTIONS},
        )
        if pre_ping:
            _ask_the_rested(self.engine.sync_engine)
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


def _ask_the_rested(engine: Engine) -> None:
    """Have a connection that lay idle for a while answer before it is used. (SQLAlchemy's own ping asks at every use,
    which under load costs as much as a query.)"""

    @event.listens_for(engine, "checkin")
    def _used(_: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _: Any) -> None:
        if time.monotonic() - record.info.get("used", time.monotonic()) < _RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            # The pool opens another one in its place.
            raise DisconnectionError from error


async def driver_connection(session: AsyncSession) -> Any:
    """The psycopg connection of a session, for jobs inserted in the same transaction."""
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection
