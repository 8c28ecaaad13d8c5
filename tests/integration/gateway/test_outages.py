"""WeChat's API is slow, refuses or breaks off: every message comes once, in order, and costs what it cost."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from backend.conversations import desk, outbox
from backend.kit import crypto
from backend.kit.clock import SHANGHAI
from bot.gateway import delivery
from tests.integration.gateway.house import House
from tests.integration.gateway.stand_ins import Fault
from tests.integration.gateway.test_delivery import CHOICES, lines
from tests.support.wait import eventually

KEY = crypto.conversation_key


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute's pauses pass in a moment."""
    monkeypatch.setattr("bot.gateway.delivery._BACKOFF", (0.05,))
    monkeypatch.setattr("bot.gateway.delivery._DOUBT_PAUSE", 0.05)


async def _speak_up(house: House, text: str, author: str = "notice", openid: str = "oPhone") -> None:
    """Something to be said outside a turn, which only customer service can carry."""
    async with house.desk.database.session() as session:
        await outbox.post(session, KEY(openid), author, text)


async def _left(house: House, openid: str = "oPhone") -> int:
    async with house.desk.database.session() as session:
        return (await desk.standing(session, KEY(openid))).left_for_staff


@pytest.mark.parametrize("code", [-1, 40001])
async def test_a_refusal_costs_nothing_however_often_it_comes(house: House, code: int) -> None:
    await house.say("你好")
    house.platform.always = code
    await _speak_up(house, "您的材料寄出了")
    await eventually(lambda: house.platform.calls["send"] >= 8, 20)
    assert await _left(house) >= 4  # one may be under way
    house.platform.always = 0
    await eventually(lambda: house.platform.texts() == ["您的材料寄出了"], 20)
    await eventually(lambda: _states(house, ["sent", "sent"]))
    assert await _left(house) == 4


async def test_an_address_that_refuses_connections_costs_nothing(house: House) -> None:
    house.rasa.says = [lines("要哪一种？", choices=CHOICES)]
    await house.event("CLICK", "MENU_APPLY")
    await eventually(lambda: house.platform.sent)
    await house.platform.server.stop()
    await _speak_up(house, "一")
    await _speak_up(house, "二", "staff:7")
    await eventually(lambda: _tried(house, 5), 20)
    await house.platform.server.start()
    await eventually(lambda: house.platform.texts() == ["要哪一种？", "一", "二"], 20)
    await eventually(lambda: _states(house, ["sent"] * 3))
    assert await _left(house) == 0


async def test_a_slow_platform_is_waited_for_and_told_once(house: House) -> None:
    await house.say("你好")
    house.platform.faults = [Fault(delay=4.3, taken=True)]
    await _speak_up(house, "您的材料寄出了")
    await eventually(lambda: _states(house, ["sent", "sent"]), 20)
    assert house.platform.texts() == ["您的材料寄出了"]


DOUBTS = {
    "cut": Fault(cut=True),
    "garbage": Fault(body="<html>"),
    "no errcode": Fault(body="{}"),
    "odd errcode": Fault(body='{"errcode": "?"}'),
    "gateway timeout": Fault(status=504),
}


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "lost"])
async def test_what_may_have_arrived_is_said_once_more_at_most_and_stays_charged(house: House, taken: bool) -> None:
    for name, fault in DOUBTS.items():
        await house.say("你好", openid=name)
        house.platform.sent, house.platform.faults = [], [replace(fault, taken=taken)]
        await _speak_up(house, "您的材料寄出了", openid=name)
        await eventually(lambda name=name: _states(house, ["sent", "sent"], name), 20)
        assert house.platform.texts() == ["您的材料寄出了"] * (1 + taken), name
        assert await _left(house, name) == 3, name
        assert (await house.messages(name))[1].error.startswith(outbox.UNCONFIRMED), name


