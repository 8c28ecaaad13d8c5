"""What comes in: the three modes, forgeries, unreadable bodies, every kind of message, an absent database."""

import asyncio
import json
import time
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from backend.conversations import quarantine
from backend.kit import clock, crypto
from tests.integration.gateway.house import ACCOUNT, House, new_id, push
from tests.support.wait import eventually


def _text(words: str = "你好", msg_id: str | None = None) -> str:
    return push("text", f"<Content><![CDATA[{words}]]></Content><MsgId>{msg_id or new_id()}</MsgId>")


def is_problem(response: httpx.Response, status: int, code: str) -> None:
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert (response.json()["status"], response.json()["code"]) == (status, code)


async def test_the_handshake_returns_the_bare_echo(house: House) -> None:
    timestamp = str(int(time.time()))
    query = {"timestamp": timestamp, "nonce": "1", "signature": house.codec.sign(timestamp, "1"), "echostr": "4375"}
    response = await house.http.get("/wechat", params=query)
    assert (response.status_code, response.text) == (200, "4375")
    assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("fault", [{"signature": "0" * 40}, {"timestamp": "1700000000"}, {"nonce": ""}])
async def test_a_forged_or_old_handshake_is_refused(house: House, fault: dict[str, str]) -> None:
    timestamp = str(int(time.time()))
    query = {"timestamp": timestamp, "nonce": "1", "signature": house.codec.sign(timestamp, "1"), "echostr": "x"}
    response = await house.http.get("/wechat", params=query | fault)
    is_problem(response, 403, "forbidden")
    assert "x" not in response.text


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_every_mode_answers_in_its_own_wrapping(make_house, mode: str) -> None:
    house = await make_house(wechat_encryption=mode)
    response = await house.post(_text(), mode=mode)
    assert ("<Encrypt>" in response.text) == (mode != "plain")
    assert house.read(response) == "echo 你好"


async def test_a_clear_body_is_refused_in_safe_mode(house: House) -> None:
    response = await house.post(_text(), mode="plain")
    is_problem(response, 403, "forbidden")
    assert house.rasa.turns == []


async def test_a_ciphertext_signed_by_someone_else_is_refused(house: House) -> None:
    timestamp = str(int(time.time()))
    encrypt = house.codec.encrypt(_text().encode())
    query = {"timestamp": timestamp, "nonce": "1", "encrypt_type": "aes"}
    query |= {"signature": house.codec.sign(timestamp, "1"), "msg_signature": house.codec.sign(timestamp, "1", "x")}
    response = await house.http.post("/wechat", params=query, content=f"<xml><Encrypt>{encrypt}</Encrypt></xml>")
    assert response.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        "<xml>",
        "no xml at all",
        "<xml></xml>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><xml><MsgType>&a;</MsgType></xml>",
        _text().replace("<MsgType>", "<MsgType><a/>"),
        _text().replace("</xml>", "<FromUserName>oOther</FromUserName></xml>"),
        _text("x" * 17_000),
    ],
)
async def test_what_nobody_can_read_is_acknowledged_and_counted(house: House, body: str) -> None:
    response = await house.post(body)
    assert (response.status_code, response.text) == (200, "success")
    metrics = (await house.http.get("/metrics")).text
    assert 'lantai_callbacks_total{outcome="quarantined"} 1.0' in metrics
    assert house.rasa.turns == []


async def test_what_nobody_can_read_is_put_aside_in_cipher_and_told_to_staff(house: House) -> None:
    bodies = [
        push("text", "<Content>身份证11010519491231002X</Content><Content>二</Content>"),
        push("text", "x" * 20_000),
    ]
    for body in (*bodies, bodies[0]):
        assert (await house.post(body)).text == "success"
    async with house.desk.database.session() as session:
        found = await quarantine.kept(session)
        raw = (await session.execute(text("select body from unreadable_pushes"))).scalars().all()
        jobs = await session.scalar(text("select count(*) from procrastinate_jobs where task_name = 'troubles.began'"))
        assert jobs == 2
    assert [one.body for one in found] == bodies
    assert [one.reason for one in found] == ["Content is not plain text", "too large"]
    assert not any(b"11010519491231002X" in bytes(one) for one in raw)
    async with house.desk.database.session() as session:
        assert await quarantine.forget(session, clock.now() + timedelta(seconds=1)) == 2
        assert await quarantine.kept(session) == []


