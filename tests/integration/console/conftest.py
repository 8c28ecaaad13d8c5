"""The console on a real database, as browsers of several people see it."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from backend.app import create_app
from backend.auth import passwords, service
from backend.conversations import inbox, turns
from backend.conversations.types import Answer, Arrival, Piece
from backend.domain.windows import Action
from backend.kit import clock, crypto
from backend.kit.crypto import conversation_key
from backend.kit.db import Database, libpq_url
from backend.kit.settings import Settings

KEY = "t1:" + base64.b64encode(b"k" * 32).decode()
PASSWORD = "right horse battery"
_NOTED = Piece(text="好的，记下了。")


@pytest.fixture(autouse=True)
def _quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm with little memory: these tests sign in dozens of times."""
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    monkeypatch.setattr(passwords, "_hasher", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64),)))
    passwords._nobodys.cache_clear()


@pytest.fixture
def settings(tmp_path: Path, postgres_url: str) -> Iterator[Settings]:
    made = Settings(
        _env_file=None,
        home=tmp_path,
        database_url=postgres_url,
        service_token="service-token-of-the-tests",
        encryption_key=KEY,
        simulator="on",
        admin_password="the administrator's",
    )
    crypto.configure(made)
    clock.configure(tmp_path)
    yield made
    clock.reset()


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    application = create_app(settings)
    yield application
    await application.state.database.close()


@pytest.fixture
def database(app: FastAPI) -> Database:
    return app.state.database


@pytest.fixture
def sql(settings: Settings) -> Iterator[psycopg.Connection]:
    with psycopg.connect(libpq_url(settings.database_url), autocommit=True) as connection:
        yield connection


@dataclass
class Browser:
    """One person's browser."""

    http: httpx.AsyncClient

    async def sign_in(self, username: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        form = {"username": username, "password": password, **more}
        return await self.http.post("/console/login", data=form)

    async def token(self) -> str:
        page = await self.http.get("/console/account")
        return page.text.split('<meta name="csrf" content="')[1].split('"')[0]

    async def post(self, path: str, **form: str) -> httpx.Response:
        return await self.http.post(path, data={"csrf": await self.token(), **form})


OpenBrowser = Callable[..., Browser]


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[OpenBrowser]:
    opened: list[httpx.AsyncClient] = []

    def open_one(address: str = "192.0.2.10") -> Browser:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 40000))
        client = httpx.AsyncClient(transport=transport, base_url="http://console.test")
        opened.append(client)
        return Browser(client)

    yield open_one
    for client in opened:
        await client.aclose()


@pytest.fixture
async def staff(database: Database) -> Callable[..., Awaitable[str]]:
    async def add(username: str, *roles: str, bits: tuple[str, ...] = (), name: str = "") -> str:
        async with database.session() as session:
            made = await service.add(session, username, PASSWORD, name=name, roles=roles, bits=bits)
            return str(made.id)

    return add


@pytest.fixture
def says(database: Database) -> Callable[..., Awaitable[str]]:
    """Somebody says something in the chat, and the bot answers if it is its turn."""

    async def say(
        openid: str, text: str, *, identity: bool = False, menu_id: str = "", answer_with: Piece = _NOTED
    ) -> str:
        key, holder = conversation_key(openid), uuid4()
        arrival = Arrival(
            wechat_key=uuid4().hex,
            conversation=key,
            openid=openid,
            account="gh_1",
            kind="text",
            text=text,
            data={"menu_id": menu_id} if menu_id else {},
            action=Action.MESSAGE,
            tells_identity=lambda _: identity,
        )
        async with database.session() as session:
            admission = await inbox.admit(session, arrival, holder=holder, wait=0, kf=True)
        if admission.turn:
            answer = Answer(
                pieces=[answer_with],
                lang="zh",
                intent="request_document",
                confidence=0.94,
                carries_identity=identity,
            )
            async with database.session() as session:
                await turns.finish(session, admission.turn, answer, holder=holder, passive=False, kf=True)
        return key

    return say
