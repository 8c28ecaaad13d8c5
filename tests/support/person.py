"""A follower of the simulated platform who writes, waits until all answers are there, and reads them.

For whole conversations, also many at a time: a person looks only at their own conversation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import psycopg

from backend.kit.db import libpq_url
from bot.wechat.pushes import message_key
from tests.support.wait import until

ANSWER_LIMIT = 60.0
"""Seconds: the test machine may be busy; a lost answer is what this finds."""
_UNSETTLED = """
    select 1 from messages said
    where said.wechat_key = any(%(keys)s) and (
        said.state = 'waiting' or exists (
            select 1 from messages other
            where other.conversation_id = said.conversation_id and other.state in ('waiting', 'ready', 'claimed')
        )
    )
    limit 1
"""
_ADMITTED = "select count(*) from messages where wechat_key = any(%(keys)s)"


class House(Protocol):
    """A house that is open, wherever it was started."""

    @property
    def urls(self) -> Mapping[str, str]:
        """Where everything answers."""

    def secret(self, name: str) -> str:
        """A secret that the house made for itself."""


@dataclass
class Person:
    """A phone, what it showed, and what the archive filed for its owner."""

    house: House
    openid: str
    http: httpx.Client
    after: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)
    spoken: list[tuple[str, str]] = field(default_factory=list)
    """The talk so far as it stands on the screen: who, and the words."""
    turns: int = 0
    """How many messages the person sent."""

    @classmethod
    def follows(cls, house: House) -> "Person":
        """A new follower who has not said anything yet."""
        http = httpx.Client(base_url=house.urls["simulator"], trust_env=False, timeout=70)
        made = http.post("/sim/users", json={"hidden": True, "quiet": True}).raise_for_status().json()
        return cls(house, made["openid"], http)

    def leaves_off(self) -> None:
        """Give the connection back."""
        self.http.close()

    def says(self, *bubbles: Any) -> str:
        """Send one thing, or several without waiting in between; returns all that was answered.

        Words are a text; `{"图片": 1}` is a picture, `{"点": label}` a tap on what was offered.
        """
        keys = [self._sends(bubble) for bubble in bubbles]
        # A connection for the time of an answer: hundreds may be silent for days at once.
        with psycopg.connect(libpq_url(self.house.urls["database"]), autocommit=True) as database:
            until(lambda: self._is_settled(database, keys), ANSWER_LIMIT)
        found: list[dict[str, Any]] = self._new_bubbles()["items"]
        self.after = max([self.after, *(bubble["id"] for bubble in found)])
        self.heard += found
        answer = _words_of(found)
        self.spoken.append(("兰台", answer))
        return answer

    @property
    def offered(self) -> list[str]:
        """What can be tapped in the answers to the last message."""
        last = next((bubble for bubble in reversed(self.heard) if bubble["choices"]), None)
        return [choice["content"] for choice in last["choices"]] if last else []

    def _sends(self, what: Any) -> str:
        """Send it; returns the key by which the archive knows the message."""
        path = f"/sim/users/{self.openid}"
        if isinstance(what, dict) and "图片" in what:
            made = self.http.post(f"{path}/image", params={"name": "card"})
        elif isinstance(what, dict) and "点" in what:
            choice = next(c for bubble in reversed(self.heard) for c in bubble["choices"] if c["content"] == what["点"])
            made = self.http.post(f"{path}/tap", json={"id": choice["id"], "content": choice["content"]})
        else:
            made = self.http.post(f"{path}/text", json={"content": str(what)})
        self.turns += 1
        self.spoken.append(("我", str(what)))
        return message_key(self.openid, made.raise_for_status().json()["message_id"])

    def _new_bubbles(self) -> dict[str, Any]:
        query: dict[str, str | int] = {"after": self.after, "side": "account"}
        found: dict[str, Any] = self.http.get(f"/sim/users/{self.openid}/messages", params=query).json()
        return found

    def _is_settled(self, database: psycopg.Connection[tuple[Any, ...]], keys: list[str]) -> bool:
        """Everything said was worked, and everything said to it has been sent."""
        given = {"keys": keys}
        admitted = database.execute(_ADMITTED, given).fetchone()
        if admitted != (len(keys),) or database.execute(_UNSETTLED, given).fetchone() is not None:
            return False
        return not self._new_bubbles()["pending"]

    def requests(self) -> list[dict[str, Any]]:
        """What the backend holds, oldest first, unmasked."""
        headers = {"Authorization": f"Bearer {self.house.secret('service_token')}"}
        with httpx.Client(base_url=f"{self.house.urls['backend']}/api/v1", headers=headers, trust_env=False) as http:
            query: dict[str, str | int] = {"openid": self.openid, "limit": 50}
            listed = http.get("/requests", params=query).raise_for_status().json()["items"]
            return [
                http.get(f"/requests/{one['code']}", params={"reveal": "true"}).raise_for_status().json()
                for one in reversed(listed)
            ]


def _words_of(bubbles: list[dict[str, Any]]) -> str:
    return "\n".join(
        "\n".join([bubble["text"], bubble["tail"], *(choice["content"] for choice in bubble["choices"])])
        for bubble in bubbles
    )
