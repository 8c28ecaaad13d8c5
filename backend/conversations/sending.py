"""What becomes of a message that was claimed for customer service: what a failed send proves, and what it costs.

WeChat refused, or never had it: it costs nothing. Nobody knows: it stays charged, and is said at most once more.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import allowance, repository
from backend.conversations.outbox import CLAIM_SECONDS, UNCONFIRMED, spoken
from backend.conversations.types import Outgoing
from backend.models.conversations import Conversation, Message, MessageState

_BLIND = {"synchronize_session": False}


async def keep(session: AsyncSession, claims: Sequence[UUID]) -> None:
    """A living process keeps what it is sending: a slow call outlives its claim."""
    kept = update(Message).where(Message.claim.in_(claims), Message.state == MessageState.CLAIMED)
    await session.execute(kept.values(claimed_until=repository.after(CLAIM_SECONDS)), execution_options=_BLIND)


async def try_later(session: AsyncSession, claimed: Outgoing, seconds: float, error: str) -> None:
    """WeChat did not take it: it costs nothing, and is tried again after a while."""
    if found := await _returned(session, claimed):
        _, row = found
        row.state, row.error, row.tries = MessageState.READY, _reason(claimed, error), row.tries + 1
        row.retry_at = repository.after(seconds)


async def doubt(session: AsyncSession, claimed: Outgoing, seconds: float, error: str) -> None:
    """Nobody knows whether WeChat took it: it stays charged, and is said once more, after a while.

    In doubt a second time it is given with the person's next message, where a repetition disturbs least.
    """
    if found := await _returned(session, claimed, refund=False):
        _, row = found
        row.state = MessageState.HELD if claimed.doubtful else MessageState.READY
        row.error, row.tries = f"{UNCONFIRMED} {error}"[:80], row.tries + 1
        row.retry_at = repository.after(seconds)


async def refused_for_now(session: AsyncSession, claimed: Outgoing, error: str) -> None:
    """WeChat says that this person may not be written to now: the message is given with the person's next one."""
    if found := await _returned(session, claimed):
        conversation, row = found
        row.error = _reason(claimed, error)
        if allowance.windows(conversation) == claimed.charged:
            allowance.used_up(conversation)
            row.state = MessageState.HELD
        else:
            row.state = MessageState.READY  # the next message came while WeChat refused


async def hold(session: AsyncSession, claimed: Outgoing, error: str) -> None:
    """The account may not send it: the message is given with the person's next one."""
    if found := await _returned(session, claimed):
        _, row = found
        row.state, row.error = MessageState.HELD, _reason(claimed, error)


async def fail(session: AsyncSession, claimed: Outgoing, error: str) -> None:
    """This message can never be sent."""
    if found := await _returned(session, claimed):
        _, row = found
        row.state, row.error = MessageState.FAILED, _reason(claimed, error)


async def without_menu(session: AsyncSession, claimed: Outgoing) -> None:
    """The account cannot send menus: the same choices as numbered lines, at once."""
    if found := await _returned(session, claimed):
        _, row = found
        row.text, row.data, row.state = spoken(row), None, MessageState.READY


async def hurry(session: AsyncSession) -> None:
    """WeChat is back: what waits for its next try is tried at once."""
    postponed = update(Message).where(Message.state == MessageState.READY, Message.retry_at > repository.db_now())
    await session.execute(postponed.values(retry_at=None), execution_options=_BLIND)


async def release(session: AsyncSession, conversation_id: int) -> None:
    """The person did something that lets us write again, and no answer is coming that could carry what was held."""
    held = update(Message).where(Message.conversation_id == conversation_id, Message.state == MessageState.HELD)
    await session.execute(held.values(state=MessageState.READY, retry_at=None), execution_options=_BLIND)


async def _returned(
    session: AsyncSession, claimed: Outgoing, *, refund: bool = True
) -> tuple[Conversation, Message] | None:
    """The message of a send that failed, its conversation locked; None when the claim is no longer in force."""
    conversation = await repository.lock_by_key(session, claimed.conversation)
    row = await repository.by_id(session, claimed.message_id)
    if conversation is None or row is None or row.state != MessageState.CLAIMED or row.claim != claimed.claim:
        return None
    if refund:
        allowance.refund(conversation, claimed.charged)
    return conversation, row


def _reason(claimed: Outgoing, error: str) -> str:
    """Why it did not go out; that an earlier try may have arrived is never forgotten."""
    return (f"{UNCONFIRMED} {error}" if claimed.doubtful else error)[:80]
