"""The worker's part of telling, step by step: the house of notices, and a platform whose answers are chosen."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from backend.kit import clock
from backend.kit.crypto import conversation_key
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.models.conversations import Message
from backend.notifications import reports
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
        number = {"msgid": 100 + len(self.calls)} if "template/send" in request.url.path else {}
        return httpx.Response(200, json={"errcode": self.code, "errmsg": "", **number})


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

    async def report(self, **report: Any) -> None:
        """WeChat tells something by an event."""
        async with self.parts.database.session() as session:
            await reports.take(session, conversation_key(OPENID), report)

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
    # By day: at night much waits until morning.
    at_clock(10)
    return House(parts, sql)


def at_clock(hour: int) -> None:
    """Let it be that full hour in Shanghai, today or tomorrow."""
    local = clock.now().astimezone(clock.SHANGHAI)
    wanted = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    clock.advance((wanted if wanted > local else wanted + timedelta(days=1)) - local)


@pytest.fixture
async def code(api: Requester) -> str:
    return str((await api.file())["code"])


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
