"""One message, one turn, one answer: over retries, slowness, absence, replicas and deaths."""

import asyncio

import pytest
from fastapi import Request
from sqlalchemy import func, update
from sqlalchemy.exc import OperationalError

from backend.conversations import turns
from backend.models.conversations import Message
from tests.integration.gateway.house import House, new_id
from tests.support.wait import eventually


async def test_a_message_is_answered_on_its_own_connection(house: House) -> None:
    assert await house.say("你好") == "echo 你好"
    assert [message["message"] for message in house.rasa.turns] == ["你好"]
    await eventually(lambda: _all(house, "sent"))
    assert (await house.states(direction="in")) == ["done"]


async def _all(house: House, state: str) -> bool:
    states = await house.states()
    return bool(states) and set(states) == {state}


async def test_parallel_callbacks_of_one_message_make_one_turn_and_one_answer(house: House) -> None:
    house.rasa.delay = 0.3
    msg_id = new_id()
    answers = await asyncio.gather(*(house.say("成绩单", msg_id=msg_id) for _ in range(4)))
    assert sorted(answers) == ["echo 成绩单", "success", "success", "success"]
    assert len(house.rasa.turns) == 1
    assert house.platform.sent == []


async def test_a_repeated_callback_after_the_answer_gets_success(house: House) -> None:
    msg_id = new_id()
    assert await house.say("成绩单", msg_id=msg_id) == "echo 成绩单"
    await eventually(lambda: _all(house, "sent"))
    assert await house.say("成绩单", msg_id=msg_id) == "success"
    assert len(house.rasa.turns) == 1


@pytest.mark.usefixtures("impatient")
async def test_a_slow_answer_follows_by_customer_service_exactly_once(house: House) -> None:
    house.rasa.delay = 0.8
    msg_id = new_id()
    answers: list[str] = []
    while len(answers) < 3 and set(answers) <= {"success"}:  # WeChat does not ask for what it was given
        answers.append(await house.say("慢", msg_id=msg_id))
    await eventually(lambda: _all(house, "sent"))
    given = [answer for answer in answers if answer != "success"] + house.platform.texts()
    assert given == ["echo 慢"]
    assert len(house.rasa.turns) == 1


async def test_messages_of_one_person_are_worked_in_order_and_one_at_a_time(house: House) -> None:
    house.rasa.delay = 0.05
    texts = [f"第{number}条消息" for number in range(8)]
    tasks = []
    for text in texts:
        tasks.append(asyncio.create_task(house.say(text)))
        await asyncio.sleep(0.01)
    answers = await asyncio.gather(*tasks)
    assert [turn["message"] for turn in house.rasa.turns] == texts
    assert house.rasa.overlaps == 0
    assert answers == [f"echo {text}" for text in texts]


async def test_two_replicas_keep_order_and_answer_once(make_house) -> None:
    first, second = await make_house(), await make_house()
    first.rasa.delay = 0.1
    ids = [new_id() for _ in range(6)]
    texts = [f"消息{number}号" for number in range(6)]
    tasks = []
    for number, (text, msg_id) in enumerate(zip(texts, ids, strict=True)):
        for house in (first, second) if number % 2 else (second, first):
            tasks.append(asyncio.create_task(house.say(text, msg_id=msg_id)))
        await asyncio.sleep(0.02)
    answers = await asyncio.gather(*tasks)
    await eventually(lambda: _all(first, "sent"))
    given = [answer for answer in answers if answer != "success"] + first.platform.texts()
    assert sorted(given) == sorted(f"echo {text}" for text in texts)
    recorded = [message.text for message in await first.messages(direction="in")]
    assert [turn["message"] for turn in first.rasa.turns] == recorded
    assert first.rasa.overlaps == 0


@pytest.mark.parametrize("fault", ["empty", "broken"])
async def test_a_failed_turn_is_tried_again(house: House, fault: str) -> None:
    setattr(house.rasa, fault, 1)
    assert await house.say("查进度") == "echo 查进度"
    assert len(house.rasa.turns) == 2
    assert len({turn["message_id"] for turn in house.rasa.turns}) == 1


