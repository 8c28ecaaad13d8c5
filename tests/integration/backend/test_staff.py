"""The staff's side: one owner, notes nobody else sees, many at once, the counter, exports, moved dates."""

import asyncio
import csv
import io
import itertools
import json
import zipfile
from datetime import date, timedelta

import psycopg
import pytest

from backend.audit.service import Caller
from backend.catalogue import service as catalogue
from backend.conversations import troubles
from backend.kit import clock, crypto
from backend.kit.db import Database
from backend.kit.errors import Problem
from backend.models.staff import Staff
from backend.notifications import service as notifications
from backend.notifications import troubles as trouble_tasks
from backend.requests import pickup_codes, repository, revealing
from backend.requests import service as requests
from tests.integration.backend.requester import Requester


@pytest.fixture(autouse=True)
async def staff(database: Database) -> None:
    async with database.session() as session:
        for name in ("wang", "li"):
            session.add(Staff(username=name, display_name=f"{name} laoshi", permissions=[], created_at=clock.now()))


async def post(api: Requester, path: str, **body: object) -> tuple[int, dict[str, object]]:
    answer = await api.http.post(f"/api/v1/requests/{path}", json=body)
    return answer.status_code, answer.json()


async def test_the_first_to_claim_has_it(api: Requester, sql: psycopg.Connection) -> None:
    code = (await api.file())["code"]
    assert (await post(api, f"{code}/claim", staff="wang"))[0] == 200
    status, problem = await post(api, f"{code}/claim", staff="li")
    assert (status, problem["code"]) == (409, "taken")
    _, given = await post(api, f"{code}/assign", staff="li", by="wang")
    assert given["owner"] == "li laoshi"
    first = sql.execute("select username from staff s join requests r on r.first_owner_id = s.id").fetchone()
    assert first == ("wang",)
    mine = (await api.http.get("/api/v1/requests", params={"owner": "li"})).json()["items"]
    assert [one["code"] for one in mine] == [code]


async def test_notes_stay_among_staff(api: Requester) -> None:
    code = (await api.file())["code"]
    status, _ = await post(api, f"{code}/notes", body="来电说周五前要", author="wang")
    assert status == 201
    listed = (await api.http.get(f"/api/v1/requests/{code}/notes")).json()
    assert [note["body"] for note in listed] == ["来电说周五前要"]
    assert "来电" not in json.dumps(await api.get(code), ensure_ascii=False)


async def test_one_event_for_many_stops_at_none(api: Requester) -> None:
    codes = [(await api.file(openid=f"o-{n}"))["code"] for n in range(3)]
    await api.happen(codes[1], "start_review")
    answer = await api.http.post("/api/v1/requests/bulk", json={"codes": codes, "event": "start_review", "by": "wang"})
    assert {one["code"]: one["problem"] for one in answer.json()} == dict.fromkeys(codes) | {
        codes[1]: "illegal_transition"
    }


async def test_papers_are_handed_out_against_the_code(api: Requester) -> None:
    code = (await api.file(delivery={"method": "pickup"}))["code"]
    for event in ("start_review", "approve"):
        await api.happen(code, event)
    ready = await api.happen(code, "mark_ready")
    wrong = "000000" if ready["pickup_code"] != "000000" else "111111"
    actor = {"kind": "staff", "id": "wang"}
    refused = await api.http.post("/api/v1/pickups", json={"pickup_code": wrong, "actor": actor})
    assert refused.status_code == 404
    done = await api.http.post("/api/v1/pickups", json={"pickup_code": ready["pickup_code"], "actor": actor})
    assert (done.status_code, done.json()["resolution"]) == (200, "fulfilled")


async def test_no_two_that_wait_have_the_same_code(
    api: Requester, monkeypatch: pytest.MonkeyPatch, sql: psycopg.Connection
) -> None:
    digits = iter(["123456"] * 3 + ["222222", "123456"])
    monkeypatch.setattr(pickup_codes, "drawn", lambda: next(digits))
    codes = [(await api.file(openid=f"o-{n}", delivery={"method": "pickup"}))["code"] for n in range(3)]
    for code in codes:
        for event in ("start_review", "approve"):
            await api.happen(code, event)
    given = [(await api.happen(code, "mark_ready"))["pickup_code"] for code in codes[:2]]
    assert given == ["123456", "222222"]
    assert (await api.http.post("/api/v1/pickups", json={"pickup_code": "123 456"})).json()["code"] == codes[0]
    assert (await api.happen(codes[2], "mark_ready"))["pickup_code"] == "123456", "free again once it was collected"
    with pytest.raises(psycopg.errors.UniqueViolation):
        sql.execute("update requests set pickup_index = 'x', status = 'ready_for_pickup', resolution = null")


