"""The console served for real on a real database and cache, and Chromium windows of several people."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Dialog, Page, Request
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from backend.auth import passwords, service
from backend.catalogue import service as catalogue
from backend.conversations import desk, inbox, repository, turns
from backend.conversations.live import Live
from backend.conversations.types import Answer, Arrival, Piece
from backend.domain.windows import Action
from backend.drafts import service as drafts
from backend.kit import clock, crypto
from backend.kit.crypto import conversation_key
from backend.kit.db import Database, libpq_url
from backend.kit.settings import Settings

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

    async def session_of(self, username: str) -> str:
        """Somebody signed in, as the form would; a story of its own fills the form."""
        async with self.database.session() as session:
            return await service.let_in(session, await service.find(session, username), "127.0.0.1")

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
            tells_identity=lambda _: identity,
        )
        async with self.database.session() as session:
            admission = await inbox.admit(session, arrival, holder=holder, wait=0, kf=True)
        self.live.publish(key, "message", admission.message_id)
        if admission.turn:
            answer = Answer(
                pieces=[Piece(text="好的，记下了。")], lang="zh", intent="request_document", confidence=0.94
            )
            async with self.database.session() as session:
                await turns.finish(session, admission.turn, answer, holder=holder, passive=False, kf=True)
            self.live.publish(key, "message", admission.message_id)
        return key

    async def goes_on_by_itself(self, key: str) -> None:
        """The bot's turn after a hand-back, as the gateway works it."""
        answer = Answer(pieces=[Piece(text="咱们接着办您填到一半的申请。")], lang="zh")
        async with self.database.session() as session:
            conversation = await repository.by_key(session, key)
            holder = uuid4()
            turn = await turns.begin(session, conversation.id, holder)
            await turns.finish(session, turn, answer, holder=holder, passive=False, kf=True)
        self.live.publish(key, "message", turn.message_id)

    async def has_begun_a_form(self, key: str) -> None:
        """A draft as the dialogue keeps it."""
        row = {"document_type": "transcript", "language": "en", "copies": 2, "sealed": None}
        form = {"started_at": "2026-11-20T09:00:00+08:00", "track": "self", "items": [row]}
        state = {"form": form, "summary": {"filled": 1, "needed": 4}}
        async with self.database.session() as session:
            await drafts.put(session, key, state, 0)

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
def settings(console_server: Settings, redis_url: str) -> Iterator[Settings]:
    """The served console's settings, its database and cache as empty as on the first day."""
    crypto.configure(console_server)
    before = clock._offset.path
    clock.configure(console_server.home)
    _emptied(libpq_url(console_server.database_url))
    # A configuration that an earlier story changed is not trusted for a second more.
    catalogue._Known.compared = 0.0
    yield console_server
    clock.reset()
    clock._offset.path = before


def _emptied(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        # Histories refuse to be emptied; their triggers are asked to look away.
        connection.execute("set session_replication_role = replica")
        for (name,) in found:
            # Not truncate: a window closed a moment ago may still be read for; the two locks would wait for each other.
            if name != "alembic_version":
                connection.execute(f'delete from "{name}"'.encode())


@pytest_asyncio.fixture(loop_scope="session")
async def house(settings: Settings) -> AsyncIterator[House]:
    from redis.asyncio import Redis

    database, redis = Database(settings.database_url), Redis.from_url(settings.redis_url)
    yield House(f"http://127.0.0.1:{settings.backend_port}", database, Live(redis))
    await asyncio.sleep(0)
    await redis.aclose()
    await database.close()


@dataclass
class Window:
    """One person's window, and whatever should not happen in it."""

    page: Page
    house: House
    dialogs: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def sign_in(self, username: str) -> None:
        """By the form, as people do."""
        await self.page.goto(f"{self.house.url}/console/login")
        await self.page.fill("[name=username]", username)
        await self.page.fill("[name=password]", PASSWORD)
        await self.page.click("form button")
        await self.page.wait_for_url("**/console/*")

    async def open(self, key: str) -> None:
        await self.page.goto(f"{self.house.url}/console/desk/talks/{key}")


OpenWindow = Callable[..., Awaitable[Window]]


@pytest_asyncio.fixture(loop_scope="session")
async def window(house: House, chromium: Browser) -> AsyncIterator[OpenWindow]:
    contexts: list[BrowserContext] = []

    async def open_one(username: str = "", **options: object) -> Window:
        context = await chromium.new_context(viewport=options.get("viewport", LAPTOP))  # type: ignore[arg-type]
        contexts.append(context)
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
        if username:
            cookie = {"name": "lantai-session", "value": await house.session_of(username), "url": house.url}
            await context.add_cookies([cookie])  # type: ignore[list-item]
            if options.get("first", True):
                await made.page.goto(f"{house.url}/console")
        return made

    yield open_one
    for context in contexts:
        await context.close()
