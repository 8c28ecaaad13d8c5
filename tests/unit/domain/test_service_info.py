"""What the service tells about itself."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from backend.domain.calendar import WorkCalendar
from backend.domain.config_reader import CatalogueError
from backend.domain.deadlines import SHANGHAI
from backend.domain.service_info import ServiceInfo


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_the_shipped_section_is_read(service: ServiceInfo) -> None:
    assert service.institution.zh
    assert service.short_name.en
    assert service.promises.cut_off == time(17)
    assert service.promises.review_working_days == 2
    assert service.delivery_methods() == ("express", "pickup", "pickup_box", "email")
    assert service.desk == service.counter
    assert service.quiet_hours is not None
    assert service.quiet_hours.ends == time(8)
    assert service.periods.draft_days == 30


def test_what_is_not_configured_is_none(service: ServiceInfo) -> None:
    assert (service.phone, service.email, service.postal_address, service.postcode) == (None, None, None, None)
    assert (service.abroad, service.invoice, service.rush) == (None, None, None)
    assert service.delivery[0].postage is None
    assert service.places[0].parking is None


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-11-20T08:29", False),
        ("2026-11-20T08:30", True),
        ("2026-11-20T12:00", False),
        ("2026-11-20T13:00", False),
        ("2026-11-20T14:30", True),
        ("2026-11-20T17:30", False),
        ("2026-11-21T10:00", False),
        ("2026-10-01T10:00", False),
        ("2026-10-10T10:00", True),
        ("2026-07-20T10:00", False),
    ],
)
def test_opening_hours(service: ServiceInfo, calendar: WorkCalendar, moment: str, opened: bool) -> None:
    assert service.is_open(at(moment), calendar) is opened


def test_the_desk_is_staffed_in_the_vacation(service: ServiceInfo, calendar: WorkCalendar) -> None:
    assert service.is_open(at("2026-07-20T10:00"), calendar, desk=True)
    found = service.closure_on(date(2026, 7, 20))
    assert found is not None
    assert found.name.zh == "暑假"
    assert service.closure_on(date(2026, 11, 20)) is None


def test_only_closures_that_stop_the_clock_change_the_calendar(
    shipped: dict[str, Any], service: ServiceInfo, calendar: WorkCalendar
) -> None:
    assert service.calendar(calendar).closures == ()
    shipped["service"]["closures"][1]["stops_clock"] = True
    stopping = ServiceInfo.from_mapping(shipped["service"]).calendar(calendar)
    assert stopping.day_off(date(2026, 7, 20)) == "暑假"
    assert stopping.is_workday(date(2026, 2, 3))


def test_everything_optional_may_be_null(shipped: dict[str, Any]) -> None:
    section = shipped["service"]
    section["hours"] = section["places"] = section["quiet_hours"] = None
    section["deadlines"]["cut_off"] = None
    shipped["service"]["closures"] = [
        {"name": {"zh": "校庆", "en": "Anniversary"}, "from": datetime(2026, 5, 20), "to": "2026-05-20"}
    ]
    section["abroad"] = True
    section["delivery"]["express"]["postage"] = "receiver"
    service = ServiceInfo.from_mapping(section)
    assert (service.counter, service.places, service.quiet_hours, service.promises.cut_off) == ((), (), None, None)
    assert service.closures[0].first == service.closures[0].last == date(2026, 5, 20)
    assert service.abroad is True
    assert service.delivery[0].postage == "receiver"


def _change(*keys: Any) -> Callable[[dict[str, Any]], None]:
    *path, last, value = keys

    def change(mapping: Any) -> None:
        for key in path:
            mapping = mapping[key]
        mapping[last] = value

    return change


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (_change("phone", "1"), "service.phone"),
        (_change("hours", "counter", 0, "from", "9 o'clock"), "service.hours.counter[0].from"),
        (_change("hours", "counter", 0, "from", 510), "service.hours.counter[0].from"),
        (_change("hours", "counter", 0, "to", "08:00"), "service.hours.counter[0].to"),
        (_change("hours", "counter", 0, "days", ["monday"]), "service.hours.counter[0].days[0]"),
        (_change("closures", 0, "to", "2020-01-01"), "service.closures[0].to"),
        (_change("closures", 0, "from", "soon"), "service.closures[0].from"),
        (_change("places", 0, "code", None), "service.places[0].code"),
        (_change("delivery", "pigeon", {}), "service.delivery.pigeon"),
        (_change("delivery", "express", "postage", "me"), "service.delivery.express.postage"),
        (_change("deadlines", "cut_off", 17), "service.deadlines.cut_off"),
        (_change("retention", "draft_days", "a month"), "service.retention.draft_days"),
        (_change("quiet_hours", "from", None), "service.quiet_hours.from"),
        (_change("rush", "yes"), "service.rush"),
    ],
)
def test_a_slip_is_refused_with_its_path(
    shipped: dict[str, Any], spoil: Callable[[dict[str, Any]], None], path: str
) -> None:
    spoil(shipped["service"])
    with pytest.raises(CatalogueError) as caught:
        ServiceInfo.from_mapping(shipped["service"])
    assert caught.value.path == path
