"""What WeChat tells afterwards about notices: their fate is kept with the try, and people's consents in the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.catalogue import service as catalogue
from backend.conversations import records
from backend.kit import clock
from backend.models.notices import Notice, NoticeAttempt
from backend.notifications import further, repository, service
from backend.notifications.ladder import PENDING, UNDER_WAY, UNKNOWN, Fate, Outcome

log = structlog.get_logger()

_NO_CONSENT = "43101"
_DOUBTFUL = (UNDER_WAY, UNKNOWN)


async def take(session: AsyncSession, conversation: str, report: Mapping[str, Any]) -> None:
    """Take in one event of the platform. What it says of messages that are not ours is passed over."""
    match report.get("name"):
        case "TEMPLATESENDJOBFINISH":
            status = str(report.get("status") or "")
            tries = await repository.sent_as(session, conversation, "template", str(report.get("sent_id") or ""))
            await _came_of(session, tries, status or "unknown", delivered=status == "success")
        case "subscribe_msg_sent_event":
            for one in report.get("results") or ():
                await _notice_came_of(session, conversation, one)
        case "subscribe_msg_popup_event" | "subscribe_msg_change_event":
            for one in report.get("choices") or ():
                await _choice(session, conversation, str(one.get("template_id")), str(one.get("status")))


async def _notice_came_of(session: AsyncSession, conversation: str, result: Mapping[str, Any]) -> None:
    """The fate of a subscription notice. Not every answer to a send tells its number; then the oldest is meant."""
    chosen = (await catalogue.current(session)).notices.get("subscription")
    if chosen is None or chosen["template"] != result.get("template_id"):
        return
    number, code = str(result.get("sent_id") or ""), str(result.get("error_code") or "0")
    tries = await repository.sent_as(session, conversation, "subscription", number)
    tries = tries or await repository.oldest_unreported(session, conversation, "subscription")
    for attempt in tries:
        attempt.outbound = attempt.outbound or number or None
    if code == _NO_CONSENT:
        await _set_left(session, conversation, chosen["template"], 0)
    elif code == "0" and any(attempt.error in _DOUBTFUL for attempt in tries):
        # Whoever sent it died before he could write it into the ledger.
        left = await _left(session, conversation, chosen["template"])
        await _set_left(session, conversation, chosen["template"], max(0, left - 1))
    await _came_of(session, tries, "success" if code == "0" else code, delivered=code == "0")


async def _came_of(session: AsyncSession, tries: Sequence[NoticeAttempt], status: str, *, delivered: bool) -> None:
    """Keep the report with its tries; notices that did not arrive go on to the next rung."""
    if not tries:
        log.info("report_of_unknown_notice", status=status[:40])
    for attempt in tries:
        await _came_of_one(session, attempt, status, delivered=delivered)


async def _came_of_one(session: AsyncSession, attempt: NoticeAttempt, status: str, *, delivered: bool) -> None:
    attempt.reported, attempt.reported_at = status[:40], clock.now()
    notice = await repository.notice(session, attempt.notice_id)
    if notice is None:
        return
    if not delivered and attempt.state != Fate.FAILED:
        service.note(notice, attempt, Outcome(Fate.FAILED, status))
        await _go_on(session, notice)
    elif delivered and (attempt.state in PENDING or attempt.error == UNKNOWN):
        # The worker died between sending and noting it; WeChat knows better.
        service.note(notice, attempt, Outcome(Fate.SENT))
        await further.spare_staff(session, notice)
        await _go_on(session, notice)
    await session.flush()


async def _go_on(session: AsyncSession, notice: Notice) -> None:
    """Open the notice again and look at it at once."""
    notice.state, notice.settled_at, notice.look_at = "open", None, clock.now()
    await service.look_soon(session, notice.owner, 0)


async def _choice(session: AsyncSession, conversation: str, template: str, status: str) -> None:
    """Each consent allows one more notice; a refusal takes back what was left."""
    if status == "accept":
        left = await _left(session, conversation, template)
        await _set_left(session, conversation, template, left + 1)
    elif status == "reject":
        await _set_left(session, conversation, template, 0)


async def _left(session: AsyncSession, conversation: str, template: str) -> int:
    applicant = await applicants.of_conversation(session, conversation)
    found = await repository.permission(session, applicant.id, template) if applicant else None
    return found.remaining if found else 0


async def _set_left(session: AsyncSession, conversation: str, template: str, remaining: int) -> None:
    applicant = await applicants.of_conversation(session, conversation)
    openid = await records.openid_of(session, conversation)
    if applicant is None and openid:
        applicant = await applicants.ensure(session, openid)
    if applicant is not None:
        await repository.put_permission(session, applicant.id, template[:64], remaining, clock.now())
