"""Queries of accounts, sessions and failed sign-ins."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.staff import KnownAddress, LoginThrottle, Staff, StaffSession


async def by_username(session: AsyncSession, username: str) -> Staff | None:
    """A person by the name they sign in with (capitals do not matter)."""
    return await session.scalar(select(Staff).where(Staff.username == username.strip().lower()))


async def by_id(session: AsyncSession, staff_id: UUID) -> Staff | None:
    """A person."""
    return await session.get(Staff, staff_id)


async def everybody(session: AsyncSession) -> list[Staff]:
    """All accounts by name."""
    return list(await session.scalars(select(Staff).order_by(Staff.username)))


async def any_staff(session: AsyncSession) -> bool:
    """Whether there is an account at all."""
    return await session.scalar(select(Staff.id).limit(1)) is not None


async def lock_first_start(session: AsyncSession) -> None:
    """Two backends that start at once make one administrator."""
    await session.execute(select(func.pg_advisory_xact_lock(0x6C616E)))


async def use_step(session: AsyncSession, staff_id: UUID, step: int) -> bool:
    """Take a time step for an account; False when it, or a later one, was taken before."""
    fresh = or_(Staff.totp_last_step.is_(None), Staff.totp_last_step < step)
    taken = update(Staff).where(Staff.id == staff_id, fresh).values(totp_last_step=step).returning(Staff.id)
    return (await session.execute(taken)).first() is not None


async def session_and_staff(session: AsyncSession, digest: str) -> tuple[StaffSession, Staff] | None:
    """A session with its owner."""
    query = select(StaffSession, Staff).join(Staff).where(StaffSession.digest == digest)
    found = (await session.execute(query)).one_or_none()
    return (found[0], found[1]) if found else None


async def touch(session: AsyncSession, digest: str, now: datetime) -> None:
    """A session was used."""
    await session.execute(update(StaffSession).where(StaffSession.digest == digest).values(last_seen_at=now))


async def end(session: AsyncSession, digest: str) -> None:
    """End one session."""
    await session.execute(delete(StaffSession).where(StaffSession.digest == digest))


async def end_all(session: AsyncSession, staff_id: UUID, but: str | None = None) -> None:
    """End every session of a person, perhaps but one."""
    gone = delete(StaffSession).where(StaffSession.staff_id == staff_id)
    await session.execute(gone.where(StaffSession.digest != but) if but else gone)


async def forget_ended(session: AsyncSession, now: datetime, old: datetime) -> None:
    """Delete sessions whose time is over, and failures that no longer matter."""
    await session.execute(delete(StaffSession).where(StaffSession.ends_at < now))
    await session.execute(delete(LoginThrottle).where(LoginThrottle.updated_at < old))


async def lock_counts(session: AsyncSession, digests: Sequence[str], now: datetime) -> dict[str, LoginThrottle]:
    """The counts of these digests, made when new, locked in one order."""
    ordered = sorted(digests)
    rows = [{"digest": digest, "failures": [], "updated_at": now} for digest in ordered]
    await session.execute(insert(LoginThrottle).values(rows).on_conflict_do_nothing())
    query = select(LoginThrottle).where(LoginThrottle.digest.in_(ordered)).order_by(LoginThrottle.digest)
    return {row.digest: row for row in await session.scalars(query.with_for_update())}


async def knows(session: AsyncSession, staff_id: UUID, address: str) -> bool:
    """Whether a person has signed in from this address before."""
    return await session.get(KnownAddress, (staff_id, address)) is not None


async def remember(session: AsyncSession, staff_id: UUID, address: str, now: datetime) -> None:
    """A person has signed in from this address."""
    row = {"staff_id": staff_id, "address": address, "seen_at": now}
    statement = insert(KnownAddress).values(row)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["staff_id", "address"], set_={"seen_at": now})
    )
