"""Queries for those who watch: lists and pages of talks. Nothing is locked and nothing changes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.conversations import BOT, QUEUE, STAFF_PREFIX, Conversation, Message


async def page(session: AsyncSession, conversation_id: int, before: int | None, limit: int) -> list[Message]:
    """Messages of a conversation, the newest first, by keyset."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    if before is not None:
        query = query.where(Message.id < before)
    return list(await session.scalars(query.order_by(Message.id.desc()).limit(limit)))


async def list_conversations(
    session: AsyncSession, owners: Sequence[str] | None, before: datetime | None, limit: int
) -> list[Conversation]:
    """Conversations by their last activity, the newest first."""
    query = select(Conversation).where(Conversation.last_activity_at.is_not(None))
    if owners is not None:
        query = query.where(Conversation.owner.in_(owners))
    if before is not None:
        query = query.where(Conversation.last_activity_at < before)
    return list(await session.scalars(query.order_by(Conversation.last_activity_at.desc()).limit(limit)))


async def queue_position(session: AsyncSession, conversation: Conversation) -> int:
    """The place of a waiting conversation in the queue, from 1. Who left word for later stands before nobody."""
    ahead = select(func.count()).where(
        Conversation.owner == QUEUE, Conversation.waiting_since < conversation.waiting_since
    )
    return int(await session.scalar(ahead) or 0) + 1


async def marks(session: AsyncSession, limit: int) -> dict[str, tuple[object, ...]]:
    """Key -> epoch, last activity, unread and newest message of the most recent conversations."""
    newest = select(func.max(Message.id)).where(Message.conversation_id == Conversation.id).scalar_subquery()
    query = (
        select(Conversation.key, Conversation.epoch, Conversation.last_activity_at, Conversation.unread, newest)
        .where(Conversation.last_activity_at.is_not(None))
        .order_by(Conversation.last_activity_at.desc())
        .limit(limit)
    )
    return {row[0]: tuple(row[1:]) for row in await session.execute(query)}


async def newest(session: AsyncSession, keys: Sequence[str]) -> dict[str, Message]:
    """The newest words of the person in each of these conversations; that staff are wanted is shown otherwise."""
    last = (
        select(Message.id)
        .where(
            Message.conversation_id == Conversation.id,
            Message.direction == "in",
            Message.kind.not_in(("desk", "event")),
            Message.intent.is_distinct_from("talk_to_human"),
        )
        .order_by(Message.id.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )
    query = select(Conversation.key, Message).join(Message, Message.id == last).where(Conversation.key.in_(keys))
    return {row[0]: row[1] for row in await session.execute(query)}


async def waiting(session: AsyncSession, limit: int) -> list[Conversation]:
    """Conversations somebody waits in: in the queue, or left with the bot because nobody was there."""
    query = select(Conversation).where(
        Conversation.waiting_since.is_not(None), or_(Conversation.owner == QUEUE, Conversation.owner == BOT)
    )
    ordered = query.order_by(Conversation.owner.desc(), Conversation.waiting_since).limit(limit)
    return list(await session.scalars(ordered))


async def unanswered(session: AsyncSession, keys: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """Key -> how many messages the person has written since something was last said to them, and by whom it was."""
    said = (
        select(func.max(Message.id))
        .where(Message.conversation_id == Conversation.id, Message.direction == "out", Message.kind != "desk")
        .correlate(Conversation)
        .scalar_subquery()
    )
    author = select(Message.author).where(Message.id == said).correlate(Conversation).scalar_subquery()
    count = (
        select(func.count())
        .where(
            Message.conversation_id == Conversation.id,
            Message.direction == "in",
            Message.kind != "event",
            Message.id > func.coalesce(said, 0),
        )
        .correlate(Conversation)
        .scalar_subquery()
    )
    rows = await session.execute(select(Conversation.key, count, author).where(Conversation.key.in_(keys)))
    return {row[0]: (int(row[1]), row[2]) for row in rows}


async def last_spoke(session: AsyncSession, key: str, author: str) -> datetime | None:
    """When an author's newest message of a conversation was written."""
    query = (
        select(func.max(Message.created_at))
        .join(Conversation)
        .where(Conversation.key == key, Message.author == author, Message.kind != "desk")
    )
    return await session.scalar(query)


async def silent_since(session: AsyncSession, moment: datetime, limit: int) -> list[Conversation]:
    """Conversations with staff whose last activity lies before a moment."""
    query = select(Conversation).where(
        Conversation.owner.like(f"{STAFF_PREFIX}%"), Conversation.last_activity_at < moment
    )
    return list(await session.scalars(query.order_by(Conversation.last_activity_at).limit(limit)))