async def test_a_message_that_always_fails_is_answered_with_an_apology(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.turns._BACKOFF", (0.05, 0.05))
    house.rasa.broken = 99
    assert await house.say("毒药") == house.desk.rules.texts.render("gateway.failed")
    house.rasa.broken = 0
    assert await house.say("好了吗") == "echo 好了吗"


async def test_what_rasa_already_answered_is_not_asked_twice(house: House) -> None:
    house.rasa.broken = 1
    task = asyncio.create_task(house.say("重启中"))
    await eventually(lambda: house.rasa.turns)
    house.rasa.answered[house.rasa.turns[0]["message_id"]] = [{"say": "answer.lines", "with": {"lines": "早就答了"}}]
    assert await task == "早就答了"
    assert len(house.rasa.turns) == 1


async def test_while_rasa_is_away_a_fixed_sentence_is_given_and_the_message_is_worked_later(house: House) -> None:
    await house.rasa.server.stop()
    away = house.desk.rules.texts.render("gateway.away")
    assert await house.say("一") == away
    assert await house.say("二") == away
    await house.rasa.server.start()
    await eventually(lambda: len(house.platform.sent) == 2)
    assert house.platform.texts() == ["echo 一", "echo 二"]


async def test_a_dead_process_leaves_a_turn_that_another_takes_up(make_house, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.conversations.turns.LEASE_SECONDS", 1.0)
    dying = await make_house()
    dying.rasa.hold = asyncio.Event()
    asking = asyncio.create_task(dying.say("写了一半"))
    await eventually(lambda: dying.rasa.turns)
    for task in list(dying.desk.turns._tasks):
        task.cancel()
    asking.cancel()
    dying.rasa.hold.set()
    heir = await make_house()
    await eventually(lambda: _all(heir, "sent"))
    assert heir.platform.texts() == ["echo 写了一半"]
    assert heir.rasa.seen_asked >= 1


async def test_a_turn_lost_with_the_database_is_taken_up_again(make_house, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.conversations.turns.LEASE_SECONDS", 1.0)
    monkeypatch.setattr("bot.gateway.sweeper._RENEW_EVERY", 0.2)
    house = await make_house()
    house.rasa.broken = 1
    postpone = turns.postpone

    async def lost(*_: object, **__: object) -> None:
        monkeypatch.setattr(turns, "postpone", postpone)
        raise OperationalError("", None, ConnectionError())

    monkeypatch.setattr(turns, "postpone", lost)
    await house.say("断线")
    await eventually(lambda: _all(house, "sent"))
    assert turns.postpone is postpone


async def test_a_passive_reply_lost_with_its_process_is_given_on_the_next_try(house: House) -> None:
    msg_id = new_id()
    house.desk.receipts.written = lambda outgoing: None  # dies before it can note that the reply was written
    assert await house.say("丢了", msg_id=msg_id) == "echo 丢了"
    assert await house.states() == ["claimed"]

    async def given() -> bool:
        return await house.say("丢了", msg_id=msg_id) == "echo 丢了"

    await eventually(given)
    assert len(house.rasa.turns) == 1
    assert house.platform.sent == []


async def _connections_ended(house: House, seconds_ago: float) -> None:
    """WeChat's last try began five seconds earlier than that."""
    ended = func.now() - func.make_interval(0, 0, 0, 0, 0, 0, seconds_ago)
    async with house.desk.database.session() as session:
        await session.execute(update(Message).where(Message.direction == "in").values(waiter_until=ended))


async def test_a_reply_that_was_lost_on_its_way_is_given_again_when_wechat_asks_again(house: House) -> None:
    msg_id = new_id()
    assert await house.say("你好", msg_id=msg_id) == "echo 你好"
    await eventually(lambda: _all(house, "sent"))
    await _connections_ended(house, 0.5)
    assert await house.say("你好", msg_id=msg_id) == "echo 你好"
    await eventually(lambda: _all(house, "sent"))
    assert len(house.rasa.turns) == 1
    assert house.platform.sent == []


async def test_a_copy_that_comes_long_after_the_answer_is_a_mere_duplicate(house: House) -> None:
    msg_id = new_id()
    assert await house.say("你好", msg_id=msg_id) == "echo 你好"
    await _connections_ended(house, 60)
    assert await house.say("你好", msg_id=msg_id) == "success"


@pytest.mark.usefixtures("impatient")
async def test_when_wechat_has_hung_up_the_answer_follows_by_customer_service_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hung_up(_: Request) -> bool:
        return True

    monkeypatch.setattr(Request, "is_disconnected", hung_up)
    assert await house.say("喂") == "success"
    await eventually(lambda: _all(house, "sent"))
    assert house.platform.texts() == ["echo 喂"]
    assert [message.route for message in await house.messages()] == ["custom"]
