"""Queries of the talk. Every change of a conversation begins by locking its row, so changes never interleave."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import ColumnElement, String, Table, and_, bindparam, exists, false, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import Function

from backend.models.conversations import Conversation, Message, MessageState

OPEN = (MessageState.READY, MessageState.CLAIMED, MessageState.HELD)


def db_now() -> "Function[datetime]":
    """The database's moving clock (`now()` would stand still within a transaction)."""
    return func.clock_timestamp()


def after(seconds: float) -> ColumnElement[datetime]:
    """A moment so many seconds from the database's now."""
    return db_now() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)


# What every message asks is built once: putting such a query together costs as much as running it.
_BY_KEYS = (
    select(Conversation)
    .where(Conversation.key == func.any(bindparam("keys", type_=ARRAY(String))))
    .order_by(Conversation.id)
)
_LOCKED = _BY_KEYS.with_for_update()
_LOCKED_IF_FREE = _BY_KEYS.with_for_update(skip_locked=True)


async def lock_by_keys(
    session: AsyncSession, keys: Sequence[str], *, skip_locked: bool = False
) -> dict[str, Conversation]:
    """The conversations of these keys that there are, locked; `skip_locked` leaves out those that others hold."""
    query = _LOCKED_IF_FREE if skip_locked else _LOCKED
    return {found.key: found for found in await session.scalars(query, {"keys": list(keys)})}


async def lock_by_key(session: AsyncSession, key: str) -> Conversation | None:
    """The conversation of a key, locked."""
    return (await lock_by_keys(session, [key])).get(key)


