"""The menu in force: the one last saved in the console of the running house, else the shipped file."""

from dataclasses import dataclass
from typing import Any

import httpx
import yaml

from backend.kit.running import part_url
from backend.kit.settings import Settings
from bot.wechat import menu

_TIMEOUT = httpx.Timeout(5.0, connect=1.0)
SHIPPED = "bot/wechat/menu.yaml"
SAVED = "the menu saved in the console"


class NotTold(RuntimeError):
    """A house runs and does not tell its menu; the shipped one could be the wrong one."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu as it is kept, and where it comes from."""

    content: Any
    source: str

    def buttons(self, public_url: str) -> list[dict[str, Any]]:
        """The menu for the API. Raises MenuError."""
        try:
            return menu.checked(self.content, public_url)
        except menu.MenuError as error:
            raise menu.MenuError(f"{self.source}: {error}") from error


async def in_force(settings: Settings) -> Menu:
    """The menu that people should see. Raises NotTold."""
    url = part_url(settings, "backend")
    saved = await _saved(url, settings.service_token) if url else None
    return Menu(saved, SAVED) if saved else Menu(yaml.safe_load(menu.FILE.read_text(encoding="utf-8")), SHIPPED)


async def _saved(url: str, token: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=_TIMEOUT) as http:
            answer = await http.get("/api/v1/configuration/menu/versions", params={"limit": 1})
            answer.raise_for_status()
            found = answer.json()
            return found[0]["value"] if found else None
    except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
        raise NotTold(f"the running house does not tell its menu ({type(error).__name__})") from error
