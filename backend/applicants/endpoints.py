"""`/api/v1/consents`: what a person agreed to."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from backend.applicants import service
from backend.attachments.store import FileStore
from backend.edge import ServiceOnly, Session, UnsealingRoute
from backend.models.applicants import Consent

router = APIRouter(prefix="/api/v1/consents", tags=["internal"], dependencies=[ServiceOnly], route_class=UnsealingRoute)


class ConsentIn(BaseModel):
    """One decision on one version of the privacy notice."""

    model_config = ConfigDict(extra="forbid")

    openid: str = Field(min_length=1, max_length=128)
    version: str = Field(min_length=1, max_length=40, pattern=r"^[\w.\-]+$")
    granted: bool


class ConsentOut(BaseModel):
    """A decision as recorded."""

    version: str
    granted: bool
    at: datetime

    @classmethod
    def of(cls, consent: Consent) -> "ConsentOut":
        """From the row."""
        return cls(version=consent.version, granted=consent.granted, at=consent.at)


class ConsentList(BaseModel):
    """All decisions, the newest first; `current` is the consent in force, if any."""

    current: ConsentOut | None
    items: list[ConsentOut]


@router.post("", status_code=201)
async def decide(body: ConsentIn, request: Request, session: Session) -> ConsentOut:
    """Record a decision; a refusal erases the identity details and the files given so far."""
    consent = await service.decide(session, body.openid, body.version, body.granted)
    if not body.granted:
        await service.forget_files(session, FileStore(request.app.state.settings.home), body.openid)
    return ConsentOut.of(consent)


@router.get("")
async def list_decisions(openid: Annotated[str, Query(min_length=1, max_length=128)], session: Session) -> ConsentList:
    """The decisions of one person."""
    items = [ConsentOut.of(consent) for consent in await service.decisions(session, openid)]
    return ConsentList(current=items[0] if items and items[0].granted else None, items=items)
