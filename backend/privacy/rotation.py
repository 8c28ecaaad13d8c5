"""Bringing every ciphertext under the current key, while everything runs.

Rows are read raw and replaced only if they still hold what was read, so that no write of the house is undone.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, and_, func, select, text, tuple_, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.kit import crypto
from backend.kit.crypto import EncryptedBytes
from backend.kit.db import Database
from backend.models.base import Base

_BATCH = 200


def encrypted_columns() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Every table with ciphertext, and the columns that hold it."""
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, EncryptedBytes)]
        if columns:
            yield table, columns


async def rotate(database: Database, store: FileStore) -> dict[str, int]:
    """Re-encrypt all that is under an older key; how many values, by table."""
    done: dict[str, int] = {}
    for table, columns in encrypted_columns():
        done[table.name] = await _table(database, table, columns)
    done["files"] = await _files(database, store)
    return {name: count for name, count in done.items() if count}


async def _table(database: Database, table: Table, columns: Sequence[Column[Any]]) -> int:
    keys = list(table.primary_key.columns)
    after: tuple[Any, ...] | None = None
    changed = 0
    while True:
        async with database.session() as session:
            # Append-only tables allow a new ciphertext of the personal part, and nothing else, after this.
            await session.execute(text("set local lantai.maintenance = 'on'"))
            query = select(*keys, *(type_coerce(column, LargeBinary) for column in columns)).order_by(*keys)
            if after is not None:
                query = query.where(tuple_(*keys) > after)
            page = (await session.execute(query.limit(_BATCH))).all()
            for row in page:
                key, blobs = tuple(row[: len(keys)]), row[len(keys) :]
                for column, blob in zip(columns, blobs, strict=True):
                    changed += await _value(session, table, keys, key, column, blob)
            if len(page) < _BATCH:
                return changed
            after = tuple(page[-1][: len(keys)])


async def _value(
    session: AsyncSession,
    table: Table,
    keys: Sequence[Column[Any]],
    key: tuple[Any, ...],
    column: Column[Any],
    blob: bytes | None,
) -> int:
    if blob is None or crypto.key_id_of(blob)[0] == crypto.ring().current_id:
        return 0
    assert isinstance(column.type, EncryptedBytes)
    place = column.type.place.encode()
    fresh = crypto.encrypt(crypto.decrypt(blob, place), place)
    same = and_(*(one == value for one, value in zip(keys, key, strict=True)), _raw(column) == blob)
    result = await session.execute(update(table).where(same).values({column: type_coerce(fresh, LargeBinary)}))
    return int(getattr(result, "rowcount", 0))


def _raw(column: Column[Any]) -> Any:
    return type_coerce(column, LargeBinary)


async def _files(database: Database, store: FileStore) -> int:
    changed, after = 0, None
    while True:
        async with database.session() as session:
            page = await attachments.stored(session, after)
        for one in page:
            changed += await attachments.reencrypt(store, one)
        if not page:
            return changed
        after = page[-1].id


async def under_older_keys(database: Database) -> int:
    """How many values are not under the current key yet."""
    name = crypto.ring().current_id.encode()
    header = b"\x01" + bytes([len(name)]) + name
    left = 0
    async with database.session() as session:
        for table, columns in encrypted_columns():
            for column in columns:
                raw = _raw(column)
                other = func.substring(raw, 1, len(header)) != header
                query = select(func.count()).select_from(table).where(raw.is_not(None), other)
                left += int(await session.scalar(query) or 0)
    return left
