"""Turns of the record: a message is worked by one turn at a time, in order, whatever dies meanwhile."""

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import outbox, repository
from backend.conversations.types import Answer, Finished, Later, Piece, Turn
from backend.kit import clock
from backend.models.conversations import BOT, QUEUE, STAFF_PREFIX, Conversation, Message, MessageState

LEASE_SECONDS = 10.0
"""How long a turn stays with a process that gives no sign of life."""


async def begin(session: AsyncSession, conversation_id: int, holder: UUID) -> Turn | Later | None:
    """Take up the oldest waiting message; None when there is none or another process works this conversation."""
    conversation = await repository.lock(session, conversation_id)
    if conversation is None or not await repository.lease_free(session, conversation):
        return None
    return await _next(session, conversation, holder)


async def finish(
    session: AsyncSession,
    turn: Turn,
    answer: Answer,
    *,
    holder: UUID,
    passive: bool,
    kf: bool,
    menus: bool = True,
) -> Finished | None:
    """Write a turn's answer and go on to the next message. None when the turn is no longer this process's.

    `passive` says that WeChat's connection is open and will carry what is claimed here; `menus` that menu messages
    can be sent now.
    """
    found = await repository.lock_turn(session, turn.conversation_id, turn.message_id)
    if found is None:
        return None
    conversation, message = found.conversation, found.message
    if message.state != MessageState.WAITING or conversation.turn_owner != holder:
        return None
    _close(message, answer)
    _remember(conversation, answer)
    speaks = _may_speak(conversation, turn)
    replies = [_reply(conversation, turn, piece, speaks=speaks) for piece in answer.pieces]
    earlier = await repository.open_outbox(session, conversation.id) if found.unsent else []
    session.add_all(replies)
    taken, custom, more = outbox.share_out(
        conversation,
        earlier,
        replies,
        turn.message_id,
        passive=passive,
        kf=kf,
        menus=menus,
        waited_for=found.waited_for and not passive,
    )
    _rest(conversation)
    following = await _next(session, conversation, holder) if found.others_wait else None
    await session.flush()
    return Finished(
        passive=[outbox.outgoing(row, conversation, held=row.reply_to != turn.message_id) for row in taken],
        custom=outbox.outgoing(custom, conversation, held=False) if custom else None,
        outbox=more,
        next_turn=following if isinstance(following, Turn) else None,
    )


async def postpone(
    session: AsyncSession, turn: Turn, holder: UUID, seconds: float, error: str, *, counts: bool
) -> None:
    """Give a failed turn another try later; the messages behind it wait for it.

    `counts` says whether this was a try; while the dialogue is away nothing was tried.
    """
    conversation = await repository.lock(session, turn.conversation_id)
    message = await repository.by_id(session, turn.message_id)
    if conversation is None or message is None or conversation.turn_owner != holder:
        return
    conversation.turn_owner = conversation.turn_until = None
    if message.state == MessageState.WAITING:
        message.error = error[:80]
        message.tries = message.tries if counts else max(turn.tries, 1)
        message.retry_at = repository.after(seconds)


async def hurry(session: AsyncSession, limit: int = 500) -> list[int]:
    """Let all postponed messages be tried at once (what they waited for is back); their conversations."""
    await repository.hurry(session)
    return await repository.orphaned_turns(session, limit)


async def orphans(session: AsyncSession, limit: int = 200) -> list[int]:
    """Conversations with a message to work that nobody works on, the longest waiting first."""
    return await repository.orphaned_turns(session, limit)


async def keep(session: AsyncSession, holder: UUID, conversations: Collection[int]) -> None:
    """A living process keeps the turns it works on; those it lost with the database run out."""
    await repository.renew_leases(session, holder, conversations, LEASE_SECONDS)


def _rest(conversation: Conversation) -> None:
    """Give the lease back."""
    conversation.turn_owner = conversation.turn_until = None


async def _next(session: AsyncSession, conversation: Conversation, holder: UUID) -> Turn | Later | None:
    """Begin the next due message, or give the lease back."""
    _rest(conversation)
    first = await repository.first_waiting(session, conversation.id)
    if first is None:
        return None
    if conversation.owner != BOT:
        await repository.leave_unread(session, conversation.id)
        return None
    message, pause = first
    if pause > 0:
        return Later(pause)
    return _begin(conversation, message, holder)


def _begin(conversation: Conversation, message: Message, holder: UUID) -> Turn:
    tries = message.tries
    message.tries = tries + 1
    return take(conversation, message, holder, tries=tries)


def take(conversation: Conversation, message: Message, holder: UUID, *, tries: int) -> Turn:
    """Take the lease. (`message` is only read: on the quick way it is no row of this session.)"""
    conversation.turn_owner = holder
    conversation.turn_until = repository.after(LEASE_SECONDS)
    return Turn(
        message_id=message.id,
        uid=message.uid,
        conversation_id=conversation.id,
        conversation=conversation.key,
        openid=conversation.openid,
        account=conversation.account,
        kind=message.kind,
        text=message.text or "",
        data=message.data or {},
        attachment_id=message.attachment_id,
        lang=conversation.lang,
        expecting=conversation.expecting,
        choices=conversation.choices,
        epoch=conversation.epoch,
        tries=tries,
        excused=message.excused,
        created_at=message.created_at,
    )


def _close(message: Message, answer: Answer) -> None:
    message.state, message.retry_at, message.error = MessageState.DONE, None, answer.error
    message.intent, message.confidence, message.also = answer.intent, answer.confidence, answer.also
    message.carries_identity = answer.carries_identity


def _remember(conversation: Conversation, answer: Answer) -> None:
    conversation.lang, conversation.expecting, conversation.choices = answer.lang, answer.expecting, answer.choices
    conversation.last_activity_at = clock.now()


def _may_speak(conversation: Conversation, turn: Turn) -> bool:
    """The bot may still say what it thought of: no person took over meanwhile.

    A turn that itself handed the conversation to the queue changed the epoch, and its answer says so.
    """
    return conversation.epoch == turn.epoch or conversation.owner == QUEUE


def _reply(conversation: Conversation, turn: Turn, piece: Piece, *, speaks: bool) -> Message:
    silent = not speaks or conversation.owner.startswith(STAFF_PREFIX)
    row = Message(
        uid=uuid4(), conversation_id=conversation.id, direction="out", author=BOT, kind="text", text=piece.text
    )
    row.data = {"menu": piece.menu} if piece.menu else None
    row.carries_identity = piece.carries_identity
    row.created_at, row.reply_to, row.epoch = clock.now(), turn.message_id, conversation.epoch
    row.state = MessageState.DROPPED if silent else MessageState.READY
    return row
