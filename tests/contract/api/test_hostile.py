"""What a careless or hostile caller may send: never an error of ours, and nothing that spoils what lies beside it."""

import asyncio
import base64
import functools
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import psycopg
import pytest

from tests.integration.backend.conftest import TOKEN, api, app, client, database, key, settings, sql
from tests.integration.backend.requester import Requester, body

__all__ = ["TOKEN", "api", "app", "client", "database", "key", "settings", "sql"]

DEEP: Any = functools.reduce(lambda inner, _: [inner], range(150), "x")


def refused_well(answer: httpx.Response) -> dict[str, Any]:
    """A problem document with a stable code."""
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["code"] and problem["status"] == answer.status_code
    return problem


async def all_is_well(api: Requester) -> None:
    """Whatever was stored can still be listed and read."""
    listed = await api.http.get("/api/v1/requests", params={"limit": 100})
    assert listed.status_code == 200, listed.text
    for one in listed.json()["items"]:
        assert (await api.http.get(f"/api/v1/requests/{one['code']}")).status_code == 200
        for path in ("due", "notices", "notes"):
            assert (await api.http.get(f"/api/v1/requests/{one['code']}/{path}")).status_code == 200


WRONG: list[tuple[str, Any]] = [
    ("channel", 7),
    ("channel", "fax"),
    ("openid", ["o-1"]),
    ("openid", "o\n1"),
    ("track", None),
    ("subject", []),
    ("subject", "周新安"),
    ("subject", {"name": {"zh": "周"}}),
    ("subject", {"name": "\u0007\u0007"}),
    ("subject", {"name": "x" * 121}),
    ("subject", {"enrollment_year": -1}),
    ("subject", {"enrollment_year": 10**30}),
    ("subject", {"graduation_year": "2013年"}),
    ("subject", {"phone": "一三八"}),
    ("subject", {"deep": DEEP}),
    ("items", None),
    ("items", {}),
    ("items", [None]),
    ("items", [{"document_type": "transcript", "copies": 10**9}]),
    ("items", [{"document_type": "transcript", "copies": 1.5}]),
    ("items", [{"document_type": "transcript", "copies": True}]),
    ("items", [{"document_type": "'; drop table requests; --"}]),
    ("items", [{"document_type": "transcript", "colour": "red"}]),
    ("items", [{"document_type": "transcript", "language": "en", "copies": 1}] * 31),
    ("delivery", {"method": "pigeon"}),
    ("delivery", {"method": "express", "address": ""}),
    ("needed_by", "1900-01-01"),
    ("needed_by", "9999-12-31"),
    ("needed_by", "2026-02-30"),
    ("needed_by", 0),
    ("consent", {"version": "1", "given_at": "2026-11-20T09:00:00"}),
    ("consent", {"version": "1", "given_at": "0001-01-01T00:00:00+14:00"}),
    ("consent", {"version": "1", "given_at": "9999-12-31T23:59:59-14:00"}),
    ("consent", {"version": "1", "given_at": "2199-01-01T00:00:00+08:00"}),
    ("consent", {"version": "", "given_at": "2026-11-20T09:00:00+08:00"}),
    ("consent", "yes"),
    ("attachment_ids", ["not-an-id"]),
    ("attachment_ids", "0190b3a0-0000-7000-8000-000000000000"),
    ("details", {"district": "\u0000"}),
    ("details", {"district": ["武侯区"]}),
    ("details", {f"k{number}": "v" for number in range(41)}),
    ("details", {"k" * 5000: "v"}),
    ("purpose", "x" * 2001),
    ("note", "\ud83d"),
    ("surprise", True),
]


async def test_a_wrong_body_is_refused_and_names_the_field(api: Requester, key: str) -> None:
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    unnamed = []
    for number, (field, value) in enumerate(WRONG):
        content = json.dumps(body() | {field: value}).encode()
        answer = await api.http.post("/api/v1/requests", content=content, headers=headers)
        problems = answer.json().get("problems", []) if 400 <= answer.status_code < 500 else []
        named = any(field in one["field"] or one["code"] in ("characters", "required") for one in problems)
        if not named or refused_well(answer)["code"] != "invalid":
            unnamed.append((number, field, answer.status_code, problems))
    assert unnamed == []


