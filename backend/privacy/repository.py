"""Ciphertext as it lies in the tables: read raw, replaced only where it still is what was read."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, LargeBinary, Row, Table, and_, func, select, text, tuple_, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.crypto import EncryptedBytes
from backend.models.base import Base

Key = tuple[Any, ...]


def encrypted_columns() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Every table with ciphertext, and the columns that hold it."""
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, EncryptedBytes)]
        if columns:
            yield table, columns


def _raw(column: Column[Any]) -> Any:
    return type_coerce(column, LargeBinary)


async def page(
    session: AsyncSession, table: Table, columns: Sequence[Column[Any]], after: Key | None, limit: int
) -> Sequence[Row[Any]]:
    """Rows behind a primary key: its values, then the raw ciphertexts."""
    keys = list(table.primary_key.columns)
    query = select(*keys, *map(_raw, columns)).order_by(*keys).limit(limit)
    return (await session.execute(query if after is None else query.where(tuple_(*keys) > after))).all()


async def replace(session: AsyncSession, table: Table, key: Key, column: Column[Any], old: bytes, new: bytes) -> int:
    """Put a new ciphertext in the place of an old one; 0 when somebody wrote meanwhile."""
    keys = zip(table.primary_key.columns, key, strict=True)
    same = and_(*(one == value for one, value in keys), _raw(column) == old)
    result = await session.execute(update(table).where(same).values({column: type_coerce(new, LargeBinary)}))
    return int(getattr(result, "rowcount", 0))


async def allow_maintenance(session: AsyncSession) -> None:
    """Append-only tables allow a new ciphertext of the personal part, and nothing else, in this transaction."""
    await session.execute(text("set local lantai.maintenance = 'on'"))


async def count_without(session: AsyncSession, table: Table, column: Column[Any], header: bytes) -> int:
    """How many ciphertexts of a column do not begin with a header."""
    raw = _raw(column)
    other = func.substring(raw, 1, len(header)) != header
    query = select(func.count()).select_from(table).where(raw.is_not(None), other)
    return int(await session.scalar(query) or 0)
