"""`lantai understand` from the outside, and the SDK's reading of what our channel sends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from backend.kit import crypto
from backend.kit.ports import free_port
from backend.kit.settings import Settings
from backend.supervisor.record import RunRecord
from backend.understanding.engine import EngineFailed, Parser, parser
from backend.understanding.forgetting import forget_talk
from backend.understanding.sentences import all_understood
from backend.understanding.training import catalogue
from tests.contract.rasa.client import SECRET, Channel, somebody
from tests.contract.rasa.conftest import ROOT, Actions, Rasa

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

SENTENCES = [
    "英文成绩单四份，中文的要两份",
    "",
    "/restart{}",
    "我叫李秀英，电话13800138000",
    "办到哪一步了",
    "长" * 3000,
    "\x00\ud800怪",
]


@pytest.fixture
def configured(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path, encryption_key="k1:" + "A" * 43 + "=")
    crypto.configure(settings)
    return settings


async def test_sentences_come_back_in_order_in_the_contracts_form(rasa: Rasa, configured: Settings) -> None:
    engine = Parser(f"http://127.0.0.1:{rasa.port}", SECRET)
    try:
        found = [each async for each in all_understood(SENTENCES * 20, engine, catalogue())]
    finally:
        await engine.aclose()

    assert [each["text"] for each in found] == SENTENCES * 20
    for each in found:
        assert list(each) == ["text", "intent", "confidence", "also", "entities", "items"]
        assert 0 <= each["confidence"] <= 1
    assert found[0]["items"] == [
        {"document_type": "transcript", "language": "en", "copies": 4, "sealed": None},
        {"document_type": "transcript", "language": "zh", "copies": 2, "sealed": None},
    ]
    assert found[1]["intent"] == "out_of_scope"
    assert found[3]["entities"]["phone"] == "13800138000"
    assert found[4]["intent"] == "check_progress"


async def test_the_running_rasa_is_found_by_run_json(
    rasa: Rasa, configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = RunRecord(configured.home)
    record.acquire()
    record.write({}, {"rasa": f"http://127.0.0.1:{rasa.port}"})
    monkeypatch.setattr("backend.understanding.engine.derived_secret", lambda purpose: SECRET)

    async with parser(configured) as engine:
        assert (await engine.parse("你好", {}))["intent"]["name"] == "greet"
    record.release()


async def test_without_a_running_one_a_rasa_is_started_and_ended(
    model: Path, configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.understanding.engine.ensure_model", lambda *_: model)

    async with parser(configured) as engine:
        assert (await engine.parse("你好", {}))["intent"]["name"] == "greet"

    assert not await engine_answers(engine)


async def test_a_talk_is_forgotten_by_rasa_and_an_absent_rasa_does_no_harm(
    rasa: Rasa, channel: Channel, actions: Actions, configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.understanding.forgetting.derived_secret", lambda purpose: SECRET)
    sender = somebody()
    await channel.turn(sender, "你好", "m1")

    assert await forget_talk(configured.model_copy(update={"rasa_port": rasa.port}), sender) is True
    assert (await channel.seen(sender, "m1"))["seen"] is False
    assert await forget_talk(configured.model_copy(update={"rasa_port": free_port()}), sender) is False


async def engine_answers(engine: Parser) -> bool:
    try:
        return await engine.ready()
    except RuntimeError:  # the client is closed
        return False


async def test_a_wrong_secret_is_a_failure(rasa: Rasa) -> None:
    engine = Parser(f"http://127.0.0.1:{rasa.port}", b"another secret of 32 bytes......")
    try:
        with pytest.raises(EngineFailed):
            await engine.parse("你好", {})
    finally:
        await engine.aclose()


async def test_the_sdk_reads_what_the_channel_sends(channel: Channel, actions: Actions) -> None:
    await channel.turn(somebody(), "多少钱一份", "m3", openid="sealed:v1:x")
    (call,) = actions.calls
    seen: dict[str, Any] = {}

    class Turn(Action):
        def name(self) -> str:
            return "action_turn"

        def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
            seen.update(tracker.latest_message, sender=tracker.sender_id)
            dispatcher.utter_message(json_message={"say": "x"})
            return []

    executor = ActionExecutor()
    executor.register_action(Turn())
    result = await executor.run(call)

    assert seen["message_id"] == "m3"
    assert seen["intent"]["name"] == "ask_fee"
    assert seen["metadata"]["openid"] == "sealed:v1:x"
    assert result is not None
    assert result.model_dump()["responses"][0]["custom"] == {"say": "x"}


def test_serving_needs_neither_tensorflow_nor_a_messenger(model: Path) -> None:
    code = (
        "import bot.channel.serve, sys;"
        "print([n for n in ('tensorflow', 'keras', 'aiogram', 'sklearn') if hasattr(sys.modules.get(n), '__file__')])"
    )
    python = ROOT / ".venv-rasa" / "bin" / "python"
    done = subprocess.run(
        [str(python), "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_serving_without_key_or_database_does_not_start(model: Path) -> None:
    python = ROOT / ".venv-rasa" / "bin" / "python"
    command = [str(python), "-W", "ignore", "-m", "bot.channel.serve", "--model", str(model), "--port", "21399"]
    environment = {"PATH": os.environ["PATH"], "LANTAI_CHANNEL_SECRET": SECRET.hex()}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)

    assert done.returncode != 0 or "DatabaseMissing" in done.stderr
    assert "DatabaseMissing" in done.stderr, sys.version
