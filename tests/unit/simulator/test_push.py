"""Pushes to the gateway: signed, encrypted, repeated, and what a person sees when nobody answers."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.simulator.platform import Platform
from bot.wechat import messages
from tests.support.stand_in_gateway import Answer, StandInGateway
from tests.support.wait import eventually


async def follower(http: httpx.AsyncClient) -> str:
    answer = await http.post("/sim/users", json={"quiet": True})
    return str(answer.json()["openid"])


async def says(http: httpx.AsyncClient, openid: str, content: str = "成绩单") -> None:
    (await http.post(f"/sim/users/{openid}/text", json={"content": content})).raise_for_status()


async def settled(platform: Platform, openid: str) -> None:
    await eventually(lambda: not platform.world.pending.get(openid))


def account_side(platform: Platform, openid: str) -> list[tuple[str, str]]:
    return [(b.how, b.text) for b in platform.world.screens[openid] if b.side != "person"]


@pytest.mark.parametrize("encryption", ["plain", "compatible", "safe"])
async def test_a_message_arrives_and_is_answered_in_every_mode(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway, encryption: str
) -> None:
    platform.world.faults.change({"encryption": encryption})
    gateway.settings.wechat_encryption = encryption  # type: ignore[assignment]  # parametrised by plain words
    openid = await follower(http)
    await says(http, openid, "成绩单 ]]> <b>")
    await settled(platform, openid)
    assert account_side(platform, openid) == [("passive", "你说：成绩单 ]]> <b>")]
    [received] = gateway.received
    assert received.query["openid"] == openid
    assert ("msg_signature" in received.query) == (encryption != "plain")
    assert (b"Content" in received.body) == (encryption != "safe")


@pytest.mark.usefixtures("impatient")
async def test_retries_are_the_same_letter_and_then_the_failure_line(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    gateway.behaviour = gateway.silence
    openid = await follower(http)
    await says(http, openid)
    await settled(platform, openid)
    assert len(gateway.received) == 3
    assert len({received.body for received in gateway.received}) == 1
    assert len({tuple(received.query.items()) for received in gateway.received}) == 1
    assert account_side(platform, openid) == [("failure", "该公众号提供的服务出现故障，请稍后再试")]
    assert [alarm.kind for alarm in platform.world.alarms] == ["request timeout"] * 3
    [push] = platform.world.pushes
    assert [attempt.number for attempt in push.tries] == [1, 2, 3]


@pytest.mark.usefixtures("impatient")
async def test_an_answer_to_a_later_try_is_shown_once(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    async def late(message: messages.Inbound) -> Answer:
        if len(gateway.received) < 3:
            return await gateway.silence(message)
        return await gateway.echo(message)

    gateway.behaviour = late
    openid = await follower(http)
    await says(http, openid)
    await settled(platform, openid)
    assert account_side(platform, openid) == [("passive", "你说：成绩单")]


@pytest.mark.usefixtures("impatient")
async def test_a_gateway_that_is_away_gets_all_three_tries(
    http: httpx.AsyncClient, app: FastAPI, platform: Platform
) -> None:
    refused: list[httpx.Request] = []

    async def away(request: httpx.Request) -> httpx.Response:
        refused.append(request)
        raise httpx.ConnectError("refused")

    platform.pusher._http = httpx.AsyncClient(transport=httpx.MockTransport(away), base_url="http://gateway")
    openid = await follower(http)
    await says(http, openid)
    await settled(platform, openid)
    assert len(refused) == 3
    assert account_side(platform, openid)[0][0] == "failure"


@pytest.mark.parametrize("answer", [b'"success"', (403, b""), (500, b"success"), b"{}", b"<xml></xml>"])
async def test_an_illegal_answer_fails_at_once_with_an_alarm(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway, answer: Answer
) -> None:
    async def wrong(message: messages.Inbound) -> Answer:
        return answer

    gateway.behaviour = wrong
    openid = await follower(http)
    await says(http, openid)
    await settled(platform, openid)
    assert len(gateway.received) == 1
    assert account_side(platform, openid)[0][0] == "failure"
    [alarm] = (await http.get("/sim/alarms")).json()
    assert alarm["response_length"] == len(answer if isinstance(answer, bytes) else answer[1])


async def test_success_means_an_answer_later(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    async def decline(message: messages.Inbound) -> Answer:
        return b"success"

    gateway.behaviour = decline
    openid = await follower(http)
    await says(http, openid)
    await settled(platform, openid)
    assert account_side(platform, openid) == []
    assert [push.state for push in platform.world.pushes] == ["declined"]


@pytest.mark.parametrize(
    ("knobs", "received", "shown"),
    [
        ({"duplicates": 2}, 3, 3),
        ({"drop_pushes": 1}, 0, 0),
        ({"drop_answers": 2}, 3, 1),
        ({"drop_answers": 3}, 3, 1),
    ],
)
@pytest.mark.usefixtures("impatient")
async def test_faults_of_the_push(
    http: httpx.AsyncClient,
    platform: Platform,
    gateway: StandInGateway,
    knobs: dict[str, Any],
    received: int,
    shown: int,
) -> None:
    openid = await follower(http)
    (await http.put("/sim/faults", json=knobs)).raise_for_status()
    await says(http, openid)
    await settled(platform, openid)
    assert len(gateway.received) == received
    assert len({entry.message.key for entry in gateway.received}) <= 1
    assert len(account_side(platform, openid)) == shown


async def test_reordering_sends_the_last_first(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    openid = await follower(http)
    platform.world.faults.change({"reorder": 0.2})
    for content in ("一", "二", "三"):
        await says(http, openid, content)
    await settled(platform, openid)
    contents = [entry.message.content for entry in gateway.received if isinstance(entry.message, messages.Text)]
    assert contents == ["三", "二", "一"]


async def test_after_several_failures_the_platform_stays_silent(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    async def wrong(message: messages.Inbound) -> Answer:
        return b"no"

    gateway.behaviour = wrong
    platform.world.faults.change({"mark_fail": 2})
    openid = await follower(http)
    for _ in range(4):
        await says(http, openid)
        await settled(platform, openid)
    assert len(gateway.received) == 2
    assert [push.state for push in platform.world.pushes] == ["illegal", "illegal", "held", "held"]


async def test_every_kind_of_message_and_event_is_understood_by_the_reader(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    openid = await follower(http)
    base = f"/sim/users/{openid}"
    for deed in ("voice", "video", "location", "link", "sticker", "image?name=letter"):
        (await http.post(f"{base}/{deed}")).raise_for_status()
    (await http.post(f"{base}/video", json={"short": True})).raise_for_status()
    (await http.post(f"{base}/scan", json={"scene": "pick_42"})).raise_for_status()
    (await http.post(f"{base}/menu", json={"key": "MENU_PROGRESS"})).raise_for_status()
    (await http.post(f"{base}/consent", json={"template_id": "T"})).raise_for_status()
    (await http.post(f"{base}/event", json={"event": "LOCATION", "fields": {"Latitude": "1"}})).raise_for_status()
    (await http.post(f"{base}/unfollow")).raise_for_status()
    (await http.post(f"{base}/follow", json={"scene": "pick_42"})).raise_for_status()
    await settled(platform, openid)
    kinds = {type(entry.message).__name__ for entry in gateway.received}
    assert kinds == {"Voice", "Video", "Location", "Link", "Unsupported", "Image"} | {
        "Scan",
        "Click",
        "NoticeConsent",
        "LocationReport",
        "Unsubscribe",
        "Subscribe",
    }
    [follow] = [entry.message for entry in gateway.received if isinstance(entry.message, messages.Subscribe)]
    assert follow.scene == "pick_42"


async def test_a_tap_comes_as_words_with_the_entry_and_only_a_short_allowance(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    openid = await follower(http)
    person = platform.world.person(openid)
    choices = [{"id": "transcript", "content": "成绩单"}]
    platform.world.show(person, side="account", kind="menu", how="custom", text="要哪种？", choices=choices)
    (await http.post(f"/sim/users/{openid}/tap", json={"id": "transcript"})).raise_for_status()
    await settled(platform, openid)
    [entry] = gateway.received
    assert isinstance(entry.message, messages.Text)
    assert (entry.message.content, entry.message.menu_id) == ("成绩单", "transcript")
    assert (await http.get(f"/sim/users/{openid}")).json()["allowance"]["left"] == 3
    assert (await http.post(f"/sim/users/{openid}/tap", json={"id": "other"})).status_code == 404


@pytest.mark.usefixtures("impatient")
async def test_who_left_cannot_write_and_sees_no_failure_line(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    gateway.behaviour = gateway.silence
    openid = await follower(http)
    await http.post(f"/sim/users/{openid}/unfollow")
    await settled(platform, openid)
    assert [how for how, _ in account_side(platform, openid)] == [""]
    assert (await http.post(f"/sim/users/{openid}/text", json={"content": "?"})).status_code == 409


async def test_the_handshake_wants_the_bare_echo(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    assert (await http.post("/sim/handshake")).json() == {"right": True}
    quoting = httpx.MockTransport(lambda request: httpx.Response(200, json=request.url.params["echostr"]))
    platform.pusher._http = httpx.AsyncClient(transport=quoting, base_url="http://gateway")
    assert (await http.post("/sim/handshake")).json() == {"right": False}
    assert [alarm.kind for alarm in platform.world.alarms] == ["handshake"]
