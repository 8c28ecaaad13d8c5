"""What the desk of people keeps beside the talk: who is on duty, canned replies, notes, ratings."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.crypto import EncryptedText
from backend.models.base import Base, Id, Moment, Serial


class RotaShift(Base):
    """One person's hours at the desk on one day (the archive's own time)."""

    __tablename__ = "rota_shifts"
    __table_args__ = (
        CheckConstraint("begins < ends", name="order"),
        UniqueConstraint("staff_id", "day", "begins"),
        Index(None, "day"),
    )

    id: Mapped[Id]
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    day: Mapped[date]
    begins: Mapped[time]
    ends: Mapped[time]


class CannedReply(Base):
    """A reply staff can send with two keys."""

    __tablename__ = "canned_replies"

    id: Mapped[Id]
    shortcut: Mapped[str] = mapped_column(String(24), unique=True)
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(String(1000))
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    updated_at: Mapped[Moment]
    updated_by: Mapped[str | None] = mapped_column(String(64))


class ConversationNote(Base):
    """A note among staff about a talk; the person never sees it."""

    __tablename__ = "conversation_notes"
    __table_args__ = (Index(None, "conversation", "id"),)

    id: Mapped[Serial]
    conversation: Mapped[str] = mapped_column(String(32))
    author: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(EncryptedText("conversation_notes.body"))
    at: Mapped[Moment]


class Rating(Base):
    """How a person found the service of one member of staff, asked for once after each talk."""

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint("score between 1 and 5", name="score"),
        Index(None, "conversation", "id"),
        Index(None, "asked_at"),
    )

    id: Mapped[Serial]
    conversation: Mapped[str] = mapped_column(String(32))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    asked_at: Mapped[Moment]
    score: Mapped[int | None] = mapped_column(SmallInteger)
    answered_at: Mapped[datetime | None]
