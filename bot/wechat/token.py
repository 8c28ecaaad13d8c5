"""The access token, shared by all processes: one refresher, few fetches, never an endless loop.

The state lies encrypted in Redis and, as a copy, in this process; when Redis is away the copy serves.
An *incident* begins when a token is rejected. Within an incident at most two fetches are made (one that was
made just before counts), then the rejection is passed on until the cooldown ends or a call succeeds.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from backend.kit import crypto
from bot.wechat.errors import TokenRejected, Unreachable, WeChatError

log = structlog.get_logger()

_AAD = b"wechat-access-token"
_MARGIN = 240
_RECENT = 60
_LOCK_MS = 40_000
"""Longer than fetching a token can take; a holder that died keeps the others waiting no longer either."""
_FETCHES_PER_INCIDENT = 2
_COOLDOWN = 300
_LONGEST_COOLDOWN = 3600
_FORCE_EVERY = 3600
_FAILURE_SHARED = 2.0
_STALE_REFUSAL = 5.0
_UNLOCK = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

Fetch = Callable[[bool], Awaitable[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class State:
    """What is known about the token. Times are real unix seconds."""

    token: str = ""
    expires_at: float = 0.0
    fetched_at: float = 0.0
    forced_at: float = 0.0
    incident_fetches: int = 0
    quiet_until: float = 0.0
    incidents: int = 0
    healed_at: float = 0.0

    def usable(self, now: float) -> bool:
        """Whether the token may still be used."""
        return bool(self.token) and now < self.expires_at - _MARGIN


class TokenSource:
    """Hands out the account's access token and refreshes it with restraint."""

    def __init__(self, app_id: str, fetch: Fetch, redis: "Redis | None") -> None:
        self._fetch = fetch
        self._redis = redis
        self._name = f"lantai:wechat:{crypto.blind_index('wechat-token', app_id)[:16]}"
        self._local = State()
        self._alone = asyncio.Lock()
        self._failed: tuple[float, WeChatError] | None = None

    async def get(self) -> str:
        """A token to use. Raises WeChatError when none can be had."""
        now = time.time()
        if self._local.usable(now):
            return self._local.token
        return (await self._exclusive(lambda state: self._first(state))).token

    async def renew(self, rejected: str) -> str:
        """Another token after `rejected` was refused. Raises TokenRejected when the fetches are spent."""
        return (await self._exclusive(lambda state: self._again(state, rejected))).token

    async def accepted(self, token: str) -> None:
        """A call with this token succeeded: an incident, if there was one, is over."""
        if self._local.incident_fetches and self._local.token == token:
            healed = replace(self._local, incident_fetches=0, quiet_until=0.0, incidents=0, healed_at=time.time())
            await self._store(healed)

    async def _first(self, state: State) -> State:
        if state.usable(time.time()):
            return state
        return await self._fetched(state, force=False)

    async def _again(self, state: State, rejected: str) -> State:
        now = time.time()
        if state.token != rejected and state.usable(now):
            return state
        if now - state.healed_at < _STALE_REFUSAL:
            # Refused before another call with the same token was accepted: the token is good again.
            return state
        if state.quiet_until and now >= state.quiet_until:
            state = replace(state, incident_fetches=0, quiet_until=0.0)
        if not state.incident_fetches:
            # A fetch made a moment ago belongs to this incident: its token is the one being refused.
            state = replace(state, incident_fetches=1 if now - state.fetched_at < _RECENT else 0)
        while state.incident_fetches < _FETCHES_PER_INCIDENT:
            fresh_was_refused = now - state.fetched_at < _RECENT
            force = fresh_was_refused and now - state.forced_at > _FORCE_EVERY
            state = replace(state, incident_fetches=state.incident_fetches + 1)
            state = await self._fetched(state, force=force)
            if state.token != rejected:
                return state
        await self._quieten(state, now)
        raise TokenRejected("token", 40001)

    async def _quieten(self, state: State, now: float) -> None:
        if not state.quiet_until:
            pause = min(_COOLDOWN * 2**state.incidents, _LONGEST_COOLDOWN)
            state = replace(state, quiet_until=now + pause, incidents=min(state.incidents + 1, 8))
            log.error("wechat_token_rejected", seconds=pause)
            await self._store(state)

    async def _fetched(self, state: State, *, force: bool) -> State:
        if self._failed and time.monotonic() < self._failed[0]:
            raise self._failed[1]
        try:
            token, lifetime = await self._fetch(force)
        except WeChatError as error:
            # Many conversations may want the token at once; they share one failure for a moment.
            self._failed = (time.monotonic() + _FAILURE_SHARED, error)
            raise
        now = time.time()
        forced_at = now if force else state.forced_at
        state = replace(state, token=token, expires_at=now + lifetime, fetched_at=now, forced_at=forced_at)
        await self._store(state)
        return state

    async def _exclusive(self, step: Callable[[State], Awaitable[State]]) -> State:
        """Run a step on the freshest state while no other task and no other process does."""
        async with self._alone:
            owner = secrets.token_hex(8)
            held = await self._lock(owner)
            try:
                state = await self._load()
                self._local = state
                self._local = await step(state)
                return self._local
            finally:
                if held:
                    await self._unlock(owner)

    async def _lock(self, owner: str) -> bool:
        """Take the lock; when Redis is away or a dead holder blocks, go on without it."""
        deadline = time.monotonic() + _LOCK_MS / 1000
        while self._redis is not None and time.monotonic() < deadline:
            try:
                if await self._redis.set(f"{self._name}:lock", owner, nx=True, px=_LOCK_MS):
                    return True
            except (RedisError, OSError):
                return False
            await asyncio.sleep(0.05)
        return False

    async def _unlock(self, owner: str) -> None:
        try:
            if self._redis is not None:
                await self._redis.eval(_UNLOCK, 1, f"{self._name}:lock", owner)
        except (RedisError, OSError):
            log.warning("redis_away", where="token_unlock")

    async def _load(self) -> State:
        """The shared state; this process's copy when Redis is away or empty."""
        try:
            blob = await self._redis.get(self._name) if self._redis is not None else None
            if isinstance(blob, bytes):
                return State(**json.loads(crypto.decrypt(blob, _AAD)))
        except (RedisError, OSError, crypto.CryptoError, TypeError, ValueError) as error:
            log.warning("token_state_unreadable", error=type(error).__name__)
        return self._local

    async def _store(self, state: State) -> None:
        self._local = state
        try:
            if self._redis is not None:
                blob = crypto.encrypt(json.dumps(asdict(state)).encode(), _AAD)
                await self._redis.set(self._name, blob, ex=_LONGEST_COOLDOWN * 3)
        except (RedisError, OSError) as error:
            log.warning("redis_away", where="token_store", error=type(error).__name__)


def parse_token(answer: dict[str, object]) -> tuple[str, int]:
    """Token and lifetime out of the platform's answer. Raises Unreachable when it holds none."""
    token, lifetime = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not token or len(token) > 1024 or not isinstance(lifetime, int):
        raise Unreachable("stable_token", "no token in the answer")
    return token, lifetime
