"""Bringing every ciphertext under the current key, while everything runs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Table

from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.kit import crypto
from backend.kit.crypto import EncryptedBytes
from backend.kit.db import Database
from backend.privacy import repository

_BATCH = 200
_PASSES = 10
#: Columns whose values hold seals of their own, which only the dialogue opens.
_WITH_SEALS = frozenset({"drafts.state"})


async def rotate_all(database: Database, store: FileStore) -> dict[str, int]:
    """Go over everything until nothing is left: what others wrote meanwhile may still be under an older key."""
    done: dict[str, int] = {}
    for _ in range(_PASSES):
        changed = await rotate(database, store)
        for name, count in changed.items():
            done[name] = done.get(name, 0) + count
        if not changed:
            break
    return done


async def rotate(database: Database, store: FileStore) -> dict[str, int]:
    """Re-encrypt all that is under an older key; how many values, by table."""
    done: dict[str, int] = {}
    for table, columns in repository.encrypted_columns():
        done[table.name] = await _table(database, table, columns)
    done["files"] = await _files(database, store)
    return {name: count for name, count in done.items() if count}


async def _table(database: Database, table: Table, columns: Sequence[Column[Any]]) -> int:
    width = len(table.primary_key.columns)
    after: repository.Key | None = None
    changed = 0
    while True:
        async with database.session() as session:
            await repository.allow_maintenance(session)
            page = await repository.page(session, table, columns, after, _BATCH)
            for row in page:
                for column, blob in zip(columns, row[width:], strict=True):
                    fresh = renewed(column, blob)
                    if fresh is not None:
                        changed += await repository.replace(session, table, tuple(row[:width]), column, blob, fresh)
        if len(page) < _BATCH:
            return changed
        after = tuple(page[-1][:width])


def renewed(column: Column[Any], blob: bytes | None) -> bytes | None:
    """The same value under the current key; None when there is nothing to do."""
    assert isinstance(column.type, EncryptedBytes)
    if blob is None:
        return None
    older = crypto.key_id_of(blob)[0] != crypto.ring().current_id
    sealed = column.type.place in _WITH_SEALS
    if not older and not sealed:
        return None
    place = column.type.place.encode()
    plain = crypto.decrypt(blob, place)
    fresh = crypto.resealed(plain) if sealed else plain
    return crypto.encrypt(fresh, place) if older or fresh != plain else None


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
        for table, columns in repository.encrypted_columns():
            for column in columns:
                left += await repository.count_without(session, table, column, header)
    return left + await _older_seals(database, header)


async def _older_seals(database: Database, header: bytes) -> int:
    """How many values lie under the current key and still hold a seal of an older one."""
    left = 0
    for table, columns in repository.encrypted_columns():
        for column in columns:
            if isinstance(column.type, EncryptedBytes) and column.type.place in _WITH_SEALS:
                left += await _count(database, table, column, header)
    return left


async def _count(database: Database, table: Table, column: Column[Any], header: bytes) -> int:
    width, after, left = len(table.primary_key.columns), None, 0
    while True:
        async with database.session() as session:
            page = await repository.page(session, table, [column], after, _BATCH)
        left += sum(
            bool(row[-1]) and row[-1].startswith(header) and renewed(column, row[-1]) is not None for row in page
        )
        if len(page) < _BATCH:
            return left
        after = tuple(page[-1][:width])
