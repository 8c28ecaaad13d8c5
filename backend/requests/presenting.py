"""A request as the API shows it: masked unless revealed, with its history in public words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.attachments import service as attachments
from backend.catalogue.service import Configuration
from backend.domain import states
from backend.domain.masking import mask
from backend.models.requests import Attachment, Parcel, Request, RequestEvent
from backend.requests import repository, words
from backend.requests.schemas import (
    AttachmentOut,
    ConsentGiven,
    HistoryOut,
    ItemOut,
    ParcelOut,
    RequestOut,
)

_MASKED = {"id_number": "id_number", "phone": "phone", "landline": "landline", "passport": "passport"}


@dataclass(frozen=True)
class Hanging:
    """What hangs on a request."""

    events: list[RequestEvent]
    files: list[Attachment]
    parcels: list[Parcel]
    owner: str | None


async def present(
    session: AsyncSession,
    requests: Sequence[Request],
    configuration: Configuration,
    *,
    reveal: bool = False,
    lang: str = "zh",
) -> list[RequestOut]:
    """The requests with all that hangs on them, in a fixed number of queries."""
    ids = [request.id for request in requests]
    events = await repository.events(session, ids)
    files = await attachments.of_requests(session, ids)
    parcels = await repository.parcels(session, ids)
    owners = await repository.staff_names(session, {one.owner_id for one in requests if one.owner_id})
    shown = []
    for one in requests:
        owner = owners.get(one.owner_id) if one.owner_id else None
        hanging = Hanging(events.get(one.id, []), files.get(one.id, []), parcels.get(one.id, []), owner)
        shown.append(view(one, hanging, configuration, reveal=reveal, lang=lang))
    return shown


def view(request: Request, hanging: Hanging, configuration: Configuration, *, reveal: bool, lang: str) -> RequestOut:
    """One request in the API's shape."""
    status, erased = states.Status(request.status), request.erased_at is not None
    return RequestOut(
        code=request.code,
        status=status.value,
        resolution=request.resolution,
        public_status=configuration.texts.render(status_key(request), lang),
        waiting_on=states.waiting_on(status).value,
        due_on=request.due_on,
        provisional=request.due_provisional,
        owner=hanging.owner,
        allowed=[event.value for event in states.allowed(status, states.Actor.STAFF, erased=erased)],
        editable=states.capabilities(status).may_edit,
        missing=words.lacks(request.missing or [], configuration.catalogue, configuration.texts, lang),
        tracking_number=hanging.parcels[-1].tracking_number if hanging.parcels else None,
        parcels=[ParcelOut.model_validate(one, from_attributes=True) for one in hanging.parcels],
        history=history(hanging.events, configuration, lang),
        attachments=[AttachmentOut.model_validate(one, from_attributes=True) for one in hanging.files],
        **_columns(request),
        **_personal(request, reveal),
    )


def status_key(request: Request) -> str:
    """The text key of a request's public state."""
    resolution = states.Resolution(request.resolution) if request.resolution else None
    return states.status_key(states.Status(request.status), resolution)


def history(events: Sequence[RequestEvent], configuration: Configuration, lang: str = "zh") -> list[HistoryOut]:
    """The public history, the oldest first."""
    catalogue, texts = configuration.catalogue, configuration.texts
    return [
        HistoryOut(at=one.at, event=one.event, public_text=words.of_event(one, catalogue, texts, lang))
        for one in events
    ]


def _columns(request: Request) -> dict[str, Any]:
    names = [
        *("acknowledge_by", "created_at", "updated_at", "closed_at", "channel", "track", "relation"),
        *("purpose", "needed_by", "note", "urged", "pickup_code", "legal_hold"),
    ]
    consent = None
    if request.consent_version and request.consent_given_at:
        consent = ConsentGiven(version=request.consent_version, given_at=request.consent_given_at)
    items = [ItemOut.model_validate(item, from_attributes=True) for item in request.items]
    return {name: getattr(request, name) for name in names} | {"consent": consent, "items": items}


def _personal(request: Request, reveal: bool) -> dict[str, Any]:
    names = ("subject", "requester", "delivery", "details")
    return {name: value if reveal else masked(value) for name in names for value in [getattr(request, name)]}


def masked(value: Any, entity: str | None = None) -> Any:
    """JSON with every number that identifies or calls a person masked, however deep it lies."""
    if isinstance(value, dict):
        return {key: masked(inner, _entity(key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, entity) for inner in value]
    return mask(entity, value) if entity and isinstance(value, str) else value


def _entity(key: str) -> str | None:
    """`spouse_id_number` is an id number too."""
    for ending, entity in _MASKED.items():
        if key == ending or key.endswith("_" + ending):
            return entity
    return None
