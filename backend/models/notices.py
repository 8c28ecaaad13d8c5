"""Notices to requesters: one for each event, tried over a ladder of channels, each try with its fate."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.crypto import EncryptedText
from backend.models.base import Base, Id, Moment, Serial


class Notice(Base):
    """What one event has to tell its requester."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_open", "owner", "id", postgresql_where=text("state = 'open'")),
        Index("ix_notices_look", "look_at", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[Id]
    owner: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("requests.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("request_events.id"))
    conversation: Mapped[str | None] = mapped_column(String(32), index=True)
    words: Mapped[str] = mapped_column(EncryptedText("notices.words"))
    subject: Mapped[str] = mapped_column(EncryptedText("notices.subject"))
    important: Mapped[bool]
    waits: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[Moment]
    look_at: Mapped[Moment]
    settled_at: Mapped[datetime | None]


class NoticeAttempt(Base):
    """One channel tried for one notice; tried again in the same row, never twice side by side.

    `outbound` names what was sent: our message's uid, or WeChat's number of a template message or notice.
    `reported` is what WeChat told afterwards by an event of its own, in its words.
    """

    __tablename__ = "notice_attempts"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index("ix_notice_attempts_outbound", "outbound"),
    )

    id: Mapped[Serial]
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"))
    channel: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    error: Mapped[str | None] = mapped_column(String(40))
    outbound: Mapped[str | None] = mapped_column(String(64))
    reported: Mapped[str | None] = mapped_column(String(40))
    reported_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    at: Mapped[Moment]
    settled_at: Mapped[datetime | None]


class StaffTask(Base):
    """Something a person of the archive has to do: tell a requester by telephone, set next year's holidays."""

    __tablename__ = "staff_tasks"
    __table_args__ = (Index("ix_staff_tasks_open", "id", postgresql_where=text("done_at is null")),)

    id: Mapped[Serial]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("requests.id"))
    data: Mapped[dict[str, Any]]
    created_at: Mapped[Moment]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(64))
