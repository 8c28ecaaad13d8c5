"""`lantai understand` goes by the catalogue of the house that runs here."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.kit.ports import free_port
from backend.kit.settings import Settings
from backend.understanding import house
from backend.understanding.training import CATALOGUE, catalogue
from tests.support.running import seems_to_run
from tests.support.server import Server

TOKEN = "service-token-of-the-test"


def configured() -> dict[str, Any]:
    """The shipped catalogue with one more name for a paper."""
    found: dict[str, Any] = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))["catalogue"]
    found["documents"]["transcript"]["aliases"]["zh"].append("青云单")
    return found


class Backend:
    """Tells a configuration to who holds the token."""

    def __init__(self) -> None:
        self.answer: Response = JSONResponse({"version": "1", "catalogue": configured()})
        self.server = Server(Starlette(routes=[Route("/api/v1/configuration", self._tell)]))

    async def _tell(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({}, 401)
        return self.answer


@pytest.fixture
async def backend() -> AsyncIterator[Backend]:
    made = Backend()
    await made.server.start()
    yield made
    await made.server.stop()


def running_at(home: Path, url: str) -> Settings:
    seems_to_run(home, backend=url)
    return Settings(_env_file=None, home=home, service_token=TOKEN)


async def test_a_name_that_was_added_in_the_console_is_known(backend: Backend, tmp_path: Path) -> None:
    said: list[str] = []
    found = await house.catalogue_in_force(running_at(tmp_path, backend.server.url), said.append)
    assert "青云单" in found.document("transcript").aliases_zh
    assert said == []


async def test_without_a_house_nobody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_client(*_: object, **__: object) -> None:
        raise AssertionError("asked somebody")

    monkeypatch.setattr(httpx, "AsyncClient", no_client)
    said: list[str] = []
    settings = Settings(_env_file=None, home=tmp_path)
    assert await house.catalogue_in_force(settings, said.append) == catalogue()
    assert said == []


@pytest.mark.parametrize("answer", [Response("no", 503), Response("<html>"), JSONResponse({"catalogue": {"x": 1}})])
async def test_an_answer_that_cannot_be_used_is_said_and_the_shipped_one_serves(
    backend: Backend, tmp_path: Path, answer: Response
) -> None:
    backend.answer = answer
    said: list[str] = []
    assert await house.catalogue_in_force(running_at(tmp_path, backend.server.url), said.append) == catalogue()
    assert "shipped" in said[0]


async def test_a_house_that_has_gone_is_said_and_the_shipped_one_serves(tmp_path: Path) -> None:
    said: list[str] = []
    settings = running_at(tmp_path, f"http://127.0.0.1:{free_port()}")
    assert await house.catalogue_in_force(settings, said.append) == catalogue()
    assert "shipped" in said[0]
