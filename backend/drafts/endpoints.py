"""`/api/v1/drafts/{conversation}`, for the dialogue alone."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from backend.drafts import service
from backend.edge import CheckedRoute, ServiceOnly, Session
from backend.models.applicants import Draft

# Not an unsealing route: a draft keeps sealed details sealed.
router = APIRouter(prefix="/api/v1/drafts", tags=["internal"], dependencies=[ServiceOnly], route_class=CheckedRoute)

Conversation = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


class DraftIn(BaseModel):
    """A new state over a known revision."""

    state: dict[str, Any]
    revision: int = Field(ge=0, le=2**31 - 2)


class DraftOut(BaseModel):
    """A draft as it stands."""

    state: dict[str, Any]
    revision: int
    updated_at: datetime

    @classmethod
    def of(cls, draft: Draft) -> "DraftOut":
        """From the row."""
        return cls(state=draft.state, revision=draft.revision, updated_at=draft.updated_at)


class Revision(BaseModel):
    """What was stored is known by this."""

    revision: int


@router.get("/{conversation}")
async def read(conversation: Conversation, session: Session) -> DraftOut:
    """The draft of a conversation."""
    return DraftOut.of(await service.find(session, conversation))


@router.put("/{conversation}")
async def write(conversation: Conversation, body: DraftIn, session: Session) -> Revision:
    """Store a state; 409 on a stale revision."""
    return Revision(revision=await service.put(session, conversation, body.state, body.revision))


class EndIn(BaseModel):
    """A sealed number and the figures it should end in; `old` are those it ends in now, when they were told."""

    entity: Literal["phone", "student_id", "id_number"]
    sealed: str = Field(max_length=2000)
    new: str = Field(pattern=r"^[0-9]{0,5}[0-9X]$")
    old: str | None = Field(None, pattern=r"^[0-9]{0,5}[0-9X]$")


class Sealed(BaseModel):
    """A sealed detail and how it may be shown."""

    sealed: str
    masked: str


@router.post("/{conversation}/ends")
async def mend_end(conversation: Conversation, body: EndIn) -> Sealed:
    """The same number with another end, sealed again; 422 when what comes out cannot be one."""
    sealed, masked = service.mended(body.entity, body.sealed, body.new, body.old)
    return Sealed(sealed=sealed, masked=masked)


class PieceIn(BaseModel):
    """A sealed address and a piece of it as it should be (28号); `old` is what stands there now, when it was told."""

    sealed: str = Field(max_length=2000)
    new: str = Field(min_length=2, max_length=24)
    old: str | None = Field(None, min_length=1, max_length=24)


@router.post("/{conversation}/pieces")
async def mend_piece(conversation: Conversation, body: PieceIn) -> Sealed:
    """The same address with that piece, sealed again; 422 when it is not certain which piece is meant."""
    sealed, masked = service.mended_address(body.sealed, body.new, body.old)
    return Sealed(sealed=sealed, masked=masked)


@router.delete("/{conversation}", status_code=204)
async def forget(conversation: Conversation, session: Session) -> Response:
    """Forget the draft; nothing happens when there is none."""
    await service.remove(session, conversation)
    return Response(status_code=204)
