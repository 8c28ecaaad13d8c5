"""The interface between gateway and Rasa, held against a real Rasa."""

from __future__ import annotations

import asyncio
import uuid

import httpx
import psycopg
import pytest

from tests.contract.rasa.client import Channel, somebody
from tests.contract.rasa.conftest import Actions, Rasa, soon

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


async def test_a_turn_brings_replies_in_order_with_the_intent(channel: Channel, actions: Actions) -> None:
    answer = await channel.turn(somebody(), "办到哪一步了", "m1")

    assert answer.status_code == 200
    data = answer.json()
    assert data["message_id"] == "m1"
    assert [reply["say"] for reply in data["replies"]] == ["echo.intent", "echo.second"]
    assert data["intent"]["name"] == "check_progress"
    assert 0 < data["intent"]["confidence"] <= 1
    assert data["also"] == []


async def test_the_action_server_gets_message_id_metadata_and_understanding(channel: Channel, actions: Actions) -> None:
    sender = somebody()
    detail = {"entity": "copies", "value": 2, "sealed": None, "denied": False}

    await channel.turn(sender, "两份", "m7", details=[detail], openid="sealed:v1:x")

    (call,) = actions.calls
    latest = call["tracker"]["latest_message"]
    assert call["next_action"] == "action_turn"
    assert call["tracker"]["sender_id"] == sender
    assert latest["message_id"] == "m7"
    assert latest["metadata"]["openid"] == "sealed:v1:x"
    assert latest["entities"][0]["value"] == 2


async def test_the_same_message_id_runs_once_and_answers_the_same(channel: Channel, actions: Actions) -> None:
    sender = somebody()

    first = await channel.turn(sender, "你好", "twice")
    second = await channel.turn(sender, "你好", "twice")

    assert first.json() == second.json()
    assert len(actions.calls) == 1


async def test_two_turns_at_once_with_one_message_id_run_once(channel: Channel, actions: Actions) -> None:
    sender = somebody()

    answers = await asyncio.gather(*(channel.turn(sender, "你好", "race") for _ in range(5)))

    assert len({answer.text for answer in answers}) == 1
    assert len(actions.calls) == 1


async def test_seen_tells_a_message_and_its_replies(channel: Channel, actions: Actions) -> None:
    sender = somebody()
    answer = await channel.turn(sender, "你好", "known")

    assert await channel.seen(sender, "known") == {"seen": True, "replies": answer.json()["replies"]}
    assert await channel.seen(sender, "other") == {"seen": False, "replies": []}
    assert (await channel.seen(somebody(), "known"))["seen"] is False


async def test_seen_survives_a_kill(channel: Channel, actions: Actions, rasa: Rasa) -> None:
    sender = somebody()
    answer = await channel.turn(sender, "你好", "before")

    rasa.kill()
    rasa.start()

    assert await channel.seen(sender, "before") == {"seen": True, "replies": answer.json()["replies"]}
    assert (await channel.turn(sender, "你好", "before")).json() == answer.json()
    assert len(actions.calls) == 1
    assert (await channel.turn(sender, "在吗", "after")).status_code == 200


async def test_an_old_message_of_a_long_talk_is_still_seen(channel: Channel, actions: Actions) -> None:
    sender = somebody()
    for number in range(14):
        await channel.turn(sender, "你好", f"n{number}")

    assert (await channel.seen(sender, "n0"))["seen"] is True
    assert (await channel.seen(sender, "n13"))["seen"] is True


async def test_a_caller_that_goes_away_does_not_abort_the_turn(channel: Channel, actions: Actions) -> None:
    sender = somebody()
    actions.answer = "wait"
    call = asyncio.create_task(channel.turn(sender, "你好", "left"))
    await soon(lambda: actions.calls)

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    actions.answer = "reply"
    actions.gate.set()

    seen = await channel.seen(sender, "left")
    assert seen["seen"] is True
    assert seen["replies"]


async def test_a_slow_conversation_does_not_hold_up_another(channel: Channel, actions: Actions) -> None:
    actions.answer = "wait"
    slow = asyncio.create_task(channel.turn(somebody(), "你好"))
    await soon(lambda: actions.calls)
    actions.answer = "reply"

    assert (await channel.turn(somebody(), "你好")).status_code == 200
    assert not slow.done()
    actions.gate.set()
    assert (await slow).status_code == 200


@pytest.mark.parametrize("answer", ["fail", "empty"])
async def test_a_failed_action_is_a_failure_and_leaves_nothing_behind(
    channel: Channel, actions: Actions, answer: str
) -> None:
    sender = somebody()
    actions.answer = answer

    failed = await channel.turn(sender, "你好", "again")

    assert failed.status_code == 502
    assert (await channel.seen(sender, "again"))["seen"] is False
    actions.answer = "reply"
    assert (await channel.turn(sender, "你好", "again")).status_code == 200


