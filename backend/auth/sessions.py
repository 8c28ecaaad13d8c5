"""Signed-in browsers, kept on the server: 15 idle minutes, 8 hours at most, ended everywhere at once.

Every call asks the database, and open streams ask again every few seconds, so an account that is switched off,
signed out or given other rights feels it within seconds, wherever it is signed in.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth import repository
from backend.auth.permissions import Bit, effective, roles_of
from backend.models.staff import Staff, StaffSession

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
_TOUCH_EVERY = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, and what they may do."""

    staff_id: UUID
    username: str
    name: str
    bits: frozenset[Bit]
    roles: tuple[str, ...]
    second_factor: bool
    csrf: str
    digest: str

    def may(self, bit: str) -> bool:
        """Whether they have a right."""
        return bit in self.bits


def digest_of(token: str) -> str:
    """What is stored of a session's identifier."""
    return hashlib.sha256(token.encode()).hexdigest()


async def begin(session: AsyncSession, staff: Staff) -> str:
    """Sign a browser in; the identifier for its cookie (256 random bits)."""
    now = datetime.now(UTC)
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            digest=digest_of(token),
            staff_id=staff.id,
            csrf=secrets.token_urlsafe(32),
            created_at=now,
            last_seen_at=now,
            ends_at=now + ABSOLUTE,
        )
    )
    await session.flush()
    return token


async def visitor(session: AsyncSession, token: str, *, active: bool = True) -> Visitor | None:
    """Who a cookie belongs to, None when its session is over. `active`: a person did something just now."""
    return await by_digest(session, digest_of(token), active=active)


async def by_digest(session: AsyncSession, digest: str, *, active: bool) -> Visitor | None:
    """The same by the stored hash."""
    found = await repository.session_and_staff(session, digest)
    if found is None:
        return None
    row, staff = found
    now = datetime.now(UTC)
    if not staff.active or now >= row.ends_at or now - row.last_seen_at >= IDLE:
        return None
    if active and now - row.last_seen_at > _TOUCH_EVERY:
        await repository.touch(session, digest, now)
    return Visitor(
        staff_id=staff.id,
        username=staff.username,
        name=staff.display_name,
        bits=effective(staff.permissions),
        roles=tuple(roles_of(staff.permissions)),
        second_factor=staff.totp_secret is not None,
        csrf=row.csrf,
        digest=row.digest,
    )
