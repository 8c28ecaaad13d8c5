"""The queue and the page of a request: who sees what, and work that goes by the table alone."""

import io
import zipfile
from collections.abc import Awaitable, Callable
from datetime import timedelta

import psycopg
from reportlab.pdfgen.canvas import Canvas

from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.kit import clock
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.notifications import repository as notices
from backend.requests import service
from tests.integration.backend.requester import ID_NUMBER, PHONE
from tests.integration.console.conftest import Browser
from tests.integration.console_queue.conftest import Filing
from tests.support.filled_form import filled


async def test_the_list_masks_names_for_those_without_the_right(
    archivist: Browser, hotline: Browser, filed: Filing
) -> None:
    code = await filed()
    full = (await archivist.http.get("/console/queue")).text
    assert code in full and "周新安" in full and "全部在办" in full
    bare = (await hotline.http.get("/console/queue")).text
    assert code in bare and "周新安" not in bare and "周*安" in bare


async def test_no_page_tells_a_name_without_the_right(hotline: Browser, filed: Filing) -> None:
    code = await filed(note="我是周新安，电话13812342222，请打给我", delivery={
        "method": "express", "address": "浙江省杭州市西湖区余杭塘路1号", "recipient": "周新安"})  # fmt: skip
    page = await hotline.http.get(f"/console/queue/{code}")
    assert page.status_code == 200
    for secret in ("周新安", PHONE, ID_NUMBER, "余杭塘路", "20091234999"):
        assert secret not in page.text
    assert (await hotline.http.get("/console/search", params={"q": "周新安"})).text.count("周新安") == 0


async def test_a_request_is_found_by_code_name_and_numbers(archivist: Browser, filed: Filing) -> None:
    code = await filed()
    for q in (code.lower(), code[:11], "周新安", PHONE, ID_NUMBER, "20091234999"):
        assert code in (await archivist.http.get("/console/queue", params={"q": q})).text, q
        assert code in (await archivist.http.get("/console/search", params={"q": q})).text, q
    assert code not in (await archivist.http.get("/console/queue", params={"q": "钱大有"})).text


async def test_tabs_count_and_late_ones_are_red(archivist: Browser, filed: Filing) -> None:
    code = await filed()
    clock.advance(timedelta(days=30))
    late = (await archivist.http.get("/console/queue?tab=overdue")).text
    assert code in late and "超期" in late and 'class="red"' in late
    assert code not in (await archivist.http.get("/console/queue?tab=waiting")).text


async def test_what_is_due_soon_and_what_nobody_has_are_tabs_with_numbers(
    archivist: Browser, filed: Filing, database: Database
) -> None:
    mine = await filed()
    other = await filed(openid="o-2", items=[{"document_type": "degree_proof", "language": "zh", "copies": 1}])
    await archivist.post(f"/console/queue/{mine}/claim")

    async def codes(tab: str) -> tuple[int, set[str]]:
        page = (await archivist.http.get(f"/console/queue?tab={tab}")).text
        number = int(page.split(f'id="q-tab-{tab}"')[1].split("q-number")[1].split(">")[1].split("<")[0])
        return number, {code for code in (mine, other) if f'data-row="{code}"' in page}

    assert await codes("unowned") == (1, {other})
    assert await codes("soon") == (0, set())
    async with database.session() as session:
        due = {code: (await service.find(session, code)).due_on for code in (mine, other)}
    clock.advance(timedelta(days=(min(filter(None, due.values())) - clock.today()).days))
    number, soon = await codes("soon")
    assert number == len(soon) and soon
    page = (await archivist.http.get("/console/queue")).text
    assert "成绩单（1）" in page and "我负责的（1）" in page and "没有人负责（1）" in page
    assert "（1）" not in (await archivist.http.get("/console/queue?tab=closed")).text


