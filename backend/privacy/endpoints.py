"""`/api/v1/applicants`: export and erasure."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict

from backend.attachments.store import FileStore
from backend.audit.service import Caller
from backend.edge import ServiceOnly, Session, UnsealingRoute
from backend.privacy import service
from backend.requests.schemas import Openid

router = APIRouter(
    prefix="/api/v1/applicants", tags=["internal"], dependencies=[ServiceOnly], route_class=UnsealingRoute
)
_PERSON = Caller("requester", "self")


class Who(BaseModel):
    """Whose data."""

    model_config = ConfigDict(extra="forbid")

    openid: Openid


@router.post("/erase")
async def erase(body: Who, request: Request, session: Session) -> dict[str, Any]:
    """Erase what may be erased, and say what is kept and why."""
    store = FileStore(request.app.state.settings.home)
    return (await service.erase(session, store, body.openid, _PERSON)).as_data()


@router.get("/export")
async def export(openid: Annotated[Openid, Query()], request: Request, session: Session) -> dict[str, Any]:
    """Everything stored about a person, and the page where they get it themselves."""
    page = request.app.state.settings.external_url + "/h5/data"
    return await service.export(session, openid, _PERSON) | {"page": page}
