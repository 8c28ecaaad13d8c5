"""Staff, how they sign in, and the record of what they (and machines) did."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.crypto import EncryptedJSON, EncryptedText
from backend.models.base import Base, Digest, Id, Moment, Serial


class Staff(Base):
    """A person of the archive who may sign in.

    `permissions` holds roles (`role:hotline`) and single bits (`see_requester`); backend.auth.permissions reads it.
    """

    __tablename__ = "staff"

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    # Keyed hash of the LANTAI_ADMIN_PASSWORD that was taken over last.
    given_password: Mapped[str | None] = mapped_column(String(64))
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("staff.totp_secret"))
    totp_pending: Mapped[str | None] = mapped_column(EncryptedText("staff.totp_pending"))
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    permissions: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]
    last_login_at: Mapped[datetime | None]


class StaffSession(Base):
    """One signed-in browser. Only the hash of its identifier is kept. Times are real ones, not the product clock's."""

    __tablename__ = "staff_sessions"

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class LoginThrottle(Base):
    """Failed sign-ins by account and address, by account, by address (keyed hashes); times are real ones."""

    __tablename__ = "login_throttle"

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    failures: Mapped[list[Any]]
    blocked_until: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class AuditHead(Base):
    """Where the audit log ends: how many entries, the hash of the last, and a keyed hash over both. One row."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[str] = mapped_column(String(64))
    mac: Mapped[Digest]


class KnownAddress(Base):
    """An address from which a person has signed in: strangers' failures elsewhere do not count against it."""

    __tablename__ = "login_known_addresses"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[Digest] = mapped_column(primary_key=True)
    seen_at: Mapped[Moment]


class AuditEntry(Base):
    """One thing done that must stay known: a reveal, an export, a deletion, a change of configuration.

    A trigger refuses changes; each hash covers the entry before (one chain for the whole house).
    """

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "actor_id", "action", "at"), Index(None, "object_id"))

    id: Mapped[Serial]
    at: Mapped[Moment]
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("audit_log.data"))
    data_digest: Mapped[Digest]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[Digest]
