"""Signing in and out, and the accounts themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.audit.service import Caller
from backend.auth import passwords, permissions, repository, sessions, throttle, totp
from backend.kit import clock
from backend.kit.crypto import blind_index
from backend.kit.db import Database
from backend.kit.errors import Problem
from backend.kit.settings import Settings
from backend.models.base import uuid7
from backend.models.staff import Staff

ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of a try: a session's identifier, or the seconds to wait (0: simply wrong)."""

    token: str | None
    wait: int = 0


async def sign_in(database: Database, username: str, password: str, code: str, address: str) -> SignIn:
    """Check name, password and (once enrolled) code. Which of them was wrong is never told."""
    where = throttle.address_digest(address)
    async with database.session() as session:
        staff = await repository.by_username(session, username)
        known = staff is not None and await repository.knows(session, staff.id, where)
        limits = throttle.limits(username, address, known=known)
        wait = await throttle.admit(session, limits)
    if wait:
        return SignIn(None, wait)
    right = await passwords.matches(password, staff.password_hash if staff else None)
    if staff is None or not right or not staff.active:
        return SignIn(None)
    async with database.session() as session:
        if not await _second_factor(session, staff, code):
            return SignIn(None)
        await throttle.forgive(session, limits)
        return SignIn(await _let_in(session, staff.id, where))


async def let_in(session: AsyncSession, staff: Staff, address: str) -> str:
    """Begin a session for someone whose identity another provider has checked."""
    return await _let_in(session, staff.id, throttle.address_digest(address))


async def sign_out(session: AsyncSession, visitor: sessions.Visitor) -> None:
    """End this browser's session."""
    await repository.end(session, visitor.digest)


async def find(session: AsyncSession, username: str) -> Staff:
    """A person by name; 404 when there is none."""
    staff = await repository.by_username(session, username)
    if staff is None:
        raise Problem(404, "not_found")
    return staff


async def with_id(session: AsyncSession, staff_id: UUID) -> Staff | None:
    """A person."""
    return await repository.by_id(session, staff_id)


async def everybody(session: AsyncSession) -> list[Staff]:
    """All accounts."""
    return await repository.everybody(session)


async def add(
    session: AsyncSession,
    username: str,
    password: str,
    *,
    name: str = "",
    roles: Iterable[str] = (),
    bits: Iterable[str] = (),
    by: Caller = audit.SYSTEM,
) -> Staff:
    """Make an account. Problem 409 when the name is taken, 422 for a weak password or an unknown right."""
    username = username.strip().lower()
    if not username or len(username) > 64 or not username.isprintable() or " " in username:
        raise _invalid("username", "unusable")
    if await repository.by_username(session, username):
        raise Problem(409, "username_taken")
    granted = _granted(roles, bits)
    await _check(password, username)
    hashed = await passwords.hashed(password)
    staff = Staff(id=uuid7(), username=username, display_name=(name or username)[:64], password_hash=hashed)
    staff.permissions, staff.active, staff.created_at = granted, True, clock.now()
    session.add(staff)
    await session.flush()
    await audit.record(session, by, "staff.add", username, {"permissions": granted})
    return staff


async def grant(session: AsyncSession, staff: Staff, roles: Iterable[str], bits: Iterable[str], by: Caller) -> None:
    """Give a person other rights; open pages feel it with their next call."""
    staff.permissions = _granted(roles, bits)
    await audit.record(session, by, "staff.grant", staff.username, {"permissions": staff.permissions})


async def set_active(session: AsyncSession, staff: Staff, active: bool, by: Caller) -> None:
    """Switch an account on or off; off ends all its sessions."""
    staff.active = active
    if not active:
        await repository.end_all(session, staff.id)
    await audit.record(session, by, "staff.enable" if active else "staff.disable", staff.username)


async def set_password(session: AsyncSession, staff: Staff, password: str, by: Caller, keep: str | None = None) -> None:
    """Set a new password and end the other sessions. Problem 422 when it is too easy."""
    await _check(password, staff.username)
    staff.password_hash = await passwords.hashed(password)
    await repository.end_all(session, staff.id, but=keep)
    await audit.record(session, by, "staff.password", staff.username)


