"""One Chromium and one served console for all stories. They run in one event loop, which a browser is bound to."""

import base64
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Error, async_playwright
from pytest_asyncio import is_async_test

from backend.app import create_app
from backend.console.static import VENDOR
from backend.kit import clock
from backend.kit.ports import free_port
from backend.kit.settings import Settings
from backend.supervisor.postgres import Postgres
from tests.conftest import own_database
from tests.support.wait import until

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--disable-component-update"]
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story in the loop of the session."""
    for item in items:
        if item.path.is_relative_to(_HERE) and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"NO BROWSER TEST RAN: there is no {CHROMIUM} (apt-get install chromium)")
    async with async_playwright() as playwright:
        try:
            found = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"NO BROWSER TEST RAN: Chromium does not start: {error.message.splitlines()[0]}")
        yield found
        await found.close()


@pytest.fixture(scope="session")
def console_server(
    postgres_server: Postgres, migrated_template: str, redis_server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """The console served once for all stories."""
    if not (VENDOR / "htmx.min.js").exists():
        pytest.skip("NO BROWSER FILES: run tools/bootstrap --only assets; the console was not looked at in a browser")
    with own_database(postgres_server, migrated_template) as url:
        settings = Settings(
            _env_file=None,
            home=tmp_path_factory.mktemp("console"),
            database_url=url,
            redis_url=redis_server_url,
            service_token="service-token-of-the-tests",
            encryption_key="t1:" + base64.b64encode(b"k" * 32).decode(),
            simulator="on",
            backend_port=free_port(),
        )
        before = clock._offset.path
        config = uvicorn.Config(
            create_app(settings),
            port=settings.backend_port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        clock._offset.path = before
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        until(lambda: server.started, 30)
        yield settings
        server.should_exit = True
        thread.join(20)
