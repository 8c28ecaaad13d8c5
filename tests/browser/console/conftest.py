"""The console served for real on a real database and cache, and Chromium windows of several people."""

import asyncio
import base64
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
import uvicorn
from playwright.async_api import Browser, Dialog, Page, Request, async_playwright
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from backend.app import create_app
from backend.auth import passwords, service
from backend.console.static import VENDOR
from backend.conversations import desk, inbox
from backend.conversations.live import Live
from backend.conversations.types import Answer, Arrival, Piece
from backend.domain.windows import Action
from backend.kit import clock, crypto
from backend.kit.crypto import conversation_key
from backend.kit.db import Database
from backend.kit.settings import Settings
from tests.conftest import free_port
from tests.support.wait import until

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--disable-component-update"]
LAPTOP = {"width": 1366, "height": 768}
PASSWORD = "right horse battery"


@dataclass
class House:
    """The served console, and the chat behind it."""

    url: str
    database: Database
    live: Live

    async def staff(self, username: str, role: str, *, name: str, bits: tuple[str, ...] = ()) -> None:
        async with self.database.session() as session:
            await service.add(session, username, PASSWORD, name=name, roles=[role], bits=bits)

    async def disable(self, username: str) -> None:
        async with self.database.session() as session:
            await service.set_active(session, await service.find(session, username), False, service.audit.SYSTEM)

    async def says(self, openid: str, text: str, *, identity: bool = False) -> str:
        """A message arrives as the gateway records it; the bot answers when it is its turn."""
        key, holder = conversation_key(openid), uuid4()
        arrival = Arrival(
            wechat_key=uuid4().hex,
            conversation=key,
            openid=openid,
            account="gh_1",
            kind="text",
            text=text,
            action=Action.MESSAGE,
            carries_identity=identity,
        )
        async with self.database.session() as session:
            admission = await inbox.admit(session, arrival, holder=holder, wait=0, kf=True)
        self.live.publish(key, "message", admission.message_id)
        if admission.turn:
            answer = Answer(
                pieces=[Piece(text="好的，记下了。")], lang="zh", intent="request_document", confidence=0.94
            )
            async with self.database.session() as session:
                await inbox.finish(session, admission.turn, answer, holder=holder, passive=False, kf=True)
            self.live.publish(key, "message", admission.message_id)
        return key

    async def asks_for_a_person(self, openid: str) -> str:
        key = await self.says(openid, "我要找人工")
        async with self.database.session() as session:
            await desk.hand_over(session, key, "asked")
        self.live.publish(key, "owner")
        return key


@pytest.fixture(autouse=True)
def _quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm with little memory: what is looked at here is not the strength of passwords."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64),)))
    passwords._nobodys.cache_clear()


@pytest.fixture
def settings(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[Settings]:
    if not CHROMIUM.exists():
        pytest.skip("NO CHROMIUM at /usr/bin/chromium: the console was not looked at in a browser")
    if not (VENDOR / "htmx.min.js").exists():
        pytest.skip("NO BROWSER FILES: run tools/bootstrap --only assets; the console was not looked at in a browser")
    made = Settings(
        _env_file=None,
        home=tmp_path,
        database_url=postgres_url,
        redis_url=redis_url,
        service_token="service-token-of-the-tests",
        encryption_key="t1:" + base64.b64encode(b"k" * 32).decode(),
        simulator="on",
        backend_port=free_port(),
    )
    crypto.configure(made)
    before = clock._offset.path
    yield made
    clock._offset.path = before


@pytest.fixture
def served(settings: Settings) -> Iterator[str]:
    config = uvicorn.Config(
        create_app(settings),
        port=settings.backend_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started, 30)
    yield f"http://127.0.0.1:{settings.backend_port}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture
async def house(served: str, settings: Settings) -> AsyncIterator[House]:
    from redis.asyncio import Redis

    database, redis = Database(settings.database_url), Redis.from_url(settings.redis_url)
    yield House(served, database, Live(redis))
    await asyncio.sleep(0)
    await redis.aclose()
    await database.close()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass
class Window:
    """One person's window, and whatever should not happen in it."""

    page: Page
    house: House
    dialogs: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def sign_in(self, username: str) -> None:
        await self.page.goto(f"{self.house.url}/console/login")
        await self.page.fill("[name=username]", username)
        await self.page.fill("[name=password]", PASSWORD)
        await self.page.click("form button")
        await self.page.wait_for_url("**/console/*")

    async def open(self, key: str) -> None:
        await self.page.goto(f"{self.house.url}/console/desk/talks/{key}")


OpenWindow = Callable[..., Awaitable[Window]]


@pytest.fixture
async def window(house: House, chromium: Browser) -> OpenWindow:
    async def open_one(username: str, **options: object) -> Window:
        context = await chromium.new_context(viewport=options.get("viewport", LAPTOP))  # type: ignore[arg-type]
        made = Window(await context.new_page(), house)

        async def on_dialog(dialog: Dialog) -> None:
            made.dialogs.append(dialog.message)
            await dialog.dismiss()

        def on_request(request: Request) -> None:
            if not request.url.startswith((house.url, "data:")):
                made.elsewhere.append(request.url)

        made.page.on("dialog", on_dialog)
        made.page.on("request", on_request)
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.page.on(
            "console", lambda said: made.complaints.append(said.text) if "Content Security" in said.text else None
        )
        await made.sign_in(username)
        return made

    return open_one
