"""What callers from outside rely on word for word, as they would try it: one promise a test."""

import re
from datetime import date, datetime
from typing import Any

import httpx
import pytest

from backend.domain import codes
from backend.kit import clock
from tests.integration.backend.conftest import TOKEN, api, app, client, database, key, settings, sql
from tests.integration.backend.requester import Requester, body
from tests.support import papers

__all__ = ["TOKEN", "api", "app", "client", "database", "key", "settings", "sql"]

ANSWER = {
    *("code", "status", "resolution", "public_status", "waiting_on", "due_on", "created_at", "history", "attachments"),
    *("channel", "track", "subject", "items", "delivery", "purpose", "needed_by", "note", "consent", "details"),
}
NEEDS: dict[str, dict[str, Any]] = {
    "ask_supplement": {"missing": ["id_card_front"]},
    "ship": {"tracking_number": "EX123456789CN"},
    "close_not_found": {"reason": "searched_years"},
    "refer": {"reason": "kept_elsewhere", "referred_to": "教务处"},
    "reject": {"reason": "no_mandate"},
    "extend": {"reason": "awaiting_seal", "working_days": 2},
    "reopen": {"reason": "new_facts"},
}
WAYS: list[tuple[list[str], str, str | None, str]] = [
    ([], "submitted", None, "archive"),
    (["start_review"], "under_review", None, "archive"),
    (["start_review", "ask_supplement"], "awaiting_requester", None, "requester"),
    (["start_review", "ask_supplement", "supplement"], "under_review", None, "archive"),
    (["start_review", "approve"], "processing", None, "archive"),
    (["start_review", "approve", "mark_ready"], "ready_for_pickup", None, "requester"),
    (["start_review", "approve", "mark_ready", "fulfil"], "closed", "fulfilled", "nobody"),
    (["start_review", "approve", "ship"], "shipped", None, "nobody"),
    (["start_review", "approve", "ship", "fulfil"], "closed", "fulfilled", "nobody"),
    (["start_review", "approve", "fulfil"], "closed", "fulfilled", "nobody"),
    (["start_review", "close_not_found"], "closed", "not_found", "nobody"),
    (["start_review", "approve", "close_not_found"], "closed", "not_found", "nobody"),
    (["refer"], "closed", "referred", "nobody"),
    (["start_review", "ask_supplement", "reject"], "closed", "rejected", "nobody"),
    (["withdraw"], "closed", "withdrawn", "nobody"),
    (["extend", "start_review", "extend", "approve", "extend"], "processing", None, "archive"),
    (["withdraw", "reopen"], "under_review", None, "archive"),
]


async def test_every_way_through_the_states(api: Requester) -> None:
    for events, status, resolution, turn in WAYS:
        code = (await api.file())["code"]
        for event in events:
            await api.happen(code, event, **NEEDS.get(event, {}))
        now = await api.get(code)
        assert (now["status"], now["resolution"], now["waiting_on"]) == (status, resolution, turn), events
        assert [line["event"] for line in now["history"]] == ["submitted", *events]
        assert now["public_status"] and all(line["public_text"] for line in now["history"])


async def test_the_answer_has_what_was_promised(api: Requester) -> None:
    filed = await api.file(needed_by=f"{clock.today().year + 1}-06-01", note="谢谢")
    assert set(filed) >= ANSWER
    assert datetime.fromisoformat(filed["created_at"]).tzinfo is not None
    assert date.fromisoformat(filed["due_on"]) > clock.today()
    for line in filed["history"]:
        assert set(line) >= {"at", "event", "public_text"} and datetime.fromisoformat(line["at"]).tzinfo


async def test_a_code_is_built_as_promised_and_read_in_any_spelling(api: Requester) -> None:
    code = (await api.file())["code"]
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    found = re.fullmatch(rf"LT(\d{{6}})-([{alphabet}]{{5}})([{alphabet}])", code)
    assert found and found[1] == f"{clock.today():%y%m%d}"
    total = 0
    for place, character in enumerate(reversed(found[1] + found[2])):
        value = alphabet.index(character) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    assert alphabet[-total % 32] == found[3]
    loose = code.lower().replace("-", "")
    spelt = loose[:8] + loose[8:].replace("0", "o").replace("1", "l")
    for spelling in (loose, f" {code} ", code.replace("-", " - "), spelt):
        assert (await api.http.get(f"/api/v1/requests/{spelling}")).json()["code"] == code, spelling


