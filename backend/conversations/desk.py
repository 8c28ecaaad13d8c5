"""Who speaks in a conversation: the bot, the queue, or one person. Each change raises the epoch."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import allowance, repository, views
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.conversations import BOT, QUEUE, STAFF_PREFIX, Conversation


@dataclass(frozen=True, slots=True)
class Standing:
    """Who owns a conversation now, and what staff may still send."""

    conversation: str
    owner: str
    epoch: int
    waiting_since: datetime | None
    position: int
    left_for_staff: int
    window_until: datetime | None


async def hand_over(session: AsyncSession, key: str, reason: str, *, on_duty: bool = True) -> Standing:
    """The bot asks for a person. Asking again while waiting changes nothing.

    Off duty the conversation goes on the list, but the bot goes on speaking: nobody could answer for hours.
    """
    conversation = await _locked(session, key)
    if conversation.owner == BOT:
        if on_duty:
            _give(conversation, QUEUE)
        conversation.waiting_since = conversation.waiting_since or clock.now()
        conversation.handover_reason = reason[:200]
        await session.flush()
    return await _standing(session, conversation)


async def take(session: AsyncSession, key: str, staff_id: str, *, seize: bool = False) -> Standing:
    """A person takes the conversation. Raises Problem 409 `taken` when another person has it (unless seized)."""
    conversation = await _locked(session, key)
    owner = STAFF_PREFIX + staff_id
    if conversation.owner == owner:
        return await _standing(session, conversation)
    if conversation.owner.startswith(STAFF_PREFIX) and not seize:
        raise Problem(409, "taken", "another person has this conversation", owner=conversation.owner)
    _give(conversation, owner)
    conversation.waiting_since, conversation.unread = None, 0
    return await _standing(session, conversation)


async def give_back(session: AsyncSession, key: str, *, to: str = BOT, word_left: bool = False) -> Standing:
    """The person (or the queue) hands the conversation to the bot, or back into the queue.

    `word_left`: nobody had the time; the wish for a person stays visible to staff.
    """
    conversation = await _locked(session, key)
    if conversation.owner != to:
        _give(conversation, to)
        if not word_left:
            conversation.waiting_since = clock.now() if to == QUEUE else None
        conversation.unread = 0 if to == BOT else conversation.unread
        await session.flush()
    return await _standing(session, conversation)


async def standing(session: AsyncSession, key: str) -> Standing:
    """Who owns a conversation, without holding up anybody who changes it. Raises Problem 404."""
    conversation = await repository.by_key(session, key)
    if conversation is None:
        raise Problem(404, "not_found")
    return await _standing(session, conversation)


async def await_rating(session: AsyncSession, key: str, period: timedelta) -> None:
    """For a while a score from 1 to 5 is an answer to the question how it was."""
    (await _locked(session, key)).rating_until = clock.now() + period


async def read(session: AsyncSession, key: str) -> None:
    """Staff have seen the conversation up to now."""
    (await _locked(session, key)).unread = 0


async def _locked(session: AsyncSession, key: str) -> Conversation:
    conversation = await repository.lock_by_key(session, key)
    if conversation is None:
        raise Problem(404, "not_found")
    return conversation


def _give(conversation: Conversation, owner: str) -> None:
    conversation.owner = owner
    conversation.epoch += 1


async def _standing(session: AsyncSession, conversation: Conversation) -> Standing:
    waiting = conversation.waiting_since is not None
    return Standing(
        conversation=conversation.key,
        owner=conversation.owner,
        epoch=conversation.epoch,
        waiting_since=conversation.waiting_since,
        position=await views.queue_position(session, conversation) if waiting else 0,
        left_for_staff=allowance.left(conversation, clock.now(), STAFF_PREFIX),
        window_until=allowance.until(conversation, clock.now()),
    )
