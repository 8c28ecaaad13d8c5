"""`/api/v1/talks/{conversation}/open`: all that the dialogue needs before it can answer a message, in one call."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from backend.applicants import service
from backend.applicants.endpoints import ConsentOut
from backend.catalogue import service as catalogue
from backend.drafts import service as drafts
from backend.edge import ServiceOnly, Session, UnsealingRoute

# Only what comes in is unsealed: the draft keeps its sealed details sealed.
router = APIRouter(prefix="/api/v1/talks", tags=["internal"], dependencies=[ServiceOnly], route_class=UnsealingRoute)


class Who(BaseModel):
    """Who talks."""

    model_config = ConfigDict(extra="forbid")

    openid: str = Field(min_length=1, max_length=128)


class Opened(BaseModel):
    """The draft as it stands (null and 0 when there is none), the consent in force, the configuration's version."""

    state: dict[str, Any] | None
    revision: int
    consent: ConsentOut | None
    configuration: str


@router.post("/{conversation}/open")
async def open_talk(
    conversation: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")], body: Who, session: Session
) -> Opened:
    """Read what one turn rests on."""
    draft = await drafts.peek(session, conversation)
    consent = await service.consent_in_force(session, body.openid)
    return Opened(
        state=draft.state if draft else None,
        revision=draft.revision if draft else 0,
        consent=ConsentOut.of(consent) if consent else None,
        configuration=(await catalogue.current(session)).version,
    )
