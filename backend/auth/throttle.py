"""Failed sign-ins, counted in PostgreSQL.

Three counts: this account from this address (slows the one who tries), this account from addresses it was never
used from (stops many strangers together, and never the owner at a known address), this address whatever the account.
A try is paid for before the password is looked at, so that tries at the same time cannot pass together; a right
password takes its payment back. Times are real ones.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth import repository
from backend.kit.crypto import blind_index
from backend.models.staff import LoginThrottle

PER_PAIR, PAIR_WINDOW = 5, timedelta(minutes=15)
PER_ACCOUNT, ACCOUNT_WINDOW = 20, timedelta(hours=1)
PER_ADDRESS, ADDRESS_WINDOW = 60, timedelta(minutes=15)
_FIRST_PAUSE = 30
_LONGEST_PAUSE = 900
_KEPT = 80


@dataclass(frozen=True, slots=True)
class Limit:
    """One count: where it is kept, how many failures in which time."""

    digest: str
    most: int
    window: timedelta


def address_digest(address: str) -> str:
    """An address as it is stored."""
    return blind_index("login", f"address:{address}")


def limits(username: str, address: str, *, known: bool) -> list[Limit]:
    """The counts that a try falls under."""
    name = username.strip().lower()[:64]
    found = [
        Limit(blind_index("login", f"pair:{name}|{address}"), PER_PAIR, PAIR_WINDOW),
        Limit(address_digest(address), PER_ADDRESS, ADDRESS_WINDOW),
    ]
    if not known:
        found.append(Limit(blind_index("login", f"account:{name}"), PER_ACCOUNT, ACCOUNT_WINDOW))
    return found


async def admit(session: AsyncSession, wanted: list[Limit]) -> int:
    """0 and the try is counted as failed until `forgive`; else the seconds to wait."""
    rows = await repository.lock_counts(session, [limit.digest for limit in wanted], datetime.now(UTC))
    # Told under the lock: a try counted before this one then lies in its past, whichever of them began first.
    now = datetime.now(UTC)
    wait = max(_wait(rows[limit.digest], now) for limit in wanted)
    if wait:
        return wait
    for limit in wanted:
        row = rows[limit.digest]
        recent = _recent(row, now, limit.window)
        row.failures, row.updated_at = [*recent, now.isoformat()][-_KEPT:], now
        if len(row.failures) >= limit.most:
            row.blocked_until = _until(limit, row.failures, now)
    await session.flush()
    return 0


async def forgive(session: AsyncSession, wanted: list[Limit]) -> None:
    """The password was right: nothing remains counted for this pair, and this try against nobody."""
    now = datetime.now(UTC)
    rows = await repository.lock_counts(session, [limit.digest for limit in wanted], now)
    for limit in wanted:
        row = rows[limit.digest]
        row.failures = [] if limit.most == PER_PAIR else row.failures[:-1]
        row.blocked_until = None if limit.most == PER_PAIR or len(row.failures) < limit.most else row.blocked_until


def _recent(row: LoginThrottle, now: datetime, window: timedelta) -> list[str]:
    return [moment for moment in row.failures if now - window < datetime.fromisoformat(moment) <= now]


def _wait(row: LoginThrottle, now: datetime) -> int:
    if row.blocked_until is None or row.blocked_until <= now:
        return 0
    return int((row.blocked_until - now).total_seconds()) + 1


def _until(limit: Limit, failures: list[str], now: datetime) -> datetime:
    """An account is closed to strangers until its window has room again; the others pause longer each time."""
    if limit.most == PER_ACCOUNT:
        return datetime.fromisoformat(failures[-limit.most]) + limit.window
    pause = _FIRST_PAUSE * 2 ** min(len(failures) - limit.most, 6)
    return now + timedelta(seconds=min(pause, _LONGEST_PAUSE))
