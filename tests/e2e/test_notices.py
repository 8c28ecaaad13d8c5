"""WeChat refuses, each time in another way: every notice takes the next one, and WeChat's own word is kept with it."""

import functools
import secrets
from typing import Any

import httpx
import pytest

from tests.integration.backend.requester import body
from tests.support.house import RunningHouse
from tests.support.phone import Phone
from tests.support.wait import eventually

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(600)]
FIELDS = {"character_string1": "code", "thing2": "items", "phrase3": "status"}
CONFIGURED = {
    "template": {"template": "T-news", "fields": FIELDS},
    "subscription": {"template": "T-sub", "fields": FIELDS},
}


def refusing(path: str, code: int) -> dict[str, Any]:
    return {"path": path, "code": code, "count": 20}


# What WeChat answers, whether the person allows a subscription notice, and what becomes of the notice.
WAYS: list[tuple[list[dict[str, Any]], bool, list[tuple[str, str, str | None]]]] = [
    ([refusing("custom/send", 45015)], False, [("wechat", "held", None), ("template", "sent", "success")]),
    ([refusing("custom/send", 45047)], False, [("wechat", "held", None), ("template", "sent", "success")]),
    (
        [refusing("custom/send", 45047), refusing("template/send", 43101)],
        True,
        [("wechat", "held", None), ("template", "failed", None), ("subscription", "sent", "success")],
    ),
    (
        [refusing("custom/send", 45015), refusing("template/send", 40003)],
        False,
        [
            *(("wechat", "held", None), ("template", "failed", None), ("subscription", "not_possible", None)),
            *(("email", "not_configured", None), ("staff", "sent", None)),
        ],
    ),
]


async def test_what_wechat_refuses_takes_the_next_way(house: RunningHouse) -> None:
    token = {"Authorization": f"Bearer {house.secret('service_token')}"}
    async with (
        httpx.AsyncClient(base_url=house.urls["backend"], headers=token, trust_env=False, timeout=20) as api,
        Phone.follows(house.urls["simulator"]) as phone,
    ):
        answer = await api.put("/api/v1/configuration/notices", json={"value": CONFIGURED})
        assert answer.status_code == 200, answer.text
        await phone.sees()
        try:
            for faults, allowed, wanted in WAYS:
                if allowed:
                    await phone.allows_notices("T-sub")
                await phone.breaks(api=faults)
                code = await filed(api, phone.openid)
                await happens(api, code, "start_review")
                await happens(api, code, "refer", reason="kept_elsewhere", referred_to="教务处")
                await eventually(functools.partial(became, api, code, wanted), 60)
        finally:
            await phone.mends()
            await api.put("/api/v1/configuration/notices", json={"value": {}})


async def filed(api: httpx.AsyncClient, openid: str) -> str:
    given = body(openid=openid, purpose=secrets.token_hex(4))
    answer = await api.post("/api/v1/requests", json=given, headers={"Idempotency-Key": secrets.token_hex(8)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def happens(api: httpx.AsyncClient, code: str, event: str, **more: str) -> None:
    answer = await api.post(f"/api/v1/requests/{code}/events", json={"event": event, **more})
    assert answer.status_code == 200, answer.text


async def attempts(api: httpx.AsyncClient, code: str) -> list[tuple[str, str, str | None]]:
    """What became of the newest notice, rung by rung."""
    told = (await api.get(f"/api/v1/requests/{code}/notices")).json()
    return [(one["channel"], one["state"], one["reported"]) for one in told[-1]["attempts"]] if told else []


async def became(api: httpx.AsyncClient, code: str, wanted: list[tuple[str, str, str | None]]) -> bool:
    return await attempts(api, code) == wanted
