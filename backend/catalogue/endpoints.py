"""`/api/v1/catalogue` for everybody, `/api/v1/configuration` for the dialogue and administrators."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from backend.audit.service import Caller
from backend.catalogue import service
from backend.edge import CheckedRoute, ServiceOnly, Session

router = APIRouter(prefix="/api/v1", tags=["catalogue"], route_class=CheckedRoute)

Section = Annotated[Literal["catalogue", "service", "texts", "calendar", "notices"], Path()]
Kept = Annotated[Literal["catalogue", "service", "texts", "calendar", "notices", "menu"], Path()]
"""The account's menu has versions too; it is changed on a page of its own."""
Tag = Annotated[str | None, Header(max_length=200)]


class Change(BaseModel):
    """The whole overlay of a section."""

    model_config = ConfigDict(extra="forbid")

    value: dict[str, Any]
    author: str = Field("api", min_length=1, max_length=64)
    comment: str = Field("", max_length=200)


class Version(BaseModel):
    """One version of a section's overlay."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    section: str
    value: dict[str, Any]
    comment: str
    author: str
    at: datetime


def _fresh(configuration: service.Configuration, given: str | None, response: Response) -> bool:
    """Whether the caller already has this version."""
    tag = f'"{configuration.version}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    return bool(given) and tag in [one.strip().removeprefix("W/") for one in (given or "").split(",")]


@router.get("/catalogue", responses={304: {"description": "unchanged"}}, response_model=None)
async def catalogue(session: Session, response: Response, if_none_match: Tag = None) -> Any:
    """The documents that can be asked for, with what is asked for them."""
    configuration = await service.current(session)
    if _fresh(configuration, if_none_match, response):
        return Response(status_code=304, headers=dict(response.headers))
    return {"version": configuration.version, **configuration.raw["catalogue"]}


@router.get(
    "/configuration",
    responses={304: {"description": "unchanged"}},
    response_model=None,
    dependencies=[ServiceOnly],
    tags=["internal"],
)
async def configuration(session: Session, response: Response, if_none_match: Tag = None) -> Any:
    """Catalogue and service information with all changes laid over the shipped defaults."""
    found = await service.current(session)
    if _fresh(found, if_none_match, response):
        return Response(status_code=304, headers=dict(response.headers))
    return {"version": found.version, "catalogue": found.raw["catalogue"], "service": found.raw["service"]}


@router.put("/configuration/{section}", dependencies=[ServiceOnly], tags=["internal"])
async def change(section: Section, body: Change, session: Session) -> dict[str, str]:
    """Replace a section's overlay; 422 naming the place that cannot be used."""
    caller = Caller("staff", body.author)
    found = await service.change(session, section, body.value, caller, body.comment)
    return {"version": found.version}


@router.get("/configuration/{section}/versions", dependencies=[ServiceOnly], tags=["internal"])
async def versions(section: Kept, session: Session, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[Version]:
    """The newest versions of a section."""
    return [Version.model_validate(one) for one in await service.versions(session, section, limit)]