async def test_what_json_does_not_know_or_nobody_reads_is_refused(api: Requester, key: str) -> None:
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    odd = [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        *("[" * depth + "]" * depth for depth in (40, 300, 900, 3000, 99_999)),
    ]
    for where, text in itertools.product(("subject", "delivery", "requester"), odd):
        content = json.dumps(body() | {where: body().get(where, {}) | {"odd": "@"}}).replace('"@"', text)
        refused_well(await api.http.post("/api/v1/requests", content=content.encode(), headers=headers))
    await all_is_well(api)


EVENTS: list[dict[str, Any]] = [
    {"event": "ship", "tracking_number": "EX1", "carrier": {"say": "no.such.text"}},
    {"event": "ship", "tracking_number": "EX1", "carrier": {"x": 1}},
    {"event": "ship", "tracking_number": "EX1", "carrier": "x" * 300},
    {"event": "ship", "tracking_number": "EX1", "carrier": 7},
    {"event": "ship", "tracking_number": ["EX1"]},
    {"event": "ship", "tracking_number": "EX1", "day": {"say": "no.such.text"}, "code": {"say": "x"}},
    {"event": "mark_ready", "pickup_code": {"say": "x"}, "items": [{"say": "y"}], "promise": {"say": "z"}},
    {"event": "extend", "reason": "awaiting_seal", "working_days": 10**9},
    {"event": "extend", "reason": "awaiting_seal", "working_days": "3"},
    {"event": "extend", "reason": {"say": "x"}, "working_days": 3},
    {"event": "extend", "reason": "\u2028\u202e😀", "working_days": 3, "due_on": "not a date"},
    {"event": "close_not_found", "reason": "{missing}{code}", "searched": {"say": "x"}, "next_step": ["y"]},
    {"event": "close_not_found", "reason": "x", "searched": "y" * 5000},
    {"event": "fulfil", "partly": "yes"},
    {"event": "fulfil", "partly": True, "note": 5},
    {"event": "explode"},
    {"event": None},
    {},
]


MISSING: list[Any] = [[], [""], [7], "id_card_front", ["x" * 501], [{"say": "x"}], None, ["\u202e"] * 3, ["y"] * 2000]


async def test_an_odd_event_is_refused_or_done_but_never_spoils_the_request(
    api: Requester, sql: psycopg.Connection
) -> None:
    for given in [*EVENTS, *({"event": "ask_supplement", "missing": one} for one in [*MISSING, ["{code}"]])]:
        code = (await api.file())["code"]
        status = "under_review" if given.get("event") == "ask_supplement" else "processing"
        sql.execute("update requests set status = %s where code = %s", (status, code))
        answer = await api.http.post(f"/api/v1/requests/{code}/events", json=given)
        assert answer.status_code == 200 or refused_well(answer)
        assert (await api.http.get(f"/api/v1/requests/{code}")).status_code == 200, given
    await all_is_well(api)