async def lock(session: AsyncSession, conversation_id: int) -> Conversation | None:
    """The conversation of an id, locked."""
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def add_unless_known(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Begin conversations (key, openid, account, created_at); two first messages at once begin one."""
    await session.execute(insert(_CONVERSATIONS).on_conflict_do_nothing(index_elements=["key"]), rows)


_MESSAGES, _CONVERSATIONS = cast(Table, Message.__table__), cast(Table, Conversation.__table__)
_OTHER = aliased(Message)
_OTHERS_WAIT = exists().where(
    _OTHER.conversation_id == bindparam("conversation_id"),
    _OTHER.state == MessageState.WAITING,
    _OTHER.id != bindparam("message_id"),
)
_UNSENT = exists().where(_OTHER.conversation_id == bindparam("conversation_id"), _OTHER.state.in_(OPEN))
_WAITED_FOR = func.coalesce(Message.waiter_until > db_now(), false())
_TURN = (
    select(Conversation, Message, _OTHERS_WAIT, _UNSENT, _WAITED_FOR)
    .join(Message, Message.conversation_id == Conversation.id)
    .where(Conversation.id == bindparam("conversation_id"), Message.id == bindparam("message_id"))
    .with_for_update(of=Conversation)
)


class LockedTurn(NamedTuple):
    """A turn as it stands when its answer is written; the conversation is locked."""

    conversation: Conversation
    message: Message
    others_wait: bool
    """Messages wait behind it."""
    unsent: bool
    """Earlier answers have not left."""
    waited_for: bool
    """WeChat may still hold a connection open for the answer."""


async def lock_turn(session: AsyncSession, conversation_id: int, message_id: int) -> LockedTurn | None:
    """A turn's conversation, locked, and its message."""
    asked = {"conversation_id": conversation_id, "message_id": message_id}
    found = (await session.execute(_TURN, asked)).one_or_none()
    return LockedTurn(*found) if found else None


async def lease_free(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether nobody works a turn of this conversation (a dead worker's lease runs out)."""
    if conversation.turn_owner is None or conversation.turn_until is None:
        return True
    return bool(await session.scalar(select(db_now() > conversation.turn_until)))


_EARLIER_WAIT = (
    exists()
    .where(
        _OTHER.conversation_id == _MESSAGES.c.conversation_id,
        _OTHER.state == MessageState.WAITING,
        _OTHER.id != _MESSAGES.c.id,
    )
    .correlate(_MESSAGES)
)
_PAGE = 16
"""Rows of one INSERT: statements of few sizes are known to the driver and the database from the time before."""
_ADD = (
    insert(_MESSAGES)
    .values(waiter_until=db_now() + func.make_interval(0, 0, 0, 0, 0, 0, bindparam("wait")))
    .on_conflict_do_nothing(index_elements=["wechat_key"])
    .returning(_MESSAGES.c.wechat_key, _MESSAGES.c.id, _EARLIER_WAIT)
)


async def add_messages(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> dict[str, tuple[int, bool]]:
    """Insert inbound messages, one of a conversation at most: by WeChat's key, the id and whether earlier ones wait.

    Those whose key is already there are left out. A row's `wait` is how long its connection stays open for the answer.
    """
    found = await session.execute(_ADD, list(rows), execution_options={"insertmanyvalues_page_size": _PAGE})
    return {key: (message_id, others) for key, message_id, others in found}


async def by_wechat_key(session: AsyncSession, key: str) -> Message | None:
    """The message WeChat asks about again."""
    return await session.scalar(select(Message).where(Message.wechat_key == key))


async def by_id(session: AsyncSession, message_id: int) -> Message | None:
    """A message."""
    return await session.get(Message, message_id, populate_existing=True)


async def by_uid(session: AsyncSession, uid: UUID) -> Message | None:
    """A message by its public identifier."""
    return await session.scalar(select(Message).where(Message.uid == uid))


async def first_waiting(session: AsyncSession, conversation_id: int) -> tuple[Message, float] | None:
    """The oldest message that wants a turn, and how long it must still wait for its next try."""
    pause = func.extract("epoch", Message.retry_at - db_now())
    query = (
        select(Message, func.coalesce(pause, 0.0))
        .where(Message.conversation_id == conversation_id, Message.state == MessageState.WAITING)
        .order_by(Message.id)
        .limit(1)
    )
    found = (await session.execute(query)).one_or_none()
    return (found[0], float(found[1])) if found else None


async def told_to_staff(session: AsyncSession, conversation_id: int, limit: int) -> list[str]:
    """Texts that a person wrote since the bot worked a message last, the oldest first; at most the last `limit`."""
    ours = (Message.conversation_id == conversation_id, Message.direction == "in")
    worked = select(func.max(Message.id)).where(*ours, Message.state == MessageState.DONE).scalar_subquery()
    query = (
        select(Message)
        .where(*ours, Message.state == MessageState.RECORDED, Message.kind == "text")
        .where(Message.redacted_at.is_(None), Message.id > func.coalesce(worked, 0))
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return [row.text for row in reversed((await session.scalars(query)).all()) if row.text]


async def set_state(
    session: AsyncSession, conversation_id: int, old: Sequence[str], new: str, error: str | None = None
) -> None:
    """Move all messages of a conversation that stand in one of the old states."""
    changed = update(Message).where(Message.conversation_id == conversation_id, Message.state.in_(old))
    await session.execute(changed.values(state=new, error=error))


async def leave_unread(session: AsyncSession, conversation_id: int) -> None:
    """Waiting messages get no turn: nobody has read them, so they count as telling who somebody is."""
    waiting = (Message.conversation_id == conversation_id, Message.state == MessageState.WAITING)
    await session.execute(update(Message).where(*waiting).values(state=MessageState.RECORDED, carries_identity=True))


async def open_outbox(session: AsyncSession, conversation_id: int) -> list[tuple[Message, float, float]]:
    """Outgoing messages not yet settled, in order: with the seconds left of each one's claim and of its pause."""
    claim = func.coalesce(func.extract("epoch", Message.claimed_until - db_now()), 0.0)
    pause = func.coalesce(func.extract("epoch", Message.retry_at - db_now()), 0.0)
    query = (
        select(Message, claim, pause)
        .where(Message.conversation_id == conversation_id, Message.state.in_(OPEN))
        .order_by(Message.id)
    )
    return [(row[0], float(row[1]), float(row[2])) for row in await session.execute(query)]


async def waiter_open(session: AsyncSession, message_id: int | None) -> bool:
    """Whether WeChat still holds a connection open for the answer to this message."""
    if message_id is None:
        return False
    query = select(Message.waiter_until > db_now()).where(Message.id == message_id)
    return bool(await session.scalar(query))


async def settle(
    session: AsyncSession, message_ids: Iterable[int], values: dict[str, Any], claims: Sequence[UUID] | None = None
) -> None:
    """Write the outcome of claimed messages (of such alone: it is written once), perhaps only of these claims."""
    claimed = update(Message).where(Message.id.in_(message_ids), Message.state == MessageState.CLAIMED)
    if claims is not None:
        claimed = claimed.where(Message.claim.in_(claims))
    await session.execute(claimed.values(values))


async def carried_by(session: AsyncSession, conversation_id: int, message_id: int) -> list[Message]:
    """What a connection of this inbound message carried or is carrying, in order."""
    query = select(Message).where(
        Message.conversation_id == conversation_id,
        Message.carried_by == message_id,
        Message.route == "passive",
        Message.state.in_((MessageState.CLAIMED, MessageState.SENT)),
    )
    return list(await session.scalars(query.order_by(Message.id)))


async def given_up(session: AsyncSession, message: Message, ahead: float, since: float) -> bool:
    """Whether the time of a message's last connection is over (`since` seconds at most), or is in `ahead` seconds."""
    ended = Message.waiter_until.between(after(-since), after(ahead))
    return bool(await session.scalar(select(ended).where(Message.id == message.id)))


async def renew_leases(session: AsyncSession, holder: UUID, conversations: Collection[int], seconds: float) -> None:
    """A living process keeps the turns it works on. (What somebody has locked this moment is changing anyway.)"""
    mine = select(Conversation.id).where(Conversation.turn_owner == holder, Conversation.id.in_(conversations))
    kept = update(Conversation).where(Conversation.id.in_(mine.with_for_update(skip_locked=True)))
    await session.execute(kept.values(turn_until=after(seconds)), execution_options={"synchronize_session": False})


async def hurry(session: AsyncSession) -> None:
    """Let every postponed turn be due now."""
    postponed = update(Message).where(Message.state == MessageState.WAITING, Message.retry_at > db_now())
    await session.execute(postponed.values(retry_at=None))


async def orphaned_turns(session: AsyncSession, limit: int) -> list[int]:
    """Conversations with a message to work and nobody working."""
    free = or_(Conversation.turn_owner.is_(None), Conversation.turn_until < db_now())
    due = or_(Message.retry_at.is_(None), Message.retry_at <= db_now())
    query = (
        select(Conversation.id)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Message.state == MessageState.WAITING, due, free)
        .group_by(Conversation.id)
        .order_by(func.min(Message.id))
        .limit(limit)
    )
    return list(await session.scalars(query))


async def stale_outboxes(session: AsyncSession, limit: int) -> list[int]:
    """Conversations with something to send and nobody sending."""
    ready = and_(Message.state == MessageState.READY, or_(Message.retry_at.is_(None), Message.retry_at <= db_now()))
    orphaned = and_(Message.state == MessageState.CLAIMED, Message.claimed_until < db_now())
    query = select(Message.conversation_id).where(or_(ready, orphaned)).distinct().limit(limit)
    return list(await session.scalars(query))


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many messages stand in each unsettled state."""
    states = (MessageState.WAITING, *OPEN)
    query = select(Message.state, func.count()).where(Message.state.in_(states)).group_by(Message.state)
    found = dict(row for row in (await session.execute(query)).all())
    return {state.value: found.get(state.value, 0) for state in states}


async def with_identity(session: AsyncSession, conversation_id: int) -> list[Message]:
    """Messages that carry identity details and were not redacted yet."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.carries_identity)
    return list(await session.scalars(query.where(Message.redacted_at.is_(None)).with_for_update()))


async def left_before(session: AsyncSession, moment: datetime, limit: int) -> list[str]:
    """Keys of conversations whose follower left before a moment."""
    query = select(Conversation.key).where(Conversation.unfollowed_at < moment).limit(limit)
    return list(await session.scalars(query))


async def by_key(session: AsyncSession, key: str) -> Conversation | None:
    """The conversation of a key, to read."""
    return await session.scalar(select(Conversation).where(Conversation.key == key))
