"""PostgreSQL for the tracker store: a few threads, each with its own connection, in a schema of Rasa's own."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg2
from psycopg2.extensions import connection as Connection

THREADS = 4
SCHEMA = "rasa"
_LOST = (psycopg2.OperationalError, psycopg2.InterfaceError)
_Result = TypeVar("_Result")


class DatabaseMissing(ValueError):
    """No PostgreSQL is configured; there is no other store."""


class Database:
    """Runs blocking statements beside the event loop; a lost connection is opened anew once."""

    def __init__(self, url: str) -> None:
        # SQLAlchemy's driver suffix means nothing to libpq.
        plain = re.sub(r"^(postgres(?:ql)?)\+\w+://", r"\1://", url)
        if not re.match(r"postgres(ql)?://", plain):
            raise DatabaseMissing("LANTAI_RASA_DATABASE_URL must name a PostgreSQL database")
        self._url = plain
        self._local = threading.local()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="tracker")

    async def run(self, work: Callable[[Any], _Result]) -> _Result:
        """Give a cursor to `work` in a thread; each statement commits by itself."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.run_here, work)

    def run_here(self, work: Callable[[Any], _Result]) -> _Result:
        """The same in this thread, blocking."""
        try:
            return self._once(work)
        except _LOST:
            self._drop()
            return self._once(work)

    def close(self) -> None:
        """Stop the threads; their connections end with them."""
        self._threads.shutdown(wait=True)
        self._drop()

    def _once(self, work: Callable[[Any], _Result]) -> _Result:
        with self._connection().cursor() as cursor:
            return work(cursor)

    def _connection(self) -> Connection:
        kept: Connection | None = getattr(self._local, "connection", None)
        if kept is None or kept.closed:
            kept = psycopg2.connect(
                self._url,
                connect_timeout=2,
                application_name="lantai-rasa",
                # A tracker may lose its last moments when the database's machine dies: actions are
                # idempotent by message id, so the turn is simply run again. Waiting for the disk is not worth it.
                options=f"-c search_path={SCHEMA} -c synchronous_commit=off -c statement_timeout=5000",
            )
            kept.autocommit = True
            self._local.connection = kept
        return kept

    def _drop(self) -> None:
        kept: Connection | None = getattr(self._local, "connection", None)
        if kept is not None:
            kept.close()
        self._local.connection = None