@pytest.mark.parametrize(
    "text", ["/restart", " /greet{}", "／greet", "\u3000／greet", "\ufeff/greet", "\t/session_start"]
)
async def test_a_leading_slash_is_refused(channel: Channel, actions: Actions, text: str) -> None:
    for route in ("turn", "parse"):
        body = {"sender": "s", "message_id": "m", "message": text, "metadata": {}}
        assert (await channel.post(route, body)).status_code == 422
    assert actions.calls == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b'"x"', {"message": "x", "message_id": "m"}, {"sender": "s", "message": "x"},
        {"sender": "", "message": "x", "message_id": "m"}, {"sender": "s", "message_id": "m"},
        {"sender": 5, "message": "x", "message_id": "m"},
        {"sender": "s", "message": "长" * 1001, "message_id": "m"},
        {"sender": "s", "message": "x", "message_id": "m", "metadata": []},
    ],
)  # fmt: skip
async def test_a_malformed_turn_is_refused(channel: Channel, actions: Actions, body: object) -> None:
    assert (await channel.post("turn", body)).status_code == 422
    assert actions.calls == []


@pytest.mark.parametrize("route", ["turn", "seen", "parse", "forget", "swap"])
async def test_unsigned_stale_and_wrongly_signed_calls_are_refused(channel: Channel, route: str) -> None:
    body = {"sender": "s", "message": "你好", "message_id": "m"}

    assert (await channel.post(route, body, headers={})).status_code == 403
    assert (await channel.post(route, body, secret=b"another secret of 32 bytes......")).status_code == 403
    assert (await channel.post(route, body, age=90)).status_code == 403
    assert (await channel.post(route, body, age=-90)).status_code == 403
    junk = {"X-Lantai-Timestamp": "½", "X-Lantai-Signature": "x" * 64}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in junk.items()]
    assert (await channel.post(route, body, headers=raw)).status_code == 403  # type: ignore[arg-type]


async def test_only_our_routes_answer(rasa: Rasa) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{rasa.port}", trust_env=False) as client:
        paths = ["/webhooks/rest/webhook", "/model/parse", "/conversations/x/tracker", "/model/train", "/status"]
        for path in paths:
            assert (await client.post(path, json={})).status_code == 404
        health = await client.get("/webhooks/lantai/health")
    assert health.json()["ready"] is True


async def test_parse_understands_without_a_conversation(channel: Channel, actions: Actions) -> None:
    answer = await channel.post("parse", {"message": "多少钱一份，寄到上海要几天", "metadata": {}})

    data = answer.json()
    assert data["intent"]["name"] == data["intent_ranking"][0]["name"]
    assert all({"name", "confidence"} <= each.keys() for each in data["also"])
    assert actions.calls == []


async def test_a_picture_is_a_turn_without_intent(channel: Channel, actions: Actions) -> None:
    answer = await channel.turn(somebody(), "[图片]", kind="image", attachment={"id": "a1"})

    assert answer.json()["intent"] == {"name": None, "confidence": 0.0}
    assert answer.json()["replies"]


async def test_the_database_holds_no_plain_text(channel: Channel, actions: Actions, rasa_database_url: str) -> None:
    marker = f"独一无二{uuid.uuid4().hex}"
    sender = somebody()
    await channel.turn(sender, f"我要开成绩单 {marker}", "secret", openid=marker)

    with psycopg.connect(rasa_database_url) as connection:
        rows = connection.execute("SELECT type_name, data FROM rasa.events WHERE sender_id = %s", [sender]).fetchall()

    assert {"user", "bot", "action"} <= {row[0] for row in rows}
    assert all(marker.encode() not in bytes(row[1]) for row in rows)
    assert all(b"echo.intent" not in bytes(row[1]) for row in rows)


async def test_the_log_holds_nothing_that_people_wrote(channel: Channel, actions: Actions, rasa: Rasa) -> None:
    marker = f"别处没有{uuid.uuid4().hex}"
    sender = somebody()
    await channel.turn(sender, marker, openid=marker)
    actions.answer = "fail"
    await channel.turn(sender, marker, openid=marker)
    await channel.post("parse", {"message": marker})
    await channel.post("turn", {"message": f"/{marker}", "sender": sender, "message_id": marker})

    assert marker not in rasa.log.read_text(encoding="utf-8", errors="replace")


async def test_forget_erases_a_conversation(channel: Channel, actions: Actions, rasa_database_url: str) -> None:
    sender = somebody()
    await channel.turn(sender, "你好", "gone")

    assert (await channel.post("forget", {"sender": sender})).json()["erased"] > 0

    assert (await channel.seen(sender, "gone"))["seen"] is False
    with psycopg.connect(rasa_database_url) as connection:
        count = connection.execute("SELECT count(*) FROM rasa.events WHERE sender_id = %s", [sender]).fetchone()
    assert count == (0,)


async def test_a_failing_database_is_a_failure(channel: Channel, actions: Actions, rasa_database_url: str) -> None:
    sender = somebody()
    await channel.turn(sender, "你好", "one")
    with psycopg.connect(rasa_database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE rasa.events RENAME TO events_away")
        try:
            assert (await channel.turn(sender, "你好", "two")).status_code == 503
        finally:
            connection.execute("ALTER TABLE rasa.events_away RENAME TO events")

    assert (await channel.seen(sender, "two"))["seen"] is False
    assert (await channel.turn(sender, "你好", "two")).status_code == 200


async def test_a_lost_connection_to_the_database_heals_itself(
    channel: Channel, actions: Actions, rasa_database_url: str
) -> None:
    await channel.turn(somebody(), "你好")
    with psycopg.connect(rasa_database_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lantai-rasa'"
        )

    assert (await channel.turn(somebody(), "你好")).status_code == 200
