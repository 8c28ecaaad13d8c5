"""Working an owner's notices: what is only rows happens in one transaction, what goes over the network between two."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.conversations import outbox, records
from backend.kit import clock
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.models.notices import Notice, NoticeAttempt
from backend.notifications import mail, platform, repository, service
from backend.notifications.ladder import PENDING, Fate, Outcome
from backend.notifications.platform import Platform
from backend.requests import service as requests

_MOST_BYTES = 1900
_AUTHOR = "notice"
_ROUNDS = 12
_NETWORK = ("template", "subscription", "email")


@dataclass(frozen=True)
class Means:
    """What the rungs need."""

    settings: Settings
    database: Database
    platform: Platform


async def work(means: Means, owner: str) -> None:
    """Bring every due notice of an owner as far down the ladder as it can go now."""
    for _ in range(_ROUNDS):
        async with means.database.session() as session:
            calls = await _round(session, means, owner)
        for call in calls:
            outcome = await _over_network(means, call)
            async with means.database.session() as session:
                await _noted(session, call, outcome)
        if not calls:
            return


@dataclass(frozen=True)
class Call:
    """One try over the network."""

    notice_id: UUID
    owner: str
    rung: str
    request_id: UUID
    conversation: str | None
    subject: str
    words: str


async def _round(session: AsyncSession, means: Means, owner: str) -> list[Call]:
    notices = await service.due_notices(session, owner)
    attempts = await service.told_by(session, notices)
    await _look_up(session, notices, attempts)
    awake = await service.rest(session, notices, attempts)
    fresh = [one for one in awake if service.next_rung(one, attempts[one.id]) == "wechat"]
    if fresh:
        await _post(session, means, fresh, attempts)
    calls = []
    for notice in awake:
        calls += await _further(session, notice, attempts[notice.id])
    if any(attempt.state == Fate.POSTED for one in notices for attempt in attempts[one.id].values()):
        await service.look_soon(session, owner, 3.5)
    return calls


async def _look_up(
    session: AsyncSession, notices: list[Notice], attempts: dict[UUID, dict[str, NoticeAttempt]]
) -> None:
    """What became of messages handed to the outbox."""
    for notice in notices:
        attempt = attempts[notice.id].get("wechat")
        if attempt is None or attempt.state not in (Fate.POSTED, Fate.HELD) or not attempt.outbound:
            continue
        found = await outbox.outcome(session, UUID(attempt.outbound))
        state, error = found or ("dropped", "erased")
        if state == "sent":
            service.note(notice, attempt, Outcome(Fate.SENT))
            await repository.finish_task(session, f"notice:{notice.id}", clock.now(), "system")
        elif state == "held":
            service.note(notice, attempt, Outcome(Fate.HELD, error))
        elif state in ("failed", "dropped"):
            service.note(notice, attempt, Outcome(Fate.FAILED, error or state))
        else:
            service.note(notice, attempt, Outcome(Fate.POSTED))


async def _post(
    session: AsyncSession, means: Means, notices: list[Notice], attempts: dict[UUID, dict[str, NoticeAttempt]]
) -> None:
    """Several notices, one message; a long one is cut between notices."""
    for batch in _batches(notices):
        outcome = await _into_conversation(session, means, batch)
        for notice in batch:
            attempt = _attempt(session, notice, "wechat", attempts[notice.id])
            service.note(notice, attempt, outcome)
    await session.flush()


def _batches(notices: list[Notice]) -> list[list[Notice]]:
    batches: list[list[Notice]] = []
    size = 0
    for notice in notices:
        grown = len(notice.words.encode()) + 2
        if not batches or size + grown > _MOST_BYTES:
            batches.append([])
            size = 0
        batches[-1].append(notice)
        size += grown
    return batches


async def _into_conversation(session: AsyncSession, means: Means, batch: list[Notice]) -> Outcome:
    conversation = batch[0].conversation
    applicant = await applicants.of_conversation(session, conversation) if conversation else None
    if conversation is None or applicant is None or applicant.openid is None:
        return Outcome(Fate.NOT_POSSIBLE, "no_wechat")
    await records.ensure(session, conversation, applicant.openid, means.settings.wechat_original_id)
    talk = await records.talk(session, conversation)
    if talk is not None and not talk.following:
        return Outcome(Fate.NOT_POSSIBLE, "unfollowed")
    text = "\n\n".join(notice.words for notice in batch)
    uid = await outbox.post(session, conversation, _AUTHOR, text)
    return Outcome(Fate.POSTED, outbound=str(uid))


def _attempt(session: AsyncSession, notice: Notice, rung: str, attempts: dict[str, NoticeAttempt]) -> NoticeAttempt:
    attempt = attempts.get(rung)
    if attempt is None:
        attempt = NoticeAttempt(notice_id=notice.id, channel=rung, state=Fate.RETRYING.value, tries=0, at=clock.now())
        attempts[rung] = attempt
        session.add(attempt)
    attempt.tries += 1
    return attempt


async def _further(session: AsyncSession, notice: Notice, attempts: dict[str, NoticeAttempt]) -> list[Call]:
    """The next rung: a call to make, or a task for staff."""
    rung = service.next_rung(notice, attempts)
    if rung in _NETWORK:
        attempt = _attempt(session, notice, rung, attempts)
        # Should this process die before the outcome is stored, it is tried again.
        service.note(notice, attempt, Outcome(Fate.RETRYING, "under_way"))
        what = (notice.request_id, notice.conversation, notice.subject, notice.words)
        return [Call(notice.id, notice.owner, rung, *what)]
    if rung == "staff":
        attempt = _attempt(session, notice, rung, attempts)
        await _give_to_staff(session, notice)
        service.note(notice, attempt, Outcome(Fate.SENT))
    service.settle(notice, attempts)
    return []


async def _give_to_staff(session: AsyncSession, notice: Notice) -> None:
    await repository.add_task(
        session,
        {
            "key": f"notice:{notice.id}",
            "kind": "tell_requester",
            "request_id": notice.request_id,
            "data": {"notice": str(notice.id)},
            "created_at": clock.now(),
        },
    )


async def _over_network(means: Means, call: Call) -> Outcome:
    if call.rung == "email":
        async with means.database.session() as session:
            address = await requests.mail_address(session, call.request_id)
        if not means.settings.smtp_url:
            return Outcome(Fate.NOT_CONFIGURED)
        if address is None:
            return Outcome(Fate.NOT_POSSIBLE, "no_address")
        return await mail.send(means.settings, address, call.subject, call.words, f"notice-{call.notice_id}")
    async with means.database.session() as session:
        plan = await platform.plan(session, call.rung, call.request_id, call.conversation)
    if isinstance(plan, Outcome):
        return plan
    outcome = await means.platform.send(plan, call.rung, f"n{call.notice_id.hex}")
    async with means.database.session() as session:
        await platform.spend(session, plan, call.rung, outcome)
    return outcome


async def _noted(session: AsyncSession, call: Call, outcome: Outcome) -> None:
    """Store the outcome; a message held for the chat is taken back when another way has reached the person."""
    for notice in await repository.open_notices(session, call.owner):
        if notice.id != call.notice_id:
            continue
        attempts = (await service.told_by(session, [notice]))[notice.id]
        service.note(notice, attempts[call.rung], outcome)
        if outcome.fate is Fate.SENT:
            await _take_back(session, attempts.get("wechat"))
        if attempts[call.rung].state not in PENDING:
            notice.look_at = clock.now()
        if service.next_rung(notice, attempts) is None:
            service.settle(notice, attempts)
        return


async def _take_back(session: AsyncSession, attempt: NoticeAttempt | None) -> None:
    """Only a message that carries this one notice: others in it still have to be told."""
    if attempt is None or attempt.state != Fate.HELD or not attempt.outbound:
        return
    if len(await repository.sharing(session, attempt.outbound)) == 1:
        await outbox.withdraw(session, UUID(attempt.outbound))
