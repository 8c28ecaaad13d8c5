"""Stories at the live desk, in a real browser."""

import asyncio
import re

import pyotp
import pytest
from playwright.async_api import expect

from backend.kit.settings import Settings
from tests.browser.console.conftest import House, OpenWindow
from tests.browser.looking import shot

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def test_of_two_staff_who_press_t_at_once_one_wins_and_the_other_reads_who(
    house: House, window: OpenWindow
) -> None:
    await house.staff("wang", "hotline", name="王老师")
    await house.staff("zhao", "hotline", name="赵老师")
    key = await house.says("zhou", "成绩单两份英文的")
    one, other = await window("wang"), await window("zhao")
    await one.open(key)
    await other.open(key)
    await asyncio.gather(one.page.keyboard.press("t"), other.page.keyboard.press("t"))
    composers = [one.page.locator("#composer"), other.page.locator("#composer")]
    for page in (one.page, other.page):
        await expect(page.locator("#lines")).to_contain_text("接管（机器人已静默）")
        await expect(page.locator("#take")).to_have_count(0)
    shown = [await composer.is_visible() for composer in composers]
    assert sorted(shown) == [False, True]
    winner, loser = (one, other) if shown[0] else (other, one)
    name = "王老师" if winner is one else "赵老师"
    await expect(loser.page.locator("#head")).to_contain_text(f"{name} 在接待")
    await expect(winner.page.locator("#head")).to_contain_text("您在接待")


async def test_take_over_answer_by_canned_reply_and_hand_back(house: House, window: OpenWindow) -> None:
    await house.staff("wang", "hotline", name="王老师")
    key = await house.asks_for_a_person("zhou")
    await house.has_begun_a_form(key)
    wang = await window("wang")
    page = wang.page
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/{key}")
    await expect(page.locator("#side")).to_contain_text("英文成绩单×2")
    await expect(page.locator("#side")).to_contain_text("还缺：姓名、学号")
    await page.keyboard.press("t")
    await expect(page.locator("#composer")).to_be_visible()
    await expect(page.locator("#lines")).to_contain_text("我是值班的王老师")
    await page.focus("#send")
    await page.keyboard.press("Tab")
    await expect(page.locator("#picture-form input[type=file]")).to_be_focused()
    await page.locator("#lines").click()
    await page.keyboard.press("/")
    await expect(page.locator(".canned-item").first).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.locator("#words")).to_have_value(re.compile("前面的对话我看到了"))
    await page.keyboard.press("Enter")
    await expect(page.locator("#lines")).to_contain_text("前面的对话我看到了")
    await expect(page.locator("#words")).to_have_value("")
    await house.says("zhou", "好的老师，我等您")
    await expect(page.locator("#lines")).to_contain_text("好的老师，我等您")
    assert await page.locator(".said.bot").count() == 1, "the bot was silent"
    await page.keyboard.press("Escape")
    await page.keyboard.press("b")
    await expect(page.locator("#lines")).to_contain_text("交回机器人")
    await expect(page.locator("#lines")).to_contain_text("接下来我继续为您服务")
    await expect(page.locator("#side")).to_contain_text("英文成绩单×2")
    await expect(page.locator("#composer")).to_be_hidden()
    await house.goes_on_by_itself(key)
    await expect(page.locator("#lines")).to_contain_text("接着办您填到一半的申请")
    await house.says("zhou", "那寄到深圳")
    await expect(page.locator(".said.bot")).to_have_count(3)
    assert wang.complaints == []


async def test_hostile_words_stay_words(house: House, window: OpenWindow) -> None:
    await house.staff("wang", "hotline", name="王老师", bits=("see_requester",))
    hostile = (
        '<script>alert(1)</script><img src="https://evil.example/x" onerror="alert(2)">',
        '"><svg onload=alert(3)> <a href="javascript:alert(4)" hx-get="https://evil.example" hx-trigger="load">x</a>',
        "<hx-partial hx-target='body'><h1>owned</h1></hx-partial></textarea></template>",
    )
    key = ""
    for words in hostile:
        key = await house.says("mallory", words)
    wang = await window("wang")
    await wang.open(key)
    await wang.page.keyboard.press("t")
    await expect(wang.page.locator("#composer")).to_be_visible()
    for words in hostile:
        await house.says("mallory", words)
    await expect(wang.page.locator(".said.in")).to_have_count(6)
    for words in hostile:
        await expect(wang.page.locator("#lines")).to_contain_text(words)
    await expect(wang.page.locator("#lines h1, #lines svg, #lines script")).to_have_count(0)
    assert wang.dialogs == [] and wang.elsewhere == [] and wang.complaints == []


