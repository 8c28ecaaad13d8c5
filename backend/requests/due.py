"""The promised date of a request: facts in its row, worked out by the rulebook, kept for sorting."""

from datetime import date, datetime, time

from backend.catalogue.service import Configuration
from backend.domain import deadlines
from backend.domain.calendar import add_working_days
from backend.domain.states import Status
from backend.kit import clock
from backend.models.requests import Request


def start(request: Request, configuration: Configuration, now: datetime) -> None:
    """Begin to count."""
    request.received_at, request.pauses, request.extensions = now, [], []
    request.acknowledge_by = _acknowledge_by(request, configuration)
    measure(request, configuration)


def _acknowledge_by(request: Request, configuration: Configuration) -> date | None:
    """The day by which somebody has looked at it."""
    days = configuration.service.promises.review_working_days
    if days is None:
        return None
    facts = deadlines.Facts(request.received_at, days)
    return deadlines.due(facts, configuration.calendar, _cut_off(configuration)).date


def restart(request: Request, configuration: Configuration) -> None:
    """Count anew from now, for a request opened again."""
    start(request, configuration, clock.now())


def note_done(request: Request) -> None:
    """Remember when it was done for the first time and what was promised then: opened again, it has another date."""
    if request.first_done_at is None:
        request.first_done_at, request.first_done_due = clock.now(), request.due_on


def measure(request: Request, configuration: Configuration) -> None:
    """Take the working days its rows need (the slowest counts), then work out the date."""
    codes = [item.document_type for item in request.items]
    default = configuration.service.promises.default_working_days
    request.working_days = configuration.catalogue.working_days(codes, default)
    settle(request, configuration)


def stop(request: Request, configuration: Configuration) -> None:
    """The requester owes something: the clock stands still and the days left are kept."""
    request.pauses = [*request.pauses, {"began_at": clock.now().isoformat(), "ended_at": None}]
    settle(request, configuration)


def resume(request: Request, configuration: Configuration) -> None:
    """The clock runs again with the days that were left."""
    *before, last = request.pauses or [None]
    if last is not None:
        request.pauses = [*before, last | {"ended_at": clock.now().isoformat()}]
    settle(request, configuration)


def extend(request: Request, configuration: Configuration, working_days: int, reason: str) -> None:
    """Add working days at the end; where no date was promised, promise one from today."""
    if request.working_days is None:
        request.received_at, request.working_days = clock.now(), working_days
    else:
        added = {"at": clock.now().isoformat(), "working_days": working_days, "reason": reason}
        request.extensions = [*request.extensions, added]
    settle(request, configuration)


def stopped_at(request: Request) -> datetime | None:
    """Since when the clock stands still; None while it runs."""
    last = request.pauses[-1] if request.pauses else None
    return datetime.fromisoformat(last["began_at"]) if last and not last["ended_at"] else None


def settle(request: Request, configuration: Configuration) -> bool:
    """Work the date out again; True when it moved."""
    before = request.due_on
    if request.status == Status.SUBMITTED:
        request.acknowledge_by = _acknowledge_by(request, configuration)
    found = due_date(request, configuration)
    if found is None:
        request.due_on, request.due_provisional, request.days_left = None, False, None
    else:
        request.due_on, request.due_provisional = found.date, found.provisional
        request.days_left = found.remaining if found.paused else None
    return request.due_on != before


def due_date(request: Request, configuration: Configuration) -> deadlines.DueDate | None:
    """The date with the steps by which it came about; None where none is promised."""
    if request.working_days is None:
        return None
    return deadlines.due(_facts(request, request.working_days), configuration.calendar, _cut_off(configuration))


def standing(request: Request, configuration: Configuration, today: date) -> deadlines.Standing:
    """How it stands against its date today."""
    soon = configuration.service.promises.due_soon_working_days
    found = due_date(request, configuration)
    return deadlines.standing(found, Status(request.status), today, configuration.calendar, soon_working_days=soon)


def soon_until(configuration: Configuration, today: date) -> date:
    """The last day that counts as due soon."""
    return add_working_days(today, configuration.service.promises.due_soon_working_days, configuration.calendar)


def _facts(request: Request, working_days: int) -> deadlines.Facts:
    pauses = tuple(
        deadlines.Pause(
            datetime.fromisoformat(one["began_at"]),
            datetime.fromisoformat(one["ended_at"]) if one["ended_at"] else None,
        )
        for one in request.pauses
    )
    extensions = tuple(
        deadlines.Extension(datetime.fromisoformat(one["at"]), one["working_days"], one["reason"])
        for one in request.extensions
    )
    return deadlines.Facts(request.received_at, working_days, pauses, extensions)


def _cut_off(configuration: Configuration) -> time | None:
    return configuration.service.promises.cut_off
