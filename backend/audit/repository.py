"""Queries of the audit log and of event chains."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import ColumnElement, LargeBinary, Select, func, select, text, type_coerce, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.crypto import EncryptedBytes
from backend.models.base import Base
from backend.models.requests import Request, RequestEvent, RequestTally
from backend.models.staff import AuditEntry, AuditHead, Staff

_CHAIN_LOCK = 0x1A47A1
_TALLY_LOCK = 0x1A47A2
_HEAD = 1
_PAGE = 500
_DIALECT = postgresql.dialect()
#: What the log says when details were emptied; the moment up to which stands as the object.
FORGET = "audit.forget"
#: Stands for what is there and cannot be decrypted.
UNREADABLE: Final = object()


async def lock_chain(session: AsyncSession) -> None:
    """One writer at a time, until the transaction ends: the chain has one end."""
    await session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


@dataclass(frozen=True)
class Head:
    """The end of the chain as it was written down."""

    entries: int = 0
    last: str = ""
    mac: str = ""


async def head(session: AsyncSession) -> Head | None:
    """Where the chain ends; None before the first entry."""
    query = select(AuditHead.entries, AuditHead.last, AuditHead.mac).where(AuditHead.id == _HEAD)
    found = (await session.execute(query)).one_or_none()
    return Head(*found) if found else None


async def keep_head(session: AsyncSession, head: Head) -> None:
    """Write down where the chain ends now."""
    values = asdict(head)
    await session.execute(
        insert(AuditHead).values(id=_HEAD, **values).on_conflict_do_update(index_elements=["id"], set_=values)
    )


async def any_account(session: AsyncSession) -> bool:
    """Whether somebody has an account: adding one is always written down."""
    return await session.scalar(select(Staff.id).limit(1)) is not None


async def count_since(session: AsyncSession, actor_id: str, action: str, since: datetime) -> int:
    """How often someone did something since a moment."""
    query = select(func.count()).where(
        AuditEntry.actor_id == actor_id, AuditEntry.action == action, AuditEntry.at >= since
    )
    return int(await session.scalar(query) or 0)


async def empty_data(session: AsyncSession, before: datetime, limit: int = 500) -> int:
    """Take the personal part out of the oldest entries that still have one; how many."""
    old = select(AuditEntry.id).where(AuditEntry.at < before, AuditEntry.data.is_not(None))
    await session.execute(text("set local lantai.maintenance = 'on'"))
    emptied = await session.execute(
        update(AuditEntry)
        .where(AuditEntry.id.in_(old.order_by(AuditEntry.id).limit(limit)))
        .values(data=None)
        .returning(AuditEntry.id)
    )
    await session.execute(text("set local lantai.maintenance = 'off'"))
    return len(emptied.all())


async def forgotten(session: AsyncSession) -> datetime:
    """The moment up to which the log says that details were emptied."""
    query = select(func.max(AuditEntry.object_id)).where(AuditEntry.action == FORGET)
    found = await session.scalar(query)
    return datetime.fromisoformat(found) if found else datetime.min.replace(tzinfo=UTC)


async def tally(session: AsyncSession, *, lock: bool = False) -> tuple[int, str] | None:
    """How many requests were ever filed, with the keyed hash of that."""
    if lock:
        await session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _TALLY_LOCK})
    query = select(RequestTally.filed, RequestTally.mac).where(RequestTally.id == _HEAD)
    found = (await session.execute(query)).one_or_none()
    return (found.filed, found.mac) if found else None


async def keep_tally(session: AsyncSession, filed: int, mac: str) -> None:
    """Write down how many were filed."""
    values = {"filed": filed, "mac": mac}
    statement = insert(RequestTally).values(id=_HEAD, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def count_requests(session: AsyncSession) -> int:
    """How many requests there are."""
    return int(await session.scalar(select(func.count()).select_from(Request)) or 0)


async def entries(session: AsyncSession) -> AsyncIterator[Any]:
    """The log in order, with details that cannot be read marked as such."""
    after = 0
    while True:
        query = _raw(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id).limit(_PAGE)
        page = (await session.execute(query)).all()
        for row in page:
            yield _opened(AuditEntry, row)[0]
        if len(page) < _PAGE:
            return
        after = page[-1].id


@dataclass(frozen=True)
class Stored:
    """A request's row as it lies in the table, and the names of columns that cannot be read."""

    row: Any
    unreadable: tuple[str, ...]


async def histories(session: AsyncSession) -> AsyncIterator[tuple[Stored, list[Any]]]:
    """Every request with its events in order, some hundreds at a time."""
    after = None
    while True:
        query = _raw(Request).order_by(Request.id).limit(_PAGE)
        page = (await session.execute(query if after is None else query.where(Request.id > after))).all()
        ids = [row.id for row in page]
        found = _raw(RequestEvent).where(RequestEvent.request_id.in_(ids))
        by_request: dict[object, list[Any]] = {}
        for row in (await session.execute(found.order_by(RequestEvent.seq))).all():
            by_request.setdefault(row.request_id, []).append(_opened(RequestEvent, row)[0])
        for row in page:
            yield Stored(*_opened(Request, row)), by_request.get(row.id, [])
        if len(page) < _PAGE:
            return
        after = page[-1].id


def _raw(model: type[Base]) -> Select[Any]:
    """A table's columns, ciphertexts as they lie there: one that was tampered with must not hide the others."""
    columns = model.__table__.columns
    return select(*(type_coerce(one, LargeBinary).label(one.name) if _closed(one) else one for one in columns))


def _closed(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, EncryptedBytes)


def _opened(model: type[Base], row: Any) -> tuple[Any, tuple[str, ...]]:
    """The row with its ciphertexts opened, and the names of those that cannot be."""
    values, unreadable = dict(row._mapping), []
    for column in model.__table__.columns:
        if not isinstance(column.type, EncryptedBytes):
            continue
        try:
            values[column.name] = column.type.process_result_value(values[column.name], _DIALECT)
        except ValueError:
            values[column.name] = UNREADABLE
            unreadable.append(column.name)
    return SimpleNamespace(**values), tuple(unreadable)
