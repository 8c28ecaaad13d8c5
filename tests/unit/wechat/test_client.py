"""The API client against a scripted platform: tokens with restraint, typed errors, nothing secret in an error."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend.kit import crypto
from backend.kit.settings import Settings
from bot.wechat import errors
from bot.wechat.client import Account, WeChatClient

SECRET = "the-secret-of-the-account"


class Platform:
    """Answers by script; counts what it was asked."""

    def __init__(self) -> None:
        self.fetches: list[dict[str, Any]] = []
        self.requests: list[httpx.Request] = []
        self.answer: Callable[[httpx.Request, str], httpx.Response] = lambda request, token: httpx.Response(
            200, json={"errcode": 0}
        )
        self.token: Callable[[int], dict[str, Any]] = lambda n: {"access_token": f"T{n}", "expires_in": 7200}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/cgi-bin/stable_token":
            self.fetches.append(json.loads(request.content))
            return httpx.Response(200, json=self.token(len(self.fetches)))
        self.requests.append(request)
        return self.answer(request, request.url.params.get("access_token", ""))


@pytest.fixture(autouse=True)
def _keys() -> None:
    crypto.configure(Settings(_env_file=None, encryption_key="k1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="))


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def client(platform: Platform) -> WeChatClient:
    account = Account("wx1", SECRET, "https://api.example")
    return WeChatClient(account, None, httpx.MockTransport(platform))


def refuse(*bad: str) -> Callable[[httpx.Request, str], httpx.Response]:
    return lambda request, token: httpx.Response(200, json={"errcode": 40001 if token in bad else 0, "errmsg": "x"})


async def test_many_calls_at_once_fetch_one_token(client: WeChatClient, platform: Platform) -> None:
    await asyncio.gather(*(client.send_text("o", f"第{n}条") for n in range(20)))
    assert len(platform.fetches) == 1
    assert platform.fetches[0]["force_refresh"] is False
    assert "第0条".encode() in platform.requests[0].content


async def test_a_refused_token_is_renewed_once_and_the_call_repeated(client: WeChatClient, platform: Platform) -> None:
    platform.answer = refuse("T1")
    await client.send_text("o", "x")
    assert len(platform.fetches) == 2
    assert [request.url.params["access_token"] for request in platform.requests] == ["T1", "T2"]


async def test_when_the_same_token_comes_back_a_new_one_is_forced(client: WeChatClient, platform: Platform) -> None:
    platform.token = lambda n: {"access_token": "T1" if n == 1 else f"forced{n}", "expires_in": 7200}
    platform.answer = refuse("T1")
    await client.send_text("o", "x")
    assert [fetch["force_refresh"] for fetch in platform.fetches] == [False, True]


async def test_a_platform_that_always_refuses_costs_two_fetches(client: WeChatClient, platform: Platform) -> None:
    platform.answer = lambda request, token: httpx.Response(200, json={"errcode": 40001, "errmsg": "x"})
    results = await asyncio.gather(*(client.send_text("o", "x") for _ in range(30)), return_exceptions=True)
    for _ in range(20):
        with pytest.raises(errors.TokenRejected):
            await client.send_text("o", "x")
    assert all(isinstance(result, errors.TokenRejected) for result in results)
    assert len(platform.fetches) <= 2


async def test_an_incident_ends_with_the_first_success_and_the_next_one_is_its_own(
    client: WeChatClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.answer = lambda request, token: httpx.Response(200, json={"errcode": 42001, "errmsg": "x"})
    with pytest.raises(errors.TokenRejected):
        await client.send_text("o", "x")
    platform.answer = lambda request, token: httpx.Response(200, json={"errcode": 0})
    await client.send_text("o", "x")
    used = str(platform.requests[-1].url.params["access_token"])
    monkeypatch.setattr("bot.wechat.token._RECENT", -1)
    monkeypatch.setattr("bot.wechat.token._STALE_REFUSAL", -1)
    platform.answer = refuse(used)
    await client.send_text("o", "x")
    assert len(platform.fetches) == 3


async def test_a_failing_token_address_is_asked_once_for_many_calls(client: WeChatClient, platform: Platform) -> None:
    platform.token = lambda n: {"errcode": 40125, "errmsg": "invalid appsecret"}
    results = await asyncio.gather(*(client.send_text("o", "x") for _ in range(10)), return_exceptions=True)
    assert all(isinstance(result, errors.BadAccount) for result in results)
    assert len(platform.fetches) == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (-1, errors.Busy),
        (40003, errors.RecipientGone),
        (40164, errors.AddressNotListed),
        (43101, errors.NoConsent),
        (45009, errors.QuotaReached),
        (45015, errors.WindowClosed),
        (45047, errors.AllowanceSpent),
        (48001, errors.NotPermitted),
        (47001, errors.Rejected),
        (987654, errors.Rejected),
    ],
)
async def test_codes_are_typed(
    client: WeChatClient, platform: Platform, code: int, expected: type[errors.ApiError]
) -> None:
    platform.answer = lambda request, token: httpx.Response(200, json={"errcode": code, "errmsg": "m rid: 1"})
    with pytest.raises(expected) as caught:
        await client.send_text("o", "x")
    assert caught.value.code == code


def _fail(request: httpx.Request, token: str) -> httpx.Response:
    raise httpx.ReadTimeout("slow", request=request)


@pytest.mark.parametrize(
    "answer",
    [
        _fail,
        lambda request, token: httpx.Response(502, text="bad gateway"),
        lambda request, token: httpx.Response(200, text="<html>"),
        lambda request, token: httpx.Response(200, json=[1]),
    ],
)
async def test_what_is_no_answer_is_unreachable_and_names_no_secret(
    client: WeChatClient, platform: Platform, answer: Callable[[httpx.Request, str], httpx.Response]
) -> None:
    platform.answer = answer
    with pytest.raises(errors.Unreachable) as caught:
        await client.send_text("o", "x")
    told = repr(caught.value) + str(caught.value.__cause__) + repr(client._account)
    assert "T1" not in told
    assert SECRET not in told


def _raise(kind: type[httpx.HTTPError]) -> Callable[[httpx.Request, str], httpx.Response]:
    def answer(request: httpx.Request, token: str) -> httpx.Response:
        raise kind("x")

    return answer


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (_raise(httpx.ConnectError), errors.Unreachable),
        (_raise(httpx.ConnectTimeout), errors.Unreachable),
        (_raise(httpx.PoolTimeout), errors.Unreachable),
        (_raise(httpx.WriteTimeout), errors.Unreachable),
        (_raise(httpx.ReadTimeout), errors.Unconfirmed),
        (_raise(httpx.ReadError), errors.Unconfirmed),
        (_raise(httpx.RemoteProtocolError), errors.Unconfirmed),
        (lambda request, token: httpx.Response(502), errors.Unreachable),
        (lambda request, token: httpx.Response(504), errors.Unconfirmed),
        (lambda request, token: httpx.Response(200, text="<html>"), errors.Unconfirmed),
        (lambda request, token: httpx.Response(200, json={}), errors.Unconfirmed),
        (lambda request, token: httpx.Response(200, json={"errcode": "0"}), errors.Unconfirmed),
        (lambda request, token: httpx.Response(200, content=b" " * 13_000_000), errors.Unconfirmed),
        (lambda request, token: httpx.Response(200, json={"errcode": -1}), errors.Busy),
    ],
)
async def test_a_failed_send_tells_whether_the_platform_may_have_taken_it(
    client: WeChatClient,
    platform: Platform,
    answer: Callable[[httpx.Request, str], httpx.Response],
    expected: type[errors.WeChatError],
) -> None:
    platform.answer = answer
    with pytest.raises(errors.WeChatError) as caught:
        await client.send_text("o", "x")
    assert type(caught.value) is expected


@pytest.mark.parametrize("token", [{"errmsg": "?"}, {"access_token": "T", "expires_in": "soon"}, {"errcode": "?"}])
async def test_a_token_that_cannot_be_had_proves_that_nothing_was_sent(
    client: WeChatClient, platform: Platform, token: dict[str, Any]
) -> None:
    platform.token = lambda n: token
    with pytest.raises(errors.Unreachable) as caught:
        await client.send_text("o", "x")
    assert not isinstance(caught.value, errors.Unconfirmed)
    assert platform.requests == []


async def test_an_upload_of_unknown_fate_tells_nobody_anything(client: WeChatClient, platform: Platform) -> None:
    platform.answer = lambda request, token: httpx.Response(200, text="<html>")
    with pytest.raises(errors.Unreachable) as caught:
        await client.upload("image", "p.png", b"x", "image/png")
    assert not isinstance(caught.value, errors.Unconfirmed)


async def test_whether_anybody_answers_is_asked_without_a_token(client: WeChatClient, platform: Platform) -> None:
    platform.answer = lambda request, token: httpx.Response(200, json={"errcode": 41001, "errmsg": "x"})
    await client.answers()
    platform.answer = lambda request, token: httpx.Response(404)
    await client.answers()
    assert platform.fetches == []
    for sick in (httpx.Response(503), httpx.Response(200, text="<html>")):
        platform.answer = lambda request, token, sick=sick: sick
        with pytest.raises(errors.Unreachable):
            await client.answers()


async def test_a_file_comes_as_bytes_and_an_expired_one_as_an_error(client: WeChatClient, platform: Platform) -> None:
    headers = {"content-type": "image/jpeg", "content-disposition": 'attachment; filename="p.jpg"'}
    platform.answer = lambda request, token: httpx.Response(200, content=b"\xff\xd8", headers=headers)
    media = await client.download("M")
    assert (media.content, media.content_type, media.file_name) == (b"\xff\xd8", "image/jpeg", "p.jpg")
    platform.answer = lambda request, token: httpx.Response(200, json={"errcode": 40007, "errmsg": "invalid media_id"})
    with pytest.raises(errors.Rejected):
        await client.download("M")


async def test_a_repeated_upload_sends_the_whole_file_again(client: WeChatClient, platform: Platform) -> None:
    def answer(request: httpx.Request, token: str) -> httpx.Response:
        if token == "T1":
            return httpx.Response(200, json={"errcode": 40014, "errmsg": "x"})
        return httpx.Response(200, json={"type": "image", "media_id": "NEW", "created_at": 1})

    platform.answer = answer
    assert await client.upload("image", "p.png", b"x" * 5000, "image/png") == "NEW"
    assert all(b"x" * 5000 in request.content for request in platform.requests)


async def test_a_menu_that_does_not_exist_is_none(client: WeChatClient, platform: Platform) -> None:
    platform.answer = lambda request, token: httpx.Response(200, json={"errcode": 46003, "errmsg": "menu no exist"})
    assert await client.get_menu() is None


async def test_bodies_are_what_the_platform_documents(client: WeChatClient, platform: Platform) -> None:
    await client.send_menu("o", "请选择", [("101", "毕业证明")], "也可以直接输入")
    await client.send_template("o", "TID", {"thing1": "成绩单"}, url="https://x", once_id="n1")
    await client.send_notice("o", "TID", {"thing1": "成绩单"})
    await client.typing("o")
    await client.create_scene("pick_1", 600)
    menu, template, notice, typing, scene = (json.loads(request.content) for request in platform.requests)
    assert menu["msgmenu"]["list"] == [{"id": "101", "content": "毕业证明"}]
    assert (template["client_msg_id"], template["data"]) == ("n1", {"thing1": {"value": "成绩单"}})
    assert notice == {"touser": "o", "template_id": "TID", "data": {"thing1": {"value": "成绩单"}}}
    assert typing["command"] == "Typing"
    assert scene["action_name"] == "QR_STR_SCENE"


async def test_an_oauth_code_gives_the_openid(client: WeChatClient, platform: Platform) -> None:
    platform.answer = lambda request, token: httpx.Response(200, json={"access_token": "a", "openid": "oPage"})
    assert await client.member_of_page("code") == "oPage"
    assert "access_token" not in platform.requests[0].url.params
