"""The declarative base: constraint names, column types, identifiers."""

import secrets
import time
import uuid
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Identity, MetaData, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def uuid7() -> uuid.UUID:
    """A random identifier that sorts by the time it was made (RFC 9562), so that indexes stay compact."""
    value = int(time.time() * 1000) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62
    return uuid.UUID(int=value | secrets.randbits(62))


Id = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True, default=uuid7)]
Serial = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
Digest = Annotated[str, mapped_column(String(64))]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]


class Base(DeclarativeBase):
    """All tables of the backend and of the gateway's record of talks."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {dict[str, Any]: JSONB, list[Any]: JSONB, datetime: DateTime(timezone=True)}
