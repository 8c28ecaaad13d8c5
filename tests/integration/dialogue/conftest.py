"""The dialogue on the real backend and database; only the classifier's opinion is given by hand."""

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from actions.backend_client import BackendAway, BackendClient
from actions.dialogue import turn as turns
from actions.turn_action import TurnAction
from backend.app import create_app
from backend.domain.catalogue import Catalogue
from backend.kit import clock, crypto
from backend.kit.settings import Settings
from backend.kit.texts import Texts
from backend.understanding.prepare import prepare
from tests.integration.backend.conftest import TOKEN, client, settings, sql
from tests.support.server import Server

__all__ = ["client", "settings", "sql"]


@pytest.fixture
async def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FastAPI]:
    """The backend with the pages for applicants, which the chat links to."""
    monkeypatch.setattr("backend.app.PAGES", ("backend.h5.web",))
    application = create_app(settings)
    yield application
    await application.state.database.close()


@dataclass
class Talker:
    """A follower whose messages reach the dialogue with an intent said beforehand."""

    openid: str
    action: TurnAction
    backend: BackendClient
    client: httpx.AsyncClient
    texts: Texts
    catalogue: Catalogue | None = None
    count: int = 0
    expecting: str | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)
    lang: str = "zh"

    async def says(self, text: str, intent: str, *also: str, kind: str = "text", **meta: Any) -> str:
        """Send a message; returns all that is answered."""
        turn = await self._turn(text, intent, also, kind, meta)
        says = await self.action.answer(turn)
        self.lang = turn.lang or self.lang
        self.expecting = next((one["expecting"] for one in says if one.get("expecting")), None)
        self.choices = next((one["choices"] for one in says if one.get("choices")), [])
        return "\n".join(self.texts.render(one, self.lang) for one in says)

    async def _turn(self, text: str, intent: str, also: tuple[str, ...], kind: str, meta: dict[str, Any]) -> turns.Turn:
        self.count += 1
        if self.catalogue is None:
            self.catalogue = Catalogue.from_mapping((await self.backend.configuration("newest"))["catalogue"])
        prepared = prepare(
            text, catalogue=self.catalogue, today=clock.today(), expecting=self.expecting, seal=crypto.seal
        )
        metadata = prepared.metadata(
            kind=kind,
            expecting=self.expecting,
            openid=crypto.seal(self.openid),
            received_at=clock.now().isoformat(),
            lang=prepared.lang,
            **meta,
        )
        latest = {
            "text": prepared.message,
            "message_id": f"m{self.count}",
            "intent": {"name": intent, "confidence": 0.9},
            "also": list(also),
            "metadata": metadata,
        }
        turn = turns.from_tracker(crypto.conversation_key(self.openid), latest)
        tapped = [one["id"] for one in self.choices if self.texts.value(one["label"], self.lang) == text]
        return dataclasses.replace(turn, choice=tapped[0]) if tapped else turn

    async def requests(self) -> list[dict[str, Any]]:
        """What was filed, oldest first, unmasked."""
        listed = (await self.client.get("/api/v1/requests", params={"openid": self.openid})).json()["items"]
        return [
            (await self.client.get(f"/api/v1/requests/{one['code']}", params={"reveal": "true"})).json()
            for one in reversed(listed)
        ]


class Fails:
    """A call that fails once: before it reached the backend, or after the backend did it."""

    def __init__(self, call: Callable[..., Awaitable[Any]], *, after: bool) -> None:
        self.call, self.after, self.failed = call, after, False

    async def __call__(self, *args: Any, **more: Any) -> Any:
        if self.failed:
            return await self.call(*args, **more)
        if self.after:
            await self.call(*args, **more)
        self.failed = True
        raise BackendAway("once")


async def tried_again(talker: Talker, text: str, intent: str) -> str:
    """Send a message whose turn fails once; what is answered when the gateway tries it again."""
    offered, expecting = talker.choices, talker.expecting
    with pytest.raises(BackendAway):
        await talker.says(text, intent)
    talker.count, talker.choices, talker.expecting = talker.count - 1, offered, expecting
    return await talker.says(text, intent)


@pytest.fixture
async def follower(app: FastAPI, client: httpx.AsyncClient, settings: Settings) -> AsyncIterator[Callable[..., Talker]]:
    """Makes followers."""
    server = Server(app)
    await server.start()
    backend = BackendClient(server.url, TOKEN)
    action = TurnAction(backend)

    def make(openid: str = "oDialogueTester0000000000001") -> Talker:
        return Talker(openid, action, backend, client, Texts.load())

    yield make
    await backend.close()
    await server.stop()


@pytest.fixture
def alice(follower: Callable[..., Talker]) -> Talker:
    return follower()
