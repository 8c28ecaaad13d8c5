"""Events: the rulebook's table decides, this module carries out what each brings with it."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.attachments import service as attachments
from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.domain import event_payload, states
from backend.domain.retention import Kept, erase_at, next_pickup_reminder, next_reminder
from backend.kit import clock
from backend.kit.crypto import blind_index
from backend.kit.errors import Problem
from backend.models.base import uuid7
from backend.models.requests import Request
from backend.requests import due, history, pickup_codes, repository
from backend.requests.changing import locked


async def happen(
    session: AsyncSession,
    code: str,
    event: str,
    payload: dict[str, Any],
    configuration: Configuration,
    caller: Caller | None = None,
) -> Request:
    """Let an event happen; 409 illegal_transition when the table forbids it, 422 when details are missing."""
    request = await locked(session, code)
    name = states.Event(event)
    actor = states.Actor(caller.kind) if caller else states.default_actor(name)
    step = _step(request, name, actor, payload)
    _check(name, payload)
    payload = event_payload.kept(name, payload)
    was = request.due_on
    await _effects(session, request, step, payload, configuration)
    request.status = step.after.value
    request.resolution = step.resolution.value if step.resolution else None
    data = payload | {"due_on": request.due_on.isoformat() if request.due_on else None}
    if was is not None and was != request.due_on:
        data["was"] = was.isoformat()
    who = caller or Caller(actor.value)
    await history.record(session, request, event, who, data, before=step.before.value)
    return request


def _step(request: Request, event: states.Event, actor: states.Actor, payload: dict[str, Any]) -> states.Transition:
    status, erased = states.Status(request.status), request.erased_at is not None
    try:
        return states.advance(status, event, actor, partly=payload.get("partly") is True, erased=erased)
    except states.IllegalTransition as error:
        possible = [one.value for one in states.allowed(status, actor, erased=erased)]
        detail = f"{event.value} is not possible now"
        raise Problem(
            409, "illegal_transition", detail, reason=error.reason.value, current_status=status.value, allowed=possible
        ) from error


def _check(event: states.Event, payload: dict[str, Any]) -> None:
    wrong = event_payload.check_payload(event, payload)
    if wrong:
        problems = [{"field": one.field, "code": one.code} for one in wrong]
        raise Problem(422, "invalid", "some details of the event are missing", problems=problems)


async def _effects(
    session: AsyncSession,
    request: Request,
    step: states.Transition,
    payload: dict[str, Any],
    configuration: Configuration,
) -> None:
    match step.event:
        case states.Event.ASK_SUPPLEMENT:
            request.missing, request.reminders = list(payload["missing"]), 0
            request.remind_at = next_reminder(clock.now(), 0, configuration.service.periods)
            due.stop(request, configuration)
        case states.Event.SUPPLEMENT:
            await _take_supplement(session, request, payload)
            due.resume(request, configuration)
        case states.Event.EXTEND:
            due.extend(request, configuration, payload["working_days"], payload["reason"])
        case states.Event.MARK_READY:
            payload["pickup_code"] = await pickup_codes.give(session, request)
            request.reminders, keep = 0, configuration.service.keep_days(request.delivery_method)
            request.remind_at = next_pickup_reminder(clock.now(), 0, keep, configuration.service.periods)
        case states.Event.SHIP:
            await _ship(session, request, payload)
        case states.Event.REOPEN:
            request.closed_at = request.erase_after = None
            pickup_codes.take_back(request)
            due.restart(request, configuration)
    if step.event in states.KEEPS_PROMISE:
        due.note_done(request)
    if step.closes:
        _close(request, configuration)


async def _take_supplement(session: AsyncSession, request: Request, payload: dict[str, Any]) -> None:
    request.missing = None
    ids = _ids(payload.get("attachment_ids") or [])
    applicant = await applicants.of_request(session, request)
    conversation = applicant.conversation if applicant else None
    if payload.pop("draft_files", False) and conversation:
        hung = await attachments.hang_draft(session, request.id, ids, conversation)
        payload["attachment_ids"] = [str(one.id) for one in hung]
    else:
        await attachments.hang(session, request.id, ids, conversation)


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        problem = {"field": "attachment_ids", "code": "type"}
        raise Problem(422, "invalid", "an attachment's id is not one of ours", problems=[problem]) from error


async def _ship(session: AsyncSession, request: Request, payload: dict[str, Any]) -> None:
    """Note the parcel; the same number again (after a request was reopened) is the same parcel."""
    number, carrier = payload["tracking_number"].strip(), payload.get("carrier")
    parcel = {"id": uuid7(), "request_id": request.id, "tracking_number": number, "shipped_at": clock.now()}
    parcel["carrier"] = carrier or None
    parcel["tracking_index"] = blind_index("search/parcel", number.casefold())
    await repository.put_parcel(session, parcel)


def _close(request: Request, configuration: Configuration) -> None:
    request.closed_at = clock.now()
    request.missing = request.days_left = None
    ends = erase_at(Kept.CLOSED_REQUEST_IDENTITY, request.closed_at, configuration.service.periods)
    request.erase_after = ends.date()
