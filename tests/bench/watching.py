"""A member of staff at the console while many talk: from WeChat's push to the words on the open page."""

import asyncio
import itertools
import json
import random
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pyotp

from backend.kit import crypto
from backend.kit.crypto import conversation_key
from backend.kit.settings import Settings
from tests.bench.account import Lost
from tests.bench.load import sentences, somebody
from tests.bench.numbers import Sample
from tests.bench.ours import Ours

_CSRF = re.compile(r'name="csrf" content="([^"]+)"')
_SECRET = re.compile(r'class="secret">([A-Z2-7]+)<')
_PATIENCE = 10.0
_LIST_EVERY = 0.5
"""An open desk reads its list again at most so often (desk.js)."""


class Desk:
    """One browser at the desk: the stream of events, the open talk, the list beside it."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._events: asyncio.Queue[str] = asyncio.Queue()
        self._stirred = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def signed_in(cls, ours: Ours) -> AsyncIterator["Desk"]:
        """The administrator, with the second factor that the real platform wants."""
        async with httpx.AsyncClient(base_url=ours.house.urls["backend"], trust_env=False, timeout=30) as http:
            form = {"username": "admin", "password": ours.house.secret("admin_password")}
            await http.post("/console/login", data=form)
            page = (await http.get("/console/account")).text
            csrf, secret = _CSRF.search(page), _SECRET.search(page)
            assert csrf and secret, "not signed in"
            code = {"csrf": csrf[1], "code": pyotp.TOTP(secret[1]).now()}
            await http.post("/console/account/second-factor", data=code)
            desk = cls(http)
            tasks = [asyncio.create_task(desk._listen()), asyncio.create_task(desk._keep_the_list())]
            try:
                yield desk
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def sees(self, key: str, words: str) -> None:
        """The open talk shows the words: it is read again whenever something happened in it."""
        while True:
            if await self._events.get() in (key, ""):
                page = await self._http.get(f"/console/desk/talks/{key}/lines", headers={"HX-Request": "true"})
                if words in page.text:
                    return

    def forget(self) -> None:
        """What happened before the talk was opened is of no concern."""
        while not self._events.empty():
            self._events.get_nowait()

    async def _listen(self) -> None:
        async with self._http.stream("GET", "/console/live", timeout=None) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: ") and "conversation" in line:
                    self._events.put_nowait(json.loads(line[6:])["conversation"])
                    self._stirred.set()

    async def _keep_the_list(self) -> None:
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            await self._http.get("/console/desk/list", headers={"HX-Request": "true"})
            await asyncio.sleep(_LIST_EVERY)


async def watch(ours: Ours, talks: int, every: float, looks: int, limit: float) -> dict[str, Any]:
    """So many conversations go on, each saying something about every so many seconds; some messages are timed."""
    crypto.configure(Settings(_env_file=None, encryption_key=ours.house.secret("encryption_key")))
    people = [somebody() for _ in range(talks)]
    sample, turns = Sample(), itertools.count()
    async with Desk.signed_in(ours) as desk:
        going_on = [asyncio.create_task(_talk(ours, who, every, turns)) for who in people]
        # Everybody has said something before the first look.
        await asyncio.sleep(every)
        began, begun = time.perf_counter(), next(turns)
        while len(sample.took) + sample.lost < looks and time.perf_counter() - began < limit:
            await _look(ours, desk, random.choice(people), sample)
        sample.seconds = time.perf_counter() - began
        said = next(turns) - begun - 1
        for task in going_on:
            task.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)
    found = sample.summary()
    return {"talks": talks, "looks": found.pop("turns"), "others_per_second": round(said / sample.seconds, 1), **found}


async def _talk(ours: Ours, who: str, every: float, turns: "itertools.count[int]") -> None:
    questions = itertools.cycle(random.sample(sentences()["questions"], len(sentences()["questions"])))
    await asyncio.sleep(random.uniform(0, every))
    for question in questions:
        with suppress(Lost):
            await ours.turn(who, question)
            next(turns)
        await asyncio.sleep(random.uniform(0.5, 1.5) * every)


async def _look(ours: Ours, desk: Desk, who: str, sample: Sample) -> None:
    # No digits: what looks like the number of a paper is shown masked.
    words = "看看" + "".join(random.choices("甲乙丙丁戊己庚辛壬癸", k=9))
    desk.forget()
    began = time.perf_counter()
    turn = asyncio.create_task(ours.turn(who, words))
    try:
        async with asyncio.timeout(_PATIENCE):
            await desk.sees(conversation_key(who), words)
        sample.took.append(time.perf_counter() - began)
    except TimeoutError:
        sample.lost += 1
    with suppress(Lost):
        await turn
