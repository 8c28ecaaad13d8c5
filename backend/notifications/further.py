"""The rungs below the chat: all that is due about one request goes as one message, one letter, one task for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import outbox
from backend.kit import clock
from backend.models.notices import Notice, NoticeAttempt
from backend.notifications import repository, service
from backend.notifications.ladder import PENDING, UNDER_WAY, UNKNOWN, Fate, Outcome

_NETWORK = ("template", "subscription", "email")
#: What cannot be told from a repetition where it arrives, so that it may never be sent on suspicion.
_ONCE = "subscription"
#: So long WeChat's own word is waited for about a notice of which nobody knows whether it left.
_WORD_WITHIN = timedelta(minutes=2)
_TELL = "tell_requester"

Tried = Mapping[UUID, dict[str, NoticeAttempt]]


@dataclass(frozen=True)
class Call:
    """One try over the network, for some notices of one request."""

    notices: tuple[UUID, ...]
    owner: str
    rung: str
    request_id: UUID
    conversation: str | None
    subject: str
    words: str

    @property
    def first(self) -> UUID:
        """The oldest notice, after which the message is named: tried again, the same ones go together."""
        return self.notices[0]


async def calls(session: AsyncSession, notices: Sequence[Notice], tried: Tried) -> list[Call]:
    """The next rung for notices that are due: calls to make, or a task for staff; the rest is settled."""
    groups: dict[tuple[UUID, str, datetime | None], list[Notice]] = {}
    for notice in notices:
        rung = service.next_rung(notice, tried[notice.id])
        if rung in _NETWORK or rung == "staff":
            before = tried[notice.id].get(rung)
            groups.setdefault((notice.request_id, rung, before.at if before else None), []).append(notice)
        else:
            service.settle(notice, tried[notice.id])
    made = []
    for (_, rung, _), group in groups.items():
        if rung == "staff":
            await _to_staff(session, group, tried)
        elif rung == _ONCE and _left_open(group, tried):
            continue
        else:
            made.append(_call(session, rung, group, tried))
    return made


def _call(session: AsyncSession, rung: str, group: Sequence[Notice], tried: Tried) -> Call:
    now, newest = clock.now(), group[-1]
    for notice in group:
        attempt = attempt_at(session, notice, rung, tried[notice.id], now)
        # Should this process die before the outcome is stored, it is tried again.
        service.note(notice, attempt, Outcome(Fate.RETRYING, UNDER_WAY))
    words = "\n\n".join(notice.words for notice in group)
    ids = tuple(notice.id for notice in group)
    return Call(ids, newest.owner, rung, newest.request_id, newest.conversation, newest.subject, words)


def attempt_at(
    session: AsyncSession, notice: Notice, rung: str, attempts: dict[str, NoticeAttempt], now: datetime
) -> NoticeAttempt:
    """The row of a rung, with one try more."""
    attempt = attempts.get(rung)
    if attempt is None:
        attempt = NoticeAttempt(notice_id=notice.id, channel=rung, state=Fate.RETRYING.value, tries=0, at=now)
        attempts[rung] = attempt
        session.add(attempt)
    attempt.tries += 1
    return attempt


def _left_open(group: Sequence[Notice], tried: Tried) -> bool:
    """Whether a worker died between sending and noting. Sending again might spend a second consent, so WeChat's
    word is waited for; without it, the next rung's turn has come."""
    open_ones = [(notice, attempt) for notice in group if (attempt := tried[notice.id].get(_ONCE)) is not None]
    doubtful = [(notice, attempt) for notice, attempt in open_ones if attempt.error in (UNDER_WAY, UNKNOWN)]
    for notice, attempt in doubtful:
        if attempt.error == UNKNOWN:
            service.note(notice, attempt, Outcome(Fate.FAILED, UNKNOWN))
            notice.look_at = clock.now()
        else:
            attempt.error, attempt.retry_at = UNKNOWN, clock.now() + _WORD_WITHIN
            notice.look_at = attempt.retry_at
    return bool(doubtful)


async def _to_staff(session: AsyncSession, group: Sequence[Notice], tried: Tried) -> None:
    """One telephone call for all that is to be told about a request."""
    ids = [str(notice.id) for notice in group]
    task = await repository.open_task(session, group[0].request_id, _TELL)
    if task is not None:
        task.data = task.data | {"notices": [*task.data.get("notices", []), *ids]}
    else:
        values = {"key": f"notice:{ids[0]}", "kind": _TELL, "request_id": group[0].request_id}
        await repository.add_task(session, values | {"data": {"notices": ids}, "created_at": clock.now()})
    for notice in group:
        attempt = attempt_at(session, notice, "staff", tried[notice.id], clock.now())
        service.note(notice, attempt, Outcome(Fate.SENT))
        service.settle(notice, tried[notice.id])


async def spare_staff(session: AsyncSession, notice: Notice) -> None:
    """He has been told after all: staff need not tell him this any more."""
    task = await repository.open_task(session, notice.request_id, _TELL)
    if task is None or str(notice.id) not in task.data.get("notices", []):
        return
    left = [one for one in task.data["notices"] if one != str(notice.id)]
    task.data = task.data | {"notices": left}
    if not left:
        task.done_at, task.done_by = clock.now(), "system"


async def noted(session: AsyncSession, call: Call, outcome: Outcome) -> None:
    """Store the outcome; a message held for the chat is taken back when another way has reached the person."""
    notices = [one for one in await repository.open_notices(session, call.owner) if one.id in call.notices]
    tried = await service.told_by(session, notices)
    for notice in notices:
        attempts = tried[notice.id]
        service.note(notice, attempts[call.rung], outcome)
        if outcome.fate is Fate.SENT:
            await _take_back(session, attempts.get("wechat"), call.notices)
        if attempts[call.rung].state not in PENDING:
            notice.look_at = clock.now()
        if service.next_rung(notice, attempts) is None:
            service.settle(notice, attempts)


async def _take_back(session: AsyncSession, attempt: NoticeAttempt | None, told: Sequence[UUID]) -> None:
    """Only a message that carries nothing else: others in it still have to be told."""
    if attempt is None or attempt.state != Fate.HELD or not attempt.outbound:
        return
    if set(await repository.sharing(session, attempt.outbound)) <= set(told):
        await outbox.withdraw(session, UUID(attempt.outbound))
