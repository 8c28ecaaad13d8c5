"""Whether Rasa, the action server and the backend are there. Away means that nobody answers; slow is not away."""

import asyncio
from collections.abc import Callable

import httpx
import structlog

from bot.gateway.pace import Pace

log = structlog.get_logger()

_INTERVAL = 0.5
_PATIENCE = 1.2
_FAILURES = 2
_TOO_LATE = 0.4
"""When this process itself is late by so much, an answer that it did not see in time proves nothing."""


class Part:
    """One part that is asked whether it is there."""

    def __init__(self, name: str, url: str) -> None:
        self.name, self.url = name, url
        self.failures = 0

    @property
    def away(self) -> bool:
        """Whether it failed to answer twice in a row."""
        return self.failures >= _FAILURES


class Health:
    """Asks the parts of the dialogue twice a second."""

    def __init__(self, parts: dict[str, str], on_return: Callable[[], None], pace: Pace) -> None:
        self._pace = pace
        self.parts = [Part(name, url) for name, url in parts.items()]
        self._on_return = on_return
        self._http = httpx.AsyncClient(trust_env=False, timeout=_PATIENCE)
        self._doubt = asyncio.Event()

    @property
    def away(self) -> bool:
        """Whether the dialogue cannot work now."""
        return any(part.away for part in self.parts)

    def doubt(self) -> None:
        """A call failed: ask at once whether the part is still there."""
        self._doubt.set()

    async def run(self) -> None:
        """Ask for ever."""
        while True:
            await asyncio.gather(*(self._ask(part) for part in self.parts))
            # When in doubt the second question follows quickly, so that absence is known in time.
            uncertain = any(0 < part.failures < _FAILURES for part in self.parts)
            await self._rest(0.15 if uncertain else _INTERVAL)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _rest(self, seconds: float) -> None:
        self._doubt.clear()
        try:
            await asyncio.wait_for(self._doubt.wait(), seconds)
        except TimeoutError:
            return

    async def _ask(self, part: Part) -> None:
        was_away = part.away
        try:
            response = await self._http.get(part.url)
            there = response.status_code == 200
        except httpx.TimeoutException:
            if self._pace.lag > _TOO_LATE:
                return
            there = False
        except httpx.HTTPError:
            there = False
        part.failures = 0 if there else part.failures + 1
        if part.away and not was_away:
            log.error("part_away", part=part.name)
        elif was_away and there:
            log.info("part_back", part=part.name)
            if not self.away:
                self._on_return()
