"""Filing: checked by the rulebook, stored once whatever is sent twice, promised by a date."""

import json
import re
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.attachments import service as attachments
from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.domain import codes, requirements, validation
from backend.domain.normalise import normalised
from backend.domain.states import Status
from backend.kit import clock
from backend.kit.crypto import blind_index
from backend.kit.errors import Problem
from backend.models.applicants import Applicant
from backend.models.base import uuid7
from backend.models.requests import Request, RequestItem
from backend.requests import due, history, repository, terms
from backend.requests.repeating import once
from backend.requests.schemas import RequestIn

_SCOPE = "requests"
_TRIES = 5


async def file(
    session: AsyncSession, body: RequestIn, key: str, configuration: Configuration, caller: Caller
) -> tuple[Request, bool]:
    """The filed request and whether it is new. Problem 409 for a key used for something else, 422 for faults."""
    # The moment of consent is left out: a caller that was killed and tries again may have noted a later one.
    asked = body.model_dump(mode="json", exclude={"consent": {"given_at"}})

    async def act() -> Request:
        return await _filed(session, body, configuration, caller)

    return await once(session, _SCOPE, key, asked, act)


async def _filed(session: AsyncSession, body: RequestIn, configuration: Configuration, caller: Caller) -> Request:
    plain = checked(body.model_dump(mode="json", exclude_none=True), configuration)
    applicant = await applicants.ensure(session, body.openid) if body.openid else None
    request = await _store(session, _built(body, plain, applicant, configuration))
    await _complete(session, request, body, applicant)
    await history.record(session, request, "submitted", caller, {"channel": body.channel}, before="")
    await audit.count_filed(session)
    return request


def checked(body: dict[str, Any], configuration: Configuration, only: Collection[str] | None = None) -> dict[str, Any]:
    """The body in its kept form. Problem 422 with everything that is wrong or missing, at once.

    `only` names the parts or fields whose values are new: what was accepted once is not refused for having grown old.
    """
    catalogue, today = configuration.catalogue, clock.today()
    wrong = validation.check(body, catalogue, today, delivery=configuration.service.delivery_methods())
    if only is not None:
        wrong = tuple(one for one in wrong if {one.field, re.split(r"[.\[]", one.field)[0]} & set(only))
    problems = [{"field": one.field, "code": one.code} for one in wrong]
    named = {one.field for one in wrong}
    lacking = requirements.hard(requirements.missing(body, catalogue))
    problems += [_lack(one) for one in lacking if one.field not in named]
    if problems:
        raise Problem(422, "invalid", "some details are missing or cannot be accepted", problems=problems)
    return normalised(body, catalogue, today)


def _lack(one: requirements.Missing) -> dict[str, Any]:
    lack: dict[str, Any] = {"field": one.field, "code": one.reason}
    return lack | {"any_of": list(one.any_of)} if one.any_of else lack


def _built(
    body: RequestIn, plain: Mapping[str, Any], applicant: Applicant | None, configuration: Configuration
) -> Request:
    subject = plain.get("subject") or {}
    delivery = plain.get("delivery") or {}
    now = clock.now()
    request = Request(
        id=uuid7(),
        channel=body.channel,
        track=body.track,
        relation=plain.get("relation"),
        status=Status.SUBMITTED.value,
        created_at=now,
        updated_at=now,
        applicant_id=applicant.id if applicant else None,
        subject=subject,
        requester=plain.get("requester") or None,
        delivery=delivery,
        details=plain.get("details") or {},
        purpose=plain.get("purpose") or None,
        note=plain.get("note") or None,
        needed_by=body.needed_by,
        consent_version=body.consent.version if body.consent else None,
        consent_given_at=body.consent.given_at if body.consent else None,
        degree_level=subject.get("degree_level"),
        enrollment_year=subject.get("enrollment_year"),
        graduation_year=subject.get("graduation_year"),
        delivery_method=delivery.get("method"),
        event_count=0,
        event_head="",
    )
    request.items = rows(plain.get("items") or [], configuration)
    request.same_as = same_as(request, applicant)
    due.start(request, configuration, now)
    return request


def rows(plain: list[Mapping[str, Any]], configuration: Configuration) -> list[RequestItem]:
    """The rows to store; what the catalogue leaves no choice of need not be said."""
    made = []
    for position, item in enumerate(plain):
        document = configuration.catalogue.document(item["document_type"])
        row = RequestItem(position=position, document_type=document.code)
        row.language = item.get("language") or (document.languages[0] if document.languages else "zh")
        row.copies = item.get("copies") or 1
        row.sealed, row.note = item.get("sealed"), item.get("note")
        made.append(row)
    return made


def same_as(request: Request, applicant: Applicant | None) -> str:
    """What makes two requests the same: who asks, about whom, for which papers."""
    who = applicant.conversation if applicant else (request.requester or request.subject).get("phone")
    wanted = sorted({(item.document_type, item.language) for item in request.items})
    about = [terms.normal("name", str(request.subject.get("name") or "")), request.graduation_year]
    return blind_index("same", json.dumps([who, about, wanted], ensure_ascii=False))


async def _store(session: AsyncSession, request: Request) -> Request:
    """Give it a code nobody has."""
    day = request.created_at.astimezone(clock.SHANGHAI).date()
    for _ in range(_TRIES):
        request.code = codes.issue(day, secrets.randbelow)
        if await repository.code_taken(session, request.code):
            continue
        try:
            async with session.begin_nested():
                session.add(request)
                await session.flush()
        except IntegrityError:
            continue
        return request
    raise Problem(503, "unavailable", "no free code was found; please try again")


async def _complete(session: AsyncSession, request: Request, body: RequestIn, applicant: Applicant | None) -> None:
    """Everything that hangs on a new request."""
    conversation = applicant.conversation if applicant else None
    if body.draft_files and conversation:
        await attachments.hang_draft(session, request.id, body.attachment_ids, conversation)
    else:
        await attachments.hang(session, request.id, body.attachment_ids, conversation)
    await repository.replace_terms(session, request.id, terms.digests(request.subject, request.requester))
    if body.openid and body.consent:
        await applicants.decide(session, body.openid, body.consent.version, granted=True)


async def twin(session: AsyncSession, request: Request, since: datetime) -> Request | None:
    """An earlier open request for the same papers of the same person, filed after a moment."""
    return await repository.open_twin(session, request.same_as, request.id, since) if request.same_as else None
