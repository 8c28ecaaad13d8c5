"""Parts die, hang and are refused in the middle of a talk: nothing is lost, nothing is said or filed twice."""

import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.faults.witness import AWAY, RECOVERY, Witness, connected, turns, whole
from tests.support.house import RunningHouse
from tests.support.phone import Phone
from tests.support.wait import eventually

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(300)]
WISH = "我叫周小安，09级本科，学号2009141001，要英文成绩单两份密封，顺丰寄广东省深圳市南山区科苑路1号，电话13880012345"
PARTS = ("gateway", "rasa", "actions", "backend", "worker", "redis", "postgres")


@pytest.fixture
async def talk(house: RunningHouse) -> AsyncIterator[Witness]:
    """A new person, while all is well."""
    await whole(house)
    async with Phone.follows(house.urls["simulator"], quiet=True) as phone:
        try:
            yield Witness(house, phone)
        finally:
            await phone.mends()


async def test_three_callbacks_of_one_slow_message_are_one_turn_and_one_answer(talk: Witness) -> None:
    before = await turns(talk.house)
    await talk.phone.breaks(duplicates=2)
    with connected(talk.house) as connection, connection.transaction():
        # The dialogue waits for its draft, and every callback is given up before the answer is there.
        connection.execute("lock table drafts in access exclusive mode")
        await talk.says(WISH)
        await eventually(lambda: all_pushes_ended(talk, 3), 20)
        shown = [item["text"] for item in await talk.phone.screen() if item["side"] == "account"]
        assert [text for text in shown if not text.startswith(AWAY)] == []
    await talk.phone.sees(RECOVERY, containing="确认")
    await talk.phone.sees_nothing_more()
    await talk.is_complete()
    assert await turns(talk.house) == before + 1


async def all_pushes_ended(talk: Witness, count: int) -> bool:
    pushes = await talk.phone.pushes()
    return len(pushes) == count and all(push["state"] != "running" for push in pushes)


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_killed_while_a_message_is_worked(talk: Witness, part: str) -> None:
    """At the wish that opens the form, then again at the word that files it."""
    for count, (words, answer) in enumerate(((WISH, "确认"), ("确认", "LT")), 1):
        await talk.says(words)
        await eventually(talk.admitted)
        talk.house.kill(part)
        await talk.phone.sees(RECOVERY, containing=answer)
        await whole(talk.house)
        await eventually(lambda said=count: all_pushes_ended(talk, said), 20)
    await talk.is_complete()
    assert len(await talk.requests()) == 1


async def test_an_answer_lost_on_its_way_comes_with_wechats_next_try(talk: Witness) -> None:
    before = await turns(talk.house)
    await talk.phone.breaks(drop_answers=1)
    await talk.says("你们几点上班")
    await talk.phone.sees(20)
    await eventually(lambda: all_pushes_ended(talk, 1), 20)
    (push,) = await talk.phone.pushes()
    assert [attempt["outcome"] == "lost" for attempt in push["tries"]] == [True, False]
    await talk.phone.sees_nothing_more()
    await talk.is_complete()
    assert await turns(talk.house) == before + 1


async def test_while_rasa_is_away_a_fixed_sentence_comes_at_once_and_the_answer_later(talk: Witness) -> None:
    talk.house.kill("rasa")
    await talk.says(WISH)
    await talk.phone.sees(containing=AWAY)
    (push,) = await talk.phone.pushes()
    assert len(push["tries"]) == 1 and push["tries"][0]["milliseconds"] < 4500
    answer = await talk.phone.sees(RECOVERY, containing="确认")
    assert AWAY not in answer.text
    await talk.is_complete()


async def test_a_hanging_rasa_loses_nothing(talk: Witness) -> None:
    rasa = talk.house.pid("rasa")
    assert rasa
    os.kill(rasa, signal.SIGSTOP)
    try:
        await talk.says(WISH)
        await eventually(lambda: all_pushes_ended(talk, 1), 20)
        (push,) = await talk.phone.pushes()
        assert len(push["tries"]) == 1, "WeChat was answered in time"
    finally:
        os.kill(rasa, signal.SIGCONT)
    await talk.phone.sees(RECOVERY, containing="确认")
    await talk.is_complete()


async def test_a_token_refused_for_ever_is_fetched_twice_at_most(talk: Witness) -> None:
    house, phone = talk.house, talk.phone
    before = [house.pid(part) for part in ("gateway", "worker")]
    before_all = max([call["id"] for call in await calls(house, "")], default=0)
    await phone.breaks(api=[{"path": "/cgi-bin/message", "code": 40001, "count": 1_000_000}])
    with connected(house) as connection, connection.transaction():
        connection.execute("lock table drafts in access exclusive mode")
        await talk.says(WISH)
        await eventually(lambda: all_pushes_ended(talk, 1), 20)

    async def tried() -> bool:
        # More tries than the allowance has sends: a refusal must not cost one.
        return len(await calls(house, "/cgi-bin/message/custom/send", before_all)) >= 6

    await eventually(tried, 3 * RECOVERY)  # tries come further and further apart
    assert len(await calls(house, "token", before_all)) <= 2
    await phone.mends()
    await phone.sees(3 * RECOVERY, containing="确认")  # the next try may be a minute away by now
    await talk.is_complete()
    assert before == [house.pid(part) for part in ("gateway", "worker")]


async def calls(house: RunningHouse, path: str, after: int = 0) -> list[dict[str, Any]]:
    """Calls of the platform after one (it remembers only the newest, so their number says nothing)."""
    async with httpx.AsyncClient(base_url=house.urls["simulator"], trust_env=False) as http:
        found: list[dict[str, Any]] = (await http.get("/sim/calls")).json()
        return [call for call in found if path in call["path"] and call["id"] > after]
