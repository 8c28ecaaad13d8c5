"""A request worked from new to posted by keys and clicks; a colleague without the right sees no name."""

from playwright.async_api import expect
from sqlalchemy import update

from backend.models.conversations import Message
from tests.browser.console.conftest import LAPTOP, House, OpenWindow
from tests.browser.console_queue.conftest import Filing
from tests.browser.looking import shot

HAND = {"width": 390, "height": 844}
ID_NUMBER = "11010519491231002X"


async def test_from_new_to_posted(house: House, window: OpenWindow, filed: Filing) -> None:
    await house.staff("wang", "archivist", name="王老师")
    code = await filed(picture=True, note="<img src=x onerror=alert(1)>")
    await house.says("o-test-zhou", "请尽快，我下周要用")
    mine = await window("wang")
    page = mine.page
    await page.goto(f"{house.url}/console/queue")
    await page.keyboard.press("j")
    await shot(page, "queue-1366")
    await page.keyboard.press("Enter")
    await expect(page.locator("#r-status")).to_have_text("新申请")
    await page.click("#r-talk summary")
    await expect(page.locator("#r-lines")).to_contain_text("请尽快，我下周要用")
    await expect(page.locator(".thumbs img")).to_have_js_property("complete", True)
    await shot(page, "request-1366")
    await page.keyboard.press("n")
    await expect(page.locator("#r-status")).to_have_text("审核中")

    await page.click("text=显示完整号码")
    await page.fill("#reveal input[name=reason]", "核对身份")
    await page.click("#reveal button.btn-primary")
    await expect(page.locator("#people")).to_contain_text(ID_NUMBER)
    await page.click("a[data-view]")
    await expect(page.locator("#viewer img")).to_have_js_property("complete", True)
    assert await page.locator("#viewer img").evaluate("image => image.naturalWidth") > 0
    await page.keyboard.press("Escape")

    await page.click("text=请申请人补充…")
    await page.check("#act-ask_supplement input[value=id_card_back]")
    await expect(page.locator("#preview-ask_supplement")).to_contain_text("身份证国徽面的照片")
    await shot(page, "supplement-1366")
    await page.click("#act-ask_supplement button.btn-primary")
    await expect(page.locator("#r-status")).to_have_text("待补充")
    await page.click("#r-next")
    await page.fill("#act-supplement textarea", "来电报了证件背面的信息")
    await page.click("#act-supplement button.btn-primary")
    await expect(page.locator("#r-status")).to_have_text("审核中")
    await page.dblclick("#r-next")
    await expect(page.locator("#r-status")).to_have_text("办理中")
    await expect(page.locator("[role=alert].problem")).to_have_count(0)
    await page.click("#r-next")
    await page.fill("#act-ship input[name=tracking_number]", "EA123456785CN")
    await page.click("#act-ship button.btn-primary")
    await expect(page.locator("#r-status")).to_have_text("已寄出")
    await expect(page.locator("main")).to_contain_text("EA123456785CN")
    await page.keyboard.press("Control+k")
    await page.locator("#search-box").press_sequentially(code)
    await expect(page.locator("#hits .hit").first).to_contain_text(code)
    assert mine.dialogs == [] and mine.elsewhere == [] and mine.complaints == []


async def test_without_the_right_no_name_is_seen(house: House, window: OpenWindow, filed: Filing) -> None:
    await house.staff("chen", "hotline", name="陈老师")
    code = await filed(picture=True)
    theirs = await window("chen")
    for address in ("/console/queue", f"/console/queue/{code}", "/console/queue?q=周新安"):
        await theirs.page.goto(house.url + address)
        text = await theirs.page.content() if "q=" not in address else await theirs.page.inner_text("#q-form")
        assert code in text and "周新安" not in text and "余杭塘路" not in text
        assert await theirs.page.locator("#r-next, a[data-view]").count() == 0


