"""The public progress page: one answer for the wrong code and the wrong digits, and an end to guessing."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from backend.domain import codes
from backend.kit import clock
from tests.integration.backend.requester import Requester


@pytest.fixture
async def filed(api: Requester) -> dict[str, Any]:
    return await api.file()


async def ask(api: Requester, code: str, digits: str) -> httpx.Response:
    headers = {"Authorization": ""}
    return await api.http.get(f"/api/v1/progress/{code}", params={"phone_last4": digits}, headers=headers)


async def test_whoever_knows_code_and_digits_sees_state_and_history(api: Requester, filed: dict[str, Any]) -> None:
    answer = await ask(api, filed["code"].lower().replace("-", ""), "2222")
    told = answer.json()
    assert (answer.status_code, told["status"], told["due_on"]) == (200, "submitted", filed["due_on"])
    assert told["history"][0]["public_text"] == "提交了申请"
    assert "周新安" not in answer.text
    assert "1381234" not in answer.text


async def test_a_wrong_code_and_wrong_digits_get_the_same_answer(api: Requester, filed: dict[str, Any]) -> None:
    unknown = codes.issue(clock.today(), lambda n: 7)
    wrong_code, wrong_digits = await ask(api, unknown, "2222"), await ask(api, filed["code"], "0000")
    assert wrong_code.status_code == wrong_digits.status_code == 404
    assert wrong_code.json() == wrong_digits.json()


async def test_the_phone_of_whoever_asked_counts_before_the_subjects(api: Requester) -> None:
    filed = await api.file(
        track="proxy", relation="child", requester={"name": "周小安", "phone": "13700001111"}, openid="o-child"
    )
    assert (await ask(api, filed["code"], "1111")).status_code == 200
    assert (await ask(api, filed["code"], "2222")).status_code == 404


async def test_the_digits_are_those_before_an_extension(api: Requester) -> None:
    filed = await api.file(
        track="proxy", relation="child", requester={"name": "周小安", "phone": "0879-7226031转206"}, openid="o-child"
    )
    assert filed["requester"]["phone"].endswith("转206")
    assert (await ask(api, filed["code"], "6031")).status_code == 200
    assert (await ask(api, filed["code"], "1206")).status_code == 404


async def test_five_wrong_tries_on_a_code_close_it_for_an_hour(api: Requester, filed: dict[str, Any]) -> None:
    for _ in range(5):
        assert (await ask(api, filed["code"], "0000")).status_code == 404
    closed = await ask(api, filed["code"], "2222")
    assert (closed.status_code, closed.json()["code"]) == (429, "too_many_tries")
    assert 3500 < int(closed.headers["retry-after"]) <= 3601
    clock.advance(timedelta(hours=1, seconds=1))
    assert (await ask(api, filed["code"], "2222")).status_code == 200


async def test_four_wrong_tries_do_not(api: Requester, filed: dict[str, Any]) -> None:
    for _ in range(4):
        await ask(api, filed["code"], "0000")
    assert (await ask(api, filed["code"], "2222")).status_code == 200


async def test_twenty_wrong_tries_from_an_address_close_everything(api: Requester, filed: dict[str, Any]) -> None:
    for number in range(20):
        code = codes.issue(clock.today(), lambda n, number=number: number)
        assert (await ask(api, code, "2222")).status_code == 404
    assert (await ask(api, filed["code"], "2222")).status_code == 429


async def test_tries_of_an_hour_ago_are_forgotten(api: Requester, filed: dict[str, Any]) -> None:
    for _ in range(4):
        await ask(api, filed["code"], "0000")
    clock.advance(timedelta(hours=1, seconds=1))
    await ask(api, filed["code"], "0000")
    assert (await ask(api, filed["code"], "2222")).status_code == 200


async def test_an_unknown_code_is_throttled_like_a_real_one(api: Requester) -> None:
    unknown = codes.issue(clock.today(), lambda n: 9)
    answers = [(await ask(api, unknown, "2222")).status_code for _ in range(6)]
    assert answers == [404] * 5 + [429]
