"""Finds what nobody works on: turns and messages of processes that died, tries that are due. Renews our own leases."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.conversations import inbox, outbox, sending, turns
from backend.kit.db import Database
from bot.gateway.delivery import Delivery
from bot.gateway.health import Health
from bot.gateway.metrics import Metrics
from bot.gateway.turns import Turns

log = structlog.get_logger()

_INTERVAL = 1.0
_RENEW_EVERY = 3.0


class Sweeper:
    """Comes by every second. Every replica has one; claims keep them apart."""

    def __init__(
        self, database: Database, turns: Turns, delivery: Delivery, health: Health, metrics: Metrics, holder: UUID
    ) -> None:
        self._database, self._turns, self._delivery = database, turns, delivery
        self._health, self._metrics, self._holder = health, metrics, holder

    async def run(self) -> None:
        """Sweep and renew for ever."""
        await asyncio.gather(self._sweep_for_ever(), self._renew_for_ever())

    async def sweep(self) -> None:
        """Once."""
        async with self._database.session() as session:
            waiting = [] if self._health.away else await turns.orphans(session)
            unsent = await outbox.overdue(session)
        for conversation_id in waiting:
            self._turns.nudge(conversation_id)
        for conversation_id in unsent:
            self._delivery.kick(conversation_id)
        for part in self._health.parts:
            self._metrics.part_away.labels(part.name).set(part.away)

    async def _sweep_for_ever(self) -> None:
        while True:
            await self._calmly(self.sweep)
            await asyncio.sleep(_INTERVAL)

    async def _renew_for_ever(self) -> None:
        while True:
            await self._calmly(self._renew)
            await asyncio.sleep(_RENEW_EVERY)

    async def _renew(self) -> None:
        async with self._database.session() as session:
            if working := self._turns.working:
                await turns.keep(session, self._holder, working)
            if claims := self._delivery.claims:
                await sending.keep(session, claims)
            unsettled = await inbox.unsettled(session)
        for state, count in unsettled.items():
            self._metrics.unsettled.labels(state).set(count)

    async def _calmly(self, step: Callable[[], Awaitable[None]]) -> None:
        try:
            await step()
        except SQLAlchemyError as error:
            log.warning("sweep_interrupted", error=type(error).__name__)
