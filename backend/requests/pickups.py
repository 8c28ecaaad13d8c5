"""`POST /api/v1/pickups`: papers are handed over at the counter."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints

from backend.audit.service import Caller
from backend.catalogue import service as catalogue
from backend.edge import CheckedRoute, ServiceOnly, Session
from backend.requests import service
from backend.requests.collecting import collect
from backend.requests.schemas import ActorIn, RequestOut

router = APIRouter(prefix="/api/v1/pickups", tags=["requests"], dependencies=[ServiceOnly], route_class=CheckedRoute)


class PickupIn(BaseModel):
    """The six digits, or what the scanner read from the QR code; who hands over."""

    model_config = ConfigDict(extra="forbid")

    pickup_code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=80)]
    actor: ActorIn | None = None
    partly: bool | None = None


@router.post("", responses={404: {"description": "no papers wait under this code"}})
async def hand_over(body: PickupIn, session: Session) -> RequestOut:
    """Close the request whose papers are collected; 404 when none wait under this code, 409 when they are gone."""
    configuration = await catalogue.current(session)
    caller = Caller("staff", body.actor.id if body.actor else "counter")
    payload = {"partly": True} if body.partly else {}
    request = await collect(session, body.pickup_code, configuration, caller, payload)
    return (await service.shown(session, [request], configuration))[0]
