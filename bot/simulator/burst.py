"""Many people writing at once, and how they were served."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.doings import Doings
from bot.simulator.world import World

_PATIENCE = 60


@dataclass(slots=True)
class _Outcome:
    people: int
    running: bool = True
    sent: int = 0
    answered: int = 0
    failed: int = 0
    waits: list[float] = field(default_factory=list)

    def public(self) -> dict[str, Any]:
        """Counts, and the times until an answer in milliseconds."""
        ordered = sorted(self.waits)
        marks = {f"p{p}": round(ordered[len(ordered) * p // 100] * 1000) for p in (50, 95, 99) if ordered}
        counts = {"people": self.people, "sent": self.sent, "answered": self.answered, "failed": self.failed}
        return {"running": self.running, **counts, "milliseconds": marks}


class Bursts:
    """Bursts under way and done."""

    def __init__(self, world: World, doings: Doings) -> None:
        self._world, self._doings = world, doings
        self._outcomes: list[_Outcome] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, people: int, texts: list[str], over: float) -> int:
        """Let it begin and return its number."""
        outcome = _Outcome(people)
        self._outcomes.append(outcome)
        task = asyncio.get_running_loop().create_task(self._run(outcome, texts, over))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return len(self._outcomes) - 1

    def outcome(self, number: int) -> dict[str, Any] | None:
        """How it went so far."""
        return self._outcomes[number].public() if 0 <= number < len(self._outcomes) else None

    async def close(self) -> None:
        """End what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, outcome: _Outcome, texts: list[str], over: float) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(outcome.people):
                # Spreading people over time is no secret.
                group.create_task(self._talk(outcome, texts, random.uniform(0, over)))  # noqa: S311
        outcome.running = False

    async def _talk(self, outcome: _Outcome, texts: list[str], begins: float) -> None:
        await asyncio.sleep(begins)
        person = self._world.add_person(hidden=True)
        for text in texts:
            started = time.monotonic()
            said = self._doings.says(person, text)
            outcome.sent += 1
            if await self._answered(person.openid, said.id, started + _PATIENCE):
                outcome.answered += 1
                outcome.waits.append(time.monotonic() - started)
            else:
                outcome.failed += 1

    async def _answered(self, openid: str, after: int, deadline: float) -> bool:
        while (left := deadline - time.monotonic()) > 0:
            for bubble in self._world.screens.get(openid, ()):
                if bubble.id > after:
                    return bubble.how != "failure"
            await self._world.feed.changed(left)
        return False
