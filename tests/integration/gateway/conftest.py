"""A gateway with stand-ins around it, on a real database and Redis."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from backend.conversations import inbox
from backend.kit import crypto
from bot.gateway import waiters, webhook
from tests.integration.gateway.house import House, settings_for
from tests.integration.gateway.stand_ins import RasaStandIn, WeChatStandIn

MakeHouse = Callable[..., Any]


@pytest.fixture
async def make_house(tmp_path: Path, postgres_url: str, redis_url: str) -> AsyncIterator[MakeHouse]:
    """Build houses; several share database, Redis and stand-ins, as replicas do."""
    async with AsyncExitStack() as stack:
        shared: dict[str, Any] = {}

        async def make(**more: Any) -> House:
            if not shared:
                crypto.configure(settings_for(tmp_path, postgres_url, redis_url))
                shared["rasa"] = RasaStandIn(crypto.derived_secret("channel"))
                shared["platform"] = WeChatStandIn()
                for part in shared.values():
                    await part.server.start()
                    stack.push_async_callback(part.server.stop)
            addresses = {
                "rasa_address": shared["rasa"].server.url,
                "actions_address": shared["platform"].server.url,
                "wechat_api_url": shared["platform"].server.url,
                "backend_address": shared["platform"].server.url,
            }
            settings = settings_for(tmp_path, postgres_url, redis_url, **addresses | more)
            return await stack.enter_async_context(House(settings, shared["rasa"], shared["platform"]).open())

        yield make


@pytest.fixture
async def house(make_house: MakeHouse) -> House:
    """A verified service account in safe mode."""
    made: House = await make_house()
    return made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeChat's five seconds pass in half a second, so that slow turns are slow at once."""
    monkeypatch.setattr(webhook, "PASSIVE_SECONDS", 0.5)
    monkeypatch.setattr(webhook, "_GIVEN_UP_SECONDS", 0.6)
    monkeypatch.setattr(waiters, "_WRITING_SECONDS", 0.03)
    monkeypatch.setattr(inbox, "_RETRY_AHEAD", 0.0)
