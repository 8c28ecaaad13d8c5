"""The phone page in a real browser: talking, tapping, pictures, several people, keyboard, small screens."""

import json

import pytest
from playwright.async_api import Page, expect

from bot.wechat import messages
from tests.browser.simulator.conftest import Served, Viewer
from tests.support.stand_in_gateway import Answer

pytestmark = pytest.mark.browser
HOSTILE = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>'


def phone(page: Page, openid: str) -> str:
    return f'[data-phone="{openid}"]'


async def says(page: Page, openid: str, words: str) -> None:
    box = page.locator(f"{phone(page, openid)} textarea")
    await box.fill(words)
    await box.press("Enter")


async def test_a_talk_by_keyboard_alone(viewer: Viewer, served: Served) -> None:
    openid = served.follower()
    page = await viewer.opens()
    await expect(page.locator(f"{phone(page, openid)} textarea")).to_be_focused()
    await page.keyboard.type("我要成绩单")
    await page.keyboard.press("Enter")
    talk = page.locator(f"{phone(page, openid)} .talk")
    await expect(talk.locator(".mine")).to_have_text("我要成绩单")
    await expect(talk.locator(".theirs .body")).to_have_text("你说：我要成绩单")
    await expect(page.locator(f"{phone(page, openid)} textarea")).to_have_value("")
    await expect(page.locator(f"{phone(page, openid)} .caption .allowance")).to_contain_text("剩 5 条")
    await page.reload()
    await expect(page.locator(f"{phone(page, openid)} .theirs .body")).to_have_text("你说：我要成绩单")


async def test_shift_and_enter_makes_a_line_and_an_input_method_keeps_its_enter(viewer: Viewer, served: Served) -> None:
    openid = served.follower()
    page = await viewer.opens()
    box = page.locator(f"{phone(page, openid)} textarea")
    await box.fill("一")
    await box.press("Shift+Enter")
    await box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    await box.type("二")
    await expect(box).to_have_value("一\n二")
    await page.locator(f"{phone(page, openid)} .send").click()
    await expect(page.locator(f"{phone(page, openid)} .theirs .body")).to_contain_text("二")


async def test_hostile_words_stay_words(viewer: Viewer, served: Served) -> None:
    async def hostile(message: messages.Inbound) -> Answer:
        return served.gateway.text(message, HOSTILE)

    served.gateway.behaviour = hostile
    openid = served.follower(name="<b>坏人</b>")
    page = await viewer.opens()
    await says(page, openid, HOSTILE)
    await expect(page.locator(f"{phone(page, openid)} .theirs .body")).to_have_text(HOSTILE)
    await page.click("#open-drawer")
    await page.locator(".entry.push summary").first.click()
    await page.reload()
    await expect(page.locator(f"{phone(page, openid)} .mine .body")).to_have_text(HOSTILE)
    assert await page.evaluate("window.broken") is None
    await expect(page.locator(f"{phone(page, openid)} .owner")).to_have_text("<b>坏人</b>")


async def test_menu_bar_and_menu_message(viewer: Viewer, served: Served) -> None:
    async def answers(message: messages.Inbound) -> Answer:
        match message:
            case messages.Click():
                return served.gateway.text(message, f"按了 {message.menu_key}")
            case messages.Text(menu_id=str()):
                return served.gateway.text(message, f"选了 {message.menu_id}")
            case _:
                link = '<a href="weixin://bizmsgmenu?msgmenucontent=学位证明&msgmenuid=degree">学位证明</a>'
                return served.gateway.text(message, f"要哪种？{link}")

    served.gateway.behaviour = answers
    openid = served.follower()
    page = await viewer.opens()
    here = page.locator(phone(page, openid))
    await here.locator("[data-menu=MENU_PROGRESS]").click()
    await expect(here.locator(".theirs .body").last).to_have_text("按了 MENU_PROGRESS")
    first = here.locator(".has-subs").first
    await first.click()
    await expect(first).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Escape")
    await expect(first).to_have_attribute("aria-expanded", "false")
    await says(page, openid, "申请")
    await here.locator("[data-tap=degree]").click()
    await expect(here.locator(".mine .body").last).to_have_text("学位证明")
    await expect(here.locator(".theirs .body").last).to_have_text("选了 degree")


async def test_a_menu_message_stands_line_by_line(viewer: Viewer, served: Served) -> None:
    served.gateway.behaviour = served.gateway.silence
    openid = served.follower()
    account = {"grant_type": "client_credential", "appid": "wx51a0c0ffee000001", "secret": "0123456789abcdef"}
    token = served.http.post("/cgi-bin/stable_token", json=account).json()["access_token"]
    page = await viewer.opens()
    await says(page, openid, "申请")
    # The message opens the allowance that the menu is sent under.
    await expect(page.locator(f"{phone(page, openid)} .mine .body").last).to_have_text("申请")
    choices = [{"id": str(number), "content": name} for number, name in enumerate(("成绩单", "学位证明", "其他"))]
    menu = {"head_content": "您要哪种材料？", "list": choices, "tail_content": "也可以直接说。"}
    body = json.dumps({"touser": openid, "msgtype": "msgmenu", "msgmenu": menu}, ensure_ascii=False).encode()
    served.http.post("/cgi-bin/message/custom/send", params={"access_token": token}, content=body)
    entries = page.locator(f"{phone(page, openid)} .theirs [data-tap]")
    await expect(entries).to_have_count(3)
    boxes = [await entry.bounding_box() for entry in await entries.all()]
    assert len({box["x"] for box in boxes if box}) == 1
    assert all(box and box["width"] > 180 and box["height"] >= 44 for box in boxes)
    await entries.nth(1).click()
    await expect(page.locator(f"{phone(page, openid)} .mine .body").last).to_have_text("学位证明")


