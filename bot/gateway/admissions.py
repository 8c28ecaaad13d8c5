"""Callbacks into the record: those that come while one transaction is under way share the next one.

A transaction for each would cost the most just when most is going on. Arrivals of one person are recorded one
after the other, in the order in which they came; nobody waits for a conversation that somebody else has locked.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend.conversations import inbox
from backend.conversations.types import Admission, Arrival, Call
from backend.kit.db import Database
from bot.gateway.pace import Pace
from bot.gateway.turns import Turns

log = structlog.get_logger()

_TOGETHER = 256
_SECONDS = 4.2
"""A database that takes longer will not help anybody who waits now: WeChat asks again."""


@dataclass(slots=True, eq=False)
class _Ticket:
    """One callback that waits to be recorded."""

    arrival: Arrival
    until: float
    """When its connection ends, by the loop's clock."""
    came: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    admission: asyncio.Future[Admission] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def call(self) -> Call:
        return Call(self.arrival, max(self.until - asyncio.get_running_loop().time(), 0.0))

    def fail(self, error: Exception) -> None:
        if not self.admission.done():
            self.admission.set_exception(error)


def _absence(error: Exception) -> bool:
    """Whether the database itself is away or stuck: then trying each arrival by itself would not help."""
    away = (TimeoutError, OSError, OperationalError, InterfaceError, PoolTimeout)
    return isinstance(error, away) or bool(getattr(error, "connection_invalidated", False))


class Admissions:
    """Records the arrivals of this process and starts their turns."""

    def __init__(self, database: Database, turns: Turns, holder: UUID, pace: Pace, *, kf: bool) -> None:
        self._database, self._turns, self._holder, self._pace, self._kf = database, turns, holder, pace, kf
        self._queue: deque[_Ticket] = deque()
        self._alone: dict[str, asyncio.Task[None]] = {}
        self._working: asyncio.Task[None] | None = None

    async def admit(self, arrival: Arrival, until: float) -> Admission:
        """Record an arrival whose connection stays open `until` (the loop's clock).

        Raises SQLAlchemyError or TimeoutError when the database is away, else what was wrong with the arrival:
        then nothing is known to be recorded.
        """
        ticket = _Ticket(arrival, until)
        self._queue.append(ticket)
        self._work()
        return await ticket.admission

    async def stop(self) -> None:
        """End; whoever still waits is told by cancellation."""
        tasks = [*self._alone.values(), *([self._working] if self._working else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _work(self) -> None:
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while batch := self._next():
            await self._together(batch)

    def _next(self) -> list[_Ticket]:
        """The oldest tickets, one of each person."""
        taken: dict[str, _Ticket] = {}
        left: deque[_Ticket] = deque()
        while self._queue and len(taken) < _TOGETHER:
            ticket = self._queue.popleft()
            if ticket.admission.done():
                continue  # its connection is gone; WeChat asks again
            who = ticket.arrival.conversation
            if who in taken or who in self._alone:
                left.append(ticket)
            else:
                taken[who] = ticket
        self._queue.extendleft(reversed(left))
        for oldest in [*taken.values()][:1]:
            self._pace.saw(asyncio.get_running_loop().time() - oldest.came)
        return list(taken.values())

    async def _together(self, batch: list[_Ticket]) -> None:
        try:
            admissions = await self._record(batch, skip_locked=True)
        except Exception as error:  # noqa: BLE001 - whatever one arrival breaks must not end the recording of others
            log.warning("admission_failed", count=len(batch), error=type(error).__name__)
            alone = len(batch) > 1 and not _absence(error)
            for ticket in batch:
                if alone:
                    self._by_itself(ticket)
                else:
                    ticket.fail(error)
            return
        for ticket, admission in zip(batch, admissions, strict=True):
            if admission is None:
                self._by_itself(ticket)
            else:
                self._admitted(ticket, admission)

    def _by_itself(self, ticket: _Ticket) -> None:
        self._alone[ticket.arrival.conversation] = asyncio.create_task(self._one(ticket))

    async def _one(self, ticket: _Ticket) -> None:
        try:
            [admission] = await self._record([ticket], skip_locked=False)
            assert admission is not None
            self._admitted(ticket, admission)
        except Exception as error:  # noqa: BLE001 - its caller is told, and answers WeChat accordingly
            log.warning("admission_failed", count=1, error=type(error).__name__)
            ticket.fail(error)
        finally:
            del self._alone[ticket.arrival.conversation]
        self._work()

    async def _record(self, batch: list[_Ticket], *, skip_locked: bool) -> list[Admission | None]:
        async with asyncio.timeout(_SECONDS), self._database.session() as session:
            return await inbox.admit_all(
                session,
                [ticket.call() for ticket in batch],
                holder=self._holder,
                kf=self._kf,
                turns_free=self._turns.free,
                skip_locked=skip_locked,
            )

    def _admitted(self, ticket: _Ticket, admission: Admission) -> None:
        """Recorded: its turn begins even when the connection is gone meanwhile."""
        if not ticket.admission.done():
            ticket.admission.set_result(admission)
        if admission.turn is not None:
            self._turns.start(admission.turn)
        elif admission.fresh and admission.waiting:
            self._turns.nudge(admission.conversation_id)
