"""What WeChat tells afterwards: the fate of each notice is kept and acted on, and consents are counted."""

from uuid import uuid4

import psycopg
import pytest

from backend.conversations import inbox
from backend.kit.crypto import conversation_key
from backend.kit.db import Database
from bot.gateway.arrivals import arrival
from bot.wechat import messages, pushes
from tests.integration.backend.requester import Requester
from tests.integration.backend.telling import (
    OPENID,
    House,
    Wechat,
    at_clock,
    code,
    configure,
    house,
    parts,
    refused_chat,
    wechat,
)

__all__ = ["code", "house", "parts", "wechat"]

TEMPLATE, CONSENT, SENT = "TEMPLATESENDJOBFINISH", "subscribe_msg_popup_event", "subscribe_msg_sent_event"


def reported(sql: psycopg.Connection, channel: str) -> tuple[str, str | None, str | None]:
    query = "select state, error, reported from notice_attempts where channel = %s"
    (found,) = sql.execute(query, (channel,)).fetchall()
    return found


async def allow(house: House, status: str = "accept", times: int = 1) -> None:
    for _ in range(times):
        await house.report(name=CONSENT, choices=[{"template_id": "T1", "status": status}])


def left(sql: psycopg.Connection) -> list[int]:
    return [row[0] for row in sql.execute("select remaining from notice_permissions").fetchall()]


async def test_a_template_that_arrived_is_known_to_have_arrived(
    house: House, api: Requester, code: str, sql: psycopg.Connection
) -> None:
    await configure(api, "template")
    await refused_chat(house, api, code)
    await house.look()
    await house.report(name=TEMPLATE, sent_id="101", status="success")
    assert reported(sql, "template") == ("sent", None, "success")
    assert house.notices() == ["told", "told"]
    shown = (await api.http.get(f"/api/v1/requests/{code}/notices")).json()
    assert [one["reported"] for one in shown[-1]["attempts"]] == [None, "success"]


@pytest.mark.parametrize("status", ["failed:user block", "failed: system failed"])
async def test_a_template_that_did_not_arrive_goes_on_down_the_ladder(
    house: House, api: Requester, code: str, sql: psycopg.Connection, status: str
) -> None:
    await configure(api, "template")
    await refused_chat(house, api, code)
    await house.look()
    assert house.notices() == ["told", "told"]
    for _ in range(3):
        await house.report(name=TEMPLATE, sent_id="101", status=status)
    await house.look()
    assert reported(sql, "template") == ("failed", status, status)
    assert house.attempts()["staff"] == "sent"
    assert house.notices() == ["told", "staff"]
    assert sql.execute("select kind from staff_tasks").fetchall() == [("tell_requester",)]


async def test_a_report_of_a_message_that_is_not_ours_changes_nothing(
    house: House, api: Requester, code: str, sql: psycopg.Connection
) -> None:
    await configure(api, "template")
    await refused_chat(house, api, code)
    await house.look()
    for report in ({"sent_id": "999", "status": "failed:user block"}, {"sent_id": "", "status": "x"}, {}):
        await house.report(name=TEMPLATE, **report)
    await house.report(name=SENT, results=[{"template_id": "T9", "sent_id": "1", "error_code": "43101"}])
    assert reported(sql, "template") == ("sent", None, None)
    assert house.notices() == ["told", "told"]


async def test_consents_are_counted_spent_and_taken_back(
    house: House, api: Requester, code: str, wechat: Wechat, sql: psycopg.Connection
) -> None:
    await configure(api, "subscription")
    await allow(house, times=2)
    assert left(sql) == [2]
    await refused_chat(house, api, code)
    await house.look()
    assert [call["template_id"] for call in wechat.calls] == ["T1"]
    assert wechat.calls[0]["data"]["phrase3"]["value"] == "待补充"
    assert (left(sql), house.notices()) == ([1], ["told", "told"])
    await house.report(name=SENT, results=[{"template_id": "T1", "sent_id": "77", "error_code": "0"}])
    assert reported(sql, "subscription") == ("sent", None, "success")
    await allow(house, "reject")
    assert left(sql) == [0]


