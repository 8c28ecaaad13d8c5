"""Looking: the list, a conversation, what lies beside it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Path, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime

from backend.attachments import service as attachments
from backend.attachments.endpoints import store_of
from backend.audit import service as audit
from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.desk import finding, showing
from backend.conversations import desk
from backend.edge import Session
from backend.handover import canned, rota
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.conversations import STAFF_PREFIX

router = shell.router()

Key = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Show = Annotated[Literal["all", "waiting", "mine"], Query()]
Before = Annotated[AwareDatetime | None, Query()]
_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")


@router.get("/console/desk")
async def desk_page(
    request: Request, session: Session, visitor: shell.Signed, show: Show = "all", before: Before = None
) -> Response:
    """The list with nothing opened yet."""
    listing = await finding.listing(session, visitor, show, before)
    duty = await rota.names_now(session, clock.now())
    values: dict[str, Any] = {"listing": listing, "opened": None, "head": None, "duty": duty}
    values["mine"] = _own(visitor)
    return await shell.page(request, session, visitor, "desk/desk.html", **values)


def _own(visitor: Visitor) -> str:
    """How this person is named as an owner of talks."""
    return f"{STAFF_PREFIX}{visitor.staff_id}"


@router.get("/console/desk/list")
async def list_part(
    request: Request, session: Session, visitor: shell.Signed, show: Show = "all", before: Before = None
) -> Response:
    """The list alone."""
    listing = await finding.listing(session, visitor, show, before)
    opened = request.headers.get("hx-current-url", "").partition("/talks/")[2][:32]
    return shell.part(request, "desk/_list.html", listing=listing, opened=opened, mine=_own(visitor))


@router.get("/console/desk/canned")
async def canned_part(
    request: Request, session: Session, visitor: shell.Signed, q: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """Canned replies that fit what was typed."""
    text = q.strip().lstrip("/").lower()
    replies = [
        one for one in await canned.all_of_them(session) if text in f"{one.shortcut} {one.title} {one.body}".lower()
    ]
    return shell.part(request, "desk/_canned.html", replies=replies)


@router.get("/console/desk/talks/{key}")
async def talk_page(
    request: Request, session: Session, visitor: shell.Signed, key: Key, show: Show = "all", before: Before = None
) -> Response:
    """The list with one conversation open."""
    head = await showing.head(session, key, visitor)
    if head.mine:
        await desk.read(session, key)
    lines, earlier = await showing.lines(session, key, visitor)
    values: dict[str, Any] = {
        "listing": await finding.listing(session, visitor, show, before),
        "opened": key,
        "duty": [],
        "mine": _own(visitor),
    }
    values |= {"head": head, "lines": lines, "earlier": earlier} | await showing.side(session, key, visitor)
    return await shell.page(request, session, visitor, "desk/desk.html", **values)


@router.get("/console/desk/talks/{key}/lines")
async def lines_part(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    key: Key,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    few: bool = False,
) -> Response:
    """The newest messages, or earlier ones. `few`: the last ones alone, for a page that shows more than the talk."""
    if few:
        lines, _ = await showing.lines(session, key, visitor, limit=showing.FEW)
        return shell.part(request, "desk/_lines.html", lines=lines, earlier=None, head={"key": key})
    if before is None and await showing.unread(session, key, visitor):
        await desk.read(session, key)
    lines, earlier = await showing.lines(session, key, visitor, before=before)
    return shell.part(request, "desk/_lines.html", lines=lines, earlier=earlier, head={"key": key})


@router.get("/console/desk/talks/{key}/head")
async def head_part(request: Request, session: Session, visitor: shell.Signed, key: Key) -> Response:
    """The line above the talk and the place to write."""
    return shell.part(request, "desk/_head.html", head=await showing.head(session, key, visitor))


@router.get("/console/desk/talks/{key}/side")
async def side_part(request: Request, session: Session, visitor: shell.Signed, key: Key) -> Response:
    """What lies beside the talk."""
    values = await showing.side(session, key, visitor)
    return shell.part(request, "desk/_side.html", head=await showing.head(session, key, visitor), **values)


@router.get("/console/desk/talks/{key}/files/{attachment_id}")
async def picture(request: Request, session: Session, visitor: shell.Signed, key: Key, attachment_id: UUID) -> Response:
    """A picture of this conversation, as a picture and nothing else; what a person sent, as from their request: with
    words across it, and on record."""
    attachment = await attachments.find(session, attachment_id)
    if attachment.conversation != key or attachment.media_type not in _PICTURES:
        raise Problem(404, "not_found")
    if attachment.source == "staff":
        data, media_type = await attachments.read(store_of(request), attachment), attachment.media_type
    else:
        mark = (await catalogue.current(session)).texts.render("attachments.watermark")
        data, media_type = await attachments.read_for_staff(store_of(request), attachment, f"{mark} {visitor.name}")
        await audit.record(session, shell.caller(visitor), "view_file", key, {"attachment": str(attachment_id)})
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "Content-Disposition": "inline"}
    return Response(data, media_type=media_type, headers=headers)
