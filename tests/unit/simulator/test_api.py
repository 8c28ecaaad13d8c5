"""The platform's API: what it lets through, what it refuses and with which code."""

import json
from typing import Any

import httpx
import pytest

from backend.kit import crypto
from bot.simulator.platform import Platform
from bot.wechat import messages
from bot.wechat.client import Account, WeChatClient
from bot.wechat.errors import AllowanceSpent, Rejected, TokenRejected, WindowClosed
from tests.support.stand_in_gateway import StandInGateway
from tests.support.wait import eventually
from tests.unit.simulator.conftest import Watch

JPEG = b"\xff\xd8\xff" + bytes(64)


@pytest.fixture
async def token(http: httpx.AsyncClient, platform: Platform) -> str:
    body = {"grant_type": "client_credential", "appid": platform.settings.wechat_app_id}
    answer = await http.post("/cgi-bin/stable_token", json=body | {"secret": platform.settings.wechat_app_secret})
    return str(answer.json()["access_token"])


@pytest.fixture
async def openid(http: httpx.AsyncClient, platform: Platform) -> str:
    """Somebody who has just written."""
    person = platform.world.add_person()
    platform.world.act(person, "message")
    return person.openid


async def call(http: httpx.AsyncClient, path: str, token: str, body: Any) -> int:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    answer = await http.post(path, params={"access_token": token}, content=raw)
    assert answer.status_code == 200
    return int(answer.json()["errcode"])


def text(openid: str, content: str = "好的") -> dict[str, Any]:
    return {"touser": openid, "msgtype": "text", "text": {"content": content}}


SEND = "/cgi-bin/message/custom/send"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"text": {"content": "档" * 682}}, 0),
        ({"text": {"content": "档" * 683}}, 45002),
        ({"text": {"content": ""}}, 44004),
        ({"touser": "oNobody"}, 40003),
        ({"touser": 7}, 40003),
        ({"msgtype": "dance"}, 40008),
        ({"text": None}, 44002),
        ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
        ({"msgtype": "news", "news": {"articles": [{"title": "一", "url": "https://e"}]}}, 0),
        ({"msgtype": "news", "news": {"articles": [{"title": "一"}, {"title": "二"}]}}, 45008),
        ({"msgtype": "msgmenu", "msgmenu": {"list": [{"id": "1", "content": "成绩单"}]}}, 0),
        ({"msgtype": "msgmenu", "msgmenu": {"list": []}}, 47001),
        ({"customservice": {"kf_account": "wang@archive"}}, 0),
    ],
)
async def test_customer_service_messages(
    http: httpx.AsyncClient, token: str, openid: str, part: dict[str, Any], code: int
) -> None:
    assert await call(http, SEND, token, text(openid) | part) == code


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", 44002), (b"{", 47001), (b"[]", 47001), (b'{"touser": "\\u5174"}', 40033)]
)
async def test_bodies_that_are_none(http: httpx.AsyncClient, token: str, raw: bytes, code: int) -> None:
    assert await call(http, SEND, token, raw) == code


