"""Telling requesters: one notice an event, several joined in one message, down the ladder until one rung holds."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.catalogue import service as catalogue
from backend.catalogue import warnings
from backend.catalogue.service import Configuration
from backend.conversations import records
from backend.kit import clock, queue
from backend.models.base import uuid7
from backend.models.notices import Notice, NoticeAttempt
from backend.models.requests import Request, RequestEvent
from backend.notifications import composing, ladder, repository
from backend.notifications.ladder import Fate, Outcome
from backend.requests import service as requests

#: The job that works one owner's open notices.
WORK = "notices.work"
#: The last reminder of each kind, and what a person has to decide then.
_GIVEN_UP = {"reminded": "no_answer", "pickup_reminded": "uncollected"}
#: What is decided by itself once the requester is waited for no more.
_WAITED = {"awaiting_requester": "no_answer", "ready_for_pickup": "uncollected"}
_JOIN_SECONDS = 1.0
_HELD_LOOK = timedelta(minutes=10)
_KEPT_OPEN = timedelta(days=30)


async def on_event(session: AsyncSession, event_id: int, site: str = "") -> None:
    """Subscribe to what requests record. The same event twice makes one notice.

    `site` is the address of the pages; with it, whoever has to send something is given a link.
    """
    if await repository.known(session, _key(event_id)):
        return
    event = await requests.event(session, event_id)
    request = await requests.with_id(session, event.request_id) if event else None
    if event is None or request is None:
        return
    await _for_staff(session, event)
    if not composing.told(event, request):
        return
    configuration = await catalogue.current(session)
    values = await _notice(session, event, request, configuration, site)
    if await repository.add_once(session, values) is not None:
        await look_soon(session, str(values["owner"]), _JOIN_SECONDS)


def _key(event_id: int) -> str:
    return f"event:{event_id}"


async def _for_staff(session: AsyncSession, event: RequestEvent) -> None:
    """What a person must decide: a change wished for during the work, a requester who never answered or never came."""
    kind = "change_asked" if event.event == "asked" else None
    if (event.data or {}).get("last"):
        kind = _GIVEN_UP.get(event.event)
    if kind:
        task = {"key": f"{kind}:{event.id}", "kind": kind, "request_id": event.request_id}
        await repository.add_task(session, task | {"data": {"event": event.id}, "created_at": clock.now()})
    elif event.from_status in _WAITED and event.from_status != event.to_status:
        await repository.finish_tasks(session, event.request_id, _WAITED[event.from_status], clock.now(), "system")


async def _notice(
    session: AsyncSession, event: RequestEvent, request: Request, configuration: Configuration, site: str
) -> dict[str, Any]:
    applicant = await applicants.of_request(session, request)
    conversation = applicant.conversation if applicant and applicant.openid else None
    talk = await records.talk(session, conversation) if conversation else None
    lang = talk.lang if talk else "zh"
    now = clock.now()
    waits = composing.can_wait(event, talk)
    quiet = configuration.service.quiet_hours
    return {
        "id": uuid7(),
        "owner": conversation or str(request.id),
        "key": _key(event.id),
        "request_id": request.id,
        "event_id": event.id,
        "conversation": conversation,
        "words": composing.words(event, request, configuration, lang, site),
        "subject": composing.subject(request, configuration, lang),
        "important": composing.important(event),
        "waits": waits,
        "state": "open",
        "created_at": now,
        "look_at": quiet.allowed_from(now) if waits and quiet else now,
    }


async def look_soon(session: AsyncSession, owner: str, seconds: float) -> None:
    """Work an owner's notices in a moment (real time); waiting jobs are joined."""
    at = real_now() + timedelta(seconds=seconds)
    await queue.defer(session, WORK, lock=f"notices:{owner}", queueing_lock=f"notices:{owner}", at=at, owner=owner)


async def look_at_waiting(session: AsyncSession) -> int:
    """Wake every owner whose notices are due to be looked at; the sweeper of this room."""
    owners = await repository.owners_waiting(session, clock.now())
    for owner in owners:
        await look_soon(session, owner, 0)
    return len(owners)


async def due_notices(session: AsyncSession, owner: str) -> list[Notice]:
    """An owner's open notices whose time has come, locked."""
    now = clock.now()
    return [notice for notice in await repository.open_notices(session, owner) if notice.look_at <= now]


