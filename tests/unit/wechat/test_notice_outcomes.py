"""Each answer of WeChat to a template message or a subscription notice, and whether it is tried again."""

import json
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from backend.kit import crypto
from backend.kit.settings import Settings
from backend.notifications.ladder import Fate
from backend.notifications.platform import Plan
from backend.worker.wechat import Sender
from bot.wechat.client import Account, WeChatClient
from bot.wechat.errors import TABLE

PATHS = {"template": "/cgi-bin/message/template/send", "subscription": "/cgi-bin/message/subscribe/bizsend"}
#: What passes by itself, or by somebody's hand, within the two hours of trying: tried again.
HEALS = {-1, 45011, 45009, 48006, 40001, 40014, 42001, 40164, 89503}
#: What stays as it is: the next rung's turn has come. 40037, 47003 and 41028 stand for codes without a class.
STAYS = {40003, 43004, 43019, 43101, 45015, 45047, 48001, 61007, 40013, 40125, 41002, 41004, 40037, 47003, 41028}

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _keys() -> None:
    crypto.configure(Settings(_env_file=None, encryption_key="k1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="))


async def send(rung: str, answer: Answer) -> tuple[Fate, str | None, list[str]]:
    """One try: its fate, its error, and the calls that were made for it."""
    called = []

    def platform(request: httpx.Request) -> httpx.Response:
        called.append(request.url.path)
        if "token" in request.url.path:
            return httpx.Response(200, json={"access_token": secret(len(called)), "expires_in": 7200})
        return answer(request)

    client = WeChatClient(Account("wx1", "s", "http://wechat"), transport=httpx.MockTransport(platform))
    plan = Plan(uuid4(), "o-zhou", "T1", {"thing1": "成绩单"})
    try:
        outcome = await Sender(client, lambda: "http://house/h5/requests").send(plan, rung, "n1")
    finally:
        await client.aclose()
    return outcome.fate, outcome.error, [path for path in called if path in PATHS.values()]


def secret(number: int) -> str:
    return f"token-{number}"


def test_every_known_code_is_walked() -> None:
    assert TABLE.keys() <= HEALS | STAYS
    assert not HEALS & STAYS


@pytest.mark.parametrize("rung", PATHS)
@pytest.mark.parametrize("code", sorted(HEALS | STAYS))
async def test_what_a_code_does_to_a_notice(rung: str, code: int) -> None:
    fate, error, calls = await send(rung, lambda request: httpx.Response(200, json={"errcode": code, "errmsg": "no"}))
    assert fate is (Fate.RETRYING if code in HEALS else Fate.FAILED)
    assert error == str(code)
    # A token that is not accepted is fetched anew, once.
    assert calls == [PATHS[rung]] * (2 if code in (40001, 40014, 42001) else 1)


@pytest.mark.parametrize("rung", PATHS)
async def test_a_stale_token_is_fetched_anew(rung: str) -> None:
    answers = iter([40001, 0])
    fate, _, calls = await send(rung, lambda request: httpx.Response(200, json={"errcode": next(answers), "msgid": 7}))
    assert (fate, len(calls)) == (Fate.SENT, 2)


def lost(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("no answer")


def unheard(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there")


@pytest.mark.parametrize(
    ("rung", "answer", "error"),
    [
        ("template", lost, "Unconfirmed"),
        ("template", unheard, "Unreachable"),
        ("subscription", unheard, "Unreachable"),
        ("subscription", lambda request: httpx.Response(502), "Unreachable"),
        # Handed over, and nobody knows what became of it: as if the worker had died.
        ("subscription", lost, "under_way"),
        ("subscription", lambda request: httpx.Response(504), "under_way"),
        ("subscription", lambda request: httpx.Response(200, text="<html>"), "under_way"),
    ],
)
async def test_an_answer_that_is_lost(rung: str, answer: Answer, error: str) -> None:
    fate, found, calls = await send(rung, answer)
    assert (fate, found, calls) == (Fate.RETRYING, error, [PATHS[rung]])


async def test_only_a_template_bears_a_name_by_which_a_repeated_one_is_dropped() -> None:
    bodies = []

    def keep(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"errcode": 0})

    for rung in PATHS:
        assert (await send(rung, keep))[0] is Fate.SENT
    assert [body.get("client_msg_id") for body in bodies] == ["n1", None]
