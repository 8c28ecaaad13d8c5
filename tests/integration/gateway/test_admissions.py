"""Many callbacks at once: they share transactions, nobody waits for a stranger, turns wait in a line."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from backend.conversations import inbox
from backend.conversations.types import Admission, Arrival
from backend.kit.crypto import conversation_key
from backend.models.conversations import MessageState
from tests.integration.gateway.house import ACCOUNT, House, new_id
from tests.support.wait import eventually


def _arrival(who: str, key: str = "") -> Arrival:
    named = {"conversation": conversation_key(who), "openid": who, "account": ACCOUNT}
    return Arrival(wechat_key=key or new_id(), kind="text", text="你好", **named)


async def _admit(house: House, arrival: Arrival) -> Admission:
    return await house.desk.admissions.admit(arrival, asyncio.get_running_loop().time())


async def test_those_that_come_together_share_a_transaction(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    admit_all = inbox.admit_all

    async def counted(session, calls, **more):
        sizes.append(len(calls))
        return await admit_all(session, calls, **more)

    monkeypatch.setattr(inbox, "admit_all", counted)
    people = [f"oPerson{number}" for number in range(40)]
    answers = await asyncio.gather(*(house.say("你好", openid=who) for who in people))
    assert answers == ["echo 你好"] * 40
    assert sum(sizes) == 40
    assert len(sizes) < 20


async def test_a_copy_among_many_is_recognised(house: House) -> None:
    key = new_id()
    admissions = await asyncio.gather(*(_admit(house, _arrival("oPhone", key)) for _ in range(5)))
    assert sorted(each.fresh for each in admissions) == [False] * 4 + [True]
    assert len({each.message_id for each in admissions}) == 1


async def test_many_messages_of_one_person_keep_their_order(house: House) -> None:
    keys = [new_id() for _ in range(6)]
    await asyncio.gather(*(_admit(house, _arrival("oPhone", key)) for key in keys))
    assert [row.wechat_key for row in await house.messages(direction="in")] == keys


@pytest.mark.parametrize("fault", [{"wechat_key": "x" * 200}, {"data": {"x": object()}}, {"kind": None}])
async def test_one_that_cannot_be_recorded_spoils_it_for_nobody_else(house: House, fault: dict[str, Any]) -> None:
    bad = replace(_arrival("oBad"), **fault)
    good = [_arrival(f"oGood{number}") for number in range(4)]
    found = await asyncio.gather(*(_admit(house, each) for each in [*good, bad]), return_exceptions=True)
    assert [isinstance(each, Admission) for each in found] == [True] * 4 + [False]


async def test_nobody_waits_for_a_conversation_that_is_locked(house: House) -> None:
    await _admit(house, _arrival("oLocked"))
    lock = text("select 1 from conversations where key = :key for update")
    async with house.desk.database.session() as session:
        await session.execute(lock, {"key": conversation_key("oLocked")})
        waiting = asyncio.create_task(_admit(house, _arrival("oLocked")))
        others = [_admit(house, _arrival(f"oFree{number}")) for number in range(3)]
        assert all(each.fresh for each in await asyncio.gather(*others))
        assert not waiting.done()
    assert (await waiting).fresh


async def test_turns_beyond_the_places_wait_without_a_lease(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.gateway.turns._AT_ONCE", 2)
    monkeypatch.setattr("bot.gateway.turns._AT_ONCE_LATE", 2)
    house.rasa.hold = asyncio.Event()
    people = [f"oPerson{number}" for number in range(5)]
    admissions = await asyncio.gather(*(_admit(house, _arrival(who)) for who in people))
    assert sum(each.turn is not None for each in admissions) <= 2
    await eventually(lambda: len(house.rasa.turns) == 2)
    leased = [(await house.conversation(who)).turn_owner is not None for who in people]
    assert sum(leased) == 2
    house.rasa.hold.set()

    async def all_done() -> bool:
        return all([await house.states(who, "in") == [MessageState.DONE] for who in people])

    await eventually(all_done)
    assert house.rasa.overlaps == 0


async def test_when_the_line_is_longer_than_patience_the_connection_is_answered_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(house.desk.turns), "delay", 60.0)
    house.rasa.hold = asyncio.Event()
    assert await house.say("你好") == "success"
    house.rasa.hold.set()
    await eventually(lambda: house.platform.sent)
    assert [one["text"]["content"] for one in house.platform.sent] == ["echo 你好"]
