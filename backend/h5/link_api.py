"""`POST /api/v1/uploads/links`: a short-lived page for files, for the chat, notices and staff to hand out."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from backend.attachments import links
from backend.edge import CheckedRoute, ServiceOnly, Session
from backend.requests import service as requests

router = APIRouter(prefix="/api/v1/uploads", tags=["attachments"], dependencies=[ServiceOnly], route_class=CheckedRoute)


class LinkIn(BaseModel):
    """What the link is for: a request by its code, or a conversation's draft by its key."""

    model_config = ConfigDict(extra="forbid")

    request: Annotated[str, StringConstraints(max_length=40)] | None = None
    conversation: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    use: Literal["at_once", "notice"] = "at_once"

    @model_validator(mode="after")
    def names_one(self) -> "LinkIn":
        """A link is for one thing."""
        if (self.request is None) == (self.conversation is None):
            raise ValueError("give either request or conversation")
        return self


class LinkOut(BaseModel):
    """The page's address and until when it takes files (real time)."""

    url: str
    expires_at: datetime


@router.post("/links", status_code=201, responses={404: {"description": "nobody has this code"}})
async def link(body: LinkIn, request: Request, session: Session) -> LinkOut:
    """Make a link; 404 for a code nobody has."""
    lifetime = links.IN_NOTICES if body.use == "notice" else links.AT_ONCE
    if body.request is not None:
        path = links.for_request((await requests.find(session, body.request)).id, lifetime)
    else:
        path = links.for_draft(body.conversation or "", lifetime)
    target = links.read(path.removeprefix(links.PATH))
    return LinkOut(url=request.app.state.settings.external_url + path, expires_at=target.expires_at)
