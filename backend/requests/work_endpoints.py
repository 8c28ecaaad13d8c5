"""The staff's side of the API: queue, owners, notes, bulk actions, holds, exports."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue import service as catalogue
from backend.domain import reasons, states
from backend.edge import CheckedRoute, ServiceOnly, Session
from backend.kit import clock
from backend.requests import exporting, service, working
from backend.requests.asked import Asked
from backend.requests.endpoints import Code, Lang, answer
from backend.requests.schemas import EventName, RequestOut

router = APIRouter(prefix="/api/v1/requests", tags=["work"], dependencies=[ServiceOnly], route_class=CheckedRoute)

_PAGE = 500
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00]+$")]
Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]+$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Claim(_In):
    """Who takes it."""

    staff: Name


class Assignment(_In):
    """Who shall have it (nobody when null), and who says so."""

    staff: Name | None
    by: Name


class NoteIn(_In):
    """A note among staff."""

    body: Words
    author: Name


class NoteOut(BaseModel):
    """A note as stored."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    at: datetime
    author: str
    body: str


class Bulk(BaseModel):
    """One event for many requests; further members are the event's details."""

    model_config = ConfigDict(extra="allow")

    codes: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=200)]
    event: EventName
    by: Name


class BulkResult(BaseModel):
    """What became of one request."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    done: bool
    problem: str | None


class Hold(_In):
    """Whether a request must be kept, and why."""

    on: bool
    reason: Words
    by: Name


@router.get("/counts")
async def counts(session: Session) -> dict[str, Any]:
    """The numbers over the queue."""
    return await working.counts(session, await catalogue.current(session))


@router.get("/reasons")
async def coded_reasons() -> dict[str, list[str]]:
    """The coded reasons of each event that needs one; words of one's own may be given instead."""
    return {event.value: list(reasons.reasons(event)) for event in states.Event if reasons.reasons(event)}


@router.post("/bulk")
async def bulk(body: Bulk, session: Session) -> list[BulkResult]:
    """Let one event happen to many requests; each stands for itself."""
    configuration = await catalogue.current(session)
    payload = body.model_dump(exclude={"codes", "event", "by"}, exclude_none=True)
    by = Caller("staff", body.by)
    done = await working.happen_to_many(session, body.codes, body.event, payload, configuration, by)
    return [BulkResult.model_validate(one) for one in done]


@router.get("/export", response_class=Response)
async def export(
    session: Session,
    filters: Asked,
    by: Annotated[str, Query(min_length=1, max_length=64, pattern=r"^[^\x00]+$")],
    form: Literal["csv", "xlsx"] = "csv",
    lang: Lang = "zh",
) -> Response:
    """The list as a file, asked for as the list is, numbers masked; who took it stays on record."""
    configuration = await catalogue.current(session)
    lines = [exporting.header(configuration.texts, lang)]
    cursor = None
    while filters is not None and len(lines) <= exporting.MOST_ROWS:
        found, cursor = await service.page(session, filters, cursor, _PAGE)
        lines += exporting.rows(await service.shown(session, found, configuration, lang))
        if cursor is None:
            break
    held = len(lines) - 1
    if cursor is not None:
        lines.append(exporting.cut_off(configuration.texts, lang))
    await audit.record(session, Caller("staff", by), "export", "requests", {"rows": held})
    kind = "text/csv; charset=utf-8"
    if form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    data = exporting.as_csv(lines) if form == "csv" else exporting.as_xlsx(lines)
    name = f"requests-{clock.today():%Y%m%d}.{form}"
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/{code}/claim")
async def claim(code: Code, body: Claim, session: Session, lang: Lang = "zh") -> RequestOut:
    """Take a request nobody has; 409 when somebody was quicker."""
    return await answer(session, await working.claim(session, code, body.staff), lang)


@router.post("/{code}/assign")
async def assign(code: Code, body: Assignment, session: Session, lang: Lang = "zh") -> RequestOut:
    """Give a request to somebody else, or to nobody."""
    return await answer(session, await working.assign(session, code, body.staff, Caller("staff", body.by)), lang)


@router.get("/{code}/notes")
async def list_notes(code: Code, session: Session) -> list[NoteOut]:
    """Notes among staff."""
    request = await service.find(session, code)
    return [NoteOut.model_validate(note) for note in await working.notes(session, request.id)]


@router.post("/{code}/notes", status_code=201)
async def add_note(code: Code, body: NoteIn, session: Session) -> NoteOut:
    """Add a note; the requester never sees it."""
    return NoteOut.model_validate(await working.add_note(session, code, body.body, body.author))


@router.put("/{code}/hold")
async def hold(code: Code, body: Hold, session: Session, lang: Lang = "zh") -> RequestOut:
    """Keep a request from erasure, or end that."""
    by = Caller("staff", body.by)
    return await answer(session, await working.hold(session, code, body.on, by, body.reason), lang)


@router.get("/{code}/supplements")
async def askable(code: Code, session: Session) -> list[str]:
    """What can be asked of this requester, the most particular first; words of one's own may be added."""
    request = await service.find(session, code)
    configuration = await catalogue.current(session)
    documents = [configuration.catalogue.document(item.document_type) for item in request.items]
    return list(reasons.supplements(request.track, documents))
