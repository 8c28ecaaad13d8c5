"""What administrators change without a deploy: catalogue, service, texts, holidays; every version is kept."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String
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


class CalendarDay(Base):
    """A day that differs from the shipped calendar: holiday, workday (made up for) or closure."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(80), default="")
    author: Mapped[str] = mapped_column(String(64))
    at: Mapped[Moment]
