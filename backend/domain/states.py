"""States of a request and the one table of what may happen to it, by whom, and with what details."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where a filed request stands."""

    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    AWAITING_REQUESTER = "awaiting_requester"
    PROCESSING = "processing"
    READY_FOR_PICKUP = "ready_for_pickup"
    SHIPPED = "shipped"
    CLOSED = "closed"


class Resolution(StrEnum):
    """How a closed request ended; an open request has none."""

    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    NOT_FOUND = "not_found"
    REFERRED = "referred"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What can be done to a filed request."""

    START_REVIEW = "start_review"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLEMENT = "supplement"
    APPROVE = "approve"
    MARK_READY = "mark_ready"
    SHIP = "ship"
    FULFIL = "fulfil"
    CLOSE_NOT_FOUND = "close_not_found"
    REFER = "refer"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    EXTEND = "extend"
    REOPEN = "reopen"


class Actor(StrEnum):
    """Who does it: the applicant, a member of staff, or the service by itself."""

    REQUESTER = "requester"
    STAFF = "staff"
    SYSTEM = "system"


class WaitingOn(StrEnum):
    """Whose turn it is."""

    ARCHIVE = "archive"
    REQUESTER = "requester"
    NOBODY = "nobody"


class Refusal(StrEnum):
    """Why an event was refused; stable, used in the API's `reason`."""

    CLOSED = "closed"
    NOT_CLOSED = "not_closed"
    WRONG_STATUS = "wrong_status"
    WRONG_ACTOR = "wrong_actor"
    NEEDS_PERSON = "needs_person"
    ERASED = "erased"


class IllegalTransition(Exception):
    """The event is not possible in this status or not for this actor; `reason` is stable."""

    def __init__(self, status: Status, event: Event, actor: Actor, reason: Refusal) -> None:
        super().__init__(f"{event} by {actor} in {status}: {reason}")
        self.status = status
        self.event = event
        self.actor = actor
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. `target` None means that the status stays as it is."""

    sources: frozenset[Status]
    target: Status | None
    actors: frozenset[Actor]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    resolution: Resolution | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A permitted step. `resolution` is set exactly when `after` is closed."""

    event: Event
    before: Status
    after: Status
    resolution: Resolution | None

    @property
    def closes(self) -> bool:
        """Whether the request is closed by this step."""
        return self.after is Status.CLOSED

    @property
    def changes_status(self) -> bool:
        """Whether the status differs afterwards (an extension keeps it)."""
        return self.after is not self.before


OPEN: Final = frozenset(Status) - {Status.CLOSED}
#: Before the archive begins to make papers, the applicant may still change or withdraw the request.
BEFORE_PROCESSING: Final = frozenset({Status.SUBMITTED, Status.UNDER_REVIEW, Status.AWAITING_REQUESTER})

#: What ends the promise of a date: the paper has left the archive's hands, or the answer was given.
KEEPS_PROMISE: Final = frozenset(
    {Event.MARK_READY, Event.SHIP, Event.FULFIL, Event.CLOSE_NOT_FOUND, Event.REFER, Event.REJECT}
)

#: The ways of delivery that a step is meant for. It is no guard: people change their minds at the counter.
_MEANT_FOR: Final[Mapping[Event, frozenset[str]]] = {
    Event.MARK_READY: frozenset({"pickup", "pickup_box"}),
    Event.SHIP: frozenset({"express"}),
}

_STAFF: Final = frozenset({Actor.STAFF})
_STAFF_SYSTEM: Final = frozenset({Actor.STAFF, Actor.SYSTEM})
_APPLICANT_STAFF: Final = frozenset({Actor.REQUESTER, Actor.STAFF})
_ANYONE: Final = frozenset(Actor)
#: What whoever does not get the papers is told besides: where was looked, and what to do now.
_SEARCH: Final = ("searched", "next_step")

TRANSITIONS: Final[Mapping[Event, Rule]] = {
    Event.START_REVIEW: Rule(frozenset({Status.SUBMITTED}), Status.UNDER_REVIEW, _STAFF_SYSTEM),
    Event.ASK_SUPPLEMENT: Rule(
        frozenset({Status.UNDER_REVIEW}), Status.AWAITING_REQUESTER, _STAFF_SYSTEM, ("missing",)
    ),
    # The system acts here when a paper arrives by mail and is matched to the request.
    Event.SUPPLEMENT: Rule(
        frozenset({Status.AWAITING_REQUESTER}),
        Status.UNDER_REVIEW,
        _ANYONE,
        (),
        ("note", "attachment_ids", "draft_files"),
    ),
    Event.APPROVE: Rule(frozenset({Status.UNDER_REVIEW}), Status.PROCESSING, _STAFF),
    Event.MARK_READY: Rule(frozenset({Status.PROCESSING}), Status.READY_FOR_PICKUP, _STAFF_SYSTEM),
    Event.SHIP: Rule(frozenset({Status.PROCESSING}), Status.SHIPPED, _STAFF_SYSTEM, ("tracking_number",), ("carrier",)),
    Event.FULFIL: Rule(
        frozenset({Status.PROCESSING, Status.READY_FOR_PICKUP, Status.SHIPPED}),
        Status.CLOSED,
        _STAFF,
        (),
        ("partly",),
        Resolution.FULFILLED,
    ),
    Event.CLOSE_NOT_FOUND: Rule(
        frozenset({Status.UNDER_REVIEW, Status.PROCESSING}),
        Status.CLOSED,
        _STAFF,
        ("reason",),
        _SEARCH,
        Resolution.NOT_FOUND,
    ),
    Event.REFER: Rule(
        BEFORE_PROCESSING, Status.CLOSED, _STAFF, ("reason", "referred_to"), _SEARCH, Resolution.REFERRED
    ),
    Event.REJECT: Rule(BEFORE_PROCESSING, Status.CLOSED, _STAFF, ("reason",), ("next_step",), Resolution.REJECTED),
    Event.WITHDRAW: Rule(BEFORE_PROCESSING, Status.CLOSED, _APPLICANT_STAFF, (), ("reason",), Resolution.WITHDRAWN),
    Event.EXTEND: Rule(OPEN, None, _STAFF, ("reason", "working_days")),
    Event.REOPEN: Rule(frozenset({Status.CLOSED}), Status.UNDER_REVIEW, _STAFF, ("reason",)),
}

