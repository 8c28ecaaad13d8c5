"""One request over weeks: a night filing, a silent requester, holidays, a make-up Saturday, an extension, the post."""

from datetime import UTC, datetime
from typing import Any

import pytest

from backend.catalogue import service as catalogue
from backend.kit import clock
from backend.kit.db import Database
from backend.requests import service as requests
from tests.integration.backend.requester import Requester
from tests.integration.backend.telling import House, house, parts, wechat

__all__ = ["house", "parts", "wechat"]


def holidays(until: str) -> dict[str, Any]:
    """An invented table: a long spring festival, and two Saturdays worked for it."""
    return {
        "2027": {
            "holidays": [
                {"name": "new_year", "from": "2027-01-01", "to": "2027-01-03"},
                {"name": "spring_festival", "from": "2027-02-05", "to": until},
            ],
            "workdays": ["2027-01-30", "2027-02-20"],
        }
    }


def at(text: str) -> None:
    """Let it be that moment in Shanghai."""
    wanted = datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)
    clock.advance(wanted.astimezone(UTC) - clock.now())


async def due(api: Requester, code: str) -> dict[str, Any]:
    return dict((await api.http.get(f"/api/v1/requests/{code}/due")).json())


async def announce(api: Requester, until: str) -> None:
    answer = await api.http.put("/api/v1/configuration/calendar", json={"value": {"years": holidays(until)}})
    assert answer.status_code == 200, answer.text


class Story:
    """What the requester hears while time passes."""

    def __init__(self, house: House, database: Database) -> None:
        self.house, self.database = house, database
        self.heard = 0

    async def hears(self) -> str:
        """What was said since the last time, in one message or none."""
        await self.house.tell()
        self.house.became("sent")
        await self.house.tell()
        said = await self.house.said()
        new, self.heard = said[self.heard :], len(said)
        assert len(new) <= 1, "several changes are told in one message"
        return "".join(new)

    async def night_falls(self) -> tuple[int, int]:
        """The rounds of the worker: how many were reminded, and how many dates moved."""
        async with self.database.session() as session:
            configuration = await catalogue.current(session)
            reminded = await requests.remind(session, configuration)
            _, moved = await requests.move_due_dates(session, configuration, None)
        return reminded, len(moved)


@pytest.fixture
def story(house: House, database: Database) -> Story:
    return Story(house, database)


async def test_from_filing_to_delivery_over_the_spring_festival(api: Requester, story: Story) -> None:
    await announce(api, "2027-02-11")
    at("2027-01-25T23:30")  # a Monday; after the cut-off it counts as Tuesday's
    filed = await api.file(items=[{"document_type": "transcript", "language": "en", "copies": 2}])
    code = filed["code"]
    assert code.startswith("LT270125-")
    # Five working days from Wednesday; the fourth is a Saturday that is worked.
    assert filed["due_on"] == "2027-02-01" and filed["provisional"] is False
    steps = (await due(api, code))["steps"]
    assert [step["key"] for step in steps] == [
        *("due.step.received", "due.step.after_cut_off", "due.step.count", "due.step.make_up", "due.step.result"),
        "due.step.acknowledge",
    ]
    assert "1月30日(周六)" in steps[3]["text"]

    at("2027-01-26T10:00")
    await api.happen(code, "start_review")
    asked = await api.happen(code, "ask_supplement", missing=["id_card_front", "former_name"])
    assert [wanted[:3] for wanted in asked["missing"]] == ["身份证", "曾用名"]
    told = await story.hears()
    assert told.count(code) == 2 and "身份证" in told and "曾用名" in told
    stands = await due(api, code)
    assert (stands["standing"], stands["days_left"]) == ("paused", 5)

    at("2027-01-28T12:00")
    assert await story.night_falls() == (0, 0)
    at("2027-01-29T12:00")
    assert await story.night_falls() == (1, 0)
    assert "还在等您补充" in await story.hears()
    assert await story.night_falls() == (0, 0)

    at("2027-01-30T11:00")  # the Saturday that is worked
    back = await api.happen(code, "supplement", note="补好了", actor={"kind": "requester", "id": "h5"})
    # The five days that were left: 1 to 4 February, and the first day after the festival.
    assert (back["status"], back["code"], back["due_on"]) == ("under_review", code, "2027-02-12")
    assert "2月12日(周五)" in await story.hears()

    at("2027-02-03T10:00")
    await api.happen(code, "approve")
    longer = await api.happen(code, "extend", reason="awaiting_seal", working_days=5)
    assert longer["due_on"] == "2027-02-19"
    assert "延长 5 个工作日" in await story.hears()

    at("2027-02-04T09:00")
    await announce(api, "2027-02-12")
    assert await story.night_falls() == (0, 1)
    moved = await api.get(code)
    assert (moved["due_on"], moved["history"][-1]["event"]) == ("2027-02-20", "calendar_moved")
    assert "2月20日(周六)" in await story.hears()
    assert await story.night_falls() == (0, 0)

    for moment, standing in (
        ("2027-02-10T10:00", "on_time"),
        ("2027-02-19T10:00", "due_soon"),
        ("2027-02-20T10:00", "due_today"),
        ("2027-02-21T10:00", "overdue"),
    ):
        at(moment)
        assert (await due(api, code))["standing"] == standing, moment

    at("2027-02-20T15:00")
    await api.happen(code, "ship", tracking_number="EX123456789CN", carrier="ems")
    assert "EMS" in await story.hears()
    at("2027-02-25T15:00")
    done = await api.happen(code, "fulfil")
    assert (done["status"], done["resolution"]) == ("closed", "fulfilled")
    assert [line["event"] for line in done["history"]] == [
        *("submitted", "start_review", "ask_supplement", "reminded", "supplement", "approve", "extend"),
        *("calendar_moved", "ship", "fulfil"),
    ]
    assert (await due(api, code))["standing"] == "done"
    assert "已办结" in await story.hears()
    assert await story.hears() == ""
