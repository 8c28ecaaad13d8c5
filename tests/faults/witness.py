"""What the house's own stores say about a talk, looked at from outside."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from bot.wechat.pushes import message_key
from tests.support.house import RunningHouse
from tests.support.phone import Phone
from tests.support.wait import eventually

RECOVERY = 60.0
"""Seconds within which a talk goes on after a part was killed."""
AWAY = "系统正在维护"
"""How the fixed sentence begins that is given, once for a message, while the dialogue is away."""
_FINAL = {"done", "sent"}


@dataclass
class Witness:
    """Follows one person's talk."""

    house: RunningHouse
    phone: Phone
    said: list[str] = field(default_factory=list)

    async def says(self, text: str) -> None:
        """Type something without waiting for the answer."""
        self.said.append(message_key(self.phone.openid, await self.phone.says(text)))

    def rows(self) -> list[tuple[str, str, str, bool]]:
        """Direction, state, WeChat's key and whether an answer of the bot: every row of the conversation, in order."""
        statement = """
            select direction, state, coalesce(wechat_key, ''), author = 'bot' from messages where conversation_id in
            (select conversation_id from messages where wechat_key = any(%s)) order by id
        """
        with connected(self.house) as connection:
            return connection.execute(statement, (self.said,)).fetchall()

    def admitted(self) -> bool:
        """Whether the last message is on record."""
        with suppress(psycopg.OperationalError):
            return any(key == self.said[-1] for _, _, key, _ in self.rows())
        return False

    async def is_complete(self) -> None:
        """Every message is on record once and was worked, every answer went out and is on the screen once."""
        await eventually(lambda: {state for _, state, _, _ in self.rows()} <= _FINAL, RECOVERY)
        rows = self.rows()
        assert sorted(key for direction, _, key, _ in rows if direction == "in") == sorted(self.said)
        shown = Counter(item["text"] for item in await self.phone.screen() if item["side"] == "account")
        excuses = sum(shown.pop(text) for text in list(shown) if text.startswith(AWAY))
        assert shown and max(shown.values()) == 1 and excuses <= len(self.said), shown

    async def requests(self) -> list[dict[str, Any]]:
        """What was filed for this person."""
        headers = {"Authorization": f"Bearer {self.house.secret('service_token')}"}
        async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=10) as http:
            answer = await http.get(
                f"{self.house.urls['backend']}/api/v1/requests", params={"openid": self.phone.openid}
            )
            found: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
            return found


def connected(house: RunningHouse) -> psycopg.Connection[Any]:
    """The house's database."""
    return psycopg.connect(house.urls["database"].replace("+psycopg", ""), autocommit=True, connect_timeout=3)


async def whole(house: RunningHouse) -> None:
    """Wait until every part answers."""
    async with httpx.AsyncClient(trust_env=False, timeout=5) as http:

        async def ready() -> bool:
            with suppress(httpx.HTTPError, KeyError):
                return (await http.get(f"{house.urls['backend']}/readyz")).status_code == 200
            return False

        await eventually(ready, 2 * RECOVERY)


def _at_rest(house: RunningHouse) -> bool:
    with suppress(psycopg.OperationalError), connected(house) as connection:
        waiting = connection.execute("select count(*) from messages where state in ('waiting', 'ready', 'claimed')")
        return (waiting.fetchone() or (1,))[0] == 0
    return False


async def turns(house: RunningHouse) -> float:
    """How many turns the gateway has had answered since its start, once nobody's message is worked any more."""
    with suppress(AssertionError):  # what another talk left undeliverable is no turn
        await eventually(lambda: _at_rest(house), 20)
    async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
        lines = (await http.get(f"{house.urls['gateway']}/metrics")).text.splitlines()
    name = 'lantai_turns_total{outcome="answered"} '
    return sum(float(line.removeprefix(name)) for line in lines if line.startswith(name))
