"""The backend's application on a real database, called without a network."""

import base64
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from backend.app import create_app
from backend.kit import clock, crypto
from backend.kit.db import Database, libpq_url
from backend.kit.settings import Settings
from tests.integration.backend.requester import Requester

TOKEN = "service-token-of-the-tests"
KEY = "t1:" + base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def settings(tmp_path: Path, postgres_url: str) -> Iterator[Settings]:
    made = Settings(
        _env_file=None,
        home=tmp_path,
        database_url=postgres_url,
        service_token=TOKEN,
        encryption_key=KEY,
        simulator="on",
    )
    crypto.configure(made)
    clock.configure(tmp_path)
    yield made
    clock.reset()


@pytest.fixture
async def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FastAPI]:
    # The pages have tests of their own; the API must stand without them.
    monkeypatch.setattr("backend.app.PAGES", ())
    application = create_app(settings)
    yield application
    await application.state.database.close()


@pytest.fixture
def database(app: FastAPI) -> Database:
    return app.state.database


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://backend", headers=headers) as made:
        yield made


@pytest.fixture
def api(client: httpx.AsyncClient) -> Requester:
    return Requester(client)


@pytest.fixture
def sql(settings: Settings) -> Iterator[psycopg.Connection]:
    """The tables as they lie in the database."""
    with psycopg.connect(libpq_url(settings.database_url), autocommit=True) as connection:
        yield connection


@pytest.fixture
def key() -> str:
    return secrets.token_hex(8)
