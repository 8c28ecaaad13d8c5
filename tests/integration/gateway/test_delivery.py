"""What goes out: menus, allowances, other accounts, persons who take over, and an API that refuses."""

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from backend.conversations import desk, outbox, records
from backend.kit import crypto
from backend.kit.errors import Problem
from backend.models.conversations import Message
from tests.integration.gateway.house import House, new_id
from tests.support.wait import eventually

CHOICES = [{"id": "doc.transcript", "label": "成绩单"}, {"id": "doc.degree_proof", "label": "学位证明"}]


def lines(text: str, **more: object) -> dict[str, object]:
    return {"say": "answer.lines", "with": {"lines": text}, **more}


async def _sent(house: House, count: int) -> bool:
    return (await house.states()).count("sent") == count


async def test_choices_become_a_menu_and_a_tap_comes_back_as_the_choice(house: House) -> None:
    house.rasa.says = [lines("您好"), lines("要哪一种？", choices=CHOICES, expecting="items")]
    assert await house.say("你好") == "您好"
    await eventually(lambda: house.platform.sent)
    menu = house.platform.sent[0]["msgmenu"]
    assert menu["head_content"] == "要哪一种？"
    assert menu["list"] == [
        {"id": "doc.transcript", "content": "成绩单"},
        {"id": "doc.degree_proof", "content": "学位证明"},
    ]
    await house.say("成绩单", menu_id="doc.transcript")
    assert house.rasa.turns[1]["metadata"]["choice"] == "doc.transcript"
    assert house.rasa.turns[1]["metadata"]["expecting"] == "items"


async def test_a_menu_is_not_overtaken_by_the_answer_to_a_quick_person(house: House) -> None:
    house.rasa.says = [lines("您好"), lines("要哪一种？", choices=CHOICES, expecting="items")]
    assert await house.say("你好") == "您好"
    house.rasa.says = None
    assert await house.say("成绩单") == "echo 成绩单"
    assert house.platform.texts() == ["要哪一种？"]


@pytest.mark.parametrize("words", ["2", "２", "第二个", "选2", "二", "2、", "学位证明"])
async def test_a_number_an_ordinal_or_the_label_names_a_choice(house: House, words: str) -> None:
    house.rasa.says = [lines("要哪一种？", choices=CHOICES)]
    await house.say("你好")
    await house.say(words)
    assert house.rasa.turns[1]["metadata"]["choice"] == "doc.degree_proof"
    assert house.rasa.turns[1]["message"] == "学位证明"


async def test_an_account_that_cannot_send_menus_gets_numbered_lines(house: House) -> None:
    house.platform.menu_code = 48001
    house.rasa.says = [lines("要哪一种？", choices=CHOICES)]
    await house.say("你好")
    await eventually(lambda: house.platform.texts() == ["要哪一种？\n1 成绩单\n2 学位证明"])


async def test_an_unverified_account_gets_numbered_lines_in_the_reply(make_house) -> None:
    house = await make_house(wechat_account="unverified")
    house.rasa.says = [lines("要哪一种？", choices=CHOICES)]
    assert await house.say("你好") == "要哪一种？\n1 成绩单\n2 学位证明"
    assert house.platform.calls["send"] == 0


@pytest.mark.usefixtures("impatient")
async def test_an_unverified_account_answers_on_a_later_try(make_house) -> None:
    house = await make_house(wechat_account="unverified")
    house.rasa.hold = asyncio.Event()
    msg_id = new_id()
    assert await house.say("慢", msg_id=msg_id) == "503"
    house.rasa.hold.set()
    assert await house.say("慢", msg_id=msg_id) == "echo 慢"
    assert len(house.rasa.turns) == 1


@pytest.mark.usefixtures("impatient")
async def test_an_unverified_account_gives_a_very_late_answer_with_the_next_message(make_house) -> None:
    house = await make_house(wechat_account="unverified")
    house.rasa.hold = asyncio.Event()
    msg_id = new_id()
    answers = [await house.say("慢", msg_id=msg_id) for _ in range(3)]
    assert answers == ["503", "503", house.desk.rules.texts.render("gateway.come_back")]
    house.rasa.hold.set()
    house.rasa.hold = None
    await eventually(lambda: _in_state(house, "held"))
    assert "echo 慢" in await house.say("1")
    assert len(house.rasa.turns) == 1


async def _in_state(house: House, state: str) -> bool:
    return state in await house.states()