async def propose_second_factor(session: AsyncSession, staff: Staff) -> str:
    """A secret to be confirmed by a first code."""
    staff.totp_pending = staff.totp_pending or totp.new_secret()
    await session.flush()
    return staff.totp_pending


async def confirm_second_factor(session: AsyncSession, staff: Staff, code: str, by: Caller) -> bool:
    """Bind the proposed secret when the code fits it."""
    secret = staff.totp_pending
    step = totp.step_of(secret, code, None) if secret else None
    if step is None:
        return False
    staff.totp_secret, staff.totp_pending, staff.totp_last_step = secret, None, step
    await audit.record(session, by, "staff.totp", staff.username)
    return True


async def reset_second_factor(session: AsyncSession, staff: Staff, by: Caller) -> None:
    """Forget a lost authenticator; the next sign-in asks for the password alone and offers to bind a new one."""
    staff.totp_secret = staff.totp_pending = staff.totp_last_step = None
    await repository.end_all(session, staff.id)
    await audit.record(session, by, "staff.reset_totp", staff.username)


async def right_password(staff: Staff, password: str) -> bool:
    """Whether this is the person's password."""
    return await passwords.matches(password, staff.password_hash)


async def ensure_admin(session: AsyncSession, settings: Settings) -> None:
    """Make user `admin` with every right when there is no account yet. Its password may be anything.

    A password that somebody set (LANTAI_ADMIN_PASSWORD) after that is taken over, once: one chosen in the console
    later stays until the setting changes again.
    """
    await repository.lock_first_start(session)
    password = settings.admin_password
    given = blind_index("admin_password", password) if settings.admin_password_given else None
    if await repository.any_staff(session):
        if given:
            await _take_over(session, password, given)
        return
    admin = Staff(id=uuid7(), username=ADMIN, display_name=ADMIN, active=True, created_at=clock.now())
    admin.password_hash, admin.given_password = await passwords.hashed(password), given
    admin.permissions = permissions.stored(["administrator"], permissions.ALL)
    session.add(admin)
    await session.flush()
    await audit.record(session, audit.SYSTEM, "staff.add", ADMIN, {"permissions": admin.permissions})


async def _take_over(session: AsyncSession, password: str, given: str) -> None:
    admin = await repository.by_username(session, ADMIN)
    if admin is None or not admin.active or admin.given_password == given:
        return
    admin.given_password = given
    if await right_password(admin, password):
        return
    admin.password_hash = await passwords.hashed(password)
    await repository.end_all(session, admin.id)
    await audit.record(session, audit.SYSTEM, "staff.password", ADMIN, {"from": "LANTAI_ADMIN_PASSWORD"})


async def tidy(session: AsyncSession) -> None:
    """Forget sessions that are over and failures that no longer matter."""
    now = datetime.now(UTC)
    await repository.forget_ended(session, now, now - timedelta(days=1))


async def _second_factor(session: AsyncSession, staff: Staff, code: str) -> bool:
    if staff.totp_secret is None:
        return True
    step = totp.step_of(staff.totp_secret, code, staff.totp_last_step)
    return step is not None and await repository.use_step(session, staff.id, step)


async def _let_in(session: AsyncSession, staff_id: UUID, address: str) -> str:
    staff = await repository.by_id(session, staff_id)
    assert staff is not None
    staff.last_login_at = clock.now()
    await repository.remember(session, staff.id, address, datetime.now(UTC))
    await audit.record(session, Caller("staff", str(staff.id)), "sign_in", staff.username)
    return await sessions.begin(session, staff)


def _granted(roles: Iterable[str], bits: Iterable[str]) -> list[str]:
    try:
        return permissions.stored(roles, bits)
    except ValueError as error:
        raise _invalid("permissions", str(error)) from error


async def _check(password: str, username: str) -> None:
    problem = passwords.problem(password, username)
    if problem:
        raise _invalid("password", problem)


def _invalid(field: str, code: str) -> Problem:
    return Problem(422, "invalid", f"{field}: {code}", problems=[{"field": field, "code": code}])
