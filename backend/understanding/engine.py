"""The parse route of Rasa, for sentences outside any conversation: the running one, else one started for it."""

import asyncio
import hashlib
import hmac
import json
import os
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from enum import Enum
from pathlib import Path
from typing import Any

import httpx

from backend.kit.crypto import derived_secret
from backend.kit.ports import free_port
from backend.kit.running import part_url
from backend.kit.settings import Settings
from backend.understanding import modelfiles
from backend.understanding.training import RASA_PYTHON, ROOT, ensure_model

START_LIMIT = 60.0
SWAP_LIMIT = 60.0
_TIMEOUT = httpx.Timeout(30.0, connect=2.0)
_AT_ONCE = 8


class EngineFailed(RuntimeError):
    """Rasa does not start or does not answer."""


class Parser:
    """Signed calls of Rasa's channel beside the turns."""

    def __init__(self, url: str, secret: bytes) -> None:
        self._http = httpx.AsyncClient(base_url=f"{url}/webhooks/lantai", trust_env=False, timeout=_TIMEOUT)
        self._secret = secret
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ready(self) -> bool:
        """Whether it answers now."""
        try:
            return (await self._http.get("/health", timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def parse(self, message: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """Intent, ranking and further wishes of one prepared message. Raises EngineFailed."""
        return await self._post("/parse", {"message": message, "metadata": metadata})

    async def forget(self, sender: str) -> int:
        """Have a conversation's rows erased; how many there were. Raises EngineFailed."""
        return int((await self._post("/forget", {"sender": sender}))["erased"])

    async def swap(self, name: str) -> bool:
        """Have a model of the same folder loaded and put to work; False when it could not be. Raises EngineFailed."""
        return (await self._sent("/swap", {"model": name}, timeout=SWAP_LIMIT)).status_code == 200

    async def _post(self, path: str, data: dict[str, Any]) -> dict[str, Any]:
        response = await self._sent(path, data)
        if response.status_code != 200:
            raise EngineFailed(f"Rasa refused a call: {response.status_code}")
        answer: dict[str, Any] = response.json()
        return answer

    async def _sent(self, path: str, data: dict[str, Any], timeout: float | None = None) -> httpx.Response:
        body = json.dumps(data, ensure_ascii=False).encode()
        stamp = str(int(time.time()))
        proof = hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {"X-Lantai-Timestamp": stamp, "X-Lantai-Signature": proof}
        async with self._places:
            try:
                return await self._http.post(path, content=body, headers=headers, timeout=timeout or _TIMEOUT)
            except httpx.HTTPError as error:
                raise EngineFailed(f"Rasa does not answer: {type(error).__name__}") from error


class Taken(Enum):
    """What became of a model that was just trained."""

    SERVED = "The running house answers with it now."
    WAITS = "The next start serves it."
    REFUSED = "The running house could not load it and keeps the model it has, see logs/rasa.log under LANTAI_HOME."
    AWAY = (
        "Rasa of the running house does not answer; it keeps the model it has until `lantai train` or the next start."
    )


async def hand_over(settings: Settings, model: Path) -> Taken:
    """Put a model to work where a house of this home runs, and name it for the starts to come.

    What a running Rasa has not taken is not named: it would be started on it, untried, when it dies.
    """
    if url := part_url(settings, "rasa"):
        rasa = Parser(url, derived_secret("channel"))
        try:
            if not await rasa.swap(model.name):
                return Taken.REFUSED
        except EngineFailed:
            return Taken.AWAY
        finally:
            await rasa.aclose()
        modelfiles.put_in_use(settings.home, model)
        return Taken.SERVED
    modelfiles.put_in_use(settings.home, model)
    return Taken.WAITS


@asynccontextmanager
async def parser(settings: Settings) -> AsyncIterator[Parser]:
    """A parser of the running Rasa, or of one that lives as long as the block. Raises EngineFailed."""
    secret = derived_secret("channel")
    if url := part_url(settings, "rasa"):
        running = Parser(url, secret)
        if await running.ready():
            try:
                yield running
            finally:
                await running.aclose()
            return
        await running.aclose()
    model = await asyncio.to_thread(ensure_model, settings, lambda line: None)
    with _started(settings.home, model, secret) as (url, process):
        own = Parser(url, secret)
        try:
            await _until_ready(own, process)
            yield own
        finally:
            await own.aclose()


@contextmanager
def _started(home: Path, model: Path, secret: bytes) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    port = free_port()
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    environment |= {"LANTAI_CHANNEL_SECRET": secret.hex(), "LANTAI_HOME": str(home), "PYTHONUTF8": "1"}
    command = [RASA_PYTHON, "-m", "bot.channel.serve", "--model", model, "--port", port, "--parse-only"]
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / "understand.log").open("wb") as log:
        process = subprocess.Popen([str(word) for word in command], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _until_ready(parser: Parser, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_LIMIT
    while not await parser.ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise EngineFailed("Rasa did not start, see logs/understand.log under LANTAI_HOME")
        await asyncio.sleep(0.1)