@pytest.mark.usefixtures("impatient")
async def test_one_send_of_the_allowance_is_kept_for_staff_and_the_rest_is_held(house: House) -> None:
    house.rasa.delay = 0.7
    key = crypto.conversation_key("oPhone")
    await house.say("慢")
    await eventually(lambda: _sent(house, 1))
    async with house.desk.database.session() as session:
        for number in range(4):
            await outbox.post(session, key, "system", f"通知{number}")
    await eventually(lambda: _in_state(house, "held"))
    await eventually(lambda: len(house.platform.sent) == 4)
    async with house.desk.database.session() as session:
        assert (await desk.standing(session, key)).left_for_staff == 1
        await outbox.post(session, key, "staff:7", "老师在", epoch=1)
    await eventually(lambda: house.platform.texts()[-1] == "老师在")
    house.rasa.delay = 0
    assert "通知3" in await house.say("还有吗")


async def test_a_person_who_takes_over_silences_the_bot_and_its_late_answer(house: House) -> None:
    key = crypto.conversation_key("oPhone")
    await house.say("你好")
    house.rasa.hold = asyncio.Event()
    asking = asyncio.create_task(house.say("帮我查"))
    await eventually(lambda: len(house.rasa.turns) == 2)
    async with house.desk.database.session() as session:
        taken = await desk.take(session, key, "7")
    house.rasa.hold.set()
    assert await asking == "success"
    assert (await house.states())[-1] == "dropped"
    house.rasa.hold = None
    assert await house.say("老师在吗") == "success"
    assert len(house.rasa.turns) == 2
    async with house.desk.database.session() as session:
        with pytest.raises(Problem):
            await outbox.post(session, key, "staff:7", "旧的", epoch=taken.epoch - 1)
        with pytest.raises(Problem):
            await desk.take(session, key, "8")
        await outbox.post(session, key, "staff:7", "我是王老师", epoch=taken.epoch)
    await eventually(lambda: house.platform.texts() == ["我是王老师"])
    async with house.desk.database.session() as session:
        await desk.give_back(session, key)
    assert await house.say("谢谢") == "echo 谢谢"


async def test_a_turn_that_asks_for_a_person_still_says_so(house: House) -> None:
    key = crypto.conversation_key("oPhone")
    house.rasa.hold = asyncio.Event()
    asking = asyncio.create_task(house.say("转人工"))
    await eventually(lambda: house.rasa.turns)
    async with house.desk.database.session() as session:
        standing = await desk.hand_over(session, key, "asked")
    assert (standing.owner, standing.position) == ("queue", 1)
    house.rasa.hold.set()
    assert await asking == "echo 转人工"
    assert await house.say("在吗") == "success"
    assert len(house.rasa.turns) == 1


@pytest.mark.parametrize("words", ["取消", "重来", "办到哪了？", "不用等了", "cancel"])
async def test_a_command_works_while_waiting_for_a_person(house: House, words: str) -> None:
    await _wait_for_a_person(house)
    assert await house.say("我的成绩单寄丢了") == "success"
    assert (await house.say(words)).startswith("echo ")
    assert (await house.conversation()).owner == "bot"


async def test_the_menu_works_while_waiting_for_a_person(house: House) -> None:
    await _wait_for_a_person(house)
    assert await house.event("CLICK", "MENU_PROGRESS") == "echo 〔菜单〕"


async def test_after_a_long_wait_the_bot_answers_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await _wait_for_a_person(house)
    monkeypatch.setattr("backend.conversations.waiting.PATIENCE", timedelta(0))
    assert await house.say("还有人吗") == "echo 还有人吗"
    assert (await house.conversation()).waiting_since is not None


async def test_off_duty_the_bot_goes_on_speaking(house: House) -> None:
    await _wait_for_a_person(house, on_duty=False)
    assert await house.say("那我自己办") == "echo 那我自己办"
    assert (await house.conversation()).waiting_since is not None


async def _wait_for_a_person(house: House, *, on_duty: bool = True) -> None:
    await house.say("你好")
    async with house.desk.database.session() as session:
        await desk.hand_over(session, crypto.conversation_key("oPhone"), "asked", on_duty=on_duty)


@pytest.mark.usefixtures("impatient")
async def test_a_stale_token_is_renewed_once_and_the_message_arrives(house: House) -> None:
    house.rasa.delay = 0.7
    house.platform.codes = [40001]
    await house.say("慢")
    await eventually(lambda: house.platform.texts() == ["echo 慢"])
    assert house.platform.token_fetches <= 2


@pytest.mark.usefixtures("impatient")
async def test_an_api_that_always_refuses_the_token_costs_two_fetches_in_all_replicas(make_house) -> None:
    first, second = await make_house(), await make_house()
    first.rasa.delay = 0.7
    first.platform.always = 40001
    phones = [(house, f"o{number}") for number, house in enumerate([first, second] * 6)]
    await asyncio.gather(*(house.say("慢", openid=openid) for house, openid in phones))
    await eventually(lambda: first.platform.calls["send"] >= 12)
    assert first.platform.token_fetches <= 2
    first.platform.always = 0
    await eventually(lambda: len(first.platform.sent) == 12, 20)
    assert first.platform.token_fetches <= 2


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("codes", "state"),
    [([-1, 45011], "sent"), ([45015], "held"), ([45047], "held"), ([43004], "failed"), ([99999], "failed")],
)
async def test_each_refusal_has_its_consequence(
    house: House, monkeypatch: pytest.MonkeyPatch, codes: list[int], state: str
) -> None:
    monkeypatch.setattr("bot.gateway.delivery._BACKOFF", (0.1,))
    house.rasa.delay = 0.7
    house.platform.codes = list(codes)
    await house.say("慢")
    await eventually(lambda: _in_state(house, state))
    assert house.platform.calls["send"] == len(codes) + (state == "sent")