async def test_lists_are_narrowed_and_paged(api: Requester) -> None:
    phone = await api.file(channel="phone", openid=None, consent=None)
    mine = [(await api.file(openid="o-me"))["code"] for _ in range(3)]
    await api.happen(mine[0], "start_review")

    async def listed(**params: Any) -> list[str]:
        answer = (await api.http.get("/api/v1/requests", params=params)).json()
        assert set(answer) == {"items", "next"}
        return [one["code"] for one in answer["items"]]

    assert await listed(openid="o-me") == mine[::-1]
    assert await listed(channel="phone") == [phone["code"]]
    assert await listed(status="under_review") == [mine[0]]
    assert await listed(q=mine[1]) == [mine[1]]
    assert await listed(openid="o-nobody") == []
    first = (await api.http.get("/api/v1/requests", params={"limit": 3})).json()
    last = (await api.http.get("/api/v1/requests", params={"limit": 3, "cursor": first["next"]})).json()
    assert ([one["code"] for one in last["items"]], last["next"]) == ([phone["code"]], None)


async def test_the_catalogue_is_public_and_knows_its_fixed_codes(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/catalogue", headers={"Authorization": ""})
    text = answer.text
    for code in (
        *("transcript", "enrollment_proof", "admission_roster", "graduation_proof", "degree_proof", "other"),
        *("student_registration_form", "translation", "thesis_review", "personnel_file", "marriage_record"),
        *("family_planning_record", "subsistence_allowance_record", "work_seniority_record"),
    ):
        assert f'"{code}"' in text, code


async def test_an_upload_gives_an_id_that_a_request_takes(api: Requester) -> None:
    pdf = papers.pdf()
    answer = await api.http.post("/api/v1/attachments", files={"file": ("a.pdf", pdf)}, data={"kind": "id_card_front"})
    assert answer.status_code == 201 and set(answer.json()) == {"id"}
    filed = await api.file(attachment_ids=[answer.json()["id"]])
    assert [one["kind"] for one in filed["attachments"]] == ["id_card_front"]


LACKING: list[tuple[dict[str, Any], str]] = [
    ({"track": "proxy", "requester": {"name": "周小安", "phone": "13700001111"}}, "relation"),
    ({"track": "proxy", "relation": "child"}, "requester.name"),
    ({"track": "organization", "requester": {"name": "李鸣", "phone": "13700001111"}}, "requester.organization"),
    ({"items": [{"document_type": "transcript", "copies": 1}]}, "items[0].language"),
    ({"items": [{"document_type": "other", "copies": 1}]}, "items[0].note"),
    ({"delivery": {}}, "delivery.method"),
    ({"delivery": {"method": "express"}}, "delivery.address"),
    ({"delivery": {"method": "email"}}, "delivery.email"),
    ({"subject": {"name": "周新安", "phone": "13812342222", "student_id": "20091234999"}}, "subject."),
    ({"consent": None}, "consent"),
    ({"items": []}, "items"),
]


async def test_what_the_catalogue_asks_for_is_asked_for(api: Requester, key: str) -> None:
    for changes, field in LACKING:
        answer = await api.post(body(**changes), key)
        assert answer.status_code == 422, changes
        problems = answer.json()["problems"]
        named = [one["field"] for one in problems] + [path for one in problems for path in one.get("any_of", ())]
        assert any(one.startswith(field) for one in named), (changes, problems)


async def test_changing_and_urging_end_where_they_must(api: Requester) -> None:
    code = (await api.file())["code"]
    for event in ("start_review", "ask_supplement"):
        await api.happen(code, event, **NEEDS.get(event, {}))
    waiting = await api.http.post(f"/api/v1/requests/{code}/urge")
    assert (waiting.status_code, waiting.json()["code"]) == (409, "nothing_to_urge")
    assert (await api.http.patch(f"/api/v1/requests/{code}", json={"purpose": "考研"})).json()["purpose"] == "考研"
    for event in ("supplement", "approve"):
        await api.happen(code, event)
    late = await api.http.patch(f"/api/v1/requests/{code}", json={"purpose": "x"})
    assert (late.status_code, late.json()["code"]) == (409, "not_editable")
    assert (await api.http.post(f"/api/v1/requests/{code}/urge")).json()["urged"] == 1
    assert (await api.try_event(code, "withdraw")).json()["code"] == "illegal_transition"


@pytest.mark.parametrize("event", ["approve", "supplement", "reopen", "fulfil", "ship"])
async def test_what_is_not_possible_now_is_said_so(api: Requester, event: str) -> None:
    code = (await api.file())["code"]
    answer = await api.try_event(code, event, **NEEDS.get(event, {}))
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


async def test_a_code_that_was_never_issued_is_nobodys(api: Requester) -> None:
    unknown = codes.issue(clock.today(), lambda most: most // 2)
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/urge"), ("POST", "/events")):
        given = {"PATCH": {"purpose": "x"}}.get(method, {"event": "start_review"} if path == "/events" else {})
        answer = await api.http.request(
            method, f"/api/v1/requests/{unknown}{path}", json=given if method != "GET" else None
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (method, path)
