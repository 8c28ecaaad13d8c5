"""Which requests the query of a list or of an export asks for."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import AwareDatetime

from backend.applicants import service as applicants
from backend.catalogue import service as catalogue
from backend.edge import Session
from backend.kit import clock
from backend.requests import due, service
from backend.requests.schemas import Channel, Openid, Resolution, Status, Track


async def asked(
    session: Session,
    openid: Annotated[Openid | None, Query()] = None,
    status: Annotated[list[Status] | None, Query()] = None,
    channel: Annotated[list[Channel] | None, Query()] = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    sort: Literal["newest", "due"] = "newest",
    resolution: Resolution | None = None,
    track: Track | None = None,
    document_type: Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00]*$")] = None,
    due_state: Annotated[Literal["overdue", "today", "soon", "unacknowledged"] | None, Query(alias="due")] = None,
    owner: Annotated[str | None, Query(max_length=64, pattern=r"^[^\x00]*$", description="username, or `none`")] = None,
    created_from: AwareDatetime | None = None,
    created_before: AwareDatetime | None = None,
) -> service.Filters | None:
    """The filters; None when they ask for somebody we do not know, who has no requests."""
    filters: dict[str, Any] = {"statuses": status or (), "channels": channel or (), "sort": sort}
    filters |= {"resolution": resolution, "track": track, "document_type": document_type}
    filters |= {"created_from": created_from, "created_before": created_before}
    if q and q.strip():
        filters |= service.search(q)
    if openid is not None:
        applicant = await applicants.find(session, openid)
        if applicant is None:
            return None
        filters["applicant_id"] = applicant.id
    if owner is not None:
        filters |= await service.owned_by(session, owner)
    if due_state is not None:
        configuration = await catalogue.current(session)
        filters |= _due(due_state, due.soon_until(configuration, clock.today()))
    return service.Filters(**filters)


def _due(state: str, soon: date) -> dict[str, Any]:
    today = clock.today()
    if state == "overdue":
        return {"due_before": today}
    if state == "unacknowledged":
        return {"acknowledge_before": today}
    last = today if state == "today" else soon
    return {"due_from": today, "due_before": date.fromordinal(last.toordinal() + 1)}


Asked = Annotated[service.Filters | None, Depends(asked)]
