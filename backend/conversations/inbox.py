"""The inbox: a message is recorded once, however often WeChat brings it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import allowance, pictures, rating, reports, repository, sending, turns, waiting
from backend.conversations.types import Admission, Arrival, Call
from backend.kit import clock
from backend.models.conversations import BOT, QUEUE, Conversation, Message, MessageState

_TRIGGER_LENGTH = 4
"""A message this short, sent after "任意回复查看", only asks for the held answer."""

_RETRY_AHEAD, _RETRY_SINCE = 1.5, 20.0
"""WeChat asks again five seconds after its last try, so its retries come about when that one's connection ends here.
A copy that comes earlier or much later is a mere duplicate."""

_LAST_WORDS = timedelta(minutes=1)
"""So long after somebody left, words written before may still come."""

_COLUMNS_OF_A_TURN = ("uid", "kind", "text", "data", "attachment_id", "created_at")


@dataclass(slots=True)
class _Draft:
    """An arrival with its conversation, about to be recorded."""

    call: Call
    conversation: Conversation
    row: dict[str, Any]
    wants_turn: bool
    held: bool
    score: int | None
    frees_held: bool
    """What was held may be sent now, and no turn will carry it."""


async def admit(session: AsyncSession, arrival: Arrival, *, holder: UUID, wait: float, kf: bool) -> Admission:
    """Record one arrival, see `admit_all`. `wait`: seconds that WeChat's connection stays open for the answer."""
    [admission] = await admit_all(session, [Call(arrival, wait)], holder=holder, kf=kf)
    assert admission is not None
    return admission


async def admit_all(
    session: AsyncSession,
    calls: Sequence[Call],
    *,
    holder: UUID,
    kf: bool,
    turns_free: int = 1,
    skip_locked: bool = False,
) -> list[Admission | None]:
    """Record arrivals of different people, or recognise them; so many turns as are free begin here where they can.

    `kf` says whether the account may send customer-service messages. With `skip_locked` an arrival whose
    conversation somebody has locked is left out (None) instead of keeping the others waiting.
    """
    at = clock.now()
    found = await _conversations(session, [call.arrival for call in calls], at, skip_locked=skip_locked)
    drafts: list[_Draft | None] = []
    for call in calls:
        conversation = found.get(call.arrival.conversation)
        draft = await _draft(session, call, conversation, at, kf=kf) if conversation else None
        if draft and draft.row["state"] == MessageState.WAITING and turns_free > 0:
            # Counted as begun already: a turn begun twice asks first what became of the earlier one; that is harmless.
            draft.row["tries"] = int(await repository.lease_free(session, draft.conversation))
            turns_free -= draft.row["tries"]
        drafts.append(draft)
    rows = [draft.row for draft in drafts if draft]
    added = await repository.add_messages(session, rows) if rows else {}
    return [await _recorded(session, draft, added, at, holder) if draft else None for draft in drafts]


async def _draft(session: AsyncSession, call: Call, conversation: Conversation, at: datetime, *, kf: bool) -> _Draft:
    arrival = call.arrival
    if conversation.owner == QUEUE and await repository.by_wechat_key(session, arrival.wechat_key) is None:
        waiting.wakes_bot(conversation, arrival, at)
    score = rating.score_of(arrival, conversation, at)
    wants_turn = arrival.wants_turn and conversation.owner == BOT and score is None
    held = wants_turn and not kf and await _only_a_trigger(session, conversation, arrival)
    state = MessageState.WAITING if wants_turn and not held else MessageState.RECORDED
    row = _row(arrival, conversation, state, at) | {"wait": call.wait if wants_turn else None, "tries": 0}
    if not wants_turn and arrival.tells_identity and score is None:
        row["carries_identity"] = arrival.tells_identity(conversation.expecting)
    frees_held = kf and arrival.action is not None and not wants_turn
    return _Draft(call, conversation, row, wants_turn, held, score, frees_held)


async def _recorded(
    session: AsyncSession, draft: _Draft, added: dict[str, tuple[int, bool]], at: datetime, holder: UUID
) -> Admission:
    arrival, conversation, row = draft.call.arrival, draft.conversation, draft.row
    if arrival.wechat_key not in added:
        return await _again(session, conversation, arrival, draft.call.wait)
    message_id, others_wait = added[arrival.wechat_key]
    _note(conversation, arrival, at)
    if draft.score is not None:
        await rating.take(session, conversation, draft.score)
    await reports.pass_on(session, arrival)
    if draft.frees_held:
        await sending.release(session, conversation.id)
    if arrival.follows is False:
        await _leave(session, conversation)
    if arrival.media_id:
        await pictures.expect(session, arrival, row["attachment_id"])
    turn = None
    if row["tries"] and not others_wait:
        message = Message(id=message_id, excused=False, **{name: row[name] for name in _COLUMNS_OF_A_TURN})
        turn = turns.take(conversation, message, holder, tries=0)
    return Admission(
        message_id=message_id,
        conversation_id=conversation.id,
        fresh=True,
        callbacks=1,
        lang=conversation.lang,
        wants_turn=draft.wants_turn,
        waiting=row["state"] == MessageState.WAITING,
        turn=turn,
        held=draft.held,
    )