def cursor(*place: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


NOBODY = "0" * 32
PATHS = [
    *("requests/%00", "requests/%F0%9F%98%80", "requests/..%2f..", "requests/" + "x" * 41, "requests/LT261121-7K4PX"),
    *("progress/%00", "progress/%F0%9F%98%80?phone_last4=%00", "progress/LT261121-7K4PXM?phone_last4=%E4%B8%80"),
    *("requests?q=%00", "requests?q=%25%5F", "requests?q=LT%00", "requests?limit=0", "requests?limit=1e3"),
    *("requests?openid=%00", "requests?owner=%00", "requests?document_type=%00", "requests?status=closed%00"),
    "requests?created_from=2026-01-01T00:00:00",
    "requests?created_from=0001-01-01T00:00:00%2B14:00",
    "requests?created_before=9999-12-31T23:59:59-14:00",
    "requests?cursor=%00",
    "requests?sort=due&cursor=" + cursor("newest", "2026-01-01T00:00:00+00:00", NOBODY),
    "requests?cursor=" + cursor("newest", "9999-12-31T23:59:59-14:00", NOBODY),
    "requests?cursor=" + cursor("newest", "0001-01-01T00:00:00+14:00", NOBODY),
    "requests?cursor=" + cursor("newest", "2026-01-01", NOBODY),
    "requests?cursor=" + cursor("newest", "2026-01-01T00:00:00+00:00", "x"),
    "requests?sort=due&cursor=" + cursor("due", None, NOBODY),
    "requests?cursor=" + base64.urlsafe_b64encode(b"[" * 3000).decode()[:399],
    *("attachments/%00", "attachments?draft=%00", "drafts/%00", "consents?openid=%00", "applicants/export?openid=%00"),
    *("staff-tasks/99999999999999999999/done", "requests/export?by=%00", "requests/export?by=x&form=pdf"),
]  # fmt: skip


async def test_an_odd_address_is_answered(api: Requester) -> None:
    await api.file()
    for path in PATHS:
        for method in ("GET", "POST", "PATCH"):
            answer = await api.http.request(method, f"/api/v1/{path}")
            assert answer.status_code in (200, 204) or refused_well(answer), (method, path)


async def test_a_cursor_is_only_a_place_whatever_it_says(api: Requester) -> None:
    codes = [(await api.file(openid=f"o-{number}"))["code"] for number in range(3)]
    page = (await api.http.get("/api/v1/requests", params={"limit": 1})).json()
    for spoilt in (page["next"][:-2], page["next"] + "A", page["next"][::-1], page["next"].swapcase(), "e30", "W10"):
        answer = await api.http.get("/api/v1/requests", params={"limit": 1, "cursor": spoilt})
        assert answer.status_code == 200 or refused_well(answer)["problems"][0]["field"] == "cursor"
    assert page["items"][0]["code"] == codes[-1]


async def patient_post(api: Requester, given: dict[str, Any], key: str) -> httpx.Response:
    """Whoever is told that the house is busy asks again, as it says; a slow machine may be busy with fifty at once."""
    for _ in range(20):
        answer = await api.post(given, key)
        if answer.status_code != 503:
            break
        assert answer.headers["retry-after"] and answer.json()["code"] == "unavailable"
    return answer


async def test_fifty_posts_with_one_key_file_once(api: Requester, key: str) -> None:
    answers = await asyncio.gather(*(patient_post(api, body(), key) for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert len({answer.json()["code"] for answer in answers}) == 1


async def test_fifty_posts_with_one_key_and_two_bodies(api: Requester, key: str) -> None:
    bodies = [body(purpose="落户") if number % 2 else body() for number in range(50)]
    answers = await asyncio.gather(*(patient_post(api, one, key) for one in bodies))
    counts = {status: [answer.status_code for answer in answers].count(status) for status in (200, 201, 409)}
    assert counts == {200: 24, 201: 1, 409: 25}


async def test_twenty_people_press_at_once(api: Requester) -> None:
    """One request, the same step by many: it happens once, and the rest are told that it is done."""
    code = (await api.file())["code"]
    answers = await asyncio.gather(*(api.try_event(code, "start_review") for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 19
    assert [one["event"] for one in (await api.get(code))["history"]] == ["submitted", "start_review"]


@pytest.fixture
async def stranger(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://backend") as made:
        yield made


async def test_without_a_token_only_catalogue_and_progress_answer(app: Any, stranger: httpx.AsyncClient) -> None:
    opened = set()
    for path, methods in (await stranger.get("/openapi.json")).json()["paths"].items():
        for method in methods:
            answer = await stranger.request(method, path.replace("{", "").replace("}", ""))
            if answer.status_code != 401:
                opened.add((method, path))
    assert {path for _, path in opened} <= {
        *("/api/v1/progress/{code}", "/api/v1/catalogue", "/healthz", "/readyz", "/metrics"),
    }


async def test_an_odd_token_lets_nobody_in(stranger: httpx.AsyncClient) -> None:
    for token in ("Bearer ", "Bearer é", "Basic eDp5", "bearer", "Bearer " + "x" * 5000, "\u4e00"):
        headers = {"Authorization": token.encode()}
        answer = await stranger.get("/api/v1/requests", headers=headers)  # type: ignore[arg-type]
        assert refused_well(answer)["code"] == "unauthorized"
