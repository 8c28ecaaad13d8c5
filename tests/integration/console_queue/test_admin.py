"""Administration: what cannot be used is refused with its place, every change is a version that can be put back."""

import pytest

from backend.catalogue import service as catalogue
from backend.catalogue import warnings
from backend.kit.db import Database
from tests.integration.console.conftest import Browser
from tests.integration.console_queue.conftest import Filing
from tests.support.filled_form import filled

TEXT = "/console/admin/texts/zh/notice.approve"


async def test_a_document_is_changed_and_put_back(boss: Browser, database: Database) -> None:
    assert "还没有改过" in (await boss.http.get("/console/admin/versions")).text
    path = "/console/admin/settings/catalogue/documents.transcript"
    form = filled((await boss.http.get(path)).text, "f-form") | {"working_days": ["9"], "max_copies": ["3"]}
    assert (await boss.http.post(f"{path}/form", data=form)).status_code == 303
    async with database.session() as session:
        found = (await catalogue.current(session)).catalogue.document("transcript")
        assert (found.working_days, found.max_copies) == (9, 3)
    page = (await boss.http.get("/console/admin/versions?section=catalogue")).text
    assert "成绩单" in page and "孙老师" in page
    await boss.post("/console/admin/versions/0/restore", section="catalogue")
    async with database.session() as session:
        assert (await catalogue.current(session)).catalogue.document("transcript").working_days == 5


async def test_what_cannot_be_used_is_shown_with_its_place(boss: Browser) -> None:
    path = "/console/admin/settings/catalogue/documents.transcript"
    text = (
        (await boss.http.get(f"{path}?expert=true")).text.split('hx-include="#edit-form">')[1].split("</textarea>")[0]
    )
    checked = await boss.post(f"{path}/check", text=text.replace("max_copies: 20", "max_copies: many"))
    assert "max_copies" in checked.text and "这里不能用" in checked.text
    fine = await boss.post(f"{path}/check", text=text.replace("max_copies: 20", "max_copies: 8"))
    assert "max_copies: 8" in fine.text and "可以用" in fine.text
    refused = await boss.post(path, text="max_copies: [", seen="0")
    assert refused.status_code == 422 and "没有保存" in refused.text
    for part in ("service/closures", "service/hours", "service/deadlines"):
        page = await boss.http.get(f"/console/admin/settings/{part}?expert=true")
        assert page.status_code == 200, part
        whole = page.text.split('hx-include="#edit-form">')[1].split("</textarea>")[0]
        same = await boss.post(f"/console/admin/settings/{part}/check", text=whole.replace("&#39;", "'"))
        assert "没有改动" in same.text, part


async def test_words_are_changed_with_their_placeholders_kept(
    boss: Browser, archivist: Browser, filed: Filing, database: Database
) -> None:
    bad = await boss.post(TEXT, text="好消息 {nobody}", seen="0")
    assert bad.status_code == 422 and "{nobody}" in bad.text
    assert "〔code〕" in (await boss.post(f"{TEXT}/preview", text="{code} 已通过")).text
    assert (await boss.post(TEXT, text="{code} 已通过", seen="0")).status_code == 303
    async with database.session() as session:
        assert (await catalogue.current(session)).texts.template("notice.approve") == "{code} 已通过"
    assert "改过" in (await boss.http.get("/console/admin/texts?changed=true")).text
    notices = (await boss.http.get("/console/admin/texts", params={"group": "通知", "q": "通过"})).text
    assert "notice.approve" in notices and "h5." not in notices
    await boss.post(f"{TEXT}/reset")
    async with database.session() as session:
        assert "开始办理" in (await catalogue.current(session)).texts.template("notice.approve")


@pytest.mark.parametrize(
    ("key", "text", "lost"),
    [
        ("notice.ask_supplement", "您的申请 {code} 还需要补充材料", "{missing}"),
        ("notice.ship", "您的申请 {code} 已寄出", "{tracking_number}"),
        ("notice.mark_ready", "取件码 {pickup_code}，来时请带身份证件", "{code}"),
    ],
)
async def test_a_notice_keeps_what_it_is_sent_for(boss: Browser, key: str, text: str, lost: str) -> None:
    address = f"/console/admin/texts/zh/{key}"
    refused = await boss.post(address, text=text, seen="0")
    assert refused.status_code == 422 and f"通知里不能少了：{lost}" in refused.text
    assert lost in (await boss.post(f"{address}/preview", text=text)).text


async def test_what_another_text_loses_is_said_and_not_refused(boss: Browser) -> None:
    preview = (await boss.post(f"{TEXT}/preview", text="{code} 已通过")).text
    assert "少了 {items}、{promise}" in preview and "〔code〕 已通过" in preview
    assert "少了" not in (await boss.post(f"{TEXT}/preview", text="{code}{items}{promise}")).text


async def test_accounts_are_managed_but_not_ones_own(boss: Browser, archivist: Browser) -> None:
    page = (await boss.http.get("/console/admin/staff")).text
    assert "王老师" in page
    await boss.post("/console/admin/staff/wang/rights", role="hotline")
    assert (await archivist.http.post("/console/queue/bulk")).status_code == 403
    await boss.post("/console/admin/staff/wang/active")
    assert (await archivist.http.get("/console/queue")).status_code == 303
    assert (await boss.post("/console/admin/staff/sun/rights", role="auditor")).status_code == 422
    log = (await boss.http.get("/console/admin/audit?q=wang")).text
    assert "停用账号" in log and "修改权限" in log


async def test_a_forgotten_password_is_set_anew_and_ends_every_session(boss: Browser, archivist: Browser) -> None:
    address = "/console/admin/staff/wang/password"
    weak = await boss.post(address, password="short")
    assert weak.headers["location"].endswith("told=weak")
    assert 'class="problem"' in (await boss.http.get(weak.headers["location"])).text
    assert (await archivist.http.get("/console/queue")).status_code == 200
    done = await boss.post(address, password="quite another battery")
    assert done.headers["location"].endswith("told=password_set")
    assert 'class="told"' in (await boss.http.get(done.headers["location"])).text
    assert (await archivist.http.get("/console/queue")).status_code == 303
    await archivist.sign_in("wang", "quite another battery")
    assert (await archivist.http.get("/console/queue")).status_code == 200
    assert (await boss.post("/console/admin/staff/sun/password", password="not by this page")).status_code == 422


async def test_a_menu_that_wechat_does_not_take_is_kept_and_said(boss: Browser) -> None:
    page = (await boss.http.get("/console/admin/menu")).text
    assert "查进度" in page
    answer = await boss.http.post("/console/admin/menu", data=filled(page, "menu-form") | {"push": ["yes"]})
    assert answer.status_code == 502 and "没有发出去" in answer.text


async def test_a_year_without_holidays_is_told_with_the_form_to_enter_it(
    boss: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warnings, "unknown_year", lambda *_: 2031)
    link = "/console/admin/settings/calendar/years?add=2031"
    page = (await boss.http.get("/console/admin")).text
    assert "2031 年的节假日还没有录入" in page and link in page
    assert "2031" in (await boss.http.get(link)).text
    monkeypatch.setattr(warnings, "unknown_year", lambda *_: None)
    assert "还没有录入" not in (await boss.http.get("/console/admin")).text
