"""The one record of the talk: who talks with us, and every message in and out.

`messages` is inbox, transcript and outbox at once. An inbound row is unique by WeChat's key; the replies of
its turn are rows with a delivery state. Order is the order of `id`, never of a clock. Columns named `*_until`
and `retry_at` are in the database's own time; the other times are the product clock's.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.crypto import EncryptedBytes, EncryptedJSON, EncryptedText
from backend.models.base import Base, Moment, Serial

BOT = "bot"
QUEUE = "queue"
STAFF_PREFIX = "staff:"


class MessageState(StrEnum):
    """Where a message stands. Inbound: waiting, done, recorded. Outbound: the rest."""

    WAITING = "waiting"
    """Inbound, wants a turn."""
    DONE = "done"
    """Inbound, its turn is over."""
    RECORDED = "recorded"
    """Kept for the record alone: an event that wants no answer, or a message while a person speaks."""
    READY = "ready"
    """Outbound, nobody has claimed it yet."""
    CLAIMED = "claimed"
    """Outbound, one sender holds it."""
    SENT = "sent"
    """Outbound, WeChat took it."""
    HELD = "held"
    """Outbound, no allowance: given with the person's next message."""
    FAILED = "failed"
    """Outbound, cannot be sent (`error` says why)."""
    DROPPED = "dropped"
    """Outbound, overtaken: another speaker owns the conversation now, or a person wrote meanwhile."""


class Conversation(Base):
    """One follower's talk with the account, for good."""

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint("owner in ('bot', 'queue') or owner like 'staff:%'", name="owner"),
        Index("ix_conversations_owner_waiting", "owner", "waiting_since"),
        Index("ix_conversations_last_activity", sql("last_activity_at desc nulls last")),
    )

    id: Mapped[Serial]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    openid: Mapped[str] = mapped_column(EncryptedText("conversations.openid"))
    account: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[Moment]

    owner: Mapped[str] = mapped_column(String(80), server_default=BOT)
    epoch: Mapped[int] = mapped_column(server_default="1")
    waiting_since: Mapped[Moment | None]
    handover_reason: Mapped[str | None] = mapped_column(String(200))

    lang: Mapped[str] = mapped_column(String(2), server_default="zh")
    expecting: Mapped[str | None] = mapped_column(String(80))
    choices: Mapped[list[dict[str, Any]] | None] = mapped_column(EncryptedJSON("conversations.choices"))

    last_message_at: Mapped[Moment | None]
    spent_since_message: Mapped[int] = mapped_column(server_default="0")
    last_tap_at: Mapped[Moment | None]
    spent_since_tap: Mapped[int] = mapped_column(server_default="0")
    last_activity_at: Mapped[Moment | None]
    unread: Mapped[int] = mapped_column(server_default="0")
    rating_until: Mapped[Moment | None]
    """Until when a score from 1 to 5 is taken as the rating that was asked for."""

    followed_at: Mapped[Moment | None]
    unfollowed_at: Mapped[Moment | None] = mapped_column(index=True)

    turn_owner: Mapped[UUID | None] = mapped_column(Uuid)
    turn_until: Mapped[Moment | None]


class Message(Base):
    """One message, in or out. The text is encrypted; what may be searched or counted stands beside it."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("direction in ('in', 'out')", name="direction"),
        CheckConstraint(
            "state in ('waiting', 'done', 'recorded', 'ready', 'claimed', 'sent', 'held', 'failed', 'dropped')",
            name="state",
        ),
        Index("ix_messages_conversation", "conversation_id", "id"),
        Index("ix_messages_waiting", "conversation_id", "id", postgresql_where=sql("state = 'waiting'")),
        Index(
            "ix_messages_outbox",
            "conversation_id",
            "id",
            postgresql_where=sql("state in ('ready', 'claimed', 'held')"),
        ),
        Index("ix_messages_reply_to", "reply_to", postgresql_where=sql("reply_to is not null")),
    )

    id: Mapped[Serial]
    uid: Mapped[UUID] = mapped_column(Uuid, unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    direction: Mapped[str] = mapped_column(String(3))
    author: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str | None] = mapped_column(EncryptedText("messages.text"))
    data: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("messages.data"))
    attachment_id: Mapped[UUID | None] = mapped_column(Uuid)
    carries_identity: Mapped[bool] = mapped_column(server_default="false")
    redacted_at: Mapped[Moment | None]

    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[Moment]
    error: Mapped[str | None] = mapped_column(String(80))

    wechat_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    callbacks: Mapped[int] = mapped_column(server_default="0")
    waiter_until: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    retry_at: Mapped[Moment | None]
    excused: Mapped[bool] = mapped_column(server_default="false")
    intent: Mapped[str | None] = mapped_column(String(80))
    confidence: Mapped[float | None]
    also: Mapped[list[str] | None] = mapped_column(JSONB)

    reply_to: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    epoch: Mapped[int | None]
    route: Mapped[str | None] = mapped_column(String(20))
    claim: Mapped[UUID | None] = mapped_column(Uuid)
    """Names the one claim in force, so that an older one cannot undo it."""
    carried_by: Mapped[int | None] = mapped_column(BigInteger)
    """The inbound message whose connection carried this one, when it left as a passive reply."""
    claimed_until: Mapped[Moment | None]
    sent_at: Mapped[Moment | None]


class UnreadablePush(Base):
    """A push that WeChat signed and our reader refused, kept for a few days so that somebody can see what it was."""

    __tablename__ = "unreadable_pushes"

    id: Mapped[Serial]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[bytes] = mapped_column(EncryptedBytes("unreadable_pushes.body"))
    reason: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[Moment]