async def test_a_revoked_person_is_thrown_out_of_an_open_page(house: House, window: OpenWindow) -> None:
    await house.staff("wang", "hotline", name="王老师")
    await house.says("zhou", "成绩单")
    wang = await window()
    await wang.sign_in("wang")
    await expect(wang.page.locator("[data-row]")).to_have_count(1)
    await house.disable("wang")
    await expect(wang.page).to_have_url(re.compile("/console/login"), timeout=5000)


async def test_without_the_right_nobodys_name_is_on_the_page(house: House, window: OpenWindow) -> None:
    await house.staff("blind", "hotline", name="钱老师")
    key = await house.says("zhou", "我叫周新安，手机13812342222", identity=True)
    await house.says("zhou", "我妈妈叫李秋华")
    blind = await window("blind")
    await blind.open(key)
    await expect(blind.page.locator(".said.in")).to_have_count(2)
    page = await blind.page.content()
    assert not any(secret in page for secret in ("周新安", "13812342222", "李秋华"))


async def test_who_asks_for_a_person_is_first_and_in_the_title(house: House, window: OpenWindow) -> None:
    await house.staff("wang", "hotline", name="王老师")
    await house.says("a", "成绩单")
    wang = await window("wang")
    await expect(wang.page.locator("[data-row]")).to_have_count(1)
    key = await house.asks_for_a_person("b")
    await house.says("a", "两份")
    first = wang.page.locator("[data-row]").first
    await expect(first).to_have_id(f"row-{key}")
    await expect(first).to_contain_text("等待")
    await expect(wang.page).to_have_title(re.compile(r"^\(1\) "))


async def test_what_is_being_written_is_not_touched_by_what_arrives(house: House, window: OpenWindow) -> None:
    await house.staff("wang", "hotline", name="王老师")
    key = await house.says("zhou", "成绩单")
    wang = await window("wang")
    await wang.open(key)
    await wang.page.keyboard.press("t")
    await wang.page.fill("#words", "写到一半")
    await house.says("zhou", "还在吗")
    await expect(wang.page.locator("#lines")).to_contain_text("还在吗")
    await expect(wang.page.locator("#words")).to_have_value("写到一半")
    await expect(wang.page.locator("#words")).to_be_focused()
    # A refusal is said, and costs no word. Set and sent in one breath: what arrives meanwhile puts the epoch right.
    await wang.page.locator("#composer").evaluate(
        "form => { form.querySelector('[data-epoch]').value = '999'; form.requestSubmit(); }"
    )
    await expect(wang.page.locator("#problems")).to_contain_text("会话已经换人接待")
    await expect(wang.page.locator("#words")).to_have_value("写到一半")


async def test_a_slash_is_never_sent(house: House, window: OpenWindow) -> None:
    await house.staff("wang", "hotline", name="王老师")
    key = await house.says("zhou", "成绩单")
    wang = await window("wang")
    await wang.open(key)
    await wang.page.keyboard.press("t")
    await wang.page.fill("#words", "/没有这样的")
    await wang.page.keyboard.press("Enter")
    await expect(wang.page.locator("#canned")).to_contain_text("没有这样的快捷回复")
    await wang.page.keyboard.press("Enter")
    await house.says("zhou", "在吗")
    await expect(wang.page.locator("#lines")).to_contain_text("在吗")
    await expect(wang.page.locator(".said.staff")).to_have_count(0)


async def test_quick_search_from_anywhere(house: House, window: OpenWindow) -> None:
    await house.staff("wang", "hotline", name="王老师")
    key = await house.says("zhou", "成绩单")
    wang = await window("wang")
    await wang.page.goto(f"{house.url}/console/rota")
    await wang.page.keyboard.press("Control+k")
    await wang.page.keyboard.type(key[:4])
    await expect(wang.page.locator(".hit").first).to_be_visible()
    await wang.page.keyboard.press("Enter")
    await wang.page.wait_for_url(f"**/{key}")