async def test_many_drawn_at_once_are_all_different(api: Requester, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [(await api.file(openid=f"o-{n}", delivery={"method": "pickup"}))["code"] for n in range(6)]
    for code in codes:
        for event in ("start_review", "approve"):
            await api.happen(code, event)
    digits = itertools.cycle([f"{number:06}" for number in range(7)])
    monkeypatch.setattr(pickup_codes, "drawn", lambda: next(digits))
    ready = await asyncio.gather(*(api.happen(code, "mark_ready") for code in codes))
    assert len({one["pickup_code"] for one in ready}) == 6


async def test_what_only_staff_can_change_is_left_to_them(api: Requester, database: Database) -> None:
    code = (await api.file())["code"]
    status, now = await post(api, f"{code}/wishes", note=["名字应该是", crypto.seal("周小安")])
    assert (status, now["history"][-1]["event"]) == (200, "asked")  # type: ignore[index]
    async with database.session() as session:
        request = await requests.find(session, code)
        [events] = (await repository.events(session, [request.id])).values()
    assert events[-1].data is not None and events[-1].data["note"] == "名字应该是周小安"
    await api.happen(code, "withdraw")
    late = await post(api, f"{code}/wishes", note="改成两份")
    assert (late[0], late[1]["code"]) == (409, "not_askable")


async def test_what_comes_too_late_for_a_change_is_left_to_staff(api: Requester, database: Database) -> None:
    code = (await api.file())["code"]
    for event in ("start_review", "approve"):
        await api.happen(code, event)
    status, now = await post(api, f"{code}/wishes", note="改成两份")
    assert (status, now["history"][-1]["event"]) == (200, "asked")  # type: ignore[index]
    async with database.session() as session:
        request = await requests.find(session, code)
        for events in (await repository.events(session, [request.id])).values():
            for event in events:
                for _ in range(2):
                    await notifications.on_event(session, event.id)
    tasks = (await api.http.get("/api/v1/staff-tasks")).json()
    assert [(one["kind"], one["code"]) for one in tasks] == [("change_asked", code)]


async def test_the_queue_is_counted_and_goes_by_date(api: Requester, sql: psycopg.Connection) -> None:
    codes = [(await api.file(openid=f"o-{n}"))["code"] for n in range(3)]
    sql.execute("update requests set due_on = '2020-01-02' where code = %s", (codes[2],))
    counts = (await api.http.get("/api/v1/requests/counts")).json()
    assert (counts["by_status"], counts["overdue"], counts["unowned"]) == ({"submitted": 3}, 1, 3)
    queue = (await api.http.get("/api/v1/requests", params={"sort": "due"})).json()["items"]
    assert queue[0]["code"] == codes[2]
    late = (await api.http.get("/api/v1/requests", params={"due": "overdue"})).json()["items"]
    assert [one["code"] for one in late] == [codes[2]]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_no_cell_of_an_export_is_a_formula(api: Requester, form: str) -> None:
    subject = {
        "name": "=HYPERLINK(1)",
        "student_id": "20091234999",
        "degree_level": "bachelor",
        "graduation_year": 2013,
        "phone": "13812342222",
    }
    answer = await api.post({**_body(), "subject": subject})
    if answer.status_code == 422:
        subject["name"] = "@周新安"
        answer = await api.post({**_body(), "subject": subject})
    file = (await api.http.get("/api/v1/requests/export", params={"form": form, "by": "wang"})).content
    if form == "csv":
        lines = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
        assert all(not cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    else:
        sheet = zipfile.ZipFile(io.BytesIO(file)).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({}, {"a", "b"}),
        ({"openid": "o-a"}, {"a"}),
        ({"openid": "o-nobody"}, set()),
        ({"resolution": "withdrawn"}, {"b"}),
        ({"q": "周新安", "status": "submitted"}, {"a"}),
        ({"owner": "none", "document_type": "degree_proof"}, set()),
        ({"due": "overdue"}, set()),
    ],
)
async def test_an_export_holds_what_the_list_with_the_same_question_shows(
    api: Requester, asked: dict[str, str], held: set[str]
) -> None:
    codes = {name: (await api.file(openid=f"o-{name}"))["code"] for name in ("a", "b")}
    await api.happen(codes["b"], "withdraw")
    listed = (await api.http.get("/api/v1/requests", params=asked)).json()["items"]
    file = (await api.http.get("/api/v1/requests/export", params={"form": "csv", "by": "wang", **asked})).text
    assert {one["code"] for one in listed} == {codes[name] for name in held}
    assert {code for code in codes.values() if code in file} == {codes[name] for name in held}


