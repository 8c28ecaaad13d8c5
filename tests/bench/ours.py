"""The whole house of ours under load: callbacks in, answers out."""

import asyncio
import os
import statistics
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from backend.kit.db import libpq_url
from backend.supervisor.child import ROOT
from tests.bench.account import Lost, Platform, open_platform
from tests.bench.load import in_crowds, sentences, somebody
from tests.bench.memory import megabytes
from tests.bench.numbers import Sample, milliseconds, percentile
from tests.bench.wire import Client
from tests.support.house import RunningHouse, running_house

TRAINING_LIMIT = 900
_FILED_LIMIT = 20.0
Say = Callable[[str], None]


@dataclass
class Ours:
    """A running house, the account it serves, and how long it took to open."""

    house: RunningHouse
    platform: Platform
    gateway: Client
    start_seconds: float
    say: Say

    async def turn(self, openid: str, text: str) -> str:
        """Say something and hear the answer. Raises Lost."""
        return await self.platform.turn(self.gateway, openid, text)

    async def turns(self, crowds: list[tuple[int, int, float]]) -> dict[str, Any]:
        """Turns at so many talking."""
        return await in_crowds(self.turn, crowds, self.say)

    async def filing(self, times: int) -> dict[str, Any]:
        """From the first word of a talk to the request in the backend."""
        took, unfiled = [], 0
        headers = {"Authorization": f"Bearer {self.house.secret('service_token')}"}
        async with httpx.AsyncClient(base_url=self.house.urls["backend"], headers=headers, trust_env=False) as http:
            for _ in range(times):
                who, began = somebody(), time.perf_counter()
                try:
                    for sentence in sentences()["filing"]:
                        await self.turn(who, sentence)
                    async with asyncio.timeout(_FILED_LIMIT):
                        while not await _filed(http, who):
                            await asyncio.sleep(0.02)
                    took.append(time.perf_counter() - began)
                except (Lost, TimeoutError):
                    unfiled += 1
        turns = len(sentences()["filing"])
        return {"seconds": _rounded(took), "turns": turns, "times": times, "unfiled": unfiled}

    async def long(self, turns: int, talks: int, limit: float) -> dict[str, Any]:
        """The time of an answer early and late in one conversation, over some conversations."""
        early: list[float] = []
        late: list[float] = []
        done: list[int] = []
        questions, until = sentences()["questions"], time.perf_counter() + limit
        window = min(10, turns // 4)
        for _ in range(talks):
            who = somebody()
            took: list[float] = []
            while len(took) < turns and time.perf_counter() < until:
                began = time.perf_counter()
                await self.turn(who, questions[len(took) % len(questions)])
                took.append(time.perf_counter() - began)
            if len(took) > 2 * window:
                # Turn 10 stands in the middle of the early window; the late one ends with the last turn.
                early += took[window // 2 : window // 2 + window]
                late += took[-window:]
                done.append(len(took))
        medians = {"early_ms": milliseconds(percentile(early, 50)), "late_ms": milliseconds(percentile(late, 50))}
        return {**medians, "turns": min(done, default=0), "conversations": len(done)}

    def memory(self) -> dict[str, float]:
        """Megabytes of every part."""
        pids = self.house.record["processes"] | {"supervisor": self.house.supervisor.pid}
        whole = megabytes(self.house.supervisor.pid)
        parts = {name: megabytes(pid) for name, pid in pids.items() if name != "supervisor"}
        return {**parts, "all": max(whole, round(sum(parts.values()), 1))}

    async def admission(self, rate: int, seconds: float, drain: float) -> dict[str, Any]:
        """So many callbacks a second, whether answered or not; what the record holds of them."""
        flood = _Flood(self, rate, seconds)
        before = self._counted()
        await flood.run()
        held = self._counted() - before
        drained = await self._drained(drain)
        sample = flood.sample
        return {
            "asked_per_second": rate,
            "seconds": round(flood.sending, 1),
            "sent": flood.sent,
            "sent_per_second": round(flood.sent / flood.sending, 1) if flood.sending else 0.0,
            "recorded": held,
            "lost": flood.sent - held,
            "untaken": sample.lost,
            "taken_p95_ms": milliseconds(percentile(sample.took, 95)),
            "all_answered_after_seconds": drained,
        }

    def _counted(self, where: str = "direction = 'in'") -> int:
        with psycopg.connect(libpq_url(self.house.urls["database"]), autocommit=True) as connection:
            row = connection.execute(f"select count(*) from messages where {where}".encode()).fetchone()
            return int(row[0]) if row else 0

    async def _drained(self, limit: float) -> float | None:
        """Seconds until every message's turn was over; None when the limit came first."""
        began = time.perf_counter()
        while time.perf_counter() - began < limit:
            if not await asyncio.to_thread(self._counted, "direction = 'in' and state = 'waiting'"):
                return round(time.perf_counter() - began, 1)
            await asyncio.sleep(0.5)
        return None


class _Flood:
    """Callbacks at a steady rate, whatever becomes of those before."""

    def __init__(self, ours: Ours, rate: int, seconds: float) -> None:
        self._ours, self._rate, self._limit = ours, rate, seconds
        self.sample, self.sent, self.sending = Sample(), 0, 0.0

    async def run(self) -> None:
        """Send them all, then wait for what is under way (WeChat's three tries bound that)."""
        everybody = [somebody() for _ in range(max(self._rate * 10, 1))]
        text, began = sentences()["flood"], time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(int(self._rate * self._limit)):
                ahead = number / self._rate - (time.perf_counter() - began)
                if ahead > 0:
                    await asyncio.sleep(ahead)
                elif ahead < -self._limit:
                    break
                group.create_task(self._one(everybody[number % len(everybody)], text))
                self.sent += 1
            self.sending = time.perf_counter() - began

    async def _one(self, who: str, text: str) -> None:
        began = time.perf_counter()
        try:
            await self._ours.platform.push(self._ours.gateway, who, text)
        except Lost:
            self.sample.lost += 1
        else:
            self.sample.took.append(time.perf_counter() - began)


@asynccontextmanager
async def our_house(home: Path, say: Say) -> AsyncIterator[Ours]:
    """The house, started for the block."""
    async with open_platform() as platform:
        began = time.perf_counter()
        running = running_house(home, **platform.settings)
        # Beside the loop: the platform's API must answer while the house starts and ends.
        starting = asyncio.ensure_future(asyncio.to_thread(running.__enter__))
        try:
            house = await asyncio.shield(starting)
        except asyncio.CancelledError:
            # A house half started is ended in order too.
            await starting
            await asyncio.to_thread(running.__exit__, None, None, None)
            raise
        started = round(time.perf_counter() - began, 1)
        say(f"our house opened after {started} s")
        gateway = Client(house.urls["gateway"])
        try:
            yield Ours(house, platform, gateway, started, say)
        finally:
            gateway.close()
            await asyncio.to_thread(running.__exit__, None, None, None)


def train(home: Path) -> float:
    """Seconds for a model from nothing, into this home."""
    home.mkdir(parents=True, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith("LANTAI_")}
    command = [str(ROOT / ".venv" / "bin" / "lantai"), "train"]
    began = time.perf_counter()
    subprocess.run(
        command, cwd=ROOT, env=env | {"LANTAI_HOME": str(home)}, check=True, capture_output=True, timeout=TRAINING_LIMIT
    )
    return round(time.perf_counter() - began, 1)


async def _filed(http: httpx.AsyncClient, openid: str) -> bool:
    answer = await http.get("/api/v1/requests", params={"openid": openid, "limit": 1}, timeout=10)
    return bool(answer.raise_for_status().json()["items"])


def _rounded(took: list[float]) -> float | None:
    return round(statistics.median(took), 2) if took else None