async def test_the_ledger_follows_the_products_clock(
    http: httpx.AsyncClient, token: str, openid: str, watch: Watch
) -> None:
    assert [await call(http, SEND, token, text(openid)) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    watch.passes(hours=48)
    assert await call(http, SEND, token, text(openid)) == 45015


async def test_who_left_or_is_banned_gets_nothing(
    http: httpx.AsyncClient, platform: Platform, token: str, openid: str
) -> None:
    person = platform.world.person(openid)
    person.banned = True
    assert await call(http, SEND, token, text(openid)) == 43019
    person.banned, person.following = False, False
    assert await call(http, SEND, token, text(openid)) == 45015


@pytest.mark.parametrize(
    ("account", "path", "code"),
    [
        ("unverified", SEND, 48001),
        ("verified_subscription", SEND, 0),
        ("verified_subscription", "/cgi-bin/message/template/send", 48001),
        ("verified_subscription", "/cgi-bin/qrcode/create", 48001),
        ("unverified", "/cgi-bin/menu/create", 48001),
    ],
)
async def test_rights_by_kind_of_account(
    http: httpx.AsyncClient, platform: Platform, token: str, openid: str, account: str, path: str, code: int
) -> None:
    platform.world.faults.change({"account": account})
    assert await call(http, path, token, text(openid)) == code


async def test_token_errors_reach_the_caller(http: httpx.AsyncClient, platform: Platform, token: str) -> None:
    assert await call(http, SEND, "", {}) == 41001
    assert await call(http, SEND, "made-up", {}) == 40001
    platform.tokens.revoke(expired=True)
    answer = await http.get("/cgi-bin/menu/get", params={"access_token": token})
    assert answer.json()["errcode"] == 42001
    assert " rid: " in answer.json()["errmsg"]


async def test_addresses_off_the_list_are_told_so(http: httpx.AsyncClient, platform: Platform, token: str) -> None:
    platform.world.faults.change({"allowed_addresses": ["203.0.113.7"]})
    answer = await http.get("/cgi-bin/menu/get", params={"access_token": token})
    assert answer.json()["errcode"] == 40164
    assert "invalid ip 127.0.0.1" in answer.json()["errmsg"]


async def test_a_fault_strikes_so_often_and_no_more(
    http: httpx.AsyncClient, platform: Platform, token: str, openid: str
) -> None:
    await http.put("/sim/faults", json={"api": [{"path": "custom/send", "code": -1, "count": 2}]})
    assert [await call(http, SEND, token, text(openid)) for _ in range(3)] == [-1, -1, 0]
    assert [entry.code for entry in platform.world.calls][-3:] == [-1, -1, 0]
    assert (await http.put("/sim/faults", json={"unknown": 1})).status_code == 422


@pytest.mark.parametrize(("command", "seconds", "code"), [("Typing", 0, 0), ("Dance", 0, 45072), ("Typing", 31, 45080)])
async def test_typing(
    http: httpx.AsyncClient, token: str, openid: str, watch: Watch, command: str, seconds: int, code: int
) -> None:
    watch.passes(seconds=seconds)
    path = "/cgi-bin/message/custom/typing"
    assert await call(http, path, token, {"touser": openid, "command": command}) == code
    if code == 0:
        assert await call(http, path, token, {"touser": openid, "command": command}) == 45081


async def test_files_last_three_days(http: httpx.AsyncClient, token: str, watch: Watch) -> None:
    upload = {"params": {"access_token": token, "type": "image"}, "files": {"media": ("a.jpg", JPEG, "image/jpeg")}}
    media_id = (await http.post("/cgi-bin/media/upload", **upload)).json()["media_id"]  # type: ignore[arg-type]
    query = {"access_token": token, "media_id": media_id}
    answer = await http.get("/cgi-bin/media/get", params=query)
    assert answer.content == JPEG
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    watch.passes(days=3)
    late = await http.get("/cgi-bin/media/get", params=query)
    assert (late.status_code, late.json()["errcode"]) == (200, 40007)


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("image", b"%PDF-1.7", 40005),
        ("video", JPEG, 40005),
        ("thumb", JPEG + bytes(64 * 1024), 40006),
        ("pdf", JPEG, 40004),
    ],
)
async def test_files_that_are_refused(
    http: httpx.AsyncClient, token: str, kind: str, content: bytes, code: int
) -> None:
    query, files = {"access_token": token, "type": kind}, {"media": ("a", content)}
    answer = await http.post("/cgi-bin/media/upload", params=query, files=files)
    assert answer.json()["errcode"] == code


