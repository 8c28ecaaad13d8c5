"""The pages on phones: the whole way with script and without, nothing cut off, everything reachable by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.h5.conftest import PHONE, SMALL, Pages, shot

pytestmark = pytest.mark.browser

LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8").split("*/", 1)[1]


def looked_at(page: Page, name: str) -> None:
    shot(page, name)
    assert page.evaluate(LOOK) == [], name


def fill_first(page: Page) -> None:
    page.get_by_label("本人").check()
    page.get_by_label("材料", exact=True).first.select_option("transcript")
    page.get_by_label("语言").first.select_option("en")
    page.get_by_label("份数").first.fill("2")


def fill_people(page: Page) -> None:
    page.get_by_label(re.compile("^姓名")).fill("周新安")
    page.get_by_label(re.compile("^学号")).fill("20091234999")
    page.get_by_label("本科").check()
    page.get_by_label(re.compile("^毕业年份")).fill("2013")
    page.get_by_label(re.compile("^电话")).fill("13812342222")
    page.get_by_label("快递邮寄").check()
    page.get_by_label(re.compile("^收件地址")).fill("浙江省杭州市西湖区余杭塘路1号")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["390", "320"])
def test_the_whole_way_from_form_to_progress(pages: Pages, picture: Path, script: bool, size: dict[str, int]) -> None:
    name = f"{size['width']}-{'script' if script else 'plain'}"
    context = pages.phone(size, script=script)
    problems: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: problems.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{pages.url}/h5")
    shot(page, f"{name}-1-entry")
    page.get_by_role("link", name=re.compile("填表申请")).click()
    fill_first(page)
    page.get_by_role("button", name="再加一项").click()
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(page.get_by_label("份数").first).to_have_value("2")
    page.get_by_role("button", name="删掉第 2 项").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("button", name="下一步").last.click()
    expect(page.get_by_text("同意以后才能往下填").first).to_be_visible()
    shot(page, f"{name}-2-error")
    page.get_by_label("我看过了").check()
    page.get_by_role("button", name="下一步").last.click()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("请选学习层次。").first).to_be_visible()
    shot(page, f"{name}-3-errors")
    fill_people(page)
    page.get_by_role("button", name="下一步").click()
    slot = page.locator("fieldset", has=page.get_by_text("身份证人像面"))
    slot.locator("input[type=file]").set_input_files(str(picture))
    if not script:
        page.get_by_role("button", name="上传所选文件").last.click()
    expect(page.get_by_role("button", name=re.compile("^删除"))).to_be_visible()
    shot(page, f"{name}-4-papers")
    page.get_by_role("button", name="去核对").click()
    expect(page.get_by_role("heading", name="请核对")).to_be_visible()
    shot(page, f"{name}-5-check")
    page.get_by_role("button", name="都对，提交").click()
    expect(page.get_by_role("heading", name="已提交")).to_be_visible()
    code = page.locator("#code").inner_text()
    shot(page, f"{name}-6-done")
    context.clear_cookies()
    page.goto(f"{pages.url}/h5/progress")
    page.get_by_label("申请编号").fill(code.lower().replace("-", " "))
    page.get_by_label("电话最后四位").fill("0000")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("没有查到可以给您看的申请")).to_be_visible()
    page.get_by_label("电话最后四位").fill("2222")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("heading", name=re.compile("预计"))).to_be_visible()
    shot(page, f"{name}-7-progress")
    assert "2222" not in page.url
    assert problems == []
    assert len(pages.api.get(f"/api/v1/requests/{code}").json()["attachments"]) == 1
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_what_is_missing_is_sent_by_the_link(pages: Pages, picture: Path, tmp_path: Path, script: bool) -> None:
    code = pages.file()
    pages.happen(code, "start_review")
    pages.happen(code, "ask_supplement", missing=["id_card_front", "former_name", "请写明要查哪一年的"])
    context = pages.phone(script=script)
    page = context.new_page()
    page.goto(pages.link(request=code))
    looked_at(page, f"send-{script}") if script else shot(page, "send-plain")
    broken = tmp_path / "notes.txt"
    broken.write_text("not a picture")
    page.locator("input[type=file]").first.set_input_files(str(broken))
    if not script:
        page.get_by_role("button", name="上传所选文件").last.click()
    expect(page.get_by_text("只收照片").first).to_be_visible()
    shot(page, f"send-error-{script}")
    page.locator("input[type=file]").first.set_input_files(str(picture))
    if not script:
        page.get_by_role("button", name="上传所选文件").last.click()
    expect(page.get_by_role("button", name=re.compile("^删除"))).to_be_visible()
    page.get_by_role("textbox", name=re.compile("曾用名")).fill("周小安")
    page.get_by_role("button", name="都齐了，交给老师").click()
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    request = pages.api.get(f"/api/v1/requests/{code}").json()
    assert request["status"] == "under_review" and len(request["attachments"]) == 1
    context.close()


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["390", "320"])
@pytest.mark.parametrize("lang", ["zh-CN", "en-GB"])
def test_every_page_is_named_large_enough_and_whole(pages: Pages, size: dict[str, int], lang: str) -> None:
    waiting, ready, sent = pages.file(), pages.file(), pages.file()
    for code in (waiting, ready, sent):
        pages.happen(code, "start_review")
    pages.happen(waiting, "ask_supplement", missing=["id_card_front", "former_name"])
    for code in (ready, sent):
        pages.happen(code, "approve")
    pages.happen(ready, "mark_ready")
    pages.happen(sent, "ship", tracking_number="EA123456789CN", carrier="ems")
    context = pages.phone(size, lang=lang)
    page = context.new_page()
    mark = f"{size['width']}-{lang[:2]}"
    for large in (False, True):
        for path in ("", "/progress", "/requests/new", "/privacy", "/data", "/nowhere"):
            page.goto(f"{pages.url}/h5{path}")
            looked_at(page, f"{mark}{'-large' if large else ''}{path.replace('/', '-') or '-entry'}")
        for code, name in ((waiting, "waiting"), (ready, "ready"), (sent, "sent")):
            page.goto(f"{pages.url}/h5/progress")
            page.locator("#f-code").fill(code)
            page.locator("#f-digits").fill("2222")
            page.locator("main button").click()
            expect(page.locator("#code")).to_have_text(code)
            looked_at(page, f"{mark}{'-large' if large else ''}-{name}")
        page.goto(f"{pages.url}/h5/requests/{waiting}/change")
        looked_at(page, f"{mark}{'-large' if large else ''}-change")
        page.locator("button[name=large]").click()
    context.close()


def test_the_form_can_be_filled_by_keyboard_alone(pages: Pages) -> None:
    context = pages.phone()
    page = context.new_page()
    page.goto(f"{pages.url}/h5/requests/new")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
    order = ["跳到正文", "track", "items[0].document_type", "items[0].language", "items[0].copies", "consent"]
    places = [seen.index(one) for one in order]
    assert places == sorted(places), seen
    page.locator("[name='items[0].document_type']").select_option("transcript")
    page.locator("[name='items[0].language']").select_option("zh")
    page.locator("[name=consent]").focus()
    page.keyboard.press("Space")
    page.locator("[name='items[0].copies']").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/people$"))
    page.locator("[name='subject.name']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    context.close()


def test_a_second_click_files_nothing_more_and_a_code_is_copied(pages: Pages) -> None:
    context = pages.phone()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{pages.url}/h5/requests/new")
    fill_first(page)
    page.get_by_label("我看过了").check()
    page.get_by_role("button", name="下一步").last.click()
    fill_people(page)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="去核对").click()
    before = len(pages.api.get("/api/v1/requests", params={"limit": 100}).json()["items"])
    page.get_by_role("button", name="都对，提交").dblclick()
    expect(page.get_by_role("heading", name="已提交")).to_be_visible()
    assert len(pages.api.get("/api/v1/requests", params={"limit": 100}).json()["items"]) == before + 1
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#code").inner_text()
    context.close()
