"""What happens to a filed request: the whole table of events, supplements, extensions, changes, urging."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import httpx
import psycopg
import pytest

from backend.domain.states import TRANSITIONS, Actor, Event, IllegalTransition, Resolution, Status, advance
from backend.kit import clock, crypto
from tests.integration.backend.requester import Requester

PAYLOAD: dict[str, Any] = {
    "missing": ["id_card_front"],
    "tracking_number": "EX123456789CN",
    "reason": "searched_years",
    "referred_to": "教务处",
    "working_days": 2,
}


def needed(event: Event) -> dict[str, Any]:
    return {name: PAYLOAD[name] for name in TRANSITIONS[event].needs}


def outcome(answer: httpx.Response) -> tuple[Any, ...]:
    told = answer.json()
    if answer.status_code == 200:
        return 200, told["status"], told["resolution"]
    return answer.status_code, told["code"], told["reason"]


def expected(status: Status, event: Event, actor: Actor) -> tuple[Any, ...]:
    try:
        step = advance(status, event, actor)
    except IllegalTransition as refused:
        return 409, "illegal_transition", refused.reason.value
    return 200, step.after.value, step.resolution.value if step.resolution else None


@pytest.mark.parametrize("status", list(Status))
async def test_every_event_by_every_actor_does_what_the_table_says(
    api: Requester, sql: psycopg.Connection, status: Status
) -> None:
    code = (await api.file())["code"]
    for event, actor in product(Event, Actor):
        resolution = Resolution.FULFILLED.value if status is Status.CLOSED else None
        sql.execute("update requests set status = %s, resolution = %s", (status.value, resolution))
        answer = await api.try_event(code, event.value, actor={"kind": actor.value, "id": "t"}, **needed(event))
        assert outcome(answer) == expected(status, event, actor), (event, actor)


@pytest.mark.parametrize("event", [event for event in Event if TRANSITIONS[event].needs])
async def test_what_an_event_needs_is_asked_for(api: Requester, sql: psycopg.Connection, event: Event) -> None:
    code = (await api.file())["code"]
    status = min(TRANSITIONS[event].sources)
    resolution = "fulfilled" if status is Status.CLOSED else None
    sql.execute("update requests set status = %s, resolution = %s", (status.value, resolution))
    answer = await api.try_event(code, event.value)
    named = {problem["field"] for problem in answer.json()["problems"]}
    assert (answer.status_code, named) == (422, set(TRANSITIONS[event].needs))


async def test_the_way_to_the_post_office(api: Requester) -> None:
    code = (await api.file())["code"]
    for event in ("start_review", "approve"):
        await api.happen(code, event)
    shipped = await api.happen(code, "ship", tracking_number="EX123456789CN", carrier="ems")
    assert shipped["parcels"][0]["tracking_number"] == "EX123456789CN"
    done = await api.happen(code, "fulfil", partly=True)
    assert (done["status"], done["resolution"], done["waiting_on"]) == ("closed", "partly_fulfilled", "nobody")
    told = [line["public_text"] for line in done["history"]]
    assert told[3] == "材料已由EMS寄出，单号 EX123456789CN"


async def test_the_clock_stands_still_while_the_requester_owes_something(api: Requester) -> None:
    filed = await api.file()
    code, promised = filed["code"], date.fromisoformat(filed["due_on"])
    await api.happen(code, "start_review")
    asked = await api.happen(code, "ask_supplement", missing=["id_card_front", "毕业证照片"])
    assert (asked["status"], asked["waiting_on"]) == ("awaiting_requester", "requester")
    assert len(asked["missing"]) == 2
    clock.advance(timedelta(days=14))
    back = await api.happen(code, "supplement", note="补上了")
    assert (back["status"], back["code"], back["missing"]) == ("under_review", code, [])
    assert date.fromisoformat(back["due_on"]) > promised


async def test_an_extension_moves_the_date_and_says_why(api: Requester) -> None:
    filed = await api.file()
    longer = await api.happen(filed["code"], "extend", reason="awaiting_seal", working_days=3)
    assert longer["due_on"] > filed["due_on"]
    steps = (await api.http.get(f"/api/v1/requests/{filed['code']}/due")).json()["steps"]
    assert "due.step.extended" in [step["key"] for step in steps]
    assert all(step["text"] for step in steps)


async def test_a_request_can_be_changed_until_it_is_worked_on(api: Requester) -> None:
    code = (await api.file())["code"]
    items = [{"document_type": "transcript", "language": "zh", "copies": 2}]
    changed = await api.http.patch(f"/api/v1/requests/{code}", json={"items": items, "purpose": "落户"})
    assert [row["copies"] for row in changed.json()["items"]] == [2]
    assert changed.json()["purpose"] == "落户"
    for event in ("start_review", "approve"):
        await api.happen(code, event)
    late = await api.http.patch(f"/api/v1/requests/{code}", json={"purpose": "别的"})
    assert (late.status_code, late.json()["code"]) == (409, "not_editable")


async def test_another_telephone_is_that_of_who_asked(api: Requester) -> None:
    code = (await api.file())["code"]
    changed = await api.http.patch(f"/api/v1/requests/{code}", json={"contact": {"phone": "139 0000 2222"}})
    assert changed.status_code == 200 and changed.json()["subject"]["phone"].endswith("2222")
    assert (await api.http.get(f"/api/v1/progress/{code}?phone_last4=2222")).status_code == 200
    wrong = await api.http.patch(f"/api/v1/requests/{code}", json={"contact": {"phone": "139"}})
    assert wrong.json()["problems"][0]["field"] == "subject.phone"
    assert [one["code"] for one in (await api.http.get("/api/v1/requests?q=13900002222")).json()["items"]] == [code]


async def test_a_change_that_would_not_be_filed_is_refused(api: Requester) -> None:
    code = (await api.file())["code"]
    answer = await api.http.patch(f"/api/v1/requests/{code}", json={"delivery": {"method": "email"}})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "delivery.email"


async def test_urging_is_counted_and_seen(api: Requester) -> None:
    code = (await api.file())["code"]
    for _ in range(2):
        urged = (await api.http.post(f"/api/v1/requests/{code}/urge")).json()
    assert urged["urged"] == 2
    assert [line["event"] for line in urged["history"]] == ["submitted", "urged", "urged"]


async def test_one_sees_ones_own_and_pages_do_not_overlap(api: Requester) -> None:
    codes = [(await api.file(openid="o-a"))["code"] for _ in range(5)]
    await api.file(openid="o-b")
    seen: list[str] = []
    cursor = None
    while True:
        params = {"openid": "o-a", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await api.http.get("/api/v1/requests", params=params)).json()
        seen += [one["code"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == codes[::-1]


@pytest.mark.parametrize(
    "q", ["周新安", "13812342222", "+86 138 1234 2222", "20091234999", "11010519491231002x", "{code}", "{lower}"]
)
async def test_a_request_is_found_by_whatever_is_known_of_it(api: Requester, q: str) -> None:
    code = (await api.file())["code"]
    other = dict(
        await api.file(
            subject={
                "name": "李鸣",
                "student_id": "20080001",
                "degree_level": "bachelor",
                "graduation_year": 2012,
                "phone": "13900001111",
            }
        )
    )
    text = q.format(code=code, lower=code.lower().replace("-", " "))
    found = (await api.http.get("/api/v1/requests", params={"q": text})).json()["items"]
    assert [one["code"] for one in found] == [code]
    assert other["code"] != code


@pytest.mark.parametrize(
    ("path", "given", "other"),
    [
        ("wishes", {"note": "改成两份"}, {"note": "改成三份"}),
        ("events", {"event": "start_review", "actor": {"kind": "staff"}}, {"event": "withdraw"}),
    ],
)
async def test_a_call_that_comes_again_under_its_key_is_done_once(
    api: Requester, path: str, given: dict[str, Any], other: dict[str, Any]
) -> None:
    code = (await api.file())["code"]
    headers = {"Idempotency-Key": f"{path}-once"}
    url = f"/api/v1/requests/{code}/{path}"
    first, again = [await api.http.post(url, json=given, headers=headers) for _ in range(2)]
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["history"] == again.json()["history"]
    reused = await api.http.post(url, json=other, headers=headers)
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency_key_reused")
    assert (await api.get(code))["history"] == first.json()["history"]


async def test_a_refused_call_leaves_its_key_free(api: Requester) -> None:
    code = (await api.file())["code"]
    headers, url = {"Idempotency-Key": "refused-once"}, f"/api/v1/requests/{code}/events"
    early = {"event": "supplement", "note": "我是化学系的"}
    assert (await api.http.post(url, json=early, headers=headers)).status_code == 409
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["years"])
    assert (await api.http.post(url, json=early, headers=headers)).json()["status"] == "under_review"


async def test_a_sealed_word_is_the_same_word_however_it_is_sealed(api: Requester) -> None:
    code = (await api.file())["code"]
    headers, url = {"Idempotency-Key": "sealed-once"}, f"/api/v1/requests/{code}/wishes"
    for _ in range(2):
        answer = await api.http.post(url, json={"note": ["名字应该是", crypto.seal("周小安")]}, headers=headers)
        assert answer.status_code == 200
    assert [one["event"] for one in answer.json()["history"]] == ["submitted", "asked"]
