"""`GET /api/v1/progress/{code}`: public, throttled, the same answer for "no such code" and "wrong digits"."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request

from backend.catalogue import service as catalogue
from backend.kit.errors import Problem
from backend.progress import service

router = APIRouter(prefix="/api/v1/progress", tags=["progress"])


def address_of(request: Request) -> str:
    """Where a call comes from. A proxy in front is told to uvicorn by FORWARDED_ALLOW_IPS, never believed here."""
    return request.client.host if request.client else ""


@router.get("/{code}", responses={404: {"description": "nothing to show"}, 429: {"description": "too many tries"}})
async def progress(
    request: Request,
    code: Annotated[str, Path(max_length=40)],
    phone_last4: Annotated[str, Query(max_length=8, description="the last four digits of the telephone")] = "",
    lang: Literal["zh", "en"] = "zh",
) -> dict[str, Any]:
    """State and history of one request, for whoever knows its code and the telephone's last four digits."""
    async with request.app.state.database.session() as session:
        found = await service.find(session, code, phone_last4.strip(), address_of(request))
        if found is not None:
            return await service.answer(session, found, await catalogue.current(session), lang)
    # Only now, so that the wrong try is stored.
    raise Problem(404, "not_found")