async def test_a_pdf_is_shown_and_the_last_words_of_the_talk_stand_on_the_page(
    archivist: Browser, filed: Filing, says: Callable[..., Awaitable[str]], database: Database, settings: Settings
) -> None:
    drawn = io.BytesIO()
    canvas = Canvas(drawn)
    canvas.drawString(80, 700, "letter")
    canvas.save()
    async with database.session() as session:
        kept = await attachments.keep(
            session, FileStore(settings.home), drawn.getvalue(), kind="official_letter", source="h5"
        )
    code = await filed(attachment_ids=[str(kept.id)])
    for number in range(12):
        key = await says("o-test-zhou", f"第{number}句")
    page = (await archivist.http.get(f"/console/queue/{code}")).text
    assert "PDF 查看" in page and f'hx-get="/console/desk/talks/{key}/lines?few=true"' in page
    shown = await archivist.http.get(f"/console/queue/{code}/files/{kept.id}")
    assert shown.headers["content-disposition"].startswith("inline")
    assert "sandbox" not in shown.headers["content-security-policy"]
    few = (await archivist.http.get(f"/console/desk/talks/{key}/lines?few=true")).text
    assert "第11句" in few and "第2句" in few and "第1句" not in few and "更早的消息" not in few


async def test_pages_go_on_by_keyset(archivist: Browser, filed: Filing, monkeypatch) -> None:
    monkeypatch.setattr("backend.console.queue.finding.PAGE", 2)
    codes = [await filed(openid=f"o-{n}") for n in range(3)]
    first = (await archivist.http.get("/console/queue")).text
    after = first.split('id="q-next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = (await archivist.http.get(after)).text
    assert sum(code in first for code in codes) == 2 and sum(code in second for code in codes) == 1


async def test_numbers_are_shown_with_a_reason_on_record(
    archivist: Browser, filed: Filing, sql: psycopg.Connection
) -> None:
    code = await filed()
    assert ID_NUMBER not in (await archivist.http.get(f"/console/queue/{code}")).text
    refused = await archivist.post(f"/console/queue/{code}/reveal", reason=" ")
    assert refused.status_code == 422
    shown = await archivist.post(f"/console/queue/{code}/reveal", reason="核对身份")
    assert ID_NUMBER in shown.text
    count = sql.execute("select count(*) from audit_log where action = 'reveal' and object_id = %s", [code])
    assert count.fetchone() == (1,)


async def test_buttons_come_from_the_table_and_the_next_one_is_filled(archivist: Browser, filed: Filing) -> None:
    code = await filed()
    page = (await archivist.http.get(f"/console/queue/{code}")).text
    assert "开始审核" in page and f"/console/queue/{code}/events/ship" not in page
    assert page.count('id="r-next"') == 1
    done = await archivist.post(f"/console/queue/{code}/events/start_review", seen="1")
    assert done.status_code == 303
    page = (await archivist.http.get(f"/console/queue/{code}")).text
    assert "王老师 负责" in page and "审核通过" in page


async def test_a_second_click_changes_nothing_and_a_stale_page_is_told(
    archivist: Browser, chief: Browser, filed: Filing, sql: psycopg.Connection
) -> None:
    code = await filed("start_review")
    for _ in range(2):
        again = await archivist.post(
            f"/console/queue/{code}/events/extend", seen="2", reason="awaiting_seal", working_days="3"
        )
        assert again.headers["location"].endswith("told=saved")
    events = sql.execute("select count(*) from request_events where event = 'extend'").fetchone()
    assert events == (1,)
    stale = await chief.post(f"/console/queue/{code}/events/approve", seen="2")
    assert "problem=stale_revision" in stale.headers["location"]
    illegal = await chief.post(f"/console/queue/{code}/events/ship", seen="3", tracking_number="EA1")
    assert "problem=illegal_transition" in illegal.headers["location"]
    assert "现在不能做这一步" in (await chief.http.get(illegal.headers["location"])).text


async def test_what_is_missing_is_asked_at_once_and_the_words_are_shown_before(
    archivist: Browser, filed: Filing
) -> None:
    code = await filed("start_review")
    form = {"missing": "id_card_front", "missing_words": "入学那年的班级", "seen": "2"}
    seen = await archivist.post(f"/console/queue/{code}/preview/ask_supplement", **form)
    assert "身份证人像面的照片" in seen.text and "入学那年的班级" in seen.text
    await archivist.post(f"/console/queue/{code}/events/ask_supplement", **form)
    page = (await archivist.http.get(f"/console/queue/{code}")).text
    assert "已请对方补充" in page and "入学那年的班级" in page and "暂停计时" in page


async def test_a_refusal_says_the_coded_reason_and_ones_own_words(archivist: Browser, filed: Filing) -> None:
    code = await filed("start_review")
    form = {"reason": "no_mandate", "reason_words": "请补签名", "seen": "2"}
    seen = (await archivist.post(f"/console/queue/{code}/preview/reject", **form)).text
    assert "没有本人的委托书；请补签名" in seen and "未能受理" in seen and "信里写" in seen
    await archivist.post(f"/console/queue/{code}/events/reject", **form)
    page = (await archivist.http.get(f"/console/queue/{code}")).text
    assert "没有本人的委托书；请补签名" in page and "未受理" in page


async def test_one_owner_bulk_and_notes(archivist: Browser, chief: Browser, filed: Filing) -> None:
    codes = [await filed(openid=f"o-{n}") for n in range(2)]
    assert (await archivist.post(f"/console/queue/{codes[0]}/claim")).status_code == 303
    taken = await chief.post(f"/console/queue/{codes[0]}/claim")
    assert "problem=owned" in taken.headers["location"]
    token = await chief.token()
    both = await chief.http.post("/console/queue/bulk", data={"csrf": token, "act": "start_review", "code": codes})
    assert both.status_code == 303
    some = await chief.http.post("/console/queue/bulk", data={"csrf": token, "act": "claim", "code": codes})
    assert "已经有人负责" in some.text and "完成 1 件" in some.text
    for _ in range(2):
        await chief.post(f"/console/queue/{codes[0]}/notes", body="<script>来电说急</script>")
    page = (await chief.http.get(f"/console/queue/{codes[0]}")).text
    assert page.count("&lt;script&gt;来电说急") == 1


async def test_the_list_is_exported_by_those_who_may(archivist: Browser, chief: Browser, filed: Filing) -> None:
    code = await filed()
    assert (await archivist.http.get("/console/queue/export")).status_code == 403
    sheet = await chief.http.get("/console/queue/export", params={"form": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as book:
        assert code in book.read("xl/sharedStrings.xml").decode()
    text = (await chief.http.get("/console/queue/export", params={"form": "csv"})).text
    assert code in text and ID_NUMBER not in text


async def test_rows_and_delivery_of_a_filed_request_are_changed_with_old_and_new_in_the_history(
    archivist: Browser, filed: Filing, sql: psycopg.Connection
) -> None:
    code = await filed("start_review")
    address = f"/console/queue/{code}"
    form = filled((await archivist.http.get(f"{address}/change")).text, "intake")
    assert form["delivery.address"] == ["浙江省杭州市西湖区余杭塘路1号"] and form["items[0].copies"] == ["4"]
    assert PHONE not in str(form)
    untouched = await archivist.http.post(f"{address}/change", data=form)
    assert untouched.headers["location"].endswith("told=unchanged")

    wrong = await archivist.http.post(f"{address}/change", data=form | {"items[0].copies": ["400"]})
    assert wrong.status_code == 422 and 'aria-invalid="true"' in wrong.text
    changed = form | {"items[0].copies": ["2"], "items[1].document_type": ["degree_proof"]}
    changed |= {"delivery.address": ["广东省深圳市南山区科技园南路8号"], "delivery.phone": ["13912345678"]}
    assert (await archivist.http.post(f"{address}/change", data=changed)).headers["location"].endswith("told=saved")

    page = (await archivist.http.get(address)).text
    history = page.split('<ol class="r-history">')[1].split("</ol>")[0]
    for words in (
        "成绩单 英文×4 密封",
        "成绩单 英文×2 密封",
        "学位证明",
        "余杭塘路1号",
        "科技园南路8号",
        "139****5678",
    ):
        assert words in history, words
    assert "13912345678" not in page
    again = await archivist.http.post(f"{address}/change", data=changed | {"items[0].copies": ["3"]})
    assert "problem=stale_revision" in again.headers["location"]
    events = sql.execute("select count(*) from request_events where event = 'changed'").fetchone()
    assert events == (1,)


async def test_who_may_not_see_the_requester_changes_rows_without_seeing_the_address(
    browser, staff, filed: Filing
) -> None:
    code = await filed()
    await staff("ma", bits=("queue.view", "queue.work"))
    one = browser()
    await one.sign_in("ma")
    page = (await one.http.get(f"/console/queue/{code}/change")).text
    assert "余杭塘路" not in page and "周新安" not in page
    form = filled(page, "intake") | {"items[0].copies": ["2"]}
    assert (await one.http.post(f"/console/queue/{code}/change", data=form)).headers["location"].endswith("told=saved")
    page = (await one.http.get(f"/console/queue/{code}")).text
    assert "×2" in page and "余杭塘路" not in page and "浙江省杭州市西湖区…" in page


async def test_staff_change_it_until_the_papers_have_left(archivist: Browser, filed: Filing) -> None:
    code = await filed("start_review", "approve", delivery={"method": "pickup"})
    address = f"/console/queue/{code}"
    form = filled((await archivist.http.get(f"{address}/change")).text, "intake") | {"items[0].copies": ["2"]}
    assert (await archivist.http.post(f"{address}/change", data=form)).headers["location"].endswith("told=saved")
    await archivist.post(f"{address}/events/mark_ready")
    assert 'id="r-change"' not in (await archivist.http.get(address)).text
    answer = await archivist.http.get(f"{address}/change")
    assert "problem=not_editable" in answer.headers["location"]
    assert "不能再改" in (await archivist.http.get(answer.headers["location"])).text


async def test_a_list_tells_what_is_new_without_moving(archivist: Browser, chief: Browser, filed: Filing) -> None:
    code = await filed()
    page = (await archivist.http.get("/console/queue")).text
    news = page.split('id="q-news"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    calm = (await archivist.http.get(news)).text
    assert "点此刷新" not in calm and 'hx-target="#q-tabs"' in calm
    clock.advance(timedelta(seconds=1))
    for number in range(2):
        await filed(openid=f"o-{number}")
    fresh = (await archivist.http.get(news)).text
    assert "有 2 件新申请，点此刷新" in fresh and '<span class="q-number">3</span>' in fresh
    page = (await archivist.http.get("/console/queue")).text
    news = page.split('id="q-news"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    await chief.post(f"/console/queue/{code}/claim")
    assert "列表有变化，点此刷新" in (await archivist.http.get(news)).text


async def test_an_open_request_tells_when_a_colleague_worked_on_it(
    archivist: Browser, chief: Browser, filed: Filing
) -> None:
    code = await filed()
    assert "点此刷新" not in (await archivist.http.get(f"/console/queue/{code}/news?seen=1")).text
    await chief.post(f"/console/queue/{code}/events/start_review", seen="1")
    assert "刚有变化" in (await archivist.http.get(f"/console/queue/{code}/news?seen=1")).text


async def test_what_staff_must_do_stands_over_the_list_with_the_way_there(
    archivist: Browser, hotline: Browser, filed: Filing, database: Database
) -> None:
    code = await filed()
    async with database.session() as session:
        request = await service.find(session, code)
        told = {"key": "t1", "kind": "tell_requester", "request_id": request.id, "data": {}, "created_at": clock.now()}
        await notices.add_task(session, told)
        holidays = {"key": "t2", "kind": "enter_holidays", "data": {"year": 2031}, "created_at": clock.now()}
        await notices.add_task(session, holidays)
    page = (await archivist.http.get("/console/queue")).text
    assert "待办 2 项" in page and "2031 年，由管理员" in page
    assert f'href="/console/queue/{code}">{code}</a> 通知没有送到' in page
    assert "待办" not in (await hotline.http.get("/console/queue")).text


async def test_who_leads_keeps_a_request_by_law_with_a_reason_on_record(
    archivist: Browser, chief: Browser, filed: Filing, sql: psycopg.Connection
) -> None:
    code = await filed()
    assert "依法保留" not in (await archivist.http.get(f"/console/queue/{code}")).text
    assert (await archivist.post(f"/console/queue/{code}/hold", on="yes", reason="诉讼")).status_code == 403
    assert (await chief.post(f"/console/queue/{code}/hold", on="yes", reason=" ")).status_code == 422
    for on, action in (("yes", "hold"), ("", "release")):
        assert (await chief.post(f"/console/queue/{code}/hold", on=on, reason="诉讼")).status_code == 303
        page = (await chief.http.get(f"/console/queue/{code}")).text
        assert ('<span class="tag red">依法保留</span>' in page) == (on == "yes")
        found = sql.execute("select count(*) from audit_log where action = %s and object_id = %s", [action, code])
        assert found.fetchone() == (1,)


async def test_what_was_not_found_says_where_was_looked_and_what_to_do_now(archivist: Browser, filed: Filing) -> None:
    code = await filed("start_review")
    page = (await archivist.http.get(f"/console/queue/{code}")).text
    for event in ("close_not_found", "refer"):
        form = page.split(f'id="act-{event}"')[1].split("</dialog>")[0]
        assert "required" in form.split('name="searched"')[1].split(">")[0]
    given = {"reason": "facts_too_few", "seen": "2"}
    step = f"/console/queue/{code}/events/close_not_found"
    assert "problem=untold" in (await archivist.post(step, **given)).headers["location"]
    own = {"reason_words": "没有查到", "searched": "学籍卡", "seen": "2"}
    refused = await archivist.post(step, **own)
    assert "接下来怎么办" in (await archivist.http.get(refused.headers["location"])).text
    given |= {"searched": "2005—2015 年学籍卡"}
    seen = await archivist.post(f"/console/queue/{code}/preview/close_not_found", **given)
    assert "补充院系、年份等线索" in seen.text and "2005—2015 年学籍卡" in seen.text
    assert (await archivist.post(step, **given)).headers["location"].endswith("told=saved")
    page = (await archivist.http.get(f"/console/queue/{code}")).text
    assert "接下来可以：补充院系、年份等线索" in page and "查找范围：2005—2015 年学籍卡" in page


async def test_who_acts_first_on_many_is_their_first_owner(
    archivist: Browser, chief: Browser, filed: Filing, sql: psycopg.Connection
) -> None:
    first, second = await filed(), await filed(openid="o-2")
    await chief.post(f"/console/queue/{second}/claim")
    await archivist.http.post(
        "/console/queue/bulk",
        data={"csrf": await archivist.token(), "act": "start_review", "code": [first, second]},
    )
    found = sql.execute(
        "select r.code, s.username from requests r join staff s on s.id = r.first_owner_id and s.id = r.owner_id"
    ).fetchall()
    assert sorted(found) == sorted([(first, "wang"), (second, "zhao")])


async def test_a_step_against_the_chosen_delivery_is_asked_about(archivist: Browser, filed: Filing) -> None:
    code = await filed("start_review", "approve")
    page = (await archivist.http.get(f"/console/queue/{code}")).text
    asked = page.split('id="act-mark_ready"')[1].split("</dialog>")[0]
    assert "申请人选的是“快递”" in asked and 'name="sure"' in asked
    assert 'name="sure"' not in page.split('id="act-ship"')[1].split("</dialog>")[0]
    step = f"/console/queue/{code}/events/mark_ready"
    assert "problem=unusual" in (await archivist.post(step, seen="3")).headers["location"]
    assert (await archivist.post(step, seen="3", sure="yes")).headers["location"].endswith("told=saved")