async def excuse(session: AsyncSession, message_id: int, text: str) -> int | None:
    """Record a fixed sentence given in place of an answer that comes later; None when it was given before."""
    message = await repository.by_id(session, message_id)
    if message is None:
        return None
    # The conversation before its messages, as everybody does: else two wait for each other.
    await repository.lock(session, message.conversation_id)
    await session.refresh(message)
    if message.excused:
        return None
    message.excused = True
    sentence = Message(
        uid=uuid4(), conversation_id=message.conversation_id, direction="out", author="system", kind="text"
    )
    sentence.text, sentence.created_at, sentence.reply_to = text, clock.now(), message.id
    sentence.state, sentence.route, sentence.sent_at = MessageState.SENT, "passive", sentence.created_at
    session.add(sentence)
    await session.flush()
    return sentence.id


async def state_of(session: AsyncSession, message_id: int) -> str | None:
    """Where an inbound message stands."""
    message = await repository.by_id(session, message_id)
    return message.state if message else None


async def _conversations(
    session: AsyncSession, arrivals: Sequence[Arrival], at: datetime, *, skip_locked: bool
) -> dict[str, Conversation]:
    """The conversations of these arrivals, locked; begun where there were none."""
    keys = [arrival.conversation for arrival in arrivals]
    found = await repository.lock_by_keys(session, keys, skip_locked=skip_locked)
    new: list[dict[str, Any]] = [
        {"key": one.conversation, "openid": one.openid, "account": one.account, "created_at": at}
        for one in arrivals
        if one.conversation not in found
    ]
    if new:
        await repository.add_unless_known(session, new)
        found |= await repository.lock_by_keys(session, [row["key"] for row in new], skip_locked=skip_locked)
    return found


def _row(arrival: Arrival, conversation: Conversation, state: str, at: datetime) -> dict[str, Any]:
    return {
        "uid": uuid4(),
        "conversation_id": conversation.id,
        "direction": "in",
        "author": "user",
        "kind": arrival.kind,
        "text": arrival.text,
        "data": arrival.data or None,
        "attachment_id": uuid4() if arrival.media_id else None,
        "carries_identity": False,
        "state": state,
        "created_at": at,
        "wechat_key": arrival.wechat_key,
        "callbacks": 1,
        "epoch": conversation.epoch,
    }


def _note(conversation: Conversation, arrival: Arrival, at: datetime) -> None:
    """What an arrival changes about its conversation."""
    conversation.account = arrival.account
    allowance.arrived(conversation, arrival.action, at)
    if arrival.action:
        conversation.last_activity_at = at
        conversation.unread += conversation.owner != BOT
        if conversation.unfollowed_at and at - conversation.unfollowed_at > _LAST_WORDS:
            conversation.unfollowed_at = None  # only who follows can write
    if arrival.follows is True:
        conversation.followed_at, conversation.unfollowed_at = at, None
    elif arrival.follows is False:
        conversation.unfollowed_at = at


async def _leave(session: AsyncSession, conversation: Conversation) -> None:
    """Whoever has left gets no more messages; the grace before erasure begins."""
    await repository.leave_unread(session, conversation.id)
    unsent = [MessageState.READY, MessageState.HELD]
    await repository.set_state(session, conversation.id, unsent, MessageState.DROPPED, "unfollowed")


async def _only_a_trigger(session: AsyncSession, conversation: Conversation, arrival: Arrival) -> bool:
    if len((arrival.text or "").strip()) > _TRIGGER_LENGTH or arrival.kind != "text":
        return False
    rows = await repository.open_outbox(session, conversation.id)
    return any(row.state in (MessageState.HELD, MessageState.READY) for row, *_ in rows)


async def _again(session: AsyncSession, conversation: Conversation, arrival: Arrival, wait: float) -> Admission:
    message = await repository.by_wechat_key(session, arrival.wechat_key)
    if message is None or message.conversation_id != conversation.id:
        raise LookupError("this key names a message of somebody else")
    message.callbacks += 1
    pending = message.state in (MessageState.WAITING, MessageState.DONE)
    unheard = message.state == MessageState.DONE and await repository.given_up(
        session, message, _RETRY_AHEAD, _RETRY_SINCE
    )
    if pending:
        message.waiter_until = repository.after(wait)
    return Admission(
        message_id=message.id,
        conversation_id=message.conversation_id,
        fresh=False,
        callbacks=message.callbacks,
        lang=conversation.lang,
        wants_turn=pending,
        waiting=message.state == MessageState.WAITING,
        unheard=unheard,
    )


async def unsettled(session: AsyncSession) -> dict[str, int]:
    """How many messages stand in each state that is not final."""
    return await repository.counts(session)
