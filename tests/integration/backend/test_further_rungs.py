"""Below the chat: several changes go as one message, and what may have left is never sent a second time."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from backend.kit import clock
from backend.kit.crypto import conversation_key
from backend.notifications import working
from backend.notifications.ladder import Outcome
from backend.notifications.platform import Plan
from tests.integration.backend.requester import Requester, body
from tests.integration.backend.telling import OPENID, House, Wechat, at_clock, code, configure, house, parts, wechat
from tests.integration.backend.test_mail import Postbox

__all__ = ["code", "house", "parts", "wechat"]

RESULT = "subscribe_msg_sent_event"


class Dies:
    """A platform that takes a message, and the worker dies before he knows."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def send(self, plan: Plan, rung: str, once_id: str) -> Outcome:
        self.taken.append((rung, once_id))
        raise RuntimeError("killed")


async def dies(house: House) -> Dies:
    """Work the notices with a worker that dies while he sends."""
    platform, parts = Dies(), house.parts
    clock.advance(timedelta(minutes=11))
    with pytest.raises(RuntimeError, match="killed"):
        await working.work(working.Means(parts.settings, parts.database, platform), conversation_key(OPENID))
    return platform


async def two_changes(house: House, api: Requester, code: str) -> None:
    """Two things he must know happen to a request while the chat is closed."""
    await api.happen(code, "start_review")
    await house.tell()
    house.became("sent")
    await house.look()
    await api.happen(code, "extend", reason="awaiting_seal", working_days=2)
    await api.happen(code, "ask_supplement", missing=["id_card_front"])
    await house.tell()
    house.became("held", "45015")


def states(sql: psycopg.Connection, channel: str) -> list[tuple[Any, ...]]:
    query = "select state, error, reported from notice_attempts where channel = %s order by id"
    return sql.execute(query, (channel,)).fetchall()


async def allow(house: House, times: int) -> None:
    for _ in range(times):
        choices = [{"template_id": "T1", "status": "accept"}]
        await house.report(name="subscribe_msg_popup_event", choices=choices)


@pytest.mark.parametrize("rung", ["template", "subscription"])
async def test_two_changes_of_one_request_are_one_message_of_the_platform(
    house: House, api: Requester, code: str, wechat: Wechat, sql: psycopg.Connection, rung: str
) -> None:
    await configure(api, rung)
    await allow(house, 3)
    await two_changes(house, api, code)
    await house.look()
    assert len(wechat.calls) == 1
    assert states(sql, rung) == [("sent", None, None)] * 2
    assert house.notices() == ["told"] * 3
    assert sql.execute("select state, error from messages order by id desc limit 1").fetchone() == (
        "dropped",
        "withdrawn",
    )
    if rung == "subscription":
        assert sql.execute("select remaining from notice_permissions").fetchall() == [(2,)]
        await house.report(name=RESULT, results=[{"template_id": "T1", "sent_id": "7", "error_code": "43101"}])
    else:
        await house.report(name="TEMPLATESENDJOBFINISH", sent_id="101", status="failed:user block")
    assert {state for state, _, _ in states(sql, rung)} == {"failed"}


async def test_two_changes_are_one_telephone_call_and_none_once_the_chat_tells_them(
    house: House, api: Requester, code: str, sql: psycopg.Connection
) -> None:
    await two_changes(house, api, code)
    await house.look()
    await api.happen(code, "supplement", note="补上了", actor={"kind": "requester", "id": "h5"})
    await api.happen(code, "reject", reason="identity_unclear")
    await house.tell()
    house.became("held", "45015")
    await house.look()
    assert len(states(sql, "staff")) == 3
    assert [one["kind"] for one in (await api.http.get("/api/v1/staff-tasks")).json()] == ["tell_requester"]
    house.became("sent")
    await house.look()
    assert sql.execute("select done_by from staff_tasks").fetchall() == [("system",)]


async def test_two_changes_are_one_letter(house: House, api: Requester, sql: psycopg.Connection) -> None:
    subject = body()["subject"] | {"email": "zhou@example.com"}
    code = (await api.file(channel="h5", openid=None, subject=subject))["code"]
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["id_card_front"])
    await house.tell()
    (owner,) = sql.execute("select distinct owner from notices").fetchall()[0]
    postbox = Postbox()
    async with postbox.open() as settings:
        at_clock(10)
        await working.work(working.Means(settings, house.parts.database, Dies()), owner)
    assert len(postbox.letters) == 1
    assert house.notices() == ["told"] * 3


async def test_a_template_is_sent_again_under_its_name(house: House, api: Requester, code: str, wechat: Wechat) -> None:
    await configure(api, "template")
    await two_changes(house, api, code)
    platform = await dies(house)
    await house.look()
    ((_, once),) = platform.taken
    assert [call["client_msg_id"] for call in wechat.calls] == [once]
    assert house.notices() == ["told"] * 3


async def test_a_subscription_notice_that_may_have_left_is_not_sent_again(
    house: House, api: Requester, code: str, wechat: Wechat, sql: psycopg.Connection
) -> None:
    await configure(api, "subscription")
    await allow(house, 3)
    await two_changes(house, api, code)
    platform = await dies(house)
    assert [rung for rung, _ in platform.taken] == ["subscription"]
    await house.look()
    assert states(sql, "subscription") == [("retrying", "unknown", None)] * 2
    await house.report(name=RESULT, results=[{"template_id": "T1", "sent_id": "7", "error_code": "0"}])
    await house.look()
    assert states(sql, "subscription") == [("sent", None, "success")] * 2
    assert (wechat.calls, house.notices()) == ([], ["told"] * 3)
    assert sql.execute("select remaining from notice_permissions").fetchall() == [(2,)]


async def test_without_a_word_of_wechat_the_next_rungs_turn_comes(
    house: House, api: Requester, code: str, wechat: Wechat, sql: psycopg.Connection
) -> None:
    await configure(api, "subscription")
    await allow(house, 3)
    await two_changes(house, api, code)
    await dies(house)
    for _ in range(3):
        await house.look()
    assert states(sql, "subscription") == [("failed", "unknown", None)] * 2
    assert (wechat.calls, house.attempts()["staff"]) == ([], "sent")
    await house.report(name=RESULT, results=[{"template_id": "T1", "sent_id": "7", "error_code": "0"}])
    await house.look()
    assert house.notices() == ["told"] * 3
    assert (await api.http.get("/api/v1/staff-tasks")).json() == []