_WAITING_ON: Final[Mapping[Status, WaitingOn]] = {
    Status.SUBMITTED: WaitingOn.ARCHIVE,
    Status.UNDER_REVIEW: WaitingOn.ARCHIVE,
    Status.AWAITING_REQUESTER: WaitingOn.REQUESTER,
    Status.PROCESSING: WaitingOn.ARCHIVE,
    Status.READY_FOR_PICKUP: WaitingOn.REQUESTER,
    Status.SHIPPED: WaitingOn.NOBODY,
    Status.CLOSED: WaitingOn.NOBODY,
}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the applicant may do by himself in a status."""

    may_edit: bool
    may_ask: bool
    may_withdraw: bool
    may_supplement: bool
    may_urge: bool


def advance(status: Status, event: Event, actor: Actor, *, partly: bool = False, erased: bool = False) -> Transition:
    """Return the step that `event` by `actor` makes from `status`; raise IllegalTransition otherwise.

    `partly` turns a fulfilment into a partial one and means nothing for other events. With a request whose person was
    `erased` nothing is done any more: what came anew would never be erased.
    """
    rule = TRANSITIONS[event]
    refusal = _refusal(rule, status, actor, erased)
    if refusal is not None:
        raise IllegalTransition(status, event, actor, refusal)
    resolution = rule.resolution
    if resolution is Resolution.FULFILLED and partly:
        resolution = Resolution.PARTLY_FULFILLED
    return Transition(event, status, rule.target or status, resolution)


def _refusal(rule: Rule, status: Status, actor: Actor, erased: bool) -> Refusal | None:
    if status not in rule.sources:
        if status is Status.CLOSED:
            return Refusal.CLOSED
        return Refusal.NOT_CLOSED if rule.sources == {Status.CLOSED} else Refusal.WRONG_STATUS
    if actor not in rule.actors:
        closes = rule.target is Status.CLOSED
        return Refusal.NEEDS_PERSON if closes and actor is Actor.SYSTEM else Refusal.WRONG_ACTOR
    return Refusal.ERASED if erased else None


def unusual(event: Event, delivery_method: str | None) -> bool:
    """Whether a step contradicts the way of delivery that was asked for; possible, but worth a question."""
    return delivery_method is not None and delivery_method not in _MEANT_FOR.get(event, {delivery_method})


def allowed(status: Status, actor: Actor, *, erased: bool = False) -> tuple[Event, ...]:
    """The events `actor` may cause in `status`, in the table's order (the console draws buttons from it)."""
    return tuple(event for event, rule in TRANSITIONS.items() if _refusal(rule, status, actor, erased) is None)


def default_actor(event: Event) -> Actor:
    """Who is meant when a trusted caller names no actor: the applicant for his own acts, else staff."""
    return Actor.REQUESTER if event in (Event.SUPPLEMENT, Event.WITHDRAW) else Actor.STAFF


def waiting_on(status: Status) -> WaitingOn:
    """Whose turn it is in `status`; a paper ready for collection waits on the applicant."""
    return _WAITING_ON[status]


def capabilities(status: Status) -> Capabilities:
    """What the applicant may do: edit and withdraw until processing, then ask staff; urge while the archive works."""
    before = status in BEFORE_PROCESSING
    return Capabilities(
        may_edit=before,
        may_ask=status in OPEN and not before,
        may_withdraw=before,
        may_supplement=status is Status.AWAITING_REQUESTER,
        may_urge=waiting_on(status) is WaitingOn.ARCHIVE,
    )


def promise_kept(status: Status) -> bool:
    """Whether the promised paper has left the archive's hands, so that the due date no longer runs."""
    return status in (Status.READY_FOR_PICKUP, Status.SHIPPED, Status.CLOSED)


def status_key(status: Status, resolution: Resolution | None = None) -> str:
    """Text key of the public words for a status, e.g. `status.submitted`, `status.closed.not_found`."""
    if status is Status.CLOSED and resolution is not None:
        return f"status.closed.{resolution.value}"
    return f"status.{status.value}"


def event_key(event: Event, resolution: Resolution | None = None) -> str:
    """Text key of the public words for a step in the history, e.g. `event.approve`, `event.fulfil.partly`."""
    if event is Event.FULFIL and resolution is Resolution.PARTLY_FULFILLED:
        return "event.fulfil.partly"
    return f"event.{event.value}"


def public_keys() -> tuple[str, ...]:
    """Every text key this module can name, so that a test can see that each has words."""
    statuses = [status_key(status) for status in Status]
    closed = [status_key(Status.CLOSED, resolution) for resolution in Resolution]
    return (*statuses, *closed, *(event_key(event) for event in Event), "event.fulfil.partly")