async def test_twice_in_doubt_it_waits_for_the_person(house: House) -> None:
    await house.say("你好")
    house.platform.faults = [Fault(cut=True)] * 5
    await _speak_up(house, "您的材料寄出了")
    await eventually(lambda: _states(house, ["sent", "held"]), 20)
    assert house.platform.calls["send"] == 2
    assert "您的材料寄出了" in await house.say("寄了吗")


async def test_in_doubt_nothing_is_said_again_while_nobody_answers(house: House) -> None:
    await house.say("你好")
    house.platform.faults = [Fault(cut=True, taken=True)]
    house.platform.sick = True
    await _speak_up(house, "您的材料寄出了")
    await eventually(lambda: _tried(house, 4), 20)
    assert house.platform.calls["send"] == 1
    house.platform.sick = False
    await eventually(lambda: _states(house, ["sent", "sent"]), 20)
    assert house.platform.calls["send"] == 2


async def test_an_error_page_before_the_platform_proves_that_nothing_was_taken(house: House) -> None:
    await house.say("你好")
    house.platform.faults = [Fault(status=502, body="bad gateway")] * 6
    await _speak_up(house, "您的材料寄出了")
    await eventually(lambda: _states(house, ["sent", "sent"]), 20)
    assert house.platform.texts() == ["您的材料寄出了"]
    assert await _left(house) == 4


@pytest.mark.parametrize("code", [45015, 45047])
async def test_when_wechat_says_the_window_is_spent_it_is_believed_until_the_next_message(
    house: House, code: int
) -> None:
    await house.say("你好")
    house.platform.codes = [-1, -1, code]
    await _speak_up(house, "一")
    await _speak_up(house, "二", "staff:7")
    await eventually(lambda: _states(house, ["sent", "held", "held"]), 20)
    assert house.platform.calls["send"] == 3
    assert await _left(house) == 0
    said = await house.say("在吗")
    assert said.index("一") < said.index("二") < said.index("echo 在吗")
    assert house.platform.sent == []
    assert await _left(house) == 5


async def test_answers_keep_their_order_while_the_platform_is_slow(house: House) -> None:
    await house.say("你好")
    house.platform.faults = [Fault(delay=1.5, taken=True)]
    await _speak_up(house, "一")
    await eventually(lambda: house.platform.sent)
    assert await house.say("在吗") == "echo 在吗"
    assert (await house.states())[1] == "sent", "the answer waited for the message before it"


@pytest.mark.usefixtures("impatient")
async def test_what_waits_too_long_behind_a_slow_send_follows_it(house: House) -> None:
    await house.say("你好")
    await eventually(lambda: _states(house, ["sent"]), 20)
    hold = asyncio.Event()
    house.platform.sent, house.platform.faults = [], [Fault(hold=hold, taken=True)]
    await _speak_up(house, "一")
    await eventually(lambda: house.platform.sent)
    assert await house.say("在吗") == "success"
    hold.set()
    await eventually(lambda: house.platform.texts() == ["一", "echo 在吗"], 20)


async def test_a_process_that_ends_lets_a_call_under_way_finish(house: House) -> None:
    await house.say("你好")
    hold = asyncio.Event()
    house.platform.faults = [Fault(hold=hold, taken=True)]
    await _speak_up(house, "一")
    await eventually(lambda: house.platform.sent)
    ending = asyncio.create_task(house.desk.delivery.stop())
    await asyncio.sleep(0)
    hold.set()
    await ending
    await house.desk.receipts.flush()
    assert await house.states() == ["sent", "sent"]


