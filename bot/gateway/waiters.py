"""Connections that WeChat holds open for an answer, and the one hand-over from a finished turn to one of them."""

import asyncio
from collections import defaultdict

from backend.conversations.types import Outgoing

_WRITING_SECONDS = 0.3
"""What storing an answer may take: a connection with less time left is not promised any."""
_HAND_OVER_SECONDS = 0.45
"""How long a connection with a promised answer outlives its deadline (WeChat itself gives up half a second later)."""


class Waiter:
    """One open connection."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.promised = False
        self.closed = False
        self._answer: asyncio.Future[list[Outgoing] | None] = asyncio.get_running_loop().create_future()

    def give(self, outgoing: list[Outgoing] | None) -> bool:
        """Hand over what was claimed for this connection; False when it is gone."""
        if self.closed or self._answer.done():
            return False
        self._answer.set_result(outgoing)
        return True

    @property
    def given(self) -> list[Outgoing] | None:
        """What was handed over already, None when nothing was."""
        return self._answer.result() if self._answer.done() and not self._answer.cancelled() else None

    async def wait(self, seconds: float) -> list[Outgoing] | None:
        """The answer, None when none came in this time. Raises TimeoutError."""
        return await asyncio.wait_for(asyncio.shield(self._answer), max(seconds, 0.0))

    async def last_wait(self) -> list[Outgoing] | None:
        """At the deadline: close, unless an answer was promised a moment ago."""
        if self.promised or self._answer.done():
            try:
                return await self.wait(_HAND_OVER_SECONDS)
            except TimeoutError:
                pass
        self.closed = True
        return None


class Waiters:
    """Open connections by message."""

    def __init__(self) -> None:
        self._open: defaultdict[int, list[Waiter]] = defaultdict(list)

    def open(self, message_id: int, deadline: float) -> Waiter:
        """Register a connection."""
        waiter = Waiter(deadline)
        self._open[message_id].append(waiter)
        return waiter

    def close(self, message_id: int, waiter: Waiter) -> None:
        """Forget a connection."""
        waiter.closed = True
        rest = [other for other in self._open[message_id] if other is not waiter]
        if rest:
            self._open[message_id] = rest
        else:
            self._open.pop(message_id, None)

    def open_until(self, message_id: int) -> float | None:
        """The last moment (the loop's clock) to begin writing an answer that a connection shall carry, if any can."""
        deadlines = [w.deadline for w in self._open.get(message_id, ()) if not w.closed and not w.promised]
        return max(deadlines) - _WRITING_SECONDS if deadlines else None

    def reserve(self, message_id: int) -> Waiter | None:
        """Promise the answer to the connection that stays open longest; None when none can still carry it."""
        soonest = asyncio.get_running_loop().time() + _WRITING_SECONDS
        usable = [w for w in self._open.get(message_id, ()) if not w.closed and w.deadline > soonest and not w.promised]
        if not usable:
            return None
        waiter = max(usable, key=lambda one: one.deadline)
        waiter.promised = True
        return waiter

    def __len__(self) -> int:
        return sum(map(len, self._open.values()))
