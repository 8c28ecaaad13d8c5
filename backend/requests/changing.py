"""Changing a request until processing starts, and asking for speed."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.attachments import service as attachments
from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.domain import codes, event_payload, states
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.requests import due, filing, history, repository, terms
from backend.requests.presenting import masked
from backend.requests.schemas import RequestChange


async def locked(session: AsyncSession, code: str) -> Request:
    """The request of a code, locked for this transaction, or 404."""
    written = codes.parse(code)
    request = await repository.by_code(session, written, lock=True) if written else None
    if request is None:
        raise Problem(404, "not_found")
    return request


async def change(
    session: AsyncSession, code: str, changes: RequestChange, configuration: Configuration, caller: Caller
) -> Request:
    """Lay changes over a request; 409 once it is being worked on, 422 when the whole no longer holds.

    Staff may change it until the papers have left: whoever works on it knows what is done already.
    """
    request = await locked(session, code)
    if not changeable(request, by_staff=caller.kind == "staff"):
        detail = "work on it has begun; staff can still be asked"
        raise Problem(409, "not_editable", detail, current_status=request.status)
    given = changes.model_dump(mode="json", exclude_unset=True, exclude_none=False)
    before = body_of(request)
    who = "requester" if request.requester else "subject"
    new = {*given, *(f"{who}.{name}" for name in given.get("contact") or {})}
    after = filing.checked(_laid_over(before, given, who), configuration, new)
    if changes.items is not None:
        # The old rows go first: places in the list are unique.
        request.items = []
        await session.flush()
    _apply(request, changes, given, after, configuration)
    if given.get("contact"):
        setattr(request, who, after.get(who) or {})
        await repository.replace_terms(session, request.id, terms.digests(request.subject, request.requester))
    if changes.items is not None or given.get("contact"):
        request.same_as = filing.same_as(request, await applicants.of_request(session, request))
    await history.record(session, request, "changed", caller, _difference(before, body_of(request), given, who))
    return request


def changeable(request: Request, *, by_staff: bool = False) -> bool:
    """Whether rows and delivery can still be changed."""
    status = states.Status(request.status)
    return states.capabilities(status).may_edit or (by_staff and status is states.Status.PROCESSING)


def _laid_over(before: dict[str, Any], given: dict[str, Any], who: str) -> dict[str, Any]:
    whole = dict(before)
    for field, value in given.items():
        if field == "contact":
            told = {name: one for name, one in (value or {}).items() if one is not None}
            whole[who] = (before.get(who) or {}) | told
            continue
        if field == "delivery" and isinstance(value, dict):
            same_way = value.get("method") in (None, (before.get("delivery") or {}).get("method"))
            kept = before.get("delivery") or {} if same_way else {}
            value = {name: one for name, one in (kept | value).items() if one is not None}
        if field == "items" and value:
            value = [{name: one for name, one in row.items() if one is not None} for row in value]
        whole[field] = value
    return {field: value for field, value in whole.items() if value is not None}


def body_of(request: Request) -> dict[str, Any]:
    """A stored request as the body that would file it."""
    items = [
        {
            "document_type": item.document_type,
            "language": item.language,
            "copies": item.copies,
            "sealed": item.sealed,
            "note": item.note,
        }
        for item in request.items
    ]
    body = {
        "channel": request.channel,
        "track": request.track,
        "relation": request.relation,
        "subject": request.subject,
        "requester": request.requester,
        "items": [{key: value for key, value in item.items() if value is not None} for item in items],
        "delivery": request.delivery,
        "purpose": request.purpose,
        "needed_by": request.needed_by.isoformat() if request.needed_by else None,
        "note": request.note,
        "details": request.details,
    }
    if request.consent_version and request.consent_given_at:
        body["consent"] = {"version": request.consent_version, "given_at": request.consent_given_at.isoformat()}
    return {field: value for field, value in body.items() if value is not None}


def _apply(
    request: Request,
    changes: RequestChange,
    given: dict[str, Any],
    after: dict[str, Any],
    configuration: Configuration,
) -> None:
    if changes.items is not None:
        request.items = filing.rows(after["items"], configuration)
        due.measure(request, configuration)
    if "delivery" in given:
        request.delivery = after.get("delivery") or {}
        request.delivery_method = request.delivery.get("method")
    if "needed_by" in given:
        request.needed_by = changes.needed_by
    if "purpose" in given:
        request.purpose = after.get("purpose")


def _difference(before: dict[str, Any], after: dict[str, Any], given: dict[str, Any], who: str) -> dict[str, Any]:
    """Old and new values of what changed, masked where they identify."""
    reached = given.get("contact") or {}
    for body in (before, after):
        body["contact"] = {name: (body.get(who) or {}).get(name) for name in reached}
    changed = [field for field in given if before.get(field) != after.get(field)]
    return {
        "fields": changed,
        "old": masked({field: before.get(field) for field in changed}),
        "new": masked({field: after.get(field) for field in changed}),
    }


async def ask(session: AsyncSession, code: str, words: str, caller: Caller) -> Request:
    """Record what somebody would like changed and cannot change by himself (who he is; anything once work on it has
    begun), for staff to decide; 409 when it is closed. Long words are several entries: none of them is lost."""
    request = await locked(session, code)
    if states.Status(request.status) not in states.OPEN:
        raise Problem(409, "not_askable", "it is closed", current_status=request.status)
    for piece in event_payload.pieces(words):
        await history.record(session, request, "asked", caller, {"note": piece})
    return request


async def add_files(session: AsyncSession, code: str, ids: list[UUID], caller: Caller) -> Request:
    """Make papers that follow after filing part of a request; 409 when it is closed, 422 for files that are not its
    requester's."""
    request = await locked(session, code)
    if states.Status(request.status) not in states.OPEN:
        raise Problem(409, "not_askable", "it is closed", current_status=request.status)
    applicant = await applicants.of_request(session, request)
    there = {one.id for one in (await attachments.of_requests(session, [request.id])).get(request.id, [])}
    await attachments.hang(session, request.id, ids, applicant.conversation if applicant else None)
    fresh = [str(one) for one in ids if one not in there]
    if fresh:  # a call made again adds nothing
        await history.record(session, request, "files_added", caller, {"attachment_ids": fresh})
    return request


async def urge(session: AsyncSession, code: str, note: str | None, caller: Caller) -> Request:
    """Record that somebody asks for speed; 409 when it is not the archive's turn."""
    request = await locked(session, code)
    if not states.capabilities(states.Status(request.status)).may_urge:
        raise Problem(409, "nothing_to_urge", "it is not the archive's turn", current_status=request.status)
    request.urged += 1
    request.urged_at = clock.now()
    await history.record(session, request, "urged", caller, {"note": note, "count": request.urged})
    return request
