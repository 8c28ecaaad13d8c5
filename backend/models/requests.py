"""A request and all that hangs on it. Every free word and every personal detail is encrypted in its column."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.kit.crypto import EncryptedJSON, EncryptedText
from backend.models.base import Base, Digest, Id, Moment, Serial

_OPEN = text("status <> 'closed'")


class Request(Base):
    """One filed request.

    `due_on` is worked out from `received_at`, `working_days`, `pauses`, `extensions` and the calendar, and kept for
    sorting; "overdue" is computed, never stored.
    """

    __tablename__ = "requests"
    __table_args__ = (
        Index("ix_requests_due", "due_on", "id", postgresql_where=_OPEN),
        Index("ix_requests_status_due", "status", "due_on", "id"),
        Index("ix_requests_created", "created_at", "id"),
        Index("ix_requests_applicant_created", "applicant_id", "created_at", "id"),
        Index("ix_requests_channel_created", "channel", "created_at", "id"),
        Index("ix_requests_status_created", "status", "created_at", "id"),
        Index("ix_requests_track_created", "track", "created_at", "id"),
        Index(
            "ix_requests_resolution_created",
            *("resolution", "created_at", "id"),
            postgresql_where=text("resolution is not null"),
        ),
        Index("ix_requests_owner_due", "owner_id", "due_on", "id", postgresql_where=_OPEN),
        Index("ix_requests_open", "status", "due_on", "owner_id", "acknowledge_by", postgresql_where=_OPEN),
        Index(
            "ix_requests_owner_created",
            *("owner_id", "created_at", "id"),
            postgresql_where=text("owner_id is not null"),
        ),
        Index(
            "ix_requests_remind",
            "remind_at",
            postgresql_where=text("status in ('awaiting_requester', 'ready_for_pickup')"),
        ),
        Index("ix_requests_erase_after", "erase_after", postgresql_where=text("erased_at is null")),
        Index("ix_requests_pickup", "pickup_index", unique=True, postgresql_where=text("status = 'ready_for_pickup'")),
        CheckConstraint("(status = 'closed') = (resolution is not null)", name="closed_has_resolution"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(15), unique=True)
    channel: Mapped[str] = mapped_column(String(10))
    track: Mapped[str] = mapped_column(String(12))
    relation: Mapped[str | None] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20))
    resolution: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]
    closed_at: Mapped[datetime | None]

    applicant_id: Mapped[UUID | None] = mapped_column(ForeignKey("applicants.id"))
    subject: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("requests.subject"))
    requester: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("requests.requester"))
    delivery: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("requests.delivery"))
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("requests.details"))
    purpose: Mapped[str | None] = mapped_column(EncryptedText("requests.purpose"))
    note: Mapped[str | None] = mapped_column(EncryptedText("requests.note"))
    needed_by: Mapped[date | None]
    consent_version: Mapped[str | None] = mapped_column(String(40))
    consent_given_at: Mapped[datetime | None]

    degree_level: Mapped[str | None] = mapped_column(String(12))
    enrollment_year: Mapped[int | None] = mapped_column(SmallInteger)
    graduation_year: Mapped[int | None] = mapped_column(SmallInteger)
    delivery_method: Mapped[str | None] = mapped_column(String(12))
    same_as: Mapped[Digest | None] = mapped_column(index=True)

    due_on: Mapped[date | None]
    acknowledge_by: Mapped[date | None]
    due_provisional: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[Moment]
    working_days: Mapped[int | None] = mapped_column(SmallInteger)
    pauses: Mapped[list[Any]] = mapped_column(default=list)
    extensions: Mapped[list[Any]] = mapped_column(EncryptedJSON("requests.extensions"), default=list)
    days_left: Mapped[int | None] = mapped_column(SmallInteger)
    first_done_at: Mapped[datetime | None]
    first_done_due: Mapped[date | None]
    missing: Mapped[list[Any] | None] = mapped_column(EncryptedJSON("requests.missing"))

    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    first_owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    claimed_at: Mapped[datetime | None]
    urged: Mapped[int] = mapped_column(SmallInteger, default=0)
    urged_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(SmallInteger, default=0)
    remind_at: Mapped[datetime | None]
    pickup_code: Mapped[str | None] = mapped_column(EncryptedText("requests.pickup_code"))
    pickup_index: Mapped[Digest | None]

    event_count: Mapped[int] = mapped_column(default=0)
    event_head: Mapped[str] = mapped_column(String(64), default="")
    event_mac: Mapped[str] = mapped_column(String(64), default="")
    legal_hold: Mapped[bool] = mapped_column(default=False)
    erase_after: Mapped[date | None]
    erased_at: Mapped[datetime | None]

    items: Mapped[list["RequestItem"]] = relationship(
        order_by="RequestItem.position", cascade="all, delete-orphan", lazy="selectin"
    )


class RequestTally(Base):
    """How many requests were ever filed, and a keyed hash of that: a missing one shows. One row."""

    __tablename__ = "request_tally"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    filed: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[Digest]


class RequestItem(Base):
    """One row: document, language, copies, sealed."""

    __tablename__ = "request_items"
    __table_args__ = (UniqueConstraint("request_id", "position"), Index(None, "document_type"))

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger)
    document_type: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(5))
    copies: Mapped[int] = mapped_column(SmallInteger)
    sealed: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(EncryptedText("request_items.note"))


class RequestTerm(Base):
    """What a request can be found by without being readable: blind indexes of normalised values."""

    __tablename__ = "request_terms"

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))

    __table_args__ = (Index(None, "request_id"),)


class RequestEvent(Base):
    """What happened, in order. A trigger refuses changes; each hash covers the one before.

    `data` may be re-encrypted (new key) or emptied (erasure); the hash covers `data_digest`, so the chain holds.
    """

    __tablename__ = "request_events"
    __table_args__ = (UniqueConstraint("request_id", "seq"),)

    id: Mapped[Serial]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("requests.id"))
    seq: Mapped[int]
    at: Mapped[Moment]
    event: Mapped[str] = mapped_column(String(24))
    from_status: Mapped[str | None] = mapped_column(String(20))
    to_status: Mapped[str] = mapped_column(String(20))
    resolution: Mapped[str | None] = mapped_column(String(20))
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    data: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("request_events.data"))
    data_digest: Mapped[Digest]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[Digest]


class RequestNote(Base):
    """A note among staff; no requester ever sees it."""

    __tablename__ = "request_notes"
    __table_args__ = (Index(None, "request_id", "id"),)

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("requests.id"))
    at: Mapped[Moment]
    author: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(EncryptedText("request_notes.body"))


class Parcel(Base):
    """What was sent, by whom, under which number."""

    __tablename__ = "parcels"
    __table_args__ = (UniqueConstraint("request_id", "tracking_index"),)

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("requests.id"))
    carrier: Mapped[str | None] = mapped_column(String(20))
    tracking_number: Mapped[str] = mapped_column(EncryptedText("parcels.tracking_number"))
    tracking_index: Mapped[Digest]
    shipped_at: Mapped[Moment]


class Attachment(Base):
    """A file under `$LANTAI_HOME/files`, encrypted under a random name; this row says what it is and whose."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index(None, "request_id"),
        Index(None, "conversation"),
        Index("ix_attachments_pending", "state", postgresql_where=text("state = 'pending'")),
    )

    id: Mapped[Id]
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("requests.id"))
    conversation: Mapped[str | None] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str | None] = mapped_column(String(24))
    file_name: Mapped[str | None] = mapped_column(EncryptedText("attachments.file_name"))
    stored_as: Mapped[str | None] = mapped_column(String(64), unique=True)
    media_type: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """A key a caller gave, what was asked under it (keyed hash), and what came of it."""

    __tablename__ = "idempotency_keys"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    body: Mapped[Digest]
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("requests.id"))
    created_at: Mapped[datetime] = mapped_column(index=True)


class CodeThrottle(Base):
    """Wrong tries of the public progress page, by code and by address (both as keyed hashes)."""

    __tablename__ = "progress_throttle"

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    hits: Mapped[list[Any]]
    blocked_until: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(index=True)
