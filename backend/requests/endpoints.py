"""`/api/v1/requests`: file, read, list, change, urge, and let events happen."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel

from backend.audit.service import SERVICE, Caller
from backend.catalogue import service as catalogue
from backend.edge import ServiceOnly, Session, UnsealingRoute
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.requests import service
from backend.requests.asked import Asked
from backend.requests.schemas import (
    ActorIn,
    EventIn,
    FilesIn,
    RequestChange,
    RequestIn,
    RequestOut,
    RequestPage,
    UrgeIn,
    WishIn,
)

router = APIRouter(prefix="/api/v1/requests", tags=["requests"], dependencies=[ServiceOnly], route_class=UnsealingRoute)

Code = Annotated[
    str, Path(max_length=40, description="the request's code, in any spelling", examples=["LT261121-7K4PXM"])
]
Lang = Annotated[Literal["zh", "en"], Query(description="language of public words")]
Key = Annotated[str | None, Header(min_length=1, max_length=200)]


def caller_of(actor: ActorIn | None, default: str = "requester") -> Caller:
    """Who acts: as the trusted caller says."""
    return Caller(actor.kind, actor.id) if actor else Caller(default)


async def answer(session: Session, request: Request, lang: str = "zh") -> RequestOut:
    """A request after a change."""
    configuration = await catalogue.current(session)
    return (await service.shown(session, [request], configuration, lang))[0]


@router.post("", status_code=201, responses={200: {"model": RequestOut, "description": "filed before"}})
async def file(
    body: RequestIn, session: Session, response: Response, idempotency_key: Key = None, lang: Lang = "zh"
) -> RequestOut:
    """File a request. The same key and body give the same request again; another body is refused with 409."""
    if idempotency_key is None:
        raise Problem(400, "idempotency_key_missing", "send an Idempotency-Key, so that nothing is filed twice")
    configuration = await catalogue.current(session)
    kind = "requester" if body.channel in ("wechat", "h5", "email") else "staff"
    caller = Caller(kind, body.channel)
    request, new = await service.file(session, body, idempotency_key, configuration, caller)
    response.status_code = 201 if new else 200
    return await _with_twin(session, request, configuration, lang)


async def _with_twin(
    session: Session, request: Request, configuration: catalogue.Configuration, lang: str
) -> RequestOut:
    """The request, and the earlier one that it repeats, if there is one."""
    out = await answer(session, request, lang)
    days = configuration.service.periods.duplicate_window_days
    out.duplicate_of = await service.duplicate(session, request, days)
    return out


@router.get("")
async def list_requests(
    session: Session,
    filters: Asked,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
    lang: Lang = "zh",
) -> RequestPage:
    """Requests, the newest first (or by promised date), a page at a time."""
    if filters is None:
        return RequestPage(items=[], next=None)
    found, after = await service.page(session, filters, cursor, limit)
    return RequestPage(items=await service.shown(session, found, await catalogue.current(session), lang), next=after)


@router.get("/{code}", responses={429: {"description": "a day's limit of revealing is reached"}})
async def read(
    code: Code,
    session: Session,
    reveal: bool = False,
    reason: Annotated[str | None, Query(max_length=200)] = None,
    lang: Lang = "zh",
) -> RequestOut:
    """One request, its numbers masked; `reveal=true` shows them and is written to the audit log."""
    request = await service.find(session, code)
    configuration = await catalogue.current(session)
    if reveal:
        return await service.reveal(session, request, configuration, SERVICE, reason, lang)
    return (await service.shown(session, [request], configuration, lang))[0]


@router.patch("/{code}")
async def change(code: Code, body: RequestChange, session: Session, lang: Lang = "zh") -> RequestOut:
    """Change items, delivery, needed_by or purpose until processing starts; 409 afterwards."""
    configuration = await catalogue.current(session)
    request = await service.change(session, code, body, configuration, Caller("requester"))
    return await _with_twin(session, request, configuration, lang)


@router.post("/{code}/events")
async def happen(
    code: Code, body: EventIn, session: Session, idempotency_key: Key = None, lang: Lang = "zh"
) -> RequestOut:
    """Let an event happen; 409 `illegal_transition` when it is not possible now. With a key it happens once."""
    configuration = await catalogue.current(session)
    caller = Caller(body.actor.kind, body.actor.id) if body.actor else None

    async def act() -> Request:
        return await service.happen(session, code, body.event, body.payload(), configuration, caller)

    return await answer(session, await _once(session, "requests.events", idempotency_key, code, body, act), lang)


@router.post("/{code}/urge")
async def urge(code: Code, session: Session, body: UrgeIn | None = None, lang: Lang = "zh") -> RequestOut:
    """Record a wish for speed; 409 when it is not the archive's turn."""
    given = body or UrgeIn()
    request = await service.urge(session, code, given.note, caller_of(given.actor))
    return await answer(session, request, lang)


@router.post("/{code}/wishes")
async def ask(code: Code, body: WishIn, session: Session, idempotency_key: Key = None, lang: Lang = "zh") -> RequestOut:
    """Leave staff a word about what should still be changed; 409 `not_askable` once it is closed. With a key it is
    left once."""

    async def act() -> Request:
        return await service.ask(session, code, body.words, caller_of(body.actor))

    return await answer(session, await _once(session, "requests.wishes", idempotency_key, code, body, act), lang)


async def _once(
    session: Session, scope: str, key: str | None, code: str, body: BaseModel, act: Callable[[], Awaitable[Request]]
) -> Request:
    """What the call does; one that comes again under its key does nothing more."""
    if key is None:
        return await act()
    asked = {"code": code, "body": body.model_dump(mode="json")}
    request, _ = await service.once(session, scope, key, asked, act)
    return request


@router.post("/{code}/attachments")
async def add_files(code: Code, body: FilesIn, session: Session, lang: Lang = "zh") -> RequestOut:
    """Add papers that follow after filing; 409 `not_askable` once it is closed, 422 for files of somebody else."""
    request = await service.add_files(session, code, body.attachment_ids, caller_of(body.actor))
    return await answer(session, request, lang)


@router.get("/{code}/due")
async def explain(code: Code, session: Session, lang: Lang = "zh") -> dict[str, Any]:
    """How the promised date came about, step by step."""
    request = await service.find(session, code)
    return service.explain(request, await catalogue.current(session), lang)
