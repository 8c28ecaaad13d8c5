"""Talks as an archivist writes them (tests/dialogue/talks), told through the simulated platform.

Each step is one message of the person; `兰台` lists words that the answer must hold, `不说` words that it must
not. `filed` is what the backend must hold at the end: only the keys that stand there are compared.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import yaml

from backend.kit.db import libpq_url
from tests.support.house import RunningHouse
from tests.support.wait import until

FOLDER = Path(__file__).resolve().parents[1] / "dialogue" / "talks"
ANSWER_LIMIT = 40.0
"""Seconds: the test machine may be busy; a lost answer is what this finds."""


@dataclass(frozen=True)
class Talk:
    """One file entry."""

    name: str
    kind: str
    steps: list[dict[str, Any]]
    filed: list[dict[str, Any]]


def all_talks() -> list[Talk]:
    """Every talk of the folder."""
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
            found.append(Talk(entry["name"], file.stem, entry["talk"], entry["filed"]))
    return found


@dataclass
class Person:
    """A follower on the simulated platform, and what the archive filed for them."""

    house: RunningHouse
    openid: str
    http: httpx.Client
    after: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def follows(cls, house: RunningHouse) -> "Person":
        """A new follower who has not said anything yet."""
        http = httpx.Client(base_url=house.urls["simulator"], trust_env=False, timeout=70)
        made = http.post("/sim/users", json={"hidden": True, "quiet": True}).raise_for_status().json()
        return cls(house, made["openid"], http)

    def tells(self, step: dict[str, Any]) -> str:
        """Do one step; returns all that the account answered."""
        what = step["我"]
        if isinstance(what, dict) and "等待" in what:
            self.house.command("clock", "advance", str(what["等待"]))
            return ""
        self._send(what)
        return self._hears()

    def _send(self, what: Any) -> None:
        path = f"/sim/users/{self.openid}"
        if isinstance(what, dict) and "图片" in what:
            self.http.post(f"{path}/image", params={"name": "card"}).raise_for_status()
        elif isinstance(what, dict) and "点" in what:
            choice = next(c for bubble in reversed(self.heard) for c in bubble["choices"] if c["content"] == what["点"])
            self.http.post(f"{path}/tap", json={"id": choice["id"], "content": choice["content"]}).raise_for_status()
        else:
            self.http.post(f"{path}/text", json={"content": str(what)}).raise_for_status()

    def _hears(self) -> str:
        """All that came in answer: the message was worked, everything said to it has been sent and has arrived."""
        until(self._is_settled, ANSWER_LIMIT)
        heard: list[dict[str, Any]] = self._new_bubbles()["items"]
        self.after = max([self.after, *(bubble["id"] for bubble in heard)])
        self.heard += heard
        return _words_of(heard)

    def _new_bubbles(self) -> dict[str, Any]:
        query: dict[str, str | int] = {"after": self.after, "side": "account"}
        found: dict[str, Any] = self.http.get(f"/sim/users/{self.openid}/messages", params=query).json()
        return found

    def _is_settled(self) -> bool:
        found = self._new_bubbles()
        if found["pending"] or not found["items"]:
            return False
        with psycopg.connect(libpq_url(self.house.urls["database"]), autocommit=True) as connection:
            unsettled = "select 1 from messages where state in ('waiting', 'ready', 'claimed') limit 1"
            return connection.execute(unsettled).fetchone() is None

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


def tell(talk: Talk, person: Person) -> list[str]:
    """Tell a whole talk; returns what went wrong, in words."""
    wrong: list[str] = []
    for step in talk.steps:
        answer = person.tells(step)
        wrong += [
            f"{step['我']} -> lacks {word}: {answer}" for word in step.get("兰台") or [] if str(word) not in answer
        ]
        wrong += [f"{step['我']} -> says {word}: {answer}" for word in step.get("不说") or [] if str(word) in answer]
    filed = person.requests()
    if len(filed) != len(talk.filed):
        return [*wrong, f"filed {len(filed)} instead of {len(talk.filed)}"]
    for wanted, there in zip(talk.filed, filed, strict=True):
        wrong += differences(wanted, there)
    return wrong


def differences(wanted: Any, there: Any, path: str = "") -> list[str]:
    """Where what is there departs from what is wanted; keys that are not wanted may be anything."""
    if isinstance(wanted, dict):
        if not isinstance(there, dict):
            return [f"{path}: {there!r} instead of {wanted!r}"]
        return [line for key, value in wanted.items() for line in differences(value, there.get(key), f"{path}.{key}")]
    if isinstance(wanted, list):
        if not isinstance(there, list) or len(wanted) != len(there):
            return [f"{path}: {there!r} instead of {wanted!r}"]
        if path == ".items":
            wanted, there = (
                sorted(rows, key=lambda row: str(sorted(row.items(), key=str))) for rows in (wanted, there)
            )
            return _rows_apart(wanted, there, path)
        return [
            line
            for i, (a, b) in enumerate(zip(wanted, there, strict=True))
            for line in differences(a, b, f"{path}[{i}]")
        ]
    return [] if wanted == there else [f"{path}: {there!r} instead of {wanted!r}"]


def _rows_apart(wanted: list[Any], there: list[Any], path: str) -> list[str]:
    """Rows in any order."""
    left = list(there)
    lost = []
    for row in wanted:
        match = next((one for one in left if not differences(row, one)), None)
        if match is None:
            lost.append(f"{path}: no row {row!r} in {there!r}")
        else:
            left.remove(match)
    return lost