MENU = [{"type": "click", "name": "查进度", "key": "P"}]


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        (MENU, 0),
        ([], 40016),
        (MENU * 4, 40016),
        ([{"type": "click", "name": "名字实在太长了", "key": "P"}], 40018),
        ([{"type": "click", "name": "进度"}], 40019),
        ([{"type": "jump", "name": "进度", "key": "P"}], 40017),
        ([{"name": "更多", "sub_button": MENU * 6}], 40023),
        ([{"name": "更多", "sub_button": [{"type": "view", "name": "网页", "url": "https://e"}]}], 0),
    ],
)
async def test_menus(http: httpx.AsyncClient, token: str, buttons: list[Any], code: int) -> None:
    assert await call(http, "/cgi-bin/menu/create", token, {"button": buttons}) == code
    answer = (await http.get("/cgi-bin/menu/get", params={"access_token": token})).json()
    assert answer == {"menu": {"button": buttons}} if code == 0 else answer["errcode"] == 46003


def notice(openid: str, **values: str) -> dict[str, Any]:
    data = {key: {"value": value} for key, value in values.items()}
    return {"touser": openid, "template_id": "T1", "data": data}


async def test_templates_are_trimmed_and_report_their_fate(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway, token: str, openid: str
) -> None:
    path, body = "/cgi-bin/message/template/send", notice(openid, thing1="字" * 25 + "\n行") | {"client_msg_id": "once"}
    assert await call(http, path, token, body) == 0
    assert await call(http, path, token, body) == 0
    shown = [bubble for bubble in platform.world.screens[openid] if bubble.kind == "notice"]
    assert [row.value for row in shown[0].rows] == ["字" * 20]
    assert len(shown) == 1
    platform.world.person(openid).blocks_notices = True
    assert await call(http, path, token, notice(openid, thing1="好")) == 0
    await eventually(lambda: len(gateway.received) == 2)
    fates = {e.message.status for e in gateway.received if isinstance(e.message, messages.TemplateFinished)}
    assert fates == {"success", "failed:user block"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"thing1": "成绩单", "phrase2": "已寄出"}, 0),
        ({"thing1": "字" * 21}, 47003),
        ({"thing1": ""}, 47003),
        ({"phrase2": "已经寄出去了"}, 47003),
        ({"phrase2": "sent"}, 47003),
        ({"number3": "两份"}, 47003),
        ({"character_string4": "LT261121-7K4PXM"}, 0),
        ({"character_string4": "编号"}, 47003),
        ({"mystery1": "?"}, 47003),
        ({}, 47003),
    ],
)
async def test_subscription_notices_are_strict(
    http: httpx.AsyncClient, platform: Platform, token: str, openid: str, values: dict[str, str], code: int
) -> None:
    platform.world.person(openid).consents["T1"] = 1
    assert await call(http, "/cgi-bin/message/subscribe/bizsend", token, notice(openid, **values)) == code


async def test_each_consent_is_good_for_one_notice(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway, token: str, openid: str
) -> None:
    path, body = "/cgi-bin/message/subscribe/bizsend", notice(openid, thing1="成绩单")
    assert await call(http, path, token, body) == 43101
    await http.post(f"/sim/users/{openid}/consent", json={"template_id": "T1"})
    assert [await call(http, path, token, body) for _ in range(2)] == [0, 43101]
    await eventually(lambda: len(gateway.received) == 2)
    assert {type(entry.message).__name__ for entry in gateway.received} == {"NoticeConsent", "NoticeSent"}