async def test_pictures_and_other_things_from_the_plus(viewer: Viewer, served: Served) -> None:
    openid = served.follower()
    page = await viewer.opens()
    here = page.locator(phone(page, openid))
    await here.locator(".round.plus").click()
    await here.locator("[data-do='image?name=letter']").click()
    picture = here.locator(".mine .body.image img")
    await expect(picture).to_be_visible()
    await page.wait_for_function("element => element.naturalWidth > 100", arg=await picture.element_handle())
    sample = served.http.get("/sim/samples/card").content
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": sample}
    await here.locator("[data-file]").set_input_files(files=[file])  # type: ignore[list-item]
    await expect(picture).to_have_count(2)
    for deed, kind in (("voice", "voice"), ("location", "location"), ("link", "link")):
        await here.locator(".round.plus").click()
        await here.locator(f".tools [data-do={deed}]").click()
        await expect(here.locator(f".mine .body.{kind}")).to_be_visible()
    await here.locator(".round.emoji").click()
    await here.locator("[data-face]").first.click()
    await expect(here.locator("textarea")).not_to_have_value("")


async def test_several_people_side_by_side(viewer: Viewer, served: Served) -> None:
    first = served.follower()
    page = await viewer.opens()
    await page.click(".top [data-new-follower]")
    await expect(page.locator(".phone:visible")).to_have_count(2)
    await expect(page.locator("#people li")).to_have_count(2)
    await says(page, first, "只有我")
    await expect(page.locator(f"{phone(page, first)} .theirs")).to_have_count(1)
    await expect(page.locator(".theirs")).to_have_count(1)
    await page.set_viewport_size({"width": 900, "height": 800})
    await expect(page.locator(".phone:visible")).to_have_count(1)


async def test_a_suggestion_is_only_put_into_the_input(viewer: Viewer, served: Served) -> None:
    openid = served.follower()
    page = await viewer.opens()
    await page.locator("[data-suggest]").first.click()
    await expect(page.locator(f"{phone(page, openid)} textarea")).to_be_focused()
    await expect(page.locator(f"{phone(page, openid)} textarea")).to_have_value("我要两份英文成绩单，密封，出国用")
    assert not served.gateway.received


async def test_leaving_and_coming_back(viewer: Viewer, served: Served) -> None:
    openid = served.follower()
    page = await viewer.opens()
    here = page.locator(phone(page, openid))
    await here.locator(".more").click()
    await here.locator("[data-do=unfollow]").click()
    await expect(here.locator(".say")).to_be_hidden()
    await expect(here.locator(".caption .allowance")).to_contain_text("现在不能发")
    await here.locator(".gone [data-do=follow]").click()
    await expect(here.locator(".say")).to_be_visible()


async def test_what_happened_is_told(viewer: Viewer, served: Served) -> None:
    async def wrong(message: messages.Inbound) -> Answer:
        return b'"success"'

    served.gateway.behaviour = wrong
    openid = served.follower()
    page = await viewer.opens()
    await says(page, openid, "成绩单")
    await expect(page.locator(f"{phone(page, openid)} .line.failure")).to_contain_text("出现故障")
    await expect(page.locator("#alarms")).to_have_text("1")
    await page.click("#open-drawer")
    await expect(page.locator(".entry.push .chip")).to_have_text("应答不合法")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".entry.alarm")).to_be_visible()
    await page.click("#tab-knobs")
    await page.fill("[name=duplicates]", "1")
    await page.click("#faults [type=submit]")
    await expect(page.locator("#knobs-said")).to_have_text("已生效")
    assert served.http.get("/sim/faults").json()["duplicates"] == 1


async def test_time_passes_on_the_page(viewer: Viewer, served: Served) -> None:
    openid = served.follower()
    page = await viewer.opens()
    await says(page, openid, "在吗")
    await expect(page.locator(f"{phone(page, openid)} .caption .allowance")).to_contain_text("剩 5 条")
    await page.click("#open-drawer")
    await page.click("#tab-knobs")
    await page.click("[data-jump='176400']")
    await expect(page.locator(f"{phone(page, openid)} .caption .allowance")).to_contain_text("现在不能发")
    await page.click("[data-jump='0']")


async def test_in_the_hand(viewer: Viewer, served: Served) -> None:
    openid = served.follower()
    page = await viewer.opens(narrow=True)
    here = page.locator(phone(page, openid))
    await expect(here.locator(".talk")).to_be_visible()
    await says(page, openid, "我要成绩单")
    await expect(here.locator(".theirs .body")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await here.locator(".back").click()
    await expect(here).to_be_hidden()
    await page.locator("[data-show]").click()
    await expect(here.locator(".theirs .body")).to_be_visible()


@pytest.mark.parametrize("narrow", [False, True])
async def test_everything_to_press_is_large_enough(viewer: Viewer, served: Served, narrow: bool) -> None:
    openid = served.follower()
    page = await viewer.opens(narrow=narrow)
    await page.locator(f"{phone(page, openid)} .round.plus").click()
    small = await page.evaluate(
        """() => [...document.querySelectorAll("button, select, textarea, input:not([type=file])")]
          .filter((each) => each.offsetParent && !each.classList.contains("inline"))
          .filter((each) => each.getBoundingClientRect().height < 44 || each.getBoundingClientRect().width < 44)
          .map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert small == []


async def test_before_anybody_follows_the_page_says_what_it_waits_for(viewer: Viewer, served: Served) -> None:
    page = await viewer.opens()
    await expect(page.locator("#waiting")).to_contain_text("正在等公众号上线")
    openid = served.follower()
    await expect(page.locator(f"{phone(page, openid)} .talk")).to_be_visible()
    await expect(page.locator("#waiting")).to_be_hidden()