async def test_after_an_outage_all_go_at_once_in_order(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.gateway.delivery._BACKOFF", (0.05, 600))
    for person in ("oFirst", "oSecond"):
        await house.say("你好", openid=person)
    house.platform.always = 40001
    for words in ("一", "二", "三"):
        await _speak_up(house, words, openid="oFirst")
    await eventually(lambda: _waits_long(house, "oFirst"), 20)
    house.platform.always = 0
    await _speak_up(house, "别人的", openid="oSecond")
    await eventually(lambda: len(house.platform.sent) == 4, 20)
    assert house.platform.texts() == ["别人的", "一", "二", "三"]


async def test_what_was_held_while_a_person_speaks_goes_when_the_other_writes(house: House) -> None:
    await house.say("你好")
    async with house.desk.database.session() as session:
        await desk.take(session, KEY("oPhone"), "7")
    house.platform.codes = [45047]
    await _speak_up(house, "老师的话", "staff:7")
    await eventually(lambda: _states(house, ["sent", "held"]), 20)
    assert await house.say("在吗") == "success"
    await eventually(lambda: house.platform.texts() == ["老师的话"], 20)


async def test_an_account_without_menus_is_asked_for_one_once_an_hour(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.platform.menu_code = 48001
    house.rasa.says = [lines("要哪一种？", choices=CHOICES)]
    await house.say("你好")
    await eventually(lambda: house.platform.texts() == ["要哪一种？\n1 成绩单\n2 学位证明"], 20)
    assert await _left(house) == 4
    await eventually(lambda: _states(house, ["sent"]))
    for _ in range(2):
        assert await house.say("再来") == "要哪一种？\n1 成绩单\n2 学位证明"
    house.rasa.delay = 0.7
    monkeypatch.setattr("bot.gateway.webhook.PASSIVE_SECONDS", 0.3)
    assert await house.say("慢") == "success"
    await eventually(lambda: len(house.platform.sent) == 2, 20)
    assert house.platform.calls["send"] == 3, "the menu once, and two texts"


@pytest.mark.parametrize(
    ("code", "trouble", "least"),
    [(40164, "wechat_address", 200), (40013, "wechat_secret", 200), (45009, "wechat_quota", 60)],
)
async def test_what_an_administrator_must_mend_is_told_and_not_tried_quickly(
    house: House, code: int, trouble: str, least: int
) -> None:
    for person in ("oFirst", "oSecond"):
        await house.say("你好", openid=person)
    house.platform.always = code
    await _speak_up(house, "一", openid="oFirst")
    await _speak_up(house, "二", openid="oFirst")
    await eventually(lambda: _pauses(house, "oFirst", least), 20)
    assert house.platform.calls["send"] == 1
    assert [job["kind"] for job in await _jobs(house, "troubles.began")] == [trouble]
    assert f'lantai_wechat_trouble{{trouble="{trouble}"}} 1.0' in (await house.http.get("/metrics")).text
    house.platform.always = 0
    await _speak_up(house, "别人的", openid="oSecond")
    await eventually(lambda: house.platform.texts() == ["别人的", "一", "二"], 20)
    assert len(await _jobs(house, "troubles.ended")) == 1


def test_the_days_calls_are_counted_anew_at_midnight_in_china() -> None:
    assert delivery._until_quota(datetime(2026, 11, 22, 23, 0, tzinfo=SHANGHAI)) == 3660
    assert delivery._until_quota(datetime(2026, 11, 22, 0, 0, tzinfo=SHANGHAI)) == 86460


async def _pauses(house: House, openid: str, least: int) -> bool:
    row = (await house.messages(openid))[1]
    return row.state == "ready" and row.retry_at is not None and (row.retry_at - datetime.now(UTC)).seconds > least


async def _jobs(house: House, name: str) -> list[dict[str, Any]]:
    async with house.desk.database.session() as session:
        found = await session.execute(
            text("select args from procrastinate_jobs where task_name = :name"), {"name": name}
        )
        return [args for (args,) in found]


async def _states(house: House, wanted: list[str], openid: str = "oPhone") -> bool:
    return await house.states(openid) == wanted


async def _tried(house: House, times: int) -> bool:
    return any(row.tries >= times for row in await house.messages())


async def _waits_long(house: House, openid: str) -> bool:
    return any(row.state == "ready" and row.tries >= 2 for row in await house.messages(openid))