async def rest(
    session: AsyncSession, notices: list[Notice], tried: dict[UUID, dict[str, NoticeAttempt]]
) -> list[Notice]:
    """Put off until morning what may not disturb the night and would be sent now; returned is what goes on."""
    quiet = (await catalogue.current(session)).service.quiet_hours
    now = clock.now()
    if quiet is None or not quiet.covers(now):
        return notices
    going = []
    for notice in notices:
        if notice.waits and next_rung(notice, tried[notice.id]) is not None:
            notice.look_at = quiet.allowed_from(now)
        else:
            going.append(notice)
    return going


def note(notice: Notice, attempt: NoticeAttempt, outcome: Outcome) -> None:
    """Record what became of a try, and when it is worth looking again."""
    now = clock.now()
    fate = outcome.fate
    attempt.error = (outcome.error or None) and str(outcome.error)[:40]
    attempt.outbound = outcome.outbound or attempt.outbound
    if fate is Fate.RETRYING:
        pause = ladder.pause_after(attempt.tries)
        fate = fate if pause else Fate.FAILED
        attempt.retry_at = now + pause if pause else None
    attempt.state = fate.value
    attempt.settled_at = None if fate in ladder.PENDING else now
    if fate in ladder.PENDING:
        notice.look_at = attempt.retry_at or ladder.look_again(now)


def settle(notice: Notice, attempts: dict[str, NoticeAttempt]) -> None:
    """Close a notice when a rung held, or when none is left to try; a held message keeps it open for a while."""
    now = clock.now()
    fates = {channel: Fate(attempt.state) for channel, attempt in attempts.items()}
    if any(fate in ladder.PENDING for fate in fates.values()):
        return
    reached = [channel for channel, fate in fates.items() if fate is Fate.SENT and channel != "staff"]
    if reached:
        _close(notice, "told", now)
    elif fates.get("wechat") is Fate.HELD and now < notice.created_at + _KEPT_OPEN:
        notice.look_at = now + _HELD_LOOK
    else:
        _close(notice, "staff" if fates.get("staff") is Fate.SENT else "unreached", now)


def _close(notice: Notice, state: str, now: datetime) -> None:
    notice.state, notice.settled_at = state, now


def next_rung(notice: Notice, attempts: dict[str, NoticeAttempt]) -> str | None:
    """The rung to try now; None while one is pending, has held, or when the ladder ends."""
    for rung in ladder.RUNGS:
        attempt = attempts.get(rung)
        if attempt is None:
            if rung in ladder.ON_WECHAT and notice.conversation is None:
                continue
            if rung == "wechat" or notice.important or (rung == "email" and notice.conversation is None):
                return rung
            # What is merely good to know goes no further than the chat, or by letter to whoever has none.
            continue
        fate = Fate(attempt.state)
        if fate is Fate.SENT or fate is Fate.POSTED:
            return None
        if fate is Fate.RETRYING:
            return rung if attempt.retry_at is None or attempt.retry_at <= clock.now() else None
    return None


def real_now() -> datetime:
    """The real present moment, by which the queue goes."""
    return datetime.now(UTC)


async def told_by(session: AsyncSession, notices: Iterable[Notice]) -> dict[Any, dict[str, NoticeAttempt]]:
    """The attempts of some notices, by channel."""
    return await repository.attempts(session, [notice.id for notice in notices])


async def forget(session: AsyncSession, request_id: UUID) -> None:
    """Take the words out of a request's notices."""
    for notice in await repository.of_request(session, request_id):
        notice.words = notice.subject = ""
    await session.flush()


async def warn_of_calendar(session: AsyncSession) -> int | None:
    """Give staff the task of entering a missing year's holidays, and close it once they are there."""
    configuration = await catalogue.current(session)
    now, today = clock.now(), clock.today()
    year = warnings.unknown_year(configuration, today)
    if year is None:
        for known in (today.year, today.year + 1):
            await repository.finish_task(session, f"holidays:{known}", now, "system")
        return None
    task = {"key": f"holidays:{year}", "kind": "enter_holidays", "data": {"year": year}, "created_at": now}
    await repository.add_task(session, task)
    return year
