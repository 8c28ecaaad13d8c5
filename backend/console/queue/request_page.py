"""Everything about one request on one screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.attachments import service as attachments
from backend.auth import service as auth
from backend.auth.permissions import Bit
from backend.auth.sessions import Visitor
from backend.catalogue.service import Configuration
from backend.console.queue import change, people
from backend.console.queue.steps import steps_for
from backend.console.queue.wording import field_label, word
from backend.conversations import records
from backend.domain import requirements
from backend.domain.deadlines import Standing
from backend.models.requests import Attachment, Request, RequestEvent
from backend.notifications import repository as notices
from backend.requests import repository, service, words, working
from backend.requests.changing import body_of, changeable


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history."""

    at: datetime
    event: str
    words: str
    who: str
    note: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """One notice with its fate."""

    at: datetime
    words: str
    state: str
    tried: list[tuple[str, str, int]]


async def assemble(
    session: AsyncSession, request: Request, configuration: Configuration, visitor: Visitor
) -> dict[str, Any]:
    """The values of the page."""
    staff = {str(one.id): one.display_name for one in await auth.everybody(session)}
    staff |= {one.username: one.display_name for one in await auth.everybody(session)}
    files = (await attachments.of_requests(session, [request.id])).get(request.id, [])
    events = (await repository.events(session, [request.id])).get(request.id, [])
    found: dict[str, Any] = {"one": request, "files": files, "kinds": configuration.catalogue.attachment_kinds}
    found |= who(request, configuration, visitor)
    found |= _dates(request, configuration)
    found["missing"] = missing(request, configuration, files, visitor)
    found["rows"] = _rows(request, configuration, visitor)
    found["history"] = [_happened(one, request, configuration, staff, visitor) for one in events]
    found["notices"] = await _notices(session, request, visitor, configuration)
    found["notes"] = [
        (note.at, staff.get(note.author, note.author), people.hushed(note.body, visitor, configuration, request))
        for note in await working.notes(session, request.id)
    ]
    found["parcels"] = (await repository.parcels(session, [request.id])).get(request.id, [])
    found["owner"] = staff.get(str(request.owner_id), "") if request.owner_id else ""
    found["first_owner"] = staff.get(str(request.first_owner_id), "") if request.first_owner_id else ""
    found["steps"] = steps_for(request, configuration) if visitor.may(Bit.QUEUE_WORK) else []
    found["may_change"] = changeable(request, by_staff=True) and visitor.may(Bit.QUEUE_WORK)
    found["tasks"] = await notices.open_tasks(session, request.id)
    found["talk"] = await _talk(session, request, visitor)
    found["duplicate"] = await service.duplicate(session, request, configuration.service.periods.duplicate_window_days)
    found["offices"] = [one.name.zh for one in configuration.catalogue.departments.values() if not one.own]
    found["state_word"] = (
        word("resolution", request.resolution) if request.resolution else word("status", request.status)
    )
    return found


def who(request: Request, configuration: Configuration, visitor: Visitor, *, revealed: bool = False) -> dict[str, Any]:
    """The people and where the papers go."""
    return {
        "subject": people.facts(request.subject, visitor, revealed=revealed),
        "requester": people.facts(request.requester, visitor, revealed=revealed),
        "delivery": people.facts(request.delivery, visitor, revealed=revealed),
        "details": people.details(request, configuration, visitor, revealed=revealed),
        "purpose": people.hushed(request.purpose, visitor, configuration, request),
        "note": people.hushed(request.note, visitor, configuration, request),
        "revealed": revealed,
    }


def _rows(request: Request, configuration: Configuration, visitor: Visitor) -> list[dict[str, Any]]:
    names = {one.code: one for one in configuration.catalogue.documents}
    return [
        {
            "name": names[item.document_type].name_zh if item.document_type in names else item.document_type,
            "language": word("language", item.language),
            "copies": item.copies,
            "sealed": item.sealed,
            "note": people.hushed(item.note, visitor, configuration, request),
        }
        for item in request.items
    ]


def _dates(request: Request, configuration: Configuration) -> dict[str, Any]:
    explained = service.explain(request, configuration)
    standing = Standing(explained["standing"])
    tone = {Standing.OVERDUE: "red", Standing.DUE_TODAY: "amber", Standing.DUE_SOON: "amber"}.get(standing, "")
    explained |= {"tone": tone, "words": word("standing", standing.value)}
    routes = {_route(request, item.document_type, configuration) for item in request.items} - {""}
    return {"due": explained, "elsewhere": sorted(routes)}


def _route(request: Request, code: str, configuration: Configuration) -> str:
    """`成绩单：教务处` when the catalogue says that another office issues this one."""
    catalogue = configuration.catalogue
    if code not in {one.code for one in catalogue.documents}:
        return ""
    facts = (request.degree_level, request.enrollment_year, request.graduation_year)
    found = catalogue.route(code, *facts, today=request.created_at.date())
    if found.here or not found.certain:
        return ""
    return f"{catalogue.document(code).name_zh}：{found.department.name.zh}"


def missing(
    request: Request, configuration: Configuration, files: Sequence[Attachment], visitor: Visitor
) -> dict[str, Any]:
    """What was asked for, and what by the catalogue is not there yet."""
    body = body_of(request) | {"attachment_kinds": [one.kind for one in files]}
    catalogue = configuration.catalogue
    papers = [
        catalogue.attachment_kinds[rule.kind].zh + ("" if rule.required else "（有更好）")
        for rule in requirements.attachments_wanted(body, catalogue)
    ]
    # Unsealed is what nobody asked to be sealed; that is no gap.
    gaps = [one.field for one in requirements.missing(body, catalogue) if not one.field.endswith(".sealed")]
    asked = words.lacks(request.missing or [], catalogue, configuration.texts)
    hidden = [people.hushed(one, visitor, configuration, request) for one in asked]
    return {"asked": hidden, "papers": papers, "facts": [field_label(field) for field in gaps]}


def _happened(
    event: RequestEvent, request: Request, configuration: Configuration, staff: Mapping[str, str], visitor: Visitor
) -> Happened:
    text = words.of_event(event, configuration.catalogue, configuration.texts)
    note = str((event.data or {}).get("note") or "")
    name = staff.get(event.actor_id or "", "") or word("actor", event.actor_kind)
    return Happened(
        at=event.at,
        event=word("event", event.event),
        words=people.hushed(text, visitor, configuration, request),
        who=name,
        note=people.hushed(note, visitor, configuration, request),
        changes=change.differences(event.data or {}, request, configuration, visitor)
        if event.event == "changed"
        else [],
    )


async def _notices(
    session: AsyncSession, request: Request, visitor: Visitor, configuration: Configuration
) -> list[Told]:
    found = await notices.of_request(session, request.id)
    attempts = await notices.attempts(session, [one.id for one in found])
    return [
        Told(
            at=one.created_at,
            words=people.hushed(one.words, visitor, configuration, request),
            state=word("notice_state", one.state),
            tried=[
                (word("notice_channel", tried.channel), word("notice_state", tried.state), tried.tries)
                for tried in attempts[one.id].values()
            ],
        )
        for one in found
    ]


async def _talk(session: AsyncSession, request: Request, visitor: Visitor) -> str | None:
    """The conversation it came from, for those who may look at conversations."""
    if not visitor.may(Bit.DESK_VIEW):
        return None
    applicant = await applicants.of_request(session, request)
    talk = await records.talk(session, applicant.conversation) if applicant else None
    return talk.conversation if talk else None
