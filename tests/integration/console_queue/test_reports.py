"""Reports add up; what the bot missed becomes an example by a reviewed click."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import psycopg
import yaml

from backend.audit.service import Caller
from backend.catalogue import service as catalogue
from backend.console.reports import figures
from backend.console.reports.figures import Period
from backend.conversations import desk
from backend.handover import people
from backend.kit import clock
from backend.kit.crypto import conversation_key
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.requests import service as requests
from tests.integration.console.conftest import Browser
from tests.integration.console_queue.conftest import Filing


async def test_volumes_speed_and_the_promise_add_up(chief: Browser, filed: Filing) -> None:
    first = await filed(purpose="去美国留学申请用")
    await filed(openid="o-2", channel="h5", purpose=None)
    clock.advance(timedelta(hours=3))
    await chief.post(f"/console/queue/{first}/events/start_review", seen="1")
    clock.advance(timedelta(days=40))
    await chief.post(f"/console/queue/{first}/events/approve", seen="2")
    await chief.post(f"/console/queue/{first}/events/ship", seen="3", tracking_number="EA123", carrier="ems")
    days = {"first": str(clock.today() - timedelta(days=60)), "last": str(clock.today())}
    data = (await chief.http.get("/console/reports/data", params=days)).json()
    assert dict(data["channel"]) == {"微信": 1, "网页": 1}
    assert dict(data["purpose"]) == {"出国留学": 1, "没有填": 1}
    assert ["成绩单", 2, 8] in data["kind"] and sum(count for _, count in data["days"]) == 2
    assert data["step"] == "week" and len(data["days"]) <= 10
    page = (await chief.http.get("/console/reports", params=days)).text
    assert "3.0 小时" in page and "0.0%" in page
    text = (await chief.http.get("/console/reports/export", params={"form": "csv", **days})).text
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert ["超期办好", "1"] in rows


async def test_opening_again_what_was_late_does_not_make_it_timely(filed: Filing, database: Database) -> None:
    """The date that counts is the one that stood when the archive first said that it was done."""
    late, timely = await filed(), await filed(openid="o-2")

    async def happen(code: str, *events: str, **payload: object) -> None:
        async with database.session() as session:
            configuration = await catalogue.current(session)
            for event in events:
                await requests.happen(session, code, event, dict(payload), configuration, Caller("staff", "wang"))

    async def counted() -> tuple[int, int]:
        async with database.session() as session:
            return await figures.promise(session, Period(clock.today() - timedelta(days=90), clock.today()))

    await happen(timely, "start_review")
    await happen(timely, "reject", reason="other")
    await happen(late, "start_review", "approve")
    assert await counted() == (1, 0)
    clock.advance(timedelta(days=40))
    await happen(late, "mark_ready")
    assert await counted() == (1, 1)
    await happen(late, "fulfil")
    await happen(late, "reopen", reason="other")
    assert await counted() == (1, 1)
    await happen(late, "approve", "mark_ready", "fulfil")
    clock.advance(timedelta(days=2))
    await happen(timely, "reopen", reason="other")
    assert await counted() == (1, 1)


async def test_who_asked_for_a_person_and_got_nobody_was_not_served_by_the_bot(
    chief: Browser, says, sql: psycopg.Connection, database: Database
) -> None:
    for openid in ("o-alone", "o-asked", "o-timed-out", "o-handed"):
        await says(openid, "成绩单怎么办")
    timed_out, handed = conversation_key("o-timed-out"), conversation_key("o-handed")
    await says("o-asked", "人工")
    sql.execute(
        "update messages set intent = 'talk_to_human' where id = (select max(id) from messages where direction = 'in')"
    )
    async with database.session() as session:
        await desk.hand_over(session, timed_out, "asked")
        await people.give_up(session, timed_out, "desk.timed_out", word_left=False)
    await chief.post(f"/console/desk/talks/{handed}/take")
    await chief.post(f"/console/desk/talks/{handed}/say", epoch="2", text="您好")
    async with database.session() as session:
        found = await figures.talks(session, Period(clock.today(), clock.today()))
    assert (found["talks"], found["handed"], found["unreached"], found["alone"]) == (4, 1, 2, 1)
    assert "4 个会话，1 个转了人工，2 个要人工没等到" in (await chief.http.get("/console/reports")).text


async def test_ratings_are_told(chief: Browser, sql: psycopg.Connection) -> None:
    for score in (5, 4, None):
        sql.execute(
            "insert into ratings (conversation, asked_at, score, answered_at) values (%s, now(), %s, now())",
            ["0" * 32, score],
        )
    page = (await chief.http.get("/console/reports")).text
    assert "4.5" in page and "请了 3 次，评了 2 次" in page


async def test_a_missed_sentence_becomes_an_example_without_who_said_it(
    chief: Browser, says, sql: psycopg.Connection, settings: Settings
) -> None:
    await says("o-1", "我叫周新安，电话13812342222，档案能托运吗")
    await says("o-2", "档案可以托运吗")
    sql.execute("update messages set intent = 'out_of_scope', confidence = 0.4 where direction = 'in'")
    page = (await chief.http.get("/console/missed")).text
    assert "托运" in page and "13812342222" not in page
    uids = [str(row[0]) for row in sql.execute("select uid from messages where direction = 'in'")]
    form = {"csrf": await chief.token(), "text": "电话13812342222 档案能托运吗", "intent": "ask_delivery", "uid": uids}
    for _ in range(2):
        assert (await chief.http.post("/console/missed/example", data=form)).status_code == 303
    file = Path(settings.home) / "training" / "reviewed.yml"
    blocks = yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
    assert blocks[0]["intent"] == "ask_delivery"
    assert blocks[0]["examples"].count("托运") == 1 and "13812342222" not in blocks[0]["examples"]
    assert "都看过了" in (await chief.http.get("/console/missed")).text
    wrong = await chief.http.post("/console/missed/example", data=form | {"intent": "no_such"})
    assert wrong.status_code == 422


async def test_a_missed_sentence_becomes_a_reply_at_hand(chief: Browser, says, sql: psycopg.Connection) -> None:
    await says("o-1", "档案能托运吗，我电话13812342222")
    sql.execute("update messages set intent = 'out_of_scope', confidence = 0.4 where direction = 'in'")
    uids = [str(row[0]) for row in sql.execute("select uid from messages where direction = 'in'")]
    form = {"csrf": await chief.token(), "text": "档案能托运吗，我电话13812342222", "uid": uids}
    assert (await chief.http.post("/console/missed/answer", data=form)).status_code == 422
    assert "托运" in (await chief.http.get("/console/missed")).text, "nothing was written, so nothing was reviewed"
    written = form | {"shortcut": "ship", "body": "档案走机要，不能托运。"}
    assert (await chief.http.post("/console/missed/answer", data=written)).headers["location"].endswith("replied")
    page = (await chief.http.get("/console/canned")).text
    assert "档案能托运吗" in page and "档案走机要" in page and "13812342222" not in page
    assert "都看过了" in (await chief.http.get("/console/missed")).text


async def test_files_open_hold_every_table_and_no_formula(chief: Browser, filed: Filing, database: Database) -> None:
    await filed()
    async with database.session() as session:
        overlay = {"documents": {"transcript": {"name": {"zh": "=HYPERLINK(1)", "en": "Transcript"}}}}
        await catalogue.change(session, "catalogue", overlay, Caller("staff", "sun"))
    sheet = read_back((await chief.http.get("/console/reports/export")).content)
    text = (await chief.http.get("/console/reports/export", params={"form": "csv"})).text
    for rows in (sheet, list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))):
        cells = [str(cell) for row in rows for cell in row if cell is not None]
        assert {"按材料", "按用途", "按渠道", "按结果", "服务承诺", "会话", "各时段"} <= set(cells)
        assert "'=HYPERLINK(1)" in cells and not any(cell.startswith(("=", "+", "@")) for cell in cells)
    assert ("'=HYPERLINK(1)", 1, 4, None) in sheet, "numbers are numbers"


def read_back(data: bytes) -> list[tuple[object, ...]]:
    """A workbook as another program reads it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    assert sheet is not None
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]