async def test_many_at_once_and_a_caller(house: House, window: OpenWindow, filed: Filing) -> None:
    await house.staff("zhao", "supervisor", name="赵老师")
    codes = [await filed(openid=f"o-{n}") for n in range(3)]
    chief = await window("zhao")
    page = chief.page
    await page.goto(f"{house.url}/console/queue?tab=review")
    for key in ("j", "x", "j", "x"):
        await page.keyboard.press(key)
    await expect(page.locator("#q-count")).to_have_text("2")
    await page.click("#q-bulk button[value=start_review]")
    await expect(page.locator("tr[data-row] .s-under_review")).to_have_count(2)
    assert len(codes) == 3

    before = await page.locator("tr[data-row]").count()
    await filed(openid="o-new")
    house.live.publish("0" * 32, "message")
    await expect(page.locator("#q-refresh")).to_contain_text("有 1 件新申请")
    await expect(page.locator("#q-tab-review .q-number")).to_have_text("4")
    assert await page.locator("tr[data-row]").count() == before, "the list does not move by itself"
    await page.keyboard.press("r")
    await expect(page.locator("tr[data-row]")).to_have_count(before + 1)
    await page.check("#q-all")
    await page.click("#q-bulk button[value=start_review]")
    await expect(page.locator("main")).to_contain_text(codes[0])
    await shot(page, "bulk-1366")
    await page.set_viewport_size(HAND)
    await shot(page, "bulk-390")
    await page.goto(f"{house.url}/console/queue/{codes[0]}/change")
    await shot(page, "change-390")
    await page.set_viewport_size(LAPTOP)
    await shot(page, "change-1366")

    await page.goto(f"{house.url}/console/intake")
    await page.select_option("[name=channel]", "phone")
    await page.select_option("[name='items[0].document_type']", "marriage_record")
    await expect(page.locator("[name='details.spouse']:not([disabled])")).to_be_visible()
    await page.select_option("[name='items[0].document_type']", "transcript")
    await page.click("form#intake button.btn-primary")
    await expect(page.locator(".error").first).to_be_visible()
    await shot(page, "intake-1366")
    fields = {
        "items[0].copies": "2", "subject.name": "钱大有", "subject.student_id": "20081234001",
        "subject.phone": "13912345678",
        "subject.graduation_year": "2012", "delivery.address": "四川省成都市武侯区一环路南一段24号",
    }  # fmt: skip
    for name, value in fields.items():
        await page.fill(f"[name='{name}']", value)
    for name, value in {
        "items[0].language": "zh",
        "subject.degree_level": "bachelor",
        "delivery.method": "express",
    }.items():
        await page.select_option(f"[name='{name}']", value)
    await page.check("[name=consent]")
    await page.click("form#intake button.btn-primary")
    await expect(page.locator("#r-status")).to_have_text("新申请")
    await expect(page.locator("main")).to_contain_text("钱大有")
    assert chief.complaints == [] and chief.elsewhere == []


async def test_reports_draw_and_settings_check(house: House, window: OpenWindow, filed: Filing) -> None:
    await house.staff(
        "sun", "administrator", name="孙老师", bits=("reports.export", "queue.view", "see_requester", "queue.work")
    )
    for number in range(4):
        await filed(openid=f"o-{number}", purpose=("出国留学", "落户", None, "职称评审")[number])
    await house.says("o-9", "档案可以托运吗")
    boss = await window("sun")
    page = boss.page
    await page.goto(f"{house.url}/console/reports")
    await expect(page.locator("[data-drawn]")).to_have_count(6)
    await shot(page, "reports-1366")
    await page.goto(f"{house.url}/console/admin/settings/catalogue/documents.transcript?expert=true")
    await page.locator("textarea.code").fill("max_copies: many")
    await expect(page.locator("#check")).to_contain_text("这里不能用")
    await shot(page, "edit-1366")
    await page.goto(f"{house.url}/console/admin/texts/zh/notice.approve")
    await page.locator("textarea[name=text]").fill("{code} 通过了 {nobody}")
    await expect(page.locator("#preview")).to_contain_text("{nobody}")
    await shot(page, "text-1366")
    for name, path in {
        "admin": "",
        "texts": "/texts?q=寄出",
        "staff": "/staff",
        "audit": "/audit",
        "menu": "/menu",
    }.items():
        await page.goto(f"{house.url}/console/admin{path}")
        await shot(page, f"{name}-1366")
    async with house.database.session() as session:
        unclear = {"intent": "out_of_scope", "confidence": 0.31}
        await session.execute(update(Message).where(Message.direction == "in").values(**unclear))
    await page.goto(f"{house.url}/console/missed")
    await page.click(".m-reply summary")
    await shot(page, "missed-1366")
    assert boss.complaints == [] and boss.elsewhere == []


async def test_on_a_phone_nothing_runs_out_of_the_window(house: House, window: OpenWindow, filed: Filing) -> None:
    await house.staff("admin2", "supervisor", name="赵老师", bits=("config.edit", "staff.manage", "audit.view"))
    code = await filed("start_review", picture=True)
    await filed(openid="o-2", channel="h5")
    hand = await window("admin2", viewport=HAND)
    pages = {
        "queue": "queue", "request": f"queue/{code}", "intake": "intake", "reports": "reports", "missed": "missed",
        "admin": "admin", "edit": "admin/settings/service/hours", "texts": "admin/texts", "staff": "admin/staff",
        "text": "admin/texts/zh/notice.approve", "versions": "admin/versions",
    }  # fmt: skip
    for name, path in pages.items():
        answer = await hand.page.goto(f"{house.url}/console/{path}")
        assert answer and answer.status == 200, path
        if name == "reports":
            await expect(hand.page.locator("[data-drawn]")).to_have_count(6)
        await shot(hand.page, f"{name}-390")
    assert hand.complaints == []
