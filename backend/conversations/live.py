"""Live events for the console over Redis. They may vanish: whoever misses one reads the record."""

import asyncio
import json

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

CHANNEL = "lantai:live"
_PATIENCE = 0.5
_REST = 5.0
_TOGETHER = 0.02


class Live:
    """Publishes without ever delaying or failing its caller; what happens together is told together."""

    def __init__(self, redis: "Redis | None") -> None:
        self._redis = redis
        self._bodies: list[str] = []
        self._telling: asyncio.Task[None] | None = None
        self._rest_until = 0.0

    def publish(self, conversation: str, kind: str, message_id: int | None = None) -> None:
        """Tell that something happened; call it after the commit."""
        if self._redis is None or asyncio.get_running_loop().time() < self._rest_until:
            return
        self._bodies.append(json.dumps({"conversation": conversation, "kind": kind, "message_id": message_id}))
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell(self._redis))

    async def _tell(self, redis: Redis) -> None:
        while self._bodies:
            await asyncio.sleep(_TOGETHER)
            bodies, self._bodies = self._bodies, []
            try:
                async with asyncio.timeout(_PATIENCE), redis.pipeline(transaction=False) as together:
                    for body in bodies:
                        together.publish(CHANNEL, body)
                    await together.execute()
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("redis_away", where="live", error=type(error).__name__)
                self._rest_until = asyncio.get_running_loop().time() + _REST
                self._bodies.clear()
