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
from backend.notifications import further, mail, platform, service
from backend.notifications.further import Call
from backend.notifications.ladder import Fate, Outcome
from backend.notifications.platform import Platform
from backend.requests import service as requests

_MOST_BYTES = 1900
_AUTHOR = "notice"
_ROUNDS = 12


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
                await further.noted(session, call, outcome)
        if not calls:
            return


async def _round(session: AsyncSession, means: Means, owner: str) -> list[Call]:
    notices = await service.due_notices(session, owner)
    attempts = await service.told_by(session, notices)
    await _look_up(session, notices, attempts)
    awake = await service.rest(session, notices, attempts)
    fresh = [one for one in awake if service.next_rung(one, attempts[one.id]) == "wechat"]
    if fresh:
        await _post(session, means, fresh, attempts)
    calls = await further.calls(session, awake, attempts)
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
            await further.spare_staff(session, notice)
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
            attempt = further.attempt_at(session, notice, "wechat", attempts[notice.id], clock.now())
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


async def _over_network(means: Means, call: Call) -> Outcome:
    if call.rung == "email":
        async with means.database.session() as session:
            address = await requests.mail_address(session, call.request_id)
        if not means.settings.smtp_url:
            return Outcome(Fate.NOT_CONFIGURED)
        if address is None:
            return Outcome(Fate.NOT_POSSIBLE, "no_address")
        return await mail.send(means.settings, address, call.subject, call.words, f"notice-{call.first}")
    async with means.database.session() as session:
        plan = await platform.plan(session, call.rung, call.request_id, call.conversation)
    if isinstance(plan, Outcome):
        return plan
    outcome = await means.platform.send(plan, call.rung, f"n{call.first.hex}")
    async with means.database.session() as session:
        await platform.spend(session, plan, call.rung, outcome)
    return outcome
