"""Live events to open pages: one Redis subscription a process, fanned out; the database is asked while Redis is away.

An event says only that something happened and where; what it was, the page reads from the record. So an event lost
or told twice does no harm.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from backend.conversations import records
from backend.conversations.live import CHANNEL, Live
from backend.kit.db import Database

log = structlog.get_logger()

_POLL = 1.0
_REST = 1.0
_BACKLOG = 200


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened in a conversation. Kind `all`: too much to tell singly."""

    conversation: str
    kind: str
    message_id: int | None = None

    def json(self) -> str:
        """For the page."""
        return json.dumps({"conversation": self.conversation, "kind": self.kind, "id": self.message_id})


class Hub:
    """All open pages of this process."""

    def __init__(self, redis: "Redis | None", database: Database) -> None:
        self._redis, self._database = redis, database
        self._live = Live(redis)
        self._listeners: set[asyncio.Queue[Event]] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._subscribed = False

    def start(self) -> None:
        """Begin to listen."""
        if self._redis is not None:
            self._tasks.append(asyncio.create_task(self._follow(self._redis)))
        self._tasks.append(asyncio.create_task(self._poll()))

    async def stop(self) -> None:
        """End."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def subscribed(self) -> bool:
        """Whether events come from Redis (else the database is asked every second)."""
        return self._subscribed

    def publish(self, conversation: str, kind: str, message_id: int | None = None) -> None:
        """Tell every open page, of all processes where Redis is there."""
        if self._subscribed:
            self._live.publish(conversation, kind, message_id)
        else:
            self.tell(Event(conversation, kind, message_id))

    def tell(self, event: Event) -> None:
        """Tell the open pages of this process."""
        for queue in self._listeners:
            if queue.full():
                # A page that reads too slowly is told once to read everything again.
                while not queue.empty():
                    queue.get_nowait()
                event = Event("", "all")
            queue.put_nowait(event)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Event]]:
        """The events of one page, as a queue."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_BACKLOG)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def _follow(self, redis: Redis) -> None:
        while True:
            try:
                async with redis.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    self._subscribed = True
                    self.tell(Event("", "all"))
                    while True:
                        said = await channel.get_message(ignore_subscribe_messages=True, timeout=5.0)
                        if said:
                            self._heard(said["data"])
            except (RedisError, OSError) as error:
                if self._subscribed:
                    log.warning("redis_away", where="console", error=type(error).__name__)
                self._subscribed = False
                await asyncio.sleep(_REST)

    def _heard(self, data: bytes | str) -> None:
        try:
            said = json.loads(data)
            self.tell(Event(str(said["conversation"]), str(said["kind"]), said.get("message_id")))
        except (ValueError, KeyError, TypeError):
            log.warning("live_event_unreadable")

    async def _poll(self) -> None:
        """While Redis is away: look for conversations that changed."""
        seen: dict[str, tuple[object, ...]] = {}
        while True:
            await asyncio.sleep(_POLL)
            if self._subscribed or not self._listeners:
                seen = {}
                continue
            try:
                async with self._database.session() as session:
                    now = await records.marks(session)
            except (SQLAlchemyError, OSError):
                continue
            for key, mark in now.items():
                if seen and seen.get(key) != mark:
                    self.tell(Event(key, "message"))
            seen = now
