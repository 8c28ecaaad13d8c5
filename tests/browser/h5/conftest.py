"""The pages in a real Chromium, served by the real backend on a real database."""

import base64
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from backend.app import create_app
from backend.kit import clock
from backend.kit.ports import free_port
from backend.kit.settings import Settings
from tests.integration.backend.requester import body
from tests.support.wait import until

TOKEN = "service-token-of-the-tests"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}


@dataclass
class Pages:
    """The running pages."""

    url: str
    browser: Browser
    api: httpx.Client

    def phone(self, size: dict[str, int] = PHONE, *, script: bool = True, lang: str = "zh-CN") -> BrowserContext:
        context = self.browser.new_context(
            viewport=size, java_script_enabled=script, locale=lang, device_scale_factor=2, has_touch=True
        )
        context.set_default_timeout(10_000)
        return context

    def file(self, **changes: Any) -> str:
        given = body(**({"openid": None, "channel": "h5"} | changes))
        answer = self.api.post("/api/v1/requests", json=given, headers={"Idempotency-Key": os.urandom(8).hex()})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["code"])

    def happen(self, code: str, event: str, **more: Any) -> None:
        answer = self.api.post(f"/api/v1/requests/{code}/events", json={"event": event, **more})
        assert answer.status_code == 200, answer.text

    def link(self, **target: str) -> str:
        answer = self.api.post("/api/v1/uploads/links", json=target)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["url"])


@pytest.fixture(scope="module")
def pages(module_postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    if not CHROMIUM:
        pytest.skip("NO CHROMIUM ON THIS MACHINE: the pages were not seen in a browser")
    port = free_port()
    settings = Settings(
        _env_file=None,
        home=tmp_path_factory.mktemp("h5"),
        database_url=module_postgres_url,
        service_token=TOKEN,
        encryption_key="t1:" + base64.b64encode(b"k" * 32).decode(),
        backend_port=port,
        simulator="on",
    )
    patch = pytest.MonkeyPatch()
    patch.setattr("backend.app.PAGES", ("backend.h5.web",))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, 20)
    url = f"http://127.0.0.1:{port}"
    with (
        sync_playwright() as playwright,
        httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False) as api,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Pages(url, browser, api)
        browser.close()
    server.should_exit = True
    thread.join(10)
    patch.undo()
    clock.reset()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    from PIL import Image

    path = tmp_path / "id-front.png"
    Image.new("RGB", (600, 400), "#88aacc").save(path)
    return path


def shot(page: Page, name: str) -> None:
    """A screenshot for whoever wants to look: LANTAI_SCREENSHOTS names the folder."""
    folder = os.environ.get("LANTAI_SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
