"""The pages on a real database, walked without a browser."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend.app import create_app
from backend.kit.settings import Settings
from tests.integration.backend.conftest import TOKEN, api, client, database, settings, sql

__all__ = ["TOKEN", "api", "client", "database", "settings", "sql"]


@pytest.fixture
async def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FastAPI]:
    """The backend with these pages alone."""
    monkeypatch.setattr("backend.app.PAGES", ("backend.h5.web",))
    settings.wechat_app_id, settings.wechat_app_secret = "wx-of-the-tests", "secret"
    application = create_app(settings)
    yield application
    await application.state.database.close()


class Visitor:
    """A browser without script: follows forms as they stand in the page."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.page = httpx.Response(200)

    async def open(self, path: str, **more: Any) -> httpx.Response:
        self.page = await self.http.get(path, follow_redirects=True, **more)
        return self.page

    async def send(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send a form to `path` with the token of the page that is open."""
        data = dict(fields or {})
        token = self.csrf
        if token and "csrf" not in data:
            data["csrf"] = token
        self.page = await self.http.post(path, data=data, follow_redirects=True, **more)
        return self.page

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.page.text)
        return found[1] if found else ""

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def path(self) -> str:
        return self.page.url.path


def visitor_of(app: FastAPI, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://pages", headers=headers)


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Visitor]:
    async with visitor_of(app) as http:
        yield Visitor(http)


WANTED = {
    "track": "self",
    "items[0].document_type": "transcript",
    "items[0].language": "en",
    "items[0].copies": "2",
    "items[0].sealed": "yes",
    "consent": "yes",
    "do": "next",
}
PEOPLE = {
    "subject.name": "周新安",
    "subject.student_id": "20091234999",
    "subject.id_number": "11010519491231002X",
    "subject.degree_level": "bachelor",
    "subject.enrollment_year": "2009",
    "subject.graduation_year": "2013",
    "subject.phone": "138 1234 2222",
    "delivery.method": "express",
    "delivery.address": "浙江省杭州市西湖区余杭塘路1号",
    "purpose": "出国留学",
    "do": "next",
}


async def filled(visitor: Visitor, wanted: dict[str, str] | None = None, people: dict[str, str] | None = None) -> None:
    """Fill the form up to the page where it is checked."""
    await visitor.open("/h5/requests/new")
    await visitor.send("/h5/requests/new", WANTED | (wanted or {}))
    assert visitor.path == "/h5/requests/new/people", visitor.text
    await visitor.send("/h5/requests/new/people", PEOPLE | (people or {}))
    assert visitor.path == "/h5/requests/new/papers", visitor.text
    await visitor.send("/h5/requests/new/papers", {"do": "next"})
    assert visitor.path == "/h5/requests/new/check", visitor.text


async def filed(visitor: Visitor, **more: Any) -> str:
    """File it; the code."""
    await filled(visitor, **more)
    await visitor.send("/h5/requests/new/check")
    assert visitor.path == "/h5/requests/new/done", visitor.text
    found = re.search(r'id="code"[^>]*>([^<]+)<', visitor.text)
    assert found
    return found[1]
