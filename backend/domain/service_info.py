"""What the service tells about itself: hours, places, delivery, promises. None always means "not configured"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from backend.domain.calendar import Closure, WorkCalendar
from backend.domain.catalogue_reading import read_bilingual
from backend.domain.catalogue_types import DELIVERY_METHODS, Bilingual
from backend.domain.config_reader import CatalogueError, Node
from backend.domain.deadlines import SHANGHAI
from backend.domain.quiet_hours import QuietHours
from backend.domain.retention import Periods

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_POSTAGE: Final = ("receiver", "archive")


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """A stretch of opening time; weekdays count from Monday 0. Ends are not open any more."""

    weekdays: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class ServiceClosure:
    """Days on which the archive is shut; `stops_clock` when they are no working days for promised dates."""

    name: Bilingual
    first: date
    last: date
    stops_clock: bool
    note: Bilingual | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place to come to."""

    code: str
    name: Bilingual
    address: Bilingual | None
    directions: Bilingual | None
    parking: Bilingual | None


@dataclass(frozen=True, slots=True)
class DeliveryWay:
    """A way in which papers reach people. `postage` is receiver, archive or None (not configured)."""

    method: str
    enabled: bool
    name: Bilingual
    postage: str | None
    carriers: tuple[str, ...]
    place: str | None
    keep_days: int | None


@dataclass(frozen=True, slots=True)
class Promises:
    """Periods in working days and the daily cut-off time; None: no such promise is made."""

    review_working_days: int | None
    cut_off: time | None
    due_soon_working_days: int
    default_working_days: int | None


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """The whole of the configuration's `service` part."""

    institution: Bilingual
    short_name: Bilingual
    counter: tuple[OpenPeriod, ...]
    desk: tuple[OpenPeriod, ...]
    closures: tuple[ServiceClosure, ...]
    places: tuple[Place, ...]
    phone: str | None
    email: str | None
    postal_address: Bilingual | None
    postcode: str | None
    delivery: tuple[DeliveryWay, ...]
    abroad: bool | None
    invoice: bool | None
    rush: bool | None
    promises: Promises
    quiet_hours: QuietHours | None
    periods: Periods
    publish_promise: bool = False
    """Whether the promise and how well it is kept stand on a public page."""

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object], path: str = "service") -> ServiceInfo:
        """Read the `service` part; CatalogueError names the path of the first value that is wrong."""
        node = Node.at(mapping, path)
        node.only(
            *("institution", "hours", "closures", "places", "contact", "delivery", "abroad", "invoice", "rush"),
            *("deadlines", "quiet_hours", "retention", "publish_promise"),
        )
        institution, contact = node.child("institution"), node.child("contact")
        hours = node.optional_child("hours")
        counter = _periods(hours, "counter") if hours else ()
        return cls(
            institution=read_bilingual(institution.child("name")),
            short_name=read_bilingual(institution.child("short_name")),
            counter=counter,
            desk=(_periods(hours, "desk") if hours else ()) or counter,
            closures=tuple(_closure(entry) for entry in node.children("closures")),
            places=tuple(_place(entry) for entry in node.children("places")),
            phone=contact.optional_text("phone"),
            email=contact.optional_text("email"),
            postal_address=_optional_bilingual(contact, "postal_address"),
            postcode=contact.optional_text("postcode"),
            delivery=_ways(node.child("delivery")),
            abroad=_optional_flag(node, "abroad"),
            invoice=_optional_flag(node, "invoice"),
            rush=_optional_flag(node, "rush"),
            promises=_promises(node.child("deadlines")),
            quiet_hours=_quiet(node.optional_child("quiet_hours")),
            periods=Periods.from_mapping(dict(node.child("retention").values), f"{path}.retention"),
            publish_promise=_optional_flag(node, "publish_promise") is True,
        )

    def delivery_methods(self) -> tuple[str, ...]:
        """The methods that are switched on."""
        return tuple(way.method for way in self.delivery if way.enabled)

    def keep_days(self, method: str | None) -> int | None:
        """How long papers of a way are kept for who collects them; None where that is not settled."""
        return next((way.keep_days for way in self.delivery if way.method == method), None)

    def calendar(self, base: WorkCalendar) -> WorkCalendar:
        """`base` with the closures that stop the clock; their labels are the Chinese names."""
        stops = [entry for entry in self.closures if entry.stops_clock]
        return base.with_closures(tuple(Closure(entry.first, entry.last, entry.name.zh) for entry in stops))

    def closure_on(self, day: date) -> ServiceClosure | None:
        """The closure in which `day` lies, if any."""
        return next((entry for entry in self.closures if entry.first <= day <= entry.last), None)

    def is_open(self, moment: datetime, calendar: WorkCalendar, *, desk: bool = False) -> bool:
        """Whether the counter (or the desk in the chat) is staffed at `moment` (aware time).

        Holidays are closed; a make-up workday keeps the hours of a Friday; a closure shuts the counter only.
        """
        local = moment.astimezone(SHANGHAI)
        day = local.date()
        if not calendar.is_workday(day) or (not desk and self.closure_on(day) is not None):
            return False
        weekday = 4 if calendar.is_make_up(day) else day.weekday()
        periods = self.desk if desk else self.counter
        return any(weekday in period.weekdays and period.opens <= local.time() < period.closes for period in periods)


