"""Another model is put to work in a running Rasa, and no turn notices."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from backend.kit import crypto
from backend.kit.ports import free_port
from backend.kit.settings import Settings
from backend.supervisor.record import RunRecord
from backend.understanding import modelfiles
from backend.understanding.engine import Taken, hand_over
from tests.contract.rasa.client import SECRET, Channel, somebody
from tests.contract.rasa.conftest import PYTHON, ROOT, Actions, Rasa, bare, some_sentences, soon

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

ASKED = "办到哪一步了"


@pytest.fixture(scope="module")
def other_model(model: Path) -> Iterator[Path]:
    """A model that was taught the opposite: whoever asks for progress is saying goodbye."""
    found = some_sentences(6)
    taught = [("goodbye", found["check_progress"]), ("check_progress", found["goodbye"]), ("greet", found["greet"])]
    lines = [{"text": text, "intent": intent, "metadata": {}} for intent, texts in taught for text in [*texts, ASKED]]
    lines = [line for line in lines if line["text"] != ASKED or line["intent"] == "goodbye"]
    sentences = model.with_name("other.jsonl")
    sentences.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    output = model.with_name("other.tar.gz")
    command = [str(PYTHON), "-m", "bot.nlu.train", "--sentences", str(sentences), "--output", str(output)]
    done = subprocess.run(command, cwd=ROOT, env=bare(), capture_output=True, text=True, timeout=110)
    assert output.is_file(), done.stderr[-2000:]
    yield output
    output.unlink()


@pytest.fixture
async def swapping(channel: Channel, model: Path) -> AsyncIterator[Channel]:
    """The channel; afterwards the folder's own model serves again."""
    yield channel
    assert (await channel.post("swap", {"model": model.name})).status_code == 200


async def serving(rasa: Rasa) -> str:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{rasa.port}/webhooks/lantai/health")
    return str(answer.json()["model"])


async def test_the_next_turn_is_understood_by_the_new_model_and_none_in_flight_is_lost(
    rasa: Rasa, swapping: Channel, actions: Actions, model: Path, other_model: Path
) -> None:
    sender = somebody()
    before = await swapping.turn(sender, ASKED, "before")
    assert before.json()["intent"]["name"] == "check_progress"
    actions.answer = "wait"
    waiting = asyncio.create_task(swapping.turn(sender, ASKED, "during"))
    await soon(lambda: len(actions.calls) == 2)

    async def swap() -> httpx.Response:
        return await swapping.post("swap", {"model": other_model.name})

    swapped = asyncio.create_task(swap())
    beside = [asyncio.create_task(swapping.turn(somebody(), ASKED)) for _ in range(8)]
    assert (await swapped).json() == {"model": other_model.name, "before": model.name}
    assert not waiting.done()
    actions.answer = "reply"
    actions.gate.set()

    during = await waiting
    assert [during.status_code, during.json()["intent"]["name"]] == [200, "check_progress"]
    assert {answer.status_code for answer in await asyncio.gather(*beside)} == {200}
    after = await swapping.turn(sender, ASKED, "after")
    assert after.json()["intent"]["name"] == "goodbye"
    assert [reply["say"] for reply in after.json()["replies"]] == ["echo.intent", "echo.second"]
    for known in (before, during):
        again = await swapping.turn(sender, ASKED, known.json()["message_id"])
        assert again.json() == known.json()
    assert await serving(rasa) == other_model.name


async def test_a_model_that_does_not_load_is_refused_and_the_present_one_answers(
    rasa: Rasa, channel: Channel, actions: Actions, model: Path
) -> None:
    broken = model.with_name("broken.tar.gz")
    broken.write_bytes(model.read_bytes()[:2000])
    for name in (broken.name, "absent.tar.gz"):
        refused = await channel.post("swap", {"model": name})
        assert (refused.status_code, refused.json()) == (409, {"error": "model_not_loaded", "model": model.name})
    for name in ("../small.tar.gz", "/etc/passwd", "small.txt", ""):
        assert (await channel.post("swap", {"model": name})).status_code == 422
    assert (await channel.turn(somebody(), ASKED)).json()["intent"]["name"] == "check_progress"
    assert await serving(rasa) == model.name


def resident_mb(rasa: Rasa) -> float:
    assert rasa.process is not None
    status = Path(f"/proc/{rasa.process.pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
async def test_replaced_models_do_not_stay_in_memory(channel: Channel, rasa: Rasa, model: Path) -> None:
    body = {"model": model.name}
    assert (await channel.post("swap", body)).status_code == 200
    before = resident_mb(rasa)
    for _ in range(3):
        assert (await channel.post("swap", body)).status_code == 200
    assert resident_mb(rasa) - before < 150  # an encoder alone would be 90 for each


async def test_swapping_asks_for_the_signature(channel: Channel, rasa: Rasa, model: Path) -> None:
    assert (await channel.post("swap", {"model": model.name}, headers={})).status_code == 403
    assert (await channel.post("swap", {"model": model.name}, secret=b"x" * 32)).status_code == 403


@pytest.fixture
def house(rasa: Rasa, tmp_path: Path) -> Iterator[RunRecord]:
    """The house that runs on the home."""
    record = RunRecord(tmp_path)
    record.acquire()
    record.write({}, {"rasa": f"http://127.0.0.1:{rasa.port}"})
    yield record
    record.release()


@pytest.fixture
def home(model: Path, house: RunRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A home whose models are those of the running Rasa."""
    settings = Settings(home=tmp_path, encryption_key="k1:" + "A" * 43 + "=")
    crypto.configure(settings)
    os.symlink(model.parent, tmp_path / modelfiles.FOLDER)
    modelfiles.put_in_use(tmp_path, model)
    monkeypatch.setattr("backend.understanding.engine.derived_secret", lambda purpose: SECRET)
    yield settings
    (model.parent / "current").unlink()


async def test_what_was_trained_is_handed_to_the_running_house_and_named_for_its_next_start(
    home: Settings, swapping: Channel, rasa: Rasa, model: Path
) -> None:
    fresh = Path(shutil.copy(model, model.with_name("fresh.tar.gz")))
    assert await hand_over(home, fresh) is Taken.SERVED
    assert await serving(rasa) == fresh.name
    assert modelfiles.in_use(home.home) == home.home / modelfiles.FOLDER / fresh.name


async def test_what_the_running_house_refuses_is_not_named_for_its_next_start(
    home: Settings, rasa: Rasa, model: Path
) -> None:
    broken = model.with_name("spoilt.tar.gz")
    broken.write_bytes(b"no archive")
    assert await hand_over(home, broken) is Taken.REFUSED
    assert modelfiles.in_use(home.home) == home.home / modelfiles.FOLDER / model.name
    assert await serving(rasa) == model.name


async def test_a_rasa_that_is_away_does_not_get_an_untried_model_at_its_return(
    home: Settings, house: RunRecord, model: Path
) -> None:
    house.write({}, {"rasa": f"http://127.0.0.1:{free_port()}"})
    fresh = Path(shutil.copy(model, model.with_name("untried.tar.gz")))
    assert await hand_over(home, fresh) is Taken.AWAY
    assert modelfiles.in_use(home.home) == home.home / modelfiles.FOLDER / model.name


async def test_without_a_house_a_model_waits_for_the_next_start(home: Settings, house: RunRecord, model: Path) -> None:
    house.release()
    fresh = Path(shutil.copy(model, model.with_name("waiting.tar.gz")))
    assert await hand_over(home, fresh) is Taken.WAITS
    assert modelfiles.in_use(home.home) == home.home / modelfiles.FOLDER / fresh.name
