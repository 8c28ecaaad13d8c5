"""What survives a restart: small JSON values by kind and key in one SQLite file, written behind in batches."""

import asyncio
import contextlib
import sqlite3
import threading
from pathlib import Path

_EVERY = 0.5


class Store:
    """Keeps the latest value of each key. `path` None keeps nothing (tests)."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path or ":memory:", check_same_thread=False)
        self._file.execute("pragma journal_mode=wal")
        self._file.execute("create table if not exists kept (kind text, key text, value text, primary key (kind, key))")
        self._dirty: dict[tuple[str, str], str | None] = {}
        self._writing = threading.Lock()

    def load(self, kind: str) -> dict[str, str]:
        """All values of a kind, in the order of their keys."""
        rows = self._file.execute("select key, value from kept where kind = ? order by key", (kind,))
        return dict(rows.fetchall())

    def put(self, kind: str, key: str, value: str) -> None:
        """Keep a value; written within half a second."""
        self._dirty[kind, key] = value

    def drop(self, kind: str, key: str) -> None:
        """Forget a value."""
        self._dirty[kind, key] = None

    def clear(self) -> None:
        """Forget everything."""
        self._dirty = {}
        with self._writing, self._file:
            self._file.execute("delete from kept")

    def flush(self) -> None:
        """Write what has changed."""
        with self._writing:
            changed, self._dirty = self._dirty, {}
            if not changed:
                return
            with self._file:
                gone = [names for names, value in changed.items() if value is None]
                kept = [(*names, value) for names, value in changed.items() if value is not None]
                self._file.executemany("delete from kept where kind = ? and key = ?", gone)
                self._file.executemany("insert or replace into kept values (?, ?, ?)", kept)

    async def keep_flushing(self) -> None:
        """Flush now and then until cancelled."""
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(_EVERY)
                await asyncio.to_thread(self.flush)

    def close(self) -> None:
        """Write the rest and close the file."""
        self.flush()
        self._file.close()
