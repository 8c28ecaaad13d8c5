"""Queries that erase a talk, or the part of it that somebody asked to have erased."""

from sqlalchemy import delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.conversations import Conversation, Message, MessageState


async def remove(session: AsyncSession, key: str) -> None:
    """Erase a conversation with all its messages."""
    await session.execute(delete(Conversation).where(Conversation.key == key))


async def remove_until(session: AsyncSession, conversation_id: int, message_id: int) -> None:
    """Erase a conversation's messages up to one; answers to them, written a moment later, go with them."""
    old = delete(Message).where(Message.conversation_id == conversation_id, Message.id <= message_id)
    await session.execute(old)


async def any_left(session: AsyncSession, conversation_id: int) -> bool:
    """Whether a conversation has messages."""
    return bool(await session.scalar(select(exists().where(Message.conversation_id == conversation_id))))


async def newest_id(session: AsyncSession, key: str) -> int:
    """The id of the message a conversation has come to: the one being worked, else the newest; 0 when there is none.

    What waits behind the one being worked was written later than it.
    """
    working = func.min(Message.id).filter(Message.state == MessageState.WAITING)
    query = select(func.coalesce(working, func.max(Message.id))).join(Conversation).where(Conversation.key == key)
    return int(await session.scalar(query) or 0)
