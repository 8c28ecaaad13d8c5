"""`lantai wechat menu` sends the menu that was saved in the console of the house that runs here."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typer.testing import CliRunner

from backend.kit.ports import free_port
from backend.kit.settings import Settings
from bot.wechat import checkup, configured, menu
from bot.wechat.cli import app
from tests.support.running import seems_to_run
from tests.support.server import Server

TOKEN = "service-token-of-the-test"
SAVED = {"button": [{"name": "办到哪了", "type": "click", "key": "MENU_PROGRESS"}]}


class Backend:
    """Tells the versions of the menu to who holds the token."""

    def __init__(self) -> None:
        self.answer: Response = JSONResponse([{"value": SAVED}])
        self.server = Server(Starlette(routes=[Route("/api/v1/configuration/menu/versions", self._tell)]))

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


def beside(home: Path, url: str | None) -> Settings:
    if url:
        seems_to_run(home, backend=url)
    return Settings(_env_file=None, home=home, service_token=TOKEN)


async def test_the_saved_menu_is_in_force(backend: Backend, tmp_path: Path) -> None:
    found = await configured.in_force(beside(tmp_path, backend.server.url))
    assert checkup.names(found.buttons("")) == [("办到哪了", "MENU_PROGRESS")]
    assert "console" in found.source


@pytest.mark.parametrize("versions", [[], [{"value": {}}]])
async def test_one_that_was_never_saved_or_was_given_up_is_the_shipped_one(
    backend: Backend, tmp_path: Path, versions: list[object]
) -> None:
    backend.answer = JSONResponse(versions)
    found = await configured.in_force(beside(tmp_path, backend.server.url))
    assert found.buttons("") == menu.load("")


async def test_without_a_house_it_is_the_shipped_one(tmp_path: Path) -> None:
    assert (await configured.in_force(beside(tmp_path, None))).buttons("") == menu.load("")


@pytest.mark.parametrize("answer", [Response("no", 503), Response("<html>"), JSONResponse([{}])])
async def test_a_house_that_does_not_tell_it_gets_no_other_one_sent(
    backend: Backend, tmp_path: Path, answer: Response
) -> None:
    backend.answer = answer
    with pytest.raises(configured.NotTold):
        await configured.in_force(beside(tmp_path, backend.server.url))


def test_the_command_says_so_and_sends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANTAI_HOME", str(tmp_path))
    shown = CliRunner().invoke(app, ["menu", "--show"])
    assert shown.exit_code == 0 and "MENU_PROGRESS" in shown.output
    beside(tmp_path, f"http://127.0.0.1:{free_port()}")
    refused = CliRunner().invoke(app, ["menu", "--show"])
    assert refused.exit_code == 1 and "does not tell its menu" in refused.output
