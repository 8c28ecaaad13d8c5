"""The buttons of a request: from the rulebook's table alone, the next step first, and what each one asks for."""

from dataclasses import dataclass, field

from backend.catalogue.service import Configuration
from backend.console.queue.wording import word
from backend.domain import reasons, states
from backend.domain.states import Event, Status
from backend.models.requests import Request

_PICKUP = ("pickup", "pickup_box")
_QUIET = (Event.WITHDRAW, Event.REOPEN)
_LETTERS = (Event.ASK_SUPPLEMENT, Event.CLOSE_NOT_FOUND, Event.REFER, Event.REJECT)


@dataclass(frozen=True, slots=True)
class Step:
    """One button with its form."""

    event: str
    label: str
    next: bool = False
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    reasons: list[tuple[str, str]] = field(default_factory=list)
    asks: list[tuple[str, str]] = field(default_factory=list)
    partly: bool = False
    previewed: bool = False
    must_tell: tuple[str, ...] = ()
    unusual: bool = False

    @property
    def plain(self) -> bool:
        """Whether it goes without a question."""
        asked = self.needs or self.reasons or self.asks or self.partly or self.unusual
        return not asked and self.event != Event.SUPPLEMENT


def steps_for(request: Request, configuration: Configuration) -> list[Step]:
    """What staff may do now, the next step first."""
    status = Status(request.status)
    allowed = states.allowed(status, states.Actor.STAFF, erased=request.erased_at is not None)
    ahead = next_of(request)
    steps = [_step(event, request, configuration, ahead) for event in allowed]
    return sorted(steps, key=lambda step: (not step.next, step.event in _QUIET))


def next_of(request: Request) -> Event | None:
    """The usual next step."""
    if request.status == Status.PROCESSING:
        if request.delivery_method == "express":
            return Event.SHIP
        return Event.MARK_READY if request.delivery_method in _PICKUP else Event.FULFIL
    return {
        Status.SUBMITTED: Event.START_REVIEW,
        Status.UNDER_REVIEW: Event.APPROVE,
        Status.AWAITING_REQUESTER: Event.SUPPLEMENT,
        Status.READY_FOR_PICKUP: Event.FULFIL,
        Status.SHIPPED: Event.FULFIL,
    }.get(Status(request.status))


def _step(event: Event, request: Request, configuration: Configuration, ahead: Event | None) -> Step:
    texts = configuration.texts
    coded = [(one, texts.render(f"reason.{event.value}.{one}")) for one in reasons.reasons(event)]
    asks: list[tuple[str, str]] = []
    if event is Event.ASK_SUPPLEMENT:
        known = {one.code for one in configuration.catalogue.documents}
        documents = [
            configuration.catalogue.document(item.document_type)
            for item in request.items
            if item.document_type in known
        ]
        wanted = reasons.supplements(request.track, documents)
        asks = [(one, texts.render(reasons.supplement_key(one) or one)) for one in wanted]
    rule = states.TRANSITIONS[event]
    return Step(
        event=event.value,
        label=word("event", event.value),
        next=event is ahead,
        needs=rule.needs,
        takes=rule.takes,
        reasons=coded,
        asks=asks,
        partly=event is Event.FULFIL and len(request.items) > 1,
        previewed=event in _LETTERS,
        unusual=states.unusual(event, request.delivery_method),
        must_tell=reasons.MUST_TELL.get(event, ()),
    )
