"""What nobody has begun to look at in time is counted, listed and explained."""

from datetime import timedelta

from backend.kit import clock
from tests.integration.backend.requester import Requester


async def standing(api: Requester, code: str) -> tuple[str, list[str], int]:
    """How a request stands against the day of its review, the codes that are late, and their number."""
    due = (await api.http.get(f"/api/v1/requests/{code}/due")).json()
    late = (await api.http.get("/api/v1/requests", params={"due": "unacknowledged"})).json()["items"]
    number = (await api.http.get("/api/v1/requests/counts")).json()["unacknowledged"]
    return due["acknowledging"], [one["code"] for one in late], number


async def test_what_nobody_looks_at_in_time_is_found(api: Requester) -> None:
    filed = await api.file()
    code = filed["code"]
    assert await standing(api, code) == ("on_time", [], 0)
    told = (await api.http.get(f"/api/v1/requests/{code}/due")).json()
    assert told["acknowledge_by"] == filed["acknowledge_by"]
    assert told["steps"][-1]["values"] == {"date": filed["acknowledge_by"]}
    assert told["steps"][-1]["text"].endswith("开始审核")
    while clock.today().isoformat() < filed["acknowledge_by"]:
        clock.advance(timedelta(days=1))
    assert await standing(api, code) == ("due_today", [], 0)
    clock.advance(timedelta(days=1))
    assert await standing(api, code) == ("overdue", [code], 1)
    await api.happen(code, "start_review")
    assert await standing(api, code) == ("done", [], 0)


async def test_without_a_promise_there_is_nothing_to_be_late_for(api: Requester) -> None:
    value = {"deadlines": {"review_working_days": None}}
    assert (await api.http.put("/api/v1/configuration/service", json={"value": value})).status_code == 200
    code = (await api.file())["code"]
    clock.advance(timedelta(days=30))
    assert await standing(api, code) == ("none", [], 0)