@pytest.mark.parametrize("width", [1366, 390])
async def test_no_page_is_wider_than_its_window(house: House, window: OpenWindow, width: int) -> None:
    await house.staff("boss", "supervisor", name="主管")
    await house.says("qian", "我的毕业证明寄出了吗，等了两个星期了，单位催着要，请帮忙看一下到哪里了")
    key = await house.says("zhou", "成绩单两份英文的，寄深圳")
    await house.has_begun_a_form(key)
    await house.asks_for_a_person("zhou")
    boss = await window(viewport={"width": width, "height": 800})
    page = boss.page
    await page.goto(f"{house.url}/console/login")
    await shot(page, f"login-{width}")
    await boss.sign_in("boss")
    await shot(page, f"desk-{width}")
    await boss.open(key)
    await page.click("#take")
    await page.fill("#words", "在的")
    await page.press("#words", "Enter")
    await expect(page.locator(".said.staff")).to_have_count(2)
    await shot(page, f"talk-{width}")
    await page.goto(f"{house.url}/console/rota")
    await page.click("main form.line button.btn-primary")
    await expect(page.locator(".shift")).to_contain_text("主管")
    for name in ("rota", "rota/versions", "canned", "account"):
        await page.goto(f"{house.url}/console/{name}")
        await shot(page, f"{name.replace('/', '-')}-{width}")
    assert boss.complaints == []


async def test_where_it_is_compulsory_a_second_factor_is_bound_in_peace(
    house: House, window: OpenWindow, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "simulator", "off")
    monkeypatch.setattr(settings, "wechat_app_id", "wx0123456789abcdef")
    await house.staff("wang", "hotline", name="王老师")
    wang = await window()
    page, asked = wang.page, list[str]()
    page.on("request", lambda request: asked.append(request.url.removeprefix(house.url)))
    await wang.sign_in("wang")
    await expect(page.locator("main")).to_contain_text("扫这个码")
    await page.wait_for_load_state("networkidle")
    assert [one for one in asked if one.startswith(("/console/live", "/console/nav"))] == []
    assert sum(one.startswith("/console/account") for one in asked) == 1, "the page does not come anew"
    bind = page.locator("form[action$=second-factor]")
    await bind.locator("[name=code]").fill("000000")
    await bind.locator("button").click()
    await expect(page.locator(".problem")).to_contain_text("动态码不对")
    await bind.locator("[name=code]").fill(pyotp.TOTP(await page.inner_text("code.secret")).now())
    await bind.locator("button").click()
    await expect(page.locator(".told")).to_contain_text("两步验证已开启")
    await page.goto(f"{house.url}/console")
    await page.wait_for_url("**/console/desk")
    assert wang.complaints == []


LISTENING = """
window.heard = []; window.told = [];
const count = () => Object.assign(document.documentElement.dataset, { heard: heard.length, told: told.length });
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  const playing = play.call(this);
  playing.then(() => heard.push(this.currentSrc), (error) => heard.push(error.name)).then(count);
  return playing;
};
const Real = window.Notification;
window.Notification = class extends Real {
  constructor(title, more) { super(title, more); told.push(title + " " + more.body); count(); }
};
"""


async def test_who_waits_is_heard_and_notified_once_that_was_switched_on(house: House, window: OpenWindow) -> None:
    await house.staff("wang", "hotline", name="王老师", bits=("see_requester",))
    wang = await window("wang", first=False)
    page = wang.page
    await page.context.grant_permissions(["notifications"])
    await page.add_init_script(LISTENING)
    await page.goto(f"{house.url}/console/rota")
    await house.asks_for_a_person("a")
    await expect(page).to_have_title(re.compile(r"^\(1\) "))
    assert await page.evaluate("[heard, told]") == [[], []], "silent until switched on"

    await page.click(".bar [data-alerts]")
    await expect(page.locator(".bar [data-alerts]")).to_have_text("响铃 开")
    counted = page.locator("html")
    await expect(counted).to_have_attribute("data-heard", "1")
    await page.evaluate("localStorage.removeItem('lantai-rang')")
    await house.asks_for_a_person("b")
    await expect(page).to_have_title(re.compile(r"^\(2\) "))
    await expect(counted).to_have_attribute("data-heard", "2")
    await expect(counted).to_have_attribute("data-told", "1")
    heard, told = await page.evaluate("[heard, told]")
    assert all("ding.wav" in one for one in heard), heard
    assert told == ["兰台：有人在等人工 现在有 2 位在等"]

    # Going to another page neither repeats what was told nor misses what comes meanwhile.
    await page.evaluate("localStorage.removeItem('lantai-rang')")
    await page.goto("about:blank")
    await house.asks_for_a_person("c")
    await page.goto(f"{house.url}/console/account")
    await expect(counted).to_have_attribute("data-told", "1")
    await page.click(".bar [data-alerts]")
    await expect(page.locator(".bar [data-alerts]")).to_have_text("响铃 关")
    assert wang.complaints == []
