"""A person with a phone, for tests that hold whole conversations through the simulated WeChat.

async with Phone.follows(simulator_url) as phone:
    welcome = await phone.sees()
    await phone.says("我要成绩单")
    answer = await phone.sees()
    assert "成绩单" in answer.text
    await phone.taps(answer.choices[0].id)
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

_HOLD = 20.0


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a menu message."""

    id: str
    content: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing the account put on the screen. `how`: passive, custom, notice or failure."""

    id: int
    kind: str
    how: str
    text: str
    choices: tuple[Choice, ...]
    media_id: str
    url: str
    rows: tuple[tuple[str, str], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What came since the last look."""

    bubbles: tuple[Bubble, ...]

    @property
    def text(self) -> str:
        """All words of all bubbles, entries to tap included."""
        return "\n".join(
            "\n".join([bubble.text, *(choice.content for choice in bubble.choices)]) for bubble in self.bubbles
        )

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All entries to tap."""
        return tuple(choice for bubble in self.bubbles for choice in bubble.choices)

    @property
    def how(self) -> str:
        """How the last bubble came."""
        return self.bubbles[-1].how if self.bubbles else ""

    @property
    def failed(self) -> bool:
        """Whether WeChat showed its own line that the account is out of order."""
        return any(bubble.how == "failure" for bubble in self.bubbles)


class Phone:
    """One follower of the simulated account."""

    def __init__(self, http: httpx.AsyncClient, openid: str) -> None:
        self._http, self.openid = http, openid
        self._looked_until = 0
        self.last_message_id = ""

    @classmethod
    @asynccontextmanager
    async def follows(
        cls, simulator_url: str, *, name: str = "", scene: str = "", quiet: bool = False
    ) -> "AsyncIterator[Phone]":
        """Somebody new. With `quiet` the account is not told, so no welcome comes."""
        async with httpx.AsyncClient(base_url=simulator_url, trust_env=False, timeout=_HOLD + 10) as http:
            body = {"name": name, "scene": scene, "quiet": quiet, "hidden": True}
            answer = (await http.post("/sim/users", json=body)).raise_for_status()
            yield cls(http, answer.json()["openid"])

    async def says(self, content: str) -> str:
        """Type something. Returns its MsgId."""
        return await self._does("text", json={"content": content})

    async def asks(self, content: str, timeout: float = 15) -> Seen:
        """Type something and look at the answer."""
        await self.says(content)
        return await self.sees(timeout)

    async def taps(self, choice_id: str) -> str:
        """Tap an entry of a menu message."""
        return await self._does("tap", json={"id": choice_id})

    async def sends_picture(self, picture: bytes = b"", *, sample: str = "card") -> str:
        """Send a picture; a built-in one when no bytes are given."""
        if not picture:
            return await self._does("image", params={"name": sample})
        return await self._does("image", content=picture)

    async def speaks(self, seconds: int = 3) -> str:
        """Send a voice message."""
        return await self._does("voice", json={"seconds": seconds})

    async def sends_place(self) -> str:
        """Send a place."""
        return await self._does("location", json={})

    async def shares_article(self) -> str:
        """Share an article."""
        return await self._does("link", json={})

    async def sends_sticker(self) -> str:
        """Send what WeChat does not pass on."""
        return await self._does("sticker")

    async def uses_menu(self, key: str) -> str:
        """Tap an entry of the menu bar."""
        return await self._does("menu", json={"key": key})

    async def scans(self, scene: str) -> str:
        """Scan a scene code."""
        return await self._does("scan", json={"scene": scene})

    async def leaves(self) -> str:
        """Stop following."""
        return await self._does("unfollow")

    async def returns(self) -> str:
        """Follow again."""
        return await self._does("follow", json={})

    async def allows_notices(self, template_id: str, count: int = 1) -> None:
        """Agree to subscription notices."""
        body = {"template_id": template_id, "count": count}
        (await self._http.post(f"/sim/users/{self.openid}/consent", json=body)).raise_for_status()

    async def sees(self, timeout: float = 15, *, containing: str = "", count: int = 1) -> Seen:
        """Wait for what the account sends: at least `count` bubbles, one of them `containing` these words.

        Returns everything since the last look. Raises AssertionError when it does not come in time.
        """
        deadline, found = time.monotonic() + timeout, Seen(())
        after = self._looked_until
        while True:
            left = deadline - time.monotonic()
            fresh, after = await self._fetch(after, max(min(left, _HOLD), 0))
            found = Seen(found.bubbles + fresh)
            if len(found.bubbles) >= count and containing in found.text:
                self._looked_until = after
                return found
            if left <= 0:
                raise AssertionError(f"not within {timeout} s: {containing or f'{count} answers'}; got {found.text!r}")

    async def sees_nothing_more(self) -> None:
        """Wait until no push of this person is under way, and make sure that nothing unseen is on the screen."""
        deadline = time.monotonic() + 30
        while (await self._person())["pending"] and time.monotonic() < deadline:
            await self._fetch(self._looked_until, 0.05)
        unseen, _ = await self._fetch(self._looked_until, 0)
        assert not unseen, f"unexpected: {Seen(unseen).text!r}"

    async def screen(self) -> list[dict[str, Any]]:
        """Everything on the screen, both directions."""
        answer = await self._http.get(f"/sim/users/{self.openid}/messages")
        items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        return items

    async def allowance(self) -> int:
        """How many customer-service messages the account may send now."""
        return int((await self._person())["allowance"]["left"])

    async def pushes(self) -> list[dict[str, Any]]:
        """How this person's messages were pushed, with every try."""
        answer = await self._http.get("/sim/pushes", params={"openid": self.openid})
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found

    async def jump(self, **by: float) -> None:
        """Move the product's clock, for example `jump(hours=49)`."""
        seconds = timedelta(**by).total_seconds()
        (await self._http.post("/sim/clock", json={"seconds": seconds})).raise_for_status()

    async def breaks(self, **knobs: Any) -> None:
        """Turn fault knobs of the platform, for example `breaks(drop_answers=1)`."""
        (await self._http.put("/sim/faults", json=knobs)).raise_for_status()

    async def mends(self) -> None:
        """Let the platform behave again."""
        (await self._http.delete("/sim/faults")).raise_for_status()

    async def _does(self, deed: str, **request: Any) -> str:
        answer = await self._http.post(f"/sim/users/{self.openid}/{deed}", **request)
        self.last_message_id = answer.raise_for_status().json()["message_id"]
        return self.last_message_id

    async def _person(self) -> dict[str, Any]:
        answer = await self._http.get(f"/sim/users/{self.openid}")
        person: dict[str, Any] = answer.raise_for_status().json()
        return person

    async def _fetch(self, after: int, wait: float) -> tuple[tuple[Bubble, ...], int]:
        """The account's bubbles after an id, and the id up to which the screen is now known."""
        query: dict[str, str | float] = {"after": after, "wait": wait, "side": "account,system"}
        answer = await self._http.get(f"/sim/users/{self.openid}/messages", params=query)
        items = answer.raise_for_status().json()["items"]
        return tuple(_bubble(item) for item in items if _counts(item)), max([after, *(item["id"] for item in items)])


def _counts(item: dict[str, Any]) -> bool:
    """What the account sent, and WeChat's failure line; not the line about following."""
    return bool(item["side"] == "account" or item["how"] == "failure")


def _bubble(item: dict[str, Any]) -> Bubble:
    words = [item["text"], item["title"], item["tail"], *(f"{a['title']} {a['description']}" for a in item["articles"])]
    rows = tuple((row["name"], row["value"]) for row in item["rows"])
    return Bubble(
        id=item["id"],
        kind=item["kind"],
        how=item["how"],
        text="\n".join([word for word in words if word] + [value for _, value in rows]),
        choices=tuple(Choice(choice["id"], choice["content"]) for choice in item["choices"]),
        media_id=item["media_id"],
        url=item["url"],
        rows=rows,
        at=datetime.fromisoformat(item["at"]),
    )
