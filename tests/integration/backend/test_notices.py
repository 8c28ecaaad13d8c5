"""Every change reaches the requester once, by the first way that works, and what became of it is known."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from backend.conversations import outbox
from backend.kit import clock
from backend.kit.crypto import conversation_key
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.models.conversations import Message
from backend.notifications import service as notifications
from backend.notifications.working import work
from backend.worker.tasks import Parts
from bot.wechat.client import Account, WeChatClient
from tests.integration.backend.requester import Requester

OPENID = "o-test-zhou"


class Wechat:
    """The platform's answers to template and subscription calls."""

    def __init__(self) -> None:
        self.code = 0
        self.calls: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if "token" in request.url.path:
            return httpx.Response(200, json={"access_token": "t", "expires_in": 7200})
        self.calls.append(json.loads(request.content))
        return httpx.Response(200, json={"errcode": self.code, "errmsg": "", "msgid": 1})


@pytest.fixture
def wechat() -> Wechat:
    return Wechat()


@pytest.fixture
async def parts(settings: Settings, database: Database, wechat: Wechat) -> AsyncIterator[Parts]:
    client = WeChatClient(Account("wx1", "s", "http://wechat"), transport=httpx.MockTransport(wechat))
    yield Parts(settings, database, client)
    await client.aclose()


class House:
    """The worker's part, step by step."""

    def __init__(self, parts: Parts, sql: psycopg.Connection) -> None:
        self.parts, self.sql = parts, sql

    async def tell(self) -> None:
        """Work every recorded event, then the owner's notices."""
        for (event_id,) in self.sql.execute("select id from request_events order by id").fetchall():
            async with self.parts.database.session() as session:
                await notifications.on_event(session, event_id)
        await work(self.parts.means, conversation_key(OPENID))

    async def look(self) -> None:
        """Look at the notices again, a little later."""
        clock.advance(timedelta(minutes=11))
        await work(self.parts.means, conversation_key(OPENID))

    def became(self, state: str, error: str | None = None) -> None:
        """What the gateway did with the outgoing messages."""
        self.sql.execute("update messages set state = %s, error = %s where state <> 'sent'", (state, error))

    def attempts(self) -> dict[str, str]:
        rows = self.sql.execute("select channel, state from notice_attempts order by id").fetchall()
        return dict(rows)

    def notices(self) -> list[str]:
        return [state for (state,) in self.sql.execute("select state from notices order by id").fetchall()]

    async def said(self) -> list[str]:
        async with self.parts.database.session() as session:
            rows = (await session.execute(Message.__table__.select().order_by("id"))).all()
            return [str(row.text) for row in rows]


@pytest.fixture
def house(parts: Parts, sql: psycopg.Connection) -> House:
    return House(parts, sql)


@pytest.fixture
async def code(api: Requester) -> str:
    return str((await api.file())["code"])


async def test_what_was_filed_in_the_chat_is_not_told_again(house: House, code: str) -> None:
    await house.tell()
    assert house.notices() == []


async def test_a_change_is_told_once_however_often_the_job_runs(house: House, api: Requester, code: str) -> None:
    await api.happen(code, "start_review")
    for _ in range(20):
        await house.tell()
    assert len(await house.said()) == 1
    assert code in (await house.said())[0]


async def test_changes_in_a_row_are_told_in_one_message(house: House, api: Requester, code: str) -> None:
    for event in ("start_review", "approve"):
        await api.happen(code, event)
    await house.tell()
    (text,) = await house.said()
    assert text.count(code) == 2


async def test_a_sent_message_settles_its_notices(house: House, api: Requester, code: str) -> None:
    await api.happen(code, "start_review")
    await house.tell()
    house.became("sent")
    await house.look()
    assert (house.notices(), house.attempts()) == (["told"], {"wechat": "sent"})


async def test_what_matters_goes_down_the_ladder_when_the_chat_is_closed(
    house: House, api: Requester, code: str, sql: psycopg.Connection
) -> None:
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["id_card_front"])
    await house.tell()
    house.became("held")
    await house.look()
    fates = {"wechat": "held", "template": "not_configured", "subscription": "not_configured"}
    assert house.attempts() == fates | {"email": "not_configured", "staff": "sent"}
    assert sql.execute("select kind, done_at from staff_tasks").fetchall() == [("tell_requester", None)]


async def test_a_held_message_that_is_delivered_later_closes_the_task(
    house: House, api: Requester, code: str, sql: psycopg.Connection
) -> None:
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["id_card_front"])
    await house.tell()
    house.became("held")
    await house.look()
    house.became("sent")
    await house.look()
    assert house.notices() == ["told", "told"]
    assert sql.execute("select done_by from staff_tasks").fetchall() == [("system",)]