async def test_without_redis_everything_still_goes(make_house) -> None:
    house = await make_house(redis_url="redis://127.0.0.1:1/0")
    house.rasa.says = [lines("要哪一种？", choices=CHOICES)]
    assert await house.say("你好") == "success"
    await eventually(lambda: house.platform.sent)


async def test_the_console_hears_of_messages_over_redis(house: House, redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client, client.pubsub() as listener:
        await listener.subscribe("lantai:live")
        await listener.get_message(timeout=1)
        await house.say("你好")
        heard = await listener.get_message(ignore_subscribe_messages=True, timeout=2)
    assert heard is not None
    assert crypto.conversation_key("oPhone").encode() in heard["data"]


async def test_no_token_or_secret_lies_in_redis_in_clear(house: House, redis_url: str) -> None:
    house.rasa.says = [lines("要哪一种？", choices=CHOICES)]
    await house.say("你好")
    await eventually(lambda: house.platform.sent)
    async with Redis.from_url(redis_url) as client:
        values = [await client.get(key) for key in await client.keys("lantai:wechat:*")]
    assert values
    assert not any(b"token-" in value for value in values)


async def test_a_refused_consent_takes_the_identity_out_of_the_record(house: House) -> None:
    key = crypto.conversation_key("oPhone")
    await house.say("我叫周小安，身份证11010519491231002X")
    await house.say("寄到哪里")
    async with house.desk.database.session() as session:
        assert await records.redact_identity(session, key, "〔已删除〕") == 1
    rows: list[Message] = await house.messages(direction="in")
    assert [row.text for row in rows] == ["〔已删除〕", "寄到哪里"]


async def test_what_was_told_while_no_bot_listened_is_taken_out_too(house: House) -> None:
    await _wait_for_a_person(house)
    await house.say("身份证11010519491231002X")
    await house.say("成绩单寄丢了")
    key = crypto.conversation_key("oPhone")
    async with house.desk.database.session() as session:
        await desk.take(session, key, "7")
    await house.say("我叫周小安，手机13800138000")
    assert [row.carries_identity for row in await house.messages(direction="in")] == [False, True, False, True]
    async with house.desk.database.session() as session:
        await desk.give_back(session, key)
    await house.say("不同意")
    async with house.desk.database.session() as session:
        await records.redact_identity(session, key, "〔已删除〕")
    texts = [row.text for row in await house.messages(direction="in")]
    assert texts == ["你好", "〔已删除〕", "成绩单寄丢了", "〔已删除〕", "不同意"]


async def test_what_waits_behind_a_turn_that_calls_a_person_counts_as_identity_unread(house: House) -> None:
    house.rasa.hold = asyncio.Event()
    first = asyncio.create_task(house.say("转人工"))
    await eventually(lambda: house.rasa.turns)
    second = asyncio.create_task(house.say("身份证11010519491231002X"))
    await eventually(lambda: _arrived(house, 2))
    async with house.desk.database.session() as session:
        await desk.hand_over(session, crypto.conversation_key("oPhone"), "asked")
    house.rasa.hold.set()
    await asyncio.gather(first, second)
    rows = await house.messages(direction="in")
    assert [(row.state, row.carries_identity) for row in rows] == [("done", False), ("recorded", True)]


async def _arrived(house: House, count: int) -> bool:
    return len(await house.messages(direction="in")) == count


async def test_while_the_platform_refuses_us_choices_come_with_the_reply(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.delivery._BACKOFF", (60,))
    house.platform.always = 40001
    house.rasa.says = [lines("要哪一种？", choices=CHOICES)]
    assert await house.say("你好") == "success"
    await eventually(lambda: house.platform.calls["send"] >= 2)
    await eventually(lambda: _postponed(house))
    answer = await house.say("在吗")
    assert answer.count("要哪一种？\n1 成绩单\n2 学位证明") == 2
    house.platform.always = 0
    assert await house.say("还在吗") == "要哪一种？\n1 成绩单\n2 学位证明"
    assert house.platform.sent == []


async def _postponed(house: House) -> bool:
    return [(row.state, row.retry_at is not None) for row in await house.messages()] == [("ready", True)]
