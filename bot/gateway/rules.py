"""The catalogue and the texts in force: the shipped ones at start, then what the backend says, asked now and then."""

import asyncio
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from uuid import UUID

import httpx
import structlog
import yaml

from backend.domain.catalogue import Catalogue, CatalogueError
from backend.kit import clock
from backend.kit.texts import TextError, Texts
from bot.gateway import preparing
from bot.wechat.errors import Unreachable

log = structlog.get_logger()

_INTERVAL = 20.0
_TIMEOUT = httpx.Timeout(5.0, connect=1.0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture kept by the backend, to be sent."""

    name: str
    content: bytes
    media_type: str


class Rules:
    """What reading and rendering go by; replaced as a whole when the configuration changes."""

    def __init__(self, backend_url: str, service_token: str) -> None:
        self.catalogue = Catalogue.from_mapping(_shipped()["catalogue"])
        self.texts = Texts.load()
        self._tag = ""
        self._http = httpx.AsyncClient(
            base_url=backend_url,
            trust_env=False,
            timeout=_TIMEOUT,
            headers={"Authorization": f"Bearer {service_token}"},
        )

    async def run(self) -> None:
        """Follow the backend's configuration for ever; while it is away the last one stays in force."""
        while True:
            await self.refresh()
            await asyncio.sleep(_INTERVAL)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def picture(self, attachment_id: UUID) -> Picture:
        """A picture staff want to send. Raises Unreachable while the backend cannot give it."""
        try:
            response = await self._http.get(f"/api/v1/attachments/{attachment_id}/content")
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise Unreachable("attachment", type(error).__name__) from error
        kind = response.headers.get("content-type", "image/jpeg").split(";")[0]
        return Picture(f"picture.{kind.rpartition('/')[2]}", response.content, kind)

    def tells_identity(self, text: str, expecting: str | None) -> bool:
        """Whether words hold identity details, as the reader of the catalogue in force sees them."""
        return preparing.tells_identity(text, self.catalogue, clock.today(), expecting)

    async def refresh(self) -> None:
        """Ask once."""
        try:
            response = await self._http.get("/api/v1/configuration", headers={"If-None-Match": self._tag})
            if response.status_code == 200:
                self._take(response.json(), await self._text_changes())
                self._tag = response.headers.get("etag", "")
        except (httpx.HTTPError, ValueError, KeyError, CatalogueError, TextError) as error:
            log.warning("configuration_not_read", error=type(error).__name__)

    async def _text_changes(self) -> list[tuple[str, str, str]]:
        """Wording that was changed in the console."""
        response = await self._http.get("/api/v1/configuration/texts/versions", params={"limit": 1})
        newest = response.json() if response.status_code == 200 else []
        changes = newest[0]["value"] if newest else {}
        return [(lang, key, text) for lang, texts in changes.items() for key, text in texts.items()]

    def _take(self, answer: dict[str, Any], changes: list[tuple[str, str, str]]) -> None:
        catalogue = Catalogue.from_mapping(answer["catalogue"])
        self.catalogue, self.texts = catalogue, Texts.load(changes)


def _shipped() -> dict[str, Any]:
    text = (files("backend.catalogue") / "defaults.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