async def configure(api: Requester, rung: str) -> None:
    value = {rung: {"template": "T1", "fields": {"character_string1": "code", "thing2": "items", "phrase3": "status"}}}
    answer = await api.http.put("/api/v1/configuration/notices", json={"value": value})
    assert answer.status_code == 200, answer.text


async def refused_chat(house: House, api: Requester, code: str) -> None:
    await api.happen(code, "start_review")
    await house.tell()
    house.became("sent")
    await api.happen(code, "ask_supplement", missing=["id_card_front"])
    await house.tell()
    house.became("held", "45015")


async def test_a_template_message_takes_the_place_of_a_held_one(
    house: House, api: Requester, code: str, wechat: Wechat, sql: psycopg.Connection
) -> None:
    await configure(api, "template")
    await refused_chat(house, api, code)
    await house.look()
    assert [call["template_id"] for call in wechat.calls] == ["T1"]
    assert len(wechat.calls[0]["data"]["thing2"]["value"]) <= 20
    assert house.notices() == ["told", "told"]
    assert sql.execute("select state, error from messages order by id").fetchall()[-1] == ("dropped", "withdrawn")


@pytest.mark.parametrize(("errcode", "tries"), [(45015, 1), (45047, 1), (43101, 1), (40003, 1), (48001, 1)])
async def test_what_cannot_heal_is_not_tried_again(
    house: House, api: Requester, code: str, wechat: Wechat, errcode: int, tries: int
) -> None:
    await configure(api, "template")
    wechat.code = errcode
    await refused_chat(house, api, code)
    for _ in range(3):
        await house.look()
    assert len(wechat.calls) == tries
    assert house.attempts()["template"] == "failed"
    assert house.attempts()["staff"] == "sent"


async def test_what_can_heal_is_tried_again_later(house: House, api: Requester, code: str, wechat: Wechat) -> None:
    await configure(api, "template")
    wechat.code = -1
    await refused_chat(house, api, code)
    await house.look()
    assert house.attempts()["template"] == "retrying"
    wechat.code = 0
    await house.look()
    assert house.attempts()["template"] == "sent"
    assert len(wechat.calls) == 2


async def test_a_subscription_notice_needs_a_consent_that_is_left(
    house: House, api: Requester, code: str, wechat: Wechat
) -> None:
    await configure(api, "subscription")
    await refused_chat(house, api, code)
    await house.look()
    assert wechat.calls == []
    assert house.attempts()["subscription"] == "not_possible"


async def test_nobody_is_reminded_at_night(house: House, api: Requester, code: str, sql: psycopg.Connection) -> None:
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["id_card_front"])
    await house.tell()
    local = clock.now().astimezone(clock.SHANGHAI)
    night = local.replace(hour=23, minute=0) + timedelta(days=8)
    clock.advance(night - local)
    async with house.parts.database.session() as session:
        from backend.catalogue import service as catalogue
        from backend.requests import service as requests

        assert await requests.remind(session, await catalogue.current(session)) == 1
    await house.tell()
    waiting = sql.execute("select look_at from notices order by id desc limit 1").fetchone()
    assert waiting is not None
    assert waiting[0].astimezone(clock.SHANGHAI).hour == 8


async def test_the_outbox_is_the_one_way_out(house: House, api: Requester, code: str) -> None:
    await api.happen(code, "start_review")
    await house.tell()
    async with house.parts.database.session() as session:
        (row,) = (await session.execute(Message.__table__.select())).all()
        assert await outbox.outcome(session, row.uid) == ("ready", None)


async def test_whoever_has_to_send_something_is_given_a_link(house: House, api: Requester, code: str) -> None:
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["id_card_front"])
    for (event_id,) in house.sql.execute("select id from request_events order by id").fetchall():
        async with house.parts.database.session() as session:
            await notifications.on_event(session, event_id, "https://archive.example.edu")
    await house.tell()
    (text,) = await house.said()
    assert "https://archive.example.edu/h5/u/" in text


async def test_who_came_to_the_counter_is_told_by_a_person(house: House, api: Requester) -> None:
    filed = await api.file(channel="walk_in", openid=None, consent=None)
    for event in ("start_review", "approve", "mark_ready"):
        await api.happen(filed["code"], event)
    for (event_id,) in house.sql.execute("select id from request_events order by id").fetchall():
        async with house.parts.database.session() as session:
            await notifications.on_event(session, event_id)
    (owner,) = house.sql.execute("select distinct owner from notices").fetchall()[0]
    await work(house.parts.means, owner)
    tasks = (await api.http.get("/api/v1/staff-tasks")).json()
    assert [task["code"] for task in tasks] == [filed["code"]]
    told = (await api.http.get(f"/api/v1/requests/{filed['code']}/notices")).json()
    assert [one["state"] for one in told] == ["unreached", "unreached", "unreached", "staff"]
    assert told[-1]["attempts"][0]["state"] == "not_possible"
