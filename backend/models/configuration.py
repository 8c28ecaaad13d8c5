"""What administrators change without a deploy: catalogue, service, texts, calendar; every version is kept."""

from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Moment, Serial


class ConfigurationVersion(Base):
    """The whole overlay of one section from this version on; the newest counts."""

    __tablename__ = "configuration_versions"
    __table_args__ = (Index(None, "section", "id"),)

    id: Mapped[Serial]
    section: Mapped[str] = mapped_column(String(16))
    value: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(String(200), default="")
    author: Mapped[str] = mapped_column(String(64))
    at: Mapped[Moment]


class SettledConfiguration(Base):
    """The version by which the dates of all open requests were last worked out, and how many it moved. One row."""

    __tablename__ = "configuration_settled"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(40))
    moved: Mapped[int]
    at: Mapped[Moment]
