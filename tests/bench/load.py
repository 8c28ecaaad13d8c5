"""People who talk at the same time, each waiting for an answer before the next word."""

import asyncio
import itertools
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.bench.account import Lost
from tests.bench.numbers import Sample

Ask = Callable[[str, str], Awaitable[str]]
"""Says something as somebody; the answer. Raises Lost."""


@cache
def sentences() -> dict[str, Any]:
    """What is said."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
    return content


def somebody() -> str:
    """An openid nobody has had."""
    return "o" + secrets.token_hex(13)


class Crowd:
    """So many talkers, until so many turns are done or the time is up, whichever is first."""

    def __init__(self, ask: Ask, talks: Sequence[Sequence[str]], turns: int, seconds: float) -> None:
        self._ask, self._talks = ask, talks
        self._left, self._limit = turns, seconds
        self._next = itertools.count()
        self._until = 0.0
        self.sample = Sample()

    async def talk(self, talkers: int) -> Sample:
        """All of them."""
        began = time.perf_counter()
        self._until = began + self._limit
        await asyncio.gather(*(self._one() for _ in range(talkers)))
        self.sample.seconds = time.perf_counter() - began
        return self.sample

    async def _one(self) -> None:
        while self._more():
            who, talk = somebody(), self._talks[next(self._next) % len(self._talks)]
            for sentence in talk:
                if not self._more():
                    return
                self._left -= 1
                await self._turn(who, sentence)

    def _more(self) -> bool:
        return self._left > 0 and time.perf_counter() < self._until

    async def _turn(self, who: str, sentence: str) -> None:
        began = time.perf_counter()
        try:
            answered = bool(await self._ask(who, sentence))
        except (Lost, OSError, EOFError, TimeoutError):
            answered = False
        if answered:
            self.sample.took.append(time.perf_counter() - began)
        else:
            self.sample.lost += 1


async def in_crowds(ask: Ask, crowds: Sequence[tuple[int, int, float]], say: Callable[[str], None]) -> dict[str, Any]:
    """One load after the other: talkers, turns, seconds each; results by talkers. A few turns before warm up."""
    talks = sentences()["talks"]
    await Crowd(ask, talks, 20, 30).talk(2)
    found = {}
    for talkers, turns, seconds in crowds:
        found[str(talkers)] = (await Crowd(ask, talks, turns, seconds).talk(talkers)).summary()
        say(f"{talkers} talking: {found[str(talkers)]}")
    return found