async def test_web_login_codes_are_single_use(http: httpx.AsyncClient, platform: Platform, openid: str) -> None:
    settings = platform.settings
    query = {"appid": settings.wechat_app_id, "redirect_uri": "https://archive.example.edu/h5?a=1", "state": "s1"}
    query |= {"response_type": "code", "scope": "snsapi_base", "sim_openid": openid}
    back = (await http.get("/connect/oauth2/authorize", params=query)).headers["location"]
    landed = httpx.URL(back)
    assert (landed.host, landed.params["a"], landed.params["state"]) == ("archive.example.edu", "1", "s1")
    exchange = {"appid": settings.wechat_app_id, "secret": settings.wechat_app_secret, "code": landed.params["code"]}
    exchange["grant_type"] = "authorization_code"
    first = (await http.get("/sns/oauth2/access_token", params=exchange)).json()
    again = (await http.get("/sns/oauth2/access_token", params=exchange)).json()
    assert (first["openid"], again["errcode"]) == (openid, 40163)
    unknown = (await http.get("/sns/oauth2/access_token", params=exchange | {"code": "x"})).json()
    assert unknown["errcode"] == 40029


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"redirect_uri": "https://evil.example/"}, "10003"),
        ({"redirect_uri": "javascript://archive.example.edu/"}, "10003"),
        ({"scope": "all"}, "10005"),
        ({"appid": "wx2"}, "10013"),
    ],
)
async def test_pages_that_may_not_ask(
    http: httpx.AsyncClient, platform: Platform, part: dict[str, str], code: str
) -> None:
    query = {"appid": platform.settings.wechat_app_id, "redirect_uri": "https://archive.example.edu/h5"}
    query |= {"response_type": "code", "scope": "snsapi_base"}
    answer = await http.get("/connect/oauth2/authorize", params=query | part)
    assert answer.status_code == 400
    assert code in answer.text


async def test_a_link_opened_on_a_phone_tells_who_opened_it(
    http: httpx.AsyncClient, platform: Platform, openid: str
) -> None:
    opened = await http.get("/sim/open", params={"openid": openid, "url": "https://archive.example.edu/h5"})
    assert opened.status_code == 303
    assert opened.headers["location"] == "https://archive.example.edu/h5"
    query = {"appid": platform.settings.wechat_app_id, "redirect_uri": "https://archive.example.edu/h5"}
    query |= {"response_type": "code", "scope": "snsapi_base"}
    assert "code=" in (await http.get("/connect/oauth2/authorize", params=query)).headers["location"]
    assert (await http.get("/sim/open", params={"openid": openid, "url": "javascript:alert(1)"})).status_code == 422


async def test_a_scene_code_is_made_and_scanned(
    http: httpx.AsyncClient, token: str, openid: str, gateway: StandInGateway
) -> None:
    body = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "pick_42"}}, "expire_seconds": 60}
    made = (await http.post("/cgi-bin/qrcode/create", params={"access_token": token}, json=body)).json()
    assert made["expire_seconds"] == 60
    await http.post(f"/sim/users/{openid}/scan", json={"ticket": made["ticket"]})
    await eventually(lambda: gateway.received)
    assert isinstance(gateway.received[0].message, messages.Scan)


async def test_the_products_own_client_gets_on_with_it(
    http: httpx.AsyncClient, platform: Platform, openid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crypto._State, "ring", crypto.Keyring.from_setting(f"k1:{'A' * 43}="))
    settings = platform.settings
    account = Account(settings.wechat_app_id, settings.wechat_app_secret, "http://127.0.0.1:8002")
    client = WeChatClient(account, transport=http._transport)
    try:
        await client.send_text(openid, "英文成绩单，记下了。")
        platform.tokens.revoke(expired=True)
        await client.send_menu(openid, "要哪种？", [("1", "成绩单")])
        media_id = await client.upload("image", "a.jpg", JPEG, "image/jpeg")
        assert (await client.download(media_id)).content == JPEG
        await client.send_image(openid, media_id, agent="wang@archive")
        with pytest.raises(Rejected):
            await client.download("none")
        await client.send_text(openid, "四")
        await client.send_text(openid, "五")
        with pytest.raises(AllowanceSpent):
            await client.send_text(openid, "六")
        stranger = platform.world.add_person()
        with pytest.raises(WindowClosed):
            await client.send_text(stranger.openid, "在吗")
        platform.world.faults.change({"api": [{"path": "custom/send", "code": 40001, "count": 9}]})
        with pytest.raises(TokenRejected):
            await client.send_text(openid, "七")
    finally:
        await client.aclose()
