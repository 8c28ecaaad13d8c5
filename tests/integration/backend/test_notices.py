"""Every change reaches the requester once, by the first way that works, and what became of it is known."""

from datetime import timedelta

import psycopg
import pytest

from backend.catalogue import service as catalogue
from backend.conversations import outbox
from backend.kit import clock
from backend.models.conversations import Message
from backend.notifications import service as notifications
from backend.notifications.working import work
from backend.requests import service as requests
from tests.integration.backend.requester import Requester
from tests.integration.backend.telling import (
    House,
    Wechat,
    code,
    configure,
    house,
    parts,
    refused_chat,
    wechat,
)

__all__ = ["code", "house", "parts", "wechat"]


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


@pytest.mark.parametrize(("errcode", "tries"), [(43004, 1), (43101, 1)])
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


async def test_who_never_answers_is_reminded_a_few_times_and_then_a_person_decides(
    house: House, api: Requester, code: str, sql: psycopg.Connection
) -> None:
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["id_card_front"])
    reminded = 0
    for _ in range(60):
        clock.advance(timedelta(days=1))
        async with house.parts.database.session() as session:
            reminded += await requests.remind(session, await catalogue.current(session))
    assert reminded == 3
    await house.tell()
    assert [one["kind"] for one in (await api.http.get("/api/v1/staff-tasks")).json()] == ["no_answer"]
    await api.happen(code, "supplement", note="补上了")
    await house.tell()
    assert (await api.http.get("/api/v1/staff-tasks")).json() == []


@pytest.mark.parametrize(("keep_days", "days"), [(None, [3, 10, 17]), (12, [3, 10, 12]), (2, [2])])
async def test_who_never_collects_is_reminded_and_then_a_person_decides(
    house: House, api: Requester, keep_days: int | None, days: list[int]
) -> None:
    value = {"delivery": {"pickup": {"keep_days": keep_days}}}
    assert (await api.http.put("/api/v1/configuration/service", json={"value": value})).status_code == 200
    code = (await api.file(delivery={"method": "pickup"}))["code"]
    for event in ("start_review", "approve"):
        await api.happen(code, event)
    ready = await api.happen(code, "mark_ready")
    reminded = []
    for day in range(1, 25):
        clock.advance(timedelta(days=1))
        async with house.parts.database.session() as session:
            reminded += [day] * await requests.remind(session, await catalogue.current(session))
    assert reminded == days
    await house.tell()
    assert "".join(await house.said()).count(f"取件码 {ready['pickup_code']}") == 1 + len(days)
    assert [one["kind"] for one in (await api.http.get("/api/v1/staff-tasks")).json()] == ["uncollected"]
    await api.happen(code, "fulfil")
    await house.tell()
    assert (await api.http.get("/api/v1/staff-tasks")).json() == []