def _periods(node: Node, key: str) -> tuple[OpenPeriod, ...]:
    return tuple(_period(entry) for entry in node.children(key))


def _period(node: Node) -> OpenPeriod:
    node.only("days", "from", "to")
    days = node.choices("days", _WEEKDAYS)
    opens, closes = node.clock("from"), node.clock("to")
    if closes <= opens:
        raise CatalogueError(f"{node.path}.to", "must be later than from")
    return OpenPeriod(tuple(_WEEKDAYS.index(day) for day in days), opens, closes)


def _closure(node: Node) -> ServiceClosure:
    node.only("name", "from", "to", "stops_clock", "note", "sample")
    first, last = node.day("from"), node.day("to")
    if last < first:
        raise CatalogueError(f"{node.path}.to", "lies before from")
    name, note = read_bilingual(node.child("name")), _optional_bilingual(node, "note")
    return ServiceClosure(name, first, last, node.flag("stops_clock", False), note)


def _place(node: Node) -> Place:
    node.only("code", "name", "address", "directions", "parking", "sample")
    return Place(
        node.text("code"),
        read_bilingual(node.child("name")),
        _optional_bilingual(node, "address"),
        _optional_bilingual(node, "directions"),
        _optional_bilingual(node, "parking"),
    )


def _ways(node: Node) -> tuple[DeliveryWay, ...]:
    node.only(*DELIVERY_METHODS)
    return tuple(_way(method, node.child(method)) for method in DELIVERY_METHODS if method in node.values)


def _way(method: str, node: Node) -> DeliveryWay:
    node.only("enabled", "name", "postage", "carriers", "place", "keep_days", "sample")
    postage = None if node.optional_text("postage") is None else node.choice("postage", _POSTAGE)
    return DeliveryWay(
        method=method,
        enabled=node.flag("enabled", True),
        name=read_bilingual(node.child("name")),
        postage=postage,
        carriers=node.texts("carriers"),
        place=node.optional_text("place"),
        keep_days=node.optional_number("keep_days", 1, 3650),
    )


def _promises(node: Node) -> Promises:
    node.only("review_working_days", "cut_off", "due_soon_working_days", "default_working_days", "sample")
    return Promises(
        review_working_days=node.optional_number("review_working_days", 1, 250),
        cut_off=None if node.values.get("cut_off") is None else node.clock("cut_off"),
        due_soon_working_days=node.number("due_soon_working_days", 0, 30),
        default_working_days=node.optional_number("default_working_days", 1, 250),
    )


def _quiet(node: Node | None) -> QuietHours | None:
    if node is None:
        return None
    node.only("from", "to")
    return QuietHours(node.clock("from"), node.clock("to"))


def _optional_bilingual(node: Node, key: str) -> Bilingual | None:
    child = node.optional_child(key)
    return read_bilingual(child) if child else None


def _optional_flag(node: Node, key: str) -> bool | None:
    return None if node.values.get(key) is None else node.flag(key, False)