async def test_a_body_beyond_any_push_is_refused_before_it_is_read(house: House) -> None:
    response = await house.http.post("/wechat", content=b"x" * 70_000)
    is_problem(response, 413, "too_large")


@pytest.mark.parametrize(
    ("kind", "inner", "expected"),
    [
        ("image", "<PicUrl>http://x</PicUrl><MediaId>M1</MediaId>", "image"),
        ("voice", "<MediaId>M2</MediaId><Format>amr</Format>", "voice"),
        ("video", "<MediaId>M3</MediaId><ThumbMediaId>T</ThumbMediaId>", "video"),
        ("location", "<Location_X>30.5</Location_X><Location_Y>114.3</Location_Y><Label>武汉</Label>", "location"),
        ("link", "<Title>t</Title><Description>d</Description><Url>https://x</Url>", "link"),
        ("hologram", "", "unsupported"),
        ("text", "<Content>【收到不支持的消息类型，暂无法显示】</Content>", "unsupported"),
        ("text", "<Content>/::)/:rose</Content>", "unsupported"),
    ],
)
async def test_every_kind_of_message_becomes_a_turn(house: House, kind: str, inner: str, expected: str) -> None:
    answer = house.read(await house.post(push(kind, f"{inner}<MsgId>{new_id()}</MsgId>")))
    assert answer.startswith("echo 〔")
    assert house.rasa.turns[0]["metadata"]["kind"] == expected


async def test_a_picture_is_put_down_for_fetching_with_the_same_transaction(house: House) -> None:
    inner = f"<PicUrl>http://x</PicUrl><MediaId>M1</MediaId><MsgId>{new_id()}</MsgId>"
    await house.post(push("image", inner))
    async with house.desk.database.session() as session:
        query = text("select task_name, args from procrastinate_jobs")
        (task, args) = (await session.execute(query)).one()
    assert task == "attachments.fetch"
    assert args["media_id"] == "M1"
    assert house.rasa.turns[0]["metadata"]["attachment"] == {"id": args["attachment_id"]}


async def test_a_picture_is_known_before_it_is_fetched(house: House) -> None:
    for _ in range(2):
        inner = f"<PicUrl>http://x</PicUrl><MediaId>M-same</MediaId><MsgId>{new_id()}</MsgId>"
        push_again = push("image", inner)
        await house.post(push_again)
        await house.post(push_again)  # WeChat's retry of one message
    async with house.desk.database.session() as session:
        rows = (await session.execute(text("select id, state from attachments order by created_at"))).all()
    assert [(str(ident), state) for ident, state in rows] == [
        (turn["metadata"]["attachment"]["id"], "pending") for turn in house.rasa.turns
    ]
    assert len(rows) == 2


async def test_events_that_want_an_answer_get_one_and_others_are_recorded(house: House) -> None:
    assert await house.event("subscribe", "qrscene_pick_42") == "echo 〔关注〕"
    assert await house.event("CLICK", "MENU_PROGRESS") == "echo 〔菜单〕"
    assert [turn["metadata"]["event"] for turn in house.rasa.turns] == [
        {"name": "subscribe", "key": "pick_42"},
        {"name": "click", "key": "MENU_PROGRESS"},
    ]
    for name in ("LOCATION", "VIEW", "TEMPLATESENDJOBFINISH", "a_new_event", "unsubscribe"):
        assert await house.event(name) == "success"
    assert (await house.states(direction="in"))[2:] == ["recorded"] * 5
    assert len(house.rasa.turns) == 2


async def test_people_whose_messages_have_the_same_number_do_not_hear_each_others_answers(house: House) -> None:
    number = new_id()
    people = [f"oPerson{one}" for one in range(6)]
    said = await asyncio.gather(*(house.say(f"我是{who}", openid=who, msg_id=number) for who in people))
    assert said == [f"echo 我是{who}" for who in people]
    assert await house.say("再来", openid=people[0], msg_id=number) == "success", "known by its number"


async def test_taps_that_come_with_the_number_0_are_all_answered(house: House) -> None:
    for key in ("MENU_APPLY", "MENU_PROGRESS"):
        inner = f"<Event>CLICK</Event><EventKey>{key}</EventKey><MsgId>0</MsgId>"
        assert house.read(await house.post(push("event", inner))) == "echo 〔菜单〕"
    assert len(house.rasa.turns) == 2


