"""News for open pages and waiting tests."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_BACKLOG = 2000


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened."""

    kind: str
    data: dict[str, Any]


class Feed:
    """Passes news to every listener; a listener that cannot keep up is told to start afresh."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[News]] = set()
        self._tick = asyncio.Event()
        self.closed = False

    def publish(self, kind: str, **data: Any) -> None:
        """Tell everybody."""
        news = News(kind, data)
        for queue in self._listeners:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(News("reload", {}))
            else:
                queue.put_nowait(news)
        self._tick.set()
        self._tick = asyncio.Event()

    @contextlib.contextmanager
    def subscription(self) -> Iterator[asyncio.Queue[News]]:
        """News from now on; the last is `closed`."""
        queue: asyncio.Queue[News] = asyncio.Queue(_BACKLOG)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def changed(self, timeout: float) -> bool:
        """Wait until something happens; False when nothing does in time."""
        try:
            await asyncio.wait_for(self._tick.wait(), timeout)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Let all listeners go."""
        self.closed = True
        self.publish("closed")