async def test_a_notice_that_was_taken_and_then_refused_goes_to_a_person(
    house: House, api: Requester, code: str, sql: psycopg.Connection
) -> None:
    await configure(api, "subscription")
    await allow(house, times=3)
    await refused_chat(house, api, code)
    await house.look()
    await house.report(name=SENT, results=[{"template_id": "T1", "sent_id": "77", "error_code": "43101"}])
    await house.look()
    assert reported(sql, "subscription") == ("failed", "43101", "43101")
    assert (left(sql), house.attempts()["staff"]) == ([0], "sent")


async def test_a_field_that_nothing_fits_is_not_sent_at_all(
    house: House, api: Requester, code: str, wechat: Wechat, sql: psycopg.Connection
) -> None:
    value = {"template": {"template": "T1", "fields": {"number1": "items"}}}
    assert (await api.http.put("/api/v1/configuration/notices", json={"value": value})).status_code == 200
    await refused_chat(house, api, code)
    await house.look()
    assert wechat.calls == []
    assert reported(sql, "template")[:2] == ("not_possible", "47003 nothing for number1")


def pushed(name: str, inner: str) -> messages.Inbound:
    return pushes.read(
        f"<xml><ToUserName>gh_1</ToUserName><FromUserName>{OPENID}</FromUserName><CreateTime>1760000000</CreateTime>"
        f"<MsgType>event</MsgType><Event>{name}</Event>{inner}</xml>".encode()
    )


async def test_an_event_is_handed_on_once_however_often_wechat_sends_it(
    database: Database, sql: psycopg.Connection
) -> None:
    template = pushed(TEMPLATE, "<MsgID>5</MsgID><Status>success</Status>")
    one, two = (
        pushed(SENT, f"<SubscribeMsgSentEvent><List><TemplateId>T</TemplateId><MsgID>{n}</MsgID></List>"
               "</SubscribeMsgSentEvent>")
        for n in (1, 2)
    )  # fmt: skip
    for message in (template, one, two, template, one, pushed("VIEW", "<EventKey>https://x</EventKey>")):
        async with database.session() as session:
            await inbox.admit(session, arrival(message), holder=uuid4(), wait=0, kf=True)
    rows = sql.execute(
        "select lock, args->'report'->>'name' from procrastinate_jobs where task_name = 'notices.reported' order by id"
    ).fetchall()
    assert rows == [(f"notices:{conversation_key(OPENID)}", name) for name in (TEMPLATE, SENT, SENT)]


async def test_at_night_only_the_persons_own_doings_are_told(
    house: House, api: Requester, code: str, sql: psycopg.Connection
) -> None:
    at_clock(23)
    await api.happen(code, "start_review", actor={"kind": "staff", "id": "wang"})
    await api.happen(code, "ask_supplement", missing=["id_card_front"], actor={"kind": "staff", "id": "wang"})
    await house.tell()
    assert await house.said() == []
    await api.happen(code, "supplement", note="补好了", actor={"kind": "requester", "id": "h5"})
    await house.tell()
    (text,) = await house.said()
    assert "收到了" in text
    at_clock(9)
    await house.tell()
    assert len(await house.said()) == 2, "what waited is told in one message in the morning"


async def test_who_is_talking_with_us_at_night_is_told_at_once(
    house: House, api: Requester, code: str, database: Database
) -> None:
    at_clock(23)
    message = pushes.read(
        f"<xml><ToUserName>gh_1</ToUserName><FromUserName>{OPENID}</FromUserName><CreateTime>1760000000</CreateTime>"
        "<MsgType>text</MsgType><Content>在吗</Content><MsgId>1</MsgId></xml>".encode()
    )
    async with database.session() as session:
        await inbox.admit(session, arrival(message), holder=uuid4(), wait=0, kf=True)
    await api.happen(code, "start_review")
    await house.tell()
    assert any(code in (text or "") for text in await house.said())


async def test_a_retry_waits_until_morning_too(house: House, api: Requester, code: str, wechat: Wechat) -> None:
    await configure(api, "template")
    wechat.code = -1
    await refused_chat(house, api, code)
    at_clock(23)
    await house.look()
    assert wechat.calls == []
    at_clock(9)
    await house.look()
    assert len(wechat.calls) == 1
