"""The outbox: each message leaves by exactly one claim, in order, inside WeChat's allowance, or is held."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import allowance, repository
from backend.conversations.types import Choice, Later, Outgoing
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.conversations import BOT, STAFF_PREFIX, Conversation, Message, MessageState

PASSIVE = "passive"
CUSTOM = "custom"
UNCONFIRMED = "unconfirmed"
"""How the reason of a message begins that was sent and may have arrived."""
PASSIVE_BYTES = 2048
CLAIM_SECONDS = 15.0
"""How long a message stays with a process that gives no sign of life."""

_JOIN = "\n\n"
_WRITING_SECONDS = 2.0
"""Longer than writing a passive reply to its connection can take."""
_RETRY_GRACE = 10.0
"""WeChat asks again within this time when a passive reply did not reach it."""


def spoken(row: Message) -> str:
    """A message as plain text: its choices as numbered lines."""
    return numbered(row.text or "", (row.data or {}).get("menu"))


def numbered(text: str, menu: Sequence[Choice] | None) -> str:
    """A text with its choices as numbered lines."""
    lines = [f"{number} {choice['label']}" for number, choice in enumerate(menu or [], 1)]
    return "\n".join([text, *lines]) if lines else text


def share_out(
    conversation: Conversation,
    earlier: Sequence[tuple[Message, float, float]],
    replies: Sequence[Message],
    message_id: int,
    *,
    passive: bool,
    kf: bool,
    menus: bool,
    waited_for: bool,
) -> tuple[list[Message], Message | None, bool]:
    """Decide how the unsent messages leave: by the open connection, one at once by customer service, more later.

    The conversation is locked; `replies` are this turn's own, not stored yet. `waited_for` says that some
    process may still hold a connection open for them.
    """
    rows = [*earlier, *((row, 0.0, 0.0) for row in replies if row.state == MessageState.READY)]
    taken = _claim_passive(conversation, rows, message_id, kf=kf, menus=menus) if passive else []
    allowed = kf and allowance.left(conversation, clock.now(), BOT) > 0
    for row, *_ in rows:
        if row.state == MessageState.HELD and allowed:
            row.state = MessageState.READY
    custom = _claim_custom(conversation, rows, waited_for=waited_for) if allowed else None
    return taken, custom, any(row.state == MessageState.READY for row, *_ in rows)


def _claim_custom(
    conversation: Conversation, rows: Sequence[tuple[Message, float, float]], *, waited_for: bool
) -> Message | None:
    """Claim a message in the transaction that wrote it, when nothing else is on its way before it.

    (What a connection may carry is first offered to those that other processes hold open; none carries a menu.)
    """
    unsent = [(row, pause) for row, _, pause in rows if row.state in (MessageState.READY, MessageState.CLAIMED)]
    ahead = [(row, pause) for row, pause in unsent if row.route != PASSIVE]
    if not ahead:
        return None
    first, pause = ahead[0]
    if first.state != MessageState.READY or pause > 0 or _stale(first, conversation):
        return None
    if waited_for and not _is_menu(first):
        return None
    allowance.spend(conversation)
    _claim(first, CUSTOM)
    return first


async def retake_passive(
    session: AsyncSession, conversation_id: int, message_id: int, *, kf: bool, unheard: bool
) -> list[Outgoing]:
    """Claim what can go by a connection that waited for another process's turn, or by WeChat's next try.

    `unheard` says that this is such a next try: what the connection before carried goes out once more, for WeChat
    asks again only when nothing arrived.
    """
    conversation = await repository.lock(session, conversation_id)
    if conversation is None:
        return []
    again = await repository.carried_by(session, conversation_id, message_id) if unheard else []
    for row in again:
        _claim(row, PASSIVE, carried_by=message_id)
    if not again:
        rows = await repository.open_outbox(session, conversation.id)
        again = _claim_passive(conversation, rows, message_id, kf=kf, menus=kf)
    return [outgoing(row, conversation, held=row.reply_to != message_id) for row in again]


async def claim_next(session: AsyncSession, conversation_id: int, *, kf: bool) -> Outgoing | Later | None:
    """Claim the oldest ready message for the customer-service way; None when there is nothing to do."""
    conversation = await repository.lock(session, conversation_id)
    if conversation is None:
        return None
    for row, claim, pause in await repository.open_outbox(session, conversation_id):
        if row.state == MessageState.HELD:
            continue
        if row.state == MessageState.CLAIMED:
            if claim > 0:
                return Later(claim)
            if not await _reopen(session, row, expired=-claim):
                continue
        if _stale(row, conversation):
            row.state, row.error = MessageState.DROPPED, "epoch"
        elif pause > 0:
            return Later(pause)
        elif not row.route and not _is_menu(row) and await repository.waiter_open(session, row.reply_to):
            # A connection in another process, or WeChat's next try, is about to carry it.
            return Later(1.0)
        elif not kf or allowance.left(conversation, clock.now(), row.author) <= 0:
            row.state = MessageState.HELD
        else:
            allowance.spend(conversation)
            _claim(row, CUSTOM)
            return outgoing(row, conversation, held=False)
    return None


async def sent(session: AsyncSession, message_ids: Sequence[int]) -> None:
    """WeChat took these messages."""
    await repository.settle(session, message_ids, {"state": MessageState.SENT, "sent_at": clock.now()})


async def unclaim(session: AsyncSession, claimed: Sequence[Outgoing]) -> None:
    """The connection went away before it could carry these (those that nobody has claimed anew meanwhile)."""
    values = {"state": MessageState.READY, "claimed_until": None, "route": None}
    await repository.settle(session, [one.message_id for one in claimed], values, [one.claim for one in claimed])


async def post(
    session: AsyncSession,
    key: str,
    author: str,
    text: str,
    *,
    epoch: int | None = None,
    menu: list[Choice] | None = None,
    picture: UUID | None = None,
) -> UUID:
    """Say something outside a turn: a person's reply (with the epoch it was written under) or a notice (without).

    It leaves within seconds after the commit. Raises Problem 404 and 409 `stale_epoch`. What a person wrote in
    time is sent even when they hand the conversation back before it has left; only the bot can be overtaken.
    """
    conversation = await repository.lock_by_key(session, key)
    if conversation is None:
        raise Problem(404, "not_found")
    if epoch is not None and epoch != conversation.epoch:
        raise Problem(409, "stale_epoch", "another speaker owns this conversation now")
    row = Message(uid=uuid4(), conversation_id=conversation.id, direction="out", author=author, kind="text", text=text)
    if picture:
        row.kind, row.attachment_id = "image", picture
    row.data = {"menu": menu} if menu else None
    row.created_at, row.epoch, row.state = clock.now(), epoch, MessageState.READY
    session.add(row)
    conversation.last_activity_at = row.created_at
    await session.flush()
    return row.uid


async def withdraw(session: AsyncSession, uid: UUID) -> bool:
    """Take back a message that was not sent yet (it reached the person another way); whether it was in time."""
    row = await repository.by_uid(session, uid)
    if row is None or row.state not in (MessageState.READY, MessageState.HELD):
        return False
    row.state, row.error = MessageState.DROPPED, "withdrawn"
    return True


async def outcome(session: AsyncSession, uid: UUID) -> tuple[str, str | None] | None:
    """State and error of an outgoing message."""
    row = await repository.by_uid(session, uid)
    return (row.state, row.error) if row else None


def _claim_passive(
    conversation: Conversation,
    rows: Sequence[tuple[Message, float, float]],
    message_id: int,
    *,
    kf: bool,
    menus: bool,
) -> list[Message]:
    """Held answers first, then the message's own; a menu is left to customer service where that works."""
    menus_apart = kf and menus and allowance.left(conversation, clock.now(), BOT) > 0
    taken: list[Message] = []
    size = 0
    for row, claim, pause in rows:
        if row.state == MessageState.CLAIMED and row.route == CUSTOM:
            break  # it is on its way: nothing may overtake it
        if _is_menu(row) and menus_apart:
            continue
        if not _for_passive(row, message_id, being_sent=claim > 0, stuck=pause > 0 or not kf):
            continue
        if _stale(row, conversation):
            row.state, row.error = MessageState.DROPPED, "epoch"
            continue
        grown = size + len((_JOIN + spoken(row)).encode())
        if taken and grown > PASSIVE_BYTES:
            break
        taken.append(row)
        size = grown
    for row in taken:
        _claim(row, PASSIVE, carried_by=message_id)
    return taken


