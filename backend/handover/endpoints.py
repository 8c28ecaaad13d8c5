"""`POST /api/v1/conversations/{conversation}/handover`, for the dialogue."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from backend.catalogue import hours
from backend.catalogue import service as catalogue
from backend.conversations import desk
from backend.edge import CheckedRoute, ServiceOnly, Session
from backend.handover import rota
from backend.kit import clock

router = APIRouter(
    prefix="/api/v1/conversations", tags=["internal"], dependencies=[ServiceOnly], route_class=CheckedRoute
)

_MINUTES_EACH = 5


class HandoverIn(BaseModel):
    """Why a person is asked for."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("asked", max_length=200)


class HandoverOut(BaseModel):
    """What can honestly be said: place, a guess of the wait, whether anybody is there, and when."""

    position: int
    waiting_minutes: int
    on_duty: bool
    hours_text: str | None


@router.post("/{conversation}/handover")
async def hand_over(
    conversation: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")],
    body: HandoverIn,
    session: Session,
    lang: str = "zh",
) -> HandoverOut:
    """Put the conversation into the queue; asking again changes nothing."""
    configuration = await catalogue.current(session)
    on_duty = await rota.on_duty(session, configuration, clock.now())
    standing = await desk.hand_over(session, conversation, body.reason, on_duty=on_duty)
    return HandoverOut(
        position=standing.position,
        waiting_minutes=standing.position * _MINUTES_EACH,
        on_duty=on_duty,
        hours_text=hours.in_words(configuration, "en" if lang == "en" else "zh"),
    )
