"""The phone page served for real, with a stand-in for the gateway, and a Chromium to look at it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page

from backend.kit import clock
from backend.kit.ports import free_port
from backend.kit.settings import Settings
from bot.simulator.app import create_app
from tests.support.stand_in_gateway import StandInGateway
from tests.support.wait import until

LAPTOP, HAND = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Served:
    """A running simulator."""

    url: str
    gateway: StandInGateway
    http: httpx.Client

    def follower(self, **more: object) -> str:
        """Somebody new, of whom the account does not know."""
        answer = self.http.post("/sim/users", json={"quiet": True, **more}).raise_for_status()
        return str(answer.json()["openid"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    before, port = clock._offset.path, free_port()
    settings = Settings(
        _env_file=None,
        home=tmp_path,
        simulator="on",
        simulator_port=port,
        public_url="https://archive.example.edu",
        wechat_app_id="wx51a0c0ffee000001",
        wechat_app_secret="0123456789abcdef",
        wechat_token="token",
        wechat_aes_key="A" * 43,
        wechat_original_id="gh_0a1b2c3d4e5f",
    )
    gateway = StandInGateway(settings)
    app = create_app(settings, httpx.ASGITransport(app=gateway), welcome=False)
    config = uvicorn.Config(app, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started, 20)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        yield Served(f"http://127.0.0.1:{port}", gateway, http)
    server.should_exit = True
    thread.join(20)
    clock._offset.path = before


@pytest_asyncio.fixture(loop_scope="session")
async def complaints() -> list[str]:
    """What the browser's console says, a breach of the content policy included; must stay empty."""
    return []


@dataclass
class Viewer:
    """Opens pages and keeps what their console says."""

    browser: Browser
    served: Served
    complaints: list[str]

    async def opens(self, *, narrow: bool = False) -> Page:
        """The phone page on a laptop, or in the hand."""
        context = await self.browser.new_context(viewport=HAND if narrow else LAPTOP, has_touch=narrow)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None,
        )
        await page.goto(self.served.url)
        await page.wait_for_selector("body[data-ready]")
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def viewer(chromium: Browser, served: Served, complaints: list[str]) -> AsyncIterator[Viewer]:
    viewing = Viewer(chromium, served, complaints)
    yield viewing
    await asyncio.gather(*(context.close() for context in chromium.contexts))
    assert not complaints
