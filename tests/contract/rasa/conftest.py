"""A real Rasa with a small model, and a tiny action server that can be told to fail or to wait."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from backend.kit.ports import free_port
from tests.contract.rasa.client import SECRET, Channel
from tests.support.wait import until

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
ACTIONS_SECRET = "actions-secret-of-the-test"
KEY = "11" * 32


@dataclass
class Actions:
    """An action server of the protocol that rasa-sdk speaks."""

    port: int
    calls: list[dict[str, Any]] = field(default_factory=list)
    answer: str = "reply"
    gate: threading.Event = field(default_factory=threading.Event)

    def handle(self, call: dict[str, Any]) -> tuple[int, Any]:
        self.calls.append(call)
        if self.answer == "wait":
            self.gate.wait(20)
        if self.answer == "fail":
            return 500, {"error": "no"}
        if self.answer == "empty":
            return 200, {"events": [], "responses": []}
        message = call["tracker"]["latest_message"]
        says = [{"say": "echo.intent", "with": {"intent": message["intent"]["name"]}}, {"say": "echo.second"}]
        return 200, {"events": [], "responses": [{"custom": say} for say in says]}


@pytest.fixture
def actions(actions_server: Actions) -> Iterator[Actions]:
    """The action server, answering again and without memories."""
    actions_server.calls.clear()
    actions_server.answer = "reply"
    actions_server.gate.clear()
    yield actions_server
    actions_server.answer = "reply"
    actions_server.gate.set()


@pytest.fixture(scope="session")
def actions_server() -> Iterator[Actions]:
    actions = Actions(free_port())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Authorization") != f"Bearer {ACTIONS_SECRET}":
                status, answer = 401, {"error": "unauthorized"}
            else:
                status, answer = actions.handle(json.loads(body))
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", actions.port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield actions
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of a few sentences an intent, trained by the real code."""
    folder = tmp_path_factory.mktemp("model")
    lines = [
        json.dumps({"text": text, "intent": intent, "metadata": {}}, ensure_ascii=False)
        for intent, texts in some_sentences(24).items()
        for text in texts
    ]
    sentences = folder / "sentences.jsonl"
    sentences.write_text("\n".join(lines) + "\n", encoding="utf-8")
    output = folder / "small.tar.gz"
    command = [PYTHON, "-m", "bot.nlu.train", "--sentences", sentences, "--output", output]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, env=bare(), capture_output=True, text=True, timeout=110)
    assert output.is_file(), done.stderr[-2000:]
    return output


def some_sentences(number: int) -> dict[str, list[str]]:
    """The first sentences of each intent in the training data."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "nlu_data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            texts = re.findall(r"^\s*- (.+)$", block["examples"], re.MULTILINE)
            found.setdefault(block["intent"], []).extend(texts[:number])
    return found


def bare() -> dict[str, str]:
    """An environment without the house's secrets."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONUNBUFFERED": "1"}


@dataclass
class Rasa:
    """A running Rasa, or how to start one."""

    port: int
    environment: dict[str, str]
    model: Path
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(PYTHON), "-m", "bot.channel.serve", "--model", str(self.model), "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        until(self._ready, 60)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(20)

    def _ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            url = f"http://127.0.0.1:{self.port}/webhooks/lantai/health"
            return httpx.get(url, timeout=1, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def running(rasa: Rasa) -> Iterator[Rasa]:
    """Run it for the time of the block."""
    rasa.start()
    try:
        yield rasa
    finally:
        rasa.stop()


@pytest.fixture(scope="session")
def rasa_database_url(postgres_server: Any) -> str:
    """A database of Rasa's own."""
    from backend.supervisor.postgres import ensure_database

    url: str = postgres_server.url.rsplit("/", 1)[0] + "/rasa_contract"
    ensure_database(url)
    return url


@pytest.fixture(scope="session")
def rasa(
    model: Path, actions_server: Actions, rasa_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rasa]:
    """One Rasa for all tests of this folder."""
    environment = bare() | {
        "LANTAI_RASA_DATABASE_URL": rasa_database_url,
        "LANTAI_CHANNEL_SECRET": SECRET.hex(),
        "LANTAI_ACTIONS_SECRET": ACTIONS_SECRET,
        "LANTAI_ACTIONS_ADDRESS": f"http://127.0.0.1:{actions_server.port}",
        "LANTAI_TRACKER_KEY": KEY,
        "LANTAI_HOME": str(tmp_path_factory.mktemp("home")),
    }
    with running(Rasa(free_port(), environment, model, tmp_path_factory.mktemp("log") / "rasa.log")) as rasa:
        yield rasa


@pytest.fixture
async def channel(rasa: Rasa) -> Any:
    """The signed way to it."""
    async with Channel(rasa.port) as channel:
        yield channel


async def soon(condition: Any, timeout: float = 10.0) -> None:
    """Wait until a condition holds, without blocking the loop."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "condition did not come true"
        await asyncio.sleep(0.02)