def _for_passive(row: Message, message_id: int, *, being_sent: bool, stuck: bool) -> bool:
    """`stuck`: the customer-service way is closed to it now, so any open connection may carry it."""
    if row.kind == "image":
        return False
    own = row.reply_to == message_id
    if row.state == MessageState.CLAIMED:
        # Claimed for an earlier try whose process died before the answer left.
        return own and row.route == PASSIVE and not being_sent
    return own or row.state == MessageState.HELD or stuck


async def _reopen(session: AsyncSession, row: Message, *, expired: float) -> bool:
    """Decide about a message whose sender died: whether it must be sent again.

    A passive reply that did not arrive makes WeChat ask again, at most three times in all. If it did not ask
    although it could have, the reply did arrive.
    """
    if row.route != PASSIVE:
        row.state = MessageState.READY
        return True
    if expired < _RETRY_GRACE:
        return False
    asked = await repository.by_id(session, row.reply_to) if row.reply_to else None
    if asked is not None and asked.callbacks < 3:
        row.state, row.sent_at = MessageState.SENT, clock.now()
        return False
    row.state = MessageState.READY
    return True


def _stale(row: Message, conversation: Conversation) -> bool:
    if row.author.startswith(STAFF_PREFIX):
        return False
    return row.epoch is not None and row.epoch != conversation.epoch


def _is_menu(row: Message) -> bool:
    return bool((row.data or {}).get("menu"))


def _claim(row: Message, route: str, *, carried_by: int | None = None) -> None:
    row.state, row.route, row.claim, row.carried_by = MessageState.CLAIMED, route, uuid4(), carried_by
    seconds = CLAIM_SECONDS if route == CUSTOM else _WRITING_SECONDS
    row.claimed_until = repository.after(seconds)


def outgoing(row: Message, conversation: Conversation, *, held: bool) -> Outgoing:
    """A claimed message as its sender gets it."""
    assert row.claim is not None
    return Outgoing(
        message_id=row.id,
        claim=row.claim,
        conversation=conversation.key,
        openid=conversation.openid,
        text=row.text or "",
        menu=(row.data or {}).get("menu"),
        tries=row.tries,
        held=held,
        lang=conversation.lang,
        charged=allowance.windows(conversation),
        doubtful=(row.error or "").startswith(UNCONFIRMED),
        attachment_id=row.attachment_id if row.kind == "image" else None,
    )


async def overdue(session: AsyncSession, limit: int = 200) -> list[int]:
    """Conversations with something to send that nobody sends."""
    return await repository.stale_outboxes(session, limit)
