"""Rasa's memory of conversations: encrypted rows in PostgreSQL, the recent turns of recent talkers in memory.

Nothing that matters lives here (drafts and requests are the backend's). It tells whether a message was
answered and how, and is the transcript for a few days. So a conversation's cost must not grow with its
length: only the last turns are ever loaded, and a turn writes its own events only.
"""

from __future__ import annotations

import json
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from psycopg2.extras import execute_values
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.cipher import Cipher
from bot.nlu.database import SCHEMA, Database

RECENT_EVENTS = 48
"""About eight turns: what a tracker holds in memory."""

SEARCHED_EVENTS = 400
"""How far back `find` looks for a message before it says "not seen"."""

KEPT_TRACKERS = 2_000

_TABLES = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.events (
    id bigserial PRIMARY KEY,
    sender_id text NOT NULL,
    type_name text NOT NULL,
    timestamp double precision NOT NULL,
    data bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS events_sender ON {SCHEMA}.events (sender_id, id);
CREATE INDEX IF NOT EXISTS events_timestamp ON {SCHEMA}.events (timestamp);
"""


class RecentTracker(DialogueStateTracker):
    """A tracker of the last turns, which knows what of it is not stored yet."""

    def __init__(self, sender_id: str, slots: Any, max_event_history: int | None = None, *more: Any) -> None:
        super().__init__(sender_id, slots, RECENT_EVENTS, *more)
        self.unsaved: list[Event] = []
        self.read: list[Event] = []
        """All that was read from the database, also what lies further back than the tracker reaches."""

    def update(self, event: Event, domain: Domain | None = None) -> None:
        """Add an event."""
        super().update(event, domain)
        self.unsaved.append(event)


class EncryptedTrackerStore(TrackerStore):
    """Keeps trackers; refuses to start without database and key, and never falls back to memory."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: Any = None,
        url: str | None = None,
        key: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._database = Database(url or os.environ.get("LANTAI_RASA_DATABASE_URL", ""))
        self._cipher = Cipher(key or os.environ.get("LANTAI_TRACKER_KEY", ""))
        self._recent: OrderedDict[str, RecentTracker] = OrderedDict()

    def prepare(self) -> None:
        """Make schema and table where they are missing. Raises psycopg2.Error."""
        self._database.run_here(lambda cursor: cursor.execute(_TABLES))

    async def ping(self) -> None:
        """Ask the database for a sign of life. Raises psycopg2.Error."""
        await self._database.run(lambda cursor: cursor.execute("SELECT 1"))

    def init_tracker(self, sender_id: str) -> RecentTracker:
        """An empty tracker."""
        return RecentTracker(sender_id, self.domain.slots)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> RecentTracker:
        """A new tracker; stored only when its first turn is done."""
        return self.init_tracker(sender_id)

    async def retrieve(self, sender_id: str) -> RecentTracker | None:
        """Take the tracker out for a turn: it is given back by `save`, and simply read again if the turn fails."""
        kept = self._recent.pop(sender_id, None)
        return kept or await self._load(sender_id, RECENT_EVENTS)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the turn's events in one statement, then keep the tracker at hand."""
        assert isinstance(tracker, RecentTracker)
        rows = [self._row(tracker.sender_id, event) for event in tracker.unsaved]
        if rows:
            await self._database.run(_insert(rows))
        tracker.unsaved.clear()
        self._recent[tracker.sender_id] = tracker
        self._recent.move_to_end(tracker.sender_id)
        while len(self._recent) > KEPT_TRACKERS:
            self._recent.popitem(last=False)

    async def keys(self) -> Iterable[str]:
        """All senders."""
        return [row[0] for row in await self._database.run(_all("SELECT DISTINCT sender_id FROM events"))]

    async def find(self, sender_id: str, message_id: str) -> list[Event] | None:
        """The message and what followed it, up to the next message; None when it was never stored.

        The caller holds the conversation's lock.
        """
        kept = self._recent.get(sender_id)
        found = None if kept is None else _turn_of(message_id, kept.events)
        if found is not None:
            return found
        tracker = await self._load(sender_id, SEARCHED_EVENTS)
        return None if tracker is None else _turn_of(message_id, tracker.read)

    async def knows_recent(self, sender_id: str, message_id: str) -> list[Event] | None:
        """Like `find`, but looks at the recent turns only, so that a normal turn costs no statement."""
        if sender_id not in self._recent:
            return await self.find(sender_id, message_id)
        return _turn_of(message_id, self._recent[sender_id].events)

    async def forget(self, sender_id: str) -> int:
        """Erase a conversation; how many events there were."""
        self._recent.pop(sender_id, None)
        statement = "DELETE FROM events WHERE sender_id = %s"
        return await self._database.run(_count(statement, sender_id))

    async def purge(self, older_than: float) -> int:
        """Erase events from before a moment (unix seconds); how many."""
        erased = await self._database.run(_count("DELETE FROM events WHERE timestamp < %s", older_than))
        if erased:
            self._recent.clear()
        return erased

    def close(self) -> None:
        """Let the database go."""
        self._database.close()

    async def _load(self, sender_id: str, limit: int) -> RecentTracker | None:
        statement = "SELECT data FROM events WHERE sender_id = %s ORDER BY id DESC LIMIT %s"
        rows = await self._database.run(_all(statement, sender_id, limit))
        if not rows:
            return None
        stored = [json.loads(self._cipher.decrypt(bytes(row[0]), sender_id)) for row in reversed(rows)]
        events = [event for event in map(Event.from_parameters, stored) if event is not None]
        tracker = self.init_tracker(sender_id)
        for event in events:
            tracker.update(event, self.domain)
        tracker.unsaved.clear()
        tracker.read = events if limit > RECENT_EVENTS else []
        return tracker

    def _row(self, sender_id: str, event: Event) -> tuple[str, str, float, bytes]:
        data = event.as_dict()
        data.get("parse_data", {}).pop("metadata", None)  # stands in the event itself
        plain = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        stamp = event.timestamp or time.time()
        return sender_id, event.type_name, stamp, self._cipher.encrypt(plain, sender_id)


def _turn_of(message_id: str, events: Iterable[Event]) -> list[Event] | None:
    found: list[Event] | None = None
    for event in events:
        if isinstance(event, UserUttered):
            if found is not None:
                break
            if event.message_id == message_id:
                found = []
        if found is not None:
            found.append(event)
    return found


def _insert(rows: list[tuple[str, str, float, bytes]]) -> Callable[[Any], None]:
    statement = "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES %s"
    return lambda cursor: execute_values(cursor, statement, rows, page_size=len(rows))


def _all(statement: str, *values: Any) -> Callable[[Any], list[tuple[Any, ...]]]:
    def work(cursor: Any) -> list[tuple[Any, ...]]:
        cursor.execute(statement, values)
        return list(cursor.fetchall())

    return work


def _count(statement: str, *values: Any) -> Callable[[Any], int]:
    def work(cursor: Any) -> int:
        cursor.execute(statement, values)
        return int(cursor.rowcount)

    return work
