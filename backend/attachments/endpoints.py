"""`/api/v1/attachments`: files in, what is known of them out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, StringConstraints

from backend.attachments import service
from backend.attachments.pictures import MAX_BYTES
from backend.attachments.store import FileStore
from backend.catalogue import service as catalogue
from backend.edge import ServiceOnly, Session
from backend.kit.errors import Problem
from backend.models.requests import Attachment

router = APIRouter(prefix="/api/v1/attachments", tags=["attachments"], dependencies=[ServiceOnly])

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Conversation = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class AttachmentId(BaseModel):
    """What to hand in with a request."""

    id: UUID


class AttachmentView(BaseModel):
    """What is known of a file."""

    id: UUID
    kind: str
    source: str
    state: str
    problem: str | None
    media_type: str | None
    size: int | None
    created_at: datetime

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentView":
        """From the row."""
        return cls.model_validate(attachment, from_attributes=True)


class AttachmentList(BaseModel):
    """Files of one draft."""

    items: list[AttachmentView]


class KindIn(BaseModel):
    """What a file shows."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind


def store_of(request: Request) -> FileStore:
    """The file store of this process."""
    return FileStore(request.app.state.settings.home)


@router.post("", status_code=201)
async def upload(
    request: Request,
    session: Session,
    file: Annotated[UploadFile, File()],
    kind: Annotated[Kind, Form()] = "unsorted",
    conversation: Annotated[Conversation | None, Form()] = None,
) -> AttachmentId:
    """Keep a picture or PDF; it becomes part of a request by `attachment_ids`."""
    if file.size is not None and file.size > MAX_BYTES:
        raise Problem(413, "file_refused", reason="too_large")
    data = await file.read(MAX_BYTES + 1)
    name = (file.filename or "")[-120:] or None
    kept = await service.keep(
        session, store_of(request), data, kind=kind, source="api", conversation=conversation, file_name=name
    )
    return AttachmentId(id=kept.id)


@router.get("")
async def list_draft(draft: Annotated[Conversation, Query()], session: Session) -> AttachmentList:
    """Files that hang on a conversation's draft."""
    return AttachmentList(items=[AttachmentView.of(one) for one in await service.of_draft(session, draft)])


@router.get("/{attachment_id}")
async def read(attachment_id: UUID, session: Session) -> AttachmentView:
    """What is known of a file."""
    return AttachmentView.of(await service.find(session, attachment_id))


@router.patch("/{attachment_id}")
async def sort(attachment_id: UUID, body: KindIn, session: Session) -> AttachmentView:
    """Say what a file shows."""
    return AttachmentView.of(await service.sort(session, attachment_id, body.kind))


@router.delete("/{attachment_id}", status_code=204, response_class=Response)
async def drop(attachment_id: UUID, request: Request, session: Session) -> None:
    """Erase a file sent by mistake; 409 when it is part of a request."""
    await service.drop(session, store_of(request), attachment_id)


@router.get("/{attachment_id}/content", response_class=Response)
async def content(attachment_id: UUID, request: Request, session: Session, marked: bool = False) -> Response:
    """The file itself, as a download that no browser will run; with `marked`, as staff see it."""
    attachment = await service.find(session, attachment_id)
    if marked:
        words = (await catalogue.current(session)).texts.render("attachments.watermark")
        data, media_type = await service.read_for_staff(store_of(request), attachment, words)
    else:
        data, media_type = await service.read(store_of(request), attachment), attachment.media_type or ""
    headers = {
        "Content-Disposition": "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    return Response(data, media_type=media_type, headers=headers)
