"""What lists and progress cost with few and with many requests: two backends side by side, asked in turn."""

import asyncio
import base64
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from backend.kit.ports import free_port
from backend.migrations.run import upgrade
from backend.requests.paging import Sort
from backend.supervisor.child import ROOT, Command, words
from backend.supervisor.postgres import Postgres, ensure_database
from tests.bench.grown import OWNER, deep, grow
from tests.bench.numbers import milliseconds, percentile, ratio
from tests.bench.wire import Client
from tests.integration.backend.requester import ID_NUMBER, PHONE, body
from tests.support.wait import until

Say = Callable[[str], None]
GROW_LIMIT = 1800.0
_START_LIMIT = 180.0


@dataclass
class _Backend:
    """A backend on a database of its own."""

    client: Client
    database: str
    codes: list[str]
    deep: dict[Sort, str] = field(default_factory=dict)

    async def ask(self, path: str) -> float:
        """Seconds for a call. Raises RuntimeError when it is not answered well."""
        began = time.perf_counter()
        answer = await self.client.ask("GET", path)
        if answer.status != 200:
            raise RuntimeError(f"{path.partition('?')[0]}: status {answer.status}")
        return time.perf_counter() - began


async def measure(home: Path, sizes: tuple[int, int], times: int, say: Say) -> dict[str, Any]:
    """The ratio of every call's median time at the two sizes."""
    with _postgres(home) as server:
        async with AsyncExitStack() as stack:
            small, large = [
                await stack.enter_async_context(_backend(home, server, name)) for name in ("small", "large")
            ]
            for backend, rows in zip((small, large), sizes, strict=True):
                backend.codes = await asyncio.to_thread(grow, backend.database, rows, GROW_LIMIT, say)
                backend.deep = await asyncio.to_thread(deep, backend.database)
            found = await _compare(small, large, times)
    return {"small_rows": sizes[0], "large_rows": sizes[1], "calls": found}


async def _compare(small: _Backend, large: _Backend, times: int) -> dict[str, Any]:
    found = {}
    for name in _paths(small, 0):
        took: tuple[list[float], list[float]] = ([], [])
        # The first calls fill caches; both sides see the machine in the same state, for they take turns.
        for number in range(-5, times):
            for backend, kept in zip((small, large), took, strict=True):
                seconds = await backend.ask(_paths(backend, number)[name])
                if number >= 0:
                    kept.append(seconds)
        medians = [percentile(kept, 50) for kept in took]
        times_over = ratio(medians[1], medians[0])
        found[name] = {
            "small_p50_ms": milliseconds(medians[0]),
            "large_p50_ms": milliseconds(medians[1]),
            "ratio": None if times_over is None else round(times_over, 2),
        }
    return found


def _paths(backend: _Backend, number: int) -> dict[str, str]:
    """The calls by name; the number picks another request each time."""
    code = backend.codes[number % len(backend.codes)]
    listed = "/api/v1/requests?limit=20"
    return {
        "progress": f"/api/v1/progress/{code}?phone_last4={PHONE[-4:]}",
        "list, newest": listed,
        "list, open, by promised date": f"{listed}&sort=due",
        "list, newest, nine tenths down": f"{listed}&cursor={backend.deep['newest']}",
        "list, open, by promised date, nine tenths down": f"{listed}&sort=due&cursor={backend.deep['due']}",
        "list, of one owner, newest": f"{listed}&owner={OWNER}",
        "list, of one owner, closed, newest": f"{listed}&owner={OWNER}&status=closed",
        "list, of one owner, by promised date": f"{listed}&owner={OWNER}&sort=due",
        "list, of one state": f"{listed}&status=submitted",
        "list, of one person": f"{listed}&openid={body()['openid']}",
        "list, overdue": f"{listed}&due=overdue&sort=due",
        "list, of a kind of paper": f"{listed}&document_type=transcript",
        "list, of an outcome nobody had": f"{listed}&resolution=rejected",
        "list, of a track nobody took": f"{listed}&track=citizen",
        "search, by name": f"{listed}&q={quote(body()['subject']['name'])}",
        "search, by student number": f"{listed}&q={body()['subject']['student_id']}",
        "search, by ID number": f"{listed}&q={ID_NUMBER}",
        "search, by telephone": f"{listed}&q={PHONE}",
        "search, by an old code's beginning": f"{listed}&q={backend.codes[-1][:6]}",
        "numbers over the queue": "/api/v1/requests/counts",
    }


@contextmanager
def _postgres(home: Path) -> Iterator[Postgres]:
    """A cluster of its own; what it holds is thrown away, so nothing waits for the disk."""
    server = Postgres(home / "postgres", free_port(), secrets.token_hex(12), durable=False)
    server.prepare()
    command = server.command()
    with (home / "postgres.log").open("wb") as log:
        process = subprocess.Popen(command.launched(), env=dict(command.env), stdout=log, stderr=log)
    try:
        until(lambda: _answers(server), 30)
        yield server
    finally:
        process.send_signal(command.stop_signal)
        process.wait(30)


def _answers(server: Postgres) -> bool:
    with suppress(psycopg.OperationalError):
        ensure_database(server.url)
        return True
    return False


@asynccontextmanager
async def _backend(home: Path, server: Postgres, name: str) -> AsyncIterator[_Backend]:
    """The backend as it serves, with one request filed."""
    url = server.url.rsplit("/", 1)[0] + f"/{name}"
    ensure_database(url)
    await asyncio.to_thread(upgrade, url)
    token, port = secrets.token_hex(16), free_port()
    env = {key: value for key, value in os.environ.items() if not key.startswith("LANTAI_")}
    settings = {"HOME": home / name, "DATABASE_URL": url, "SERVICE_TOKEN": token, "BACKEND_PORT": port}
    settings |= {"ENCRYPTION_KEY": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(), "SIMULATOR": "on"}
    env |= {f"LANTAI_{key}": str(value) for key, value in settings.items()}
    (home / name).mkdir()
    process = _start(home, name, env)
    client = Client(f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {token}", "Idempotency-Key": "seed"})
    try:
        try:
            await _until_it_serves(client)
        except TimeoutError:
            tail = (home / f"{name}.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"the backend did not serve:\n{tail}") from None
        answer = await client.ask("POST", "/api/v1/requests", json.dumps(body()).encode())
        if answer.status != 201:
            raise RuntimeError(f"the seed was not filed: status {answer.status}")
        yield _Backend(client, url, [])
    finally:
        client.close()
        process.terminate()
        await asyncio.to_thread(process.wait, 20)


def _start(home: Path, name: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    with (home / f"{name}.log").open("wb") as log:
        command = Command(words(sys.executable, "-m", "backend.app"))
        return subprocess.Popen(command.launched(), cwd=ROOT, env=env, stdout=log, stderr=log)


async def _until_it_serves(client: Client) -> None:
    async with asyncio.timeout(_START_LIMIT):
        while True:
            with suppress(OSError, EOFError):
                if (await client.ask("GET", "/healthz", limit=5)).status == 200:
                    return
            await asyncio.sleep(0.1)
