"""One request over weeks: a night filing, a supplement, holidays, a make-up Saturday, an extension, the post."""

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from backend.catalogue import service as catalogue
from backend.kit import clock
from backend.kit.db import Database
from backend.requests import service as requests
from tests.integration.backend.requester import Requester

# An invented table: a long spring festival, and two Saturdays worked for it.
NEXT_YEAR = {
    "2027": {
        "holidays": [
            {"name": "new_year", "from": "2027-01-01", "to": "2027-01-03"},
            {"name": "spring_festival", "from": "2027-02-05", "to": "2027-02-11"},
        ],
        "workdays": ["2027-01-30", "2027-02-20"],
    }
}


def at(text: str) -> None:
    """Let it be that moment in Shanghai."""
    wanted = datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)
    clock.advance(wanted.astimezone(UTC) - clock.now())


async def due(api: Requester, code: str) -> dict[str, object]:
    answer: httpx.Response = await api.http.get(f"/api/v1/requests/{code}/due")
    return dict(answer.json())


@pytest.fixture
async def calendar(api: Requester) -> None:
    answer = await api.http.put("/api/v1/configuration/calendar", json={"value": {"years": NEXT_YEAR}})
    assert answer.status_code == 200, answer.text


async def test_from_filing_to_delivery_over_the_spring_festival(
    api: Requester, calendar: None, database: Database
) -> None:
    at("2027-01-25T23:30")
    filed = await api.file(items=[{"document_type": "transcript", "language": "en", "copies": 2}])
    code = filed["code"]
    assert code.startswith("LT270125-")
    promised = date.fromisoformat(filed["due_on"])
    explained = await due(api, code)
    keys = [step["key"] for step in explained["steps"]]  # type: ignore[attr-defined]
    assert "due.step.after_cut_off" in keys
    assert explained["provisional"] is False

    at("2027-01-26T10:00")
    await api.happen(code, "start_review")
    asked = await api.happen(code, "ask_supplement", missing=["id_card_front", "former_name"])
    assert [wanted[:3] for wanted in asked["missing"]] == ["身份证", "曾用名"]
    at("2027-01-29T09:00")
    back = await api.happen(code, "supplement", note="补好了")
    resumed = date.fromisoformat(back["due_on"])
    assert resumed > promised
    counted = sum(
        1
        for day in range(1, (resumed - date(2027, 1, 29)).days + 1)
        if _worked(date(2027, 1, 29) + timedelta(days=day))
    )
    assert counted >= 1

    await api.happen(code, "approve")
    longer = await api.happen(code, "extend", reason="awaiting_seal", working_days=5)
    extended = date.fromisoformat(longer["due_on"])
    assert sum(_worked(resumed + timedelta(days=day + 1)) for day in range((extended - resumed).days)) == 5
    assert extended > date(2027, 2, 11)

    value = {"years": {"2027": {**NEXT_YEAR["2027"], "workdays": ["2027-01-30"]}}}
    await api.http.put("/api/v1/configuration/calendar", json={"value": value})
    async with database.session() as session:
        await requests.move_due_dates(session, await catalogue.current(session), None)

    at("2027-02-12T15:00")
    await api.happen(code, "ship", tracking_number="EX123456789CN", carrier="ems")
    at("2027-02-16T15:00")
    done = await api.happen(code, "fulfil")
    assert (done["status"], done["resolution"]) == ("closed", "fulfilled")
    told = [line["event"] for line in done["history"]]
    wanted = ["submitted", "start_review", "ask_supplement", "supplement", "approve", "extend", "ship", "fulfil"]
    assert [event for event in told if event != "calendar_moved"] == wanted
    assert (await due(api, code))["standing"] == "done"


def _worked(day: date) -> bool:
    if date(2027, 2, 5) <= day <= date(2027, 2, 11):
        return False
    return day.weekday() < 5 or day in (date(2027, 1, 30), date(2027, 2, 20))
