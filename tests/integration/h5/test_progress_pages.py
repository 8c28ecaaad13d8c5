"""Progress on the pages: one answer for everything wrong, the promise first, nobody sees another's request."""

import io
import json
import re
import zipfile
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from backend.kit import crypto
from backend.kit.settings import Settings
from bot.wechat.client import WeChatClient
from bot.wechat.errors import Rejected
from tests.integration.backend.requester import Requester
from tests.integration.h5.conftest import Visitor, filed, visitor_of
from tests.support import papers

WECHAT = {"User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"}


async def look(visitor: Visitor, code: str, digits: str = "2222") -> httpx.Response:
    return await visitor.send("/h5/progress", {"code": code, "phone_last4": digits})


@pytest.fixture
def wechat(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Codes of the platform, each good once."""
    codes = {"c-zhou": "o-test-zhou", "c-other": "o-somebody-else"}

    async def member(self: WeChatClient, code: str) -> str:
        if code not in codes:
            raise Rejected("sns/oauth2", 40163)
        return codes.pop(code)

    monkeypatch.setattr(WeChatClient, "member_of_page", member)
    return codes


async def sign_in(visitor: Visitor, code: str, to: str = "requests") -> httpx.Response:
    answer = await visitor.http.get(f"/h5/login?to={to}")
    state = parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]
    return await visitor.open(f"/h5/login/back?code={code}&state={state}")


async def test_code_and_digits_show_the_request(visitor: Visitor, api: Requester) -> None:
    request = await api.file(channel="phone", openid=None, consent=None)
    await visitor.open("/h5/progress")
    answer = await look(visitor, request["code"].lower().replace("-", " "), "２２２２")
    assert answer.status_code == 200 and visitor.path == f"/h5/requests/{request['code']}"
    headline = re.search(r"<h1[^>]*>([^<]+)</h1>", answer.text)
    assert headline and re.fullmatch(r"预计 \d+月\d+日\(周.\)前办好(（.+）)?", headline[1])
    for words in ("日期怎么算的", "办理时限 5 个工作日", "现在由老师办理", "提交了申请", "催办", "撤回申请"):
        assert words in answer.text, words
    for personal in ("周新安", "13812342222", "20091234999", "杭州", "11010519491231002X"):
        assert personal not in answer.text


async def test_wrong_code_and_wrong_digits_get_the_same_answer(visitor: Visitor, api: Requester) -> None:
    code = (await api.file())["code"]
    await visitor.open("/h5/progress")
    wrong_digits = await look(visitor, code, "0000")
    no_such = await look(visitor, "LT261121-7K4PXM", "2222")
    assert wrong_digits.status_code == no_such.status_code == 404
    form = 'name="code" value="{}"'.format
    assert wrong_digits.text.replace(form(code), form("*")) == no_such.text.replace(form("LT261121-7K4PXM"), form("*"))


async def test_trying_is_throttled_as_the_api_is_and_counted_with_it(visitor: Visitor, api: Requester) -> None:
    code = (await api.file())["code"]
    for _ in range(3):
        assert (await look(visitor, code, "0000")).status_code == 404
    for _ in range(2):
        answer = await api.http.get(f"/api/v1/progress/{code}", params={"phone_last4": "0000"})
        assert answer.status_code == 404
    blocked = await look(visitor, code)
    assert blocked.status_code == 429 and "一小时以后再来" in blocked.text and int(blocked.headers["retry-after"]) > 0


async def test_a_mistyped_code_is_said_without_counting_a_try(visitor: Visitor, api: Requester) -> None:
    code = (await api.file())["code"]
    for _ in range(8):
        answer = await look(visitor, code[:-1] + ("2" if code[-1] != "2" else "3"), "22")
        assert answer.status_code == 422
    assert "可能有一位打错了" in answer.text and "请填四位数字" in answer.text
    assert (await look(visitor, code)).status_code == 200


async def test_a_request_is_not_shown_to_a_browser_that_proved_nothing(visitor: Visitor, api: Requester) -> None:
    code = (await api.file())["code"]
    answer = await visitor.open(f"/h5/requests/{code}")
    assert answer.status_code == 404 and "预计" not in answer.text


async def test_own_requests_by_wechat_identity(visitor: Visitor, api: Requester, wechat: dict[str, str]) -> None:
    mine = (await api.file())["code"]
    others = (await api.file(openid="o-somebody-else"))["code"]
    visitor.http.headers.update(WECHAT)
    answer = await visitor.http.get("/h5/requests")
    assert answer.headers["location"] == "/h5/login?to=requests", "nobody has to ask for it in WeChat"
    await sign_in(visitor, "c-zhou")
    assert visitor.path == "/h5/requests" and mine in visitor.text and others not in visitor.text
    assert "code=" not in str(visitor.page.url), "the login's code leaves the address"
    assert (await visitor.open(f"/h5/requests/{mine}")).status_code == 200
    assert (await visitor.open(f"/h5/requests/{others}")).status_code == 404
    await visitor.open("/h5/requests")
    await visitor.send("/h5/logout")
    assert (await visitor.open(f"/h5/requests/{mine}")).status_code == 404


async def test_a_login_needs_its_own_state_and_a_fresh_code(visitor: Visitor, wechat: dict[str, str]) -> None:
    answer = await visitor.open("/h5/login/back?code=c-zhou&state=guessed")
    assert answer.status_code == 403 and "没能确认您的微信身份" in answer.text
    assert "c-zhou" in wechat, "the code was not spent"
    answer = await sign_in(visitor, "c-used")
    assert answer.status_code == 502
    await sign_in(visitor, "c-zhou")
    again = await visitor.open("/h5/login/back?code=c-zhou&state=old")
    assert again.status_code == 200 and visitor.path == "/h5/requests", "a double load finds the first one's login"


async def test_a_browser_is_sent_to_the_simulated_platform_by_an_address_it_knows(
    app: FastAPI, visitor: Visitor
) -> None:
    settings: Settings = app.state.settings
    settings.simulator, settings.public_url = "on", ""
    settings.simulator_address, settings.backend_address = "http://simulator:8002", "http://backend:8000"
    page = f"http://127.0.0.1:{settings.simulator_port}"
    answer = await visitor.http.get("/h5/login?to=requests")
    assert answer.headers["location"].startswith(f"{page}/connect/oauth2/authorize?")
    back = parse_qs(urlsplit(answer.headers["location"]).query)["redirect_uri"]
    assert back == [f"http://127.0.0.1:{settings.backend_port}/h5/login/back"]
    policy = (await visitor.open("/h5")).headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors 'self' {page}"), "the phone page shows it in a frame"


async def test_an_account_without_the_right_is_never_asked(app: FastAPI, visitor: Visitor) -> None:
    app.state.settings.wechat_account = "unverified"
    visitor.http.headers.update(WECHAT)
    await visitor.open("/h5/requests")
    assert visitor.path == "/h5/progress" and "用微信身份查看" not in visitor.text


async def test_a_follower_alone_sees_the_pick_up_code_and_may_withdraw(
    app: FastAPI, visitor: Visitor, api: Requester, wechat: dict[str, str]
) -> None:
    code = (await api.file(delivery={"method": "pickup"}))["code"]
    await look(visitor, code)
    assert "撤回申请" not in visitor.text
    for event in ("start_review", "approve", "mark_ready"):
        request = await api.happen(code, event)
    await look(visitor, code)
    assert request["pickup_code"] not in visitor.text and "取件码在微信消息里" in visitor.text
    async with visitor_of(app) as http:
        owner = Visitor(http)
        await sign_in(owner, "c-zhou")
        await owner.open(f"/h5/requests/{code}")
        assert request["pickup_code"] in owner.text and "<svg" in owner.text


async def test_urging_and_withdrawing_ask_and_tell(visitor: Visitor, api: Requester) -> None:
    code = await filed(visitor)
    await visitor.open(f"/h5/requests/{code}")
    await visitor.send(f"/h5/requests/{code}/urge")
    assert "催办已经记下" in visitor.text
    await visitor.send(f"/h5/requests/{code}/withdraw")
    assert "确定撤回吗" in visitor.text and (await api.get(code))["status"] == "submitted"
    await visitor.send(f"/h5/requests/{code}/withdraw", {"sure": "yes"})
    assert "申请已撤回" in visitor.text and (await api.get(code))["resolution"] == "withdrawn"


async def test_what_came_too_late_is_said_kindly(visitor: Visitor, api: Requester) -> None:
    code = await filed(visitor)
    await visitor.open(f"/h5/requests/{code}")
    for event in ("start_review", "approve"):
        await api.happen(code, event)
    answer = await visitor.send(f"/h5/requests/{code}/withdraw", {"sure": "yes"})
    assert answer.status_code == 409 and "已经开始办理" in answer.text


async def test_own_data_is_given_and_erased(visitor: Visitor, api: Requester, wechat: dict[str, str]) -> None:
    code = (await api.file())["code"]
    files = {"file": ("a.pdf", papers.pdf())}
    given = {"kind": "mandate", "conversation": crypto.conversation_key("o-test-zhou")}
    await api.http.post("/api/v1/attachments", files=files, data=given)
    await sign_in(visitor, "c-zhou", "data")
    assert visitor.path == "/h5/data"
    token = visitor.csrf
    copy = await visitor.http.post("/h5/data/export", data={"csrf": token})
    assert copy.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(copy.content)) as package:
        data = json.loads(package.read("data.json"))
        assert [one["code"] for one in data["requests"]] == [code]
        [name] = [one for one in package.namelist() if one.startswith("files/")]
        assert name.endswith("-mandate.pdf") and package.read(name).startswith(b"%PDF-")
    await visitor.send("/h5/data/erase", {"csrf": token})
    assert "确定删除" in visitor.text
    await visitor.send("/h5/data/erase", {"sure": "yes"})
    assert "已经删除" in visitor.text and code in visitor.text and "正在办理" in visitor.text


async def test_a_held_request_is_said_to_be_kept_by_law_and_until_no_day(
    visitor: Visitor, api: Requester, wechat: dict[str, str]
) -> None:
    code = (await api.file())["code"]
    await api.happen(code, "withdraw")
    await api.http.put(f"/api/v1/requests/{code}/hold", json={"on": True, "reason": "诉讼", "by": "wang"})
    await sign_in(visitor, "c-zhou", "data")
    await visitor.send("/h5/data/erase", {"sure": "yes"})
    assert code in visitor.text and "依法须保留" in visitor.text and "个人信息保存到" not in visitor.text


async def test_the_language_is_the_browsers_until_one_is_chosen(visitor: Visitor) -> None:
    await visitor.open("/h5", headers={"Accept-Language": "de-DE, en;q=0.8"})
    assert '<html lang="en"' in visitor.text and "Make a request" in visitor.text
    await visitor.open("/h5", headers={"Accept-Language": "fr"})
    assert '<html lang="zh-CN"' in visitor.text
    await visitor.send("/h5/display", {"lang": "en", "back": "/h5/progress"})
    assert visitor.path == "/h5/progress" and "Request code" in visitor.text
    await visitor.send("/h5/display", {"large": "1", "back": "//evil.example/"})
    assert visitor.path == "/h5" and 'class="large"' in visitor.text