async def test_leaving_marks_the_conversation_and_coming_back_clears_it(house: House) -> None:
    await house.event("subscribe")
    await house.event("unsubscribe")
    assert (await house.conversation()).unfollowed_at is not None
    await asyncio.sleep(0)
    inner = "<Event>subscribe</Event><EventKey></EventKey>"
    await house.post(push("event", inner, created=int(time.time()) + 5))
    assert (await house.conversation()).unfollowed_at is None


@pytest.mark.parametrize("name", ["user_authorization_revoke", "user_authorization_cancellation"])
async def test_who_withdraws_an_authorisation_is_treated_as_one_who_leaves(house: House, name: str) -> None:
    await house.say("你好")
    inner = f"<Event>{name}</Event><OpenID>oPhone</OpenID><RevokeInfo>1</RevokeInfo><RevokeInfo>2</RevokeInfo>"
    assert house.read(await house.post(push("event", inner, "gh_of_the_platform"))) == "success"
    left = (await house.conversation()).unfollowed_at
    assert left is not None
    await house.say("我还有个问题")
    assert (await house.conversation()).unfollowed_at == left, "it may have been written before"
    async with house.desk.database.session() as session:
        await session.execute(text("update conversations set unfollowed_at = unfollowed_at - interval '2 minutes'"))
    await house.say("在吗")
    assert (await house.conversation()).unfollowed_at is None, "who writes is there again"


async def test_identity_details_reach_rasa_and_the_database_only_sealed(house: House) -> None:
    number = "11010519491231002X"
    await house.say(f"我叫周小安，身份证{number}，电话13800138000")
    sent = json.dumps(house.rasa.turns, ensure_ascii=False)
    assert number not in sent
    assert "13800138000" not in sent
    sealed = [d["sealed"] for d in house.rasa.turns[0]["metadata"]["details"] if d["entity"] == "id_number"]
    assert [crypto.unseal(token) for token in sealed] == [number]
    assert crypto.unseal(house.rasa.turns[0]["metadata"]["openid"]) == "oPhone"
    async with house.desk.database.session() as session:
        dump = str((await session.execute(text("select * from messages"))).all())
        dump += str((await session.execute(text("select * from conversations"))).all())
    assert number not in dump
    assert "oPhone" not in dump
    assert (await house.messages(direction="in"))[0].carries_identity


@pytest.mark.parametrize("words", ["/重来", "／重来", " / ／/重来", "/:rose/重来"])
async def test_a_leading_slash_never_reaches_rasa(house: House, words: str) -> None:
    await house.say(words)
    assert house.rasa.turns[0]["message"] == "重来"


@pytest.mark.parametrize("words", ["/restart", "／restart", " / ／/restart", "/:rose/restart"])
async def test_a_command_reaches_rasa_as_nobodys_words(house: House, words: str) -> None:
    await house.say(words)
    assert house.rasa.turns[0]["message"] == "〔指令〕"


async def test_a_long_text_is_kept_whole_and_the_person_is_told(house: House) -> None:
    words = "很长" * 600
    answer = await house.say(words)
    assert answer.startswith(house.desk.rules.texts.render("gateway.too_long"))
    assert len(house.rasa.turns[0]["message"]) <= 1000
    assert (await house.messages(direction="in"))[0].text == words


@pytest.mark.usefixtures("impatient")
async def test_with_the_database_away_a_callback_is_not_acknowledged_and_nothing_is_lost(
    make_house, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.webhook._ADMIT_SECONDS", 0.45)
    house = await make_house(database_url="postgresql://nobody@127.0.0.1:1/none")
    is_problem(await house.post(_text()), 503, "unavailable")
    assert (await house.http.get("/healthz")).status_code == 200


async def test_readiness_tells_of_every_part(house: House) -> None:
    async def ready() -> bool:
        response = await house.http.get("/readyz")
        return response.json()["parts"] == {
            "rasa": True,
            "actions": True,
            "backend": True,
            "database": True,
            "redis": True,
        }

    await eventually(ready)
    house.rasa.ready = False

    async def rasa_missing() -> bool:
        response = await house.http.get("/readyz")
        return response.status_code == 200 and not response.json()["parts"]["rasa"]

    await eventually(rasa_missing)
    assert ACCOUNT not in (await house.http.get("/metrics")).text
