"""Which requests a list shows, as conditions of a query."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from backend.domain.states import Status
from backend.models.requests import Request, RequestItem, RequestTerm
from backend.requests.paging import Sort

#: States in which the promise is kept: no calendar moves its date any more.
KEPT = ("ready_for_pickup", "shipped", "closed")
#: States in which the requester is waited for, and reminded.
REMINDED = ("awaiting_requester", "ready_for_pickup")
#: States in which no promised date runs.
STOPPED = ("awaiting_requester", *KEPT)


@dataclass(frozen=True)
class Filters:
    """Which requests a list shows."""

    applicant_id: UUID | None = None
    statuses: Sequence[str] = ()
    channels: Sequence[str] = ()
    resolution: str | None = None
    track: str | None = None
    document_type: str | None = None
    owner_id: UUID | None = None
    unowned: bool = False
    code: str | None = None
    code_prefix: str | None = None
    code_days: tuple[datetime, datetime] | None = None
    """When a code that begins so was issued: the list goes by time, and the codes' index alone is no help in that."""
    digests: Sequence[str] | None = None
    due_before: date | None = None
    due_from: date | None = None
    acknowledge_before: date | None = None
    """Those nobody has begun to look at though it was promised before this day."""
    created_from: datetime | None = None
    created_before: datetime | None = None
    sort: Sort = field(default="newest")


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What a row must be like to be shown."""
    found: list[ColumnElement[bool]] = []
    equal = {
        Request.applicant_id: filters.applicant_id,
        Request.resolution: filters.resolution,
        Request.track: filters.track,
        Request.owner_id: filters.owner_id,
        Request.code: filters.code,
    }
    found += [column == value for column, value in equal.items() if value is not None]
    found += _sets(filters)
    if filters.code_prefix:
        end = filters.code_prefix + "~"
        found.append(and_(Request.code >= filters.code_prefix, Request.code < end))
    if filters.code_days:
        found.append(and_(Request.created_at >= filters.code_days[0], Request.created_at < filters.code_days[1]))
    if filters.unowned:
        found.append(Request.owner_id.is_(None))
    return found + _times(filters)


def _sets(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.statuses:
        found.append(Request.status.in_(filters.statuses))
    if filters.channels:
        found.append(Request.channel.in_(filters.channels))
    if filters.digests is not None:
        terms = select(RequestTerm.request_id).where(RequestTerm.digest.in_(filters.digests))
        found.append(Request.id.in_(terms))
    if filters.document_type:
        rows = select(RequestItem.request_id).where(RequestItem.document_type == filters.document_type)
        found.append(Request.id.in_(rows))
    return found


def _times(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.due_before or filters.due_from:
        found.append(Request.status.not_in(STOPPED))
    if filters.due_before:
        found.append(Request.due_on < filters.due_before)
    if filters.due_from:
        found.append(Request.due_on >= filters.due_from)
    if filters.acknowledge_before:
        found.append(unacknowledged(filters.acknowledge_before))
    if filters.created_from:
        found.append(Request.created_at >= filters.created_from)
    if filters.created_before:
        found.append(Request.created_at < filters.created_before)
    return found


def unacknowledged(before: date) -> ColumnElement[bool]:
    """What waits to be looked at though that was promised before a day."""
    return and_(Request.status == Status.SUBMITTED.value, Request.acknowledge_by < before)
