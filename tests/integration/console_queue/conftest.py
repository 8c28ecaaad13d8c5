"""The rooms of work in the console: people who sign in, and requests that were filed."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI

from backend.audit.service import Caller
from backend.catalogue import service as catalogue
from backend.kit.db import Database
from backend.requests import service
from backend.requests.schemas import RequestIn
from tests.integration.backend.requester import body
from tests.integration.console.conftest import (  # noqa: F401 - fixtures
    Browser,
    _quick_hash,
    app,
    browser,
    database,
    says,
    settings,
    sql,
    staff,
)

Filing = Callable[..., Awaitable[str]]


@pytest.fixture
async def filed(database: Database) -> Filing:  # noqa: F811
    """File a request; its code."""

    async def file(*events: str, **changes: Any) -> str:
        async with database.session() as session:
            configuration = await catalogue.current(session)
            given = RequestIn.model_validate(body(**changes))
            request, _ = await service.file(session, given, secrets.token_hex(8), configuration, Caller("requester"))
            for event in events:
                await service.happen(session, request.code, event, {}, configuration, Caller("staff", "wang"))
            return request.code

    return file


@pytest.fixture
async def archivist(browser: Callable[..., Browser], staff: Callable[..., Awaitable[str]]) -> Browser:  # noqa: F811
    """An archivist who is signed in."""
    await staff("wang", "archivist", name="王老师")
    one = browser()
    await one.sign_in("wang")
    return one


@pytest.fixture
async def hotline(app: FastAPI, browser: Callable[..., Browser], staff: Callable[..., Awaitable[str]]) -> Browser:  # noqa: F811
    """A member of the hotline, who may not see who asks."""
    await staff("chen", "hotline", name="陈老师")
    one = browser("192.0.2.11")
    await one.sign_in("chen")
    return one


@pytest.fixture
async def chief(app: FastAPI, browser: Callable[..., Browser], staff: Callable[..., Awaitable[str]]) -> Browser:  # noqa: F811
    """A supervisor."""
    await staff("zhao", "supervisor", name="赵老师")
    one = browser("192.0.2.12")
    await one.sign_in("zhao")
    return one


@pytest.fixture
async def boss(app: FastAPI, browser: Callable[..., Browser], staff: Callable[..., Awaitable[str]]) -> Browser:  # noqa: F811
    """An administrator."""
    await staff("sun", "administrator", name="孙老师")
    one = browser("192.0.2.13")
    await one.sign_in("sun")
    return one
