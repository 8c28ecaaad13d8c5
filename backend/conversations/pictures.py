"""Pictures of the chat: known as files the moment their message is, fetched from WeChat a moment later."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.types import Arrival
from backend.kit import clock, queue
from backend.models.requests import Attachment

FETCH = "attachments.fetch"


async def expect(session: AsyncSession, arrival: Arrival, attachment_id: UUID) -> None:
    """The file of one message, to be fetched. It is the message's own: the same picture may be sent for two requests,
    or by two people, under one media id."""
    row = {
        "id": attachment_id,
        "conversation": arrival.conversation,
        "kind": "unsorted",
        "source": "wechat",
        "state": "pending",
        "created_at": clock.now(),
    }
    await session.execute(insert(Attachment).values(row))
    await queue.defer(session, FETCH, attachment_id=str(attachment_id), media_id=arrival.media_id)
