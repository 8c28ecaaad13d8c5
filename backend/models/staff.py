"""Staff and the record of what they (and machines) did."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.crypto import EncryptedJSON, EncryptedText
from backend.models.base import Base, Digest, Id, Moment, Serial


class Staff(Base):
    """A person of the archive who may sign in."""

    __tablename__ = "staff"

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("staff.totp_secret"))
    permissions: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True)
    failed_logins: Mapped[int] = mapped_column(SmallInteger, default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[Moment]
    last_login_at: Mapped[datetime | None]


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
