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


class Live:
    """Publishes without ever delaying or failing its caller."""

    def __init__(self, redis: "Redis | None") -> None:
        self._redis = redis
        self._tasks: set[asyncio.Task[None]] = set()
        self._rest_until = 0.0

    def publish(self, conversation: str, kind: str, message_id: int | None = None) -> None:
        """Tell that something happened; call it after the commit."""
        if self._redis is None or asyncio.get_running_loop().time() < self._rest_until:
            return
        body = json.dumps({"conversation": conversation, "kind": kind, "message_id": message_id})
        task = asyncio.create_task(self._publish(self._redis, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self, redis: Redis, body: str) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await redis.publish(CHANNEL, body)
        except (RedisError, OSError, TimeoutError) as error:
            if asyncio.get_running_loop().time() >= self._rest_until:
                log.warning("redis_away", where="live", error=type(error).__name__)
            self._rest_until = asyncio.get_running_loop().time() + _REST