async def test_a_file_that_does_not_hold_all_says_so(api: Requester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.requests.exporting.MOST_ROWS", 2)
    monkeypatch.setattr("backend.requests.work_endpoints._PAGE", 2)
    for _ in range(3):
        await api.post(_body())
    file = (await api.http.get("/api/v1/requests/export", params={"form": "csv", "by": "wang"})).content
    *_, last = csv.reader(io.StringIO(file.decode("utf-8-sig")))
    assert last == ["这个文件只有前 2 条，其余的请先筛选再导出。"]


def _body() -> dict[str, object]:
    from tests.integration.backend.requester import body

    return body()


async def test_a_changed_calendar_moves_open_requests_and_tells(api: Requester, database: Database) -> None:
    filed = await api.file()
    due = date.fromisoformat(filed["due_on"])
    name = {"zh": "搬家", "en": "Moving"}
    closure = {"name": name, "from": due.isoformat(), "to": due.isoformat(), "stops_clock": True}
    shipped = (await api.http.get("/api/v1/configuration")).json()["service"]["closures"]
    value = {"closures": [*shipped, closure]}
    answer = await api.http.put("/api/v1/configuration/service", json={"value": value, "author": "admin"})
    assert answer.status_code == 200, answer.text
    async with database.session() as session:
        _, moved = await requests.move_due_dates(session, await catalogue.current(session), None)
    now = await api.get(filed["code"])
    assert (moved, now["due_on"] > filed["due_on"]) == ([filed["code"]], True)
    assert now["history"][-1]["event"] == "calendar_moved"


async def test_a_configuration_that_cannot_be_used_is_refused_with_its_place(api: Requester) -> None:
    value = {"documents": {"transcript": {"max_copies": "many"}}}
    answer = await api.http.put("/api/v1/configuration/catalogue", json={"value": value})
    assert answer.status_code == 422
    assert "catalogue.documents.transcript.max_copies" in answer.json()["problems"][0]["message"]


async def test_the_configuration_is_fetched_again_only_when_it_changed(api: Requester) -> None:
    first = await api.http.get("/api/v1/configuration")
    tag = {"If-None-Match": first.headers["etag"]}
    assert (await api.http.get("/api/v1/configuration", headers=tag)).status_code == 304
    value = {"zh": {"status.submitted": "收到了"}}
    assert (await api.http.put("/api/v1/configuration/texts", json={"value": value})).status_code == 200
    assert (await api.http.get("/api/v1/configuration", headers=tag)).status_code == 200
    assert (await api.file())["public_status"] == "收到了"


async def test_what_can_be_asked_and_which_reasons_there_are(api: Requester) -> None:
    code = (await api.file())["code"]
    askable = (await api.http.get(f"/api/v1/requests/{code}/supplements")).json()
    coded = (await api.http.get("/api/v1/requests/reasons")).json()
    assert "id_card_front" in askable
    assert "no_mandate" in coded["reject"]


async def test_a_trouble_of_the_account_is_one_task_until_it_is_over(api: Requester, database: Database) -> None:
    for kind in (troubles.ADDRESS, troubles.ADDRESS, troubles.UNREADABLE):
        async with database.session() as session:
            await trouble_tasks.begin(session, kind, {})
    assert await _kinds(api) == ["wechat_address", "wechat_unreadable"]
    async with database.session() as session:
        await trouble_tasks.end(session, troubles.OF_ACCOUNT)
    assert await _kinds(api) == ["wechat_unreadable"]
    async with database.session() as session:
        await trouble_tasks.begin(session, troubles.ADDRESS, {})
    assert await _kinds(api) == ["wechat_unreadable", "wechat_address"]


async def _kinds(api: Requester) -> list[str]:
    return [one["kind"] for one in (await api.http.get("/api/v1/staff-tasks")).json()]


async def test_staff_are_told_in_time_that_next_years_holidays_are_missing(api: Requester, database: Database) -> None:
    async with database.session() as session:
        year = await notifications.warn_of_calendar(session)
    tasks = (await api.http.get("/api/v1/staff-tasks")).json()
    assert [(one["kind"], one["data"]) for one in tasks] == [("enter_holidays", {"year": year})]
    value = {"years": {str(year): {"holidays": [{"name": "new_year", "from": f"{year}-01-01", "to": f"{year}-01-01"}]}}}
    answer = await api.http.put("/api/v1/configuration/calendar", json={"value": value})
    assert answer.status_code == 200, answer.text
    async with database.session() as session:
        assert await notifications.warn_of_calendar(session) is None
    assert (await api.http.get("/api/v1/staff-tasks")).json() == []


async def test_a_promise_beyond_the_known_years_is_provisional(api: Requester) -> None:
    clock.advance(timedelta(days=60))
    filed = await api.file()
    assert filed["provisional"] is True
    steps = (await api.http.get(f"/api/v1/requests/{filed['code']}/due")).json()["steps"]
    assert "due.step.provisional" in [step["key"] for step in steps]


async def test_staff_say_why_they_look_and_do_not_look_too_often(
    api: Requester, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (await api.file())["code"]
    monkeypatch.setattr(revealing, "MOST_A_DAY", 2)
    who = Caller("staff", "wang")
    async with database.session() as session:
        request, configuration = await requests.find(session, code), await catalogue.current(session)
        with pytest.raises(Problem, match="422"):
            await requests.reveal(session, request, configuration, who, " ")
        for _ in range(2):
            shown = await requests.reveal(session, request, configuration, who, "核对邮寄电话")
        assert shown.subject["phone"] == "13812342222"
        with pytest.raises(Problem, match="429"):
            await requests.reveal(session, request, configuration, who, "再看一次")
