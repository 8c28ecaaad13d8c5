"""Which letter a request gets, and which event it is about."""

from collections.abc import Mapping, Sequence

from backend.domain import states
from backend.kit.errors import Problem
from backend.models.requests import Request, RequestEvent
from backend.printing.facts import Kind

_ENDED: Mapping[str, Kind] = {
    "partly_fulfilled": "partly",
    "not_found": "not_found",
    "referred": "referred",
    "rejected": "rejected",
}
_ABOUT: Mapping[Kind, tuple[str, ...]] = {
    "enclosed": ("fulfil",),
    "partly": ("fulfil",),
    "not_found": ("close_not_found",),
    "referred": ("refer",),
    "rejected": ("reject",),
    "supplement": ("ask_supplement",),
    "extended": ("extend",),
}
#: The steps of the table. Whatever else is noted leaves the letter about the step before the one to send.
_STEPS = frozenset(event.value for event in states.Event)


def kind_of(request: Request, events: Sequence[RequestEvent]) -> Kind:
    """Which letter fits a request as it stands. Problem 409 `no_letter` for one that was withdrawn."""
    if request.resolution == "withdrawn":
        raise Problem(409, "no_letter", "the request was withdrawn: there is nothing to send and nothing to say")
    if request.status == "awaiting_requester":
        return "supplement"
    moved = [one.event for one in events if one.event in _STEPS]
    if request.status != "closed" and moved and moved[-1] == "extend":
        return "extended"
    return _ENDED.get(request.resolution or "", "enclosed")


def event_of(kind: Kind, events: Sequence[RequestEvent]) -> RequestEvent | None:
    """The newest event that a letter of this kind is about."""
    return next((one for one in reversed(events) if one.event in _ABOUT[kind]), None)
