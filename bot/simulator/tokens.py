"""Access tokens of both kinds, as the platform gives, replaces and refuses them. All by real time."""

import hmac
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.codes import ApiFailure

LIFETIME = 7200
GRACE = 300
FORCE_GAP = 30
FORCE_A_DAY = 20
CLASSIC_A_DAY = 2000
STABLE_A_MINUTE = 10_000
_DAY = 86_400


@dataclass(slots=True)
class Token:
    """One token; `replaced` ends its life before `expires_at`."""

    value: str
    expires_at: float
    replaced: bool = False


class Quota:
    """At most `count` uses within `period` seconds."""

    def __init__(self, count: int, period: float) -> None:
        self._count, self._period = count, period
        self._uses: deque[float] = deque()

    def use(self, now: float, code: int) -> None:
        """Count one use. Raises ApiFailure with `code` when there is none left."""
        while self._uses and self._uses[0] <= now - self._period:
            self._uses.popleft()
        if len(self._uses) >= self._count:
            raise ApiFailure(code)
        self._uses.append(now)


class Tokens:
    """Tokens of one account. The classic and the stable kind know nothing of each other."""

    def __init__(self, app_id: str, secret: str, now: Callable[[], float] = time.time) -> None:
        self._app_id, self._secret, self._now = app_id, secret, now
        self._known: dict[str, Token] = {}
        self._classic: Token | None = None
        self._stable: Token | None = None
        self._forced_at = 0.0
        self._classic_quota = Quota(CLASSIC_A_DAY, _DAY)
        self._stable_quota = Quota(STABLE_A_MINUTE, 60)
        self._force_quota = Quota(FORCE_A_DAY, _DAY)

    def identify(self, grant_type: str, app_id: str, secret: str, grant: str = "client_credential") -> None:
        """Check who asks. Raises ApiFailure."""
        if grant_type != grant:
            raise ApiFailure(40002)
        if app_id != self._app_id:
            raise ApiFailure(40013)
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
            raise ApiFailure(40125)

    def classic(self) -> tuple[str, int]:
        """Always a new token; the one before serves five minutes more."""
        now = self._now()
        self._classic_quota.use(now, 45009)
        self._retire(self._classic, now + GRACE)
        self._classic = self._make(now)
        return self._classic.value, LIFETIME

    def stable(self, *, force: bool = False) -> tuple[str, int]:
        """The same token until its last five minutes; with `force` a new one that kills the old."""
        now = self._now()
        self._stable_quota.use(now, 45011)
        if force:
            if now - self._forced_at < FORCE_GAP:
                raise ApiFailure(45011)
            self._force_quota.use(now, 45009)
            self._forced_at = now
            self._retire(self._stable, now)
            self._stable = self._make(now)
        elif self._stable is None or self._stable.replaced or self._stable.expires_at - now <= GRACE:
            self._stable = self._make(now)
        return self._stable.value, int(self._stable.expires_at - now)

    def check(self, value: str) -> None:
        """Raises ApiFailure unless the token is good now."""
        if not value:
            raise ApiFailure(41001)
        token = self._known.get(value)
        if token is None:
            raise ApiFailure(40001)
        if token.expires_at <= self._now():
            raise ApiFailure(40001 if token.replaced else 42001)

    def revoke(self, *, expired: bool = False) -> None:
        """For tests: let every token be refused from now on (`expired`: as too old instead of unknown)."""
        now = self._now()
        for token in self._known.values():
            token.expires_at, token.replaced = min(token.expires_at, now), not expired
        self._classic = self._stable = None

    def _make(self, now: float) -> Token:
        token = Token(f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(96)}", now + LIFETIME)
        self._known = {k: v for k, v in self._known.items() if v.expires_at > now - _DAY}
        self._known[token.value] = token
        return token

    def _retire(self, token: Token | None, until: float) -> None:
        if token is not None:
            token.expires_at, token.replaced = min(token.expires_at, until), True
