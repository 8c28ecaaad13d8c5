"""The record of the talk: reading it, and taking details out of it again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import erasing, repository, views
from backend.kit import clock
from backend.models.conversations import BOT, Conversation, Message, MessageState

TOLD_MESSAGES = 20
"""How many of the last messages to staff the bot reads when it goes on."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message as staff see it."""

    id: int
    uid: UUID
    direction: str
    author: str
    kind: str
    text: str | None
    state: str
    at: datetime
    intent: str | None
    confidence: float | None
    also: list[str]
    menu: list[dict[str, str]]
    attachment_id: UUID | None
    error: str | None
    carries_identity: bool
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation in a list."""

    conversation: str
    owner: str
    epoch: int
    lang: str
    unread: int
    waiting_since: datetime | None
    handover_reason: str | None
    last_activity_at: datetime | None
    spoke_at: datetime | None
    """When the person last wrote or tapped something."""
    following: bool
    created_at: datetime


async def ensure(session: AsyncSession, key: str, openid: str, account: str) -> None:
    """Begin the conversation of somebody known by another way, so that something can be held for him."""
    row = {"key": key, "openid": openid, "account": account, "created_at": clock.now()}
    await repository.add_unless_known(session, [row])


async def history(session: AsyncSession, key: str, *, before: int | None = None, limit: int = 50) -> list[Line]:
    """Messages of a conversation, the newest first."""
    conversation = await repository.by_key(session, key)
    if conversation is None:
        return []
    return [_line(row) for row in await views.page(session, conversation.id, before, limit)]


async def talks(
    session: AsyncSession,
    *,
    owners: list[str] | None = None,
    before: datetime | None = None,
    limit: int = 50,
) -> list[Talk]:
    """Conversations by their last activity, the newest first."""
    return [_talk(row) for row in await views.list_conversations(session, owners, before, limit)]


async def talk(session: AsyncSession, key: str) -> Talk | None:
    """One conversation."""
    conversation = await repository.by_key(session, key)
    return _talk(conversation) if conversation else None


async def last_lines(session: AsyncSession, keys: list[str]) -> dict[str, Line]:
    """What the person in each conversation said last."""
    return {key: _line(row) for key, row in (await views.newest(session, keys)).items()}


async def waiting(session: AsyncSession, limit: int = 100) -> list[Talk]:
    """Conversations in which a person is asked for, the longest waiting first."""
    return [_talk(row) for row in await views.waiting(session, limit)]


async def unanswered(session: AsyncSession, keys: list[str]) -> dict[str, tuple[int, str | None]]:
    """How many messages each person has written since something was last said to them, and by whom that was."""
    return await views.unanswered(session, keys) if keys else {}


async def note(session: AsyncSession, key: str, author: str, event: str) -> None:
    """Write into the record what happened to a conversation (taken, handed back); nobody is sent anything."""
    conversation = await repository.lock_by_key(session, key)
    if conversation is None:
        return
    row = Message(uid=uuid4(), conversation_id=conversation.id, direction="out", author=author, kind="desk")
    row.state, row.created_at, row.data = MessageState.RECORDED, clock.now(), {"event": event}
    session.add(row)
    await session.flush()


async def hand_to_bot(session: AsyncSession, key: str, author: str, event: str) -> None:
    """Write into the record that the bot speaks again, as a turn of its own: it reads what the person told meanwhile.

    The turn carries those words, so that the form takes up what staff were told (docs/decisions/0064).
    """
    conversation = await repository.lock_by_key(session, key)
    if conversation is None:
        return
    told = await repository.told_to_staff(session, conversation.id, TOLD_MESSAGES)
    row = Message(uid=uuid4(), conversation_id=conversation.id, direction="out", author=author, kind="desk")
    row.state, row.created_at = MessageState.WAITING, clock.now()
    row.data = {"event": event, "told": "\n".join(told)}
    row.carries_identity = bool(told)  # until it is read: whoever asks for erasure meanwhile gets it
    session.add(row)
    await session.flush()


async def last_spoke(session: AsyncSession, key: str, author: str) -> datetime | None:
    """When somebody last said something in a conversation."""
    return await views.last_spoke(session, key, author)


async def silent_since(session: AsyncSession, moment: datetime, limit: int = 100) -> list[Talk]:
    """Conversations with a person in which nobody has said anything since a moment."""
    return [_talk(row) for row in await views.silent_since(session, moment, limit)]


async def marks(session: AsyncSession, limit: int = 300) -> dict[str, tuple[object, ...]]:
    """For each recent conversation something that changes whenever it does."""
    return await views.marks(session, limit)


async def openid_of(session: AsyncSession, key: str) -> str | None:
    """The WeChat identity behind a conversation."""
    conversation = await repository.by_key(session, key)
    return conversation.openid if conversation else None


async def redact_identity(session: AsyncSession, key: str, placeholder: str) -> int:
    """Take the text out of every message that carried identity details; how many these were."""
    conversation = await repository.lock_by_key(session, key)
    if conversation is None:
        return 0
    rows = await repository.with_identity(session, conversation.id)
    for row in rows:
        row.text, row.data, row.redacted_at = placeholder, None, clock.now()
    return len(rows)


async def left_before(session: AsyncSession, moment: datetime, limit: int = 100) -> list[str]:
    """Conversations whose follower left before a moment and has not come back."""
    return await repository.left_before(session, moment, limit)


async def erase(session: AsyncSession, key: str, until: int | None = None) -> None:
    """Erase a conversation with all its messages; with `until` those up to it and their answers alone, and the
    conversation itself only when nothing was written since and nobody is waited for in it."""
    if until is None:
        await erasing.remove(session, key)
        return
    conversation = await repository.lock_by_key(session, key)
    if conversation is not None:
        await erasing.remove_until(session, conversation.id, until)
        idle = conversation.owner == BOT and conversation.waiting_since is None
        if idle and not await erasing.any_left(session, conversation.id):
            await erasing.remove(session, key)


async def newest_id(session: AsyncSession, key: str) -> int:
    """The id of the message a conversation has come to; 0 when there is none."""
    return await erasing.newest_id(session, key)


async def export(session: AsyncSession, key: str) -> list[dict[str, Any]]:
    """All messages of a conversation, the oldest first, for its owner's own copy."""
    lines: list[Line] = []
    before: int | None = None
    while page := await history(session, key, before=before, limit=500):
        lines += page
        before = page[-1].id
    return [
        {"at": line.at.isoformat(), "from": line.author.split(":")[0], "kind": line.kind, "text": line.text}
        for line in reversed(lines)
    ]


def _line(row: Message) -> Line:
    return Line(
        id=row.id,
        uid=row.uid,
        direction=row.direction,
        author=row.author,
        kind=row.kind,
        text=row.text,
        state=row.state,
        at=row.created_at,
        intent=row.intent,
        confidence=row.confidence,
        also=row.also or [],
        menu=(row.data or {}).get("menu") or [],
        attachment_id=row.attachment_id,
        error=row.error,
        carries_identity=row.carries_identity,
        data=row.data or {},
    )


def _talk(row: Conversation) -> Talk:
    return Talk(
        conversation=row.key,
        owner=row.owner,
        epoch=row.epoch,
        lang=row.lang,
        unread=row.unread,
        waiting_since=row.waiting_since,
        handover_reason=row.handover_reason,
        last_activity_at=row.last_activity_at,
        spoke_at=max((at for at in (row.last_message_at, row.last_tap_at) if at), default=None),
        following=row.unfollowed_at is None,
        created_at=row.created_at,
    )
