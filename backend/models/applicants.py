"""People who ask: a WeChat identity, what they agreed to, what they started and left."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.crypto import EncryptedJSON, EncryptedText
from backend.models.base import Base, Digest, Id, Moment, Serial


class Applicant(Base):
    """One follower of the account. The openid is encrypted and looked up by its blind index."""

    __tablename__ = "applicants"

    id: Mapped[Id]
    conversation: Mapped[str] = mapped_column(String(32), unique=True)
    openid: Mapped[str | None] = mapped_column(EncryptedText("applicants.openid"))
    openid_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    profile: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("applicants.profile"))
    lang: Mapped[str] = mapped_column(String(2), default="zh", server_default="zh")
    created_at: Mapped[Moment]
    unfollowed_at: Mapped[datetime | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]


class Consent(Base):
    """One decision of a person on one version of the privacy notice; never changed, only followed by another."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "applicant_id", "id"),)

    id: Mapped[Serial]
    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("applicants.id"))
    version: Mapped[str] = mapped_column(String(40))
    granted: Mapped[bool]
    at: Mapped[Moment]


class NoticePermission(Base):
    """How many subscription notices of one template a person still allows."""

    __tablename__ = "notice_permissions"

    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("applicants.id"), primary_key=True)
    template: Mapped[str] = mapped_column(String(64), primary_key=True)
    remaining: Mapped[int]
    updated_at: Mapped[Moment]


class Draft(Base):
    """A request being talked about, kept for days, encrypted; the dialogue owns its meaning."""

    __tablename__ = "drafts"

    conversation: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("drafts.state"))
    revision: Mapped[int]
    created_at: Mapped[Moment]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class Tombstone(Base):
    """What was erased, when and why, without what it said."""

    __tablename__ = "tombstones"

    id: Mapped[Serial]
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[Digest] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(40))
    counts: Mapped[dict[str, Any]]
    at: Mapped[Moment]
