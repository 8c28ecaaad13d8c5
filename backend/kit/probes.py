"""Whether the parts of the house answer; each probe has little time, all run at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx
import redis.asyncio
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from backend.kit.db import Database
from backend.kit.settings import Settings

LIMIT = 1.5
Probe = Callable[[], Awaitable[bool]]


class Probes:
    """One probe for each part."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._database = database
        self._redis = redis.asyncio.Redis.from_url(
            settings.redis_url or "redis://127.0.0.1:1", socket_timeout=LIMIT, socket_connect_timeout=LIMIT
        )
        self._http = httpx.AsyncClient(timeout=LIMIT, trust_env=False)
        self.parts: dict[str, Probe] = {
            "database": self._ask_database,
            "redis": self._ask_redis,
            "gateway": self._page(f"{settings.gateway_url}/healthz"),
            "rasa": self._page(f"{settings.rasa_url}/webhooks/lantai/health"),
            "actions": self._page(f"{settings.actions_url}/health"),
        }

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()
        await self._redis.aclose()

    async def look(self) -> dict[str, dict[str, bool | float]]:
        """Each part: whether it answers, and how long that took."""
        found = await asyncio.gather(*(self._timed(probe) for probe in self.parts.values()))
        return dict(zip(self.parts, found, strict=True))

    async def _timed(self, probe: Probe) -> dict[str, bool | float]:
        began = time.monotonic()
        try:
            ok = await asyncio.wait_for(probe(), LIMIT)
        except TimeoutError:
            ok = False
        return {"ok": ok, "milliseconds": round((time.monotonic() - began) * 1000, 1)}

    async def _ask_database(self) -> bool:
        try:
            await self._database.ping()
        except (SQLAlchemyError, OSError):
            return False
        return True

    async def _ask_redis(self) -> bool:
        try:
            return bool(await self._redis.ping())
        except (RedisError, OSError):
            return False

    def _page(self, url: str) -> Probe:
        async def ask() -> bool:
            try:
                return (await self._http.get(url)).status_code == 200
            except httpx.HTTPError:
                return False

        return ask
