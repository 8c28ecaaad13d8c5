"""The desk: one speaker at a time, the bot silent, hand-back, what is shown to whom."""

import asyncio
import io
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from PIL import Image
from sqlalchemy import update

from backend.attachments import service as attachments
from backend.attachments.endpoints import store_of
from backend.catalogue import service as catalogue
from backend.console.desk import finding
from backend.console.hub import Event, Hub
from backend.conversations import desk, outbox, records
from backend.drafts import service as drafts
from backend.handover import people, rota, waiting
from backend.kit import clock
from backend.kit.crypto import conversation_key, seal
from backend.kit.db import Database
from backend.models.conversations import Message
from tests.support.wait import eventually

OPENID = "openid-of-zhou"
KEY_PATH = "/console/desk/talks/{}"


async def owner(database: Database, key: str) -> str:
    async with database.session() as session:
        return (await desk.standing(session, key)).owner


async def lines(database: Database, key: str) -> list[records.Line]:
    async with database.session() as session:
        return list(reversed(await records.history(session, key)))


async def test_of_two_who_take_over_at_once_one_wins_and_the_other_is_told(browser, staff, says, database) -> None:
    wang = await staff("wang", "hotline", name="王老师")
    await staff("zhao", "hotline", name="赵老师")
    key = await says(OPENID, "成绩单两份")
    one, other = browser(), browser()
    await one.sign_in("wang")
    await other.sign_in("zhao")
    tokens = [await one.token(), await other.token()]
    answers = await asyncio.gather(
        *(
            who.http.post(f"{KEY_PATH.format(key)}/take", headers={"X-CSRF-Token": token, "HX-Request": "true"})
            for who, token in zip((one, other), tokens, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    winner = "王老师" if await owner(database, key) == f"staff:{wang}" else "赵老师"
    assert winner in lost.text and lost.headers["hx-retarget"] == "#problems"


async def test_the_bot_is_silent_while_a_person_speaks_and_goes_on_after_the_hand_back(
    browser, staff, says, database
) -> None:
    await staff("wang", "hotline", name="王老师")
    key = await says(OPENID, "成绩单两份")
    one = browser()
    await one.sign_in("wang")
    await one.post(f"{KEY_PATH.format(key)}/take")
    before = sum(line.author == "bot" for line in await lines(database, key))
    await says(OPENID, "能加急吗")
    assert sum(line.author == "bot" for line in await lines(database, key)) == before
    await one.post(f"{KEY_PATH.format(key)}/say", epoch="2", text="您周五前要用，我登记一下")
    await one.post(f"{KEY_PATH.format(key)}/give-back")
    assert await owner(database, key) == "bot"
    told = next(line for line in reversed(await lines(database, key)) if line.text)
    assert "老师先聊到这里" in told.text and next(choice["id"] for choice in told.menu) == "rating.5"
    assert told.state == "ready", "what a person wrote in time is sent although the bot speaks again"
    await says(OPENID, "那寄到深圳")
    assert (await lines(database, key))[-1].author == "bot"


async def test_words_written_under_an_old_ownership_are_refused(browser, staff, says) -> None:
    await staff("wang", "hotline", name="王老师")
    await staff("boss", "supervisor", name="主管")
    key = await says(OPENID, "成绩单两份")
    one, boss = browser(), browser()
    await one.sign_in("wang")
    await boss.sign_in("boss")
    await one.post(f"{KEY_PATH.format(key)}/take")
    assert (await boss.post(f"{KEY_PATH.format(key)}/take")).status_code == 409
    assert (await boss.post(f"{KEY_PATH.format(key)}/take", seize="yes")).status_code == 200
    assert (await one.post(f"{KEY_PATH.format(key)}/say", epoch="2", text="晚了")).status_code == 409
    assert (await boss.post(f"{KEY_PATH.format(key)}/say", epoch="2", text="旧的")).status_code == 409
    assert (await boss.post(f"{KEY_PATH.format(key)}/say", epoch="3", text="在")).status_code == 200


async def test_a_refusal_reaches_the_open_page_in_words(browser, staff, says) -> None:
    await staff("wang", "hotline", name="王老师")
    key = await says(OPENID, "成绩单两份")
    one = browser()
    await one.sign_in("wang")
    headers = {"HX-Request": "true", "X-CSRF-Token": await one.token()}
    for path, status, words in (
        (f"{KEY_PATH.format(key)}/say", 409, "会话已经换人接待"),
        (f"{KEY_PATH.format(key)}/notes", 422, "有内容不能接受"),
        (f"{KEY_PATH.format('0' * 32)}/take", 404, "没有找到"),
    ):
        answer = await one.http.post(path, data={"epoch": "1", "text": "在吗"}, headers=headers)
        assert answer.status_code == status and words in answer.text, path
        assert answer.headers["hx-retarget"] == "#problems"


async def test_who_waited_is_greeted_and_the_talk_shows_what_happened(browser, staff, says, database) -> None:
    await staff("wang", "hotline", name="王老师")
    key = await says(OPENID, "人工")
    async with database.session() as session:
        await desk.hand_over(session, key, "asked")
    one = browser()
    await one.sign_in("wang")
    page = (await one.http.get("/console/desk")).text
    assert "等待" in page and 'data-count="desk">1<' in page
    answer = await one.post(f"{KEY_PATH.format(key)}/take")
    assert "王老师 接管（机器人已静默）" in answer.text
    assert "我是值班的王老师" in answer.text


async def test_hostile_words_are_shown_as_words(browser, staff, says) -> None:
    await staff("wang", "hotline", bits=("see_requester",))
    key = await says(OPENID, "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}")
    one = browser()
    await one.sign_in("wang")
    for path in ("/console/desk", KEY_PATH.format(key), f"{KEY_PATH.format(key)}/lines"):
        page = (await one.http.get(path)).text
        assert "<script>alert" not in page and "<img src=x" not in page
    for path in (KEY_PATH.format(key), f"{KEY_PATH.format(key)}/lines"):
        page = (await one.http.get(path)).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "{{7*7}}" in page


async def test_without_the_right_no_name_no_number_and_no_picture_is_seen(browser, staff, says) -> None:
    await staff("blind", "hotline")
    await staff("sees", "hotline", bits=("see_requester",))
    key = await says(OPENID, "我叫周新安，电话13812342222", identity=True)
    await says(OPENID, "我妈妈叫李秋华，身份证51010719900101453X")
    blind, sees = browser(), browser()
    await blind.sign_in("blind")
    await sees.sign_in("sees")
    for path in ("/console/desk", KEY_PATH.format(key), f"{KEY_PATH.format(key)}/lines"):
        page = (await blind.http.get(path)).text
        assert not any(secret in page for secret in ("周新安", "13812342222", "李秋华", "51010719900101453X"))
    assert "李秋华" in (await sees.http.get(KEY_PATH.format(key))).text
    assert "51010719900101453X" not in (await sees.http.get(KEY_PATH.format(key))).text


async def test_a_score_is_kept_once_and_no_matter_for_the_bot(browser, staff, says, database, sql) -> None:
    await staff("wang", "hotline")
    key = await says(OPENID, "成绩单")
    one = browser()
    await one.sign_in("wang")
    await one.post(f"{KEY_PATH.format(key)}/take")
    await one.post(f"{KEY_PATH.format(key)}/say", epoch="2", text="好的")
    await one.post(f"{KEY_PATH.format(key)}/give-back")
    before = sum(line.author == "bot" for line in await lines(database, key))
    await says(OPENID, "5 很满意", menu_id="rating.5")
    assert sum(line.author == "bot" for line in await lines(database, key)) == before
    job = sql.execute("select args from procrastinate_jobs where task_name = 'handover.rated'").fetchone()[0]
    assert job == {"conversation": key, "score": 5}
    for score in (5, 1):
        async with database.session() as session:
            await people.rated(session, key, score)
    assert sql.execute("select score from ratings").fetchall() == [(5,)]
    assert "谢谢" in (await lines(database, key))[-1].text
    await says(OPENID, "2")
    assert (await lines(database, key))[-1].author == "bot", "a number later on is the form's again"


async def test_who_waits_too_long_is_given_back_kindly_and_stays_visible(says, database, settings) -> None:
    key = await says(OPENID, "人工")
    async with database.session() as session:
        await desk.hand_over(session, key, "asked")
    assert await waiting.sweep(database, settings) == 0
    clock.advance(timedelta(minutes=11))
    assert await waiting.sweep(database, settings) == 1
    assert await owner(database, key) == "bot"
    assert "您的话" in (await lines(database, key))[-1].text
    async with database.session() as session:
        assert [talk.conversation for talk in await records.waiting(session)] == [key]


async def test_words_left_over_night_stand_before_nobody(says, database) -> None:
    for number in range(3):
        night = await says(f"openid-of-the-night-{number}", "人工")
        async with database.session() as session:
            await desk.hand_over(session, night, "asked", on_duty=False)
    clock.advance(timedelta(hours=8))
    first, second = await says(OPENID, "人工"), await says("openid-of-qian", "人工")
    async with database.session() as session:
        assert (await desk.hand_over(session, first, "asked")).position == 1
        clock.advance(timedelta(seconds=5))
        assert (await desk.hand_over(session, second, "asked")).position == 2


async def test_who_writes_on_while_waiting_is_not_met_with_silence(says, database, settings) -> None:
    key = await says(OPENID, "人工")
    async with database.session() as session:
        await desk.hand_over(session, key, "asked")
    await waiting.sweep(database, settings)
    quiet = len(await lines(database, key))
    told = []
    for words in ("我的成绩单", "寄丢了", "怎么办", "急", "在吗"):
        await says(OPENID, words)
        await waiting.sweep(database, settings)
        told.append(sum(line.author == "system" for line in await lines(database, key)))
    assert told == [1, 1, 1, 2, 2] and quiet
    assert "机器人" in next(line.text for line in await lines(database, key) if line.author == "system")


async def test_a_talk_nobody_goes_on_with_goes_back_to_the_bot(browser, staff, says, database, settings) -> None:
    await staff("wang", "hotline")
    key = await says(OPENID, "成绩单")
    one = browser()
    await one.sign_in("wang")
    await one.post(f"{KEY_PATH.format(key)}/take")
    clock.advance(timedelta(minutes=46))
    assert await waiting.sweep(database, settings) == 1
    assert await owner(database, key) == "bot"


async def test_on_duty_is_who_has_the_shift_or_sits_at_the_console(browser, staff, database) -> None:
    wang = await staff("wang", "hotline")
    night = datetime.now(clock.SHANGHAI).replace(hour=3, minute=0)
    async with database.session() as session:
        configuration = await catalogue.current(session)
        assert not await rota.on_duty(session, configuration, night)
    boss = browser()
    await staff("boss", "supervisor")
    await boss.sign_in("boss")
    async with database.session() as session:
        assert await rota.on_duty(session, configuration, night)
    day = night.date().isoformat()
    shift = {"staff_id": wang, "day": day, "begins": "02:00", "ends": "04:00"}
    assert (await boss.post("/console/rota", **shift)).headers["location"].endswith("told=added")
    assert (await boss.post("/console/rota", **shift)).headers["location"].endswith("told=clash")
    async with database.session() as session:
        assert await rota.names_now(session, night) == ["wang"]


async def test_notes_are_for_staff_alone(browser, staff, says, database) -> None:
    await staff("wang", "hotline", name="王老师")
    key = await says(OPENID, "成绩单")
    one = browser()
    await one.sign_in("wang")
    answer = await one.post(f"{KEY_PATH.format(key)}/notes", body="周五前要用")
    assert "周五前要用" in answer.text
    assert not any("周五前要用" in (line.text or "") for line in await lines(database, key))


async def test_canned_replies_begin_with_the_shipped_ones_and_can_be_changed(browser, staff, sql) -> None:
    await staff("boss", "supervisor")
    one = browser()
    await one.sign_in("boss")
    assert "前面的对话我看到了" in (await one.http.get("/console/desk/canned?q=/hello")).text
    ident = sql.execute("select id from canned_replies where shortcut = 'hello'").fetchone()[0]
    await one.post(f"/console/canned/{ident}", shortcut="hello", title="问好", body="您好，请讲。")
    assert "您好，请讲。" in (await one.http.get("/console/desk/canned?q=hello")).text
    taken = await one.post("/console/canned", shortcut="hello", title="", body="又一个")
    assert taken.status_code == 409
    await one.post(f"/console/canned/{ident}/remove")
    assert "您好，请讲。" not in (await one.http.get("/console/desk/canned")).text


async def test_canned_replies_and_the_rota_are_put_back_and_every_change_is_on_record(browser, staff, sql) -> None:
    boss = await staff("boss", "supervisor", name="主管")
    one = browser()
    await one.sign_in("boss")

    def number(page: str, place: int) -> str:
        return page.split('name="number" value="')[place].split('"')[0]

    await one.http.get("/console/canned")
    ident = sql.execute("select id from canned_replies where shortcut = 'hello'").fetchone()[0]
    await one.post(f"/console/canned/{ident}", shortcut="hello", title="问好", body="您好，请讲。")
    await one.post(f"/console/canned/{ident}/remove")
    page = (await one.http.get("/console/canned/versions")).text
    assert "您好，请讲。" in page and "移除 /hello" in page and "保存 /hello" in page and "主管" in page
    assert (await one.post("/console/canned/versions", number=number(page, 1))).headers["location"].endswith("restored")
    assert "您好，请讲。" in (await one.http.get("/console/desk/canned?q=hello")).text
    assert (await one.post("/console/canned/versions", number="99999")).status_code == 404

    shift = {"staff_id": boss, "day": "2026-11-18", "begins": "09:00", "ends": "12:00"}
    await one.post("/console/rota", **shift)
    planned = sql.execute("select id from rota_shifts").fetchone()[0]
    await one.post(f"/console/rota/{planned}/remove", week="2026-11-16")
    address = "/console/rota/versions?week=2026-11-20"
    page = (await one.http.get(address)).text
    assert "移除 2026-11-18" in page and "添加 2026-11-18" in page
    await one.post("/console/rota/versions", week="2026-11-20", number=number(page, 1))
    assert sql.execute("select day::text, begins::text from rota_shifts").fetchall() == [("2026-11-18", "09:00:00")]
    counted = "select action, count(*) from audit_log where action like '%.change' group by 1 order by 1"
    assert sql.execute(counted).fetchall() == [("canned.change", 3), ("rota.change", 3)]


async def test_search_finds_a_conversation_by_its_mark(browser, staff, says) -> None:
    await staff("wang", "hotline")
    key = await says(OPENID, "成绩单")
    one = browser()
    await one.sign_in("wang")
    assert key in (await one.http.get(f"/console/search?q={key[:4]}")).text
    assert key not in (await one.http.get("/console/search?q=LT261121-7K4PXM")).text


async def test_the_list_goes_on_and_stays_where_it_is(browser, staff, says, database, monkeypatch) -> None:
    monkeypatch.setattr(finding, "MOST", 2)
    await staff("wang", "hotline")
    keys = []
    for number in range(5):
        keys.append(await says(f"openid-{number}", f"第{number}位"))
        clock.advance(timedelta(minutes=1))
    async with database.session() as session:
        await desk.hand_over(session, keys[0], "asked")
    one = browser()
    await one.sign_in("wang")
    pages, address = [], "/console/desk"
    while address:
        page = (await one.http.get(address)).text
        pages.append([key for key in keys if f'id="row-{key}"' in page])
        _, _, rest = page.partition('id="older" href="')
        address = rest.partition('"')[0].replace("&amp;", "&")
        refreshed = page.split('id="talks" hx-get="')[1].partition('"')[0].replace("&amp;", "&")
        part = (await one.http.get(refreshed)).text
        assert [key for key in keys if f'id="row-{key}"' in part] == pages[-1]
        assert 'red-count">1<' in page
    # Who waits is on the first page, though they spoke first of all.
    assert sorted(key for shown in pages for key in shown) == sorted(keys) and keys[0] in pages[0]
    assert (await one.http.get("/console/desk?before=yesterday")).status_code == 422


async def test_a_conversation_is_found_by_name_by_who_may_see_names_alone(browser, staff, says, database) -> None:
    await staff("blind", "hotline")
    await staff("sees", "archivist")
    key = await says(OPENID, "成绩单")
    name = {"sealed": seal("欧阳秋白"), "masked": "欧**白"}
    form = {"items": [], "subject": {"name": name}, "consent": {"version": "1", "given_at": "x"}}
    async with database.session() as session:
        await drafts.put(session, key, {"form": form}, 0)
    for who, found in (("sees", True), ("blind", False)):
        one = browser()
        await one.sign_in(who)
        assert (key in (await one.http.get("/console/search?q=欧阳秋白")).text) == found


@pytest.mark.parametrize("path", ["zz", "0" * 32, "../../etc"])
async def test_unknown_conversations_are_a_page_of_words(browser, staff, path: str) -> None:
    await staff("wang", "hotline")
    one = browser()
    await one.sign_in("wang")
    answer = await one.http.get(f"/console/desk/talks/{path}")
    assert answer.status_code in (404, 422) and "<h1>" in answer.text


async def test_without_redis_the_database_tells_what_changed(database: Database, says) -> None:
    hub = Hub(None, database)
    hub.start()
    with hub.listening() as queue:
        await says("another", "您好")
        await asyncio.sleep(1.2)  # the hub's first look at the state before the change
        await says(OPENID, "成绩单")
        async with asyncio.timeout(10):
            event: Event = await queue.get()
        assert event.conversation == conversation_key(OPENID)
    await hub.stop()


async def test_with_redis_every_process_hears_it_at_once(database: Database, redis_url: str) -> None:
    from redis.asyncio import Redis

    redis, far = Redis.from_url(redis_url), Redis.from_url(redis_url)
    here, there = Hub(redis, database), Hub(far, database)
    here.start()
    there.start()
    with there.listening() as queue:
        await eventually(lambda: here.subscribed and there.subscribed)
        while not queue.empty():
            queue.get_nowait()
        here.publish("c1", "owner")
        async with asyncio.timeout(5):
            assert await queue.get() == Event("c1", "owner")
    await here.stop()
    await there.stop()
    await redis.aclose()
    await far.aclose()


async def test_a_picture_from_the_chat_is_marked_and_on_record_and_staffs_own_is_neither(
    browser, staff, says, app, database, sql
) -> None:
    await staff("sees", "archivist", name="王老师")
    key = await says(OPENID, "这是我的身份证")
    drawn = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(drawn, "JPEG")
    store = store_of(SimpleNamespace(app=app))
    async with database.session() as session:
        sent = await attachments.keep(session, store, drawn.getvalue(), kind="id", source="wechat", conversation=key)
        own = await attachments.keep(session, store, drawn.getvalue(), kind="reply", source="staff", conversation=key)
        plain = await attachments.read(store, sent)
    one = browser()
    await one.sign_in("sees")
    shown = await one.http.get(f"{KEY_PATH.format(key)}/files/{sent.id}")
    assert shown.headers["content-type"] == "image/jpeg" and shown.content != plain
    assert (await one.http.get(f"{KEY_PATH.format(key)}/files/{own.id}")).content == plain
    seen = sql.execute("select object_id from audit_log where action = 'view_file'").fetchall()
    assert seen == [(key,)]


async def test_staff_see_that_a_message_may_have_arrived_already(browser, staff, says, database) -> None:
    await staff("wang", "hotline")
    key = await says(OPENID, "成绩单两份")
    async with database.session() as session:
        uid = await outbox.post(session, key, "notice", "您的材料寄出了")
    assert "待发出" in await _shown(browser, key)
    for state, words in (("held", "可能已送达，等对方"), ("sent", "对方可能收到两次"), ("ready", "稍后再发一次")):
        async with database.session() as session:
            doubted = {"state": state, "error": f"{outbox.UNCONFIRMED} Unconfirmed"}
            await session.execute(update(Message).where(Message.uid == uid).values(doubted))
        assert words in await _shown(browser, key)


async def _shown(browser, key: str) -> str:
    page = browser()
    await page.sign_in("wang")
    return (await page.http.get(KEY_PATH.format(key))).text
