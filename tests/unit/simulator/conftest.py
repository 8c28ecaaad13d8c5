"""A simulated platform and a stand-in for the gateway, all in the test's process."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from backend.kit import clock
from backend.kit.settings import Settings
from bot.simulator.app import create_app
from bot.simulator.platform import Platform
from tests.support.stand_in_gateway import StandInGateway


class Watch:
    """A clock that only moves when told."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        home=tmp_path,
        simulator="on",
        public_url="https://archive.example.edu",
        wechat_app_id="wx51a0c0ffee000001",
        wechat_app_secret="0123456789abcdef",
        wechat_token="token",
        wechat_aes_key="A" * 43,
        wechat_original_id="gh_0a1b2c3d4e5f",
        wechat_api_url="",
        wechat_account="verified_service",
        wechat_encryption="safe",
    )


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def gateway(settings: Settings) -> StandInGateway:
    return StandInGateway(settings)


@pytest.fixture(autouse=True)
def _no_moved_clock() -> Iterator[None]:
    before = clock._offset.path
    yield
    clock._offset.path = before


@pytest.fixture
async def app(settings: Settings, gateway: StandInGateway, watch: Watch) -> AsyncIterator[FastAPI]:
    made = create_app(settings, httpx.ASGITransport(app=gateway), welcome=False)
    platform: Platform = made.state.platform
    platform.world.now = watch
    platform.media._now = watch
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
def platform(app: FastAPI) -> Platform:
    found: Platform = app.state.platform
    return found


@pytest.fixture
def impatient(platform: Platform) -> None:
    """A platform that waits less than five seconds, where a test needs it to give up."""
    platform.world.faults.change({"answer_seconds": 0.4})


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8002") as client:
        yield client
