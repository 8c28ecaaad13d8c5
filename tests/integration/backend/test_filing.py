"""Filing: once, whole, encrypted, or refused with everything that is wrong."""

import asyncio

import psycopg
import pytest

from backend.domain import codes
from tests.integration.backend.requester import ID_NUMBER, PHONE, Requester, body


async def test_a_filed_request_has_code_state_date_and_history(api: Requester) -> None:
    filed = await api.file()
    assert codes.parse(filed["code"]) == filed["code"]
    assert (filed["status"], filed["waiting_on"], filed["resolution"]) == ("submitted", "archive", None)
    assert filed["due_on"]
    assert filed["public_status"]
    assert [line["event"] for line in filed["history"]] == ["submitted"]
    assert filed["delivery"]["recipient"] == "周新安"


async def test_numbers_are_masked_and_the_rest_is_not(api: Requester) -> None:
    filed = await api.file()
    assert filed["subject"]["id_number"] == "110***********002X"
    assert filed["subject"]["phone"] == filed["delivery"]["phone"] == "138****2222"
    assert filed["subject"]["name"] == "周新安"


async def test_revealing_is_written_to_the_audit_log(api: Requester, sql: psycopg.Connection) -> None:
    filed = await api.file()
    shown = await api.get(filed["code"], reveal="true", reason="phone call")
    assert (shown["subject"]["id_number"], shown["subject"]["phone"]) == (ID_NUMBER, PHONE)
    rows = sql.execute("select action, object_id from audit_log").fetchall()
    assert rows == [("reveal", filed["code"])]


async def test_the_same_key_and_body_give_the_same_request(api: Requester, key: str) -> None:
    first, again = await api.post(body(), key), await api.post(body(), key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["code"] == again.json()["code"]


async def test_a_key_used_for_another_body_is_refused(api: Requester, key: str) -> None:
    await api.post(body(), key)
    other = await api.post(body(purpose="落户"), key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


async def test_racing_calls_with_one_key_file_once(api: Requester, key: str, sql: psycopg.Connection) -> None:
    answers = await asyncio.gather(*(api.post(body(), key) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert sql.execute("select count(*) from requests").fetchone() == (1,)


async def test_a_key_is_needed(api: Requester) -> None:
    answer = await api.http.post("/api/v1/requests", json=body())
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


async def test_everything_wrong_is_said_at_once_and_no_number_is_echoed(api: Requester) -> None:
    wrong = "110105194912310021"
    subject = {"id_number": wrong, "id_type": "resident_id", "degree_level": "bachelor", "phone": "123"}
    items = [{"document_type": "transcript", "language": "en", "copies": 900}]
    answer = await api.post(body(subject=subject, items=items, consent=None))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid")
    assert answer.headers["content-type"] == "application/problem+json"
    named = {one["field"]: one["code"] for one in problem["problems"]}
    assert named["subject.id_number"] == "checksum"
    assert {"subject.name", "subject.phone", "items[0].copies", "consent"} <= set(named)
    assert wrong not in answer.text


async def test_a_refused_body_leaves_its_key_free(api: Requester, key: str) -> None:
    assert (await api.post(body(items=[]), key)).status_code == 422
    assert (await api.post(body(), key)).status_code == 201


async def test_the_same_papers_again_name_the_earlier_request(api: Requester) -> None:
    first, second = await api.file(), await api.file()
    assert (first["duplicate_of"], second["duplicate_of"]) == (None, first["code"])


async def test_changed_rows_are_no_longer_the_same_request_or_become_it(api: Requester) -> None:
    one = [{"document_type": "degree_proof", "language": "zh", "copies": 1}]
    first, second = await api.file(), await api.file(items=one)
    assert second["duplicate_of"] is None
    changed = await api.http.patch(f"/api/v1/requests/{second['code']}", json={"items": first["items"]})
    assert (changed.status_code, changed.json()["duplicate_of"]) == (200, first["code"])
    assert (await api.http.patch(f"/api/v1/requests/{first['code']}", json={"items": one})).status_code == 200
    assert (await api.file())["duplicate_of"] == second["code"]
    assert (await api.file(items=one))["duplicate_of"] == first["code"]


async def test_no_column_holds_the_plain_numbers(api: Requester, sql: psycopg.Connection) -> None:
    filed = await api.file(note=f"我的证件号 {ID_NUMBER}", details={"spouse_id_number": ID_NUMBER})
    await api.happen(filed["code"], "start_review")
    await api.happen(filed["code"], "ask_supplement", missing=[f"证件 {ID_NUMBER} 的照片"])
    tables = sql.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    for (table,) in tables:
        dump = "".join(map(str, sql.execute(f'select t::text from "{table}" t').fetchall()))  # type: ignore[arg-type]
        for secret in (ID_NUMBER, PHONE, "周新安", "o-test-zhou", "余杭塘路"):
            assert secret not in dump, table
            assert secret.encode().hex() not in dump, table


@pytest.mark.parametrize("path", ["requests/LT261121-7K4PXM", "requests/nonsense", "attachments/x", "nowhere"])
async def test_every_error_is_a_problem_document(api: Requester, path: str) -> None:
    answer = await api.http.get(f"/api/v1/{path}")
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"]


async def test_without_the_token_nobody_comes_in(api: Requester) -> None:
    answer = await api.http.get("/api/v1/requests", headers={"Authorization": "Bearer guessed"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
